"""Tools: for each its name, what it tells a chat model, its arguments, its document and the shape of that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.wiring import Application
from corpus.filters import Filters
from ui.api.bodies import AskBody, Body, CheckBody, DetermineBody, ScreenBody
from ui.mcp_server.arguments import (
    ChangesInput,
    CompareInput,
    DiffInput,
    HistoryInput,
    ListInput,
    SearchInput,
    ShowInput,
    SourcesInput,
    StatusInput,
)

_TEXT, _FLAG = {"type": "string"}, {"type": "boolean"}
_ROW_LIST = {"type": "array", "items": {"type": "object"}}
_REST = {
    "type": "object",
    "description": "Where the answer was too long: the handle for the tool `more`, and the places that go on there.",
    "properties": {
        "handle": _TEXT,
        "left_out": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"path": _TEXT, "start": {"type": "integer"}, "of": {"type": "integer"}},
                "required": ["path", "start", "of"],
            },
        },
        "how": _TEXT,
    },
    "required": ["handle", "left_out", "how"],
}


def shape(**members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that has these members, others too, and the rest where it was cut."""
    return {"type": "object", "properties": {**members, "cut": _REST}, "required": list(members)}


@dataclass(frozen=True, slots=True)
class ServedTool:
    """Tool as it is served; `needs_models` waits for the start of the server, and `is_question` counts as a question.

    `needs_notes` waits for the vectors of notes too, with which questions are matched.
    """

    name: str
    title: str
    description: str
    arguments: type[Body]
    document: Callable[[Application, Any], dict[str, Any]]
    output: dict[str, Any]
    needs_models: bool = False
    needs_notes: bool = False
    is_question: bool = False


def _ask(licet: Application, a: AskBody) -> dict[str, Any]:
    from ui import serializers

    licet.catalogue.check(a.filters)
    history = [turn if isinstance(turn, str) else turn.model_dump() for turn in a.history]
    return serializers.answer(licet.assistant.ask(a.question, history, a.filters))


def _search(licet: Application, a: SearchInput) -> dict[str, Any]:
    from assistant.query.budget import checked_question
    from ui import serializers

    words = checked_question(a.query, licet.settings.max_question_chars)
    licet.catalogue.check(a.filters)
    hits = licet.collection.search(words, a.k, a.filters)
    altered = [{"problem": p.message, "remedy": p.remedy} for p in hits.left_out]
    return {"altered": altered, "passages": list(map(serializers.hit, hits))}


def _show(licet: Application, a: ShowInput) -> dict[str, Any]:
    from ui.json_documents import provision_documents

    filters = _limits(a.as_of, a.source)
    return provision_documents.shown(licet.catalogue, provision_documents.located(licet.catalogue, a.locator, filters))


def _determine(licet: Application, a: DetermineBody) -> dict[str, Any]:
    from assistant.engines.determination.command import determination

    return determination(licet.catalogue, a.item, a.to, a.end_user, a.end_use, _limits(a.as_of), a.jurisdiction)


def _compare(licet: Application, a: CompareInput) -> dict[str, Any]:
    from ui import serializers

    codes = [code.lower() for code in a.jurisdictions]
    return serializers.answer(licet.assistant.compare(a.topic, codes, _limits(a.as_of)))


def _lists(licet: Application, a: ListInput) -> dict[str, Any]:
    from ui import parameters
    from ui.json_documents import list_documents

    filters = _limits(a.as_of)
    choice = list_documents.Choice(
        tuple(a.country), a.party, a.policy, a.requirement, a.footnote, a.citation, parameters.day(a.added_on),
        parameters.day(a.added_since), parameters.day(a.added_until), a.changed,
    )  # fmt: skip
    if not a.name:
        return {"lists": list_documents.all_lists(licet.catalogue, choice, filters, count=a.count)}
    found = list_documents.looked_up(licet.catalogue, a.name, choice, filters, between=a.between, count=a.count)
    return {**found, "rows": []} if a.count else found


def _screen(licet: Application, a: ScreenBody) -> dict[str, Any]:
    from assistant.engines.screening.names_file import given_names
    from ui.json_documents import list_documents

    return list_documents.screening(licet.catalogue, given_names(a.names), a.country, _limits(a.as_of))


def _status(licet: Application, a: StatusInput) -> dict[str, Any]:
    from ui.json_documents import provision_documents

    return provision_documents.status(licet.catalogue, a.what, _limits(a.as_of))


def _diff(licet: Application, a: DiffInput) -> dict[str, Any]:
    from ui import parameters
    from ui.json_documents import provision_documents

    days = parameters.given_day(a.first), parameters.given_day(a.second)
    return {"changes": provision_documents.differences(licet.catalogue, a.locator, *days)}


def _changes(licet: Application, a: ChangesInput) -> dict[str, Any]:
    from ui import parameters
    from ui.json_documents import provision_documents

    return {"changes": provision_documents.changes(licet.catalogue, parameters.day(a.since), a.source)}


def _history(licet: Application, a: HistoryInput) -> dict[str, Any]:
    from ui import serializers
    from ui.json_documents import source_documents

    entries = licet.catalogue.history(a.source, a.limit)
    return {"entries": [source_documents.without_place(serializers.change(entry)) for entry in entries]}


def _check(licet: Application, a: CheckBody) -> dict[str, Any]:
    from corpus.parsers.file import File
    from ui import serializers

    return serializers.checked_draft(licet.check_draft(File("draft.md", a.draft.encode()), a.filters))


def _sources(licet: Application, a: SourcesInput) -> dict[str, Any]:
    from ui.json_documents import source_documents

    if a.coverage:
        return {"regimes": source_documents.regimes(licet)}
    return {"sources": [source_documents.without_place(row) for row in source_documents.held_sources(licet)]}


def _limits(as_of: str | None, sources: list[str] | None = None) -> Filters:
    from ui import parameters

    return parameters.filters(None, None, sources, None, as_of)


_ANSWER = shape(outcome=_TEXT, answer=_TEXT, statements=_ROW_LIST, citations=_ROW_LIST, notices={"type": "array"})
TOOLS: Mapping[str, ServedTool] = {
    tool.name: tool
    for tool in (
        ServedTool(
            "ask", "Ask the texts",
            "An answer made of checked sentences, each with the paragraph that it stands on, or an honest decline. "
            "`outcome` says which; `citations` has the quotes by number.",
            AskBody, _ask, _ANSWER, needs_models=True, needs_notes=True, is_question=True,
        ),
        ServedTool(
            "search", "Search the texts",
            "Passages of the held texts that match words or an address; texts left out as altered are under `altered`.",
            SearchInput, _search, shape(altered=_ROW_LIST, passages=_ROW_LIST), needs_models=True,
        ),
        ServedTool(
            "show", "Show a provision",
            "A provision in full by its address, with its ancestors; others of that address under `also`.",
            ShowInput, _show, shape(source_id=_TEXT, title=_TEXT, locator=_TEXT, text=_TEXT),
        ),
        ServedTool(
            "determine", "Determine a licence requirement",
            "What the texts require for an item (ECCN with its paragraph, or EAR99) to a destination, step by step, "
            "cited. `jurisdiction` is whose licence is asked of: us (the default), eu, cn or jp.",
            DetermineBody, _determine, shape(status=_TEXT, text=_TEXT, steps=_ROW_LIST), needs_models=True,
        ),
        ServedTool(
            "compare", "Compare jurisdictions",
            "How two to six jurisdictions differ on the fixed points of a topic, cell by cell, cited.",
            CompareInput, _compare, _ANSWER, needs_models=True, is_question=True,
        ),
        ServedTool(
            "lists", "Look lists up",
            "Rows of a list of parties or a table, counted and chosen, or two of its editions compared; without a "
            "name, the lists that are held.",
            ListInput, _lists, shape(),
        ),
        ServedTool(
            "screen", "Screen names",
            "Names against every list held, with the words in which a row differs; `not_held` has the lists that "
            "were not searched.",
            ScreenBody, _screen, shape(results=_ROW_LIST, searched={"type": "array"}, not_held={"type": "array"}),
        ),
        ServedTool(
            "status", "What is in force",
            "Since and until when a provision, a text or a topic is in force; of nothing, all that begins or ends.",
            StatusInput, _status, shape(),
        ),
        ServedTool(
            "diff", "Compare two days",
            "What changed in a provision between two days.",
            DiffInput, _diff, shape(changes=_ROW_LIST),
        ),
        ServedTool(
            "changes", "What changed in the texts",
            "What changed between the editions held, newest first, by provision.",
            ChangesInput, _changes, shape(changes=_ROW_LIST),
        ),
        ServedTool(
            "history", "Log of the collection",
            "What was added, replaced, removed and synced, when and by whom, newest first.",
            HistoryInput, _history, shape(entries=_ROW_LIST),
        ),
        ServedTool(
            "check", "Check a draft",
            "A verdict on each sentence of a draft: supported, contradicted, not_found or not_checkable, cited.",
            CheckBody, _check, shape(sentences=_ROW_LIST, notices={"type": "array"}),
            needs_models=True, is_question=True,
        ),
        ServedTool(
            "sources", "What is held",
            "The texts that are held, with their editions and how current they are; or what of each regime is missing.",
            SourcesInput, _sources, shape(),
        ),
    )
}  # fmt: skip
MORE_SHAPE = {
    "type": "object",
    "properties": {"handle": _TEXT, "path": _TEXT, "start": {"type": "integer"}, "part": {}, "cut": _REST},
    "required": ["handle", "path", "start", "part"],
}

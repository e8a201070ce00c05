"""Commands `search` and `ask`."""

from __future__ import annotations

import json as json_lines
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.model import Answer, Outcome
from assistant.query.budget import check_earlier, checked_question
from assistant.query.conversation import Earlier, earlier_questions
from assistant.wiring import Application, open_application
from corpus.errors import BadRequest, NotHeld, Problem
from corpus.filters import Filters
from corpus.model import Source
from corpus.trust.trust_labels import origin_mark
from ui import parameters, serializers
from ui.commands import options
from ui.commands.options import err
from ui.exports.legal import translation_line, without_markdown
from ui.exports.model_usage import usage_line
from ui.terminal import Terminal

TERMINAL_LABELS = {
    Outcome.ANSWERED: "",
    Outcome.NOT_IN_CORPUS: "Not in this collection",
    Outcome.SILENT: "No plain answer found",
    Outcome.NEEDS_FACT: "Depends on a fact that is missing",
}

_LIMITS = {"as_of": "texts in force on", "jurisdiction": "texts of", "kind": "texts of the kind"}


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(search)
    app.command()(ask)


def _checked(licet: Application, filters: Filters) -> Filters:
    with options.progress("starter library") as report:
        licet.ensure_library(report)
    licet.catalogue.check(filters)
    return filters


def _question(licet: Application, text: str) -> str:
    return checked_question(text, licet.settings.max_question_chars)


def search(
    query: Annotated[str, typer.Argument(help="Words or an address.")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    jurisdiction: options.JurisdictionOption = None,
    kind: options.Kinds = None,
    source: options.SourcesOption = None,
    language: options.Languages = None,
    as_of: options.AsOfOption = None,
    json: options.Json = False,
) -> None:
    """Find passages; every one says why it is there."""
    licet = open_application()
    text = _question(licet, query)
    chosen = _checked(licet, parameters.filters(jurisdiction, kind, source, language, as_of))
    hits = licet.collection.search(text, k, chosen)
    for problem in hits.left_out:
        err.print(str(problem), markup=False, soft_wrap=True)
    if json:
        options.emit([serializers.hit(h) for h in hits])
        return
    out = Terminal(highlight=False)
    for h in hits:
        out.print(
            f"{h.rank}. {h.passage.locator} · {h.source.title} · {h.source.kind.standing}{_mark(h.source)}",
            soft_wrap=True,
            style="bold",
        )
        out.print(h.passage.text, soft_wrap=True)
        out.print("why: " + "; ".join(h.why) + "\n", soft_wrap=True, style="dim")
    if not hits:
        err.print("Nothing found. Try other words or fewer filters; `licet sources` lists what is held.")


def ask(
    question: Annotated[str, typer.Argument(help="A question in plain words.")] = "",
    history: Annotated[
        list[str] | None,
        typer.Option(
            "--history",
            help="An earlier question of this conversation, oldest first; repeatable. Or a turn as `ask --json` "
            'printed it: {"question", "answer", "citations"}.',
        ),
    ] = None,
    batch: Annotated[
        Path | None, typer.Option("--batch", help="JSON Lines of {id, question, history}; needs --json.")
    ] = None,
    jurisdiction: options.JurisdictionOption = None,
    kind: options.Kinds = None,
    source: options.SourcesOption = None,
    language: options.Languages = None,
    as_of: options.AsOfOption = None,
    json: options.Json = False,
) -> None:
    """Answer a question from the texts, every sentence with its paragraph."""
    chosen = parameters.filters(jurisdiction, kind, source, language, as_of)
    licet = open_application()
    if batch is not None:
        _ask_each(licet, batch, chosen)
        return
    text = _question(licet, question)
    _checked(licet, chosen)
    answer = licet.assistant.ask(text, [_turn(h) for h in history or ()], chosen)
    if json:
        options.emit(serializers.answer(answer))
    else:
        show_answer(answer)


def _ask_each(licet: Application, batch: Path, chosen: Filters) -> None:
    """Answer the questions of a file.

    One that fails is told of, and takes no other's answer. Raises Exit with 1 at the end of such a run.
    """
    items = list(_batch(licet, batch))
    _checked(licet, chosen)
    failed = False
    with options.progress("asking") as report:
        for number, item in enumerate(items, 1):
            report(item["question"], number, len(items))
            try:
                answer = _asked(licet, item, chosen)
            except NotHeld as gone:  # it was read while a document was added or removed, twice
                failed = True
                name = item.get("id") or number
                err.print(f"Question {name} has no answer: {gone.message} {gone.remedy}", soft_wrap=True, markup=False)
                continue
            except (Problem, MemoryError):
                raise  # of the collection or of a setting: the next question would meet it too
            except Exception as error:  # nothing is known of it; the other questions are answered all the same
                failed = True
                err.print(
                    f"Question {item.get('id') or number} has no answer: {type(error).__name__}: {error}. Ask it alone "
                    f"with --debug and report what it prints.",
                    soft_wrap=True,
                    markup=False,
                )
                continue
            options.emit(serializers.answer(answer, item.get("id")))
    if failed:
        raise typer.Exit(1)


def _asked(licet: Application, item: Mapping[str, Any], chosen: Filters) -> Answer:
    """Return the answer to a question of a file, asked again where the collection changed under it. Raises NotHeld."""
    history = item.get("history") or ()
    try:
        return licet.assistant.ask(item["question"], history, chosen)
    except NotHeld:
        return licet.assistant.ask(item["question"], history, chosen)


def _turn(given: str) -> Earlier:
    """Return an earlier turn: an object with its answer where that is given as JSON, else the question."""
    if given.lstrip().startswith("{"):
        try:
            told = json_lines.loads(given)
        except (ValueError, RecursionError):
            return given
        if isinstance(told, dict) and isinstance(told.get("question"), str):
            return told
    return given


def _batch(licet: Application, path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(
            f"{path.name} cannot be read as JSON Lines.", "Check the path and the encoding (UTF-8)."
        ) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json_lines.loads(line)
            earlier = [h["text"] if isinstance(h, dict) and "text" in h else h for h in item.get("history") or ()]
            questions = earlier_questions(earlier)  # raises BadRequest for an invalid turn or too many
            check_earlier(questions, licet.settings.max_question_chars)
            yield {"id": item.get("id"), "question": _question(licet, str(item["question"])), "history": earlier}
        except BadRequest as problem:
            raise BadRequest(f"Line {number} of {path.name}: {problem.message}", problem.remedy) from problem
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadRequest(
                f"Line {number} of {path.name} is not {{id, question, history}}.", "Write one JSON object a line."
            ) from error


def show_answer(answer: Answer) -> None:
    """Print an answer for people, with its citations."""
    out = Terminal(highlight=False)
    if answer.standalone_question not in (answer.question, ""):
        err.print(f"Understood as: {answer.standalone_question}", soft_wrap=True, style="dim")
    for i in answer.implied:
        if i.field != "address":
            err.print(
                f"Only {_LIMITS.get(i.field, i.field)} {i.value}, for you wrote “{i.words}”.",
                soft_wrap=True,
                style="dim",
            )
    label = "" if answer.small_talk else TERMINAL_LABELS[answer.outcome]
    if answer.is_half:
        label = "Answered in part"
    if label:
        out.print(label, style="bold")
    out.print(without_markdown(answer.text), soft_wrap=True)
    if answer.citations:
        out.print()
    for c in answer.citations:
        edition = (
            f"edition of {c.version.valid_from}"
            if c.version.valid_from
            else f"held since {c.version.retrieved_at.date()}"
        )
        page = f", p. {c.page}" if c.page else ""
        out.print(
            f"[{c.number}] {c.locator}{page} · {c.source.title} · {c.standing}{_mark(c.source)} · {edition}",
            soft_wrap=True,
            style="bold",
        )
        out.print(f"    {c.quote}", soft_wrap=True)
        if c.translation:
            out.print(f"    {translation_line(c)}", soft_wrap=True, style="italic")
        if c.link:
            out.print(f"    {c.link}", soft_wrap=True, style="dim")
        for ground in c.grounds:
            out.print(f"    {ground.locator}: {ground.url}", soft_wrap=True, style="dim")
    for s in answer.removed:
        numbers = "".join(f"[{n}]" for n in s.citations)
        err.print(f"Removed by the check: “{s.text}” {s.reason} {numbers}".rstrip(), soft_wrap=True, style="dim")
    for notice in answer.notices:
        err.print(notice, soft_wrap=True, style="dim")
    if told := usage_line(answer.usage):
        err.print(told, soft_wrap=True, style="dim")
    err.print("\nQuoted from the texts as held; not legal advice.", style="dim")


def _mark(source: Source) -> str:
    """Return what is said of a text's origin behind its standing."""
    return f", {told}" if (told := origin_mark(source)) else ""

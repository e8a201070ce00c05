"""Answers about a text as a whole, from its own words: what it is about, its dates, terms, duties and sums, a topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from assistant.engines.model import Computed, Finding, Span, span_payload
from assistant.engines.overview import contents, listing
from assistant.engines.overview.scope import WHICH_TEXT, TextScope, entitled, texts_meant
from assistant.lexicon.text_words import SUMMARY_PART
from assistant.model import Form, Outcome, StatementRole, Verdict
from assistant.query.model import Query
from assistant.query.texts_meant import request_of, title_asked
from corpus.annotations import PinState, kept_notes, pinned_texts
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.detection import language_name
from corpus.model import Kind
from corpus.passages import clipped

_TEXTS_TOLD = 5  # of several that are meant
_LINES, _NAMED_IN_LEAD = 3, 12  # lines under what a text holds, and of them named in its first sentence
_IN_PAYLOAD = 12  # lines of each part for programs
_LINE_OF_PART, _TITLE_IN_LEAD, _TITLE_TOLD = 160, 60, 110  # characters
_READ_BY_WORDS, _LANGUAGES_OF_FACTS = ("dates", "definitions"), ("en", "zh", "ja")
_SAID_OF_A_KIND = {
    Kind.LAW: "a law", Kind.LIST: "a list", Kind.GUIDANCE: "an agency's guidance", Kind.NEWS: "a news article",
    Kind.EXPLAINER: "an explainer", Kind.USER: "a document that was handed in",
}  # fmt: skip
# What a part is called where it is counted, one and several.
_COUNT_NAMES = {
    "headings": ("heading", "headings"),
    "definitions": ("defined term", "defined terms"),
    "dates": ("date", "dates"),
    "duties": ("duty, ban or permission", "duties, bans and permissions"),
    "sums": ("sum of money", "sums of money"),
    "names": ("name", "names"),
}
_PART_HEADINGS = {
    "headings": "Headings", "definitions": "Definitions", "dates": "Dates", "duties": "Duties, in order",
    "sums": "Sums", "names": "Names",
}  # fmt: skip


def of_text(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what a request asks of a text as a whole; None where it asks of none, or where reading it must tell."""
    request = request_of(question.core)
    if request is None or question.addresses:
        return None
    if title := title_asked(question.core):
        found = entitled(title, question, catalogue)
        scopes = [found] if found else []
    else:
        scopes = texts_meant(question, catalogue) if question.filters.sources else []
    if scopes:
        return _on_topic(request.topic, scopes, question, catalogue) if request.topic else (
            _told(request.part, scopes, question, catalogue)
        )  # fmt: skip
    if title or question.asked_before or not (request.part == SUMMARY_PART or request.points) or request.topic:
        return None
    return Computed(Form.PROVISION, (Finding(WHICH_TEXT),), outcome=Outcome.NEEDS_FACT, asks_for=("the text",))


def contents_of(
    scope: TextScope, provisions: Sequence[HeldProvision], catalogue: CatalogueReader
) -> dict[str, list[Finding]]:
    """Return what a text holds, by the part that a request names."""
    named = contents.names(provisions)
    return {
        "headings": contents.headings(scope, provisions),
        "definitions": contents.definitions(provisions),
        "dates": contents.days(provisions),
        "duties": contents.duties(provisions),
        "sums": contents.sums(provisions),
        "names": [Finding(name, (span,)) for name, span in named.items()],
    }


def _told(part: str, scopes: Sequence[TextScope], question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what is told of texts, each by itself; None where nothing can be taken from any of them."""
    findings: list[Finding] = []
    payloads = []
    for scope in scopes[:_TEXTS_TOLD]:
        provisions = scope.provisions(catalogue)
        if not any(p.text.strip() for p in provisions):
            continue
        found = contents_of(scope, provisions, catalogue)
        above = scope.name * (len(scopes) > 1)
        if part == SUMMARY_PART:
            findings += _about(scope, provisions, found, question, catalogue, above)
        else:
            findings += _part(scope, provisions, part, found[part], above)
        payloads.append(_payload(scope, provisions, found, catalogue))
    if not findings:
        return None
    if len(scopes) > 1:
        more = f" {len(payloads)} of {len(scopes)} are told." if len(scopes) > len(payloads) else ""
        findings.insert(0, Finding(f"{len(scopes)} texts are meant; each is told by itself.{more}", findings[0].cites))
    payload = {**payloads[0], **({"texts": payloads} if len(payloads) > 1 else {})}
    has_any = part == SUMMARY_PART or any(told["of"][_PART_HEADINGS[part]] for told in payloads)
    outcome = Outcome.ANSWERED if has_any else Outcome.SILENT
    return Computed(Form.PROVISION, tuple(findings), payload, outcome=outcome)


# --- what it is about -------------------------------------------------------------------------------------------------


def _about(
    scope: TextScope,
    provisions: Sequence[HeldProvision],
    found: dict[str, list[Finding]],
    question: Query,
    catalogue: CatalogueReader,
    above: str,
) -> Iterator[Finding]:
    """Yield what a text is, what it says first, and what else can be asked of it."""
    yield Finding(f"{_titled(scope)}.", (contents.first_words(provisions),), part=above)
    gist = contents.in_brief(scope, catalogue) or _of_notes(scope, provisions, question.filters.as_of, catalogue)
    for finding in gist or contents.gist(provisions):
        yield Finding(finding.text, finding.cites, finding.note, verdict=finding.verdict, part=above)
    counted = [
        f"{len(lines):,} {_COUNT_NAMES[part][len(lines) != 1]}"
        for part, lines in found.items()
        if lines and part != "names"
    ]
    if counted:
        yield Finding(f"It holds {', '.join(counted)}; ask for any of these.", (), StatementRole.SHORTENED, part=above)


def _titled(scope: TextScope) -> str:
    """Return a text's title with what it is."""
    edition = f", edition of {scope.version.valid_from.isoformat()}" if scope.version.valid_from else ""
    last = ", the document added last" if scope.is_last else ""
    return f"“{clipped(scope.name, _TITLE_TOLD)}” is {_SAID_OF_A_KIND[scope.source.kind]}{edition}{last}"


def _of_notes(
    scope: TextScope, provisions: Sequence[HeldProvision], as_of: date | None, catalogue: CatalogueReader
) -> list[Finding]:
    """Return the note on a law that is pinned to its title and to most of its text: it tells the law as a whole."""
    if scope.source.kind not in (Kind.LAW, Kind.LIST):
        return []
    on_title = [n for n in kept_notes(catalogue).of(scope.source.id) if any(p.locator == "title" for p in n.pins)]
    read = [(note, pinned_texts(note, catalogue, as_of)) for note in on_title]
    held = [(n, pins) for n, pins in read if all(p.state in (PinState.HELD, PinState.STAYED) for p in pins)]
    if not held:
        return []
    note, pins = max(held, key=lambda pair: sum(len(pin.text) for pin in pair[1]))
    return [Finding(note.answer, tuple(map(Span.pinned, pins)), verdict=Verdict.ANNOTATED)]


# --- a part of it -----------------------------------------------------------------------------------------------------


def _short(scope: TextScope) -> str:
    return clipped(scope.name, _TITLE_IN_LEAD)


def _part(
    scope: TextScope, provisions: Sequence[HeldProvision], part: str, lines: Sequence[Finding], above: str
) -> Iterator[Finding]:
    """Yield how many of a part a text has and which, then the first with their words."""
    one, several = _COUNT_NAMES[part]
    if not lines:
        told = f"No {one} was found in “{_short(scope)}”, which was looked through whole."
        if part in _READ_BY_WORDS and scope.source.language not in _LANGUAGES_OF_FACTS:
            language = language_name(scope.source.language)
            told = (
                f"“{_short(scope)}” is in {language}, in which {several} are not read here: look into the text itself."
            )
        yield Finding(told, (contents.first_words(provisions),), part=above)
        return
    counted = f"“{_short(scope)}” has {len(lines):,} {one if len(lines) == 1 else several}"
    all_named = part in ("names", "headings")
    told_by = (f.text if all_named else f.name if isinstance(f, contents.NamedFinding) else "" for f in lines)
    names = list(dict.fromkeys(filter(None, told_by)))
    rest = f" and {len(names) - _NAMED_IN_LEAD} more" if len(names) > _NAMED_IN_LEAD else ""
    which = f": {', '.join(names[:_NAMED_IN_LEAD])}{rest}" if names else ""
    yield Finding(f"{counted}{which}.", (lines[0].cites[0],), part=above)
    if all_named:
        return
    heading = above or _PART_HEADINGS[part]
    for f in lines[:_LINES]:
        yield Finding(clipped(f.text, _LINE_OF_PART), f.cites, f.note, verdict=f.verdict, part=heading)
    if len(lines) > _LINES:
        yield Finding(f"{_LINES} of {len(lines)} shown.", (), StatementRole.SHORTENED, part=heading)


def _payload(
    scope: TextScope,
    provisions: Sequence[HeldProvision],
    found: dict[str, list[Finding]],
    catalogue: CatalogueReader,
) -> dict[str, Any]:
    lines = {"It begins": contents.opening(provisions), **{_PART_HEADINGS[part]: told for part, told in found.items()}}
    return {
        "summary": {
            name: [
                {"text": f.text, "citations": [span_payload(s, catalogue) for s in f.cites]} for f in told[:_IN_PAYLOAD]
            ]
            for name, told in lines.items()
        },
        "of": {name: len(told) for name, told in lines.items()},
        "source_id": scope.source.id,
        "locator": "",
    }  # fmt: skip


# --- a topic in it ----------------------------------------------------------------------------------------------------


def _on_topic(topic: str, scopes: Sequence[TextScope], question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the sentences of a text that have the words of a topic, or that none has; None where reading must tell."""
    if len(scopes) != 1:
        return None
    (scope,) = scopes
    places, is_whole = listing.places_with(topic, scope, catalogue)
    if not places and not is_whole:
        return None
    if not places:
        language = language_name(scope.source.language, scope.source.language)
        is_foreign = question.language != scope.source.language
        foreign = f"; it is in {language}, and these very words were looked for" * is_foreign
        told = f"“{_short(scope)}” does not have “{topic}” in any paragraph; all were looked through{foreign}."
        return Computed(
            Form.PROVISION,
            (Finding(told, (contents.first_words(scope.provisions(catalogue)),)),),
            outcome=Outcome.SILENT,
        )
    if not is_whole:
        return None
    said = [f for p in places for f in contents.sentences_with(p, lambda text: listing.has_words(topic, text))]
    shown = said[:_LINES]
    of = f"; {len(shown)} are shown" if len(said) > len(shown) else ""
    lead = f"“{_short(scope)}” has “{topic}” in {_sentences(len(said))}{of}."
    return Computed(Form.PROVISION, (Finding(lead, shown[0].cites), *shown)) if shown else None


def _sentences(count: int) -> str:
    return f"{count} sentence{'s' * (count != 1)}"

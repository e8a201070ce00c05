"""Summary of a part, an article or a text: notes, headings, definitions, dates and duties in its order, all cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.engines.model import Computed, Finding, Span, span_payload
from assistant.engines.overview import contents
from assistant.engines.overview.contents import in_brief
from assistant.engines.overview.scope import WHICH_TEXT, TextScope, address_not_held, place, scope_of
from assistant.model import Form, Outcome, StatementRole, Verdict
from assistant.query.model import Query
from corpus.annotations import Annotation, PinState, kept_notes, pinned_texts
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from corpus.locators import Locator
from corpus.model import Role

_SUMMARY_ASKED = lazy_regex(
    r"\b(?:summari[sz]e|sum up|recap(?:itulate)?|tl;?dr)\b:?(?P<what>.{0,300})|"
    r"\b(?:summary|overview|outline|gist|main points|key points) (?:of|for) (?P<of>.{0,300})|"
    r"(?:总结|概括|概述|要約)",
    re.IGNORECASE | re.DOTALL,
)
# "Summarise the part": which one is not told.
_PART_UNNAMED = lazy_regex(
    r"\W{0,5}(?:please |(?:can|could|would) you (?:please )?)?(?:summari[sz]e|sum up|outline|(?:give me )?"
    r"(?:an? |the )?(?:brief |short )?(?:summary|overview|outline|gist) of) (?:the|this|that) (?:whole |entire )?"
    r"(?:part|section|chapter|annex|supplement|paragraph|provision|title)(?: (?:briefly|please|for me))?\W{0,5}",
    re.IGNORECASE,
)
_BRIEF = lazy_regex(r"\b(?:short(?:er|ly)?|brief(?:er|ly)?|in (?:a )?few words|concise(?:ly)?)\b", re.IGNORECASE)
_SHOWN, _SHORT = 12, 4  # lines under each heading: of a summary, and of a short one
_STANDS_ALONE = 14  # words of a sentence that is understood without its question
_PARTS = ("In short", "It begins", "Headings", "Definitions", "Dates", "Duties, in order", "Sums", "Names")


def summary(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the summary of the provision or text that a request names; None where none is asked for."""
    asked = _SUMMARY_ASKED.search(question.core) or (_SUMMARY_ASKED.search(question.before) if question.leans else None)
    if _PART_UNNAMED.fullmatch(question.core) and not question.leans and not question.addresses:
        return Computed(Form.PROVISION, (Finding(WHICH_TEXT),), outcome=Outcome.NEEDS_FACT, asks_for=("the text",))
    if asked is None:
        return None
    most = _SHORT if _BRIEF.search(question.core) else _SHOWN
    words = next((g for g in asked.groups() if g), question.core)
    named = scope_of(question, words, catalogue) if words or question.addresses else None
    if isinstance(named, Locator):
        return address_not_held(Form.PROVISION, named)
    return _told(named, question, catalogue, most) if named is not None else None


def _told(scope: TextScope, question: Query, catalogue: CatalogueReader, most: int) -> Computed | None:
    """Return what is told of a text or a provision; None where nothing can be taken from it."""
    provisions = scope.provisions(catalogue)
    found = _found(scope, provisions, question, catalogue, most)
    if not any(found.values()):
        return None
    lead = Finding(_lead(scope, provisions), (contents.first_words(provisions),))
    findings = (lead, *(f for part in _PARTS for f in _part(part, found[part], most)))
    return Computed(Form.PROVISION, findings, _payload(scope, found, most, catalogue))


def _found(
    scope: TextScope, provisions: Sequence[HeldProvision], question: Query, catalogue: CatalogueReader, most: int
) -> dict[str, list[Finding]]:
    notes = _notes(scope, provisions, question, catalogue, most)
    in_force = contents.days_in_force(scope, provisions, catalogue)
    named = contents.names(provisions)
    return {
        "In short": notes or (in_brief(scope, catalogue) if scope.root is None or not scope.root.position else []),
        "It begins": [] if notes else contents.opening(provisions),
        "Headings": contents.headings(scope, provisions),
        "Definitions": contents.definitions(provisions),
        "Dates": in_force or contents.days(provisions),
        "Duties, in order": contents.duties(provisions),
        "Sums": contents.sums(provisions),
        "Names": [Finding(name, (span,)) for name, span in named.items()],
    }


def _payload(
    scope: TextScope, found: Mapping[str, Sequence[Finding]], most: int, catalogue: CatalogueReader
) -> dict[str, Any]:
    return {
        "summary": {
            part: [
                {"text": f.text, "citations": [span_payload(s, catalogue) for s in f.cites]} for f in found[part][:most]
            ]
            for part in _PARTS
        },
        "of": {part: len(found[part]) for part in _PARTS},
        "source_id": scope.source.id,
        "locator": scope.root.locator if scope.root else "",
    }


def _part(part: str, found: Sequence[Finding], most: int) -> Iterator[Finding]:
    """Yield the first lines under a heading, and how many there are where not all are shown."""
    for f in found[:most]:
        yield Finding(f.text, f.cites, f.note, verdict=f.verdict, part=part)
    if len(found) > most:
        yield Finding(f"{most} of {len(found)} shown.", (), StatementRole.SHORTENED, part=part)


def _lead(scope: TextScope, provisions: Sequence[HeldProvision]) -> str:
    sections = sum(p.provision.role is Role.SECTION and not p.provision.reserved for p in provisions)
    edition = f"edition of {scope.version.valid_from.isoformat()}" if scope.version.valid_from else "undated"
    of = f" of {scope.source.title}" if scope.root and scope.root.position else ""
    name = scope.root.locator if of and scope.root else scope.source.title
    counted = f"{sections} section{'s' * (sections != 1)} or articles, " if sections > 1 else ""
    held = f"{name}{of} ({edition}): {counted}{len(provisions)} provisions."
    return f"{held} What follows is taken from it in its order."


def _notes(
    scope: TextScope, provisions: Sequence[HeldProvision], question: Query, catalogue: CatalogueReader, most: int
) -> list[Finding]:
    """Return the first sentences of the notes, one for each provision that has any, from all over the text."""
    notes = kept_notes(catalogue).all
    own = [n for n in notes if n.source.id == scope.source.id or scope.source.id.startswith(f"{n.source.id}-")]
    places = {place(p.locator): p.position for p in provisions if p.provision.role is not Role.ROW}
    first: dict[int, Annotation] = {}
    for n in own:
        if (at := places.get(place(n.pins[0].locator))) is not None and (at not in first or first[at].verdict):
            first[at] = n  # one that wants a yes or no only where there is no other
    order = [first[at] for at in sorted(first)]
    step = max(1.0, len(order) / most)
    out: dict[int, Finding] = {}
    for at in dict.fromkeys(int(k * step) for k in range(min(most, len(order)))):
        note = order[at]
        pins = pinned_texts(note, catalogue, question.filters.as_of)
        if all(p.state in (PinState.HELD, PinState.STAYED) for p in pins):
            told = f"{pins[0].provisions[0].locator}: {_first_sentence(note)}"
            out[at] = Finding(told, tuple(map(Span.pinned, pins)), verdict=Verdict.ANNOTATED)
    return list(out.values())


def _first_sentence(note: Annotation) -> str:
    """Return the first sentence of a note, behind its question where it cannot be understood without that."""
    told = note.answer if note.verdict == "no" else note.without_word()  # what a no denies stands in the question
    alone = not note.verdict or told != note.answer
    first = next(told[start:end] for start, end in sentence_spans(told))
    if alone and len(first.split()) >= _STANDS_ALONE:
        return first
    word = len(note.answer) - len(told)  # where what follows it begins
    leans = not note.answer[:word].endswith(". ")
    return f"{note.questions[0]} {note.answer[: word + len(first)] if leans else first}"

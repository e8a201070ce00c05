"""Summary of a part, an article or a text: notes, headings, definitions, dates and duties in its order, all cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from assistant.engines.ledger import gather
from assistant.engines.ledger.model import Happening, LedgerEvent
from assistant.engines.model import Computed, Finding, Span, cited
from assistant.engines.overview.scope import TextScope, not_held, place, scope_of
from assistant.model import Form, Note, Outcome, Verdict
from assistant.query.model import Query
from corpus.annotations import Annotation, PinState, load_kept, pinned_texts
from corpus.catalogue import CatalogueReader
from corpus.held import HeldProvision
from corpus.language.normal_form import one_line
from corpus.language.sentences import sentence_spans
from corpus.lexicon import tables
from corpus.locators import Locator
from corpus.model import Role

TABLE = Path(__file__).with_name("duty_words.toml")
_ASKED = re.compile(
    r"\b(?:summari[sz]e|sum up|recap(?:itulate)?|tl;?dr)\b:?(?P<what>.{0,300})|"
    r"\b(?:summary|overview|outline|gist|main points|key points) (?:of|for) (?P<of>.{0,300})|"
    r"(?:总结|概括|概述|要約)",
    re.IGNORECASE | re.DOTALL,
)
_BRIEF = re.compile(r"\b(?:short(?:er|ly)?|brief(?:er|ly)?|in (?:a )?few words|concise(?:ly)?)\b", re.IGNORECASE)
_HEADED = (Role.PART, Role.SECTION, Role.ANNEX, Role.ENTRY)
_SHOWN, _SHORT = 12, 4  # lines under each heading of a summary, and of one that is to be short
_STANDS_ALONE = 14  # words of a sentence that is understood without its question
_LONGEST_QUOTED = 420  # characters of a sentence that is quoted
_PARTS = ("In short", "Headings", "Definitions", "Dates", "Duties, in order")


def summary(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the summary of the provision or text that a request names; None where none is asked for."""
    asked = _ASKED.search(question.core) or (_ASKED.search(question.before) if question.leans else None)
    if asked is None:
        return None
    scope = scope_of(question, next((g for g in asked.groups() if g), question.core), catalogue)
    if scope is None:
        return None
    if isinstance(scope, Locator):
        return not_held(Form.PROVISION, scope)
    most = _SHORT if _BRIEF.search(question.core) else _SHOWN
    provisions = scope.provisions(catalogue)
    found = {
        "In short": _notes(scope, provisions, question, catalogue, most),
        "Headings": _headings(scope, provisions),
        "Definitions": _definitions(provisions),
        "Dates": _dates(scope, provisions, catalogue),
        "Duties, in order": _duties(provisions),
    }
    if not any(found.values()):
        return None
    lead = Finding(_lead(scope, provisions), (_opening(scope, provisions),))
    shown = [f for part in _PARTS for f in _part(part, found[part], most)]
    payload = {
        "summary": {
            part: [{"text": f.text, "citations": [cited(s, catalogue) for s in f.cites]} for f in found[part][:most]]
            for part in _PARTS
        },
        "of": {part: len(found[part]) for part in _PARTS},
        "source_id": scope.source.id,
        "locator": scope.root.locator if scope.root else "",
    }
    return Computed(Form.PROVISION, (lead, *shown), payload, outcome=Outcome.ANSWERED)


def _part(part: str, found: Sequence[Finding], most: int) -> Iterator[Finding]:
    """Yield the first lines under a heading, and how many there are where not all are shown."""
    for f in found[:most]:
        yield Finding(f.text, f.cites, f.note, verdict=f.verdict, part=part)
    if len(found) > most:
        yield Finding(f"{most} of {len(found)} shown.", (), Note.SHORTENED, part=part)


def _lead(scope: TextScope, provisions: Sequence[HeldProvision]) -> str:
    sections = sum(p.provision.role is Role.SECTION and not p.provision.reserved for p in provisions)
    edition = f"edition of {scope.version.valid_from.isoformat()}" if scope.version.valid_from else "undated"
    of = f" of {scope.source.title}" if scope.root and scope.root.position else ""
    name = scope.root.locator if of and scope.root else scope.source.title
    counted = f"{sections} section{'s' * (sections != 1)} or articles, " if sections > 1 else ""
    return f"{name}{of} ({edition}): {counted}{len(provisions)} provisions. What follows is taken from it in its order."


def _opening(scope: TextScope, provisions: Sequence[HeldProvision]) -> Span:
    written = next((p for p in provisions if p.text.strip()), provisions[0])
    return Span.of(written, 0, min(len(written.text), _LONGEST_QUOTED))


def _notes(
    scope: TextScope, provisions: Sequence[HeldProvision], question: Query, catalogue: CatalogueReader, most: int
) -> list[Finding]:
    """Return the first sentences of the notes, one for each provision that has any, from all over the text."""
    notes: Sequence[Annotation] = catalogue.once("annotations", lambda: load_kept(catalogue.path.parent).all)
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
    said = [note.answer[start:end] for start, end in sentence_spans(note.answer)]
    first = next((s for s in said if s not in ("Yes.", "No.")), said[0])
    alone = not note.verdict or first != said[0]
    return first if alone and len(first.split()) >= _STANDS_ALONE else f"{note.questions[0]} {first}"


def _headings(scope: TextScope, provisions: Sequence[HeldProvision]) -> list[Finding]:
    root = scope.root.position if scope.root else -1
    return [
        Finding(f"{p.locator}: {one_line(p.provision.heading)}", (Span.of(p, 0, min(len(p.text), _LONGEST_QUOTED)),))
        for p in provisions
        if p.provision.role in _HEADED
        and p.provision.heading
        and p.text
        and p.position != root
        and not p.provision.reserved
    ]


def _definitions(provisions: Sequence[HeldProvision]) -> list[Finding]:
    return [
        Finding(f"“{'”, “'.join(d.term for d in p.provision.defines[:3])}”: {_shortened(p.text)}", (Span.of(p),))
        for p in provisions
        if p.provision.defines and p.text
    ]


def _dates(scope: TextScope, provisions: Sequence[HeldProvision], catalogue: CatalogueReader) -> list[Finding]:
    """Return what notes and clauses of the scope say of its own force."""
    first, last = provisions[0].position, provisions[-1].position
    within = {p.provision.start for p in provisions}
    number = scope.version.number

    def events() -> tuple[LedgerEvent, ...]:
        notes = gather.notes(catalogue, scope.source, scope.version)
        return (*notes, *gather.written(catalogue, scope.source, scope.version))

    out = []
    for e in catalogue.once(f"ledger events of {number}", events):
        held = catalogue.at(number, e.span.start)
        if e.kind is not Happening.EDITION and (first <= held.position <= last or held.provision.start in within):
            out.append(Finding(f"{e.locator}: {_shortened(e.says)}", (e.span,)))
    return list({f.text: f for f in out}.values())


def _duties(provisions: Sequence[HeldProvision]) -> list[Finding]:
    """Return the sentences with a word of duty, in order, each whole."""
    out = []
    for p in provisions:
        if p.provision.role in (Role.META, Role.NOTE, Role.ROW) or p.provision.reserved or not _words().search(p.text):
            continue
        for start, end in sentence_spans(p.text):
            if _words().search(p.text, start, end) and end - start <= _LONGEST_QUOTED:
                quoted = one_line(p.text[start:end])
                out.append(
                    Finding(f"{p.locator}: {quoted}", (Span.of(p, start, end - start),), verdict=Verdict.VERBATIM)
                )
    return out


@cache
def _words() -> re.Pattern[str]:
    """Return the pattern of all words of duty."""
    rows: dict[str, Any] = tables.content(TABLE)
    return re.compile("|".join(rows.values()), re.IGNORECASE)


def _shortened(text: str) -> str:
    plain = one_line(text)
    return plain if len(plain) <= _LONGEST_QUOTED else f"{plain[:_LONGEST_QUOTED].rpartition(' ')[0]} …"

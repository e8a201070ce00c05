"""Filling of an evidence pack: what a question addresses, what engines computed, notes, and what the search found."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import suppress

from assistant.answer.inquiry import Inquiry
from assistant.engines.lists.reference.groups import groups_named
from assistant.model import Answer, StatementRole, Verdict
from assistant.prompts.loader import LONGEST_TURN
from assistant.query.conversation import CitedStretch, EarlierTurn
from assistant.research.evidence_pack import EvidencePack
from corpus.annotations import Annotation, PinnedText, PinState, pinned_texts
from corpus.catalogue import CatalogueReader
from corpus.errors import NotHeld
from corpus.filters import Filters
from corpus.model import Source, Version
from index.hits import Hit

_FINDINGS = 60  # findings of an engine
_NOTES = 3  # notes for each question
_NOTES_READ_FROM = 0.1  # probability of a note that is worth reading
_SENTENCES = 10  # best sentences whose provisions come first
_FOUND = 24  # provisions that the search found, for a question
_NAMED_ROWS = 4
_READ_FOR_GROUPS = 6  # pieces whose country groups are told
_GROUPS_TOLD = 4
_PLACES_TOLD = 8  # places of an earlier answer that are named in front of it
_CITED = 40  # citations of an earlier answer


def fill(
    pack: EvidencePack, inquiries: Sequence[Inquiry], default: Answer, question: str, of_each_law: Sequence[Hit] = ()
) -> None:
    """Put into a pack what is known for a question: `default` is the answer without a chat model.

    `of_each_law` are the best passages of each law that it names.
    """
    if default.is_computed:
        add_findings(pack, default)
    for inquiry in inquiries:
        evidence = inquiry.evidence
        missing = [m.above for m in evidence.missing if m.above is not None]
        named = (*evidence.addressed, *missing, *evidence.defining, *(r.held for r in evidence.rows[:_NAMED_ROWS]))
        for n, held in enumerate(named):  # whole parts that are addressed leave each other room, and what is found
            pack.add_provision(held, share=pack.share(len(named) - n + 1))
    for inquiry in inquiries:
        _add_notes(pack, inquiry)
    pack.add_cited(default.citations)
    for hit in of_each_law:
        pack.add_stretch(hit.source, hit.version, hit.passage.start, hit.passage.end)
    if inquiries:
        _add_groups(pack, inquiries[0].question.filters)
    turns = itertools.zip_longest(*(_found(i) for i in inquiries))
    for hit in list(itertools.chain.from_iterable(turns))[: _FOUND * max(1, len(inquiries))]:
        if hit is not None:
            pack.add_stretch(hit.source, hit.version, hit.passage.start, hit.passage.end)
    pack.add_definitions(question)


def add_findings(pack: EvidencePack, computed: Answer) -> dict[int, int]:
    """Add what an engine found, then the provisions that it stands on; return the pieces of its citations by number.

    The findings come first: of a comparison over many provisions these would leave a small window no room for them.
    """
    findings = [
        s for s in computed.statements if s.verdict is not Verdict.REMOVED and s.note is not StatementRole.FOLDED
    ]
    told: list[tuple[int, Sequence[int]]] = []
    for s in findings[:_FINDINGS]:
        label = f"{s.part}: " if s.part else ""
        label += f"{s.note.value}: " if s.note is not StatementRole.PROPER else ""
        told.append((pack.add_computed(computed.form.value, f"{label}{s.text}"), s.citations))
    numbers = pack.add_cited(computed.citations)
    on: dict[int, list[int]] = {}
    for number, cited in told:  # the same words may have been found twice, on other provisions
        on.setdefault(number, []).extend(numbers.get(n, 0) for n in cited)
    for number, pieces in on.items():
        pack.rest_on(number, pieces)
    return numbers


def add_earlier(pack: EvidencePack, cited: Sequence[CitedStretch]) -> None:
    """Add the provisions that an earlier answer cited, of the editions that it cited, where they are still held."""
    for stretch, (source, version) in _still_held(cited, pack.catalogue):
        with suppress(NotHeld):
            pack.add_stretch(source, version, stretch.start, stretch.end)


def told_with_places(turns: Sequence[EarlierTurn], catalogue: CatalogueReader) -> tuple[tuple[str, str], ...]:
    """Return earlier questions and answers as a chat model reads them: before an answer what its numbers stand for."""
    out = []
    for turn in turns:
        places: dict[int, str] = {}
        for stretch, (source, version) in _still_held(turn.cited if turn.answer else (), catalogue):
            with suppress(NotHeld):
                place = f"{catalogue.at(version.number, stretch.start).locator}, {source.title}"
                places.setdefault(stretch.number, f"[{stretch.number}] {place}")
        named = "; ".join([told for number, told in places.items() if number][:_PLACES_TOLD])
        told = f"Its numbers: {named}.\n{turn.answer}" if named else turn.answer
        out.append((turn.question, told[:LONGEST_TURN]))
    return tuple(out)


def _still_held(
    cited: Sequence[CitedStretch], catalogue: CatalogueReader
) -> Iterator[tuple[CitedStretch, tuple[Source, Version]]]:
    """Yield what an earlier answer cited with the edition that it cited, where that is still held."""
    held = list(catalogue.editions().values()) if cited else []
    for stretch in cited[:_CITED]:
        for source, version in reversed(held):
            if source.id == stretch.source_id and stretch.digest in ("", version.digest):
                yield stretch, (source, version)
                break


def _add_notes(pack: EvidencePack, inquiry: Inquiry) -> None:
    for note, pins in _notes(inquiry, pack.catalogue):
        numbers = [pack.add_provision(held) for pin in pins for held in pin.provisions[:1]]
        if any(numbers):
            pack.add_note(note, numbers)


def _add_groups(pack: EvidencePack, filters: Filters) -> None:
    """Add who is in the country groups that the first provisions name: whether a rule reaches a place turns on it."""
    read = "\n".join(p.text for p in pack.pieces[:_READ_FOR_GROUPS] if p.unit)
    for _, _, finding in groups_named(read, pack.catalogue, filters)[:_GROUPS_TOLD]:
        numbers = [pack.add_stretch(s.source, s.version, s.start, s.end) for s in finding.cites]
        pack.add_computed("country group", finding.text, numbers)


def _notes(inquiry: Inquiry, catalogue: CatalogueReader) -> Iterator[tuple[Annotation, tuple[PinnedText, ...]]]:
    """Yield the notes that come near a question, best first, whose texts read as they did when they were written."""
    match = inquiry.evidence.annotation
    if match is None or match.probability < _NOTES_READ_FROM:
        return
    if not match.changed:
        yield match.annotation, match.pins
    for near in match.near[1:_NOTES]:
        pins = pinned_texts(near.annotation, catalogue, inquiry.question.filters.as_of)
        if near.annotation.source.held and all(p.state in (PinState.HELD, PinState.STAYED) for p in pins):
            yield near.annotation, pins


def _found(inquiry: Inquiry) -> Iterator[Hit]:
    """Yield the passages of the best sentences, then those of the search in its order."""
    seen: set[str] = set()
    best = [s.hit for s in inquiry.ranked[:_SENTENCES]]
    for hit in (*best, *inquiry.evidence.hits):
        if hit.passage.id not in seen and (hit.is_found or hit in best):
            seen.add(hit.passage.id)
            yield hit

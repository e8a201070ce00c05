"""What may be asked next: terms, notes, addresses, lists and headings of the texts that an answer cites."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from assistant.model import Answer, Citation, Outcome
from corpus.annotations.model import Annotation
from corpus.catalogue import CatalogueReader, CatalogueSnapshot
from corpus.catalogue_results import HeldProvision
from corpus.errors import Problem
from corpus.filters import Filters
from corpus.instruments import TITLED_ACT
from corpus.locators import key, parse
from corpus.model import Standing
from ui.offers.candidates import Candidate, held_notes, list_questions, question_of
from ui.offers.headings import heading_question

_QUESTIONS_TRIED = 9  # questions that are asked before some of them are suggested
_SHORTEST_TERM = 6  # letters of the shortest term that is suggested
_CITATIONS_READ = 4  # citations that are considered


def next_questions(catalogue: CatalogueReader, answer: Answer) -> tuple[Candidate, ...]:
    """Return questions that may be asked after an answer, the best first.

    Each is about a term that a held text defines, a note on a cited section, an address that a cited text refers to, a
    list that is cited, or a heading of a cited text.
    """
    if answer.outcome is Outcome.NOT_IN_CORPUS:
        return ()
    catalogue = CatalogueSnapshot(catalogue)  # citations are mostly of one text, whose outline is long
    asked = answer.standalone_question.casefold()
    terms = [q for c in answer.citations[:_CITATIONS_READ] for q in _terms(catalogue, c, asked)]
    places = [q for c in answer.citations[:_CITATIONS_READ] for q in _places(catalogue, c, answer)]
    held = held_notes(catalogue)
    notes = [
        q
        for c in answer.citations[:_CITATIONS_READ]
        if c.source.id in held
        for q in _notes(catalogue, c, answer, held[c.source.id])
    ]
    lists = [*_lists(catalogue, answer)]
    beside = _headings(catalogue, answer, asked)
    ordered = (*terms[:1], *notes[:2], *places[:2], *lists[:1], *terms[1:], *notes[2:4], *places[2:], *beside)
    just_asked = {asked, answer.question.casefold()}
    new = {c.question: c for c in ordered if c.question.casefold() not in just_asked}
    return tuple(new.values())[:_QUESTIONS_TRIED]


def _terms(catalogue: CatalogueReader, c: Citation, asked: str) -> Iterator[Candidate]:
    number = _edition(catalogue, c)
    quote = c.quote.casefold()
    if number is None:
        return
    named = [
        t
        for t in catalogue.terms(number)
        if len(t) >= _SHORTEST_TERM and t not in asked and re.search(rf"\b{re.escape(t)}s?\b", quote)
    ]
    for term in sorted(named, key=len, reverse=True):
        yield Candidate(f"What does “{term}” mean?")


def _places(catalogue: CatalogueReader, c: Citation, answer: Answer) -> Iterator[Candidate]:
    number = _edition(catalogue, c)
    if number is None:
        return
    cited = {k.locator for k in answer.citations}
    for p in _provisions(catalogue, number, c):
        for r in p.provision.references:
            if not c.start <= r.start < c.end:
                continue
            held = _held(catalogue, r.address, c)
            if held and held.locator not in cited and held.position != p.position:
                name = _named(held)
                if name and held.locator.removeprefix("15 CFR ") not in answer.standalone_question:
                    yield Candidate(f"What does {name} say?", (held.source.id,))


def _notes(catalogue: CatalogueReader, c: Citation, answer: Answer, notes: Sequence[Annotation]) -> Iterator[Candidate]:
    """Yield what notes on the smallest part around a citation answer, where they stand on more than is cited."""
    number = _edition(catalogue, c)
    if number is None:
        return
    cited = {key(k.locator) for k in answer.citations}
    addresses = {key(p.locator) for p in catalogue.outline(number)}
    pinned = {note: {_within(key(pin.locator), addresses) for pin in note.pins} for note in notes}
    further = [note for note in notes if not pinned[note] <= cited]
    for p in _provisions(catalogue, number, c):
        for part in (p, *reversed(catalogue.ancestors(p))):
            inside = {key(q.locator) for q in catalogue.subtree(part)}
            if near := [note for note in further if pinned[note] & inside]:
                yield from (question_of(note, c.source.id) for note in near)
                return


def _within(pin: str, addresses: Container[str]) -> str:
    """Return the address of a text that a pin ends in: it may name the text before it ("出口管制法第三条")."""
    return next((pin[at:] for at in range(len(pin)) if pin[at:] in addresses), pin)


def _lists(catalogue: CatalogueReader, answer: Answer) -> Iterator[Candidate]:
    """Yield the questions that count the lists which an answer cites."""
    sources = {c.source.id for c in answer.citations}
    if any(c.source.kind.standing is Standing.BINDING for c in answer.citations):
        yield from (q for q in list_questions(catalogue) if sources.intersection(q.cites))


def _headings(catalogue: CatalogueReader, answer: Answer, asked: str) -> Iterator[Candidate]:
    """Yield the questions that other parts of a cited text answer, from the cited provision on."""
    for c in answer.citations[:1]:
        number = _edition(catalogue, c)
        if number is None:
            return
        parts = [p for p in catalogue.outline(number) if p.provision.heading and p.provision.start != 0]
        later = [p for p in parts if p.provision.start > c.start]
        for p in (*later, *(p for p in parts if p.provision.end < c.start)):
            question = heading_question(p.provision.heading)
            if question and question.casefold() != asked:
                yield Candidate(question, (c.source.id,))


def _named(held: HeldProvision) -> str:
    # "Article 2(1)" alone would be ambiguous: many texts have one.
    if "CFR" in held.locator or "Part" in held.locator:
        return held.locator
    act = TITLED_ACT.search(held.source.title)
    return f"{held.locator} of {act[0]}" if act else ""


def _provisions(catalogue: CatalogueReader, number: int, c: Citation) -> list[HeldProvision]:
    try:
        return [catalogue.at(number, c.start)]
    except Problem:
        return []


def _held(catalogue: CatalogueReader, address: str, c: Citation) -> HeldProvision | None:
    from corpus.lookup import resolve

    locator = parse(address)
    if locator is None:
        return None
    for sources in ((c.source.id,), ()):
        if found := resolve(catalogue, locator, Filters(sources=sources)):
            return found[0] if len(found[0].locator) < 60 else None
    return None


def _edition(catalogue: CatalogueReader, c: Citation) -> int | None:
    return next(
        (n for n, (s, v) in catalogue.editions().items() if s.id == c.source.id and v.digest == c.version.digest), None
    )

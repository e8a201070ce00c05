"""What may be asked next: terms, addresses and headings of the texts that an answer cites."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.model import Answer, Citation, Outcome
from corpus.catalogue import Catalogue
from corpus.errors import Problem
from corpus.filters import Filters
from corpus.held import HeldProvision
from ui.offers.candidates import Candidate
from ui.offers.headings import heading_question

_QUESTIONS_TRIED = 9  # questions that are asked before some of them are suggested
_SHORTEST_TERM = 6  # letters of the shortest term that is suggested
_ACT = re.compile(r"(?:Regulation|Directive|Decision) \((?:EU|EC|CFSP)\) (?:No )?\d+/\d+")
_CITATIONS_READ = 4  # citations that are considered


def next_questions(catalogue: Catalogue, answer: Answer) -> tuple[Candidate, ...]:
    """Return questions that may be asked after an answer, the best first.

    Each is about a term that a held text defines, an address that a cited text refers to, or a heading of a cited text.
    """
    if answer.outcome is Outcome.NOT_IN_CORPUS:
        return ()
    asked = answer.standalone_question.casefold()
    terms = [q for c in answer.citations[:_CITATIONS_READ] for q in _terms(catalogue, c, asked)]
    places = [q for c in answer.citations[:_CITATIONS_READ] for q in _places(catalogue, c, answer)]
    beside = _headings(catalogue, answer, asked)
    ordered = (*terms[:1], *places[:2], *terms[1:], *places[2:], *beside)
    return tuple({c.question: c for c in ordered}.values())[:_QUESTIONS_TRIED]


def _terms(catalogue: Catalogue, c: Citation, asked: str) -> Iterator[Candidate]:
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


def _places(catalogue: Catalogue, c: Citation, answer: Answer) -> Iterator[Candidate]:
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


def _headings(catalogue: Catalogue, answer: Answer, asked: str) -> Iterator[Candidate]:
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
    act = _ACT.search(held.source.title)
    return f"{held.locator} of {act[0]}" if act else ""


def _provisions(catalogue: Catalogue, number: int, c: Citation) -> list[HeldProvision]:
    try:
        return [catalogue.at(number, c.start)]
    except Problem:
        return []


def _held(catalogue: Catalogue, address: str, c: Citation) -> HeldProvision | None:
    from corpus.lookup import locate

    for sources in ((c.source.id,), ()):
        try:
            found = locate(catalogue, address, Filters(sources=sources))
        except Problem:
            continue
        return found[0] if found and len(found[0].locator) < 60 else None
    return None


def _edition(catalogue: Catalogue, c: Citation) -> int | None:
    return next(
        (n for n, (s, v) in catalogue.editions().items() if s.id == c.source.id and v.digest == c.version.digest), None
    )

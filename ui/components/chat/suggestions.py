"""Suggestions for the next question, all of which the held texts can answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.model import Answer, Citation, Outcome
from corpus.catalogue import Catalogue
from corpus.errors import Problem
from corpus.filters import Filters
from corpus.held import HeldProvision

_MOST_SUGGESTIONS = 3
_SHORTEST_TERM = 6  # letters of the shortest term that is suggested
_ACT = re.compile(r"(?:Regulation|Directive|Decision) \((?:EU|EC|CFSP)\) (?:No )?\d+/\d+")
_ASKING = (
    (re.compile(r"What (.{1,200}?) (is|are)((?: (?:in|of|for|under) .{1,200})?)"), r"What \2 \1\3?"),
    (re.compile(r"What (.{1,200}) (mean|cover|require)s"), r"What does \1 \2?"),
    (re.compile(r"How to (.+)"), r"How do I \1?"),
    (re.compile(r"((?:Which|Who) (?!\w+ (?:an?|the) ).+)"), r"\1?"),  # not "Which countries the rule covers"
)
_CITATIONS_READ = 4  # citations that are considered


def suggestions(catalogue: Catalogue, answer: Answer) -> tuple[str, ...]:
    """Return at most three questions to ask after an answer.

    Each is about a term that a held text defines, an address that a cited text refers to, or a heading of a cited text.
    """
    if answer.outcome is Outcome.NOT_IN_CORPUS:
        return ()
    asked = answer.standalone_question.casefold()
    found: dict[str, None] = {}
    terms = [q for c in answer.citations[:_CITATIONS_READ] for q in _terms(catalogue, c, asked)]
    places = [q for c in answer.citations[:_CITATIONS_READ] for q in _places(catalogue, c, answer)]
    beside = _headings(catalogue, answer, asked)
    for question in (*terms[:1], *places[:2], *terms[1:], *places[2:], *beside):
        found.setdefault(question)
    return tuple(found)[:_MOST_SUGGESTIONS]


def _terms(catalogue: Catalogue, c: Citation, asked: str) -> Iterator[str]:
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
        yield f"What does “{term}” mean?"


def _places(catalogue: Catalogue, c: Citation, answer: Answer) -> Iterator[str]:
    number = _edition(catalogue, c)
    if number is None:
        return
    cited = {k.locator for k in answer.citations}
    for p in _provisions(catalogue, number, c):
        for r in p.provision.references:
            if not c.start <= r.start < c.end:
                continue
            address = f"{r.instrument} {r.locator}".strip()
            held = _held(catalogue, address, c)
            if held and held.locator not in cited and held.position != p.position:
                name = _named(held)
                if name and held.locator.removeprefix("15 CFR ") not in answer.standalone_question:
                    yield f"What does {name} say?"


def _headings(catalogue: Catalogue, answer: Answer, asked: str) -> Iterator[str]:
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
                yield question


def heading_question(heading: str) -> str:
    """Return the question that a heading answers: "What the Entity List is" gives "What is the Entity List?".

    "" for headings of other forms.
    """
    if heading.endswith("?"):
        return heading
    for pattern, question in _ASKING:
        found = pattern.fullmatch(heading)
        if found:
            return found.expand(question)
    return ""


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

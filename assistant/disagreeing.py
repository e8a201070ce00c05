"""Texts that say different things of one point: two sources, law and comment, or two editions of one text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from assistant.facts import FactKind, displaced, facts
from assistant.sentences import Sentence
from corpus.catalogue import Catalogue
from corpus.model import Source, Version
from corpus.sentences import sentence_spans
from corpus.text import one_line

_TWIN = 80  # likeness in percent from which two sentences are one provision in two texts
_SHORTEST = 40  # characters: shorter sentences are alike by chance
_AMONG = 12  # sentences among which another text's is looked for
_NEAR = 0.7  # of the best sentence's score: a text that speaks of the same point
_FIGURE = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class Other:
    """A quote that says otherwise."""

    source: Source
    version: Version
    start: int
    end: int
    note: str
    point: str


def disagreements(best: Sentence, ranked: Sequence[Sentence], catalogue: Catalogue) -> list[Other]:
    """At most one sentence of another source and one of another edition that differ from the best sentence in a figure."""
    return [*_sources(best, ranked), *_editions(best, catalogue)]


def _sources(best: Sentence, ranked: Sequence[Sentence]) -> Iterator[Other]:
    mine = one_line(best.text)
    for s in ranked[1:]:
        if s.hit.source.id != best.hit.source.id and _twins(mine, one_line(s.text)):
            yield Other(
                s.hit.source, s.hit.version, s.start, s.end, "other source", "the same provision in two texts gives other figures"
            )
            return
    for s in ranked[1:_AMONG]:
        if s.hit.source.id == best.hit.source.id or s.score < _NEAR * best.score:
            continue
        figures = [f for f in facts(s.text) if f.kind in (FactKind.NUMBER, FactKind.AMOUNT, FactKind.DATE)]
        moved = displaced(s.text, figures, best.text) if figures else None
        if moved:
            point = f"“{moved[1]}” here, “{moved[0]}” there"
            yield Other(s.hit.source, s.hit.version, s.start, s.end, "other source", point)
            return


def _editions(best: Sentence, catalogue: Catalogue) -> Iterator[Other]:
    """The same provision in another edition of the source, where its sentence has other figures."""
    others = [v for s, v in catalogue.editions().values() if s.id == best.hit.source.id and v.number != best.hit.version.number]
    if not others or len(best.text) < _SHORTEST or not _FIGURE.search(best.text):
        return
    locator = catalogue.at(best.hit.version.number, best.start).locator
    for version in sorted(others, key=lambda v: str(v.valid_from), reverse=True):
        for held in catalogue.in_edition(version.number, locator):
            for start, end in sentence_spans(held.text):
                if _twins(one_line(best.text), one_line(held.text[start:end])):
                    base = held.provision.start
                    point = f"the edition of {version.valid_from} has other figures"
                    yield Other(held.source, held.version, base + start, base + end, "other edition", point)
                    return


def _twins(mine: str, other: str) -> bool:
    """Whether two sentences say the same in other figures."""
    if len(mine) < _SHORTEST or set(_FIGURE.findall(mine)) == set(_FIGURE.findall(other)):
        return False
    return fuzz.ratio(mine, other) >= _TWIN

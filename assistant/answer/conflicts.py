"""Disagreements: two sources, law and comment, or two editions that have different figures on one point."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from assistant.facts.comparison import displaced
from assistant.facts.extraction import FactKind, facts
from assistant.model import Note
from assistant.reading_rules.sentences import Sentence
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.normal_form import one_line
from corpus.language.sentences import sentence_spans
from corpus.model import Source, Version

_TWIN = 80  # likeness in percent from which two sentences are one provision in two texts
_SHORTEST = 40  # characters: shorter sentences are alike by chance
_AMONG = 12  # sentences among which another text's is looked for
_ABOUT = 55  # likeness in percent of the words of two sentences on one point
_SAME_POINT = (
    0.05  # likelihood beside the best sentence that a text on the same point has; being no law costs nine tenths
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Other:
    """Quote that says otherwise, and on which point."""

    source: Source
    version: Version
    start: int
    end: int
    note: Note
    point: str


def disagreements(
    best: Sentence, ranked: Sequence[Sentence], catalogue: CatalogueReader, filters: Filters
) -> list[Other]:
    """Return quotes with another figure than a sentence: at most one of another source, and one of another edition."""
    other = next(_twin_texts(best, catalogue, filters), None) or next(_comments(best, ranked), None)
    edition = next(_editions(best, catalogue), None)
    return [o for o in (other, edition) if o is not None]


def _twin_texts(best: Sentence, catalogue: CatalogueReader, filters: Filters) -> Iterator[Other]:
    """Yield the same provision in other texts: an amending act beside the consolidated one, two copies of a list."""
    locator = catalogue.at(best.hit.version.number, best.start).locator
    for held in catalogue.find(locator, filters):
        if held.source.id != best.hit.source.id:
            for start, end in sentence_spans(held.text):
                if _twins(one_line(best.text), one_line(held.text[start:end])):
                    base = held.provision.start
                    point = "the same provision in two texts has other figures"
                    yield Other(held.source, held.version, base + start, base + end, Note.OTHER_SOURCE, point)


def _comments(best: Sentence, ranked: Sequence[Sentence]) -> Iterator[Other]:
    """Yield sentences of texts of another standing (news, an agency) with another figure in the place of this one's."""
    for s in ranked[1:_AMONG]:
        if s.hit.source.kind.standing is best.hit.source.kind.standing or s.beside(best) < _SAME_POINT:
            continue
        figures = [f for f in facts(s.text) if f.kind in (FactKind.NUMBER, FactKind.AMOUNT, FactKind.DATE)]
        moved = displaced(s.text, figures, best.text) if figures else None
        if moved and fuzz.token_set_ratio(one_line(s.text), one_line(best.text)) >= _ABOUT:
            point = f"“{moved[1]}” here, “{moved[0]}” there"
            yield Other(s.hit.source, s.hit.version, s.start, s.end, Note.OTHER_SOURCE, point)


def _editions(best: Sentence, catalogue: CatalogueReader) -> Iterator[Other]:
    """Yield the same provision in another edition of the source, where its sentence has other figures."""
    others = [
        v
        for s, v in catalogue.editions().values()
        if s.id == best.hit.source.id and v.number != best.hit.version.number and v.valid_from
    ]
    if not others or len(best.text) < _SHORTEST or not _FIGURE.search(best.text):
        return
    locator = catalogue.at(best.hit.version.number, best.start).locator
    for version in sorted(others, key=lambda v: str(v.valid_from), reverse=True):
        for held in catalogue.find(locator, Filters(sources=(best.hit.source.id,), as_of=version.valid_from)):
            for start, end in sentence_spans(held.text):
                if held.version.number == version.number and _twins(
                    one_line(best.text), one_line(held.text[start:end])
                ):
                    base = held.provision.start
                    point = f"the edition of {version.valid_from} has other figures"
                    yield Other(held.source, held.version, base + start, base + end, Note.OTHER_EDITION, point)
                    return


def _twins(mine: str, other: str) -> bool:
    """Return whether two sentences say the same with other figures, labels and footnote marks aside."""
    mine, other = _MARKS.sub(" ", mine), _MARKS.sub(" ", other)
    if len(mine) < _SHORTEST or set(_FIGURE.findall(mine)) == set(_FIGURE.findall(other)):
        return False
    return fuzz.ratio(mine, other) >= _TWIN


_MARKS = re.compile(r"^\W*(?:(?:\(\w{1,4}\)|[\w.]{1,6}\.)\s+)+|\((?:\d{1,2}|\*+)\)")

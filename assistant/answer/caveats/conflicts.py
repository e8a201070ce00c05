"""Disagreements: the same provision in two texts or editions, or law and comment on one point, with another figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from assistant.facts.same_statement import PROVISION, other_figure
from assistant.model import StatementRole
from assistant.reading_rules.sentences import Sentence
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.language.normal_form import one_line
from corpus.language.sentences import sentence_spans
from corpus.lookup import same_instrument
from corpus.model import Role, Source, Standing, Version

_AMONG = 12  # sentences among which another text's is looked for
_SPOKEN = 1_000  # characters of the longest sentence that is compared; longer ones are tables and lists


@dataclass(frozen=True, slots=True)
class Other:
    """Quote that says otherwise, and on which point."""

    source: Source
    version: Version
    start: int
    end: int
    note: StatementRole
    point: str


def disagreements(
    best: Sentence, ranked: Sequence[Sentence], catalogue: CatalogueReader, filters: Filters
) -> list[Other]:
    """Return quotes with another figure than a sentence: at most one of another source, and one of another edition."""
    if len(best.text) > _SPOKEN:
        return []
    held = catalogue.at(best.hit.version.number, best.start)
    twin = next(_twin_texts(best, held, catalogue, filters), None)
    other = twin or next(_comments(best, held, ranked, catalogue), None)
    edition = next(_editions(best, held, catalogue), None)
    return [o for o in (other, edition) if o is not None]


def _twin_texts(best: Sentence, mine: HeldProvision, catalogue: CatalogueReader, filters: Filters) -> Iterator[Other]:
    """Yield the same provision of the same instrument in another text: two copies of one law, of two days."""
    if mine.source.kind.standing is not Standing.BINDING:
        return
    for held in catalogue.find(mine.locator, filters):
        same = held.source.id != mine.source.id and held.source.kind.standing is Standing.BINDING
        if same and same_instrument(mine.source, held.source, mine.locator):
            if found := _changed(best, mine, held):
                start, end, here, there = found
                point = f"“{here}” in {_text(mine)}, “{there}” in {_text(held)}"
                yield Other(held.source, held.version, start, end, StatementRole.OTHER_SOURCE, point)


def _comments(
    best: Sentence, mine: HeldProvision, ranked: Sequence[Sentence], catalogue: CatalogueReader
) -> Iterator[Other]:
    """Yield sentences of texts of another standing (news, an agency) that say the same with another figure."""
    for s in ranked[1:_AMONG]:
        source = s.hit.source
        if source.kind.standing is mine.source.kind.standing or source.jurisdiction != mine.source.jurisdiction:
            continue
        if catalogue.at(s.hit.version.number, s.start).provision.role is Role.ROW:
            continue
        if figures := other_figure(best.text, s.text):
            point = f"“{figures[0]}” here, “{figures[1]}” there"
            yield Other(source, s.hit.version, s.start, s.end, StatementRole.OTHER_SOURCE, point)


def _editions(best: Sentence, mine: HeldProvision, catalogue: CatalogueReader) -> Iterator[Other]:
    """Yield the same provision in another edition of the source, where its sentence has other figures."""
    others = [
        v
        for s, v in catalogue.editions().values()
        if s.id == mine.source.id and v.number != mine.version.number and v.valid_from
    ]
    for version in sorted(others, key=lambda v: str(v.valid_from), reverse=True):
        for held in catalogue.in_edition(version.number, mine.locator):
            if found := _changed(best, mine, held):
                start, end, here, there = found
                point = f"“{here}” in {_text(mine)}, “{there}” in {_text(held)}"
                yield Other(held.source, held.version, start, end, StatementRole.OTHER_EDITION, point)
                return


def _text(held: HeldProvision) -> str:
    day = held.version.valid_from
    return f"the text of {day.isoformat()}" if day else "a text without a date"


def _changed(best: Sentence, mine: HeldProvision, other: HeldProvision) -> tuple[int, int, str, str] | None:
    """Return the sentence of another text of a provision that took a sentence's place, with the figures of both.

    A sentence that stands in both texts has changed in neither; that is how the sentences of a list, which are alike,
    are told from one that was amended. Returns None where no sentence did.
    """
    here, there = _sentences(mine), _sentences(other)
    said = one_line(best.text)
    gone = [text for text in here if text not in there]
    come = [text for text in there if text not in here]
    if said not in gone or not come:
        return None
    nearest = process.extractOne(said, come, scorer=fuzz.ratio)[0]
    if process.extractOne(nearest, gone, scorer=fuzz.ratio)[0] != said:
        return None
    figures = other_figure(said, nearest, PROVISION)
    return (*there[nearest], *figures) if figures else None


def _sentences(held: HeldProvision) -> dict[str, tuple[int, int]]:
    """Return the sentences of a provision's own text as lines, each with its place in the edition."""
    base = held.provision.start
    return {one_line(held.text[a:b]): (base + a, base + b) for a, b in sentence_spans(held.text)}

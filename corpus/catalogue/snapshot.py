"""Reads a catalogue for one question: every distinct read is made once."""

from __future__ import annotations

from collections.abc import Collection

from corpus.catalogue.database.dialect import NO_LIMIT
from corpus.catalogue.editions import Generation
from corpus.catalogue.passages import CatalogueReader
from corpus.catalogue_results import HeldPassage, HeldProvision
from corpus.filters import Filters
from corpus.model import Source, Version


class CatalogueSnapshot(CatalogueReader):
    """Read-through cache over one generation of a catalogue.

    The editions are those of the moment at which the snapshot was made, whatever is written meanwhile; those in
    `without` (which were found to be altered) are never in force. Rows that were read stay in memory as long as the
    snapshot does: make one for each question and let it go with the answer.
    """

    def __init__(self, catalogue: CatalogueReader, without: Collection[int] = ()) -> None:
        # The database is the catalogue's, opened and closed by it.
        self.path, self._database = catalogue.path, catalogue._database
        self._read, self._without = catalogue._now(), frozenset(without)
        self._rows: dict[tuple[str, tuple], list[tuple]] = {}
        self._provisions: dict[tuple[int, int, int], list[HeldProvision]] = {}
        self._passages: dict[tuple[int, int, int, int], list[HeldPassage]] = {}

    @property
    def generation(self) -> int:
        """Return the generation of the catalogue when the snapshot was made."""
        return self._read.number

    def in_force(self, filters: Filters) -> dict[int, tuple[Source, Version]]:
        """Return the editions that may answer under `filters`: at most one for each source."""
        chosen = super().in_force(filters)
        if self._without.isdisjoint(chosen):
            return chosen
        # An earlier edition of the same source does not take the place: it is not the text in force.
        return {number: edition for number, edition in chosen.items() if number not in self._without}

    def provisions_between(self, version: int, first: int, after: int) -> list[HeldProvision]:
        """Return the provisions of an edition from position `first` to before `after`. Raises NotHeld."""
        place = version, first, after
        if place not in self._provisions:
            self._provisions[place] = super().provisions_between(*place)
        return list(self._provisions[place])

    def passage_at(self, held: HeldProvision, most: int = NO_LIMIT) -> list[HeldPassage]:
        """Return the passages that hold a provision's own text and what is below it, in document order."""
        place = held.version.number, held.position, held.after, most
        if place not in self._passages:
            self._passages[place] = super().passage_at(held, most)
        return list(self._passages[place])

    def _now(self) -> Generation:
        return self._read

    def _all(self, sql: str, values: tuple = ()) -> list[tuple]:
        asked = sql, values
        if asked not in self._rows:
            self._rows[asked] = super()._all(sql, values)
        return self._rows[asked]

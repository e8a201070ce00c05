"""How old the texts of an answer are, and which other days' texts there are."""

from __future__ import annotations

from collections.abc import Collection as Names
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.answer.inquiry import Inquiry
from assistant.model import Citation
from corpus.catalogue import CatalogueReader
from corpus.editions.freshness import Freshness, freshness
from corpus.filters import Filters


class Vintages:
    """What a catalogue says of its editions' days."""

    def __init__(self, catalogue: CatalogueReader) -> None:
        self.catalogue = catalogue
        self._fresh: tuple[tuple[int, date] | None, dict[str, Freshness]] = (None, {})

    def stale(self, cited: Names[str]) -> tuple[str, ...]:
        """A line for each cited text whose publisher was not asked for longer than the text's own rhythm."""
        now = (self.catalogue.generation, date.today())
        if self._fresh[0] != now:
            self._fresh = now, freshness(self.catalogue)
        old = [f for f in self._fresh[1].values() if f.stale and f.source_id in cited]
        return tuple(f"{f.title} was last checked {f.checked}: `licet sync` asks its publisher." for f in old)

    def elsewhen(self, inquiry: Inquiry) -> tuple[date, ...]:
        """The days of the editions that hold an address which no edition of the day asked for does."""
        wanted, filters = inquiry.decision.not_held, inquiry.question.filters
        if not wanted or filters.as_of is None:
            return ()
        days = {v.valid_from for _, v in self.catalogue.editions().values() if v.valid_from}
        held = [h for d in days for h in self.catalogue.find(wanted, replace(filters, as_of=d))]
        return tuple(sorted({h.version.valid_from for h in held if h.version.valid_from}))


def undated(citations: Sequence[Citation], filters: Filters) -> tuple[str, ...]:
    """A line where a text that bears no day of its own, or a later one, answers a question about the law of a day."""
    day = filters.as_of
    if day is None:
        return ()
    titles = dict.fromkeys(
        c.source.title for c in citations if c.version.valid_from is None and (c.source.published or date.max) > day
    )
    return (
        (f"Not of {day.isoformat()}, or without a date of its own: {', '.join(f'“{t}”' for t in titles)}",)
        if titles
        else ()
    )

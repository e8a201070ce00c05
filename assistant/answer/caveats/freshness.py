"""Age of the texts of an answer, and editions of other dates."""

from __future__ import annotations

from collections.abc import Collection as Names
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.answer.inquiry import Inquiry
from assistant.model import Citation
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.locators import parse
from corpus.lookup import resolve
from corpus.sources.freshness import Freshness, freshness


class Vintages:
    """Freshness of the texts of a collection, worked out once a day for each of its generations."""

    def __init__(self) -> None:
        self._fresh: tuple[tuple[int, date] | None, dict[str, Freshness]] = (None, {})

    def stale(self, cited: Names[str], catalogue: CatalogueReader) -> tuple[str, ...]:
        """Return a line for each cited text that is due for a check with its publisher."""
        now, (of, fresh) = (catalogue.generation, date.today()), self._fresh
        if of != now:
            fresh = freshness(catalogue)
            self._fresh = now, fresh
        old = [f for f in fresh.values() if f.stale and f.source_id in cited]
        return tuple(f"{f.title} was last checked {f.checked}: `licet sync` asks its publisher." for f in old)


def other_days(inquiry: Inquiry, catalogue: CatalogueReader) -> tuple[date, ...]:
    """Return the dates of editions that contain an address missing on the requested date, or today."""
    wanted, filters = inquiry.decision.not_held, inquiry.question.filters
    at = parse(wanted)
    if not wanted or (filters.as_of is None and (at is None or not at.instrument)):
        return ()  # "Article 3(1)" alone is of whichever act is in force
    days = {v.valid_from for _, v in catalogue.editions().values() if v.valid_from}
    dated = [replace(filters, as_of=d) for d in days]
    held = [h for of in dated for h in (resolve(catalogue, at, of) if at else catalogue.find(wanted, of))]
    return tuple(sorted({h.version.valid_from for h in held if h.version.valid_from}))


def undated(citations: Sequence[Citation], filters: Filters) -> tuple[str, ...]:
    """Return a line that names the cited texts without a date, or published after the date that was asked for."""
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

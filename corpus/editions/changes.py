"""Lists what changed between the editions held: by provision, newest first, each with before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from corpus.catalogue import Catalogue, CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.editions.diff import Change, ChangeKind, changes_of
from corpus.errors import FilledLine, NotHeld
from corpus.filters import Filters
from corpus.locators import parse
from corpus.lookup import locate, resolve
from corpus.model import Source, Version


@dataclass(frozen=True, slots=True)
class ProvisionChange:
    """A provision that an edition changed. `day` is the first day of the new edition; None if it is not dated."""

    source: Source
    old: Version
    new: Version
    day: date | None
    change: Change

    @property
    def locator(self) -> str:
        """Return the address in the new edition; for a provision that was removed, in the old one."""
        return self.change.new or self.change.old


def edition_changes(
    catalogue: Catalogue, since: date | None = None, *, sources: Sequence[str] = (), typography: bool = False
) -> list[ProvisionChange]:
    """Return every change between consecutive editions: newest edition first, in document order within one.

    `since` keeps editions that begin on that day or later (an undated one counts from its retrieval); `sources` are
    ids, () for all; `typography` includes changes in typography only. Raises BadRequest for a source that is not held.
    """
    catalogue.check(Filters(sources=tuple(sources)))
    editions: dict[str, list[tuple[Source, Version]]] = {}
    for source, version in catalogue.editions().values():
        if not sources or source.id in sources:
            editions.setdefault(source.id, []).append((source, version))
    pairs = []
    for held in editions.values():
        held.sort(key=lambda pair: (pair[1].valid_from or date.min, pair[1].number))
        pairs += [(old, source, new) for (_, old), (source, new) in pairwise(held)]
    pairs = [pair for pair in pairs if since is None or _day(pair[2]) >= since]
    pairs.sort(key=lambda pair: (_day(pair[2]), pair[1].id), reverse=True)
    return [
        ProvisionChange(source, old, new, new.valid_from, change)
        for old, source, new in pairs
        for change in changes_of(catalogue.reading(old.number), catalogue.reading(new.number))
        if typography or change.kind is not ChangeKind.TYPOGRAPHY
    ]


def changes_between(catalogue: CatalogueReader, locator: str, first: date | None, second: date | None) -> list[Change]:
    """Return what changed at an address and below it, between the editions in force on two days.

    Raises NotHeld if the address stands in neither edition, or if no edition of its text is held for one of the days.
    """
    found = {day: _at(catalogue, locator, day) for day in (first, second)}
    if not any(found.values()):
        locate(catalogue, locator, Filters(as_of=second))  # raises NotHeld, naming what exists instead
    source = next(p for p in found.values() if p).source
    editions = []
    for day in (first, second):
        held = [v for _, v in catalogue.in_force(Filters(sources=(source.id,), as_of=day)).values()]
        if not held:
            raise NotHeld(
                FilledLine("No edition of {title} is held for {day}.", {"title": source.title, "day": str(day)}),
                FilledLine(
                    "Bring it with `licet sync {source} --as-of {day}` or `licet add --as-of {day}`.",
                    {"source": source.id, "day": str(day)},
                ),
            )
        editions.append(held[0])
    if editions[0].number == editions[1].number:
        return []
    old, new = (catalogue.reading(v.number) for v in editions)
    inside = [set(range(p.position, p.after)) if p else set() for p in (found[first], found[second])]
    return [c for c in changes_of(old, new) if c.old_index in inside[0] or c.new_index in inside[1]]


def _at(catalogue: CatalogueReader, locator: str, day: date | None) -> HeldProvision | None:
    """Return the provision at an address on a day; None if there is none."""
    parsed = parse(locator)
    found = resolve(catalogue, parsed, Filters(as_of=day)) if parsed else catalogue.find(locator, Filters(as_of=day))
    return found[0] if found else None


def _day(version: Version) -> date:
    """Return the first day of an edition; the day of its retrieval if it is not dated."""
    return version.valid_from or version.retrieved_at.date()

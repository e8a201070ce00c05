"""Reports how fresh the sources held are, and which sources of the official catalogue are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from corpus.catalogue import CatalogueReader
from corpus.lexicon import jurisdictions
from corpus.model import Source, Version
from corpus.sources.entries import Entry, official_entries
from corpus.sources.sync_plan import last_checks


@dataclass(frozen=True, slots=True)
class Freshness:
    """The freshness of one source held.

    `edition` is the first day of the newest edition; `looked_at` when its publisher was last asked (else when it was
    retrieved); `rhythm` the number of days after which it counts as stale, None for a source that no publisher updates
    (the user's own files).
    """

    source_id: str
    title: str
    edition: date | None
    retrieved_at: datetime
    looked_at: datetime
    rhythm: int | None
    today: date

    @property
    def age(self) -> int:
        """Return the days since the publisher was last asked."""
        return max(0, (self.today - self.looked_at.date()).days)

    @property
    def stale(self) -> bool:
        """Return whether the publisher has not been asked for longer than the source's rhythm."""
        return self.rhythm is not None and self.age > self.rhythm

    @property
    def checked(self) -> str:
        """Return when the publisher was last asked; "" if the source has no publisher.

        Examples: `3 days ago`, `40 days ago; stale (its rhythm is 7 days)`.
        """
        if self.rhythm is None:
            return ""
        when = "today" if self.age == 0 else "yesterday" if self.age == 1 else f"{self.age} days ago"
        return when + (f"; stale (its rhythm is {self.rhythm} days)" if self.stale else "")

    @property
    def summary(self) -> str:
        """Return edition and last check in one line: `edition of 2026-07-23, checked 3 days ago`."""
        edition = f"edition of {self.edition}" if self.edition else f"undated, retrieved {self.retrieved_at.date()}"
        return f"{edition}, checked {self.checked}" if self.checked else edition


@dataclass(frozen=True, slots=True)
class Coverage:
    """The sources of one jurisdiction in the official catalogue: held, stale and missing.

    `others` are sources of this jurisdiction that are held but not in the catalogue.
    """

    jurisdiction: str
    name: str
    held: tuple[Entry, ...]
    stale: tuple[Entry, ...]
    missing: tuple[Entry, ...]
    others: tuple[Source, ...]

    @property
    def missing_core(self) -> tuple[Entry, ...]:
        """Return the missing sources among those that most questions are about (the set `core`)."""
        return tuple(entry for entry in self.missing if "core" in entry.sets)


def freshness(
    catalogue: CatalogueReader, known: Sequence[Entry] | None = None, *, today: date | None = None
) -> dict[str, Freshness]:
    """Return the freshness of every source held, by source id."""
    day = today or date.today()
    by_id = {entry.id: entry for entry in (official_entries() if known is None else known)}
    seen = last_checks(catalogue)
    newest: dict[str, tuple[Source, Version]] = {}
    for source, version in catalogue.editions().values():
        other = newest.get(source.id)
        if other is None or _later(version, other[1]):
            newest[source.id] = (source, version)
    out = {}
    for source_id, (source, version) in newest.items():
        entry = by_id.get(source_id)
        looked = max(seen.get(source_id, datetime.min.replace(tzinfo=UTC)), version.retrieved_at)
        rhythm = entry.rhythm if entry else None
        out[source_id] = Freshness(
            source_id, source.title, version.valid_from, version.retrieved_at, looked, rhythm, day
        )
    return out


def regime_coverage(
    catalogue: CatalogueReader, known: Sequence[Entry] | None = None, *, today: date | None = None
) -> list[Coverage]:
    """Return the coverage of every regime in the order of `jurisdictions.toml`, then of others with something held."""
    listed = list(official_entries() if known is None else known)
    fresh = freshness(catalogue, listed, today=today)
    seen = last_checks(catalogue)
    sources = {source.id: source for source, _ in catalogue.editions().values()}
    regimes = jurisdictions.table().regimes
    names = {
        **regimes,
        **{s.jurisdiction: s.jurisdiction.upper() for s in sources.values() if s.jurisdiction not in regimes},
    }
    names.pop("", None)
    out = []
    for jurisdiction, name in names.items():
        mine = [e for e in listed if e.jurisdiction == jurisdiction]
        # A stream of documents (the Federal Register) counts as held once its publisher was asked.
        held = [e for e in mine if e.id in fresh or (e.how == "federal_register" and e.id in seen)]
        known_ids = {e.id for e in mine}
        others = [s for s in sources.values() if s.jurisdiction == jurisdiction and s.id not in known_ids]
        out.append(
            Coverage(
                jurisdiction,
                name,
                tuple(held),
                tuple(e for e in held if e.id in fresh and fresh[e.id].stale),
                tuple(e for e in mine if e not in held),
                tuple(sorted(others, key=lambda s: s.title)),
            )
        )
    return out


def _later(one: Version, other: Version) -> bool:
    """Return whether one edition is newer than another."""
    return (one.valid_from or date.min, one.number) > (other.valid_from or date.min, other.number)

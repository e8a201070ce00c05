"""Reads which sources are held, and in which editions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from corpus.catalogue import rows
from corpus.catalogue.file import CatalogueFile
from corpus.errors import BadRequest, NotHeld
from corpus.filters import Filters
from corpus.held import Holding
from corpus.model import Passage, Source, Version

_FILTERS_KEPT = 64  # filters whose editions stay in memory


@dataclass
class Generation:
    """What has been read of one generation of a catalogue: a cache that the next generation begins empty.

    A catalogue and its snapshots of the same generation share it, across threads: every value is complete before it is
    stored.
    """

    number: int
    editions: dict[int, tuple[Source, Version]]
    chosen: dict[tuple[Filters, date], dict[int, tuple[Source, Version]]] = field(default_factory=dict)
    sizes: dict[int, int] | None = None
    languages: dict[int, frozenset[str]] | None = None
    texts: dict[int, str] = field(default_factory=dict)
    passages: dict[tuple[int, str], Passage] = field(default_factory=dict)


class Editions(CatalogueFile):
    """The visible editions of every source."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._read = Generation(-1, {})

    def editions(self) -> dict[int, tuple[Source, Version]]:
        """Return every visible edition by its number.

        An edition without an end of its own ends where the next one of its source begins.
        """
        return self._now().editions

    def _now(self) -> Generation:
        """Return what has been read of the generation that is visible now."""
        read, now = self._read, self.generation
        if now != read.number:
            found = self._all(f"SELECT {rows.EDITION} FROM {rows.EDITIONS} WHERE state = 'held'")
            self._read = read = Generation(now, rows.editions(found))
        return read

    def holdings(self) -> list[Holding]:
        """Return every source with its editions, by authority and then by title."""
        by_source: dict[str, list[tuple[Source, Version]]] = {}
        for source, version in self.editions().values():
            by_source.setdefault(source.id, []).append((source, version))
        out = []
        for editions in by_source.values():
            editions.sort(key=lambda e: (e[1].valid_from or date.min, e[1].number), reverse=True)
            number = editions[0][1].number
            provisions = self._one("SELECT count(*) FROM provisions WHERE version = ?", (number,))[0]
            passages = self._one("SELECT count(*) FROM passages WHERE version = ?", (number,))[0]
            origin = self._one("SELECT origin FROM origins WHERE version = ?", (number,), default=("",))[0]
            warnings = self._one("SELECT warnings FROM versions WHERE number = ?", (number,))[0]
            out.append(
                Holding(
                    editions[0][0],
                    tuple(v for _, v in editions),
                    origin,
                    provisions,
                    passages,
                    tuple(json.loads(warnings)),
                )
            )
        return sorted(out, key=lambda h: (h.source.kind.authority, h.source.title))

    def origins(self, source_id: str) -> list[tuple[Source, Version, str]]:
        """Return the visible editions of a source, each with the path or address that it came from."""
        sql = f"SELECT number, origin FROM {rows.EDITIONS} WHERE source_id = ? AND state = 'held' ORDER BY number"
        found = self._all(sql, (source_id,))
        editions = self.editions()
        return [(*editions[number], origin) for number, origin in found if number in editions]

    def from_places(self, prefix: str) -> list[tuple[Source, str]]:
        """Return the sources that came from a path or address that begins with `prefix`, with that place."""
        sql = f"SELECT number, origin FROM {rows.EDITIONS} WHERE state = 'held' AND origin >= ? AND origin < ?"
        editions = self.editions()
        found = self._all(sql, (prefix, f"{prefix}\U0010ffff"))
        return [(editions[number][0], place) for number, place in found if number in editions]

    def source(self, source_id: str) -> Source:
        """Return a source as its newest edition describes it. Raises NotHeld."""
        found = [e for e in self.editions().values() if e[0].id == source_id]
        if not found:
            raise NotHeld(f"There is no source {source_id}.", "List what is held with `licet sources`.")
        return max(found, key=lambda e: (e[1].valid_from or date.min, e[1].number))[0]

    def in_force(self, filters: Filters) -> dict[int, tuple[Source, Version]]:
        """Return the editions that may answer under `filters`: at most one for each source.

        The result is cached until something is written; callers must not change it.
        """
        read, asked = self._now(), (filters, filters.day)
        chosen = read.chosen.get(asked)
        if chosen is None:
            if len(read.chosen) >= _FILTERS_KEPT:
                read.chosen = {}
            chosen = read.chosen[asked] = self._choose(filters, read.editions)
        return chosen

    @staticmethod
    def _choose(filters: Filters, editions: Mapping[int, tuple[Source, Version]]) -> dict[int, tuple[Source, Version]]:
        """Return the newest admitted edition of each source."""
        chosen: dict[str, tuple[Source, Version]] = {}
        for source, version in editions.values():
            if filters.admits(source, version):
                other = chosen.get(source.id)
                if other is None or (version.valid_from or date.min, version.number) > (
                    other[1].valid_from or date.min,
                    other[1].number,
                ):
                    chosen[source.id] = (source, version)
        return {version.number: (source, version) for source, version in chosen.values()}

    def check(self, filters: Filters) -> None:
        """Raise BadRequest for a filter value that nothing held has; the message names the values that exist."""
        editions = self.editions().values()
        known = {
            "jurisdiction": ({s.jurisdiction for s, _ in editions}, filters.jurisdictions),
            "kind": ({s.kind.value for s, _ in editions}, filters.kinds),
            "source": ({s.id for s, _ in editions}, filters.sources),
            "language": ({s.language for s, _ in editions}, filters.languages),
        }
        for name, (held, asked) in known.items():
            for value in asked:
                if value not in held:
                    raise BadRequest(
                        f"No source here has the {name} {value!r}.",
                        f"Known: {', '.join(sorted(v for v in held if v)) or 'none yet'}.",
                    )

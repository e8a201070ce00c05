"""Reads which sources are held, and in which editions, and checks that these are as they were written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from corpus.catalogue import rows, seals
from corpus.catalogue.database.sqlite_schema import CATALOGUE_FORMAT
from corpus.catalogue.named_values import NamedValues
from corpus.catalogue.seals import BODY, SealedPart
from corpus.catalogue_results import Holding
from corpus.errors import AlteredText, BadRequest, NotHeld
from corpus.filters import Filters
from corpus.model import Passage, Source, Version

Made = TypeVar("Made")
_FILTERS_KEPT = 64  # filters whose editions stay in memory
_GENERATION = "SELECT value FROM meta WHERE name = 'generation'"
_CHECKS = 5  # of an edition that is being written meanwhile


@dataclass(frozen=True)
class SealChecks:
    """Editions that were compared with their seals while the database was in one state; None for whole ones."""

    state: tuple
    found: dict[tuple[int, bool], AlteredText | None] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)


@dataclass
class Generation:
    """What has been read of one generation of a catalogue: a cache that the next generation begins empty.

    A catalogue and its snapshots of the same generation share it, across threads: every value is complete before it is
    stored.
    """

    number: int
    editions: dict[int, tuple[Source, Version]]
    unsound: dict[int, AlteredText] = field(default_factory=dict)  # editions whose record was altered
    unsound_sources: frozenset[str] = frozenset()
    checked: SealChecks = field(default_factory=lambda: SealChecks(()))
    chosen: dict[tuple[Filters, date], dict[int, tuple[Source, Version]]] = field(default_factory=dict)
    sizes: dict[int, int] | None = None
    languages: dict[int, frozenset[str]] | None = None
    texts: dict[int, str] = field(default_factory=dict)
    passages: dict[tuple[int, str], Passage] = field(default_factory=dict)


class Editions(NamedValues):
    """The visible editions of every source."""

    def __init__(self, path: Path, url: str = "") -> None:
        super().__init__(path, url)
        self._read = Generation(-1, {})

    def editions(self) -> dict[int, tuple[Source, Version]]:
        """Return every visible edition by its number.

        An edition without an end of its own ends where the next one of its source begins.
        """
        return self._now().editions

    def _now(self) -> Generation:
        """Return what has been read of the generation that is visible now."""
        self._follow()
        read, now, state = self._read, self.generation, self._database.changed()
        if now != read.number:
            self._read = read = self._generation(now, SealChecks(state))
        elif state != read.checked.state:
            read.checked = SealChecks(state)
        return read

    def _generation(self, now: int, checked: SealChecks) -> Generation:
        """Read the visible editions, without sources of which an edition has an altered record.

        Such a record could make another edition of its source pass for the one in force.
        """
        altered = seals.altered_records(self._database) if self._format == CATALOGUE_FORMAT else {}
        unsound = {number: seals.altered_text(self._database, number, [SealedPart.RECORD]) for number in altered}
        without = {source_id for ids in altered.values() for source_id in ids}
        sql = f"SELECT {rows.EDITION} FROM {rows.EDITIONS} WHERE state = 'held'"
        if without:
            sql += f" AND {self._database.dialect.bytes_of('source_id')} NOT IN ({','.join('?' * len(without))})"
        found = self._fresh(sql, tuple(source_id.encode() for source_id in without))
        return Generation(now, rows.editions(found), unsound, frozenset(without), checked)

    @property
    def unsound(self) -> dict[int, AlteredText]:
        """Return the editions whose record was altered: nothing is read of their sources."""
        return self._now().unsound

    @property
    def altered(self) -> dict[int, AlteredText]:
        """Return the altered editions that are known: by their records, or since they were read."""
        read = self._now()
        found = {number: problem for (number, _), problem in read.checked.found.items() if problem}
        return {**read.unsound, **found}

    def audited(self) -> dict[int, AlteredText]:
        """Compare every visible edition with its seal, and the file that it was read from; return the altered ones."""
        read = self._now()
        read.checked = SealChecks(read.checked.state)
        found = dict(read.unsound)
        for number in read.editions:
            if problem := self._compared(number, (*BODY, SealedPart.PASSAGES, SealedPart.ORIGINAL)):
                found[number] = problem
        return found

    def place_of(self, version: int) -> str:
        """Return the path or address that an edition came from, even of an altered one; "" where nobody knows."""
        origin = self._database.dialect.bytes_of("origin")
        found = self._fresh(f"SELECT {origin} FROM origins WHERE version = ?", (version,))
        return bytes(found[0][0]).decode("utf-8", "replace") if found else ""

    def check_whole(self, *versions: int, passages: bool = False) -> None:
        """Check that editions are as they were written, with their passages or without, once a state of the database.

        Raises AlteredText for one that is not; NotHeld for one that is let go meanwhile.
        """
        found = self._now().checked.found
        for version in versions:
            if (version, passages) not in found:
                found[version, passages] = self._compared(version, (*BODY, SealedPart.PASSAGES) if passages else BODY)
            if problem := found[version, passages]:
                raise type(problem)(problem.message, problem.remedy, version)

    def is_whole(self, version: int) -> bool:
        """Return whether an edition is held as it was written, with its passages."""
        try:
            self.check_whole(version, passages=True)
        except (AlteredText, NotHeld):
            return False
        return True

    def _compared(self, version: int, parts: Iterable[SealedPart]) -> AlteredText | None:
        """Return the problem of an edition of which a part is not as it was sealed; None for a whole one."""
        for _ in range(_CHECKS):
            before = self._fresh(_GENERATION, ())
            different = self._different(version, parts)
            if not different:
                return None
            if self._fresh(_GENERATION, ()) == before:
                break
        state = self._fresh("SELECT state FROM versions WHERE number = ?", (version,))
        if state != [("held",)] and version not in self._read.unsound:
            raise NotHeld("That edition is no longer held.", "Ask again: the collection has changed since.")
        return seals.altered_text(self._database, version, different)

    def _different(self, version: int, parts: Iterable[SealedPart]) -> list[SealedPart]:
        if self._format == CATALOGUE_FORMAT:
            return seals.altered_parts(self._database, version, parts)
        digest = self._fresh("SELECT digest FROM versions WHERE number = ?", (version,))
        return [] if digest == [(seals.first_digest(self._database, version),)] else [SealedPart.TEXT]

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Return what `make` makes of what is held: made on first use, and kept while the database is as it is.

        `name` tells it from all else that is kept, the number of an edition included where it is of one.
        """
        made = self._now().checked.made
        if name not in made:
            made[name] = make()
        found: Made = made[name]
        return found

    def marks(self) -> dict[str, str]:
        """Return for each source that is held what its passages can be told by, in the catalogue as it is now."""
        sql = "SELECT versions.source_id, number, record, passages FROM versions JOIN seals ON version = number "
        found: dict[str, list[str]] = {}
        for source_id, number, record, passages in self._fresh(f"{sql} WHERE state = 'held' ORDER BY number", ()):
            found.setdefault(source_id, []).append(f"{number} {record} {passages}")
        return {source_id: hashlib.sha256("\n".join(parts).encode()).hexdigest() for source_id, parts in found.items()}

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

    def title(self, source_id: str) -> str:
        """Return the title of a source, its id where its record was altered. Raises NotHeld."""
        return source_id if source_id in self._now().unsound_sources else self.source(source_id).title

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

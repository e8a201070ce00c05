"""What is held: sources, editions, provisions, passages, in one SQLite file. The truth from which the rest is rebuilt.

Writing an edition takes three steps, so that a process that dies between any two leaves the old edition or the new one:
`stage` (written, not yet visible) → the caller brings its passages into the index → `publish` (visible; what it replaces is
retired in the same transaction) → the caller takes the retired passages out of the index → `forget`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

from corpus import rows
from corpus.errors import BadRequest, NotHeld, StoreUnavailable
from corpus.filters import Filters
from corpus.held import HeldPassage, HeldProvision, Holding, Membership
from corpus.locators import key, parse
from corpus.model import Passage, Reading, Role, Source, Version

_TEXTS_KEPT = 16  # editions whose whole text stays in memory; the longest held so far has 2 MB
_PASSAGES_KEPT = 4096  # passages that stay in memory once read: about 2 KB each


class Catalogue:
    """One collection's catalogue at `path`. Safe to use from several threads and processes: readers never see half a write.

    Raises StoreUnavailable when the file cannot be opened or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, check_same_thread=False, timeout=30, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(files("corpus").joinpath("schema.sql").read_text("utf-8"))
        except (sqlite3.Error, OSError) as error:
            raise _unavailable(path, error) from error
        self._versions: dict[int, tuple[Source, Version]] = {}
        self._seen = -1
        self._sizes: tuple[int, dict[int, int]] | None = None
        self._languages: tuple[int, dict[int, frozenset[str]]] | None = None
        self._texts: dict[int, str] = {}
        self._passages: dict[tuple[int, str], Passage] = {}  # an edition's number is never given twice: nothing here goes stale

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    # --- what is held -------------------------------------------------------------------------------------------

    @property
    def generation(self) -> int:
        """A number that rises with every change of what is visible; derived data compares it."""
        return int(self._one("SELECT value FROM meta WHERE name = 'generation'", (), default=("0",))[0])

    def editions(self) -> dict[int, tuple[Source, Version]]:
        """Every visible edition by its number; an edition without an end ends where the next one begins."""
        now = self.generation
        if now != self._seen:
            found = self._all(
                "SELECT number, source_id, digest, valid_from, valid_to, retrieved_at, source_json FROM versions WHERE state = 'held'"
            )
            self._versions = rows.editions(found)
            self._seen = now
        return self._versions

    def holdings(self) -> list[Holding]:
        """Every source with its editions, by title."""
        by_source: dict[str, list[tuple[Source, Version]]] = {}
        for source, version in self.editions().values():
            by_source.setdefault(source.id, []).append((source, version))
        out = []
        for source_id, editions in by_source.items():
            editions.sort(key=lambda e: (e[1].valid_from or date.min, e[1].number), reverse=True)
            number = editions[0][1].number
            provisions = self._one("SELECT count(*) FROM provisions WHERE version = ?", (number,))[0]
            passages = self._one("SELECT count(*) FROM passages WHERE version = ?", (number,))[0]
            origin = self._one("SELECT origin FROM sources WHERE id = ?", (source_id,), default=("",))[0]
            warnings = self._one("SELECT warnings FROM versions WHERE number = ?", (number,))[0]
            out.append(
                Holding(editions[0][0], tuple(v for _, v in editions), origin, provisions, passages, tuple(json.loads(warnings)))
            )
        return sorted(out, key=lambda h: (h.source.kind.authority, h.source.title))

    def source(self, source_id: str) -> Source:
        """The newest edition's source. Raises NotHeld."""
        found = [e for e in self.editions().values() if e[0].id == source_id]
        if not found:
            raise NotHeld(f"There is no source {source_id}.", "List what is held with `licet sources`.")
        return max(found, key=lambda e: (e[1].valid_from or date.min, e[1].number))[0]

    def in_force(self, filters: Filters) -> dict[int, tuple[Source, Version]]:
        """The editions that may answer under `filters`: at most one a source."""
        chosen: dict[str, tuple[Source, Version]] = {}
        for source, version in self.editions().values():
            if filters.admits(source, version):
                other = chosen.get(source.id)
                if other is None or (version.valid_from or date.min, version.number) > (
                    other[1].valid_from or date.min,
                    other[1].number,
                ):
                    chosen[source.id] = (source, version)
        return {version.number: (source, version) for source, version in chosen.values()}

    def check(self, filters: Filters) -> None:
        """Raises BadRequest for a filter value that nothing held has, naming the values that there are."""
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

    # --- provisions ---------------------------------------------------------------------------------------------

    def text(self, version: int) -> str:
        """The whole text of an edition."""
        if version not in self._texts:
            if len(self._texts) >= _TEXTS_KEPT:
                self._texts.pop(next(iter(self._texts)))
            self._texts[version] = str(self._one("SELECT text FROM versions WHERE number = ?", (version,))[0])
        return self._texts[version]

    def slice(self, version: int, start: int, end: int) -> str:
        """Characters `start:end` of an edition's text."""
        return self.text(version)[start:end]

    def original(self, version: int) -> bytes | None:
        """The file that an edition was read from, where it was kept (PDF)."""
        found = self._one("SELECT original FROM versions WHERE number = ?", (version,))[0]
        return bytes(found) if found is not None else None

    def find(self, locator: str, filters: Filters = Filters()) -> list[HeldProvision]:
        """The provisions at an address, in any common spelling, in the editions in force; highest authority first."""
        parsed = parse(locator)
        keys = {key(locator)} | ({key(parsed.text)} if parsed else set())
        editions = self.in_force(filters)
        found = []
        for wanted in sorted(keys):
            for row in self._all(f"SELECT {rows.PROVISION} FROM provisions WHERE key = ?", (wanted,)):
                if row[0] in editions:
                    found.append(rows.held_provision(row, editions[row[0]]))
        return sorted(found, key=lambda p: (p.source.kind.authority, p.source.id, p.position))

    def provision(self, version: int, position: int) -> HeldProvision:
        """One provision by its place in an edition. Raises NotHeld."""
        found = self._provisions_between(version, position, position + 1)
        if not found:
            raise NotHeld("That provision is no longer held.", "Ask again: the collection has changed since.")
        return found[0]

    def at(self, version: int, start: int) -> HeldProvision:
        """The innermost provision whose own text holds the character at `start`: the address of a quote. Raises NotHeld."""
        sql = "SELECT max(position) FROM provisions WHERE version = ? AND start <= ? AND end > ?"
        position = self._one(sql, (version, start, start))[0]
        return self.provision(version, position if position is not None else -1)

    def with_role(self, version: int, role: Role) -> list[HeldProvision]:
        """Every provision of an edition that has a role (its table rows, its sections), in document order."""
        edition = self.editions()[version]
        sql = f"SELECT {rows.PROVISION} FROM provisions WHERE version = ? AND role = ? ORDER BY position"
        return [rows.held_provision(row, edition) for row in self._all(sql, (version, role.value))]

    def subtree(self, held: HeldProvision) -> list[HeldProvision]:
        """A provision and all that is below it, in document order."""
        return self._provisions_between(held.version.number, held.position, held.after)

    def outline(self, version: int) -> list[HeldProvision]:
        """Every provision of an edition, in document order."""
        return self._provisions_between(version, 0, 2**31)

    def reading(self, version: int) -> Reading:
        """An edition as its reader delivered it (without the reader's warnings)."""
        source, held = self.editions()[version]
        provisions = tuple(p.provision for p in self.outline(version))
        return Reading(source, self.text(version), provisions, held.valid_from, held.valid_to)

    def ancestors(self, held: HeldProvision) -> list[HeldProvision]:
        """The provisions above one, outermost first."""
        above: list[HeldProvision] = []
        parent = held.provision.parent
        while parent is not None:
            above.append(self.provision(held.version.number, parent))
            parent = above[-1].provision.parent
        return above[::-1]

    def children(self, held: HeldProvision) -> list[HeldProvision]:
        """The provisions right below one."""
        return [p for p in self.subtree(held) if p.provision.parent == held.position]

    def full_text(self, held: HeldProvision) -> str:
        """The text of a provision with all that is below it."""
        inside = self.subtree(held)
        return self.slice(held.version.number, held.provision.start, max(p.provision.end for p in inside))

    def defining(self, term: str, filters: Filters = Filters()) -> list[HeldProvision]:
        """The provisions that define a term (compared without case)."""
        editions = self.in_force(filters)
        out = []
        for version, position in self._all("SELECT version, position FROM terms WHERE term = ?", (term.casefold(),)):
            if version in editions:
                out.append(self.provision(version, position))
        return out

    def terms(self, version: int) -> dict[str, int]:
        """Every term that an edition defines, with the position of the provision that defines it."""
        return dict(self._all("SELECT term, position FROM terms WHERE version = ?", (version,)))

    # --- passages -----------------------------------------------------------------------------------------------

    def passages(self, version: int) -> list[Passage]:
        """The passages of an edition, in document order."""
        source_id = self.editions()[version][0].id if version in self.editions() else self._source_of(version)
        return [
            rows.passage(row, source_id)
            for row in self._all(f"SELECT {rows.PASSAGE} FROM passages p WHERE p.version = ? ORDER BY p.ordinal", (version,))
        ]

    def sizes(self) -> dict[int, int]:
        """How many passages each visible edition has."""
        if self._sizes is None or self._sizes[0] != self.generation:
            editions = self.editions()
            counted = self._all("SELECT version, count(*) FROM passages GROUP BY version")
            self._sizes = (self._seen, {v: n for v, n in counted if v in editions})
        return self._sizes[1]

    def languages(self) -> dict[int, frozenset[str]]:
        """The languages of the passages of each visible edition."""
        if self._languages is None or self._languages[0] != self.generation:
            out: dict[int, set[str]] = {v: set() for v in self.editions()}
            for version, language in self._all("SELECT DISTINCT version, language FROM passages"):
                if version in out:
                    out[version].add(language)
            self._languages = (self._seen, {v: frozenset(found) for v, found in out.items()})
        return self._languages[1]

    def standing(self, ids: Sequence[str], filters: Filters = Filters()) -> dict[str, int]:
        """Of these passages those that stand in the editions in force, each with its edition: the exact filter behind every search."""
        editions = self.in_force(filters)
        out: dict[str, int] = {}
        for chunk in _chunks(ids, 500):
            sql = f"SELECT id, version FROM passages WHERE id IN ({','.join('?' * len(chunk))})"
            out.update((i, version) for i, version in self._all(sql, tuple(chunk)) if version in editions)
        return out

    def standing_passages(self, ids: Sequence[str], filters: Filters = Filters()) -> dict[str, HeldPassage]:
        """The passages of `standing`, by id."""
        return self.held(self.standing(ids, filters))

    def held(self, standing: Mapping[str, int]) -> dict[str, HeldPassage]:
        """Passages by their id and edition (see `standing`), in that order; those that are no longer there are left out."""
        editions, kept = self.editions(), self._passages
        unread = [i for i, version in standing.items() if (version, i) not in kept]
        read: dict[tuple[int, str], Passage] = {}
        for chunk in _chunks(unread, 500):
            sql = f"SELECT {rows.PASSAGE} FROM passages p WHERE p.id IN ({','.join('?' * len(chunk))})"
            for row in self._all(sql, tuple(chunk)):
                if standing.get(row[2]) == row[0] and row[0] in editions:
                    read[row[0], row[2]] = rows.passage(row, editions[row[0]][0].id)
        found = [(version, i) for i, version in standing.items() if version in editions]
        out = {k[1]: HeldPassage(*editions[k[0]], p) for k in found if (p := read.get(k) or kept.get(k)) is not None}
        if len(kept) + len(read) > _PASSAGES_KEPT:
            self._passages = read
        else:
            kept.update(read)
        return out

    def passage_at(self, held: HeldProvision) -> list[HeldPassage]:
        """The passages that hold a provision's own text and what is below it, in document order."""
        sql = f"SELECT {rows.PASSAGE} FROM passages p WHERE p.version = ? AND p.first < ? AND p.last >= ? ORDER BY p.ordinal"
        found = self._all(sql, (held.version.number, held.after, held.position))
        return [HeldPassage(held.source, held.version, rows.passage(row, held.source.id)) for row in found]

    def neighbours(self, held: HeldPassage, reach: int = 1) -> list[HeldPassage]:
        """The passages before and after one, up to `reach` each way, in document order, itself included."""
        number = held.version.number
        ordinal = self._one("SELECT ordinal FROM passages WHERE version = ? AND id = ?", (number, held.passage.id), default=(0,))[
            0
        ]
        sql = f"SELECT {rows.PASSAGE} FROM passages p WHERE p.version = ? AND p.ordinal BETWEEN ? AND ? ORDER BY p.ordinal"
        found = self._all(sql, (number, ordinal - reach, ordinal + reach))
        return [HeldPassage(held.source, held.version, rows.passage(row, held.source.id)) for row in found]

    def memberships(self, source_id: str, *, also: int | None = None) -> dict[str, Membership]:
        """Every passage that a source's editions hold with the days on which it stands: what the index must hold.

        `also` counts a staged edition as if it were published already, and what it replaces as gone.
        """
        found = self._all(
            "SELECT number, source_id, digest, valid_from, valid_to, retrieved_at, source_json FROM versions WHERE source_id = ? AND (state = 'held' OR number = ?)",
            (source_id, also or -1),
        )
        if also is not None:
            mine = next(row for row in found if row[0] == also)
            found = [row for row in found if row[0] == also or row[3] != mine[3]]
        out: dict[str, Membership] = {}
        for number, (source, version) in rows.editions(found).items():
            for row in self._all(f"SELECT {rows.PASSAGE} FROM passages p WHERE p.version = ?", (number,)):
                passage = rows.passage(row, source_id)
                other = out.get(passage.id)
                out[passage.id] = rows.joined(other, passage, source, version)
        return out

    # --- writing ------------------------------------------------------------------------------------------------

    def unchanged(self, reading: Reading) -> Version | None:
        """The visible edition that is this very reading already, if there is one."""
        for source, version in self.editions().values():
            if (
                source.id == reading.source.id
                and version.digest == reading.digest
                and version.valid_from == reading.valid_from
                and source == reading.source
            ):
                return version
        return None

    def stage(
        self,
        reading: Reading,
        passages: Iterable[Passage],
        *,
        origin: str = "",
        retrieved_at: datetime | None = None,
        original: bytes | None = None,
    ) -> int:
        """Writes an edition, not visible yet; returns its number. Raises StoreUnavailable (disk full, read-only)."""
        now = (retrieved_at or datetime.now(UTC)).isoformat(timespec="seconds")
        with self._transaction() as db:
            cursor = db.execute(
                "INSERT INTO versions (source_id, digest, valid_from, valid_to, retrieved_at, state, source_json, warnings, text, original) VALUES (?,?,?,?,?,'staged',?,?,?,?)",
                (reading.source.id, reading.digest, rows.iso(reading.valid_from), rows.iso(reading.valid_to), now,
                 rows.source_json(reading.source), json.dumps(reading.warnings), reading.text, original),
            )  # fmt: skip
            number = int(cursor.lastrowid or 0)
            db.executemany(f"INSERT INTO provisions VALUES ({','.join('?' * 15)})", rows.provision_rows(number, reading))
            db.executemany("INSERT INTO terms VALUES (?,?,?)", rows.term_rows(number, reading))
            db.executemany(f"INSERT INTO passages VALUES ({','.join('?' * 17)})", rows.passage_rows(number, passages))
            db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (f"origin:{number}", origin))
        return number

    def publish(self, number: int) -> None:
        """Makes a staged edition visible and retires what it replaces: the editions of its source with the same valid_from."""
        with self._transaction() as db:
            source_id, valid_from, source_json = db.execute(
                "SELECT source_id, valid_from, source_json FROM versions WHERE number = ?", (number,)
            ).fetchone()
            origin = db.execute("SELECT value FROM meta WHERE name = ?", (f"origin:{number}",)).fetchone()
            db.execute(
                "UPDATE versions SET state = 'retired' WHERE source_id = ? AND state = 'held' AND valid_from = ?",
                (source_id, valid_from),
            )
            db.execute("UPDATE versions SET state = 'held' WHERE number = ?", (number,))
            added = db.execute("SELECT added_at FROM sources WHERE id = ?", (source_id,)).fetchone()
            when = added[0] if added else datetime.now(UTC).isoformat(timespec="seconds")
            db.execute(
                "INSERT OR REPLACE INTO sources VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                (*rows.source_row(json.loads(source_json)), origin[0] if origin else "", when),
            )
            db.execute("DELETE FROM meta WHERE name = ?", (f"origin:{number}",))
            self._moved(db)

    def end(self, number: int, day: date) -> None:
        """Notes that an edition no longer stands from `day` on: its publisher has a next one that is not held."""
        with self._transaction() as db:
            db.execute("UPDATE versions SET valid_to = ? WHERE number = ?", (rows.iso(day), number))
            self._moved(db)

    def retire(self, source_id: str) -> None:
        """Makes every edition of a source invisible. Raises NotHeld."""
        self.source(source_id)
        with self._transaction() as db:
            db.execute("UPDATE versions SET state = 'retired' WHERE source_id = ? AND state = 'held'", (source_id,))
            db.execute("DELETE FROM sources WHERE id = ?", (source_id,))
            self._moved(db)

    def unfinished(self) -> dict[int, tuple[str, str]]:
        """Editions that a write left behind: number to (source id, 'staged' or 'retired')."""
        return {n: (s, state) for n, s, state in self._all("SELECT number, source_id, state FROM versions WHERE state <> 'held'")}

    def forget(self, number: int) -> None:
        """Deletes an edition that is not visible, once the index holds nothing of it."""
        with self._transaction() as db:
            for table in ("provisions", "terms", "passages"):
                db.execute(f"DELETE FROM {table} WHERE version = ?", (number,))
            db.execute("DELETE FROM versions WHERE number = ? AND state <> 'held'", (number,))
            db.execute("DELETE FROM meta WHERE name = ?", (f"origin:{number}",))

    def meta(self, name: str, default: str = "") -> str:
        """A named value that belongs to the collection (the encoder's digest, the schema)."""
        return str(self._one("SELECT value FROM meta WHERE name = ?", (name,), default=(default,))[0])

    def set_meta(self, name: str, value: str) -> None:
        """Sets a named value."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    # --- the border to sqlite -----------------------------------------------------------------------------------

    def _moved(self, db: sqlite3.Connection) -> None:
        db.execute(
            "INSERT INTO meta VALUES ('generation', '1') ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
        )

    def _source_of(self, version: int) -> str:
        return str(self._one("SELECT source_id FROM versions WHERE number = ?", (version,))[0])

    def _provisions_between(self, version: int, first: int, after: int) -> list[HeldProvision]:
        edition = self.editions().get(version)
        if edition is None:
            raise NotHeld("That edition is no longer held.", "Ask again: the collection has changed since.")
        sql = f"SELECT {rows.PROVISION} FROM provisions WHERE version = ? AND position >= ? AND position < ? ORDER BY position"
        return [rows.held_provision(row, edition) for row in self._all(sql, (version, first, after))]

    def _all(self, sql: str, values: tuple = ()) -> list[tuple]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise _unavailable(self.path, error) from error

    def _one(self, sql: str, values: tuple, default: tuple | None = None) -> tuple:
        found = self._all(sql, values)
        if not found and default is None:
            raise NotHeld("That edition is no longer held.", "Ask again: the collection has changed since.")
        return found[0] if found else default  # type: ignore[return-value]

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        # A connection of its own: a write in one thread must not show half of itself to readers in another.
        try:
            db = sqlite3.connect(self.path, timeout=60, isolation_level=None)
            try:
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            finally:
                db.close()
        except sqlite3.Error as error:
            raise _unavailable(self.path, error) from error


def _chunks(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for begin in range(0, len(items), size):
        yield items[begin : begin + size]


def _unavailable(path: Path, error: Exception) -> StoreUnavailable:
    return StoreUnavailable(
        f"The catalogue in {path.parent} cannot be used: {error}.",
        "Check that the folder exists, is writable and has space; LICET_HOME names another.",
    )

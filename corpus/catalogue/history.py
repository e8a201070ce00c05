"""The log of what was added, replaced, removed and synced, and the editions that are kept so that it can be undone."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

from corpus.catalogue import rows, seals
from corpus.catalogue.database import Session
from corpus.catalogue.database.dialect import NO_LIMIT
from corpus.catalogue.passages import CatalogueReader
from corpus.catalogue.seals import BODY, SealedPart
from corpus.errors import BadRequest, NotHeld
from corpus.language.normal_form import one_line
from corpus.model import OriginClass, Reading, Source

_LOG_COLUMNS = "entry, at, by, action, source_id, title, origin_class, origin, before, after, undoes, undone"


class Action(StrEnum):
    """What was done to a source."""

    ADDED = "added"
    REPLACED = "replaced"  # an edition took the place of one of the same date
    REMOVED = "removed"
    SYNCED = "synced"  # fetched from its publisher, whether new or in another one's place
    MOVED = "moved"  # kept beside a text of its publisher, under an id of its own
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class LoggedEdition:
    """An edition in the log: its number in the catalogue, the day on which it begins, and its digest."""

    number: int
    valid_from: date | None
    digest: str


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the log. `by` is who made it; `before` and `after` are the editions that went and that came.

    `undoes` is the entry that this one took back, `undone` the one that took this one back. `can_undo` says whether
    everything in `before` is still kept.
    """

    entry: int
    at: datetime
    by: str
    action: Action
    source_id: str
    title: str
    origin_class: OriginClass
    origin: str
    before: tuple[LoggedEdition, ...]
    after: tuple[LoggedEdition, ...]
    undoes: int | None
    undone: int | None
    can_undo: bool


@dataclass(frozen=True, slots=True)
class UndoLimits:
    """How much is kept for undo: the last `changes` replacements and removals, at most `size` bytes of text."""

    changes: int = 20
    size: int = 200 * 2**20


@dataclass(frozen=True, slots=True)
class KeptEdition:
    """All that is needed to hold an edition (again): its reading, where it came from, its file (PDF), since when."""

    reading: Reading
    origin: str
    original: bytes | None = None
    retrieved_at: datetime | None = None  # now


class History(CatalogueReader):
    """Reads the log, and the editions that it keeps."""

    def __init__(self, path: Path, undo: UndoLimits = UndoLimits(), url: str = "") -> None:
        super().__init__(path, url)
        self._undo = undo

    def history(self, source_id: str = "", limit: int = 0) -> list[LogEntry]:
        """Return the entries of the log, newest first: of one source, and at most `limit`, where they are given."""
        sql = f"SELECT {_LOG_COLUMNS} FROM history WHERE source_id = ? OR ? = '' ORDER BY entry DESC LIMIT ?"
        kept = {number for (number,) in self._all("SELECT number FROM versions WHERE state = 'kept'")}
        found = self._all(sql, (source_id, source_id, min(limit, NO_LIMIT) or NO_LIMIT))
        try:
            return [_change(row, kept) for row in found]
        except (ValueError, TypeError) as error:
            raise self._database.malformed("its log is malformed") from error

    def undoable(self, entry: int) -> LogEntry:
        """Return an entry that can be undone. Raises NotHeld for an unknown one, BadRequest saying why it cannot."""
        change = next((c for c in self.history() if c.entry == entry), None)
        if change is None:
            raise NotHeld(f"The log has no entry {entry}.", "List it with `licet history`.")
        if not change.before:
            raise BadRequest(
                f"Entry {entry} replaced and removed nothing.",
                f"Remove the text with `licet remove {change.source_id}`.",
            )
        if change.undone is not None:
            raise BadRequest(
                f"Entry {entry} was undone by entry {change.undone}.",
                f"To take that back, undo entry {change.undone}.",
            )
        if not change.can_undo:
            raise BadRequest(
                f"Entry {entry} can no longer be undone: only the last {self._undo.changes} replacements and removals, "
                f"up to {self._undo.size // 2**20} MB, are kept.",
                "Add the text again; LICET_UNDO_CHANGES and LICET_UNDO_MB keep more of them from now on.",
            )
        others = {s.origin_class for s, _, _ in self.origins(change.source_id)} - {change.origin_class}
        if others:
            raise BadRequest(
                f"{change.source_id} is now held from another origin.",
                f"Remove that text first, with `licet remove {change.source_id}`.",
            )
        return change

    def kept(self, number: int) -> KeptEdition:
        """Return an edition that the log keeps, or one that is held. Raises NotHeld, AlteredText."""
        if altered := self._different(number, (*BODY, SealedPart.ORIGINAL)):
            raise seals.altered_text(self._database, number, altered)
        row = self._one(
            f"SELECT {rows.EDITION}, origin, warnings, text, original FROM {rows.EDITIONS} WHERE number = ?", (number,)
        )
        source, version = rows.editions([row[:8]])[number]
        origin, warnings, text, original = row[8:]
        provisions = self._all(
            f"SELECT {rows.PROVISION_COLUMNS} FROM provisions WHERE version = ? ORDER BY position", (number,)
        )
        tree = tuple(rows.held_provision(p, (source, version)).provision for p in provisions)
        reading = Reading(source, text, tree, version.valid_from, rows.day(row[4]), tuple(json.loads(warnings)))
        return KeptEdition(reading, origin, bytes(original) if original is not None else None, version.retrieved_at)


def os_user() -> str:
    """Return the name of the account that runs this program."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name, as in some containers
        return "unknown"


def write(
    db: Session,
    action: Action,
    source: Source,
    origin: str,
    before: Sequence[LoggedEdition],
    after: Sequence[LoggedEdition],
    by: str,
    undoes: int | None = None,
) -> None:
    """Write an entry of the log in the transaction of its change."""
    # Bytes that an edition takes while it is kept: its text stands in its provisions once more.
    taken = f"2 * length({db.dialect.bytes_of('text')}) + coalesce(length(original), 0)"
    taken = f"SELECT {taken} FROM versions WHERE number = ?"
    size = sum(db.all(taken, (edition.number,))[0][0] for edition in before)
    written = db.all(
        "INSERT INTO history (at, by, action, source_id, title, origin_class, origin, before, after, bytes, undoes) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?) RETURNING entry",
        (
            datetime.now(UTC).isoformat(timespec="seconds"),
            one_line(by)[:200] or os_user(),
            action.value,
            source.id,
            source.title,
            source.origin_class.value,
            origin,
            _json(before),
            _json(after),
            size,
            undoes,
        ),
    )
    if undoes is not None:
        db.run("UPDATE history SET undone = ? WHERE entry = ?", (written[0][0], undoes))


def wanted(db: Session, limits: UndoLimits) -> set[int]:
    """Return the editions that undo may ask for: those that the last changes took away, within the limits."""
    found = db.all(
        "SELECT before, bytes FROM history WHERE before <> '[]' AND undone IS NULL ORDER BY entry DESC LIMIT ?",
        (limits.changes,),
    )
    numbers: set[int] = set()
    size = 0
    for before, taken in found:
        size += taken
        if size > limits.size:
            break
        try:
            numbers.update(edition.number for edition in _editions(before))
        except (ValueError, TypeError):  # a damaged entry: what it took away may be any of what is kept
            numbers.update(number for (number,) in db.all("SELECT number FROM versions WHERE state = 'kept'"))
    return numbers


def _change(row: tuple, kept: set[int]) -> LogEntry:
    entry, at, by, action, source_id, title, origin_class, origin, before, after, undoes, undone = row
    gone = _editions(before)
    return LogEntry(
        entry,
        datetime.fromisoformat(at),
        by,
        Action(action),
        source_id,
        title,
        OriginClass(origin_class),
        origin,
        gone,
        _editions(after),
        undoes,
        undone,
        bool(gone) and undone is None and all(edition.number in kept for edition in gone),
    )


def _json(editions: Iterable[LoggedEdition]) -> str:
    return json.dumps([[e.number, rows.iso(e.valid_from), e.digest] for e in editions])


def _editions(text: str) -> tuple[LoggedEdition, ...]:
    return tuple(LoggedEdition(number, rows.day(day), digest) for number, day, digest in json.loads(text))

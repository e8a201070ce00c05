"""Seals of editions: digests of all that an answer can depend on, by which altered text is recognised.

An edition has a digest of its text, which a reader can repeat over the text that `licet show --text` gives them, and a
seal of four parts: its record (source, dates, origin), its provisions, its passages with its terms, and the file that
it was read from. A seal tells damage and careless edits; whoever can write the catalogue can write another seal too.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import StrEnum

from corpus.errors import AlteredText
from corpus.language.normal_form import one_line
from corpus.model import OriginClass

Select = Callable[[str, tuple], list[tuple]]


class SealedPart(StrEnum):
    """Part of an edition that is sealed by itself."""

    RECORD = "record"
    TEXT = "text"
    TREE = "provisions"
    PASSAGES = "passages"
    ORIGINAL = "file"


BODY = (SealedPart.RECORD, SealedPart.TEXT, SealedPart.TREE)
_EDITIONS = "versions LEFT JOIN origins ON version = number"


def _line(*columns: str) -> str:
    """Return SQL for columns of one row as bytes; bytes, since altered text may be none that can be decoded."""
    return "CAST(" + " || char(31) || ".join(f"coalesce({c}, '')" for c in columns) + " AS BLOB)"


_RECORD = _line(
    "source_id", "digest", "valid_from", "valid_to", "retrieved_at", "source_json", "warnings", "origin", "origin_class"
)
_TREE = _line(
    "position", "locator", "key", "role", "start", "end", "parent", "after", "heading", "page", "language", "flags",
    "detail", "text",
)  # fmt: skip
_PASSAGES = _line(
    "ordinal", "id", "locator", "start", "end", "first", "last", "context", "heading", "locators", "role", "page",
    "language", "identifiers", "occurrence", "text",
)  # fmt: skip
_LINES = {
    SealedPart.RECORD: (f"SELECT {_RECORD} FROM {_EDITIONS} WHERE number = ?",),
    SealedPart.TEXT: ("SELECT CAST(text AS BLOB) FROM versions WHERE number = ?",),
    SealedPart.TREE: (f"SELECT {_TREE} FROM provisions WHERE version = ? ORDER BY position",),
    SealedPart.PASSAGES: (
        f"SELECT {_PASSAGES} FROM passages WHERE version = ? ORDER BY ordinal",
        f"SELECT {_line('term', 'position')} FROM terms WHERE version = ? ORDER BY position, term",
    ),
    SealedPart.ORIGINAL: ("SELECT CAST(coalesce(original, '') AS BLOB) FROM versions WHERE number = ?",),
}
_SEAL_COLUMNS = [part.name.lower() for part in SealedPart if part is not SealedPart.TEXT]
_SEALED = f"SELECT digest, {', '.join(f'seals.{name}' for name in _SEAL_COLUMNS)} FROM versions "
_SEALED += "JOIN seals ON version = number WHERE number = ?"


def digest_of(select: Select, number: int, part: SealedPart) -> str:
    """Return the SHA-256 of a part of an edition as it is now, in hex."""
    # Each query's lines are joined by a character of their own, so that no line passes for one of another query.
    lines = (b"\x1e".join(bytes(line) for (line,) in select(sql, (number,))) for sql in _LINES[part])
    return hashlib.sha256(b"\x1d".join(lines)).hexdigest()


def altered(select: Select, number: int, parts: Iterable[SealedPart]) -> list[SealedPart]:
    """Return those of the parts of an edition that are not as they were sealed; all where it has no seal."""
    found = select(_SEALED, (number,))
    if not found:
        return list(parts)
    digest, record, tree, passages, original = found[0]
    sealed = dict(zip(SealedPart, (record, digest, tree, passages, original), strict=True))
    return [part for part in parts if digest_of(select, number, part) != sealed[part]]


def altered_records(select: Select) -> dict[int, set[str]]:
    """Return the visible editions whose record is not as it was sealed, or is gone, with the ids of their sources.

    An altered id counts as well as the one that was sealed: neither source can be trusted to be whole.
    """
    sql = (
        f"SELECT number, CAST(versions.source_id AS BLOB), {_RECORD.replace('source_id', 'versions.source_id')}, "
        "seals.record, seals.source_id "
        "FROM versions LEFT JOIN origins ON origins.version = number LEFT JOIN seals ON seals.version = number "
        "WHERE state = 'held'"
    )
    out: dict[int, set[str]] = {}
    for number, source_id, line, record, sealed_id in select(sql, ()):
        if hashlib.sha256(bytes(line or b"")).hexdigest() != record:
            out[number] = {bytes(source_id).decode("utf-8", "replace"), *([sealed_id] if sealed_id else ())}
    gone = "SELECT version, source_id FROM seals WHERE version NOT IN (SELECT number FROM versions)"
    out.update((number, {source_id}) for number, source_id in select(gone, ()))
    return out


def seal(db: sqlite3.Connection, number: int) -> None:
    """Seal an edition as it is, in the transaction that wrote it."""
    source_id = db.execute("SELECT source_id FROM versions WHERE number = ?", (number,)).fetchone()[0]
    parts = [digest_of(reading(db), number, part) for part in SealedPart if part is not SealedPart.TEXT]
    db.execute("INSERT OR REPLACE INTO seals VALUES (?,?,?,?,?,?)", (number, source_id, *parts))


def reseal(db: sqlite3.Connection, number: int, part: SealedPart) -> None:
    """Seal a part of an edition that was written anew, in the transaction that wrote it."""
    found = digest_of(reading(db), number, part)
    db.execute(f"UPDATE seals SET {part.name.lower()} = ? WHERE version = ?", (found, number))


def reading(db: sqlite3.Connection) -> Select:
    """Return the reads of a connection."""
    return lambda sql, values: db.execute(sql, values).fetchall()


def first_digest(select: Select, number: int) -> str:
    """Return the digest that editions had before they were sealed: of the text and its addresses."""
    found = hashlib.sha256(b"".join(bytes(text) for (text,) in select(_LINES[SealedPart.TEXT][0], (number,))))
    sql = "SELECT CAST(locator AS BLOB), start, end FROM provisions WHERE version = ? ORDER BY position"
    for locator, start, end in select(sql, (number,)):
        found.update(b"\0%b\0%d\0%d" % (locator, start, end))
    return found.hexdigest()


def problem(select: Select, number: int, parts: Iterable[SealedPart]) -> AlteredText:
    """Return the problem of an altered edition, with the remedy that brings its text again."""
    sql = (
        "SELECT CAST(source_id AS BLOB), CAST(source_json AS BLOB), CAST(origin AS BLOB), CAST(origin_class AS BLOB) "
        f"FROM {_EDITIONS} WHERE number = ?"
    )
    told = [bytes(value or b"").decode("utf-8", "replace") for value in (select(sql, (number,)) or [("",) * 4])[0]]
    source_id, fields, origin, origin_class = told
    title = ""
    with suppress(ValueError, TypeError, AttributeError):
        title = one_line(str(json.loads(fields).get("title", "")))[:200]
    which = f"{title} ({source_id})" if title and title != source_id else source_id or f"Edition {number}"
    found = list(parts)
    if found == [SealedPart.PASSAGES]:
        return AlteredText(
            f"The passages of {which} were altered in the catalogue after they were cut.",
            "`licet doctor` cuts them anew from the text, which is whole.",
            number,
        )
    return AlteredText(
        f"{which} was altered in the catalogue after it was added ({', '.join(found)}): it is not quoted.",
        _remedy(found, source_id, one_line(origin), origin_class),
        number,
    )


def _remedy(parts: list[SealedPart], source_id: str, origin: str, origin_class: str) -> str:
    back = "or put a copy back with `licet restore FILE`."
    if origin_class == OriginClass.PACKAGED:
        return f"`licet doctor` brings it again from the starter library, {back}"
    if SealedPart.RECORD in parts:  # which also says where it came from
        return f"Bring the text again with `licet sync` or `licet add`, {back}"
    if origin_class == OriginClass.PUBLISHER:
        return f"Bring the text again with `licet sync {source_id}`, {back}"
    if origin_class == OriginClass.UPLOAD or not origin:
        return f"Add the file again, {back}"
    return f"Bring the text again with `licet add {origin}`, {back}"

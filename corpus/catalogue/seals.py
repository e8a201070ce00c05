"""Seals of editions: digests of all that an answer can depend on, by which altered text is recognised.

An edition has a digest of its text, which a reader can repeat over the text that `licet show --text` gives them, and a
seal of four parts: its record (source, dates, origin), its provisions, its passages with its terms, and the file that
it was read from. A seal tells damage and careless edits; whoever can write the catalogue can write another seal too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from enum import StrEnum
from functools import cache

from corpus.catalogue.database import Dialect, Readable, Session
from corpus.catalogue.database.dialect import upsert
from corpus.errors import AlteredText
from corpus.language.normal_form import one_line
from corpus.model import OriginClass


class SealedPart(StrEnum):
    """Part of an edition that is sealed by itself."""

    RECORD = "record"
    TEXT = "text"
    TREE = "provisions"
    PASSAGES = "passages"
    ORIGINAL = "file"


BODY = (SealedPart.RECORD, SealedPart.TEXT, SealedPart.TREE)
_EDITIONS = "versions LEFT JOIN origins ON version = number"


_RECORD = (
    "versions.source_id", "digest", "valid_from", "valid_to", "retrieved_at", "source_json", "warnings", "origin",
    "origin_class",
)  # fmt: skip
_TREE = (
    "position", "locator", "key", "role", "start", '"end"', "parent", "after", "heading", "page", "language", "flags",
    "detail", "text",
)  # fmt: skip
_PASSAGES = (
    "ordinal", "id", "locator", "start", '"end"', "first", "last", "context", "heading", "locators", "role", "page",
    "language", "identifiers", "occurrence", "text",
)  # fmt: skip
_SEAL_COLUMNS = [part.name.lower() for part in SealedPart if part is not SealedPart.TEXT]
_SEALED = f"SELECT digest, {', '.join(f'seals.{name}' for name in _SEAL_COLUMNS)} FROM versions "
_SEALED += "JOIN seals ON version = number WHERE number = ?"


@cache
def _lines(dialect: Dialect) -> dict[SealedPart, tuple[str, ...]]:
    """Return the queries for a part's rows as bytes; bytes, since altered text may be none that can be decoded."""
    original = f"coalesce(original, {dialect.no_bytes})"
    return {
        SealedPart.RECORD: (f"SELECT {dialect.line(*_RECORD)} FROM {_EDITIONS} WHERE number = ?",),
        SealedPart.TEXT: (f"SELECT {dialect.bytes_of('text')} FROM versions WHERE number = ?",),
        SealedPart.TREE: (f"SELECT {dialect.line(*_TREE)} FROM provisions WHERE version = ? ORDER BY position",),
        SealedPart.PASSAGES: (
            f"SELECT {dialect.line(*_PASSAGES)} FROM passages WHERE version = ? ORDER BY ordinal",
            f"SELECT {dialect.line('term', 'position')} FROM terms WHERE version = ? ORDER BY position, term",
        ),
        SealedPart.ORIGINAL: (f"SELECT {original} FROM versions WHERE number = ?",),
    }


def digest_of(db: Readable, number: int, part: SealedPart) -> str:
    """Return the SHA-256 of a part of an edition as it is now, in hex."""
    # Each query's lines are joined by a character of their own, so that no line passes for one of another query.
    lines = (b"\x1e".join(bytes(line) for (line,) in db.all(sql, (number,))) for sql in _lines(db.dialect)[part])
    return hashlib.sha256(b"\x1d".join(lines)).hexdigest()


def altered_parts(db: Readable, number: int, parts: Iterable[SealedPart]) -> list[SealedPart]:
    """Return those of the parts of an edition that are not as they were sealed; all where it has no seal."""
    found = db.all(_SEALED, (number,))
    if not found:
        return list(parts)
    digest, record, tree, passages, original = found[0]
    sealed = dict(zip(SealedPart, (record, digest, tree, passages, original), strict=True))
    return [part for part in parts if digest_of(db, number, part) != sealed[part]]


def altered_records(db: Readable) -> dict[int, set[str]]:
    """Return the visible editions whose record is not as it was sealed, or is gone, with the ids of their sources.

    An altered id counts as well as the one that was sealed: neither source can be trusted to be whole.
    """
    sql = (
        f"SELECT number, {db.dialect.bytes_of('versions.source_id')}, {db.dialect.line(*_RECORD)}, "
        "seals.record, seals.source_id "
        "FROM versions LEFT JOIN origins ON origins.version = number LEFT JOIN seals ON seals.version = number "
        "WHERE state = 'held'"
    )
    out: dict[int, set[str]] = {}
    for number, source_id, line, record, sealed_id in db.all(sql, ()):
        if hashlib.sha256(bytes(line or b"")).hexdigest() != record:
            out[number] = {bytes(source_id).decode("utf-8", "replace"), *([sealed_id] if sealed_id else ())}
    gone = "SELECT version, source_id FROM seals WHERE version NOT IN (SELECT number FROM versions)"
    out.update((number, {source_id}) for number, source_id in db.all(gone, ()))
    return out


def seal(db: Session, number: int) -> None:
    """Seal an edition as it is, in the transaction that wrote it."""
    source_id = db.all("SELECT source_id FROM versions WHERE number = ?", (number,))[0][0]
    parts = [digest_of(db, number, part) for part in SealedPart if part is not SealedPart.TEXT]
    db.run(upsert("seals", ("version", "source_id", *_SEAL_COLUMNS), "version"), (number, source_id, *parts))


def reseal(db: Session, number: int, part: SealedPart) -> None:
    """Seal a part of an edition that was written anew, in the transaction that wrote it."""
    found = digest_of(db, number, part)
    db.run(f"UPDATE seals SET {part.name.lower()} = ? WHERE version = ?", (found, number))


def seal_all(db: Session) -> None:
    """Seal every edition of a format that had no seals.

    One whose text or addresses are not those of the digest that it had gets a seal that nothing fits.
    """
    for number, digest in db.all("SELECT number, digest FROM versions"):
        whole = first_digest(db, number) == digest
        if whole:
            found = digest_of(db, number, SealedPart.TEXT)
            db.run("UPDATE versions SET digest = ? WHERE number = ?", (found, number))
        seal(db, number)
        if not whole:
            db.run("UPDATE seals SET tree = '' WHERE version = ?", (number,))


def first_digest(db: Readable, number: int) -> str:
    """Return the digest that editions had before they were sealed: of the text and its addresses."""
    found = hashlib.sha256(
        b"".join(bytes(text) for (text,) in db.all(_lines(db.dialect)[SealedPart.TEXT][0], (number,)))
    )
    sql = f'SELECT {db.dialect.bytes_of("locator")}, start, "end" FROM provisions WHERE version = ? ORDER BY position'
    for locator, start, end in db.all(sql, (number,)):
        found.update(b"\0%b\0%d\0%d" % (locator, start, end))
    return found.hexdigest()


def altered_text(db: Readable, number: int, parts: Iterable[SealedPart]) -> AlteredText:
    """Return the problem of an altered edition, with the remedy that brings its text again."""
    columns = map(db.dialect.bytes_of, ("source_id", "source_json", "origin", "origin_class"))
    sql = f"SELECT {', '.join(columns)} FROM {_EDITIONS} WHERE number = ?"
    told = [bytes(value or b"").decode("utf-8", "replace") for value in (db.all(sql, (number,)) or [("",) * 4])[0]]
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

"""Brings a catalogue of an older format to the one that this program reads, in place and in one transaction."""

from __future__ import annotations

import re
import sqlite3

from corpus.catalogue import seals
from corpus.model import OriginClass

_MADE_OF_ADDRESS = re.compile(r"-[0-9a-f]{6}$")  # ids of texts that a person added by path or address


def from_first_format(db: sqlite3.Connection) -> None:
    """Give every edition of format 1 the place that it came from and the class of its origin.

    Format 1 kept one origin for a source. What is held keeps its id and its kind: the person who added it saw them.
    """
    held = db.execute(
        "SELECT number, source_id, coalesce((SELECT value FROM meta WHERE name = 'origin:' || number), "
        "(SELECT origin FROM sources WHERE id = source_id), '') FROM versions"
    ).fetchall()
    db.executemany(
        "INSERT INTO origins VALUES (?,?,?)",
        ((number, origin, _class_of(source_id, origin).value) for number, source_id, origin in held),
    )
    db.execute("DELETE FROM meta WHERE name LIKE 'origin:%'")


def seal_all(db: sqlite3.Connection) -> None:
    """Seal every edition of a format that had no seals.

    One whose text or addresses are not those of the digest that it had gets a seal that nothing fits.
    """
    select = seals.reading(db)
    for number, digest in db.execute("SELECT number, digest FROM versions").fetchall():
        whole = seals.first_digest(select, number) == digest
        if whole:
            found = seals.digest_of(select, number, seals.SealedPart.TEXT)
            db.execute("UPDATE versions SET digest = ? WHERE number = ?", (found, number))
        seals.seal(db, number)
        if not whole:
            db.execute("UPDATE seals SET tree = '' WHERE version = ?", (number,))


def _class_of(source_id: str, origin: str) -> OriginClass:
    """Return the class of an origin as far as format 1 tells it."""
    if origin.startswith("library://"):
        return OriginClass.PACKAGED
    if origin.startswith("upload://"):
        return OriginClass.UPLOAD
    if origin.startswith(("http://", "https://")) and not _MADE_OF_ADDRESS.search(source_id):
        return OriginClass.PUBLISHER  # a sync names a text by its entry
    return OriginClass.HANDED_IN

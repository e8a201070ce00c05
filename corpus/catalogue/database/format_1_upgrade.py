"""Brings a file of format 1 to the next one; the catalogue seals its editions then, as those of format 2."""

from __future__ import annotations

from corpus.catalogue.database.interface import Session
from corpus.language.lazy_regex import lazy_regex
from corpus.model import OriginClass

_MADE_OF_ADDRESS = lazy_regex(r"-[0-9a-f]{6}$")  # ids of texts that a person added by path or address


def from_first_format(db: Session) -> None:
    """Give every edition of format 1 the place that it came from and the class of its origin.

    Format 1 kept one origin for a source. What is held keeps its id and its kind: the person who added it saw them.
    """
    held = db.all(
        "SELECT number, source_id, coalesce((SELECT value FROM meta WHERE name = 'origin:' || number), "
        "(SELECT origin FROM sources WHERE id = source_id), '') FROM versions"
    )
    db.insert(
        "origins",
        ((number, origin, _class_of(source_id, origin).value) for number, source_id, origin in held),
    )
    db.run("DELETE FROM meta WHERE name LIKE 'origin:%'")


def _class_of(source_id: str, origin: str) -> OriginClass:
    """Return the class of an origin as far as format 1 tells it."""
    if origin.startswith("library://"):
        return OriginClass.PACKAGED
    if origin.startswith("upload://"):
        return OriginClass.UPLOAD
    if origin.startswith(("http://", "https://")) and not _MADE_OF_ADDRESS.search(source_id):
        return OriginClass.PUBLISHER  # a sync names a text by its entry
    return OriginClass.HANDED_IN

"""Makes ids for sources whose text does not identify them, from their origin: the same file stays the same source."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

from corpus.model import Reading

_NOT_WORD = re.compile(r"[^\w]+")


def slug(text: str, limit: int = 60) -> str:
    """Return the lower-case words of `text` joined by hyphens; letters of every script are kept."""
    words = _NOT_WORD.sub("-", unicodedata.normalize("NFKC", text).casefold()).strip("-_")
    return words[:limit].rstrip("-") or "document"


def identified(reading: Reading, origin: str, *, member: int = 0) -> Reading:
    """Return the reading with a source id: its own, if the text identifies itself, else one made of `origin`.

    `origin` is a path or an address. `member` counts the readings of one file from 0, since an archive holds several.
    """
    if reading.source.id:
        return reading
    name = Path(origin).stem if "://" not in origin else origin.split("://", 1)[1]
    digest = hashlib.sha256(f"{origin}\0{member}".encode()).hexdigest()[:6]
    title = reading.source.title if member else name
    return replace(reading, source=replace(reading.source, id=f"{slug(title)}-{digest}"))

"""The user's own list of addresses that every sync keeps fresh, in the record `watch.json`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from corpus.catalogue.identity import slug
from corpus.errors import BadRequest, NotHeld, StoreUnavailable
from corpus.model import Kind
from corpus.records import Records
from corpus.records.names import WATCHED
from corpus.sources.entries import Entry
from corpus.sources.http.hosts import is_inside, refusal
from corpus.sources.user_address import checked_address

_WATCHED_LABELS = ("title", "jurisdiction", "kind", "language")
_WATCHED_TEXTS = (*_WATCHED_LABELS, "added")


@dataclass(frozen=True, slots=True)
class WatchedAddress:
    """An address on the watch list. `kind` and `jurisdiction` are as for `licet add`; `added` is an ISO time."""

    id: str
    url: str
    title: str = ""
    jurisdiction: str = ""
    kind: str = "user"
    language: str = "en"
    rhythm: int = 7
    added: str = ""

    def entry(self) -> Entry:
        """Return the address as a source for sync."""
        return Entry(
            self.id,
            self.title or self.url,
            self.jurisdiction,
            Kind(self.kind),
            "",
            "",
            self.url,
            "page",
            self.rhythm,
            ("watch",),
            True,
            self.language,
            {"url": self.url, "own": "title"} if not self.title else {"url": self.url},
        )


def watched_labels(entry: Entry) -> dict[str, object]:
    """Return what the person who watches an address said of it; what they did not say is None."""
    return {
        "title": None if "own" in entry.where else entry.title,
        "jurisdiction": entry.jurisdiction or None,
        "kind": entry.kind if entry.kind is not Kind.USER else None,
    }


class WatchList:
    """The watch list among the records. Raises StoreUnavailable if it cannot be read or written."""

    def __init__(self, records: Records) -> None:
        self.records = records

    def all(self) -> list[WatchedAddress]:
        """Return every watched address, in the order in which they were added."""
        return self._read(self.records.read(WATCHED))

    def entries(self) -> list[Entry]:
        """Return every watched address as a source for sync."""
        return [watched.entry() for watched in self.all()]

    def add(self, url: str, labels: Mapping[str, str] | None = None, *, allow_private: bool = False) -> WatchedAddress:
        """Add an address (`labels`: title, jurisdiction, kind, language); one that is on the list gets the new labels.

        Raises BadRequest if it is no web address, FetchFailed if it is a private one, which no sync would fetch.
        """
        url = checked_address(url)
        host = urlsplit(url).hostname or ""
        if not allow_private and is_inside(host):
            raise refusal(host)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        told = {name: value for name, value in (labels or {}).items() if value and name in _WATCHED_LABELS}
        watched = _watched(url=url, added=now, **told)
        self.records.change(
            WATCHED, lambda held: _written([*(w for w in self._read(held) if w.id != watched.id), watched])
        )
        return watched

    def remove(self, name: str) -> WatchedAddress:
        """Remove an address, given by id or address; what is held of it stays. Raises NotHeld."""
        gone: list[WatchedAddress] = []

        def remove(held: bytes | None) -> bytes:
            rows = self._read(held)
            gone.extend([w for w in rows if name in (w.id, w.url)][:1])
            if not gone:
                raise NotHeld(f"{name} is not watched.", "List what is with `licet watch`.")
            return _written([w for w in rows if w is not gone[0]])

        self.records.change(WATCHED, remove)
        return gone[0]

    def _read(self, content: bytes | None) -> list[WatchedAddress]:
        try:
            return [_watched(**row) for row in (json.loads(content) if content is not None else [])]
        except (ValueError, TypeError, RecursionError, BadRequest) as error:
            raise StoreUnavailable(
                f"{self.records.where(WATCHED)} cannot be read: {error}.", "Correct it, or delete it and watch anew."
            ) from error


def _written(rows: Sequence[WatchedAddress]) -> bytes:
    return json.dumps([asdict(w) for w in rows], indent=1, ensure_ascii=False).encode()


def _watched(**fields: Any) -> WatchedAddress:
    """Return a watched address under the id that `licet add URL` gives it, whatever id a file has for it.

    Raises BadRequest for what is no web address, ValueError for an unknown kind, TypeError for what is no field.
    """
    url = checked_address(str(fields["url"]) if "url" in fields else "")
    digest = hashlib.sha256(f"{url}\0{0}".encode()).hexdigest()[:6]
    found = WatchedAddress(**{**fields, "id": f"{slug(url.split('://', 1)[1])}-{digest}", "url": url})
    Kind(found.kind)
    if not isinstance(found.rhythm, int) or not all(isinstance(getattr(found, name), str) for name in _WATCHED_TEXTS):
        raise TypeError(f"the entry of {url} has a field of another type")
    return found

"""One document from its publisher to a whole file on disk, or the word that nothing changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from corpus.catalogue import Catalogue
from corpus.sources.client import Client, NotThere, Reply
from corpus.sources.fetched import Fetched, Mark
from corpus.sources.plan import key_of
from corpus.sources.shapes import check, check_name, check_words
from corpus.sources.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Brought:
    """A document that is on disk, or (`mark` None) that is held already as the publisher has it."""

    wanted: Wanted
    key: str
    mark: Mark | None
    size: int  # bytes that came over the network for it


def bring(wanted: Wanted, client: Client, fetched: Fetched, catalogue: Catalogue, as_of: date | None) -> Brought:
    """Fetches what is not held. Raises FetchFailed, TooLarge, StoreUnavailable; then nothing of it is left on disk."""
    key = key_of(wanted.source_id, wanted.valid_from if wanted.fixed else as_of)
    mark = fetched.mark(key)
    held = _held(wanted, mark, catalogue)
    if held and wanted.fixed:
        return Brought(wanted, key, None, 0)
    waiting = mark is not None and not mark.held and fetched.body(key, mark) is not None
    if waiting and wanted.fixed and mark is not None:  # fetched by a run that was killed before it took it in
        return Brought(wanted, key, mark, 0)
    known = mark if held or waiting else None
    reply = _asked(wanted, client, known)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if reply.not_modified and known is not None:
        fetched.keep(key, replace(known, looked_at=now))
        return Brought(wanted, key, None if held else known, 0)
    check(reply, wanted.shape, wanted.root)
    check_words(reply, wanted.expects)
    check_name(reply, wanted.names_itself)
    digest = hashlib.sha256(reply.data).hexdigest()
    new = Mark(
        reply.url, reply.etag, reply.last_modified, digest, len(reply.data), _iso(wanted.valid_from), reply.media_type, now, now
    )
    if held and mark is not None and digest == mark.sha256:
        fetched.keep(key, replace(new, held=True, began=mark.began))
        return Brought(wanted, key, None, len(reply.data))
    fetched.keep(key, new, reply.data)
    return Brought(wanted, key, new, len(reply.data))


def _held(wanted: Wanted, mark: Mark | None, catalogue: Catalogue) -> bool:
    """Whether the collection holds what the mark says was fetched."""
    if mark is None or not mark.held:
        return False
    editions = [v for s, v in catalogue.editions().values() if s.id == wanted.source_id]
    return any(_iso(v.valid_from) == mark.began for v in editions)


def _asked(wanted: Wanted, client: Client, known: Mark | None) -> Reply:
    addresses = (wanted.url, *wanted.others)
    for position, url in enumerate(addresses):
        # Validators belong to the address that gave them.
        same = known is not None and (position == 0 or known.url == url)
        try:
            return client.get(
                url,
                accept=wanted.accept,
                language=wanted.language,
                etag=known.etag if same and known else "",
                last_modified=known.last_modified if same and known else "",
            )
        except NotThere:
            if position == len(addresses) - 1:
                raise
    raise AssertionError("there is always one address")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""

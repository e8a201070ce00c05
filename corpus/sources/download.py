"""Downloads one document from its publisher to a whole file on disk, unless it has not changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from corpus.catalogue import Catalogue
from corpus.errors import FetchFailed
from corpus.model import OriginClass
from corpus.sources.document_request import DocumentRequest
from corpus.sources.fetched_files import FetchedFiles, FetchRecord
from corpus.sources.http.client import Client, NotFound, Reply
from corpus.sources.http.errors import describe_reply, too_large
from corpus.sources.http.hosts import belongs
from corpus.sources.http.response_validation import check_name, check_shape, check_words
from corpus.sources.http.robots import check_robots
from corpus.sources.sync_plan import key_of


@dataclass(frozen=True, slots=True)
class Download:
    """A document on disk; `mark` is None if the collection already holds it as the publisher has it."""

    request: DocumentRequest
    key: str
    mark: FetchRecord | None
    size: int  # bytes that came over the network for it


def download(
    request: DocumentRequest, client: Client, fetched: FetchedFiles, catalogue: Catalogue, as_of: date | None
) -> Download:
    """Download the document of a request, unless it is held. Pages that lead to it are followed.

    Raises FetchFailed, TooLarge, StoreUnavailable; then nothing of the document is left on disk.
    """
    came = 0
    while request.leads is not None:
        page, size = _page(request, client, fetched)
        request, came = request.leads(page), came + size
    downloaded = _bring(request, client, fetched, catalogue, as_of)
    return replace(downloaded, size=downloaded.size + came)


def _bring(
    request: DocumentRequest, client: Client, fetched: FetchedFiles, catalogue: Catalogue, as_of: date | None
) -> Download:
    key = key_of(request.source_id, request.valid_from if request.fixed else as_of)
    mark = fetched.mark(key)
    held = _held(request, mark, catalogue)
    if held and request.fixed:
        return Download(request, key, None, 0)
    waiting = mark is not None and not mark.held and fetched.body(key, mark) is not None
    if waiting and request.fixed and mark is not None:  # downloaded by a run that was killed before it added the text
        return Download(request, key, mark, 0)
    known = mark if held or waiting else None
    reply = _asked(request, client, known)
    now = _now()
    if reply.not_modified and known is not None:
        fetched.keep(key, replace(known, looked_at=now))
        return Download(request, key, None if held else known, 0)
    _check(reply, request, client)
    digest = hashlib.sha256(reply.data).hexdigest()
    new = replace(_mark(reply, digest), began=_iso(request.valid_from))
    if held and mark is not None and digest == mark.sha256:
        fetched.keep(key, replace(new, held=True, began=mark.began))
        return Download(request, key, None, len(reply.data))
    fetched.keep(key, new, reply.data)
    return Download(request, key, new, len(reply.data))


def _page(request: DocumentRequest, client: Client, fetched: FetchedFiles) -> tuple[Reply, int]:
    """Return a page that leads on, and the bytes received for it.

    It stays on disk, so that a page that has not changed is not sent again.
    """
    key = f"{request.source_id}#{request.url}"
    mark = fetched.mark(key)
    body = fetched.body(key, mark) if mark else None
    reply = _asked(request, client, mark if body is not None else None)
    if reply.not_modified and mark is not None and body is not None:
        fetched.keep(key, replace(mark, looked_at=_now()))
        return replace(reply, status=200, url=mark.url, data=body, media_type=mark.media_type), 0
    _check(reply, request, client)
    fetched.keep(key, _mark(reply, hashlib.sha256(reply.data).hexdigest()), reply.data)
    return reply, len(reply.data)


def _check(reply: Reply, request: DocumentRequest, client: Client) -> None:
    """Raise FetchFailed if a reply is not the requested document."""
    host = urlsplit(reply.url).hostname or ""
    if request.hosts and not belongs(host, request.hosts) and not client.mirrors(reply.url):
        raise FetchFailed(
            (
                f"{request.url} leads on to {reply.url[:300]}, which is none of the publisher's hosts "
                f"({', '.join(request.hosts)}): {describe_reply(reply)}."
            ),
            "Open it in a browser; if it is the text, save it and add the file.",
        )
    check_shape(reply, request.shape, request.root)
    check_words(reply, request.expects)
    check_name(reply, request.names_itself)


def _mark(reply: Reply, digest: str) -> FetchRecord:
    now = _now()
    return FetchRecord(
        reply.url,
        reply.etag,
        reply.last_modified,
        digest,
        len(reply.data),
        "",
        reply.media_type,
        now,
        now,
        asked=reply.asked,
    )


def _held(request: DocumentRequest, mark: FetchRecord | None, catalogue: Catalogue) -> bool:
    """Return whether the collection holds what the record says was downloaded, as it was written."""
    if mark is None or not mark.held:
        return False
    there = catalogue.origins(request.source_id)
    fetched = [v for s, v, place in there if s.origin_class is OriginClass.PUBLISHER or place == mark.url]
    return any(_iso(v.valid_from) == mark.began and catalogue.is_whole(v.number) for v in fetched)


def _asked(request: DocumentRequest, client: Client, known: FetchRecord | None) -> Reply:
    """Send the request to its addresses in turn, and return the first reply."""
    if request.found:
        check_robots(client, request.url)
    addresses = (request.url, *request.others)
    for position, url in enumerate(addresses):
        # Validators belong to the address that gave them; marks from before
        # that was noted tell it only of the last one.
        same = known is not None and (url in (known.asked, known.url) or (not known.asked and position == 0))
        try:
            reply = client.get(
                url,
                accept=request.accept,
                language=request.language,
                etag=known.etag if same and known else "",
                last_modified=known.last_modified if same and known else "",
                choices=request.choices is not None,
            )
        except NotFound:
            if position == len(addresses) - 1:
                raise
            continue
        return replace(_together(request, client, reply) if reply.status == 300 else reply, asked=url)
    raise AssertionError("there is always one address")


def _together(request: DocumentRequest, client: Client, reply: Reply) -> Reply:
    """Return the files that an answer offers, in their order, as one reply."""
    assert request.choices is not None
    assert request.joined is not None
    parts: list[Reply] = []
    for url in request.choices(reply):
        part = client.get(url, accept=request.accept, language=request.language)
        check_shape(part, request.shape, request.root)
        parts.append(part)
        if sum(len(each.data) for each in parts) > client.limits.size:  # the files are one text
            raise too_large(url, client.limits.size)
    data = request.joined([part.data for part in parts])
    return Reply(reply.url, 200, data, parts[0].media_type)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""

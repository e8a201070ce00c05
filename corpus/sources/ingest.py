"""Adds a downloaded document to the collection: parsed, named as the official catalogue names it, and dated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from corpus.catalogue import Action, Catalogue
from corpus.errors import FetchFailed, NotHeld, Problem
from corpus.model import OriginClass, Reading, Version
from corpus.parsers.file import File
from corpus.reader.document_reader import DocumentReader
from corpus.sources.document_request import DocumentRequest
from corpus.sources.download import Download
from corpus.sources.entries import Entry
from corpus.sources.fetched_files import FetchedFiles, FetchRecord
from corpus.sources.http.errors import describe_body
from corpus.sources.http.response_validation import FILES, contains_words
from corpus.sources.publisher_hosts import described_as_official, origin_class_of
from corpus.sources.watch_list import watched_labels
from corpus.trust.claims import by_origin, declared
from corpus.trust.gaps import SHRUNK, gap

# Of the edition before: amendments seldom take two thirds of a text away, a page that stands in for it does.
_SHRUNK = 1 / 3


@dataclass(frozen=True, slots=True)
class IngestResult:
    """The result of adding a document. `status` is added, changed or unchanged."""

    source_id: str
    title: str
    status: str
    edition: date | None
    encoded: int
    warnings: tuple[str, ...]


def ingest(
    entry: Entry,
    downloaded: Download,
    fetched: FetchedFiles,
    collection: Any,
    catalogue: Catalogue,
    reader: DocumentReader,
    progress: Callable[[int, int], None] | None = None,
) -> IngestResult:
    """Add a document to the collection and return what became of it; `progress` is passed to the collection's `add`.

    Raises UnreadableDocument, FetchFailed, StoreUnavailable, ModelFailed, and NotHeld if the download is gone from the
    disk; then nothing of it is added.
    """
    request, mark = downloaded.request, downloaded.mark
    assert mark is not None
    body = fetched.body(downloaded.key, mark)
    if body is None:
        raise NotHeld(f"What was fetched of {entry.title} is gone from the disk.", "Start the sync again.")
    try:
        data = request.finish(body) if request.finish else body
        readings = reader.read(File(_named(request.name, data), data, url=mark.url, as_of=request.valid_from))
        _check_words(request, body, readings)
        if request.starts_in:
            request = replace(request, starts=request.starts_in(body))
            readings = [_spanned(reading, request.starts) for reading in readings]
    except Exception as error:
        fetched.drop_body(downloaded.key)  # or the next sync would read the same bytes again instead of asking
        raise _explained(error, mark, body) from error
    results = [
        _added(
            _described(reading, entry, request, member, mark.url), mark.url, data, request, collection, catalogue,
            reader, progress,
        )
        for member, reading in enumerate(readings)
    ]  # fmt: skip
    first = results[0]
    fetched.keep(downloaded.key, replace(mark, held=True, began=first.edition.isoformat() if first.edition else ""))
    fetched.drop_body(downloaded.key)
    statuses = {r.status for r in results}
    status = "added" if statuses == {"added"} else "unchanged" if statuses == {"unchanged"} else "changed"
    return replace(first, status=status, encoded=sum(r.encoded for r in results))


def _check_words(request: DocumentRequest, body: bytes, readings: list[Reading]) -> None:
    """Raise FetchFailed if a file whose words are known only after parsing lacks the expected ones.

    A scan without any words is not refused for that.
    """
    text = "\n".join(reading.text for reading in readings)
    if request.expects and body.startswith(FILES) and text.strip() and not contains_words(text, request.expects):
        raise FetchFailed(
            f"The file at {request.url[:300]} does not say “{request.expects}”.",
            "The address may have changed: find the text at the publisher, save it and add the file.",
        )


def _explained(error: Exception, mark: FetchRecord, body: bytes) -> Problem:
    """Return an error together with a description of the document: its first characters show a new shape."""
    came = f"{mark.url[:300]} gave {describe_body(mark.media_type, mark.size, body[:200])}"
    if isinstance(error, Problem):
        return type(error)(f"{error.message} {came}.", error.remedy)
    return FetchFailed(
        f"A text came in a shape that Licet cannot use ({type(error).__name__}: {str(error)[:120]}): {came}.",
        "Look for a newer Licet, or save the text from its page and add the file.",
    )


def _spanned(reading: Reading, starts: tuple[date, ...]) -> Reading:
    """Return the reading with the days from and to which its version stands, by the first days of all versions."""
    day = reading.valid_from
    begins = max((d for d in starts if day and d <= day), default=day)
    ends = min((d for d in starts if day and d > day), default=reading.valid_to)
    return replace(reading, valid_from=begins, valid_to=ends)


def _named(name: str, data: bytes) -> str:
    """Return the file name with the extension of what the data really is: a page can turn out to be a PDF."""
    if data.startswith(b"%PDF") and not name.casefold().endswith(".pdf"):
        return name.rsplit(".", 1)[0] + ".pdf"
    return name


def _described(reading: Reading, entry: Entry, request: DocumentRequest, member: int, url: str) -> Reading:
    """Return the reading that came from `url` with the metadata and the days that its entry and its publisher give."""
    told = _watched(reading, entry, url) if "watch" in entry.sets else _official(reading, entry, request, member)
    named = told.relabelled(id=request.source_id if member == 0 else f"{request.source_id}-{member + 1}")
    return replace(
        named, valid_from=request.valid_from or named.valid_from, valid_to=request.valid_to or named.valid_to
    )


def _official(reading: Reading, entry: Entry, request: DocumentRequest, member: int) -> Reading:
    """Return the reading with the official catalogue's and the publisher's metadata instead of the parser's."""
    told = {
        "title": entry.title if member == 0 and "own" not in entry.where else None,
        "kind": entry.kind,
        "jurisdiction": entry.jurisdiction,
        "issuer": entry.issuer or None,
        "licence": entry.licence or None,
        "language": entry.language,
        "url": entry.page,
        **request.retold,
    }
    return by_origin(reading, OriginClass.PUBLISHER).relabelled(**told)


def _watched(reading: Reading, entry: Entry, url: str) -> Reading:
    """Return the reading of an address that a person watches: that it is synced makes it no publisher's text."""
    found = by_origin(reading, origin_class_of(url))
    if found.source.origin_class is OriginClass.PUBLISHER:
        found = described_as_official(found, url)
    return declared(found.relabelled(language=entry.language, url=entry.page), **watched_labels(entry))


def _added(
    reading: Reading,
    origin: str,
    data: bytes,
    request: DocumentRequest,
    collection: Any,
    catalogue: Catalogue,
    reader: DocumentReader,
    progress: Callable[[int, int], None] | None,
) -> IngestResult:
    """Add one reading to the collection, unless the very same text stands already."""
    source = reading.source
    held = [v for s, v, _ in catalogue.origins(source.id) if s.origin_class is source.origin_class]
    standing = _standing(held, reading.valid_from or datetime.now(UTC).date())
    if (
        standing is not None
        and catalogue.holds_as_it_is(standing, reading)
        and (not request.fixed or standing.valid_from == reading.valid_from)
    ):
        # The same text as before (a page whose bytes changed and whose words did not) is no new edition.
        return IngestResult(source.id, source.title, "unchanged", standing.valid_from, 0, reading.warnings)
    if not request.dated and any(v.valid_from == reading.valid_from and catalogue.is_whole(v.number) for v in held):
        reading = replace(reading, valid_from=datetime.now(UTC).date())  # the change was seen today
    if standing is not None and catalogue.is_whole(standing.number):
        reading = _compared(reading, len(catalogue.text(standing.number)))
    original = data if data.startswith(b"%PDF") else None
    added = collection.add(
        reader.annotate(reading), origin=origin, original=original, progress=progress, by="sync", action=Action.SYNCED
    )
    _close_gaps(source.id, request.starts, catalogue)
    status = {"added": "added", "updated": "changed"}.get(added.status, "unchanged")
    if held and status == "added":
        status = "changed"
    return IngestResult(
        source.id, source.title, status, reading.valid_from, getattr(added, "encoded", 0), reading.warnings
    )


def _compared(reading: Reading, before: int) -> Reading:
    """Return the reading, with a warning where it is far shorter than the edition before it, of `before` characters."""
    now = len(reading.text)
    if now >= before * _SHRUNK:
        return reading
    warning = gap(SHRUNK, now=f"{now:,}", before=f"{before:,}", id=reading.source.id)
    return replace(reading, warnings=(*reading.warnings, warning))


def _close_gaps(source_id: str, starts: tuple[date, ...], catalogue: Catalogue) -> None:
    """End every held edition on the day on which its true successor begins, held or not.

    Between the two this collection has no text, and says so, instead of answering from an edition that no longer stood.
    """
    for source, version in list(catalogue.editions().values()):
        if source.id == source_id and version.valid_from:
            following = min((d for d in starts if d > version.valid_from), default=None)
            if following and (version.valid_to is None or following < version.valid_to):
                catalogue.end(version.number, following)


def _standing(held: list[Version], day: date) -> Version | None:
    """Return the edition in force on a day."""
    standing = [v for v in held if v.in_force(day)]
    return max(standing, key=lambda v: (v.valid_from or date.min, v.number), default=None)

"""From files to a searchable collection: read, enrich, cut and index.

Each file succeeds or fails by itself: a file that cannot be read does not stop the others.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.catalogue.identity import identified
from corpus.errors import FilledLine, NotHeld, Problem, UnreadableDocument
from corpus.model import Kind, OriginClass, Reading, Source
from corpus.parsers.dispatch import load_file, unforeseen
from corpus.parsers.file import File
from corpus.progress import NamedProgress
from corpus.reader.document_reader import READER, DocumentReader
from corpus.sources.publisher_hosts import described_as_official
from corpus.trust.claims import by_origin, declared
from corpus.trust.origin import Origin, of_upload
from index.ingest import fingerprints

if TYPE_CHECKING:  # a real import would slow down commands that only list what is held
    from index.collection import Collection


@dataclass(frozen=True, slots=True)
class Labels:
    """What the person who adds a document says about it, which is obeyed and marked as theirs; None says nothing."""

    title: str | None = None
    jurisdiction: str | None = None
    kind: Kind | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """Result of taking in one document.

    `status` is "added", "updated", "unchanged" or "failed"; `problem` is set where it failed.

    >>> [(done.name, done.status, done.problem) for done in desk.add("papers/")]  # doctest: +SKIP
    """

    name: str
    status: str
    source_id: str = ""
    title: str = ""
    provisions: int = 0
    passages: int = 0
    seconds: float = 0.0
    problem: Problem | None = None
    warnings: tuple[str, ...] = ()
    edition: fingerprints.Edition | None = None
    source: Source | None = None  # as it is held; None where nothing was read


def take_in(
    collection: Collection,
    path: Path,
    labels: Labels = Labels(),
    progress: NamedProgress | None = None,
    *,
    reader: DocumentReader = READER,
) -> list[Intake]:
    """Add one local file, which is handed in; return one result per source in it.

    Raises no Problem: a failure is reported in the result.
    """
    started = time.perf_counter()
    try:
        if path.is_dir():
            raise UnreadableDocument(
                FilledLine("The folder {name} cannot be opened.", {"name": path.name}), "Check its permissions."
            )
        if not path.exists():
            raise NotHeld(FilledLine("There is no file {name}.", {"name": path.name}), "Check the path.")
        # A name that is not UTF-8 is held under what can be written of it.
        origin = Origin(os.fsencode(path.resolve()).decode("utf-8", "backslashreplace"))
        file = load_file(path, as_of=labels.as_of)
        marked = fingerprints.fingerprint(file, labels)
        if same := _held_already(collection, path, origin.place, marked, started):
            return same
        readings = reader.read(file)
        original = file.data if file.suffix == ".pdf" else None
    except Problem as problem:
        return [Intake(path.name, "failed", seconds=time.perf_counter() - started, problem=problem)]
    except OSError as error:
        unreadable = UnreadableDocument(
            FilledLine("{name} cannot be opened: {error}.", {"name": path.name, "error": error.strerror}),
            "Check its permissions.",
        )
        return [Intake(path.name, "failed", seconds=time.perf_counter() - started, problem=unreadable)]
    done = hold(collection, readings, path.name, origin, labels, progress, original, started, reader=reader)
    if done and all(d.edition for d in done):
        with suppress(Problem):  # without the record the file is only read again
            fingerprints.record(collection.catalogue, origin.place, marked, [d.edition for d in done if d.edition])
    return done


def _held_already(collection: Collection, path: Path, origin: str, marked: str, started: float) -> list[Intake]:
    """Return the earlier results where the same file was taken in before and all its editions are still held, else [].

    Raises StoreUnavailable.
    """
    before, editions = fingerprints.recorded(collection.catalogue, origin)
    if before != marked or not collection.still_holds(e.number for e in editions):
        return []
    seconds = time.perf_counter() - started
    return [
        Intake(
            path.name,
            "unchanged",
            e.source_id,
            e.title,
            e.provisions,
            e.passages,
            seconds,
            warnings=e.warnings,
            edition=e,
            source=collection.catalogue.source(e.source_id),
        )
        for e in editions
    ]


def take_in_file(
    collection: Collection,
    file: File,
    labels: Labels = Labels(),
    progress: NamedProgress | None = None,
    *,
    origin: Origin | None = None,
    reader: DocumentReader = READER,
) -> list[Intake]:
    """Add a file in memory (uploaded, fetched or packaged), as `take_in` does; without an `origin` it is an upload."""
    started = time.perf_counter()
    try:
        readings = reader.read(file)
    except Problem as problem:
        return [Intake(file.name, "failed", seconds=time.perf_counter() - started, problem=problem)]
    original = file.data if file.data.startswith(b"%PDF") else None
    return hold(
        collection,
        readings,
        file.name,
        origin or of_upload(file.name, file.data),
        labels,
        progress,
        original,
        started,
        reader=reader,
    )


def hold(
    collection: Collection,
    readings: Iterable[Reading],
    name: str,
    origin: Origin,
    labels: Labels,
    progress: NamedProgress | None,
    original: bytes | None,
    started: float,
    *,
    reader: DocumentReader = READER,
) -> list[Intake]:
    """Index the readings of one file; return one result per reading. Each is indexed or fails by itself."""
    out = []
    for position, reading in enumerate(readings):
        place = origin.inside(reading.member).place
        try:
            named = _described(reading, origin, place, labels, position)
            report = (lambda done, total, title=named.source.title: progress(title, done, total)) if progress else None
            added = collection.add(
                reader.annotate(named), origin=place, original=original, progress=report, by=origin.by
            )
            seconds = time.perf_counter() - started
            out.append(
                Intake(
                    name,
                    added.status,
                    added.source_id,
                    added.title,
                    added.provisions,
                    added.passages,
                    seconds,
                    warnings=added.warnings,
                    edition=fingerprints.Edition(
                        added.number,
                        added.source_id,
                        added.title,
                        added.provisions,
                        added.passages,
                        added.warnings,
                    ),
                    source=added.source,
                )
            )
        except Exception as error:  # whatever a text does to what comes after its parser, the next one is added
            problem = error if isinstance(error, Problem) else unforeseen(name, error)
            out.append(
                Intake(
                    name, "failed", title=reading.source.title, seconds=time.perf_counter() - started, problem=problem
                )
            )
        started = time.perf_counter()
    return out


def _described(reading: Reading, origin: Origin, place: str, labels: Labels, position: int) -> Reading:
    """Return a reading as its origin allows it, named by its place, with what the person who adds it says."""
    found = by_origin(reading, origin.origin_class)
    if origin.origin_class is OriginClass.PUBLISHER:
        found = described_as_official(found, place)
    named = identified(found, place, position=0 if reading.member else position)
    return declared(named, title=labels.title, jurisdiction=labels.jurisdiction, kind=labels.kind, as_of=labels.as_of)

"""Brings a backup back: unpacked and checked beside what is held, indexed, and put in its place by one transaction.

Questions are answered from what was held until then. A process that is killed leaves what was held, or a backup that is
ready; one that is ready takes its place the next time that the home is opened. What people left there stays, and what
is missing of it comes back: conversations, researches, each address that is watched, each thing that is followed. Keys
come back only where none is there, since one that was revoked must not.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.backup import READY, STAGING, archive, checking, is_ready
from assistant.backup.archive import CATALOGUE, INDEX, Manifest
from corpus.catalogue import Catalogue
from corpus.errors import Problem, StoreUnavailable
from corpus.kept_file import read_whole, write_whole
from corpus.progress import Progress
from corpus.records import Records, open_records
from corpus.records.names import CONVERSATIONS, FOLDERS, FOLLOWED, KEYS, WATCHED
from index.collection import Collection
from index.stores import builds
from index.stores.builds import Builds
from index.stores.locks import CLAIM, BuildClaim, writer_lock


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did; `before` is the number of sources that were held, None where that could not be read."""

    file: Path
    made_at: str
    sources: int
    editions: int
    before: int | None
    conversations: int  # that were missing and came back
    with_index: bool
    altered: tuple[str, ...] = ()


def restore(
    home: Path,
    file: Path,
    collection_over: Callable[[Catalogue], Collection],
    progress: Progress | None = None,
    url: str = "",
) -> Restored:
    """Put a backup in the place of what is held, in the home or on a server at `url`.

    `collection_over` makes the collection over another catalogue.

    Raises UnreadableDocument, TooLarge, StoreUnavailable, ModelFailed; then what was held is held still.
    """
    staging = home / STAGING
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / "restore.lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise StoreUnavailable("Another restore is running on this home.", "Wait until it is done.") from error
    except OSError as error:
        raise StoreUnavailable(
            f"The folder {home} cannot be written: {error.strerror or error}.", "Make it writable; nothing was changed."
        ) from error
    try:
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(mode=0o700)
        manifest = archive.extract(file, staging)
        checking.check_tables(staging / CATALOGUE, file.name)
        claims: list[BuildClaim] = []  # held until the new index is named by the catalogue in use
        restored = _prepared(home, staging, file, manifest, collection_over, progress, claims, url)
        write_whole(staging / READY, json.dumps({"made_at": manifest.made_at}).encode())
        _put_in_place(home, url)
        return restored
    except OSError as error:
        raise StoreUnavailable(
            f"The backup cannot be put into {home}: {error.strerror or error}.",
            "Make space on the disk, and see that it is writable; what was held is held still.",
        ) from error
    finally:
        if not (staging / READY).exists():
            shutil.rmtree(staging, ignore_errors=True)
        lock.release()


def _put_in_place(home: Path, url: str) -> None:
    try:
        with writer_lock(home, None):
            finish(home, url)
    except (Problem, OSError):
        if (home / STAGING / CATALOGUE).exists():  # nothing was put in place: nothing shall be, later on
            (home / STAGING / READY).unlink(missing_ok=True)
        raise


def finish(home: Path, url: str = "") -> None:
    """Put a backup that is ready in its place, under the writer lock; may be done again after a kill at any moment."""
    staging = home / STAGING
    if not is_ready(home):
        return
    _take_place(home / CATALOGUE, staging / CATALOGUE, url)
    (staging / CATALOGUE).unlink(missing_ok=True)
    with closing(open_records(home, url)) as records:
        for name in (WATCHED, FOLLOWED):
            if (staging / name).exists():
                records.change(name, partial(_with_missing, read_whole(staging / name)))
        # What is there stays: it is later, and a key that was revoked since must not come back.
        for name in sorted(_unpacked(staging) - {WATCHED, FOLLOWED}):
            records.add(name, read_whole(staging / name))
    (staging / READY).unlink()
    shutil.rmtree(staging, ignore_errors=True)


def _with_missing(backup: bytes, held: bytes | None) -> bytes:
    """Return a list of rows with those of a backup that it lacks by their ids; the backup's where it cannot be read."""
    try:
        there = json.loads(held or b"[]")
        known = {row["id"] for row in there}
        missing = [row for row in json.loads(backup) if row["id"] not in known]
    except (ValueError, TypeError, KeyError, RecursionError):
        return backup
    return json.dumps([*there, *missing], ensure_ascii=False).encode() if missing or held is None else held


def _prepared(
    home: Path,
    staging: Path,
    file: Path,
    manifest: Manifest,
    collection_over: Callable[[Catalogue], Collection],
    progress: Progress | None,
    claims: list[BuildClaim],
    url: str,
) -> Restored:
    """Make the index of what was unpacked, beside the one in use, and say what will be held."""
    before, entry, generation = _held(home, url)
    in_use = Builds.read(entry)
    claims += [BuildClaim(builds.folder_of(home, name)) for name in in_use.names()] if in_use else []
    catalogue = Catalogue(staging / CATALOGUE)
    collection = collection_over(catalogue)
    try:
        mine = Builds.read(catalogue.meta(builds.ENTRY))
        claims += [BuildClaim(builds.folder_of(home, name)) for name in mine.names()] if mine else []
        brought = mine if mine and all((staging / INDEX / name).is_dir() for name in mine.names()) else None
        for name in brought.names() if brought else ():
            (staging / INDEX / name / CLAIM).touch()
            claims.append(BuildClaim(staging / INDEX / name))
            if not builds.folder_of(home, name).exists():
                (home / INDEX).mkdir(exist_ok=True)
                os.replace(staging / INDEX / name, builds.folder_of(home, name))
        catalogue.set_values(
            {
                builds.ENTRY: brought.written() if brought else entry or _still_there(home, mine),
                # Every process that has the collection open sees that it is another one.
                "generation": str(max(generation, catalogue.generation) + 1),
            }
        )
        checking.check_rows(catalogue, staging / CATALOGUE, file.name)  # once it is of this format
        collection.repair_texts()
        collection.repair(progress)
        made = Builds.read(catalogue.meta(builds.ENTRY))
        claims += [BuildClaim(builds.folder_of(home, name)) for name in made.names()] if made else []
        altered = tuple(str(problem) for problem in catalogue.audited().values())
        editions = catalogue.editions().values()
        with closing(open_records(home, url)) as records:
            there = _missing(staging, records)
        sources = len({source.id for source, _ in editions})
        return Restored(file, manifest.made_at, sources, len(editions), before, there, bool(brought), altered)
    finally:
        collection.close()
        catalogue.close()
        with closing(sqlite3.connect(staging / CATALOGUE)) as db:
            db.execute("PRAGMA journal_mode=DELETE")


def _unpacked(staging: Path) -> set[str]:
    """Return the names of the records that were unpacked."""
    files = [staging / name for name in (WATCHED, FOLLOWED, KEYS)]
    files += [file for folder in FOLDERS for file in (staging / folder).rglob("*")]
    return {file.relative_to(staging).as_posix() for file in files if file.is_file()}


def _missing(staging: Path, records: Records) -> int:
    """Return how many conversations were unpacked that are not there."""
    mine = {name for name in _unpacked(staging) if name.startswith(f"{CONVERSATIONS}/") and name.endswith(".json")}
    return len(mine - set(records.names(CONVERSATIONS)))


def _held(home: Path, url: str) -> tuple[int | None, str, int]:
    """Return how many sources are held, what names the index in use, and the generation; nothing of a damaged one."""
    with suppress(Problem):
        if url or (home / CATALOGUE).exists():
            held = Catalogue(home / CATALOGUE, url=url)
            try:
                sources = {source.id for source, _ in held.editions().values()}
                return len(sources), held.meta(builds.ENTRY), held.generation
            finally:
                held.close()
    return (None if url or (home / CATALOGUE).exists() else 0), "", 0


def _still_there(home: Path, named: Builds | None) -> str:
    """Return the entry of an index that a lost catalogue has left behind; "" where it is gone too."""
    return named.written() if named and all(builds.folder_of(home, n).is_dir() for n in named.names()) else ""


def _take_place(path: Path, new: Path, url: str) -> None:
    """Put the content of a catalogue into another one, in one transaction; a file that is damaged is moved aside."""
    if not new.exists():
        return
    if url:
        served = Catalogue(path, url=url)
        with closing(served), served.alone("writer", 60.0):
            served.take_over(new)
        return
    try:
        held = Catalogue(path)
        is_sound = not held.damage()
    except StoreUnavailable:
        is_sound = False
    if is_sound:
        held.take_over(new)
        held.close()
        return
    part, aside = path.with_name(f"{path.name}.part"), path.with_name(f"{path.name}.damaged")
    shutil.copyfile(new, part)
    for suffix in ("-wal", "-shm", ""):
        old = path.with_name(f"{path.name}{suffix}")
        if old.exists():
            os.replace(old, aside.with_name(f"{aside.name}{suffix}"))
    os.replace(part, path)

"""Makes a backup: the catalogue by SQLite's own backup, the records beside it; the index where it is wanted."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from assistant.backup import archive
from assistant.backup.archive import CATALOGUE, INDEX
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest, StoreUnavailable, UnreadableDocument
from corpus.records import Records
from corpus.records.names import CONVERSATIONS, FOLDERS, SINGLE, is_record
from index.stores import builds
from index.stores.builds import Builds
from index.stores.locks import CLAIM, writer_lock


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made; `altered` are lines on texts that are altered in it as they are in the collection."""

    file: Path
    size: int
    made_at: str
    sources: int
    editions: int
    conversations: int
    with_index: bool
    altered: tuple[str, ...] = ()


def back_up(
    home: Path, catalogue: Catalogue, records: Records, file: Path, licet: str, *, with_index: bool = False
) -> Backup:
    """Write a backup of a home, or of what it has on a server, into a file; what is read and written meanwhile goes on.

    Raises BadRequest where the file is something else, StoreUnavailable where it cannot be written, or where the
    catalogue is damaged.
    """
    _check_place(file)
    if found := catalogue.damage():
        raise StoreUnavailable(
            f"The catalogue is damaged ({found[0]}): a backup would keep the damage.",
            "Put an earlier copy back with `licet restore FILE`.",
        )
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        for left in file.parent.glob(f".{file.name}.*.part"):  # of one that was killed
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.", suffix=".part") as scratch:
            if with_index:
                with writer_lock(home, catalogue):
                    kept = _kept_builds(home, catalogue, Path(scratch))
                    catalogue.copy_to(Path(scratch) / CATALOGUE)
            else:
                kept = []
                catalogue.copy_to(Path(scratch) / CATALOGUE)
            members = [(CATALOGUE, Path(scratch) / CATALOGUE), *kept]
            manifest = archive.write(file, chain(members, _written(records, Path(scratch))), made_at, licet)
    except OSError as error:
        raise StoreUnavailable(
            f"The backup cannot be written to {file}: {error.strerror or error}.",
            "Name a folder that is writable and has space.",
        ) from error
    altered = tuple(str(problem) for problem in catalogue.audited().values())
    conversations = sum(name.startswith(f"{CONVERSATIONS}/") and name.endswith(".json") for name in manifest.files)
    editions = catalogue.editions().values()
    sources = len({source.id for source, _ in editions})
    size = file.stat().st_size
    return Backup(file, size, made_at, sources, len(editions), conversations, bool(kept), altered)


def _check_place(file: Path) -> None:
    if file.is_dir():
        raise BadRequest(f"{file} is a folder.", "Name a file in it.")
    if file.exists():
        try:
            archive.read_manifest(file)
        except UnreadableDocument as error:
            said = f"{file.name} is there and is no backup of Licet."
            raise BadRequest(said, "Name another file; it was not touched.") from error


def _written(records: Records, scratch: Path) -> Iterator[tuple[str, Path]]:
    """Yield the records, one after the other in the same file, which lasts until the next one is asked for."""
    file = scratch / "record"
    for name in [*SINGLE, *(name for folder in FOLDERS for name in records.names(folder) if is_record(name))]:
        if (content := records.read(name)) is not None:
            file.write_bytes(content)
            yield name, file


def _kept_builds(home: Path, catalogue: Catalogue, scratch: Path) -> list[tuple[str, Path]]:
    """Copy the builds in use, under the writer lock, and return their files."""
    named = Builds.read(catalogue.meta(builds.ENTRY))
    out = []
    for name in sorted(named.names()) if named else []:
        shutil.copytree(builds.folder_of(home, name), scratch / INDEX / name)
        files = sorted(f for f in (scratch / INDEX / name).rglob("*") if f.is_file())
        out += [(f.relative_to(scratch).as_posix(), f) for f in files if f.name != CLAIM and f.suffix != ".lock"]
    return out

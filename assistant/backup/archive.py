"""The file of a backup: a ZIP of known files, with a manifest of sizes and digests. What is read is not trusted."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from corpus.errors import StoreUnavailable, TooLarge, UnreadableDocument
from corpus.language.lazy_regex import lazy_regex
from corpus.records.names import is_record

MANIFEST = "licet-backup.json"
CATALOGUE, INDEX = "catalogue.sqlite", "index"
ARCHIVE_FORMAT = 2  # 1 had no keys, places where readers left off, or states that channels were told
_OTHER_NAMES = lazy_regex(
    rf"{re.escape(CATALOGUE)}"
    rf"|{INDEX}/[a-z]{{1,20}}-[0-9]{{1,6}}-[0-9a-f]{{8}}/(?:[\w.-]{{1,120}}/){{0,2}}[\w.-]{{1,120}}"
)
_MOST_FILES, _LARGEST_MANIFEST, _CHUNK = 200_000, 64 * 2**20, 2**20
_SPARE = 64 * 2**20  # bytes that stay free on a disk
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: when it was made and by which Licet, and (size, SHA-256) of each file."""

    made_at: str
    licet: str
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    format: int = ARCHIVE_FORMAT

    @property
    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(size for size, _ in self.files.values())


def write(file: Path, members: Iterable[tuple[str, Path]], made_at: str, licet: str) -> Manifest:
    """Write a backup whole or not at all; only its owner can read it. Raises OSError."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    files: dict[str, tuple[int, str]] = {}
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
                for name, path in members:
                    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
                        files[name] = _copied(source, target)
                manifest = Manifest(made_at, licet, files)
                archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, file)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return manifest


def read_manifest(file: Path) -> Manifest:
    """Return the manifest of a backup. Raises UnreadableDocument for a file that is none, or a newer Licet's."""
    with _opened(file) as archive:
        return _manifest(archive, file)


def extract(file: Path, folder: Path) -> Manifest:
    """Write the files of a backup below `folder`, each as its manifest says.

    Raises UnreadableDocument for a file that is no backup, or not as it was made; TooLarge where the disk is too small.
    """
    with _opened(file) as archive:
        manifest = _manifest(archive, file)
        free = shutil.disk_usage(folder.parent).free
        if 2 * manifest.size + _SPARE > free:  # the files, and the catalogue once more while it takes its place
            raise TooLarge(
                f"{file.name} holds {manifest.size / 2**20:.0f} MB, and {free / 2**20:.0f} MB are free on the disk.",
                "Make space on the disk; nothing was changed.",
            )
        for name, (size, digest) in manifest.files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                with archive.open(name) as source, place.open("xb") as target:
                    found = _copied(source, target, size)
            except OSError as error:
                raise _full(folder, error) from error
            except _UNREADABLE as error:
                raise _damaged(file, f"{name}: {error}") from error
            if found != (size, digest):
                raise _damaged(file, f"{name} is not as it was saved")
    return manifest


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except FileNotFoundError as error:
        raise UnreadableDocument(f"There is no file {file.name}.", "Check the path.") from error
    except OSError as error:
        raise UnreadableDocument(f"{file.name} cannot be opened: {error.strerror}.", "Check the path.") from error
    except _UNREADABLE as error:
        raise _damaged(file, str(error)) from error


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    """Return the manifest, once every member is one that a backup may have and that the manifest names."""
    members = archive.infolist()
    if not any(member.filename == MANIFEST for member in members):
        raise UnreadableDocument(f"{file.name} is no backup of Licet.", "Name a file that `licet backup` wrote.")
    if len(members) > _MOST_FILES or len({member.filename for member in members}) < len(members):
        raise _damaged(file, "too many files, or one name twice")
    try:
        if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise ValueError("its manifest is too large")
        with archive.open(MANIFEST) as stream:
            told = json.loads(stream.read(_LARGEST_MANIFEST))
        number = int(told["format"])
        if number > ARCHIVE_FORMAT:
            raise UnreadableDocument(
                f"{file.name} was made by a newer Licet (format {number}; this one reads {ARCHIVE_FORMAT}).",
                "Update Licet; nothing was changed.",
            )
        files = {str(name): (int(size), str(digest)) for name, (size, digest) in told["files"].items()}
        manifest = Manifest(str(told["made_at"]), str(told["licet"]), files, number)
    except (*_UNREADABLE, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(file, f"its manifest cannot be read ({error})") from error
    for member in members:
        if member.filename != MANIFEST:
            _check(member, manifest, file)
    if len(files) != len(members) - 1 or CATALOGUE not in files:
        raise _damaged(file, "files are missing")
    return manifest


def _check(member: zipfile.ZipInfo, manifest: Manifest, file: Path) -> None:
    name, mode = member.filename, member.external_attr >> 16
    known = (is_record(name) or _OTHER_NAMES.fullmatch(name)) and not {".", ".."} & set(PurePosixPath(name).parts)
    plain = not member.flag_bits & 1 and (not stat.S_IFMT(mode) or stat.S_ISREG(mode))
    if not (known and plain and manifest.files.get(name, (-1, ""))[0] == member.file_size):
        raise _damaged(file, f"{name[:80]!r} does not belong into a backup")


def _copied(source: IO[bytes], target: IO[bytes], most: int | None = None) -> tuple[int, str]:
    """Copy a file; return its size and digest. Raises ValueError for one that is longer than it may be."""
    size, found = 0, hashlib.sha256()
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if most is not None and size > most:
            raise ValueError("it is longer than its manifest says")
        found.update(chunk)
        target.write(chunk)
    return size, found.hexdigest()


def _damaged(file: Path, how: str) -> UnreadableDocument:
    said = f"{file.name} is not a whole backup of Licet: {how}."
    return UnreadableDocument(said, "Take another backup; nothing was changed.")


def _full(folder: Path, error: OSError) -> StoreUnavailable:
    said = f"The backup cannot be unpacked into {folder.parent}: {error.strerror or error}."
    return StoreUnavailable(said, "Make space on the disk, and see that it is writable; nothing was changed.")

"""ZIP archives: each member is parsed by its own format; one that cannot be read does not affect the others."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from corpus.errors import EmptyDocument, Problem, ProtectedDocument, TooLarge, UnreadableDocument
from corpus.language.normal_form import one_line
from corpus.model import Reading
from corpus.parsers.file import MAX_DEPTH, File, Parser

MAX_MEMBERS = 5_000
MAX_MEMBER = 200 * 2**20
MAX_TOTAL = 1_000 * 2**20
MAX_RATIO = 200  # a text compresses to a tenth or twentieth; a bomb to a thousandth and less
_CHUNK = 2**20
_LONGEST_PLACE = 300  # characters
_IGNORED = ("__MACOSX", ".DS_Store", "Thumbs.db")


def claims(file: File) -> float:
    """Return a claim by signature and extension; parsers of office files, which are archives too, claim more."""
    if file.data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return 0.7
    return 0.6 if file.suffix == ".zip" else 0.0


def read(file: File) -> list[Reading]:
    """Return the readings of all members. Nothing is written to disk, so a member's path can do no harm.

    Raises UnreadableDocument (no archive, or nothing in it can be read), ProtectedDocument, TooLarge, EmptyDocument.
    """
    from corpus.parsers.dispatch import read_bytes

    if file.depth >= MAX_DEPTH:
        raise TooLarge(
            f"{file.name} is an archive in an archive, more than {MAX_DEPTH} deep.", "Unpack it and add what is inside."
        )
    try:
        package = zipfile.ZipFile(io.BytesIO(file.data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, OverflowError) as error:
        raise UnreadableDocument(f"{file.name} is a damaged archive.", "Download it again.") from error
    with package:
        members = [
            m
            for m in package.infolist()
            if not m.is_dir() and not any(part in _IGNORED for part in PurePosixPath(m.filename).parts)
        ]
        if not members:
            raise EmptyDocument(
                f"{file.name} is an archive without files.", "Check that it was saved or downloaded completely."
            )
        _check(file, members)
        readings: list[Reading] = []
        problems: list[str] = []
        unpacked = 0
        first: Problem | None = None
        for member, place in zip(members, _places(members), strict=True):
            try:
                data = _unpacked(package, member, file.name)
                unpacked += len(data)
                if unpacked > MAX_TOTAL:
                    raise TooLarge(
                        f"{file.name} unpacks to more than {MAX_TOTAL // 2**20} MB.", "Unpack it and add what you need."
                    )
                inner = File(_name(member), data, as_of=file.as_of, depth=file.depth + 1)
                readings += [reading.inside(place) for reading in read_bytes(inner)]
            except Problem as problem:
                if unpacked > MAX_TOTAL:
                    raise
                first = first or problem
                problems.append(f"{_name(member)} in {file.name} was not read: {problem.message}")
    if not readings:
        if first is not None and len(members) == 1:
            raise first
        raise UnreadableDocument(
            f"Nothing in {file.name} could be read: {problems[0]}", "Unpack it and add the files one by one."
        )
    readings[0] = replace(readings[0], warnings=(*readings[0].warnings, *problems))
    return readings


def _check(file: File, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise TooLarge(
            f"{file.name} holds {len(members)} files; the limit is {MAX_MEMBERS}.", "Unpack it and add what you need."
        )
    if all(member.flag_bits & 1 for member in members):
        raise ProtectedDocument(f"{file.name} is protected by a password.", "Unpack it and add the files.")


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name without its folders, whichever slash separates them."""
    return PurePosixPath(member.filename.replace("\\", "/")).name or "unnamed"


def _places(members: list[zipfile.ZipInfo]) -> Iterator[str]:
    """Yield each member's name with its folders, as far as a person can see it; the second of one name is numbered."""
    counts: Counter[str] = Counter()
    for member in members:
        place = one_line(member.filename)[-_LONGEST_PLACE:]
        counts[place] += 1
        yield f"{place} ({counts[place]})" if counts[place] > 1 else place


def _unpacked(package: zipfile.ZipFile, member: zipfile.ZipInfo, archive: str) -> bytes:
    """Return a member's bytes, counted while they are unpacked, since the size in its header is only a claim."""
    name = _name(member)
    if member.flag_bits & 1:
        raise ProtectedDocument(f"{name} is protected by a password.", "Unpack the archive and add the file.")
    limit = min(MAX_MEMBER, max(member.compress_size * MAX_RATIO, 10 * _CHUNK))
    parts: list[bytes] = []
    size = 0
    try:
        with package.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise TooLarge(
                        f"{name} unpacks to far more than {archive} holds.", "Unpack the archive and add what you need."
                    )
                parts.append(chunk)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        OSError,
        EOFError,
        RuntimeError,
        ValueError,
        OverflowError,
    ) as error:
        raise UnreadableDocument(f"{name} is damaged in {archive}.", "Download the archive again.") from error
    return b"".join(parts)


PARSER = Parser("archive", claims, read)

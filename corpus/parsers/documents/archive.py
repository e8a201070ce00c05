"""ZIP archives: each member is parsed by its own format; one that cannot be read does not affect the others."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from corpus.errors import (
    EmptyDocument,
    FilledLine,
    Problem,
    ProtectedDocument,
    TooLarge,
    UnknownFormat,
    UnreadableDocument,
)
from corpus.language.normal_form import one_line
from corpus.model import Reading
from corpus.parsers.documents.package import packaged
from corpus.parsers.file import MAX_ARCHIVE_DEPTH, File, Parser
from corpus.trust.gaps import UNREAD_MEMBER, UNREAD_MEMBERS, gap

MAX_MEMBER = 200 * 2**20
MAX_MEMBER_RATIO = 200  # of one member
_SMALL_MEMBER = 10 * 2**20  # bytes that one member may be packed to as well as they can be
_LONGEST_PLACE = 300  # characters
_IGNORED = ("__MACOSX", ".DS_Store", "Thumbs.db")
_UNIX = 3  # the system in whose terms the attributes of a member have a mode
_FILES_NAMED = 50  # files that were not read, each by its name
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    OverflowError,
)


def claims(file: File) -> float:
    """Return a claim by signature and extension; parsers of office files, which are archives too, claim more.

    A package that names its type first (OpenDocument, EPUB) is one document, of which each part alone says nothing.
    """
    if file.data[30:38] == b"mimetype":
        return 0.0
    if file.data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return 0.7
    return 0.6 if file.suffix == ".zip" else 0.0


def read(file: File) -> list[Reading]:
    """Return the readings of all members. Nothing is written to disk, so a member's path can do no harm.

    Raises UnreadableDocument (no archive, or nothing in it can be read), ProtectedDocument, TooLarge (with all that
    stands in archives inside it), EmptyDocument, UnknownFormat (a package of Office, whose parts are no documents).
    """
    if packaged(file):
        raise UnknownFormat(
            FilledLine("{name} is an office file of a kind that Licet does not read.", {"name": file.name}),
            "Save it as PDF, DOCX or XLSX.",
        )
    if file.depth >= MAX_ARCHIVE_DEPTH:
        raise TooLarge(
            FilledLine(
                "{name} is an archive in an archive, more than {limit} deep.",
                {"name": file.name, "limit": MAX_ARCHIVE_DEPTH},
            ),
            "Unpack it and add what is inside.",
        )
    try:
        package = zipfile.ZipFile(io.BytesIO(file.data))
    except _DAMAGE as error:
        raise UnreadableDocument(
            FilledLine("{name} is a damaged archive.", {"name": file.name}), "Download it again."
        ) from error
    with package:
        members = _members(file, package)
        readings, problems = _read(file, package, members)
    if not readings:
        if len(members) == 1:
            raise problems[0][1]
        raise UnreadableDocument(
            FilledLine(
                "Nothing in {name} could be read: {reason}", {"name": file.name, "reason": _line(file, *problems[0])}
            ),
            "Unpack it and add the files one by one.",
        )
    readings[0] = replace(readings[0], warnings=(*readings[0].warnings, *_warnings(file, problems)))
    return readings


def _members(file: File, package: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files of an archive, once it is sure that they may be unpacked.

    A member is unpacked up to the size that is named for it and no further.
    """
    members = [
        m
        for m in package.infolist()
        if not m.is_dir() and not any(part in _IGNORED for part in PurePosixPath(m.filename).parts)
    ]
    if not members:
        raise EmptyDocument(
            FilledLine("{name} is an archive without files.", {"name": file.name}),
            "Check that it was saved or downloaded completely.",
        )
    if all(member.flag_bits & 1 for member in members):
        raise ProtectedDocument(
            FilledLine("{name} is protected by a password.", {"name": file.name}), "Unpack it and add the files."
        )
    file.take(sum(member.file_size for member in members if member.file_size <= _limit(member)), len(members))
    return members


def _read(
    file: File, package: zipfile.ZipFile, members: list[zipfile.ZipInfo]
) -> tuple[list[Reading], list[tuple[str, Problem]]]:
    """Return the readings of the members, and the problems of those that could not be read, by name."""
    from corpus.parsers.dispatch import read_bytes

    readings: list[Reading] = []
    problems: list[tuple[str, Problem]] = []
    for member, place in zip(members, _places(members), strict=True):
        try:
            inner = file.inside(_name(member), _unpacked(package, member, file.name))
            readings += [reading.inside(place) for reading in read_bytes(inner)]
        except Problem as problem:
            if file.unpacking is not None and file.unpacking.exhausted:
                raise
            problems.append((_name(member), problem))
    return readings, problems


def _warnings(file: File, problems: list[tuple[str, Problem]]) -> list[str]:
    lines = [_line(file, name, problem) for name, problem in problems[:_FILES_NAMED]]
    more = len(problems) - _FILES_NAMED
    return [*lines, gap(UNREAD_MEMBERS, count=f"{more:,}", archive=file.name)] if more > 0 else lines


def _line(file: File, name: str, problem: Problem) -> str:
    return gap(UNREAD_MEMBER, name=name, archive=file.name, reason=problem.message)


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


def _limit(member: zipfile.ZipInfo) -> int:
    return min(MAX_MEMBER, max(member.compress_size * MAX_MEMBER_RATIO, _SMALL_MEMBER))


def _unpacked(package: zipfile.ZipFile, member: zipfile.ZipInfo, archive: str) -> bytes:
    name = _name(member)
    if member.flag_bits & 1:
        raise ProtectedDocument(
            FilledLine("{name} is protected by a password.", {"name": name}), "Unpack the archive and add the file."
        )
    mode = member.external_attr >> 16 if member.create_system == _UNIX else 0
    if stat.S_IFMT(mode) and not stat.S_ISREG(mode):
        raise UnreadableDocument(
            FilledLine("{name} is a link or a device and no file.", {"name": name}), "Add the file that it names."
        )
    if member.file_size > _limit(member):
        raise TooLarge(
            FilledLine("{name} unpacks to far more than {archive} holds.", {"name": name, "archive": archive}),
            "Unpack it and add what you need.",
        )
    try:
        with package.open(member) as stream:
            return stream.read(member.file_size + 1)  # a size given, or the library unpacks all before it looks
    except _DAMAGE as error:
        raise UnreadableDocument(
            FilledLine("{name} is damaged in {archive}.", {"name": name, "archive": archive}),
            "Download the archive again.",
        ) from error


PARSER = Parser("archive", claims, read)

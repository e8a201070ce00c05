"""Office files as packages: checked before a library unpacks them."""

from __future__ import annotations

import io
import zipfile

from corpus.errors import FilledLine, TooLarge, UnreadableDocument
from corpus.parsers.file import SMALL_UNPACKED, File

MAX_PACKAGE_UNPACKED = 400 * 2**20
MAX_MEMBERS = 20_000
MAX_MEMBER_RATIO = 200  # text packs to a tenth or thirtieth; a bomb to a thousandth and less


_TYPES = "[Content_Types].xml"  # which every package of Office has
_MAIN_PARTS = {"word/document": "word", "xl/workbook": "workbook"}


def packaged(file: File) -> str:
    """Return what a package of Office holds, whatever the file is called: "word", "workbook" or "other"; else ""."""
    if file.data[:4] != b"PK\x03\x04" or _TYPES.encode() not in file.data:
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return ""
    if _TYPES not in names:
        return ""
    return next((kind for part, kind in _MAIN_PARTS.items() if any(name.startswith(part) for name in names)), "other")


def unpacked_size(file: File) -> int:
    """Return the bytes that an office file unpacks to. Raises UnreadableDocument, and TooLarge for too many.

    The sizes that it names are held to: what goes on behind them is not unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as package:
            unpacked = sum(member.file_size for member in package.infolist())
            members = len(package.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableDocument(
            FilledLine("{name} is damaged or cut off.", {"name": file.name}), "Download or export it again."
        ) from error
    limit = min(MAX_PACKAGE_UNPACKED, max(SMALL_UNPACKED, MAX_MEMBER_RATIO * len(file.data)))
    if unpacked > limit or members > MAX_MEMBERS:
        raise TooLarge(
            FilledLine(
                "{name} unpacks to {size} MB in {count} parts, far more than a document.",
                {"name": file.name, "size": f"{unpacked / 2**20:.0f}", "count": f"{members:,}"},
            ),
            "Open it and save it again, or split it.",
        )
    return unpacked

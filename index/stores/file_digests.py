"""Digests of the files of a store as its last writer left them, by which damage is noticed.

A flipped bit in a list of neighbours or in a table of terms is no error to the store that reads it; it changes what is
found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from corpus.kept_file import read_whole, write_whole

DIGESTS_FILE = "digests.json"
_Seen = tuple[int, int, str]  # bytes, time of the last change, SHA-256


def record(folder: Path, files: Iterable[Path]) -> None:
    """Record the digests of these files, which lie below `folder`. One that did not change is not read again.

    Raises OSError.
    """
    before, now = _recorded(folder) or {}, {}
    for file in files:
        name, status = file.relative_to(folder).as_posix(), file.stat()
        seen = before.get(name)
        if seen is None or seen[:2] != (status.st_size, status.st_mtime_ns):
            seen = (status.st_size, status.st_mtime_ns, _digest(file))
        now[name] = seen
    if now != before or not (folder / DIGESTS_FILE).exists():
        write_whole(folder / DIGESTS_FILE, json.dumps(now).encode())


def unchanged_since(folder: Path, files: Iterable[Path]) -> bool:
    """Return whether size and time of these files are the recorded ones. Reads none of them."""
    seen = _recorded(folder) or {}
    with suppress(OSError):
        for file in files:
            status = file.stat()
            if seen.get(file.relative_to(folder).as_posix(), (0, 0))[:2] != (status.st_size, status.st_mtime_ns):
                return False
        return True
    return False


def differing(folder: Path) -> list[str]:
    """Return the names of the recorded files that are gone or read otherwise than recorded. Reads every byte.

    Where the record itself is gone or cannot be read, its name is returned: nothing can be compared.
    """
    recorded = _recorded(folder)
    if recorded is None:
        return [DIGESTS_FILE]
    out = []
    for name, (size, _, digest) in recorded.items():
        try:
            same = (folder / name).stat().st_size == size and _digest(folder / name) == digest
        except OSError:
            same = False
        if not same:
            out.append(name)
    return out


def _recorded(folder: Path) -> dict[str, _Seen] | None:
    try:
        held = json.loads(read_whole(folder / DIGESTS_FILE).decode())
        return {name: (int(size), int(changed), str(digest)) for name, (size, changed, digest) in held.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

"""Files of a home: read if they are files, written whole or not at all; some keep what takes long to make."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

T = TypeVar("T")
_DIGEST_BYTES = 32  # bytes of SHA-256 at the end of a file that is kept


def read_whole(file: Path) -> bytes:
    """Return what a file holds. Raises OSError, also for a pipe, which would be waited for, and an endless device."""
    opened = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file", str(file))
        with open(opened, "rb", closefd=False) as stream:
            return stream.read()
    finally:
        os.close(opened)


def write_whole(file: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file so that a process that dies, or a disk that is full, leaves the old one or the new. Raises OSError.

    What is half written stands beside it, under a name that ends in ".part". A `private` file, and a folder that is
    made for it, are their owner's alone.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o777)
    part = file.with_name(f"{file.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        made = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o666)
        with os.fdopen(made, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def prepared_place() -> Path:
    """Return the folder of this Python environment that holds what every home makes alike; it need not be there."""
    return Path(sys.prefix, "share", "licet")


def kept(
    file: Path,
    *,
    read: Callable[[BinaryIO], T],
    make: Callable[[], T],
    write: Callable[[BinaryIO, T], object],
    stale: str,
    is_worth: Callable[[T], bool] = lambda made: True,
    of_every_home: bool = False,
) -> T:
    """Return what `file` holds; where it is not there or damaged, what `make` returns, which is then kept in it.

    What is `of_every_home`, which all make alike, is first looked for among what was prepared, in the folder of its
    name, and copied.

    `file` is named by a digest of what it is made of, and ends in one of what it holds: it is damaged too where it can
    be read and a letter or a number in it is another one now. `stale` is the pattern of the files in its folder that it
    takes the place of. `is_worth` may keep out what is not whole. A full disk or a home that cannot be written costs
    the time to make it and nothing else. Raises what `make` raises.
    """
    prepared = prepared_place() / file.parent.name / file.name
    for place in (file, prepared) if of_every_home else (file,):
        with suppress(OSError, ValueError, KeyError, TypeError, IndexError, EOFError):  # not made yet, or damaged
            content = _undamaged(read_whole(place))
            found = read(io.BytesIO(content))
            if place is prepared:
                _keep(file, content, stale)
            return found
    made = make()
    if is_worth(made):
        written = io.BytesIO()
        write(written, made)
        _keep(file, written.getvalue(), stale)
    return made


def _undamaged(held: bytes) -> bytes:
    content, digest = held[:-_DIGEST_BYTES], held[-_DIGEST_BYTES:]
    if hashlib.sha256(content).digest() != digest:
        raise ValueError("the file is not what was written")
    return content


def _keep(file: Path, content: bytes, stale: str) -> None:
    with suppress(OSError):  # a full disk, or a home that cannot be written
        for old in file.parent.glob(stale):
            old.unlink(missing_ok=True)
        write_whole(file, content + hashlib.sha256(content).digest())

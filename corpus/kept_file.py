"""Files that keep what takes long to make: written whole or not at all, made anew where they are damaged."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

T = TypeVar("T")


def kept(
    file: Path,
    *,
    read: Callable[[BinaryIO], T],
    make: Callable[[], T],
    write: Callable[[BinaryIO, T], object],
    stale: str,
    is_worth: Callable[[T], bool] = lambda made: True,
) -> T:
    """Return what `file` holds; where it is not there or damaged, what `make` returns, which is then kept in it.

    `file` is named by a digest of what it is made of; `stale` is the pattern of the files in its folder that it takes
    the place of. `is_worth` may keep out what is not whole. A full disk or a home that cannot be written costs the time
    to make it and nothing else. Raises what `make` raises.
    """
    try:
        with file.open("rb") as stream:
            return read(stream)
    except (OSError, ValueError, KeyError, TypeError, IndexError, EOFError):
        pass  # not made yet, or damaged
    made = make()
    if is_worth(made):
        _keep(file, made, write, stale)
    return made


def _keep(file: Path, made: T, write: Callable[[BinaryIO, T], object], stale: str) -> None:
    part = file.with_suffix(".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        for old in file.parent.glob(stale):
            old.unlink(missing_ok=True)
        with part.open("wb") as stream:
            write(stream, made)
        part.replace(file)
    except OSError:
        with suppress(OSError):  # on a full disk half a file may stand there
            part.unlink(missing_ok=True)

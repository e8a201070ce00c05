"""Threads of BLAS, the library that multiplies numpy's matrices: one, as Licet multiplies only small ones.

Several would spend their time waiting for each other and for other load on the machine. Encoders have threads of their
own, which nothing here touches.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

_THREADS_VARIABLE = "OPENBLAS_NUM_THREADS"
# OpenBLAS as numpy's wheels bring it, and as distributions of Linux do; of 64-bit integers, then of 32.
_FUNCTIONS_OF_OPENBLAS = ("scipy_openblas_{}64_", "openblas_{}64_", "scipy_openblas_{}", "openblas_{}")
ThreadCount = tuple[
    Callable[[], int], Callable[[int], None]
]  # what reads a library's number of threads, and what sets it


def one_in_this_process() -> None:
    """Give BLAS one thread in a process that is Licet's own, unless its environment says how many.

    The variable is read when numpy is first imported: call this before.
    """
    os.environ.setdefault(_THREADS_VARIABLE, "1")


@contextmanager
def one_at_work() -> Iterator[None]:
    """Give BLAS one thread within the block, in a process that may be a stranger's, whose own number returns after it.

    Where the environment says how many threads there are, nothing is changed. Threads may be within side by side, and
    leave in any order: the last one out gives the number back.
    """
    if _THREADS_VARIABLE in os.environ:
        yield
        return
    _SHARED_LIMIT.begin()
    try:
        yield
    finally:
        _SHARED_LIMIT.end()


class _Limit:
    def __init__(self) -> None:
        self._lock, self._at_work = threading.Lock(), 0
        self._before: list[int] = []

    def begin(self) -> None:
        libraries = openblas()
        with self._lock:
            self._at_work += 1
            if self._at_work == 1:
                self._before = [number() for number, _ in libraries]
                for _, to_have in libraries:
                    to_have(1)

    def end(self) -> None:
        with self._lock:
            self._at_work -= 1
            if not self._at_work:
                for (_, to_have), before in zip(openblas(), self._before, strict=True):
                    to_have(before)


_SHARED_LIMIT = _Limit()


@cache
def openblas() -> tuple[ThreadCount, ...]:
    """Return how many threads each OpenBLAS of this process has, to be read and set: none where numpy has another."""
    import numpy  # noqa: F401  (what is not loaded yet would not be found)

    try:
        maps = Path("/proc/self/maps").read_text("utf-8", "replace")
    except OSError:  # only Linux tells what is loaded
        return ()
    loaded = sorted({line.split(maxsplit=5)[-1] for line in maps.splitlines() if "openblas" in line})
    return tuple(count for path in loaded if (count := _count(path)))


def _count(path: str) -> ThreadCount | None:
    try:
        library = ctypes.CDLL(path)
    except OSError:
        return None
    for name in _FUNCTIONS_OF_OPENBLAS:
        number = getattr(library, name.format("get_num_threads"), None)
        to_have = getattr(library, name.format("set_num_threads"), None)
        if number and to_have:
            return number, to_have
    return None

"""Locks on the home folder: one process writes at a time, and what is being read is not deleted.

The system releases them when a process dies.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.catalogue import Catalogue
from corpus.errors import Busy, StoreUnavailable
from corpus.kept_file import read_whole, write_whole

try:
    import fcntl
except ImportError:  # not POSIX: there the system itself keeps what is open from being deleted
    fcntl = None  # type: ignore[assignment]

CLAIM = "in-use"  # file in a folder that can be claimed


@contextmanager
def writer_lock(home: Path, catalogue: Catalogue | None, wait: float = 60.0) -> Iterator[None]:
    """Hold the writer lock of the home folder, and with a catalogue that of all machines that share it.

    The system, and the server, release them when the process dies. Raises Busy naming the holder after `wait` seconds,
    StoreUnavailable where the folder cannot be written.
    """
    note = home / "writing.json"
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / "writing.lock", timeout=wait)
        lock.acquire()
    except Timeout as error:
        raise Busy(
            f"{_holder(note)} is writing to this collection.", "Wait until it is done, then try again."
        ) from error
    except OSError as error:
        raise StoreUnavailable(
            f"The folder {home} cannot be written: {error.strerror or error}.",
            "Make it writable, or name another with LICET_HOME.",
        ) from error
    try:
        who = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "what": " ".join(sys.argv)[:80],
            "since": datetime.now().strftime("%H:%M:%S"),
        }
        write_whole(note, json.dumps(who).encode())
        with catalogue.alone("writer", wait) if catalogue is not None else nullcontext():
            yield
    except OSError as error:
        raise StoreUnavailable(
            f"Writing to {home} failed: {error.strerror or error}.", "Check that the folder is writable and has space."
        ) from error
    finally:
        note.unlink(missing_ok=True)
        lock.release()


class BuildClaim:
    """Shared claim on a folder, which keeps it from being deleted while this object lives.

    A folder that is gone, or that cannot be claimed on this system, is claimed by nobody: no error is raised.
    """

    def __init__(self, folder: Path) -> None:
        with suppress(OSError):
            file = os.open(folder / CLAIM, os.O_RDONLY)
            weakref.finalize(self, os.close, file)
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)


def is_claimed(folder: Path) -> bool:
    """Return whether a process still reads what is in the folder."""
    if fcntl is None:
        return False
    try:
        with (folder / CLAIM).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _holder(note: Path) -> str:
    try:
        who = json.loads(read_whole(note).decode())
        return f"Process {who['pid']} on {who['host']} (since {who['since']})"
    except (OSError, ValueError, KeyError):
        return "Another process"

"""Writer lock on the home folder: one process writes at a time, and others learn which."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import StoreUnavailable


class Busy(StoreUnavailable):
    """Another process holds the writer lock; trying again later helps."""


@contextmanager
def writer_lock(home: Path, wait: float = 60.0) -> Iterator[None]:
    """Hold the writer lock of the home folder; the system releases it when the process dies.

    Raises Busy naming the holder after `wait` seconds, StoreUnavailable where the folder cannot be written.
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
        note.write_text(json.dumps(who), "utf-8")
        yield
    except OSError as error:
        raise StoreUnavailable(
            f"Writing to {home} failed: {error.strerror or error}.", "Check that the folder is writable and has space."
        ) from error
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _holder(note: Path) -> str:
    try:
        who = json.loads(note.read_text("utf-8"))
        return f"Process {who['pid']} on {who['host']} (since {who['since']})"
    except (OSError, ValueError, KeyError):
        return "Another process"

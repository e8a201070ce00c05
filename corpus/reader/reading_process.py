"""The process that reads documents: it takes jobs on its standard input and answers on its standard output.

It holds no encoder, no key and no connection, writes no file, and is ended by the system where a document takes too
long.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from corpus.enrichment import annotate
from corpus.errors import Problem
from corpus.language.detection import language_of
from corpus.language.lazy_regex import compile_all
from corpus.parsers import allowance
from corpus.parsers.dispatch import parsers, read_bytes, unforeseen
from corpus.parsers.file import File
from corpus.reader.limits import over_memory, over_reply
from corpus.reader.messages import (
    MOST_HELD,
    Job,
    Message,
    held_bytes,
    packed_additions,
    packed_draft,
    packed_problem,
    packed_readings,
    receive,
    send,
    unpacked_job,
    unpacked_readings,
)

try:
    import resource
except ImportError:  # Windows: the owner watches the time, and memory has no limit
    resource = None  # type: ignore[assignment]

IDLE = 600  # seconds without a job after which the process ends: it is started again in a moment
_UNBOUNDED = 2**62
_ROOM = 2**30  # address space that libraries reserve and do not use
_GARBAGE = 32 * 2**20  # bytes that documents may leave behind before they are looked for
_LEFT = 128 * 2**20  # and before the process makes room for a new one
_RESERVE = 8 * 2**20  # given up where memory runs out: without any left, Python cannot even tell that, and never ends
_OBJECTS_PER_COLLECTION = (
    50_000  # new objects between two collections of garbage: trees of documents are large and live
)
_PROSE = "A licence is needed for the export of these goods to any destination."
_REFUSED = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
            "subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system")  # fmt: skip


def main() -> None:
    """Do jobs until the owner is gone."""
    jobs, replies = _streams()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the owner's
    parsers()
    # What is loaded or compiled on first use is not the first document's fault.
    language_of(_PROSE)
    compile_all()
    _confine()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_PER_COLLECTION, 20, 100)
    process = Limited(replies)
    send(replies, Message.READY)
    with suppress(EOFError, OSError):
        while not process.leaving:
            process.do(*_next(jobs))


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Return the owner's two pipes; what a library reads or prints goes elsewhere."""
    jobs, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return jobs, replies


def _confine() -> None:
    """Take from this process what reading does not need: the network, other programs, files that it could write."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with suppress(OSError):  # where memory runs out, this process goes and not its owner
        Path("/proc/self/oom_score_adj").write_text("1000")
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _REFUSED:
        raise PermissionError(f"a document is read without {event}")


def _next(jobs: BinaryIO) -> tuple[Job, list[bytes]]:
    if hasattr(signal, "alarm"):
        signal.alarm(IDLE)
    _, job = receive(jobs, _UNBOUNDED)
    parts = []
    while (message := receive(jobs, _UNBOUNDED))[0] is Message.PART:
        parts.append(message[1])
    if hasattr(signal, "alarm"):
        signal.alarm(0)
    return unpacked_job(job), parts


class Limited:
    """Does jobs under their limits."""

    def __init__(self, replies: BinaryIO) -> None:
        self._replies = replies
        self._reserve = bytes(_RESERVE)
        self._own = _memory_in_use()
        self._before = (0, 0)
        self._memory = 0
        self.leaving = False
        allowance.granted_by(self._ensure)

    def do(self, job: Job, given: list[bytes]) -> None:
        """Do one job and send its result."""
        self._before, self._memory = (_memory_in_use(), _address_space()), job.memory
        _forget_peak()
        self._limit_memory()
        _limit_time(job.seconds)
        kind, payload = self._answered(job, given)
        _limit_time(0)
        if _memory_in_use() - self._before[0] > _GARBAGE:
            gc.collect()
            self.leaving = self.leaving or _memory_in_use() - self._own > _LEFT
        if self.leaving:
            send(self._replies, Message.LEAVING)
        send(self._replies, kind, payload)

    def _answered(self, job: Job, given: list[bytes]) -> tuple[Message, bytes]:
        """Send the parts of what comes of a job; return the message that ends them."""
        try:
            for part in result(job, given):
                send(self._replies, Message.PART, part)
            return Message.END, b""
        except Problem as problem:
            return Message.PROBLEM, packed_problem(problem)
        except MemoryError:
            self._reserve = b""
            self.leaving = True
            return Message.PROBLEM, packed_problem(over_memory(job.name, self._memory))
        except Exception as error:
            return Message.PROBLEM, packed_problem(unforeseen(job.name, error))

    def _ensure(self, seconds: float, memory: int) -> None:
        self._memory = max(self._memory, memory)
        self._limit_memory()
        if seconds > _time_left():
            _limit_time(seconds)
            send(self._replies, Message.LONGER, str(seconds).encode())

    def _limit_memory(self) -> None:
        data, space = self._before
        if resource is not None and data:
            _limit(resource.RLIMIT_DATA, data + self._memory)
            _limit(resource.RLIMIT_AS, space + self._memory + _ROOM)


def result(job: Job, given: list[bytes]) -> Iterator[bytes]:
    """Yield the parts of what comes of a job. Raises what the document makes its parser raise, TooLarge."""
    if job.annotate:
        [reading] = unpacked_readings(given)
        found = annotate(reading)
        check_held(job.name, job.held + held_bytes([found]) - held_bytes([reading]))
        yield from packed_additions(found)
        return
    file = File(job.name, b"".join(given), url=job.url, as_of=job.as_of)
    if job.page:
        from corpus.page_image import page_image

        yield page_image(file.data, job.page, job.quote)
    elif job.comments:
        from corpus.parsers.drafts.word import with_comments

        yield with_comments(file, job.comments)
    elif job.draft:
        from corpus.parsers.drafts.reading import read_draft_file

        yield packed_draft(read_draft_file(file))
    else:
        readings = read_bytes(file)
        check_held(job.name, held_bytes(readings))
        yield from packed_readings(readings)


def check_held(name: str, held: int) -> None:
    """Raise TooLarge where the owner would have to hold more bytes of a document than it does."""
    if held > MOST_HELD:
        raise over_reply(name, held)


def _limit(kind: int, wanted: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _limit_time(seconds: float) -> None:
    """Let the system end this process after so much computing; 0 takes the limit away."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _time_left() -> float:
    return signal.getitimer(signal.ITIMER_PROF)[0] if hasattr(signal, "getitimer") else 0.0


def _memory_in_use() -> int:
    """Return the bytes of data that this process holds; 0 where the system does not tell, and nothing is limited."""
    return _pages(5)


def _forget_peak() -> None:
    """Let the system count the most memory of this job alone: its owner asks for that when this process has ended."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _address_space() -> int:
    return _pages(0)


def _pages(field: int) -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[field]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0


if __name__ == "__main__":
    main()

"""Reads documents in a child process: started once, used for many, ended where a document goes over its limits."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, TypeVar

from corpus.errors import FilledLine, ParserFault, Problem, UnreadableDocument
from corpus.model import Reading
from corpus.parsers.drafts.model import DraftComment, DraftText
from corpus.parsers.file import File
from corpus.reader.limits import ReadingLimits, broken, killed, over_memory, over_time
from corpus.reader.messages import (
    LARGEST_REPLY,
    Job,
    Message,
    annotated,
    held_bytes,
    packed_job,
    packed_readings,
    receive,
    send,
    unpacked_draft,
    unpacked_problem,
    unpacked_readings,
)

_CHILD = f"{__package__}.reading_process"
_ROOT = Path(__file__).resolve().parents[__name__.count(".")]
_START = 120.0  # seconds: a cold disk and a busy machine
_LOOK = 0.05  # seconds between two looks at the memory and the time of the process
_NEARLY = 0.6  # of its memory: a process that had taken so much when it ended wanted more than there was
_FOR_ITSELF = 2**20  # bytes of a reply beside what the document's memory can hold
# The system counts the seconds of computing where it can; then the clock only ends what waits without computing.
_CLOCK, _CLOCK_START = (5.0, 10.0) if hasattr(signal, "setitimer") else (1.0, 0.0)
# What a program needs in order to run. Keys are not among it: a document could take over the process that reads it.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
                "SYSTEMROOT", "TEMP", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # fmt: skip
_Result = TypeVar("_Result")


class DocumentReader:
    """Reads documents in a process of its own, one after another, under limits of time and memory.

    The process starts on first use or by `start`, ends when it has not been used for a while, and is started again
    when it is needed. Threads wait for one another.
    """

    def __init__(self, limits: ReadingLimits = ReadingLimits()) -> None:  # noqa: B008 (frozen)
        self.limits = limits
        self._turn = threading.Lock()
        self._child: _Child | None = None

    def start(self) -> None:
        """Start the process without waiting for it: it gets ready while other things are made ready."""
        if self._turn.acquire(blocking=False):
            try:
                self._running()
            finally:
                self._turn.release()

    def read(self, file: File) -> list[Reading]:
        """Return the readings of a file. Raises UnreadableDocument and its kinds: every failure has a line."""
        return self._done(file.name, [file.data], unpacked_readings, url=file.url, as_of=file.as_of)

    def annotate(self, reading: Reading) -> Reading:
        """Return a reading with what its provisions name, refer to and define.

        Raises UnreadableDocument and its kinds.
        """
        parts = list(packed_readings([reading], cells=False))  # nothing is found in cells that the text has not
        held = held_bytes([reading])
        return self._done(reading.source.title[:100], parts, partial(annotated, reading), annotate=True, held=held)

    def page_image(self, original: bytes, page: int, quote: str = "") -> bytes:
        """Return page `page` (from 1) of a PDF as PNG, with a quote marked. Raises UnreadableDocument."""
        return self._done(f"Page {page}", [original], b"".join, page=page, quote=quote)

    def draft(self, file: File) -> DraftText:
        """Return the text of a draft. Raises UnreadableDocument and its kinds."""
        return self._done(file.name, [file.data], _draft, draft=True)

    def commented(self, file: File, comments: Sequence[DraftComment]) -> bytes:
        """Return a Word draft with comments at stretches of its text. Raises UnreadableDocument and its kinds."""
        return self._done(file.name, [file.data], b"".join, comments=tuple(comments)) if comments else file.data

    def close(self) -> None:
        """End the process."""
        with self._turn:
            self._end()

    def _done(
        self, name: str, data: Sequence[bytes], unpack: Callable[[Iterable[bytes]], _Result], **about: object
    ) -> _Result:
        size = sum(map(len, data))
        job = Job(name, self.limits.seconds_for(size), self.limits.memory_for(size), **about)  # type: ignore[arg-type]
        with self._turn:
            try:
                for _ in range(2):  # it may just have ended for want of work
                    if done := self._running().answer(job, data, unpack):
                        return done[0]
                    self._end()
                raise _broken(name)
            except ValueError as error:
                self._end()
                raise _broken(name) from error
            except Problem:
                raise
            except BaseException:  # broken off between question and answer: the next one must not get this answer
                self._end()
                raise
            finally:
                if self._child is not None and self._child.leaving:
                    self._end()
                    self._running()  # the next one gets ready while this document is indexed

    def _running(self) -> _Child:
        if self._child is None or not self._child.alive:
            self._end()
            self._child = _Child()
            atexit.register(self._child.end)
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            atexit.unregister(self._child.end)
            self._child.end()
            self._child = None


def _draft(parts: Iterable[bytes]) -> DraftText:
    return unpacked_draft(b"".join(parts))


def _broken(name: str) -> ParserFault:
    return ParserFault(
        FilledLine("{name} broke the process that reads documents.", {"name": name}),
        "Save it in another form, such as PDF, and add that.",
    )


class _Child:
    """The process, and the two pipes to it."""

    def __init__(self) -> None:
        self.leaving = False
        self._ready = False
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", _CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        except OSError as error:
            raise UnreadableDocument(
                FilledLine(
                    "The process that reads documents does not start: {error}.", {"error": error.strerror or error}
                ),
                "Free memory or processes, and try again.",
            ) from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._jobs: BinaryIO = self._process.stdin  # type: ignore[assignment]
        self._replies: BinaryIO = self._process.stdout  # type: ignore[assignment]

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        """End the process and wait until it is gone."""
        self._process.kill()
        for stream in (self._jobs, self._replies):
            with suppress(OSError):
                stream.close()
        self._process.wait()

    def answer(
        self, job: Job, data: Sequence[bytes], unpack: Callable[[Iterable[bytes]], _Result]
    ) -> tuple[_Result] | None:
        """Return what `unpack` makes of the answer to a job; None where the process had ended before it.

        Raises UnreadableDocument and its kinds, and ValueError for an answer that is none.
        """
        self._wait_until_ready()
        with _Clock(self._process, _CLOCK * job.seconds + _CLOCK_START) as clock:
            try:
                send(self._jobs, Message.JOB, packed_job(job))
                for part in data:
                    send(self._jobs, Message.PART, part)
                send(self._jobs, Message.END)
                parts = self._parts(job, clock)
                result = unpack(parts)
                for _ in parts:
                    raise ValueError("there are more parts than one answer has")
                return (result,)
            except (EOFError, OSError):
                pass
        self._explain(job, clock)
        return None

    def _parts(self, job: Job, clock: _Clock) -> Iterator[bytes]:
        """Yield the parts of the answer to a job. Raises the problem that there is instead, EOFError, ValueError."""
        left = min(job.memory + _FOR_ITSELF, LARGEST_REPLY)
        while True:
            kind, payload = receive(self._replies, left)
            if kind is Message.LONGER:
                clock.begin_again(_CLOCK * float(payload) + _CLOCK_START)
            elif kind is Message.LEAVING:
                self.leaving = True
            elif kind is Message.PART:
                left -= len(payload)
                yield payload
            elif kind is Message.END:
                return
            elif kind is Message.PROBLEM:
                raise unpacked_problem(payload)
            else:
                raise ValueError(f"{kind} is no part of an answer")

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        with _Clock(self._process, _START):
            try:
                self._ready = receive(self._replies, 0)[0] is Message.READY
            except (EOFError, OSError, ValueError) as error:
                self._process.wait()
                raise UnreadableDocument(
                    FilledLine(
                        "The process that reads documents does not start (exit code {code}).",
                        {"code": self._process.returncode},
                    ),
                    FilledLine(
                        "Run `{program} -m {module}` to see why; it may need more memory.",
                        {"program": Path(sys.executable).name, "module": _CHILD},
                    ),
                ) from error

    def _explain(self, job: Job, clock: _Clock) -> None:
        """Raise what the end of the process means; return None where it had ended for want of work."""
        code, taken = self._process.wait(), clock.taken
        if clock.struck or code == -getattr(signal, "SIGPROF", 0):
            raise over_time(job.name, job.seconds)
        if code in (0, -getattr(signal, "SIGALRM", 0)):
            return
        if taken > _NEARLY * job.memory:  # a library that gets no more memory ends the process in ways of its own
            raise over_memory(job.name, job.memory)
        if code == -getattr(signal, "SIGKILL", 9):
            raise killed(job.name, taken)
        raise broken(job.name, _signal_name(code), taken)


class _Clock:
    """Kills a process that is not done in time, and sees how much memory it takes meanwhile."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.struck = False
        self.taken = 0  # bytes of memory beside what the process had at the beginning; 0 where the system tells nothing
        self._process = process
        self._before = _memory(process.pid, "VmRSS:")
        self._over = threading.Event()
        self.begin_again(seconds)
        threading.Thread(target=self._watch, daemon=True).start()

    def __enter__(self) -> _Clock:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()

    def begin_again(self, seconds: float) -> None:
        """Give the process so many seconds from now on."""
        self._until = time.monotonic() + seconds

    def _watch(self) -> None:
        # What the system counts at the end of a process has that of its owner in it: a large program's child is large.
        while not self._over.wait(_LOOK):
            self.taken = max(self.taken, _memory(self._process.pid, "VmHWM:") - self._before)
            if time.monotonic() > self._until:
                self.struck = True
                self._process.kill()
                return


def _memory(process: int, name: str) -> int:
    """Return the bytes that the system tells of a process under a name; 0 where it tells nothing."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
        return int(status.partition(name)[2].split(None, 1)[0]) * 1024
    except (OSError, ValueError, IndexError):
        return 0


def _environment() -> dict[str, str]:
    """Return what the process is told of this one's environment: where programs are, and one thread for numbers."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    paths = [str(_ROOT), *(p for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p)]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}


def _signal_name(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"


READER = DocumentReader()  # of callers that have no settings of their own; its process starts on first use

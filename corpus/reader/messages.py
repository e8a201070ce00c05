"""What the reading process and its owner say to each other: frames of JSON or bytes, and nothing that runs.

A document can take over the process that reads it. What comes back is therefore data of a known shape, checked field by
field; a pickle could run code in the owner.
"""

from __future__ import annotations

import gc
import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, BinaryIO

from pydantic import TypeAdapter

from corpus import errors
from corpus.errors import Problem, UnreadableDocument, packed_line, unpacked_line
from corpus.model import Definition, Provision, Reading, Reference
from corpus.parsers.drafts.model import DraftComment, DraftText

_MESSAGE_HEAD = struct.Struct(">BQ")
LARGEST_REPLY = 160 * 2**20  # bytes: the largest official text has an eighth
# Bytes that the owner holds of a document: a table of two million cells takes that, the largest official text a third.
MOST_HELD = 360 * 2**20
_IN_A_PART = 20_000  # provisions, cells and references that are sent together: what they are unpacked from is dropped
# What objects take beside their strings, measured.
_PROVISION, _PAIR, _SPAN = 350, 72, 160
_SHARED = 64  # characters: a shorter string that is repeated is held once


class Message(Enum):
    """Kinds of messages."""

    READY = 1  # the process has loaded its parsers
    JOB = 2
    LONGER = 3  # the job takes this many seconds from now on, as a page that is recognised does
    LEAVING = 4  # the process ends after this job
    PART = 5  # of the document of a job, or of what came of it
    END = 6  # there are no more parts
    PROBLEM = 7  # instead of what came of the job: the parts before it count for nothing


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do with the document that follows: read it, draw a page of it if `page` is given, or annotate it.

    What is annotated is no document but a reading of one, of which the owner holds `held` bytes. With `draft` it is
    read as a draft, and given back with `comments` where there are any.
    """

    name: str
    seconds: float
    memory: int  # bytes
    url: str = ""
    as_of: date | None = None
    page: int = 0
    quote: str = ""
    annotate: bool = False
    held: int = 0
    draft: bool = False
    comments: tuple[DraftComment, ...] = ()


Addition = tuple[int, tuple[str, ...], tuple[Reference, ...], tuple[Definition, ...]]
_JOB = TypeAdapter(Job)
_READINGS = TypeAdapter(list[Reading])
_PROVISIONS = TypeAdapter(tuple[int, list[Provision]])
_ADDITIONS = TypeAdapter(list[Addition])
_DRAFT = TypeAdapter(DraftText)
_PROBLEM = TypeAdapter(tuple[str, Any, Any])


def send(stream: BinaryIO, kind: Message, payload: bytes = b"") -> None:
    """Write one frame. Raises OSError where the other side is gone."""
    stream.write(_MESSAGE_HEAD.pack(kind.value, len(payload)))
    stream.write(payload)
    stream.flush()


def receive(stream: BinaryIO, limit: int) -> tuple[Message, bytes]:
    """Return the next frame.

    Raises EOFError where the other side is gone, ValueError for what is no frame or longer than `limit`.
    """
    head = stream.read(_MESSAGE_HEAD.size)
    if len(head) < _MESSAGE_HEAD.size:
        raise EOFError
    kind, length = _MESSAGE_HEAD.unpack(head)
    if length > limit:
        raise ValueError(f"a frame of {length} bytes")
    payload = stream.read(length)
    if len(payload) < length:
        raise EOFError
    return Message(kind), payload


def packed_job(job: Job) -> bytes:
    """Return a job as bytes."""
    return _JOB.dump_json(job)


def unpacked_job(data: bytes) -> Job:
    """Return the job that `packed_job` made into bytes."""
    return _JOB.validate_json(data)


def held_bytes(readings: Iterable[Reading]) -> int:
    """Return about how many bytes of memory readings take that were unpacked."""
    return sum(sys.getsizeof(reading.text) + sum(map(_held_of, reading.provisions)) for reading in readings)


def _held_of(p: Provision) -> int:
    spans = sum(_SPAN + _own(r.locator) + _own(r.instrument) for r in p.references)
    spans += sum(_SPAN + _own(d.term) for d in p.defines)
    cells = sum(_PAIR + _own(name) + sys.getsizeof(value) for name, value in p.cells)
    return _PROVISION + len(p.locator) + len(p.heading) + cells + spans + sum(map(sys.getsizeof, p.identifiers))


def _own(text: str) -> int:
    return sys.getsizeof(text) if len(text) >= _SHARED else 0


def packed_readings(readings: Sequence[Reading], *, cells: bool = True) -> Iterator[bytes]:
    """Yield readings as parts; without `cells` those of their rows are left out.

    A field of another type is packed as it is: unpacking refuses it.
    """
    yield _READINGS.dump_json([replace(r, provisions=()) for r in readings], exclude_defaults=True, warnings=False)
    without = None if cells else {1: {"__all__": {"cells"}}}
    for number, reading in enumerate(readings):
        for some in _batches(reading.provisions, lambda p: len(p.cells)):
            yield _PROVISIONS.dump_json((number, some), exclude_defaults=True, exclude=without, warnings=False)


def unpacked_readings(parts: Iterable[bytes]) -> list[Reading]:
    """Return the readings that `packed_readings` made into parts.

    Raises ValueError where a field has another type, an offset points outside its text, or it is too much to hold.
    """
    with _no_collection():
        heads: list[Reading] = []
        provisions: list[list[Provision]] = []
        held = -1
        for part in parts:
            if held < 0:
                heads = _READINGS.validate_json(part)
                provisions, held = [list(r.provisions) for r in heads], held_bytes(heads)
            else:
                number, some = _PROVISIONS.validate_json(part)
                if not 0 <= number < len(heads):
                    raise ValueError(f"there is no reading {number}")
                provisions[number] += some
                held += sum(map(_held_of, some))
            _check_held(held)
        if held < 0:
            raise ValueError("there are no readings")
        readings = [replace(r, provisions=tuple(own)) for r, own in zip(heads, provisions, strict=True)]
    for reading in readings:
        _check_offsets(reading)
    return readings


def _check_held(held: int) -> None:
    if held > MOST_HELD:
        raise ValueError(f"it would take {held} bytes to hold")


def _batches(provisions: Iterable[Provision], weight: Callable[[Provision], int]) -> Iterator[list[Provision]]:
    """Yield provisions in batches of about `_IN_A_PART` objects."""
    some: list[Provision] = []
    count = 0
    for p in provisions:
        some.append(p)
        count += 1 + weight(p)
        if count >= _IN_A_PART:
            yield some
            some, count = [], 0
    if some:
        yield some


def packed_additions(reading: Reading) -> Iterator[bytes]:
    """Yield as parts what the provisions of an annotated reading name, refer to and define."""
    first = 0
    for some in _batches(reading.provisions, lambda p: len(p.identifiers) + len(p.references) + len(p.defines)):
        yield _ADDITIONS.dump_json(
            [
                (index, p.identifiers, p.references, p.defines)
                for index, p in enumerate(some, first)
                if p.identifiers or p.references or p.defines
            ]
        )
        first += len(some)


def annotated(reading: Reading, parts: Iterable[bytes]) -> Reading:
    """Return a reading with the additions that `packed_additions` made into parts, and nothing else of them.

    Raises ValueError where they are none of this reading, or too much to hold.
    """
    provisions, length = list(reading.provisions), len(reading.text)
    held = held_bytes([reading])
    with _no_collection():
        for part in parts:
            for index, identifiers, references, defines in _ADDITIONS.validate_json(part):
                if not 0 <= index < len(provisions):
                    raise ValueError(f"there is no provision {index}")
                spans: list[Reference | Definition] = [*references, *defines]
                if not all(0 <= span.start <= span.end <= length for span in spans):
                    raise ValueError(f"provision {index} refers to what is outside its text")
                before = provisions[index]
                after = replace(before, identifiers=identifiers, references=references, defines=defines)
                provisions[index] = after
                held += _held_of(after) - _held_of(before)
            _check_held(held)
    return replace(reading, provisions=tuple(provisions))


def packed_draft(draft: DraftText) -> bytes:
    """Return the text of a draft as bytes."""
    return _DRAFT.dump_json(draft)


def unpacked_draft(data: bytes) -> DraftText:
    """Return the draft that `packed_draft` made into bytes. Raises ValueError for a block outside its text."""
    draft = _DRAFT.validate_json(data)
    before, length = 0, len(draft.text)
    for block in draft.blocks:
        if not before <= block.start <= block.end <= length:
            raise ValueError("a block stands outside its draft")
        before = block.end
    return draft


@contextmanager
def _no_collection() -> Iterator[None]:
    """Put off the collection of garbage, which would visit all that the owner holds again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _check_offsets(reading: Reading) -> None:
    before, length = 0, len(reading.text)
    for index, p in enumerate(reading.provisions):
        if not before <= p.start <= p.end <= length or (p.parent is not None and not 0 <= p.parent < index):
            raise ValueError(f"provision {index} stands outside its text")
        before = p.end


def packed_problem(problem: Problem) -> bytes:
    """Return a problem as bytes."""
    return _PROBLEM.dump_json((type(problem).__name__, packed_line(problem.message), packed_line(problem.remedy)))


def unpacked_problem(data: bytes) -> Problem:
    """Return the problem that `packed_problem` made into bytes; of a kind that documents have. Raises ValueError."""
    try:
        kind, *lines = _PROBLEM.validate_json(data)
        message, remedy = map(unpacked_line, lines)
    except ValueError as error:
        raise ValueError("no problem") from error
    family = getattr(errors, kind, None)
    if not (isinstance(family, type) and issubclass(family, UnreadableDocument)):
        family = UnreadableDocument
    return family(message, remedy)

"""What the reading process and its owner say to each other: frames of JSON or bytes, and nothing that runs.

A document can take over the process that reads it. What comes back is therefore data of a known shape, checked field by
field; a pickle could run code in the owner.
"""

from __future__ import annotations

import gc
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import BinaryIO

from pydantic import TypeAdapter, ValidationError

from corpus import errors
from corpus.errors import Problem, UnreadableDocument
from corpus.model import Definition, Reading, Reference
from corpus.parsers.drafts.model import DraftComment, DraftText

_MESSAGE_HEAD = struct.Struct(">BQ")
LARGEST_REPLY = 160 * 2**20  # bytes: the largest official text has an eighth; objects take up to nine times as much


class Message(Enum):
    """Kinds of messages."""

    READY = 1  # the process has loaded its parsers
    JOB = 2
    DATA = 3  # the bytes of the document of a job
    LONGER = 4  # the job takes this many seconds from now on, as a page that is recognised does
    LEAVING = 5  # the process ends after this job
    READINGS = 6
    PICTURE = 7
    PROBLEM = 8
    ADDITIONS = 9  # what the provisions of a text name, refer to and define
    DRAFT = 10  # the text of a draft
    COMMENTED = 11  # a draft with comments, as a file


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do with the document that follows: read it, draw a page of it if `page` is given, or annotate it.

    What is annotated is no document but a reading of one. With `draft` it is read as a draft, and given back with
    `comments` where there are any.
    """

    name: str
    seconds: float
    memory: int  # bytes
    url: str = ""
    as_of: date | None = None
    page: int = 0
    quote: str = ""
    annotate: bool = False
    draft: bool = False
    comments: tuple[DraftComment, ...] = ()


Addition = tuple[int, tuple[str, ...], tuple[Reference, ...], tuple[Definition, ...]]
_JOB = TypeAdapter(Job)
_READINGS = TypeAdapter(list[Reading])
_ADDITIONS = TypeAdapter(list[Addition])
_DRAFT = TypeAdapter(DraftText)
_PROBLEM = TypeAdapter(tuple[str, str, str])


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


def packed_readings(readings: list[Reading]) -> bytes:
    """Return readings as bytes."""
    return _READINGS.dump_json(readings, exclude_defaults=True)


def unpacked_readings(data: bytes) -> list[Reading]:
    """Return the readings that `packed_readings` made into bytes.

    Raises ValueError where a field has another type or an offset points outside its text.
    """
    with _no_collection():
        readings = _READINGS.validate_json(data)
    for reading in readings:
        _check_offsets(reading)
    return readings


def packed_additions(reading: Reading) -> bytes:
    """Return as bytes what the provisions of an annotated reading name, refer to and define."""
    return _ADDITIONS.dump_json(
        [
            (index, p.identifiers, p.references, p.defines)
            for index, p in enumerate(reading.provisions)
            if p.identifiers or p.references or p.defines
        ]
    )


def annotated(reading: Reading, data: bytes) -> Reading:
    """Return a reading with the additions that `packed_additions` made into bytes, and nothing else of them.

    Raises ValueError where they are none of this reading.
    """
    with _no_collection():
        additions = _ADDITIONS.validate_json(data)
    provisions, length = list(reading.provisions), len(reading.text)
    for index, identifiers, references, defines in additions:
        if not 0 <= index < len(provisions):
            raise ValueError(f"there is no provision {index}")
        spans: list[Reference | Definition] = [*references, *defines]
        if not all(0 <= span.start <= span.end <= length for span in spans):
            raise ValueError(f"provision {index} refers to what is outside its text")
        provisions[index] = replace(provisions[index], identifiers=identifiers, references=references, defines=defines)
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
    return _PROBLEM.dump_json((type(problem).__name__, problem.message, problem.remedy))


def unpacked_problem(data: bytes) -> Problem:
    """Return the problem that `packed_problem` made into bytes; of a kind that documents have. Raises ValueError."""
    try:
        kind, message, remedy = _PROBLEM.validate_json(data)
    except ValidationError as error:
        raise ValueError("no problem") from error
    family = getattr(errors, kind, None)
    if not (isinstance(family, type) and issubclass(family, UnreadableDocument)):
        family = UnreadableDocument
    return family(message, remedy)

"""What comes from the process that reads documents is believed only where it has the shape of readings."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

import pytest

from corpus import errors
from corpus.errors import EmptyDocument, FilledLine, NotHeld, TooLarge, UnreadableDocument
from corpus.model import Definition, Provision, Reading, Reference, Role, Source, Stay
from corpus.reader import messages, reading_process
from corpus.reader.messages import (
    Job,
    Message,
    annotated,
    held_bytes,
    packed_additions,
    packed_job,
    packed_problem,
    packed_readings,
    receive,
    send,
    unpacked_job,
    unpacked_problem,
    unpacked_readings,
)

READING = Reading(
    Source("a", "Lanterns", published=date(2031, 1, 2)),
    "Lanterns\nA lantern needs a licence.",
    (
        Provision("Lanterns", Role.TITLE, 0, 8),
        Provision("row 1", Role.ROW, 9, 35, parent=0, cells=(("Good", "lantern"),), stay=Stay("till then")),
    ),
    valid_from=date(2031, 3, 4),
    warnings=("a line",),
)


def test_readings_jobs_and_problems_come_back() -> None:
    assert unpacked_readings(packed_readings([READING, READING])) == [READING, READING]
    rowless = replace(READING, provisions=tuple(replace(p, cells=()) for p in READING.provisions))
    assert unpacked_readings(packed_readings([READING], cells=False)) == [rowless]
    job = Job("a.pdf", 1.5, 100, as_of=date(2031, 1, 2), page=3, quote="“x”")
    assert unpacked_job(packed_job(job)) == job
    problem = unpacked_problem(packed_problem(TooLarge("It is long.", "Cut it.")))
    assert (type(problem), problem.message, problem.remedy) == (TooLarge, "It is long.", "Cut it.")


@pytest.mark.parametrize(
    "spoilt",
    [
        replace(READING, text="short"),
        replace(READING, provisions=READING.provisions[::-1]),
        replace(READING, provisions=(replace(READING.provisions[1], parent=0),)),
        replace(READING, provisions=(replace(READING.provisions[0], start=-1),)),
    ],
    ids=["text too short", "out of order", "its own parent", "before the text"],
)
def test_offsets_outside_the_text_are_refused(spoilt: Reading) -> None:
    with pytest.raises(ValueError, match="provision"):
        unpacked_readings(packed_readings([spoilt]))


HEADS = next(iter(packed_readings([READING])))


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [b""],
        [b"["],
        [b"{}"],
        [b'[{"text": "x"}]'],
        [b'[{"source": 1, "text": "x", "provisions": []}]'],
        [HEADS, b"[]"],
        [HEADS, b'[1, [{"locator": "x", "role": "row", "start": 0, "end": 1}]]'],
        [HEADS, b'[-1, [{"locator": "x", "role": "row", "start": 0, "end": 1}]]'],
        [HEADS, b'[0, [{"locator": "x", "role": "row", "start": 0}]]'],
    ],
)
def test_what_is_no_reading_is_refused(parts: list[bytes]) -> None:
    with pytest.raises(ValueError):
        unpacked_readings(parts)


def test_a_reading_comes_in_small_parts_and_is_whole_again() -> None:
    rows = tuple(
        Provision(f"row {n}", Role.ROW, n, n + 1, cells=tuple((f"c{k}", f"{n}-{k}") for k in range(50)))
        for n in range(3_000)
    )
    table = replace(READING, text="x" * 3_000, provisions=rows)
    parts = list(packed_readings([table, READING]))
    assert max(map(len, parts)) < 2**20 < sum(map(len, parts))
    assert unpacked_readings(parts) == [table, READING]


def test_more_than_is_held_is_refused_on_either_side(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = list(packed_readings([READING]))
    row = replace(READING.provisions[1], references=(Reference(9, 12, "x"),) * 40)
    found = list(packed_additions(replace(READING, provisions=(READING.provisions[0], row))))
    monkeypatch.setattr(messages, "MOST_HELD", held_bytes([READING]))
    monkeypatch.setattr(reading_process, "MOST_HELD", held_bytes([READING]))
    assert unpacked_readings(parts) == [READING]
    reading_process.check_held("lanterns.csv", held_bytes([READING]))
    with pytest.raises(ValueError, match="bytes to hold"):
        annotated(READING, found)
    monkeypatch.setattr(messages, "MOST_HELD", held_bytes([READING]) - 1)
    with pytest.raises(ValueError, match="bytes to hold"):
        unpacked_readings(parts)
    with pytest.raises(TooLarge, match=r"lanterns\.csv is 3 MB of text with its structure"):
        reading_process.check_held("lanterns.csv", 3 * 2**20)


def test_additions_change_nothing_else_of_a_reading() -> None:
    row = replace(
        READING.provisions[1],
        identifiers=("6A005",),
        references=(Reference(9, 12, "15 CFR 744.21"),),
        defines=(Definition("lantern", 11, 18),),
    )
    found = replace(READING, provisions=(READING.provisions[0], row))
    assert annotated(READING, packed_additions(found)) == found
    assert annotated(READING, packed_additions(READING)) == READING
    for told in (
        [[2, [], [], []]],
        [[-1, ["x"], [], []]],
        [[1, [], [{"start": 9, "end": 999, "locator": "x"}], []]],
        [[1, [], [], [{"term": "x", "start": 9, "end": 2}]]],
        [[1, "x", [], []]],
        {},
    ):
        with pytest.raises(ValueError):
            annotated(READING, [json.dumps(told).encode()])


def test_a_problem_is_of_a_kind_that_documents_have() -> None:
    for name in ("NotHeld", "Exception", "__builtins__", "Problem"):
        found = unpacked_problem(json.dumps([name, "a", "b"]).encode())
        assert type(found) is UnreadableDocument
    assert not issubclass(NotHeld, UnreadableDocument)
    assert type(unpacked_problem(packed_problem(errors.ParserFault("a", "b")))) is errors.ParserFault
    with pytest.raises(ValueError):
        unpacked_problem(b"[1]")


def test_a_line_with_values_keeps_them_and_no_other_template_is_filled() -> None:
    told = EmptyDocument(FilledLine("{name} holds no text.", {"name": "a.md"}), "Give a draft.")
    found = unpacked_problem(packed_problem(told))
    assert isinstance(found.message, FilledLine)
    assert (found.message, found.message.values, found.remedy) == (told.message, {"name": "a.md"}, told.remedy)
    for template in ("{other}", "{name:>99999999}", "{name!r}", "{name.__class__}", "{", "{}"):
        line = {"template": template, "values": {"name": "a.md"}}
        with pytest.raises(ValueError):
            unpacked_problem(json.dumps(["EmptyDocument", line, ""]).encode())
    reaching = {"template": "{name.__class__}", "values": {"name": "a.md", "name.__class__": "b"}}
    with pytest.raises(ValueError):
        unpacked_problem(json.dumps(["EmptyDocument", reaching, ""]).encode())


def test_messages() -> None:
    stream = io.BytesIO()
    send(stream, Message.JOB, b"abc")
    send(stream, Message.READY)
    stream.seek(0)
    assert (receive(stream, 3), receive(stream, 0)) == ((Message.JOB, b"abc"), (Message.READY, b""))
    for data, error in ((b"", EOFError), (b"\x02\0\0", EOFError), (b"\x63" + bytes(8), ValueError)):
        with pytest.raises(error):
            receive(io.BytesIO(data), 100)
    stream.seek(0)
    with pytest.raises(ValueError):
        receive(stream, 2)

"""The process that reads documents: what it returns, what its limits do, and what it may not do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pytest

from corpus.errors import EmptyDocument, ParserFault, Problem, TooLarge, UnreadableDocument
from corpus.parsers.dispatch import read_bytes
from corpus.parsers.file import File
from corpus.reader import document_reader
from corpus.reader.document_reader import DocumentReader
from corpus.reader.limits import ReadingLimits
from corpus.reader.messages import Message, send
from tests.hostile import form_bomb

ROOT = Path(__file__).resolve().parents[3]
NOTE = File("note.md", b"# Lanterns\n\nA lantern needs a licence.\n", url="https://a.example/b", as_of=date(2031, 1, 2))
TABLE = File("table.csv", b"name,code\n" + b"lantern,6A005\n" * 30_000)  # half a second and 60 MB


@pytest.fixture
def reader() -> Iterator[DocumentReader]:
    reader = DocumentReader()
    yield reader
    reader.close()


def process_of(reader: DocumentReader) -> int:
    """Return the number of the reader's process, which is started where there is none and nothing is read."""
    reader.start()
    assert reader._child is not None
    return reader._child._process.pid


def test_a_document_is_read_as_in_this_process(reader: DocumentReader, data: Path) -> None:
    assert reader.read(NOTE) == read_bytes(NOTE)
    for name in ("pdf/list.pdf", "office/paper.docx", "archive/papers.zip", "eu/sample_oj.xhtml"):
        file = File(Path(name).name, (data / name).read_bytes())
        assert reader.read(file) == read_bytes(file)


def test_one_process_reads_many_documents(reader: DocumentReader) -> None:
    number = process_of(reader)
    assert len({reader.read(NOTE)[0].digest for _ in range(3)}) == 1
    assert process_of(reader) == number


def test_a_problem_comes_back_as_it_is(reader: DocumentReader) -> None:
    for file in (File("empty.txt", b" \n"), File("cut.docx", b"PK\x03\x04 cut")):
        with pytest.raises(Problem) as here:
            read_bytes(file)
        with pytest.raises(Problem) as there:
            reader.read(file)
        assert (type(there.value), str(there.value)) == (type(here.value), str(here.value))


@pytest.mark.parametrize(
    "limits, words",
    [(ReadingLimits(seconds=0.01), "0.042 s"), (ReadingLimits(memory_mb=4), "4 MB of memory")],
    ids=["time", "memory"],
)
def test_a_document_over_a_limit_is_refused_and_the_next_one_read(limits: ReadingLimits, words: str) -> None:
    reader = DocumentReader(limits)
    with pytest.raises(TooLarge, match=words) as problem:
        reader.read(TABLE)
    assert "LICET_READING_" in problem.value.remedy
    assert reader.read(NOTE)[0].source.title == "Lanterns"
    reader.close()


def test_the_limits_grow_with_a_document() -> None:
    limits = ReadingLimits(seconds=4, memory_mb=100)
    assert (limits.seconds_for(0), limits.seconds_for(1_000_000)) == (4, 40)
    assert (limits.memory_for(10), limits.memory_for(3 * 2**20)) == (100 * 2**20, 300 * 2**20)
    assert limits.seconds_for(2**40) == limits.seconds_for(2**30)


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="the process does not end by itself here")
def test_a_process_that_ended_for_want_of_work_is_started_again(reader: DocumentReader) -> None:
    reader.read(NOTE)
    number = process_of(reader)
    os.kill(number, signal.SIGALRM)
    assert reader.read(NOTE)[0].source.title == "Lanterns"
    assert process_of(reader) != number


@pytest.mark.parametrize(
    "end, kind, words",
    [
        (signal.SIGSEGV, ParserFault, r"The parser of table\.csv crashed \(SIGSEGV\)"),
        (signal.SIGABRT, ParserFault, r"The parser of table\.csv stopped itself \(SIGABRT\)"),
        (signal.SIGILL, ParserFault, r"The parser of table\.csv ended \(SIGILL\)"),
        (signal.SIGKILL, TooLarge, r"The process that read table\.csv was killed"),
    ],
)
def test_a_document_that_ends_the_process_is_named_with_how_it_ended(
    reader: DocumentReader, monkeypatch: pytest.MonkeyPatch, end: signal.Signals, kind: type[Problem], words: str
) -> None:
    def breaking(stream: BinaryIO, frame: Message, payload: bytes = b"") -> None:
        send(stream, frame, payload)
        if frame is Message.PART:
            os.kill(process_of(reader), end)

    with monkeypatch.context() as patch:
        patch.setattr(document_reader, "send", breaking)
        with pytest.raises(kind, match=words) as problem:
            reader.read(TABLE)
    assert "needs more than" not in str(problem.value)  # it was far from its limits
    assert "LICET_READING" not in str(problem.value)
    assert reader.read(NOTE)[0].source.title == "Lanterns"


def test_a_large_owner_does_not_make_its_process_large(reader: DocumentReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system counts the owner's memory as the process's own, from before it was started."""
    ballast = bytearray(400 * 2**20)
    ballast[:: 2**12] = b"x" * len(ballast[:: 2**12])
    reader.close()

    def breaking(stream: BinaryIO, frame: Message, payload: bytes = b"") -> None:
        send(stream, frame, payload)
        if frame is Message.PART:
            os.kill(process_of(reader), signal.SIGSEGV)

    monkeypatch.setattr(document_reader, "send", breaking)
    with pytest.raises(ParserFault, match="crashed"):
        reader.read(TABLE)
    assert len(ballast) == 400 * 2**20


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system tells no memory")
def test_a_library_that_breaks_down_for_want_of_memory_is_said_to_want_memory(reader: DocumentReader) -> None:
    with pytest.raises(TooLarge, match=r"forms\.pdf needs more than 320 MB of memory"):
        reader.read(File("forms.pdf", form_bomb()))
    assert reader.read(NOTE)[0].source.title == "Lanterns"


def test_threads_take_turns(reader: DocumentReader) -> None:
    found: list[str] = []
    files = [File(f"{n}.txt", f"Lantern {n}\n\nIt needs a licence.".encode()) for n in range(8)]
    threads = [threading.Thread(target=lambda f=f: found.append(reader.read(f)[0].text[:9])) for f in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [f"Lantern {n}" for n in range(8)]


def test_the_process_knows_no_key_and_ends_with_its_owner(
    reader: DocumentReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LICET_MODEL_KEY", "secret-of-the-model")
    reader.read(NOTE)
    told = Path(f"/proc/{process_of(reader)}/environ")
    if told.exists():
        assert b"secret" not in told.read_bytes()
    number = process_of(reader)
    reader.close()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


CONFINED = """
import socket, subprocess, sys
from corpus.reader import reading_process
assert not {"torch", "openvino", "chromadb", "streamlit", "httpx"} & set(sys.modules)
reading_process._confine()
for attempt in (
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: subprocess.run(["true"]),
    lambda: open(sys.argv[1], "w").write("x" * 100_000),
):
    try:
        attempt()
    except OSError as error:
        print(type(error).__name__)
"""


def test_the_process_reaches_nobody_starts_nothing_and_writes_no_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CONFINED, str(tmp_path / "written")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.split() == ["PermissionError", "PermissionError", "OSError"], done.stderr
    assert (tmp_path / "written").stat().st_size == 0


def test_a_page_is_drawn_there_too(reader: DocumentReader, data: Path) -> None:
    original = (data / "pdf" / "guide.pdf").read_bytes()
    assert reader.page_image(original, 1, "Card is thick").startswith(b"\x89PNG")
    with pytest.raises(UnreadableDocument, match="no page 9"):
        reader.page_image(original, 9)


def test_what_is_no_document_is_said_by_its_name(reader: DocumentReader) -> None:
    with pytest.raises(EmptyDocument, match=r"none\.csv"):
        reader.read(File("none.csv", b",,,\n"))

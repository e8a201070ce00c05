"""Hostile files cost their own line and nothing else: the reader goes on with the next file."""

from __future__ import annotations

import os
import resource
import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from corpus.errors import Problem, UnknownFormat
from corpus.model import Reading
from corpus.parsers.file import File
from corpus.reader.document_reader import DocumentReader
from corpus.reader.limits import ReadingLimits
from tests import hostile, hostile_documents

HOSTILE = {**hostile.HOSTILE, **hostile_documents.HOSTILE}
NOTE = File("note.md", b"# Lanterns\n\nA lantern needs a licence.\n")
MOST_SECONDS, MOST_MEMORY = 5.0, 512  # of computing; MB
LONG = {
    "empty-cells.docx", "empty-cells.html", "empty-cells.md", "empty-rows.csv", "footnotes.md", "headings.md",
    "last-column.xlsx", "letters.pdf", "many-sheets.xlsx", "many-strings.xlsx", "many-styles.docx", "merged-cells.docx",
    "one-reference.md", "definitions.md", "scripts.html", "shared-string.xlsx", "spanning-cells.html", "text.pdf",
    "mail-in-attachments.eml", "data-address.html",
}  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    reader = DocumentReader(ReadingLimits())
    yield reader
    reader.close()


def process_of(reader: DocumentReader) -> int:
    """Return the number of the reader's process, once it is ready."""
    reader.read(NOTE)
    assert reader._child is not None
    return reader._child._process.pid


def seconds(process: int) -> float:
    """Return the seconds that a process has computed."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(process: int, name: str = "VmHWM:") -> float:
    """Return the most MB that a process has held since its count was begun again, or what it holds (`VmRSS:`)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(name))) / 1024


def ended() -> float:
    """Return the seconds that processes computed which have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in LONG else n for n in HOSTILE])
def test_a_hostile_file_is_read_or_refused_in_one_line(reader: DocumentReader, name: str) -> None:
    data = HOSTILE[name]()
    process = process_of(reader)
    for each in (process, os.getpid()):
        Path(f"/proc/{each}/clear_refs").write_text("5")  # counts the most memory anew
    held = memory(os.getpid(), "VmRSS:")
    before, gone = seconds(process), ended()
    refused: Problem | None = None
    read: list[Reading] = []
    try:
        read = reader.read(File(name, data))
    except Problem as problem:
        refused = problem
    assert read or refused
    assert refused is None or (refused.remedy and "\n" not in str(refused) and len(str(refused)) < 500)
    try:
        after, most = seconds(process), memory(process)
    except (OSError, StopIteration):  # its limits ended it
        after, most = ended() - gone, 0.0
    # The long ones take up to four seconds alone; beside other work the same computing takes up to twice as long.
    assert after - before < MOST_SECONDS * (2 if name in LONG else 1)
    assert most < MOST_MEMORY
    assert memory(os.getpid()) - held < MOST_MEMORY  # and the program that asked for it
    assert [reading.text for reading in reader.read(NOTE)] == ["Lanterns\nA lantern needs a licence."]


def test_members_of_an_archive_keep_what_a_person_can_see_of_their_names(reader: DocumentReader) -> None:
    readings = reader.read(File("names.zip", HOSTILE["names.zip"]()))
    assert len(readings) == len(hostile_documents.NAMES)
    for reading in readings:
        assert len(reading.member) <= 310
        assert len(reading.source.title) <= 300
        assert all(sign.isprintable() and sign not in "\u202e\u2066" for sign in reading.member + reading.source.title)
    assert not list(Path("/tmp").glob("licet-*.txt"))
    twice = reader.read(File("same-member.zip", HOSTILE["same-member.zip"]()))
    assert [(r.member, r.text) for r in twice] == [
        ("rules.txt", "Lanterns need a licence."),
        ("rules.txt (2)", "Wicks need a licence."),
        ("rules.txt (3)", "Lamps need a licence."),
    ]


@pytest.mark.parametrize("name", ["book.epub", "open.odt"])
def test_a_package_of_another_program_is_no_archive(reader: DocumentReader, name: str) -> None:
    with pytest.raises(UnknownFormat):
        reader.read(File(name, HOSTILE[name]()))


class _Listener(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with suppress(OSError):
            self.server.heard.append(self.request.recv(200))  # type: ignore[attr-defined]


def test_what_stands_outside_a_file_is_not_asked_for(reader: DocumentReader, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the combination is 4711")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Listener) as server:
        server.heard = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        read = 0
        for name, data in hostile_documents.reaching(address, str(secret)).items():
            with suppress(Problem):
                texts = [reading.text for reading in reader.read(File(name, data))]
                assert not any("4711" in text for text in texts), name
                read += any("Lanterns need a licence." in text for text in texts)
        server.shutdown()
        assert server.heard == []  # type: ignore[attr-defined]
    assert read >= 6  # the others are refused

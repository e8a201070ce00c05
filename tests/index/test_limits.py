"""A document that reads fine and explodes afterwards costs one line, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import structure
from corpus.definitions import definitions
from corpus.enrichment import annotate
from corpus.errors import ParserFault, TooLarge
from corpus.language.sentences import sentence_spans
from corpus.parsers.dispatch import read_bytes
from corpus.parsers.file import File
from corpus.passages import cut_passages, estimate_tokens
from corpus.reader import document_reader, reading_process
from corpus.reader.document_reader import DocumentReader
from corpus.reader.limits import ReadingLimits
from corpus.reader.messages import Job
from index.collection import Collection
from index.ingest.intake import take_in

ROOT = Path(__file__).resolve().parents[2]
NOTE = "# Lanterns\n\nUnder 15 CFR 744.21, “lantern” means a lamp that is carried.\n"


@pytest.fixture
def reader() -> Iterator[DocumentReader]:
    reader = DocumentReader()
    yield reader
    reader.close()


def test_the_child_finds_what_this_process_would(reader: DocumentReader, data: Path) -> None:
    for name in ("eu/sample_oj.xhtml", "us/2026-01-15_title-15_part-799.xml", "office/paper.docx"):
        for reading in read_bytes(File(Path(name).name, (data / name).read_bytes())):
            assert reader.annotate(reading) == annotate(reading)


def test_what_takes_long_to_annotate_is_refused_and_the_next_one_read() -> None:
    [reading] = read_bytes(File("a.md", NOTE.encode() * 5_000))
    reader = DocumentReader(ReadingLimits(seconds=0.01))
    with pytest.raises(TooLarge, match="Lanterns needs more than"):
        reader.annotate(reading)
    [note] = read_bytes(File("note.md", NOTE.encode()))
    assert any(p.references for p in reader.annotate(note).provisions)
    reader.close()


def test_too_many_passages_are_refused_whole_and_the_rest_of_the_folder_is_held(
    collection: Collection, reader: DocumentReader, tmp_path: Path
) -> None:
    collection.limits = ReadingLimits(passages=50)
    many, few = tmp_path / "many.csv", tmp_path / "note.md"
    many.write_text("name,code\n" + "".join(f"lantern {n},{n}\n" for n in range(60)), "utf-8")
    few.write_text(NOTE, "utf-8")
    [refused], [added] = (take_in(collection, path, reader=reader) for path in (many, few))
    assert refused.status == "failed"
    assert refused.problem is not None
    assert "more than 50 passages" in refused.problem.message
    assert "LICET_READING_PASSAGES" in refused.problem.remedy
    assert added.status == "added"
    assert [source.title for source, _ in collection.catalogue.editions().values()] == ["Lanterns"]
    collection.limits = ReadingLimits(passages=100)
    [whole] = take_in(collection, many, reader=reader)
    assert whole.status == "added"


def test_cutting_has_a_limit_of_time() -> None:
    [reading] = read_bytes(File("a.csv", b"name,code\n" + b"lantern,6A005\n" * 20_000))
    with pytest.raises(TooLarge, match="to be cut into passages"):
        cut_passages(reading, check=ReadingLimits(seconds=0.001).cutting("A", len(reading.text)))
    assert len(cut_passages(reading)) > 19_000


def test_a_long_heading_over_many_rows_is_not_read_again_for_each_of_them() -> None:
    rows = b"<tr><td>x<td>y" * 2_000
    page = b"<html><body><h1>" + b"lantern " * 60_000 + b"</h1><table><tr><th>a<th>b" + rows + b"</table>"
    [reading] = read_bytes(File("a.html", page))
    begun = time.process_time()
    passages = cut_passages(reading)
    assert time.process_time() - begun < 5  # minutes where each row reads the heading
    assert len(passages) >= 2_000
    assert max(len(p.heading) for p in passages) < 7_000


@pytest.mark.parametrize(
    "text",
    ['"Lantern" means a thing. ' * 20_000, "x. y. é. " * 30_000, "Ä. Ö. Ü. " * 30_000, "lantern " * 100_000],
    ids=["definitions", "small letters", "accents", "one sentence"],
)
def test_sentences_and_definitions_take_time_by_their_number(text: str) -> None:
    begun = time.process_time()
    spans = sentence_spans(text)
    found = definitions(text)
    assert time.process_time() - begun < 8  # minutes where each looks through all others
    assert all(text[start:end].strip() == text[start:end] for start, end in spans)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")
    assert {d.term for d in found} <= {"Lantern"}


def table(heading: str, rows: int, note: str = "x") -> bytes:
    """Return a page with a heading, and a table of so many rows below it."""
    body = f"<tr><td>{note}<td>y" * rows
    return f"<html><body><h1>{heading}</h1><table><tr><th>a<th>b{body}</table>".encode()


LONG = {
    "one sentence": ("a.txt", ("lantern makers keep records of lamps and wicks " * 45_000).encode()),
    "one word": ("a.txt", b"a" * 2_000_000),
    "one sentence of Chinese": ("a.txt", ("出口经营者应当保存记录" * 90_000).encode()),
    "one cell": ("a.csv", b"name,note\nlantern," + b"a word and a wick " * 110_000 + b"\n"),
}


@pytest.mark.parametrize("name", LONG)
def test_what_is_longer_than_any_sentence_is_held_whole_in_pieces(name: str) -> None:
    [reading] = read_bytes(File(*LONG[name]))
    counted: list[int] = []

    def tokens(text: str) -> int:
        counted.append(len(text))
        return estimate_tokens(text)

    passages = cut_passages(reading, tokens)
    assert max(counted, default=0) <= 20_000  # a tokenizer takes a hundred bytes for each character
    assert max(len(p.text) for p in passages) <= 20_000
    assert all(p.text == reading.text[p.start : p.end] for p in passages)
    held = "".join(p.text for p in passages).split()
    assert "".join(held) == "".join(reading.text.split())


def test_a_heading_of_many_rows_that_would_be_held_with_each_is_refused() -> None:
    check = ReadingLimits().cutting("Lanterns", 1_000_000)
    [reading] = read_bytes(File("a.html", table("lantern " * 700, 60_000)))
    with pytest.raises(TooLarge, match="passages of more than 250,000,000 characters, with the headings of each"):
        cut_passages(reading, check=check)
    [few] = read_bytes(File("a.html", table("lantern " * 700, 600)))
    assert len(cut_passages(few, check=check)) >= 600


def test_what_a_long_paragraph_names_is_not_repeated_by_each_of_its_passages() -> None:
    names = [f"UN{number:04d}" for number in range(1, 3_000)]
    text = "".join(f"Goods of {name} are carried in lanterns that stand upright. " for name in names)
    [reading] = read_bytes(File("a.txt", text.encode()))
    passages = cut_passages(annotate(reading))
    assert {i.replace(" ", "") for p in passages for i in p.identifiers} == set(names)
    assert max(len(p.identifiers) for p in passages) < 40


def test_more_paragraphs_than_any_text_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structure, "MAX_PROVISIONS", 50)
    with pytest.raises(TooLarge, match="more than 50 paragraphs and rows"):
        read_bytes(File("a.csv", b"name,code\n" + b"lantern,6A005\n" * 60))


def test_a_table_that_is_more_than_its_owner_would_hold_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_process, "MOST_HELD", 2 * 2**20)  # a string is some bytes smaller from Python 3.12 on
    table = b"name,code\n" + b"lantern,6A005\n" * 5_000
    assert list(reading_process.result(Job("few.csv", 9.0, 2**29), [table[:10_000]]))
    with pytest.raises(TooLarge, match=r"wide\.csv is [3-6] MB of text with its structure") as told:
        next(reading_process.result(Job("wide.csv", 9.0, 2**29), [table]))
    assert told.value.remedy == "Split it into files of its parts."


def test_a_process_that_was_taken_over_cannot_fill_its_owner(
    reader: DocumentReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_reader, "LARGEST_REPLY", 100)
    with pytest.raises(ParserFault, match="broke the process that reads documents"):
        reader.read(File("note.md", NOTE.encode()))


_PEAK = """
import resource, sys
from corpus.parsers.dispatch import read_bytes
from corpus.parsers.file import File
from corpus.passages import cut_passages, estimate_tokens
from index.encoders.embeddings import count_tokens
count_tokens("warm")
[reading] = read_bytes(File("a.txt", b"lantern makers keep records of lamps and wicks " * 420_000))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
passages = cut_passages(reading, count_tokens)
print(len(passages), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.slow
def test_cutting_twenty_megabytes_in_one_line_takes_little_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PEAK], cwd=ROOT, capture_output=True, text=True, check=True, timeout=300
    )
    passages, megabytes = map(int, done.stdout.split())
    assert passages > 900
    assert megabytes < 300  # 2,600 where the tokens of the whole are counted at once


_TABLE = """
import resource
from corpus.parsers.file import File
from corpus.passages import cut_passages
from corpus.reader.document_reader import DocumentReader
from index.encoders.embeddings import count_tokens
count_tokens("warm")
head, columns = ",".join(f"c{n}" for n in range(20)), range(20)
data = "\\n".join([head, *(",".join(f"{n}-{k}" for k in columns) for n in range(100_000))]).encode()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
reader = DocumentReader()
[reading] = reader.read(File("a.csv", data))
reading = reader.annotate(reading)
reader.close()
passages = cut_passages(reading, count_tokens)
cells = sum(len(p.cells) for p in reading.provisions)
print(cells, len(passages), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.slow
def test_a_table_of_two_million_cells_is_held_within_the_memory_of_a_hostile_file() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TABLE], cwd=ROOT, capture_output=True, text=True, check=True, timeout=900
    )
    cells, passages, megabytes = map(int, done.stdout.split())
    assert (cells, passages) == (2_000_000, 100_001)
    assert megabytes < 512

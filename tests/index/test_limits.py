"""A document that reads fine and explodes afterwards costs one line, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.definitions import definitions
from corpus.enrichment import annotate
from corpus.errors import TooLarge
from corpus.language.sentences import sentence_spans
from corpus.parsers.dispatch import read_bytes
from corpus.parsers.file import File
from corpus.passages import cut
from corpus.reader import DocumentReader, ReadingLimits
from index.collection import Collection
from index.ingest.intake import take_in

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
        cut(reading, check=ReadingLimits(seconds=0.001).cutting("A", len(reading.text)))
    assert len(cut(reading)) > 19_000


def test_a_long_heading_over_many_rows_is_not_read_again_for_each_of_them() -> None:
    rows = b"<tr><td>x<td>y" * 2_000
    page = b"<html><body><h1>" + b"lantern " * 60_000 + b"</h1><table><tr><th>a<th>b" + rows + b"</table>"
    [reading] = read_bytes(File("a.html", page))
    begun = time.process_time()
    passages = cut(reading)
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

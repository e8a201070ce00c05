"""A file that is added again is not read again, unless something about it has changed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import corpus
from corpus.model import Kind, Reading
from corpus.parsers.file import File
from corpus.reader.document_reader import DocumentReader
from index.collection import Collection
from index.ingest import fingerprints
from index.ingest.intake import Intake, Labels, take_in

GUIDE = Path(__file__).parents[1] / "data" / "pdf" / "guide.pdf"
TEXT = "# Guidance on lantern exports\n\nA quantum lantern needs a licence. Records are kept for five years.\n"


@pytest.fixture
def lanterns(tmp_path: Path) -> Path:
    file = tmp_path / "lanterns.md"
    file.write_text(TEXT, "utf-8")
    return file


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the files that are read; they are really read."""
    seen: list[str] = []
    real = DocumentReader.read

    def reading(self: DocumentReader, file: File) -> list[Reading]:
        seen.append(file.name)
        return real(self, file)

    monkeypatch.setattr(DocumentReader, "read", reading)
    return seen


def test_the_same_bytes_are_not_read_twice_and_say_the_same(
    collection: Collection, lanterns: Path, read: list[str]
) -> None:
    (first,) = take_in(collection, lanterns)
    (second,) = take_in(collection, lanterns)
    assert (first.status, second.status, read) == ("added", "unchanged", [lanterns.name])
    assert replace(second, status="added", seconds=first.seconds) == first
    assert collection.search("lantern")[0].source.id == first.source_id


Change = Callable[[Collection, Path, Intake, pytest.MonkeyPatch], Labels | None]


def other_bytes(_: Collection, path: Path, __: Intake, ___: pytest.MonkeyPatch) -> None:
    path.write_text(TEXT.replace("five", "seven"), "utf-8")


def other_labels(*_: object) -> Labels:
    return Labels(kind=Kind.GUIDANCE)


def taken_out(collection: Collection, _: Path, first: Intake, __: pytest.MonkeyPatch) -> None:
    collection.remove(first.source_id)


def other_program(_: Collection, __: Path, ___: Intake, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(fingerprints, "parser_digest", lambda: "a reader to come")


@pytest.mark.parametrize(
    "change, status",
    [(other_bytes, "updated"), (other_labels, "updated"), (taken_out, "added"), (other_program, "unchanged")],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_has_changed_is_read(
    collection: Collection,
    lanterns: Path,
    read: list[str],
    monkeypatch: pytest.MonkeyPatch,
    change: Change,
    status: str,
) -> None:
    (first,) = take_in(collection, lanterns)
    labels = change(collection, lanterns, first, monkeypatch) or Labels()
    (second,) = take_in(collection, lanterns, labels)
    assert (second.status, len(read)) == (status, 2)


def test_a_file_that_is_written_to_while_it_is_read_is_read_again(
    collection: Collection, lanterns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = DocumentReader.read

    def slow(self: DocumentReader, file: File) -> list[Reading]:
        found = real(self, file)
        lanterns.write_text(TEXT.replace("five", "seven"), "utf-8")
        return found

    monkeypatch.setattr(DocumentReader, "read", slow)
    assert take_in(collection, lanterns)[0].status == "added"
    monkeypatch.setattr(DocumentReader, "read", real)
    assert take_in(collection, lanterns)[0].status == "updated"
    assert "seven" in collection.search("records")[0].passage.text


def test_annotations_make_no_document_be_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Annotations read no documents; another table that parsers use may change what they read."""
    monkeypatch.setattr(corpus, "__path__", [str(tmp_path)])
    (tmp_path / "annotations" / "us").mkdir(parents=True)
    before = fingerprints.parser_digest.__wrapped__()
    (tmp_path / "annotations" / "us" / "widgets.toml").write_text("x = 1", "utf-8")
    (tmp_path / "annotations" / "loader.py").write_text("x = 1", "utf-8")
    assert fingerprints.parser_digest.__wrapped__() == before
    (tmp_path / "instruments.toml").write_text("x = 1", "utf-8")
    assert fingerprints.parser_digest.__wrapped__() != before


def test_a_pdf_is_opened_once_and_read_once(collection: Collection, tmp_path: Path, read: list[str]) -> None:
    file = tmp_path / "lanterns.pdf"
    file.write_bytes(GUIDE.read_bytes())
    opened: list[str] = []
    watched = True

    def look(event: str, arguments: tuple) -> None:
        if watched and event == "open" and str(arguments[0]) == str(file):
            opened.append(event)

    sys.addaudithook(look)
    try:
        (first,) = take_in(collection, file)
    finally:
        watched = False
    assert first.status == "added"
    assert first.edition is not None
    assert collection.catalogue.original(first.edition.number) == file.read_bytes()
    assert (len(opened), read) == (1, [file.name])

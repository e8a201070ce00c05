"""Hostile files cost their own line and nothing else: the reader goes on with the next file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.errors import Problem
from corpus.model import Reading
from corpus.parsers.file import File
from corpus.reader import DocumentReader, ReadingLimits
from tests.hostile import HOSTILE

NOTE = File("note.md", b"# Lanterns\n\nA lantern needs a licence.\n")


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    reader = DocumentReader(ReadingLimits())
    yield reader
    reader.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_read_or_refused_in_one_line(reader: DocumentReader, name: str) -> None:
    refused: Problem | None = None
    read: list[Reading] = []
    try:
        read = reader.read(File(name, HOSTILE[name]()))
    except Problem as problem:
        refused = problem
    assert read or refused
    assert refused is None or (refused.remedy and "\n" not in str(refused))
    assert [reading.text for reading in reader.read(NOTE)] == ["Lanterns\nA lantern needs a licence."]

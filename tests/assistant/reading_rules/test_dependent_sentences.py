"""Exceptions beside a ban: both are quoted, and no yes or no is read from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.pipeline import Assistant
from corpus.catalogue import Catalogue
from corpus.enrichment import annotate
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from index.collection import Collection


@pytest.fixture
def desk(assistant: Assistant, tmp_path: Path) -> Assistant:
    """Return an assistant over one regulation with two bans, of which one has an exception in the next paragraph."""
    tree = TreeBuilder()
    for number, paragraphs in (
        (
            "7",
            (
                "1. It shall be prohibited to provide lantern polishing services to persons in Freedonia.",
                "2. Paragraph 1 shall not apply to lantern polishing services for lighthouses of the rescue service.",
            ),
        ),
        ("8", ("1. It shall be prohibited to sell whale oil in Freedonia.",)),
    ):
        article = tree.add(f"Article {number}", locator=f"Article {number}", role=Role.SECTION)
        for n, text in enumerate(paragraphs, 1):
            tree.add(text, locator=f"Article {number}({n})", role=Role.PARAGRAPH, parent=article)
    reading = annotate(tree.reading(Source("eu-lanterns", "Council Regulation (EU) 2099/1", Kind.LAW, "eu")))
    (tmp_path / "encoder").symlink_to(assistant.settings.home / "encoder")
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    collection = Collection(tmp_path, catalogue)
    collection.add(reading)
    return Assistant(collection, catalogue, assistant.settings)


@pytest.mark.parametrize(
    "asked",
    [
        "May we sell whale oil in Freedonia?",
        "May we provide lantern polishing services to persons in Freedonia?",
        "May we provide polishing services for lighthouses of the rescue service?",
    ],
)
def test_a_ban_is_quoted_and_no_word_is_read_from_it(desk: Assistant, asked: str) -> None:
    answer = desk.ask(asked)
    assert not any(s.note == "direct" for s in answer.statements)
    assert answer.citations


def test_a_ban_and_its_exception_are_both_cited(desk: Assistant) -> None:
    answer = desk.ask("May we provide lantern polishing services to persons in Freedonia?")
    assert [s.text for s in answer.statements if s.note == "exception"] == [
        "2. Paragraph 1 shall not apply to lantern polishing services for lighthouses of the rescue service."
    ]

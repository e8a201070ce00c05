"""Two editions of a part or a list, compared on a question in any language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.engines.ledger.two_editions import computed
from assistant.engines.model import Computed
from assistant.model import Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Reading, Role, Source
from corpus.structure import TreeBuilder


def edition(day: date, *paragraphs: str) -> Reading:
    tree = TreeBuilder()
    part = tree.add("Part 744", locator="15 CFR Part 744", role=Role.PART)
    section = tree.add("§ 744.15 Others.", locator="15 CFR 744.15", role=Role.SECTION, parent=part)
    for n, text in enumerate(paragraphs):
        letter = "abcdef"[n]
        tree.add(f"({letter}) {text}", locator=f"15 CFR 744.15({letter})", role=Role.PARAGRAPH, parent=section)
    source = Source(id="us-15-cfr-744", title="15 CFR Part 744", kind=Kind.LAW, jurisdiction="us")
    return tree.reading(source, valid_from=day)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    held = Catalogue(tmp_path / "catalogue.sqlite")
    old = "A statement is needed for widgets of every kind."
    for reading in (
        edition(date(2026, 3, 1), old, "It is kept for five years."),
        edition(date(2026, 7, 1), old, "It is kept for seven years.", "Lanterns are exempt from all of this."),
    ):
        held.publish(held.stage(reading, []))
    yield held
    held.close()


def asked(catalogue: Catalogue, question: str) -> Computed | None:
    return computed(understand(question, (), Filters(), catalogue), catalogue)


@pytest.mark.parametrize(
    "question",
    [
        "What changed in part 744 between the March and the July editions?",
        "744部分的两个版本有什么不同",
        "Unterschied zwischen den beiden Fassungen von Part 744?",
        "Do the two versions of 744.15 differ?",
    ],
)
def test_what_changed_is_told(catalogue: Catalogue, question: str) -> None:
    found = asked(catalogue, question)
    assert found is not None
    assert found.payload["editions"] == ["2026-03-01", "2026-07-01"]
    assert [c["change"] for c in found.payload["changes"]] == ["changed", "added"]
    assert any("five years" in f.text and "seven years" in f.text for f in found.findings)


def test_a_part_that_stayed_as_it_was_is_said_to_have(catalogue: Catalogue) -> None:
    found = asked(catalogue, "Did 744.15(a) change between the two versions?")
    assert found is not None
    assert found.findings[0].text.startswith("Nothing was added, removed or changed in 15 CFR 744.15(a)")


@pytest.mark.parametrize(
    "question",
    ["What does part 744 say?", "What changed in part 744?", "Which versions of 744.15 are held?"],
)
def test_other_questions_are_left(catalogue: Catalogue, question: str) -> None:
    assert asked(catalogue, question) is None


def test_editions_that_are_not_held_are_not_replaced_by_others(catalogue: Catalogue) -> None:
    found = asked(catalogue, "What changed in part 744 between the January and the May editions?")
    assert found is not None
    assert found.outcome is Outcome.NOT_IN_CORPUS
    assert "1 March 2026 and 1 July 2026" in found.findings[0].text

"""Paragraphs that only another list has: by which rows of the entry what they mean is concluded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.engines import dispatch
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters
from tests.shared_texts import hold_texts

LISTS = ("us/lists/ccl.json", "us/lists/country-chart.json", "pdf/norway-list-II-dual-use.pdf")


@pytest.fixture(scope="module")
def both_lists(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CatalogueSnapshot]:
    held = hold_texts(Catalogue(tmp_path_factory.mktemp("lists") / "catalogue.sqlite"), shared, LISTS)
    yield CatalogueSnapshot(held)
    held.close()


# The Commerce Control List is held without the paragraphs of 9A012; its row says "entire entry, except .a.1".
@pytest.mark.parametrize(
    ("question", "paragraph", "required"),
    [
        (
            "Do I need a licence for a drone with an endurance of 40 minutes, wind gusts of 50 km/h, to Italy?",
            "9A012.a.1",
            False,
        ),
        ("Do I need a licence for a drone with an endurance of 40 minutes to Italy?", "9A012.a.1", False),
        ("Do I need a licence for a drone with an endurance of 70 minutes to Italy?", "9A012.a.2", True),
        (
            "Do I need a licence for a drone with an endurance of 40 minutes, wind gusts of 50 km/h, to China?",
            "9A012.a.1",
            True,
        ),
    ],
)
def test_no_row_that_excepts_the_paragraph_decides(
    both_lists: CatalogueSnapshot, question: str, paragraph: str, required: bool
) -> None:
    found = dispatch.computed(understand(question, (), Filters(), both_lists), both_lists)
    assert found is not None
    lead = found.findings[0].text
    assert f"If they are {paragraph}: " in lead
    assert ("A licence is required" in lead) is required
    assert ("except .a.1" in lead) is (paragraph != "9A012.a.1")

"""Rows of names to check: each of them is told, and one that is not taken for a name is said to be left."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.engines.dispatch import computed
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from tests.assistant.engines.lists.conftest import ALL, ENTITIES, add_part

ROWS = (
    *ENTITIES,
    ("CHINA, PEOPLE'S REPUBLIC OF", "Zarvik Group, 4 Low Street, Hangzhou", ALL, "Presumption of denial",
     "84 FR 54002, 10/9/19."),
)  # fmt: skip


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Return a catalogue with a list that has a group among its rows."""
    held = Catalogue(tmp_path / "catalogue.sqlite")
    add_part(held, date(2026, 1, 15), ROWS)
    return held


def _answer(question: str, catalogue: Catalogue) -> Computed:
    found = computed(understand(question, (), Filters(), catalogue), catalogue)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "question",
    [
        "check these pls: Bolt Works, Zarvik Group, Quelbrix, Egret Shipyard. on which lists and since when?",
        "Screen Zarvik Group, Quelbrix and Egret Shipyard",
        "vet zarvik group, quelbrix, egret shipyard",
    ],
)
def test_a_word_behind_a_group_in_a_row_of_names_is_one_of_them(catalogue: Catalogue, question: str) -> None:
    made = _answer(question, catalogue)
    value = {name.casefold(): status for name, status in made.payload["value"].items()}
    assert value["quelbrix"] == "not_found"
    assert value["egret shipyard"] == "listed"
    assert any(f.text.casefold().startswith("“quelbrix”: not found in any list held") for f in made.findings)


def test_a_word_behind_a_company_that_may_be_its_town_is_said_to_be_found_as_no_name(catalogue: Catalogue) -> None:
    made = _answer("Screen: Mirrow Ltd, Quelbrix", catalogue)
    assert any("found as a name in no list held: “Quelbrix”" in f.text for f in made.findings)
    of_a_town = _answer("Screen: Mirrow Ltd, Hangzhou", catalogue)
    assert not any("“Hangzhou”" in f.text for f in of_a_town.findings)


def test_what_is_taken_for_no_name_in_a_row_is_left_open(catalogue: Catalogue) -> None:
    made = _answer("Please check 360, Zarvik Group, Mirrow and Egret Shipyard against the lists", catalogue)
    assert made.not_answered == ("360",)
    whole = _answer("Please check Zarvik Group, Mirrow and Egret Shipyard against the lists", catalogue)
    assert whole.not_answered == ()

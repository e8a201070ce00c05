"""Rows of names to check: each of them is told, and one that is not taken for a name is said to be left."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from tests.assistant.engines.lists.conftest import ALL, ENTITIES, add_part, dispatched

ROWS = (
    *ENTITIES,
    ("CHINA, PEOPLE'S REPUBLIC OF", "Zarvik Group, 4 Low Street, Hangzhou", ALL, "Presumption of denial",
     "84 FR 54002, 10/9/19."),
    ("", "Hangzhou Zarvel Optical Works, a.k.a., the following one alias:\n—Zarvel.\n4 River Road, Hangzhou", ALL,
     "Presumption of denial", "84 FR 54002, 10/9/19."),
)  # fmt: skip


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Return a catalogue with a list that has a group among its rows."""
    held = Catalogue(tmp_path / "catalogue.sqlite")
    add_part(held, date(2026, 1, 15), ROWS)
    return held


@pytest.mark.parametrize(
    "question",
    [
        "check these pls: Bolt Works, Zarvik Group, Quelbrix, Egret Shipyard. on which lists and since when?",
        "Screen Zarvik Group, Quelbrix and Egret Shipyard",
        "vet zarvik group, quelbrix, egret shipyard",
    ],
)
def test_a_word_behind_a_group_in_a_row_of_names_is_one_of_them(catalogue: Catalogue, question: str) -> None:
    made = dispatched(question, catalogue)
    value = {name.casefold(): status for name, status in made.payload["value"].items()}
    assert value["quelbrix"] == "not_found"
    assert value["egret shipyard"] == "listed"
    assert any(f.text.casefold().startswith("“quelbrix”: not found in any list held") for f in made.findings)


def test_a_word_behind_a_company_that_may_be_its_town_is_said_to_be_found_as_no_name(catalogue: Catalogue) -> None:
    made = dispatched("Screen: Mirrow Ltd, Quelbrix", catalogue)
    assert any("found as a name in no list held: “Quelbrix”" in f.text for f in made.findings)
    of_a_town = dispatched("Screen: Mirrow Ltd, Hangzhou", catalogue)
    assert not any("“Hangzhou”" in f.text for f in of_a_town.findings)


def test_what_is_taken_for_no_name_in_a_row_is_left_open(catalogue: Catalogue) -> None:
    made = dispatched("Please check 360, Zarvik Group, Mirrow and Egret Shipyard against the lists", catalogue)
    assert made.not_answered == ("360",)
    whole = dispatched("Please check Zarvik Group, Mirrow and Egret Shipyard against the lists", catalogue)
    assert whole.not_answered == ()


def test_a_town_in_brackets_is_no_part_of_a_name_that_a_row_bears_without_it(catalogue: Catalogue) -> None:
    made = dispatched("check these: Zarvel (Hangzhou), Egret Shipyard, Mirrow (Kerch)", catalogue)
    assert made.payload["value"] == {"Zarvel": "listed", "Egret Shipyard": "listed", "Mirrow": "not_found"}
    assert not any("(Hangzhou)" in f.text or "(Kerch)" in f.text for f in made.findings)


@pytest.mark.parametrize(
    "question",
    [
        "Gasket Ltd. - is it on the Entity List, since when?",
        "Was Gasket Ltd. put on the Entity List in 2020, as my boss says?",
        "gasket ltd entity list or not?",
    ],
)
def test_that_a_party_stands_on_another_list_than_the_one_named_is_said_first(
    catalogue: Catalogue, question: str
) -> None:
    lead = dispatched(question, catalogue).findings[0].text
    assert "not found on the Entity List of 2026-01-15. It is on another list: Gasket Ltd." in lead
    assert "the Unverified List of 2026-01-15" in lead


def test_of_several_names_each_says_that_it_is_not_on_the_list_named(catalogue: Catalogue) -> None:
    made = dispatched("Are Egret Shipyard, Gasket Ltd. and Fender GmbH on the Entity List?", catalogue)
    texts = [f.text for f in made.findings]
    assert texts[0].startswith("“Egret Shipyard”: Egret Shipyard, ")
    for text, name in zip(texts[1:3], ("Gasket Ltd.", "Fender GmbH"), strict=True):
        assert f": not found on the Entity List of 2026-01-15, but on another list: {name}" in text


def test_one_party_under_two_names_of_which_one_is_a_part_of_the_other_is_told_once(catalogue: Catalogue) -> None:
    made = dispatched("Dynamo - Dynamo A.S. - Entity List since when?", catalogue)
    assert sum("First listed on 2025-10-09" in f.text for f in made.findings) == 1
    assert sum("is listed on the Entity List" in f.text for f in made.findings) == 1

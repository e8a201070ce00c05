"""How many rows share what one row says, and rows that are chosen by a footnote whatever is said of it."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.engines.dispatch import computed
from assistant.engines.list_questions import shared_cells
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from tests.assistant.engines.lists.conftest import ALL, add_part

MARKED = "For all items subject to the EAR. (See §§ 734.9(g),3 744.21(b) of the EAR)"
LONG = "Case-by-case for lamps; and presumption of denial for all other items"
ROWS = (
    ("FREEDONIA", "Quillfen Lamps, 1 High Street, Freedonia", MARKED, LONG, "62 FR 100, 6/30/97."),
    ("", "Tarnlit Works, 2 High Street, Freedonia", ALL, "Presumption of denial", "62 FR 100, 6/30/97."),
    ("MALTA", "Wexglow Group, Valletta", ALL, f"{LONG}.", "62 FR 100, 6/30/97."),
    ("CANADA", "Ombrel Inc., Ottawa", MARKED, "Policy of denial", "62 FR 100, 6/30/97."),
    ("", "Pellrun Inc., Ottawa", ALL, "Policy of denial", "62 FR 100, 6/30/97."),
)


def _asked(catalogue: Catalogue, question: str, *before: str) -> Computed | None:
    return computed(understand(question, before, Filters(), catalogue), catalogue)


@pytest.fixture
def lamps(empty: Catalogue) -> Catalogue:
    add_part(empty, date(2026, 4, 15), ROWS, footnotes=("3",))
    return empty


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("what review policy does Quillfen Lamps have and how many rows share it?", ()),
        ("How many Entity List rows share Quillfen Lamps's review policy?", ()),
        ("how many other entries have the same?", ("What is the review policy of Quillfen Lamps?",)),
    ],
)
def test_the_rows_with_the_same_policy_are_counted(lamps: Catalogue, question: str, before: tuple[str, ...]) -> None:
    found = _asked(lamps, question, *before)
    assert found is not None
    assert f"review policy “{LONG}”" in found.lead
    assert "2 rows of the Entity List have this review policy word for word" in found.lead
    assert found.payload["value"] == {"policy": LONG, "rows": 2, "by_country": {"Freedonia": 1, "Malta": 1}}


def test_a_policy_that_no_other_row_has_is_said_to_be_alone_and_others_are_left(lamps: Catalogue) -> None:
    found = _asked(lamps, "Which review policy has Tarnlit Works and how many companies have the same one?")
    assert found is not None
    assert found.payload["value"]["rows"] == 1
    assert "No other row of the Entity List has this review policy word for word." in found.lead
    found = _asked(lamps, "Which licence requirement has Ombrel Inc. and how many companies have the same one?")
    assert found is not None
    assert found.payload["value"]["rows"] == 2
    for question in ("How many rows share a building?", "what policy does it have?", "How many entries has Malta?"):
        asked = understand(question, (), Filters(), lamps)
        assert shared_cells.computed(asked, lamps) is None


@pytest.mark.parametrize(
    "question",
    [
        "who in Canada is listed with footnote 3, the lamp maker end user one?",
        "who in Canada is listed with footnote 3 (lamp makers)?",
        "which companies in Canada carry footnote 3?",
    ],
)
def test_rows_of_a_footnote_are_told_whatever_is_said_of_it(lamps: Catalogue, question: str) -> None:
    found = _asked(lamps, question)
    assert found is not None
    assert [r["name"] for r in found.payload["rows"]] == ["Ombrel Inc."]
    assert "with footnote 3" in found.lead


def test_the_treatment_of_all_rows_is_told_in_groups(lamps: Catalogue) -> None:
    found = _asked(lamps, "How many entries has the Entity List for Freedonia, and how are applications treated there?")
    assert found is not None
    assert "By review policy:" in found.lead
    assert f"“{LONG}” 1" in found.lead
    assert "Presumption of denial 1" in found.lead


def test_whether_rows_chosen_before_are_off_the_list_is_told_with_the_notices_that_they_cite(empty: Catalogue) -> None:
    cites = "90 FR 48193, 10/9/25. 90 FR 50859, 11/12/25."
    add_part(empty, date(2026, 4, 15), (("MALTA", "Ombrel Lamps Ltd., Valletta", ALL, "Policy of denial", cites),))
    before = "Did BIS really put Ombrel Lamps on the Entity List in October 2025?"
    found = _asked(empty, "And are they off the list now after the November 2025 correction?", before)
    assert found is not None
    assert found.lead.startswith("Still listed: Ombrel Lamps Ltd. (Malta), in the edition of 2026-04-15")
    assert "The row cites 90 FR 50859 of 2025-11-12" in found.lead


def test_the_company_of_an_owner_in_a_town_is_looked_for_by_the_words_of_one_name(empty: Catalogue) -> None:
    rows = (
        ("CANADA", "Ombrel (Ottawa) Lamp Company, Ottawa", MARKED, "Policy of denial", "62 FR 100, 6/30/97."),
        ("", "Ombrel (Toronto) Lamps, Toronto", ALL, "Policy of denial", "62 FR 100, 6/30/97."),
    )
    add_part(empty, date(2026, 4, 15), rows, footnotes=("3",))
    before = "How many Entity List rows carry footnote 3?"
    first = "are any of them outside Canada, and is "
    found = _asked(empty, f"{first}Ombrel's Toronto company one?", before)
    assert found is not None
    assert "is not among them: the Entity List has Ombrel (Toronto) Lamps (Canada) in a row of its own" in found.lead
    found = _asked(empty, f"{first}Ombrel's Ottawa company one?", before)
    assert found is not None
    assert "is among them: Ombrel (Ottawa) Lamp Company" in found.lead
    found = _asked(empty, f"{first}Ombrel's Calgary company one?", before)
    assert found is not None
    assert "Left open: “Ombrel's Calgary company”" in found.lead


def test_a_listed_name_with_an_apostrophe_is_no_company_of_an_owner(empty: Catalogue) -> None:
    rows = (("CANADA", "Ombrel's Register, Ottawa", MARKED, "Policy of denial", "62 FR 100, 6/30/97."),)
    add_part(empty, date(2026, 4, 15), rows, footnotes=("3",))
    before = "How many Entity List rows carry footnote 3?"
    found = _asked(empty, "are any of them outside Canada, and is Ombrel's Register one?", before)
    assert found is not None
    assert "“Ombrel's Register” is one of them" in found.lead
    assert "Left open" not in found.lead


@pytest.mark.parametrize(
    ("question", "is_of_the_rows"),
    [
        ("are they still on it?", True),
        ("are they on the list?", True),
        ("are they on it now?", True),
        ("are they now on the Entity List?", True),
        ("are they on the SDN list?", False),
        ("are they still on the SDN list?", False),
        ("are they on the same address?", False),
    ],
)
def test_only_of_its_own_list_rows_chosen_before_are_said_to_be_on_it(
    lamps: Catalogue, question: str, *, is_of_the_rows: bool
) -> None:
    found = _asked(lamps, question, "which companies in Canada carry footnote 3 on the Entity List?")
    assert ("Still listed" in found.lead if found else False) is is_of_the_rows


def test_whether_rows_are_still_listed_is_not_told_of_no_rows(lamps: Catalogue) -> None:
    before = "which companies in Canada carry footnote 9 on the Entity List?"
    found = _asked(lamps, "are they still on it?", before)
    assert found is None or "of them stand" not in found.lead


def test_a_number_of_a_whole_name_tells_the_rows_of_its_family(empty: Catalogue) -> None:
    rows = (
        ("FREEDONIA", "Quillfen Lamps, 1 High Street, Freedonia", ALL, LONG, "62 FR 100, 6/30/97."),
        ("", "Quillfen Works, 2 High Street, Freedonia", ALL, LONG, "62 FR 100, 6/30/97."),
        ("", "Tarnlit Works, 3 High Street, Freedonia", ALL, LONG, "62 FR 100, 6/30/97."),
    )
    add_part(empty, date(2026, 4, 15), rows)
    found = _asked(empty, "How many Quillfen Lamps companies are on the Entity List?")
    assert found is not None
    told = " ".join(f.text for f in found.findings)
    assert "With the word “Quillfen” in a name or an alias it has 2 rows: Quillfen Lamps; Quillfen Works." in told
    found = _asked(empty, "How many Quillfen companies are on the Entity List?")
    assert found is not None
    assert "With the word" not in " ".join(f.text for f in found.findings)

"""Questions on lists in free words: clause by clause, and what no row tells is left open."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.engines.dispatch import computed
from assistant.engines.list_questions import clause_answers
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from tests.assistant.engines.lists.conftest import ALL, add_part


@pytest.mark.parametrize(
    "question, value, words",
    [
        ("how many ADDRESSES (no company name) are on the entity list, where are they, since when",
         [1, {"China": 1}, {"2023-10-19 (88 FR 71992)": 1}], "By country: China 1."),
        ("Entity List: how many entries in total are under china pls, and which of them came in 2023?",
         [4, ["Bolt Works Co.", "Address 01"]], "first listed from 2023-01-01 to 2023-12-31"),
        ("The October 9 2025 additions: a notice says 2 entries. break down by country pls", {"Turkey": 1}, "Turkey 1"),
        ("On 19 October 2023 BIS hit China. total number of chinese entries added that day?", 2,
         "first listed on 2023-10-19"),
        ("how many European entries has the unverified list, and what do they catch?",
         [{"total": 1, "Germany": 1}, {"": 1}], "under countries of Europe"),
    ],
)  # fmt: skip
def test_a_question_in_free_words_is_read_clause_by_clause(
    catalogue: Catalogue, question: str, value: Any, words: str
) -> None:
    found = clause_answers.in_clauses(understand(question, (), Filters(), catalogue), catalogue)
    assert found is not None
    assert found.payload["value"] == value
    assert words in found.lead


def test_what_no_row_tells_is_left_open_and_no_number_stands_for_it(catalogue: Catalogue) -> None:
    asked = "How many Chinese entries are on the Entity List and do they need a licence for lamps?"
    found = clause_answers.in_clauses(understand(asked, (), Filters(), catalogue), catalogue)
    assert found is not None
    assert found.not_answered == ("do they need a licence for lamps?",)
    assert found.lead.startswith("Answered in part; left open: “do they need a licence for lamps”. ")
    asked = "Is a licence needed for a party on the Entity List, and who decides?"
    assert clause_answers.in_clauses(understand(asked, (), Filters(), catalogue), catalogue) is None


@pytest.mark.parametrize(
    "question",
    [
        "In October 2023 a row for pumps was added to Annex XXIII. How large must the flow be?",
        "October 2025: entries were added to the dual-use list for China. How long must the cable be?",
    ],
)
def test_of_an_annex_or_a_list_of_goods_no_rows_of_parties_are_told(catalogue: Catalogue, question: str) -> None:
    assert clause_answers.in_clauses(understand(question, (), Filters(), catalogue), catalogue) is None


def _in_clauses(catalogue: Catalogue, asked: str, *before: str) -> Computed | None:
    return clause_answers.in_clauses(understand(asked, before, Filters(), catalogue), catalogue)


def test_numbers_in_words_are_no_choice_that_is_left_open(catalogue: Catalogue) -> None:
    found = _in_clauses(catalogue, "list the three rows of the Entity List under China, a few names")
    assert found is not None
    assert found.not_answered == ()


def test_a_choice_that_is_not_read_is_never_dropped(catalogue: Catalogue) -> None:
    asked = "how many rows of the entity list are about teapot painters"
    found = _in_clauses(catalogue, asked)
    assert found is not None
    assert found.payload["value"] is None
    assert found.lead.startswith("Answered in part; left open: “teapot painters”. Those words were not applied")
    assert _in_clauses(catalogue, "how many of those were added in 2023?", asked) is None, (
        "nor in the question after it"
    )


def test_what_was_added_is_asked_once(catalogue: Catalogue) -> None:
    found = _in_clauses(
        catalogue, "what changed in the Entity List between the january and april 2026 editions? any adds/removals?"
    )
    assert found is not None
    assert found.not_answered == ()


def test_a_follow_up_chooses_among_the_rows_of_the_question_before(catalogue: Catalogue) -> None:
    before = "how many entries does the entity list have under turkey?"
    asked = understand("just the ones from the october 2025 rule, names only", [before], Filters(), catalogue)
    found = clause_answers.in_clauses(asked, catalogue)
    assert found is not None
    assert [row["name"] for row in found.payload["rows"]] == ["Dynamo A.S."]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many Chinese entries are on the Entity List? is Tianjin Cogs one of them?", "is one of them"),
        ("How many Chinese entries are on the Entity List? is Dynamo one of them?", "None of these rows has"),
        ("Which Chinese entries are on the Entity List, are those still on it?", "stand in the edition of 2026-04-15"),
        ("How many Turkish entries has the Entity List and when were they added?", "2025-10-09 (90 FR 48193) 1"),
        ("Which Cuban firms are on the Unverified List? and who was the last to be added to it", "2025-04-25"),
    ],
)
def test_a_second_clause_is_asked_of_the_rows_or_the_whole_list(
    catalogue: Catalogue, question: str, words: str
) -> None:
    found = _in_clauses(catalogue, question)
    assert found is not None
    assert words in found.findings[0].text
    assert not found.not_answered


def test_who_was_added_last_is_no_row_that_was_revised(catalogue: Catalogue) -> None:
    found = _in_clauses(catalogue, "Which Cuban rows has the Unverified List? who was the last to be added to it")
    assert found is not None
    assert found.payload["value"][1] == {"date": "2025-04-25", "entries": ["Fender GmbH"]}


@pytest.mark.parametrize(
    "question, value, words",
    [
        ("How many addresses without a name are on the entity list? any outside Hong Kong?", [1, []],
         "The Entity List has no row outside Hong Kong"),
        ("Entity List: how many rows under China, how many elsewhere, and which ones came in October 2025?",
         [4, 3, ["Dynamo A.S."]], "outside China"),
        ("How many Chinese entries are on the Entity List, are they all since 2020?", [4, 4],
         "Not all: 2 of the 4 are rows first listed since 2020-01-01."),
        ("UVL, total listed + which were put on in April 2025?", [2, ["Fender GmbH"]],
         "The Unverified List has 2 rows"),
        ("The Unverified List had its rule on 9 October 2020. Has anybody been added since?", ["Fender GmbH"],
         "first listed since 2020-10-10"),
        ("How many Chinese entries came to the Entity List since 2023, and how many before that?", [2, 1],
         "first listed until 2022-12-31"),
        ("How many Chinese entries are on the Entity List? split by date", [4, {"2012-04-18 (77 FR 23116)": 1,
         "2023-10-19 (88 FR 71992)": 2}], "By the notice"),
        ("Do any Chinese entries on the Entity List not have a policy of denial? and by policy?", None, "lacks"),
    ],
)  # fmt: skip
def test_each_word_that_narrows_a_clause_is_applied_to_it(
    catalogue: Catalogue, question: str, value: Any, words: str
) -> None:
    found = _in_clauses(catalogue, question)
    assert found is not None
    assert found.not_answered == ()
    assert value is None or found.payload["value"] in (value, [value], *value)
    assert words in " ".join(f.text for f in found.findings)


def test_a_yes_of_one_clause_opens_no_answer_to_several(catalogue: Catalogue) -> None:
    found = _in_clauses(catalogue, "How many Chinese entries are on the Entity List? any outside Hong Kong?")
    assert found is not None
    assert found.findings[0].says_yes is None
    assert not found.lead.startswith(("Yes", "No"))


def test_rows_of_a_day_are_told_though_names_and_trades_stand_beside_it(catalogue: Catalogue) -> None:
    question = "Which lantern makers were listed on 19 October 2023, with countries? I have Bolt and Dynamo"
    found = clause_answers.of_a_day(understand(question, (), Filters(), catalogue), catalogue)
    assert found is not None
    assert found.not_answered == ("lantern makers",)
    assert [r["name"] for r in found.payload["rows"]] == ["Bolt Works Co.", "Address 01"]
    asked = "Is Bolt Works listed since 19 October 2023?"
    assert clause_answers.of_a_day(understand(asked, (), Filters(), catalogue), catalogue) is None


def test_a_row_under_another_heading_is_told_where_its_own_has_none(catalogue: Catalogue) -> None:
    question = "Which Turkish entries were added to the Entity List on 19 October 2023?"
    found = _in_clauses(catalogue, question)
    assert found is not None
    assert not any("printed under another heading" in f.text for f in found.findings)


def test_whoever_is_asked_after_besides_a_name_is_not_that_name(catalogue: Catalogue) -> None:
    found = _in_clauses(catalogue, "who is on the entity list in China, anyone besides Bolt?")
    assert found is not None
    assert found.payload["rows"]
    assert not any("Bolt" in row["name"] for row in found.payload["rows"])


def test_somebody_named_before_is_looked_for_among_the_rows_of_the_day(catalogue: Catalogue) -> None:
    before = "Who was added to the entity list on 19 October 2023?"
    found = _in_clauses(catalogue, "and Bolt Works, is that one still on there?", before)
    assert found is not None
    assert [r["name"] for r in found.payload["rows"]][:1] == ["Bolt Works Co."]
    assert "Bolt Works" in found.lead


_BOLTS = [
    ("CHINA, PEOPLE'S REPUBLIC OF", "Quelvik Bolts, 1 Wan Road, Hong Kong", ALL, "Policy of denial",
     "88 FR 71992 10/19/23."),
    ("", "Quelvik Nuts, 2 Wan Road, Hong Kong", ALL, "Policy of denial", "88 FR 71992 10/19/23."),
    ("GERMANY", "Quelvik Bolts GmbH, Kiel, Germany", ALL, "Policy of denial", "88 FR 71992 10/19/23."),
    ("TURKEY", "Quelvik Bolts A.S., Istanbul, Turkey", ALL, "Policy of denial", "88 FR 71992 10/19/23."),
    ("SLOVAKIA", "Egret S.R.O., Bratislava, Slovakia", f"{ALL}. This license requirement may be overcome by License "
     "Exception GOV under § 740.11(b)(2)", "Policy of denial", "87 FR 13143, 3/9/22."),
]  # fmt: skip


@pytest.mark.parametrize("words", ["besides", "apart from", "aside from", "other than", "outside"])
def test_countries_are_counted_of_the_rows_that_were_found(tmp_path: Path, words: str) -> None:
    held = Catalogue(tmp_path / "catalogue.sqlite")
    add_part(held, date(2026, 7, 23), _BOLTS)
    question = f"How many Entity List rows name Quelvik, and in how many countries {words} China?"
    found = computed(understand(question, (), Filters(), held), held)
    assert found is not None
    assert found.payload["value"] == [4, 2]
    assert "under 2 countries: Germany 1, Turkey 1" in found.findings[0].text
    held.close()


def test_what_a_row_says_of_exceptions_is_told_where_they_are_asked_for(tmp_path: Path) -> None:
    held = Catalogue(tmp_path / "catalogue.sqlite")
    add_part(held, date(2026, 7, 23), _BOLTS)

    def told(question: str) -> str:
        found = computed(understand(question, (), Filters(), held), held)
        assert found is not None
        return " ".join(f.text for f in found.findings[:2])

    asked = "any {} firm on the Entity List? and is there really an exception one can use for it?"
    assert "“For all items" in told(asked.format("Slovak"))
    assert "may be overcome by License Exception GOV under § 740.11(b)(2)”" in told(asked.format("Slovak"))
    assert "The row names no license exception of its own." in told(asked.format("German"))
    assert "exception" not in told("any Slovak firm on the Entity List?")
    held.close()


@pytest.mark.parametrize(
    ("question", "value", "left"),
    [
        (
            "How many Entity List rows are in China, and since when is Dynamo listed?",
            [4, {"2025-10-09 (90 FR 48193)": 1}],
            (),
        ),
        (
            "How many Entity List rows are in China, and since when is Quelvik Lamps listed?",
            4,
            ("since when is Quelvik Lamps listed?",),
        ),
    ],
)
def test_a_half_about_somebody_is_of_its_own_rows_or_left_open(
    catalogue: Catalogue, question: str, value: object, left: tuple[str, ...]
) -> None:
    found = computed(understand(question, (), Filters(), catalogue), catalogue)
    assert found is not None
    assert found.not_answered == left
    assert found.payload["value"] == value

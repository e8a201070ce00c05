"""Who is on several lists, or on one and not on another: never the rows of each list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assistant.engines import dispatch
from assistant.engines.list_questions import list_question_engine, several_lists
from assistant.engines.lists.party_query import PartyQuery
from assistant.engines.model import Computed
from assistant.model import StatementRole
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.lexicon.party_lists import lists_asked
from tests.assistant.engines.lists.conftest import ALL, ENTITIES, add_compilation, add_part

FENDER = ("GERMANY", "Fender GmbH, Hafenweg 1, Kiel, Germany", ALL, "Policy of denial", "90 FR 17340, 4/25/25.")
HORN = ("GERMANY", "Horn Trading, Kiel, Germany", ALL, "Policy of denial", "90 FR 17340, 4/25/25.")


@pytest.fixture
def listed_twice(empty: Catalogue) -> Catalogue:
    """Return a catalogue in which one party is on two tables, and one on a table and in the compilation."""
    add_part(empty, date(2026, 4, 15), (*ENTITIES, FENDER, HORN))
    add_compilation(empty)
    return empty


@pytest.mark.parametrize(
    "question, value",
    [
        ("which companies are on the Unverified List but not on the Entity List", ["Gasket Ltd."]),
        ("who is on the unverified list and also on the entity list", ["Fender GmbH"]),
        ("how many firms are on both the Entity List and the Unverified List?", 1),
        ("Which German entities are in both lists, UVL and Entity List?", ["Fender GmbH"]),
        ("is there anybody on the Denied Persons List who is also on the Entity List", ["HORN TRADING"]),
        ("how many UVL entries are not on the Entity List", 1),
    ],
)
def test_lists_are_put_together_by_names(question: str, value: object, listed_twice: Catalogue) -> None:
    found = list_question_engine.computed(understand(question, (), Filters(), listed_twice), listed_twice)
    assert found is not None
    assert found.payload["value"] == value
    assert found.findings[0].says_yes is None
    assert "compared word by word" in found.findings[-1].text


def test_a_row_cites_its_place_on_each_list(listed_twice: Catalogue) -> None:
    question = understand("who is on both the UVL and the Entity List", (), Filters(), listed_twice)
    found = list_question_engine.computed(question, listed_twice)
    assert found is not None
    [row] = [f for f in found.findings if f.note is StatementRole.ROW]
    assert len(row.cites) == 2
    texts = [listed_twice.slice(s.version.number, s.start, s.end) for s in row.cites]
    assert all("Fender GmbH" in t for t in texts)
    assert texts[0] != texts[1]


def test_rows_of_each_list_are_no_answer_where_more_is_asked_of_them(listed_twice: Catalogue) -> None:
    question = "Which lantern makers are on both the Entity List and the Unverified List?"
    found = dispatch.computed(understand(question, (), Filters(), listed_twice), listed_twice)
    assert found is None


def test_a_number_of_rows_of_each_list_is_still_told(ask: Callable[..., Computed | None]) -> None:
    found = ask("How many rows do the Entity List and the Unverified List have under Germany?")
    assert found is not None
    assert "has 1 row under Germany" in found.findings[0].text


@pytest.mark.parametrize(
    "question, value, told",
    [
        ("Compare the number of German companies on the Entity List, the UVL and the Denied Persons List",
         {"entity_list": 0, "unverified_list": 1, "denied_persons_list": 1}, "have the most, and equally many."),
        ("Which list has more entries, the Entity List or the Unverified List?",
         {"entity_list": 7, "unverified_list": 2}, "The Entity List has 5 more than the Unverified List."),
        ("Which is longer, the Unverified List or the Entity List?",
         {"entity_list": 7, "unverified_list": 2}, "The Entity List has 5 more than the Unverified List."),
        ("How many more Chinese rows are on the Entity List than on the UVL?",
         {"entity_list": 4, "unverified_list": 0}, "The Entity List has 4 more than the Unverified List."),
        ("Compare how many rows the Entity List and the UVL have for Germany",
         {"entity_list": 0, "unverified_list": 1}, "The Unverified List has 1 more than the Entity List."),
    ],
)  # fmt: skip
def test_numbers_of_several_lists_are_held_against_each_other(
    question: str, value: object, told: str, ask: Callable[..., Computed | None]
) -> None:
    found = ask(question)
    assert found is not None
    assert found.payload["value"] == value
    assert found.findings[0].text.endswith(told)


def test_lists_that_are_compared_by_no_number_are_not_counted(ask: Callable[..., Computed | None]) -> None:
    found = ask("Compare the Entity List and the Unverified List")
    assert found is None


def test_rows_of_three_lists_are_told_of_each(ask: Callable[..., Computed | None]) -> None:
    found = ask("Which companies are on the Entity List, the Unverified List and the SDN List?")
    assert found is not None
    rows = [f.text for f in found.findings if f.note is StatementRole.ROW]
    assert {text.partition(": ")[0] for text in rows} == {
        "Entity List", "Unverified List", "Specially Designated Nationals List",
    }  # fmt: skip
    assert len(rows) == 10


def test_companies_are_all_rows_of_a_list_that_tells_no_kinds(ask: Callable[..., Computed | None]) -> None:
    found = ask("How many German companies are on the Unverified List and the SDN List?")
    assert found is not None
    assert found.payload["value"] == {"unverified_list": 1, "sdn_list": 0}
    assert _note_on_kinds(found, "Unverified List", "all its rows are counted")


def _note_on_kinds(found: Computed, name: str, counted: str) -> bool:
    line = f"The {name} does not tell companies from people or ships: {counted}."
    return any(f.text == line and f.note is StatementRole.NOTE for f in found.findings)


@pytest.mark.parametrize(
    "question, value, lead, says_yes",
    [
        ("How many individuals are on the Unverified List and the SDN List?",
         {"unverified_list": None, "sdn_list": 0},
         "The Specially Designated Nationals List has no row of type Individual", None),
        ("How many parties on the Unverified List and the SDN List are not vessels?",
         {"unverified_list": None, "sdn_list": 1},
         "The Specially Designated Nationals List has 1 row of another type than Vessel", None),
        ("Which has more vessels, the Unverified List or the SDN List?",
         {"unverified_list": None, "sdn_list": 1},
         "The Specially Designated Nationals List has 1 row of type Vessel", None),
        ("Are there any vessels on the Unverified List and the SDN List?", ["JETSAM"],
         "The Specially Designated Nationals List has 1 row of type Vessel", True),
        ("Are there any individuals on the Unverified List and the SDN List?", [],
         "The Specially Designated Nationals List has no row of type Individual", None),
    ],
)  # fmt: skip
def test_another_kind_is_not_told_by_a_list_that_tells_no_kinds(
    question: str, value: object, lead: str, says_yes: bool | None, ask: Callable[..., Computed | None]
) -> None:
    found = ask(question)
    assert found is not None
    assert found.payload["value"] == value
    assert found.findings[0].text.startswith(lead)
    assert "Unverified" not in found.findings[0].text.removeprefix("Whether the Unverified List")
    assert "more" not in found.findings[0].text
    assert found.findings[0].says_yes is says_yes
    assert found.payload["rows_in_all"] == (1 if lead.split(" has ")[-1].startswith("1 row") else 0)
    assert not [f for f in found.findings if f.note is StatementRole.ROW and "Unverified" in f.text]
    assert _note_on_kinds(found, "Unverified List", "no row of it is counted")


def test_parties_of_a_kind_on_two_lists_are_those_of_the_list_that_tells_it(
    ask: Callable[..., Computed | None],
) -> None:
    found = ask("Which vessels are on both the Unverified List and the SDN List?")
    assert found is not None
    assert found.payload["value"] == []
    assert found.findings[0].text.startswith("None of the 1 row of type Vessel of the Specially Designated Nationals")


def test_where_no_list_tells_kinds_rows_of_a_kind_are_no_no(
    ask: Callable[..., Computed | None], catalogue: Catalogue
) -> None:
    alone = ask("How many of those are on the Unverified List?", "How many vessels are on the SDN List?")
    assert alone is not None
    about = tuple(lists_asked("the Unverified List and the Denied Persons List"))
    question = understand("which vessels are on both", (), Filters(), catalogue)
    on_both = several_lists.answer_of_lists_together(
        several_lists.ListsTogether(about, (), PartyQuery(types=("Vessel",)), True), question, catalogue
    )
    assert on_both is not None
    for found, have in (
        (alone, "Unverified List has"),
        (on_both, "Unverified List and the Denied Persons List have"),
    ):
        assert found.findings[0].text == f"Whether the {have} rows of type Vessel is not told."
        assert found.findings[0].says_yes is None
        assert found.payload["value"] is None
        assert found.payload["rows"] == []
        assert _note_on_kinds(found, "Unverified List", "no row of it is counted")


def test_a_word_for_a_division_is_no_town(catalogue: Catalogue) -> None:
    question = "How many entries on the Unverified List, split by country?"
    found = dispatch.computed(understand(question, (), Filters(), catalogue), catalogue)
    assert found is not None
    assert found.payload["value"] == [2, {"Germany": 1, "Türkiye": 1}]


@pytest.mark.parametrize("added, shown", [(30, 37), (50, 38)])
def test_what_a_short_list_leaves_over_is_shown_of_a_long_one(added: int, shown: int, empty: Catalogue) -> None:
    more = tuple(("FREEDONIA", f"Acme Lamps {n}, Freedonia", ALL, "Policy of denial", "") for n in range(added))
    add_part(empty, date(2026, 4, 15), (*ENTITIES, *more))
    question = understand("Which rows do the Unverified List and the Entity List have?", (), Filters(), empty)
    found = list_question_engine.computed(question, empty)
    assert found is not None
    rows = [f.text.partition(": ")[0] for f in found.findings if f.note is StatementRole.ROW]
    assert rows == ["Entity List"] * shown + ["Unverified List"] * 2

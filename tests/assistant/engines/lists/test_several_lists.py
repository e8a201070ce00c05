"""Who is on several lists, or on one and not on another: never the rows of each list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assistant.engines import dispatch
from assistant.engines.list_questions import list_question_engine
from assistant.engines.model import Computed
from assistant.model import StatementRole
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
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


def test_a_word_for_a_division_is_no_town(catalogue: Catalogue) -> None:
    question = "How many entries on the Unverified List, split by country?"
    found = dispatch.computed(understand(question, (), Filters(), catalogue), catalogue)
    assert found is not None
    assert found.payload["value"] == [2, {"Germany": 1, "Türkiye": 1}]

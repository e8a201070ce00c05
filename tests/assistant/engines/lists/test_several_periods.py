"""Counts over periods that a question names side by side: each is told by itself."""

from __future__ import annotations

import pytest

from assistant.engines.list_questions import clause_answers, list_question_engine
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Role, Source
from corpus.structure import TreeBuilder


def _ask(catalogue: Catalogue, question: str) -> Computed | None:
    understood = understand(question, (), Filters(), catalogue)
    return list_question_engine.computed(understood, catalogue) or clause_answers.in_clauses(understood, catalogue)


@pytest.mark.parametrize(
    ("question", "leads"),
    [
        ("How many entries were added to the Entity List in 2023 and in 2025?", ("2023: ", " 2025: ")),
        ("How many rows did the Entity List get in October 2023 and October 2025?",
         ("October 2023: ", " October 2025: ")),
        ("How many rows were added to the Entity List in September and October 2025?",
         ("September 2025: ", " October 2025: ")),
        ("How many rows were added to the Entity List in 2023 and in 2025? break down china pls",
         ("2023: ", " 2025: ", "China")),
        ("For a report: how many rows were added to the Entity List in 2023 vs 2025?", ("2023: ", " 2025: ")),
    ],
)  # fmt: skip
def test_each_period_is_counted_by_itself(catalogue: Catalogue, question: str, leads: tuple[str, ...]) -> None:
    found = _ask(catalogue, question)
    assert found is not None
    assert all(words in found.lead for words in leads), found.lead
    assert len(found.payload["periods"]) == 2
    assert type(found.payload["value"]) is type(found.payload["periods"][0]["value"])
    assert not found.not_answered


def test_the_value_of_several_periods_is_their_sum(catalogue: Catalogue) -> None:
    found = _ask(catalogue, "How many entries were added to the Entity List in 2023, 2024 and 2025?")
    assert found is not None
    assert [period["value"] for period in found.payload["periods"]] == [2, 0, 1]
    assert (found.payload["value"], found.payload["rows_in_all"], len(found.payload["rows"])) == (3, 3, 3)
    assert found.lead.endswith("Together: 3.")


def test_periods_that_overlap_have_no_sum(catalogue: Catalogue) -> None:
    found = _ask(catalogue, "How many entries were added to the Entity List in 2025 and in October 2025?")
    assert found is not None
    assert [period["value"] for period in found.payload["periods"]] == [1, 1]
    assert found.payload["value"] is None
    assert (found.payload["rows_in_all"], len(found.payload["rows"])) == (1, 1)
    assert "Together" not in found.lead


def test_the_rows_of_a_period_stand_behind_its_own_lead(catalogue: Catalogue) -> None:
    found = _ask(catalogue, "Which entries were added to the Entity List in 2023 and 2025?")
    assert found is not None
    begins = [f.text.split(" ")[0] for f in found.findings]
    assert begins == ["2023:", "Bolt", "Room", "2025:", "Dynamo"]
    assert "2025:" not in found.lead
    assert found.payload["value"] == ["Bolt Works Co.", "Address 01", "Dynamo A.S."]


def test_whether_there_was_a_row_is_told_of_each_period(catalogue: Catalogue) -> None:
    found = _ask(catalogue, "Was any German company added to the Entity List in 2023 and 2025?")
    assert found is not None
    assert found.lead.startswith("2023: No. ")
    assert " 2025: No. " in found.lead
    assert found.payload["value"] == []


def test_a_span_of_two_months_is_one_period(catalogue: Catalogue) -> None:
    found = _ask(catalogue, "How many rows were added to the Entity List between 2023 and 2025?")
    assert found is not None
    assert "periods" not in found.payload


def test_entries_that_are_addresses_alone_are_those_of_the_list_that_has_some(catalogue: Catalogue) -> None:
    before = "The delivery address is Unit 7, Lamp Tower, 5 Wick Street. EAR99 lamps. Any problem?"
    asked = "how many such address-only entries are there in total & in which places?"
    found = list_question_engine.computed(understand(asked, (before,), Filters(), catalogue), catalogue)
    assert found is not None
    assert "rows that give an address and no name" in found.lead or "1 row" in found.lead, found.lead
    assert "China" in found.lead
    assert "Wick Street" not in found.lead


def test_beside_rows_of_a_period_stands_what_its_notices_say_they_added(catalogue: Catalogue) -> None:
    asked = "What was added to the Entity List in October 2025? Numbers by country please."
    found = _ask(catalogue, asked)
    assert found is not None
    assert found.findings[1].text.startswith("Counted are rows that stand in this edition")
    tree = TreeBuilder()
    head = tree.add("Additions to the Entity List", locator="title", role=Role.TITLE)
    summary = tree.add("Summary", locator="Summary", role=Role.HEADING, parent=head)
    words = "In this rule the bureau is adding two entries under Turkey (1) and Freedonia (1)."
    tree.add(words, locator="Summary > block 1", role=Role.TEXT, parent=summary)
    tree.add("Original Published: 2025-10-09", locator="block 2", role=Role.TEXT, parent=head)
    source = Source(id="notice-of-october", title="Additions to the Entity List")
    catalogue.publish(catalogue.stage(tree.reading(source), []))
    found = _ask(catalogue, asked)
    assert found is not None
    assert "a notice of that time may count others" in found.findings[1].text
    assert found.findings[2].text == words
    of_others = _ask(catalogue, "How many entries were added to the Entity List in 2023?")
    assert of_others is not None
    assert all(f.text != words for f in of_others.findings)

"""Undecided walks beside notes: which walks give way, and which never do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.engines.determination.law_texts.asked_facts import AskedFact, FactField, told_facts
from assistant.engines.model import Computed, Finding, Span
from assistant.model import Answer, Form, Outcome, Statement, Verdict
from assistant.pipeline.noted_walks import (
    gives_way,
    is_noted,
    is_of_law_walked,
    is_undecided,
    with_offer,
    without_noted,
)
from corpus.model import Kind, Source, Version


def walk(outcome: Outcome, status: str, *places: str, asked: tuple[AskedFact, ...] = ()) -> Computed:
    walks = [{"status": p} for p in places]
    payload: dict[str, Any] = {"status": status, "destinations": walks, "facts_asked": told_facts(asked)}
    return Computed(Form.DETERMINATION, (Finding("It turns on the lantern's number."),), payload, outcome)


@pytest.mark.parametrize(
    ("found", "gives_way"),
    [
        (walk(Outcome.NEEDS_FACT, "indeterminate"), True),
        (walk(Outcome.NEEDS_FACT, "indeterminate", "indeterminate", "required"), False),
        (walk(Outcome.NEEDS_FACT, "indeterminate", asked=(AskedFact("the number", FactField.ITEM),)), True),
        (walk(Outcome.NEEDS_FACT, "indeterminate", asked=(AskedFact("the country", FactField.TO),)), False),
        (walk(Outcome.NEEDS_FACT, "required"), False),
        (walk(Outcome.NEEDS_FACT, "prohibited"), False),
        (walk(Outcome.ANSWERED, "required"), False),
        (walk(Outcome.ANSWERED, "no_chart_requirement"), False),
        (Computed(Form.LIST, (Finding("None."),), {}, Outcome.NEEDS_FACT), False),
    ],
)
def test_only_a_walk_that_asks_for_facts_gives_way(found: Computed, gives_way: bool) -> None:
    assert is_undecided(found) is gives_way


@pytest.mark.parametrize(
    ("found", "yields"),
    [
        (Computed(Form.CALCULATION, (Finding("Not held."),), {}, Outcome.NOT_IN_CORPUS), True),
        (Computed(Form.CALCULATION, (Finding("This needs a sum."),), {}, Outcome.NEEDS_FACT), False),
        (Computed(Form.CALCULATION, (Finding("5 %."),)), False),
        (Computed(Form.LIST, (Finding("Not held."),), {}, Outcome.NOT_IN_CORPUS), False),  # no note tells who is on it
        (walk(Outcome.NOT_IN_CORPUS, "indeterminate"), True),
        (walk(Outcome.NEEDS_FACT, "required"), False),
    ],
)
def test_an_engine_without_its_text_gives_way(found: Computed, yields: bool) -> None:
    assert gives_way(found) is yields


def test_without_a_note_every_walk_is_kept() -> None:
    parts = {"Lamps to Peru, licence?": walk(Outcome.NEEDS_FACT, "indeterminate")}
    assert not is_noted([])
    assert without_noted(parts, []) == (parts, ())


@pytest.mark.parametrize(
    ("walked", "noted", "goes_first"),
    [("cn", "cn", True), ("cn", "jp", False), ("us", "jp", True), ("", "jp", True)],
)
def test_a_note_of_another_law_gives_way_to_a_walk_of_the_exporters(walked: str, noted: str, goes_first: bool) -> None:
    source = Source(id="law", title="Law", kind=Kind.LAW, jurisdiction=walked)
    span = Span(source, Version("law", "0" * 64, datetime(2026, 1, 1, tzinfo=UTC)), 0, 4)
    cites = (span,) if walked else ()
    found = Computed(Form.DETERMINATION, (Finding("It turns on the list.", cites),), {}, Outcome.NEEDS_FACT)
    assert is_of_law_walked(found, noted) is goes_first


def test_what_a_walk_asks_for_stands_beneath_the_note() -> None:
    said = Statement("Lamps are listed.", (), Verdict.ANNOTATED, "a note")
    lead = Statement("It cannot be said yet.", (), Verdict.COMPUTED, "computed")
    step = Statement("A step.", (), Verdict.COMPUTED, "computed")
    asks = Statement("To decide it: the number.", (), Verdict.COMPUTED, "computed", asks=True)
    noted = Answer("q", "q", Outcome.ANSWERED, "Lamps are listed.", (said,), form=Form.ANNOTATION)
    walked = Answer(
        "q", "q", Outcome.NEEDS_FACT, "", (lead, step, asks), computed={"determination": {"status": "indeterminate"}}
    )
    answer = with_offer(noted, walked)
    assert answer.outcome is Outcome.ANSWERED
    assert [s.text for s in answer.statements] == [said.text, lead.text, asks.text]
    assert answer.text.startswith("Lamps are listed.")
    assert answer.text.endswith("To decide it: the number.")
    assert answer.computed["determination"]["status"] == "indeterminate"

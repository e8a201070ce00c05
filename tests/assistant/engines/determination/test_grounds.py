"""What an answer stands on: "why?" behind a walk tells the steps that decided it, and no search."""

from __future__ import annotations

import pytest

from assistant.engines import dispatch
from assistant.model import StatementRole
from assistant.query.parser import understand
from assistant.query.reworks import asks_grounds
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters


@pytest.mark.parametrize(
    ("asked", "is_so"),
    [
        ("why?", True),
        ("Why is that?", True),
        ("how do you know?", True),
        ("Are you sure? on what basis?", True),
        ("where does that come from?", True),
        ("why do you ask that?", True),
        ("why do you ask?", True),
        ("what are the reasons?", True),
        ("are you sure?", True),
        ("Do I need to ask?", False),
        ("what do I have to ask", False),
        ("which one do I ask about?", False),
        ("check", False),
        ("what is the correct one?", False),
        ("is that right?", False),
        ("where do I get the citation", False),
        ("as a table", False),
        ("why the second point as a list?", False),
        ("why is 3A001 controlled?", False),
        ("what if the buyer is in Peru?", False),
        ("", False),
    ],
)
def test_what_asks_for_grounds_alone(asked: str, is_so: bool) -> None:
    assert asks_grounds(asked) is is_so


@pytest.mark.parametrize(
    ("history", "asked", "words", "absent"),
    [
        (
            ["Do I need a licence to export 3A001.a.2.c chips to China?"],
            "why?",
            "NS (NS Column 2): X for China",
            "AT (",
        ),
        (["Do I need a licence to export 5A992.c to Brazil?"], "how do you know?", "AT (AT Column 1): no X", "RS ("),
        # Of a chain of follow-ups it is the last one's answer.
        (["Licence for 2B350.d to Morocco?", "and for Egypt?"], "why?", "CB (CB Column 2): X for Egypt", "Morocco"),
        (["Licence for 2B350.d to Morocco?", "why?"], "are you sure?", "CB (CB Column 2): X for Morocco", "AT ("),
        (["A lathe to Turkey, licence?"], "why do you ask that?", "ECCN", "X for"),
        (
            ["We exported on 14 March 2022. Until when must we keep the records under the EAR?"],
            "where does that come from?",
            "Plus 5 years",
            "closest",
        ),
    ],
)
def test_the_steps_that_decided_are_told(
    real_law: Catalogue, history: list[str], asked: str, words: str, absent: str
) -> None:
    snapshot = CatalogueSnapshot(real_law)
    found = dispatch.computed(understand(asked, history, Filters(), snapshot), snapshot)
    assert found is not None
    text = "\n".join(f.text for f in found.findings)
    assert found.lead.startswith("What the answer before stands on: ")
    assert words in text
    assert absent not in "\n".join(f.text for f in found.findings[1:])
    assert any(f.cites for f in found.findings)


@pytest.mark.parametrize("asked", ["why?", "are you sure?"])
def test_what_limits_the_answer_is_told_again(real_law: Catalogue, asked: str) -> None:
    snapshot = CatalogueSnapshot(real_law)
    history = ["Do I need a licence to export 5A992.c to Brazil?"]
    before = dispatch.computed(understand(history[0], (), Filters(), snapshot), snapshot)
    found = dispatch.computed(understand(asked, history, Filters(), snapshot), snapshot)
    assert before is not None
    assert found is not None
    limits = [f for f in before.findings if f.note is StatementRole.CHECK_NEXT]
    assert any(f.text.startswith("What remains to be checked") for f in limits)
    assert set(limits) <= set(found.findings)


def test_what_an_answer_in_part_leaves_open_is_told_again(real_law: Catalogue) -> None:
    snapshot = CatalogueSnapshot(real_law)
    history = [
        "When do these BIS licences run out: a) an ordinary licence issued 2 June 2025 b) an ordinary licence issued "
        "4 December 2025 c) the canteen's lunch card"
    ]
    before = dispatch.computed(understand(history[0], (), Filters(), snapshot), snapshot)
    found = dispatch.computed(understand("why?", history, Filters(), snapshot), snapshot)
    assert before is not None
    assert found is not None
    assert before.not_answered == ("the canteen's lunch card",)
    assert found.not_answered == before.not_answered
    assert found.lead.startswith("Answered in part")


def test_what_no_engine_answered_is_left_to_the_texts(real_law: Catalogue) -> None:
    snapshot = CatalogueSnapshot(real_law)
    query = understand("why?", ["What is a deemed export?"], Filters(), snapshot)
    assert dispatch.computed(query, snapshot) is None


def test_why_without_a_question_before_is_none_of_an_answer(real_law: Catalogue) -> None:
    snapshot = CatalogueSnapshot(real_law)
    assert understand("why?", [], Filters(), snapshot).grounds_of is None
    assert understand("why?", ["why?"] * 400, Filters(), snapshot).grounds_of is None

"""Follow-ups of calculations over the shared documents: what they change stands in the place of what was told."""

from __future__ import annotations

import pytest

from assistant.engines.calculation.changes import changed_question
from assistant.model import Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from tests.assistant.engines.calculation.conftest import answer

URANIUM = "One shipment of 6 kg natural uranium to Chile under the NRC general licence?"
TOLERANCE = "BIS licence over $50,000, shipped $30,000 so far, and 26,000 left. Within the shipping tolerance?"


@pytest.mark.parametrize(
    ("before", "question", "words"),
    [
        (URANIUM, "and if it is 14 kg to Norway instead?", "With 14 kg in place of 6 kg and Norway in place of Chile:"),
        (URANIUM, "what if it goes to Tel Aviv?", "With Israel in place of Chile: 6 kg is over the 1 kg"),
        (URANIUM, "and for 4 kg?", "4 kg is not over the 10 kg"),
        (TOLERANCE, "and if the last one is 24,000?", "54,000 US dollars of shipments is within the ceiling of 55,000"),
        (TOLERANCE, "and if the licence was for $60,000?", "the ceiling of 66,000"),
        ("Maximum civil penalty for 3 violations of part 810?", "and for 4?", "4 violations, at"),
        ("Part 810 transfer that went on for 4 days: maximum civil penalty?", "and if it was 6 days?", "6 days of a"),
        ("May we sell a watch worth EUR 250 to Russia under the EU luxury ban?", "and if it costs 400?", "EUR 400"),
        ("Until when does a BIS licence issued 9 May 2025 run?", "and one issued on 4 June 2025?", "4 June 2029"),
        ("A source of 0.2 TBq of Ir-192 to Peru: general licence?", "and with 0.9 TBq?", "Iridium-192 0.9 TBq, limit"),
    ],
)
def test_a_follow_up_is_computed_with_what_it_changes(real: Catalogue, before: str, question: str, words: str) -> None:
    found = answer(real, question, before)
    assert found is not None
    assert found.outcome is Outcome.ANSWERED
    assert words in found.findings[0].text
    assert found.findings[0].text.startswith("With ")


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (URANIUM, "and another 4 kg to Norway?"),
        (URANIUM, "and who decides?"),
        ("We exported on 4 May 2021. Until when are the records kept?", "and if the reexport was on 7 July 2022?"),
        (URANIUM, "and if it is 3A001 to Norway?"),
    ],
)
def test_what_takes_no_place_is_no_change(real: Catalogue, before: str, question: str) -> None:
    assert changed_question(understand(question, (before,), Filters(), real)) is None


def test_a_change_that_is_not_read_does_not_repeat_the_result(real: Catalogue) -> None:
    assert answer(real, "and if it goes to my cousin in Wallachia?", URANIUM) is None


def test_changes_follow_each_other(real: Catalogue) -> None:
    history = (URANIUM, "and if it is 14 kg?", "and to Norway?")
    found = changed_question(understand("and if it is 2 kg?", history, Filters(), real))
    assert found is not None
    assert "2 kg natural uranium" in found.text


def test_a_limit_that_the_asker_names_is_no_shipment(real: Catalogue) -> None:
    question = "30 kg heavy water for a reactor in Israel, NRC general licence? I read of a limit of 50 kg. Enough?"
    found = answer(real, question)
    assert found is not None
    assert "30 kg is over the 5 kg of one shipment" in found.findings[0].text


def test_the_shares_told_before_are_those_of_the_other_law_too(real: Catalogue) -> None:
    question = (
        "A firm in Serbia is owned exactly 50% by Rosneft. Does article 5aa of EU 833/2014 catch it by ownership? And "
        "the US entity list ownership rule, the same?"
    )
    found = answer(real, question)
    assert found is not None
    assert "Under US law: By its words the ownership rule reaches" in found.findings[0].text
    assert "MORE THAN 50 %" in found.findings[0].text


def test_a_follow_up_that_tells_of_several_sources_is_of_these(real: Catalogue) -> None:
    before = "What is the general licence limit for sealed sources of cobalt-60?"
    found = answer(real, "and if I put 0.4 TBq of iridium-192 and 0.18 TBq of cobalt-60 into one box to Peru?", before)
    assert found is not None
    assert "The sum of fractions for category 2 is 1.1" in found.findings[0].text

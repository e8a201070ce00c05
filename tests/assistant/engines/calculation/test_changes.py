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


EMERGENCY = "We get an emergency licence from BIS, issued 3 November 2026. Until when is it valid at most?"


@pytest.mark.parametrize(
    ("before", "question", "last_day"),
    [
        (EMERGENCY, "hold on, it is issued on 14 january 2027, not 3 november. new last day?", "28 February 2027"),
        (EMERGENCY, "no wait, 3 november was wrong: 14 january 2027. until when then?", "28 February 2027"),
        (EMERGENCY, "it is dated 14 january 2027 rather than 3 november 2026. last day?", "28 February 2027"),
        (EMERGENCY, "not on 3 november but on 14 january 2027. what is the last day now?", "28 February 2027"),
    ],
)
def test_a_day_that_a_follow_up_denies_gives_way_to_the_other(
    real: Catalogue, before: str, question: str, last_day: str
) -> None:
    found = answer(real, question, before)
    assert found is not None
    assert last_day in found.findings[0].text
    assert "December" not in found.findings[0].text


@pytest.mark.parametrize(
    ("question", "last_day"),
    [
        ("An emergency BIS licence, not issued today but on 14 January 2027: until when is it valid?", "28 February"),
        ("Until when is an emergency BIS licence valid, issued 14 January 2027, not 3 November 2026?", "28 February"),
        (
            "Until when is an emergency BIS licence valid, issued instead of 3 November 2026 on 14 January 2027?",
            "28 Feb",
        ),
        ("When is 30 days from 4 May 2027, not 4 June 2027?", "3 June 2027"),
    ],
)
def test_a_denied_day_begins_no_period(real: Catalogue, question: str, last_day: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert last_day in found.findings[0].text


def test_without_the_denied_day_nothing_is_counted(real: Catalogue) -> None:
    found = answer(real, "wait, it is not 3 november 2026. until when is it valid then?", EMERGENCY)
    assert found is None or found.outcome is not Outcome.ANSWERED

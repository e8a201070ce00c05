"""Sums of money are known in every currency of the table."""

from __future__ import annotations

import pytest

from assistant.query.answer_kinds import asks_for_a_forecast, asks_for_statistics, fit, times_asked, untold_matter
from corpus.lexicon import measures

AMOUNT = frozenset({"amount"})


@pytest.mark.parametrize("code", [code for c in measures.table().currencies for code in c.codes])
def test_a_sum_is_an_amount_in_every_currency(code: str) -> None:
    assert fit(AMOUNT, f"The fee is {code}500.") == fit(AMOUNT, f"The fee is {code} 500.")
    assert fit(AMOUNT, f"The fee is {code} 500.") > fit(AMOUNT, f"The fee is told in {code} by the office.")


@pytest.mark.parametrize("words", ["5 kroner", "20,000 yuan", "3,000 won", "250,000 dollars", "五十元"])
def test_so_is_one_in_words(words: str) -> None:
    assert fit(AMOUNT, f"The fee is {words}.") > fit(AMOUNT, "The fee is told by the office.")
    assert fit(AMOUNT, "Since 2019 wonderful lamps are sold.") == fit(AMOUNT, "The fee is told by the office.")


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("How many applications for lanterns were refused in fiscal 2025?", True),
        ("What is the average number of days that a permit took last year?", True),
        ("How much money did the office collect in fines in 2024?", True),
        ("What was the lantern quota for 2025?", True),
        ("How many lantern permits did the office deny in 2024?", True),
        ("How much oil did Peru export last year?", True),
        ("How many people work at the office?", True),
        ("How many companies use the lantern exception each year?", True),
        ("How much oil may a firm export each year?", False),
        ("How much oil does the general licence allow to export per year?", False),
        ("How many reports do I have to issue each year?", False),
        ("How many days does the office have for an application?", False),
        ("From when do the quotas run under the act 2022/576?", False),
        ("What average output power makes a lantern a listed item?", False),
        ("How many fines can one act bring?", False),
        ("How much was Globex fined for breaking export rules?", True),
        ("Has the agency ever fined Globex for breaking export rules?", True),
        ("Was Globex ever fined?", True),
        ("How much can Globex be fined?", False),
        ("We were fined. How do we appeal?", False),
        ("Has the agency listed Globex?", False),
    ],
)
def test_what_was_done_in_numbers_is_no_rule(question: str, is_asked: bool) -> None:
    assert asks_for_statistics(question) is is_asked


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("Which country is the largest producer of lamps?", "figure"),
        ("What share of Peru's lamp imports comes from Chile?", "figure"),
        ("What is the current price of lamp oil per kilogram?", "figure"),
        ("How many people work at the office?", "figure"),
        ("Who will be the next director of the office?", "forecast"),
        ("Do you expect the EU to ban lamps?", "forecast"),
        ("What share of the value of exports may be US content?", ""),
        ("What share of exports is exempt?", ""),
        ("Do you think we have to ban lamps?", ""),
    ],
)
def test_figures_and_forecasts_are_told_from_rules(question: str, matter: str) -> None:
    assert untold_matter(question) == matter


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("Will the EU adopt another package against lamps before summer 2027?", True),
        ("How likely is a permit for new lanterns?", False),
        ("Is Peru going to lift the ban on lamps again next year?", True),
        ("Will the office ban us if we sell lamps again?", False),
        ("When will the ban on lamps end?", False),
        ("Will a permit extend to another lamp?", False),
        ("May a member state extend the ban before 2027?", False),
    ],
)
def test_what_an_authority_will_do_next_stands_in_no_text(question: str, is_asked: bool) -> None:
    assert asks_for_a_forecast(question) is is_asked


@pytest.mark.parametrize(
    ("question", "times"),
    [
        ("How long does a lantern permit take?", {"taking"}),
        ("how many days until they decide on my lantern", {"taking"}),
        ("How long is a lantern permit valid?", {"holding"}),
        ("How long does it take, and how long is it valid?", {"taking", "holding"}),
        ("How long must lantern papers be kept?", set()),
        ("Is a lantern permit valid?", set()),
    ],
)
def test_the_time_that_a_decision_takes_is_not_the_one_that_it_holds(question: str, times: set[str]) -> None:
    assert times_asked(question) == times

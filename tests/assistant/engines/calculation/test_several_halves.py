"""Calculations of several halves over the shared documents: each half is told, or said to be left open."""

from __future__ import annotations

import pytest

from assistant.model import Outcome
from corpus.catalogue import Catalogue
from tests.assistant.engines.calculation.conftest import answer, values


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "EU luxury goods ban: a piano for EUR 1,400, a camera for EUR 1,100 and a carpet for EUR 90 to Omsk?",
            {"prohibited": [False, True, False], "threshold_eur": [1500, 1000, 300]},
        ),
        (
            "Luxusgüter nach Russland: eine Geige für 1.600 € und ein Teppich für 290 €. Verboten?",
            {"prohibited": [True, False]},
        ),
        (
            "NRC: 0.15 TBq of cobalt-60 and 0.6 TBq of cesium-137 in one box to Peru, general licence?",
            {"sum_category_2": 1.1, "category": 2},
        ),
        ("NRC general licence: 4 Ir-192 sources of 0.1 TBq each to Chile?", {"sum_category_2": 0.5, "category": None}),
        (
            "A Korean firm shipped strategic items worth 30 million won without a licence. What is the highest fine?",
            {"max_krw": [90_000_000, 150_000_000]},
        ),
        ("6の項の貨物90万円をベトナム向けに輸出します。少額特例で許可は不要?", {"within": True}),
        ("6の項の貨物90万円を北朝鮮向けに輸出します。少額特例で許可は不要?", {"within": False}),
        ("7の項（三）の貨物、総価額20万円。タイ向けで少額特例は使える?", {"within": True}),
        ("7の項（二）の貨物、総価額20万円。タイ向けで少額特例は使える?", {"within": None}),
        # The limit that is told is no value of the goods; it is where no other value is told.
        ("輸出令15の項の貨物、総価額6万円をタイの会社へ。100万円以下なら少額特例で許可不要ですか？",
         {"value_jpy": 60_000, "within": False}),
        ("Japan: row 7 goods worth 300,000 yen, which is under 1,000,000 yen. Small value rule, no licence?",
         {"value_jpy": 300_000}),
        ("Japan: a row 15 machine costs at most 1,000,000 yen and its manual 40,000 yen, to Thailand. Small value "
         "rule, no licence?", {"value_jpy": 1_000_000, "within": False}),
        ("Japan: row 6 goods for 1,000,000 yen or less. Small value rule, no licence?", {"value_jpy": 1_000_000}),
        (
            "Luxusgüter nach Russland: eine Geige für 1.600 € und ein Gebrauchtwagen für 60.000 €. Verboten?",
            {"prohibited": [True, True], "threshold_eur": [1500, 50_000]},
        ),
        (
            "An EU ban question: Gazprom Neft owns 50 % of a Dubai firm. Transactions with it banned? and at 60?",
            {"percent": [50, 60], "over": [False, True]},
        ),
        (
            "When do these BIS licences run out: a) an ordinary licence issued 2 June 2025 b) an emergency licence "
            "issued 4 December 2025",
            {"general_until": "2029-06-02"},
        ),
    ],
)  # fmt: skip
def test_each_half_has_its_value(real: Catalogue, question: str, expected: dict) -> None:
    found = values(answer(real, question))
    assert {name: found.get(name, "nothing") for name in expected} == expected


def test_items_under_numbers_are_told_one_by_one(real: Catalogue) -> None:
    found = answer(
        real,
        "When do these BIS licences run out: a) an ordinary licence issued 2 June 2025 b) an emergency licence issued "
        "4 December 2025 c) the canteen's lunch card",
    )
    assert found is not None
    assert "(a)" in found.findings[0].text
    assert "31 January 2026" in found.findings[0].text
    assert found.not_answered == ("the canteen's lunch card",)


def test_a_fine_and_the_years_of_keeping_papers_are_told_together(real: Catalogue) -> None:
    found = answer(
        real,
        "A Korean firm shipped strategic items worth 30 million won without a licence. What is the highest fine? "
        "How long must it keep the documents?",
    )
    assert found is not None
    assert "90,000,000" in found.findings[0].text
    assert "5 years" in found.findings[0].text
    assert not found.not_answered


def test_what_a_calculator_does_not_answer_is_left_open(real: Catalogue) -> None:
    found = answer(
        real,
        "Korea: strategic items worth 30 million won went out without a licence. What is the highest fine? Does the "
        "newspaper print the name of the firm?",
    )
    assert found is not None
    assert found.not_answered == ("Does the newspaper print the name of the firm?",)
    assert found.lead.startswith("Answered in part")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (
            "We exported on 1 April 2024 and the Commerce Department requested the papers. Until when do we keep them?",
            "may not be destroyed without its written authorization, even after that day",
        ),
        (
            "Boycott request received on 5 May 2026 in Texas: when is the report due, how long do we keep it?",
            "The documents are to be kept until Monday, 5 May 2031",
        ),
        (
            "Our initial notification to OEE was on 3 March 2026: narrative due when, and can we get an extension?",
            "a request that is not received before that day is not considered",
        ),
        ("中国对清单外物项的临时管制最长多久？单项许可有效期多长？", "2 + 2 + 2 = 6 years in all"),
    ],
)
def test_what_else_a_text_says_of_a_period_is_told_with_it(real: Catalogue, question: str, says: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert says in found.findings[0].text


@pytest.mark.parametrize(
    "question",
    [
        "NRC: cobalt-60 and cesium-137 sources, 0.2 and 0.3 TBq, general licence?",  # whose activity is whose?
        "NRC general licence: three cobalt-60 sources of 0.25 TBq to Chile?",  # of each, or of all?
    ],
)
def test_sources_that_are_not_understood_have_no_sum(real: Catalogue, question: str) -> None:
    found = answer(real, question)
    assert found is None or "sum_category_2" not in found.payload


def test_a_destination_of_an_embargo_is_beyond_the_general_licence(real: Catalogue) -> None:
    found = answer(real, "NRC general licence: a cobalt-60 source of 0.1 TBq to Iran?")
    assert found is not None
    assert "Iran is in the list of 10 CFR 110.28" in found.findings[0].text


@pytest.mark.parametrize("goods", ["a guitar and a used car", "a violin case, a camera"])
def test_one_value_of_goods_of_two_points_is_the_value_of_neither(real: Catalogue, goods: str) -> None:
    found = answer(real, f"EU luxury ban: may we sell {goods} for EUR 1,400 to a buyer in Omsk?")
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert "of one item of each" in found.asks_for[0]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("EU luxury ban: may a guitar for EUR 1,400 go to Omsk?", "a later one, or another article, may ban"),
        ("Part 791: our transaction was 90,000 USD. What is the maximum civil penalty?", "follows inflation"),
        ("10 CFR part 810: what is the maximum civil penalty for 3 violations?", "follows inflation"),
    ],
)
def test_an_amount_that_may_have_changed_is_told_with_the_day_of_its_text(
    real: Catalogue, question: str, told: str
) -> None:
    found = answer(real, question)
    assert found is not None
    assert "text of " in found.findings[0].text
    assert told in found.findings[0].text

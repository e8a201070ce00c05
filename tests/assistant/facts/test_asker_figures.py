"""Questions with figures of their own, told from those that ask for the law's."""

from __future__ import annotations

import pytest

from assistant.facts.asker_figures import asks_for_a_result, weighs_a_figure


@pytest.mark.parametrize(
    "question",
    [
        "The order was signed on 3 May 2026. By what date must the widget be returned?",
        "Heavy water, 20 kg a drum: does the general licence cover that?",
        "We owe EUR 40,000 of duty; how much can the fine be?",
        "Perfume at 320 EUR and a camera at 800 EUR: which of them is banned?",
        "违法经营额120万元，罚多少钱",
    ],
)
def test_a_result_is_asked_for(question: str) -> None:
    assert asks_for_a_result(question)


@pytest.mark.parametrize(
    "question",
    [
        "How long must records be kept?",
        "What is the maximum fine?",
        "Was the rule of 5 December 2024 stayed?",
        "Does the 50 % rule cover unlisted affiliates?",
        "Is a shipment worth $2,400 exempt?",
        "罚款幅度是多少？",
    ],
)
def test_the_rule_is_asked_for(question: str) -> None:
    assert not asks_for_a_result(question)


@pytest.mark.parametrize(
    ("asked", "told", "is_weighed"),
    [
        ("Is a lantern of 550 Hz caught?", "Those of 600 Hz or more are.", True),
        ("Is a lantern of 600 Hz caught?", "Those of 600 Hz or more are.", False),
        ("May a lantern of 5 kg go?", "A fee of $40 is due.", False),  # of another unit
        ("May 40 people see the lantern?", "At most 12 people may.", False),  # no measure
        ("Is a gift of $900 free?", "Gifts up to $800 are.", True),
        ("A fine for lanterns of 90 kg?", "It is five times their value.", False),
        ("Is a fine of 5 times the value due?", "It is five times the value.", False),
        ("Is a fine of 4 times the value due?", "It is five times the value.", True),
    ],
)
def test_a_measure_of_the_askers_is_weighed_against_one_of_its_unit(asked: str, told: str, is_weighed: bool) -> None:
    assert weighs_a_figure(asked, told) is is_weighed

"""Conditions over quantities: of two that are each other's contrary one always holds."""

from __future__ import annotations

import pytest

from assistant.engines.determination.facts.quantities import complementary, quantities, thresholds_met


@pytest.mark.parametrize(
    ("one", "other", "always"),
    [
        ("more than 60 Hz or more than 9 elements", "60 Hz or less and not more than 9 elements", True),
        ("60 Hz or less and not more than 9 elements", "more than 60 Hz or more than 9 elements", True),
        ("greater than 60 Hz, or when being sold to a mill", "60 Hz or less if not being sold to a mill", True),
        ("greater than 60 Hz", "60 Hz or less if not being sold to a mill", False),  # at a mill neither holds
        ("more than 60 Hz and more than 9 elements", "60 Hz or less and not more than 9 elements", False),
        ("a rate greater than 60 Hz", "a rate of 50 Hz or less", False),
        ("a rate greater than 60 Hz", "a rate greater than 60 Hz", False),
        ("blue ones", "red ones", False),
    ],
)
def test_contrary_conditions(one: str, other: str, always: bool) -> None:
    assert complementary(one, other) is always


@pytest.mark.parametrize(
    ("told", "control", "met"),
    [
        ("a range of 300 km", "a maximum range of at least 300 kilometers", True),
        ("a range well below 300 km", "a maximum range of at least 300 kilometers", False),
        ("a range under 500 km", "a maximum range of at least 300 kilometers", None),
        ("a range over 300 km", "a maximum range of at least 300 kilometers", True),
        ("a range of more than 200 km", "a maximum range of at least 300 kilometers", None),
        ("a range over 300 km", "a range not exceeding 300 km", False),
        ("a range less than 300 km", "a range less than 300 km", True),
        ("a range under 200 km", "a range greater than 300 km", False),
    ],
)
def test_a_quantity_of_which_one_side_is_told_meets_what_follows_from_that(
    told: str, control: str, met: bool | None
) -> None:
    assert thresholds_met(control, quantities(told)) is met

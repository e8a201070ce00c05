"""Conditions over quantities: of two that are each other's contrary one always holds."""

from __future__ import annotations

import pytest

from assistant.engines.determination.facts.quantities import complementary


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

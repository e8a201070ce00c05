"""Fractions and ordinals in words, signs and digits."""

from __future__ import annotations

import pytest

from assistant.facts.fractions import in_digits, ordinals

READ = [
    ("one half of the shares", "50 percent of the shares"),
    ("at least half", "at least 50 percent"),
    ("half-owned by it", "50 percent-owned by it"),
    ("¾ of the mass", "75 percent of the mass"),
    ("three quarters of the mass", "75 percent of the mass"),
    ("1/8 of its value", "12.5 percent of its value"),
    ("two-thirds", "66.67 percent, 66.7 percent, 67 percent"),
    ("33⅓ percent", "33.33 percent, 33.3 percent, 33 percent"),
    ("one-half of one percent", "0.5 percent"),
    ("三分之二以上", "66.67 percent, 66.7 percent, 67 percent以上"),
    ("2½ years", "2.5 years"),
    ("two and a half years", "2.5 years"),
    ("½ kg", "0.5 kg"),
    ("half a year", "6 months"),
]
NONE = [
    "a third country", "one third party", "the first half of 2025", "half of the year", "the other half",
    "a quarter of 2025", "Regulation 2021/821", "86 FR 60760, 11/4/21", "around 24/7", "4/3", "and/or", "百分之十",
    "both halves of a second", "half-life",
]  # fmt: skip


@pytest.mark.parametrize(("written", "read"), READ)
def test_a_fraction_is_read_in_digits(written: str, read: str) -> None:
    assert in_digits(written) == read


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_fraction_stays_as_it_is(text: str) -> None:
    assert in_digits(text) == text


def test_ordinals_number_the_noun_behind_them() -> None:
    text = "The first, second and third sentences; a 3rd violation; the twenty-first day; the second or a later one."
    found = {noun: set(places) for noun, places in ordinals(text).items()}
    assert found == {"sentenc": {1, 2, 3}, "violat": {3}, "day": {21}}
    assert ordinals("four frames per second at most") == {}

"""Stays in words: of a whole provision, and of a part of it."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.facts.stays import stay_in_words
from corpus.model import Stay

NOTE = (
    "At 90 FR 50857, Nov. 12, 2025, in § 744.90, the second and third sentences of paragraph (a)(2), paragraph (a)(3), "
    "the introductory text of paragraph (b)(2), and the last sentence in paragraph (d) were stayed, effective until "
    "Nov. 9, 2026."
)  # fmt: skip
STAY = Stay(NOTE, date(2025, 11, 12), date(2026, 11, 9))


@pytest.mark.parametrize(
    ("locator", "begins"),
    [
        ("15 CFR 744.90(a)(2)", "The second and third sentences of 15 CFR 744.90(a)(2) were stayed until 9 November"),
        ("15 CFR 744.90(a)(3)", "15 CFR 744.90(a)(3) was stayed until 9 November 2026"),
        ("15 CFR 744.90(b)(2)", "The introductory text of 15 CFR 744.90(b)(2) was stayed"),
        ("15 CFR 744.90(d)", "The last sentence of 15 CFR 744.90(d) was stayed"),
        ("Supplement No. 8 to Part 744", "Supplement No. 8 to Part 744 was stayed"),
    ],
)  # fmt: skip
def test_what_is_stayed_is_told_with_the_part_that_the_note_names(locator: str, begins: str) -> None:
    assert stay_in_words(locator, STAY, date(2026, 11, 30)).startswith(begins)


def test_a_stay_that_runs_is_told_as_one() -> None:
    told = stay_in_words("15 CFR 744.90(a)(2)", STAY, date(2026, 3, 1))
    assert "stand in the text and are stayed until 9 November 2026 by its own note: they do not apply now." in told

"""Days, months and years in English are read in one place, each as its first and last day."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.facts.days import days_of_no_year, days_written

D = date
FORMS = [
    ("2026-01-05", D(2026, 1, 5), D(2026, 1, 5), "ISO"),
    ("2026/1/5", D(2026, 1, 5), D(2026, 1, 5), "slashes, the year first"),
    ("10/9/2025", D(2025, 10, 9), D(2025, 10, 9), "American order"),
    ("9/16/25", D(2025, 9, 16), D(2025, 9, 16), "a short year of this century"),
    ("9/16/97", D(1997, 9, 16), D(1997, 9, 16), "a short year of the last century"),
    ("2 May 2025", D(2025, 5, 2), D(2025, 5, 2), "the day first"),
    ("2nd of May, 2025", D(2025, 5, 2), D(2025, 5, 2), "an ordinal"),
    ("May 2nd, 2025", D(2025, 5, 2), D(2025, 5, 2), "the month first"),
    ("Sept. 3, 2025", D(2025, 9, 3), D(2025, 9, 3), "a short month"),
    ("February 2024", D(2024, 2, 1), D(2024, 2, 29), "a month of a leap year"),
    ("December of 2024", D(2024, 12, 1), D(2024, 12, 31), "the last month"),
    ("2024", D(2024, 1, 1), D(2024, 12, 31), "a year"),
]


@pytest.mark.parametrize(("text", "first", "last", "what"), FORMS)
def test_a_day_a_month_or_a_year_is_read(text: str, first: date, last: date, what: str) -> None:
    assert days_written(f"on {text} it began") == [(3, 3 + len(text), first, last)], what


@pytest.mark.parametrize("text", ["31 February 2026", "section 20244", "744.2024", "2024-25", "Part 2024/7"])
def test_what_is_no_day_is_not_read(text: str) -> None:
    assert [found for found in days_written(text) if found[2] == found[3]] == []


def test_days_are_read_in_the_order_of_the_text() -> None:
    found = days_written("between 1 March and 5 May 2025, not in 2023")
    assert [(first, last) for _, _, first, last in found] == [(D(2025, 5, 5),) * 2, (D(2023, 1, 1), D(2023, 12, 31))]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("had we shipped on 5 November", date(2026, 11, 5)),
        ("if we ship it on March 3", date(2027, 3, 3)),
        ("what of 20 December?", date(2026, 12, 20)),
        ("it was sold on 20 December", date(2025, 12, 20)),
        ("X is owned 60% by a listed firm. Does the rule reach X if we ship on 12 November?", date(2027, 11, 12)),
        ("X was suspended, and we need it if we ship on 12 November", date(2027, 11, 12)),
        ("Do we need a licence for goods delivered on 20 December?", date(2025, 12, 20)),
        ("did we ship on 20 December?", date(2025, 12, 20)),
        ("if it is shipped on 12 November", date(2027, 11, 12)),
        ("On 12 November, we will ship", date(2027, 11, 12)),
        ("We will ask again: what was sent on 20 December?", date(2025, 12, 20)),
        ("we shipped on 5 April and will ship more", date(2026, 4, 5)),
        ("as we shipped on 5 May", date(2026, 5, 5)),
        ("what was sent on May 5?", date(2026, 5, 5)),
    ],
)
def test_a_day_without_a_year_is_of_the_year_that_its_tense_means(text: str, day: date) -> None:
    assert [d for _, _, d in days_of_no_year(text, date(2026, 12, 1))] == [day]


@pytest.mark.parametrize(
    "text",
    ["on 5 November 2026", "31 June", "§ 5 March-type rules", "May 744.11", "and may 5 firms ship?", "the 5 may ship"],
)
def test_what_has_a_year_or_is_no_day_is_none_without_a_year(text: str) -> None:
    assert days_of_no_year(text, date(2026, 12, 1)) == []

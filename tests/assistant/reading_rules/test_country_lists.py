"""A note that begins with the list of countries it is for, and the places that a question names."""

from __future__ import annotations

import pytest

from assistant.reading_rules.country_lists import places_asked, section_of_country_list


@pytest.mark.parametrize(
    ("answer", "section"),
    [
        ("To countries listed in § 744.92, up to 5 flanges per box.", "744.92"),
        ("Up to 3 flanges to any country not listed in § 744.92.", ""),
        (
            "Up to 3 flanges. Of glass, wood, tin, cork or paper they may go in boxes to countries listed in § 7.1",
            "",
        ),
    ],
)
def test_a_note_for_a_list_says_so_first(answer: str, section: str) -> None:
    assert section_of_country_list(answer) == section


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("flanges to Kenya", {"KE"}),
        ("the same flanges to Nairobi?", {"KE"}),
        ("the same flanges elsewhere?", set()),
    ],
)
def test_a_town_stands_for_its_country(asked: str, codes: set[str]) -> None:
    assert places_asked(asked) == codes

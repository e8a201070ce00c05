"""States and provinces: an exact name of one is no slip in the name of a town elsewhere."""

from __future__ import annotations

import pytest

from assistant.engines.determination.facts.places import places
from corpus.lexicon.countries import country_names
from corpus.lexicon.towns import folded_town, provinces


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("to Gujarat", [("IN",)]),
        ("to Gujarat, India", [("IN",), ("IN",)]),
        ("to a plant in Gujrath, India", [("IN",)]),  # near a town of Pakistan, but its country is told
        ("for a mill in Tamil Nadu", [("IN",)]),
        ("to Bavaria", [("DE",)]),
        ("in Punjab", [("IN", "PK")]),  # which of two is not clear
        ("to Lahorre", [("PK",)]),  # a slip in a town's name is still read
        ("to Gujarat India", [("IN",), ("IN",)]),
        ("for Gujarat Lanterns in Germany", [("DE",)]),  # a part of somebody's name
        ("Assam tea to Germany", [("DE",)]),  # what it is called after is not where it goes
    ],
)
def test_provinces_are_read_before_slips(text: str, codes: list[tuple[str, ...]]) -> None:
    assert [place.codes for place in places(text)] == codes


def test_the_table_has_names_in_the_form_of_towns() -> None:
    assert all(name == folded_town(name) for name in provinces())
    assert {code for codes in provinces().values() for code in codes} <= set(country_names())

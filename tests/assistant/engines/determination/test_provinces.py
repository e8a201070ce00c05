"""States and provinces: an exact name of one is no slip in the name of a town elsewhere."""

from __future__ import annotations

import pytest

from assistant.engines.determination.facts.asked import of_text
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
        ("to Gujarat\nDo we need a licence?", [("IN",)]),  # a line ends the name
        ("to Gujarat EAR99 pumps", [("IN",)]),  # an item is no part of a name
        ("to Gujarat ECCN 3A001", [("IN",)]),
        ("to Ontario, Canada", [("CA",), ("CA",)]),  # a town of the US is called so too: the country decides
        ("to Parana in Brazil", [("BR",), ("BR",)]),
        ("to Parana", [("AR", "BR")]),  # which of two is not clear
        ("to Valencia, Spain", [("ES",), ("ES",)]),
        ("to Pyongyong, Chinese customer", [("KP",), ("CN",)]),  # a nationality is somebody's
        ("to Havanna, Swiss buyer", [("CU",), ("CH",)]),
        ("to Teherran, Turkish buyer", [("IR",), ("TR",)]),  # a letter twice, and one more
        ("to Lahorre, India and Brazil", [("PK",), ("IN",), ("BR",)]),  # in a list none is left out
        ("Assam tea to Germany", [("DE",)]),  # what it is called after is not where it goes
    ],
)
def test_provinces_are_read_before_slips(text: str, codes: list[tuple[str, ...]]) -> None:
    assert [place.codes for place in places(text)] == codes


def test_the_table_has_names_in_the_form_of_towns() -> None:
    assert all(name == folded_town(name) for name in provinces())
    assert {code for codes in provinces().values() for code in codes} <= set(country_names())


def test_what_leads_to_a_misspelt_name_leads_to_its_country() -> None:
    assert of_text("EAR99 pumps to Gujrath, India, and EAR99 lamps to Peru").codes == ("IN", "PE")
    assert of_text("EAR99 pumps to Pyongyong, Chinese customer").codes == ("KP",)

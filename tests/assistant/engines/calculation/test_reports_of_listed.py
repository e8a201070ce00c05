"""Reports of exports in which somebody is listed, or a licence is required: neither is decided by the value."""

from __future__ import annotations

import pytest

from corpus.catalogue import Catalogue
from tests.assistant.engines.calculation.conftest import answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        # An agent, a forwarder or a buyer: each party that is named is looked up, whatever its part is.
        ("EAR99 parts, 400 dollars, to a clean buyer in Finland; Buran TMI is our forwarder. EEI?", "Unverified List"),
        ("Is EEI due for goods worth 900 dollars where Buran TMI takes delivery as agent?", "Unverified List"),
        ("EEI for a $500 EAR99 part to Thailand? The intermediary is Huawei Technologies.", "Entity List"),
        ("9A610.x bolts for $900 to Japan and EAR99 lamps for $400 to Finland via Buran TMI: EEI?", "Unverified List"),
    ],
)
def test_a_listed_party_goes_before_the_value(real: Catalogue, question: str, words: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert "By value the filing is not required" not in found.lead
    assert words in found.lead
    assert found.payload.get("required", found.payload.get("required_for")) in (True, [True, True])


def test_a_party_said_to_be_listed_leaves_the_value_open(real: Catalogue) -> None:
    found = answer(real, "Our agent is on the Entity List: EEI for a 500 dollar shipment of EAR99 lamps to Thailand?")
    assert found is not None
    assert found.payload["required"] is None
    assert found.lead.startswith("Being on the Entity List requires a licence")
    assert "Where none is required, the value decides: by value the filing is not required" in found.lead


def test_a_licence_that_is_required_goes_before_the_value(real: Catalogue) -> None:
    found = answer(real, "EEI for EAR99 pumps worth 900 dollars for a nuclear plant for heavy water in Poland?")
    assert found is not None
    assert found.lead.startswith("A licence is required")
    assert "(15 CFR 758.1(b)(2))" in found.lead


def test_a_list_on_which_nobody_stands_changes_nothing(real: Catalogue) -> None:
    found = answer(real, "EAR99 lamp worth 1,000 dollars to Germany, nobody is on the Unverified List: EEI?")
    assert found is not None
    assert found.lead.startswith("By value the filing is not required")


def test_a_short_name_of_the_tariff_is_no_party(real: Catalogue) -> None:
    found = answer(real, "Four EAR99 parcels of $900 each under the same HTS number to France: EEI?")
    assert found is not None
    assert found.lead.startswith("By value the filing is required")


@pytest.mark.parametrize(("country", "required"), [("Taiwan", True), ("Germany", None)])
def test_an_entry_named_for_a_country_group_is_filed_whatever_the_value(
    real: Catalogue, country: str, required: bool | None
) -> None:
    found = answer(real, f"EEI for a 3A069 flow cytometer worth 1,000 USD to {country}?")
    assert found is not None
    assert found.payload["required"] is required

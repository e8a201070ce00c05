"""Reports of several shipments asked about at once: each by itself."""

from __future__ import annotations

import pytest

from corpus.catalogue import Catalogue
from tests.assistant.engines.calculation.conftest import answer


def test_each_shipment_is_reported_by_its_own_item_country_and_value(real: Catalogue) -> None:
    found = answer(
        real,
        "EEI filing: 3A991 part worth $180 to Shenzhen; EAR99 box $2,400 to France; 9A610.x bolt $40 to Canada. "
        "File or not? Total 2620 dollars",
    )
    assert found is not None
    assert found.payload["places"] == ["China", "France", "Canada"]
    assert found.payload["required_for"] == [True, None, True]
    assert "France: By value the filing is not required" in found.lead
    assert "2,620" not in found.lead


@pytest.mark.parametrize(
    ("question", "required"),
    [
        ("Do I file EEI for a $2,000 EAR99 part to Germany and a $3,100 EAR99 machine to Japan?", [None, True]),
        ("EEI needed? EAR99 lamp worth $2,600 to Italy; EAR99 chair worth $90 to Spain", [True, None]),
    ],
)
def test_the_sum_of_shipments_decides_nothing(real: Catalogue, question: str, required: list[bool | None]) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.payload["required_for"] == required


def test_parcels_to_one_country_are_one_question(real: Catalogue) -> None:
    found = answer(real, "EEI for two EAR99 parcels to Germany, $1,900 and $800?")
    assert found is not None
    assert "Schedule B" in found.lead
    assert "places" not in found.payload


@pytest.mark.parametrize(
    ("question", "required"),
    [
        ("We ship 9A610 parts: $1,000 to Japan and $900 to France. Do I need to file EEI?", [True, True]),
        ("9A610.x parts for $1,000 go to Japan, and more of them for $900 go to France; EEI?", [True, True]),
        ("Our buyers are on the Unverified List. EEI for $1,000 to the UAE and $900 to Turkey?", [True, True]),
        ("All of it is 3A991. $500 to Germany and $600 to China: is EEI required?", [None, True]),
        ("EEI? 9A610.x bolts for $1,000 to Japan; EAR99 chairs for $900 to France", [True, None]),
    ],
)
def test_what_is_said_of_all_shipments_holds_for_each(
    real: Catalogue, question: str, required: list[bool | None]
) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.payload["required_for"] == required


@pytest.mark.parametrize(
    ("question", "required"),
    [
        ("EEI for EAR99 goods: $1,500 to France via Germany and $2,800 to Japan?", [None, True]),
        ("EEI: EAR99, $1,500 to France through the port of Rotterdam and $1,400 to Japan?", [None, None]),
        ("EEI: EAR99 lamp $1,300 to Italy, transshipped in Spain; EAR99 chair $2,600 to Japan via Korea", [None, True]),
        ("EEI for EAR99 goods: $1,000 to France via Iran and $1,000 to Japan?", [True, None]),
    ],
)
def test_a_country_on_the_way_is_no_destination(real: Catalogue, question: str, required: list[bool | None]) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.payload["required_for"] == required


def test_values_that_go_to_several_countries_are_never_added(real: Catalogue) -> None:
    found = answer(real, "EEI for EAR99 goods of $1,500 and $2,800 that go to France and Japan?")
    assert found is not None
    assert "which of the values" in found.lead
    assert "4,300" not in found.lead


def test_parcels_that_pass_through_a_country_have_one_destination(real: Catalogue) -> None:
    found = answer(real, "EEI for two EAR99 parcels to Germany via France, $1,900 and $800?")
    assert found is not None
    assert "Schedule B" in found.lead

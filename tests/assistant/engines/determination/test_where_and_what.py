"""Where a shipment goes and what it is: an owner's seat is no destination, and no word of a use passes unread."""

from __future__ import annotations

import pytest

from assistant.engines.determination.facts.goods import GoodsKind, named_goods
from assistant.engines.determination.facts.places import destinations, is_owners, places
from assistant.model import Outcome
from corpus.catalogue import Catalogue
from tests.assistant.engines.determination.conftest import asked, real_law

__all__ = ["real_law"]


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("5A991 router to the wholly owned moscow sales office of a company from Kuala Lumpur", ["moscow"]),
        ("5A991 router to the wholly owned moscow sales office of a singapore company", ["moscow"]),
        ("what if the parent of the moscow office is in Dubai instead?", ["moscow"]),
        ("5A991 to the Moscow branch of a German firm", ["Moscow"]),
        ("3A001 to a singapore company", ["singapore"]),
        ("3A001 to the university lab in Lyon", ["Lyon"]),
        ("A London dealer wants both, a shop in Guadalajara wants the first", ["London", "Guadalajara"]),
        ("3A001 to Oslo; the German firm asks for a licence too", ["Oslo"]),
    ],
)
def test_the_seat_of_an_owner_is_no_destination_and_an_offices_town_is_one(text: str, to: list[str]) -> None:
    assert [p.written for p in destinations(text, places(text), ["US"])] == to


def test_an_owner_told_by_a_country_that_has_no_adjective_is_an_owner() -> None:
    text = "to the office of a Singapore company"
    assert [is_owners(text, p) for p in places(text)] == [True]


@pytest.mark.parametrize(
    "question",
    [
        "5A991 router to the wholly owned moscow sales office of a company from Kuala Lumpur, civil use, license?",
        "Router, 5A991, to the moscow office of a malaysian company. license?",
    ],
)
def test_an_owner_elsewhere_does_not_free_a_shipment(real_law: Catalogue, question: str) -> None:
    found = asked(real_law, question)
    assert "to Russia" in found.lead
    assert "No requirement was found" not in found.lead


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("EAR99 insulin and an EAR99 tablet", {"insulin": GoodsKind.RELIEF, "tablet": GoodsKind.OTHER}),
        ("EAR99 insulin and EAR99 tablets", {"insulin": GoodsKind.RELIEF, "tablets": GoodsKind.UNCLEAR}),
        ("EAR99 antibiotics tablets", {"antibiotics tablets": GoodsKind.RELIEF}),
    ],
)
def test_a_tablet_beside_medicine_is_goods_of_its_own(text: str, kinds: dict[str, GoodsKind]) -> None:
    assert {g.words: g.kind for g in named_goods(text)} == kinds


def test_medicine_does_not_free_what_goes_beside_it(real_law: Catalogue) -> None:
    found = asked(real_law, "EAR99 insulin and an EAR99 tablet to Donetsk, licence?")
    assert found.lead.startswith("Tablet: A licence is required")


@pytest.mark.parametrize(
    "question",
    [
        "Quiero mandar depósitos de acero EAR99 desde Houston a la planta de agua pesada de Arroyito en Argentina. "
        "¿No hace falta licencia, verdad?",
        "Brauche ich eine US-Genehmigung, um EAR99 Pumpen an ein Kernkraftwerk in Indien zu liefern?",
    ],
)
def test_a_use_told_in_another_language_leaves_the_shipment_open(real_law: Catalogue, question: str) -> None:
    found = asked(real_law, question)
    assert found.outcome is Outcome.NEEDS_FACT
    assert "the end user and the end use" in "; ".join(found.asks_for)


def test_a_shipment_in_another_language_that_tells_of_no_such_use_is_walked(real_law: Catalogue) -> None:
    found = asked(real_law, "Brauche ich eine US-Genehmigung, um EAR99 Stühle nach Frankreich zu liefern?")
    assert found.payload["status"] == "no_chart_requirement"


def test_a_group_told_as_a_reason_is_not_what_is_asked(real_law: Catalogue) -> None:
    question = "6A003.b.4.b and a camera 6A003.a.3 for the Polish army. Poland is in A:1 so both ok?"
    found = asked(real_law, question)
    assert found.lead.startswith("A licence is required for 6A003.a.3 to Poland")


def test_an_entry_that_needs_a_licence_for_all_destinations_opens_no_exception_by_its_lines(
    real_law: Catalogue,
) -> None:
    found = asked(
        real_law, "cellular interception gear, 5A001.f.1, for a police force in Ottawa. Canada is exempt, right?"
    )
    told = "\n".join(f.text for f in found.findings)
    assert found.lead.startswith("A licence is required")
    assert "is not shut out from" not in told
    assert "only where that rule itself allows it" in told


def test_a_town_with_the_code_of_its_country_is_no_party(real_law: Catalogue) -> None:
    question = "Rifle scopes 0A504.a and 0A504.i. London dealer wants both, a shop in Guadalajara MX one. licence?"
    found = asked(real_law, question)
    told = "\n".join(f.text for f in found.findings)
    assert "CARTEL" not in told
    assert "footnote 10 to the row of the United Kingdom" in told


@pytest.mark.parametrize("number", ["HTS 7318.15", "HTS code 7318", "HTSUS no. 7318"])
def test_a_number_of_the_tariff_is_no_listed_party(real_law: Catalogue, number: str) -> None:
    found = asked(real_law, f"EAR99 bolts, {number}, to France: do we need a licence?")
    assert found.payload["status"] == "no_chart_requirement"


def test_items_that_are_each_sent_somewhere_go_nowhere_else(real_law: Catalogue) -> None:
    found = asked(real_law, "5A002 to India and 5A992.c to Russia: do we need a licence?")
    told = "\n".join(f.text for f in found.findings)
    assert "5A992.c to Russia" in told
    assert "5A002 to Russia" not in told
    assert "5A992.c to India" not in told


def test_items_for_both_places_go_to_each(real_law: Catalogue) -> None:
    found = asked(real_law, "5A002 to India and 5A992.c to Brazil, all for one buyer: do we need a licence?")
    assert "5A002 is controlled for national security (NS Column 1), and Brazil" in found.lead


def test_the_value_of_one_item_is_not_that_of_the_other(real_law: Catalogue) -> None:
    question = "5A002.a.1 for 9,000 dollars to Turkey and 3A001.a.2 to South Africa: may we use LVS?"
    found = asked(real_law, question)
    assert "For 3A001.a.2 the entry's limit for LVS is 5,000 US dollars, which the value told, 9,000" not in found.lead
    assert "The value told, 9,000, exceeds the entry's limit for LVS" in found.lead

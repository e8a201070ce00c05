"""A number of items multiplies the amount of one, or is asked for; another agency's licence is none of the NRC."""

from __future__ import annotations

import pytest

from assistant.engines.calculation.nuclear.item_counts import item_count, pieces_together
from assistant.engines.calculation.nuclear.told_limits import is_of_another_agency
from assistant.model import Outcome
from corpus.catalogue import Catalogue
from corpus.lexicon.countries import countries_in_any_case
from tests.assistant.engines.calculation.conftest import answer, values

MARKERS = "tritium markers, 9 curies each, some for Peru under the NRC general license?"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("130 of the same markers to Norway", 130),
        ("four boxes each of 40 markers", 160),
        ("40 markers per box, four boxes", 160),
        ("120 markers in four boxes", 120),
        ("120 markers in four boxes in total", 120),
        ("four boxes, 40 markers each", 160),
        ("four boxes, 40 markers apiece", 160),
        ("40 apiece in four boxes", 160),
        ("four cartons, 40 dials each", 160),
        ("40 markers each of 9 Ci in four boxes", 40),
        ("and 200 to Norway?", 200),
        ("1,200 dials", 1200),
        ("six more of them", 6),
        ("markers under 10 CFR 110, part 110, for two years", 0),
        ("one marker of 12 curies", 0),
    ],
)
def test_items_are_counted_with_their_boxes(text: str, number: int) -> None:
    found = item_count(text)
    assert (found.number if found else 0) == number


@pytest.mark.parametrize(
    "text",
    [
        "four boxes to Norway",
        "30 markers and 20 dials",
        "40 markers, four boxes",
        "four boxes with 160 markers in total",
        "four boxes, 160 markers",
    ],
)
def test_what_boxes_hold_and_which_number_is_meant_is_not_guessed(text: str) -> None:
    found = item_count(text)
    assert found is not None
    assert found.number is None


def test_pieces_count_only_where_they_go_together() -> None:
    assert pieces_together("five drums of 9 kg a year") is None
    found = pieces_together("five drums of 9 kg in one shipment")
    assert found is not None
    assert found.number == 5


@pytest.mark.parametrize(
    ("question", "history", "shipment"),
    [
        ("and 130 of the same markers to Norway in one go?", (MARKERS,), 130 * 0.333),
        ("and 130 to Norway?", (MARKERS,), 130 * 0.333),
        ("and four boxes each of 40 markers to Norway?", (MARKERS,), 160 * 0.333),
        ("NRC general license: tritium dials of 9 Ci, four boxes each of 40 dials, to Norway?", (), 160 * 0.333),
    ],
)
def test_a_count_of_a_follow_up_multiplies_the_activity(
    real: Catalogue, question: str, history: tuple[str, ...], shipment: float
) -> None:
    found = values(answer(real, question, *history))
    assert found["covered"] is False
    assert found["shipment"] == pytest.approx(shipment)


def test_boxes_without_their_number_of_items_are_asked_about(real: Catalogue) -> None:
    found = answer(real, "NRC general license: tritium dials of 9 Ci, four boxes, to Norway?")
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert "how many items" in found.asks_for[0]


def test_one_item_frees_no_shipment_of_unknown_size(real: Catalogue) -> None:
    found = answer(real, "NRC general license: tritium dials of 9 Ci to Norway?")
    assert found is not None
    assert "how many of them go in one shipment is not told" in found.findings[0].text


def test_drums_of_one_shipment_weigh_together(real: Catalogue) -> None:
    question = "NRC general licence for natural uranium: five drums of 9 kg in one shipment to Peru?"
    found = values(answer(real, question))
    assert (found["shipment"], found["covered"]) == (45, False)


def test_a_number_of_sources_that_no_source_was_counted_by_is_asked_about(real: Catalogue) -> None:
    found = answer(
        real,
        "and six of the same sources in one shipment?",
        "Ir-192 source of 0.5 TBq to Chile: general license of part 110?",
    )
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("900 kg of depleted uranium under 1A290 to Peru, licence?", True),
        ("a licence from Commerce for depleted uranium", True),
        ("NRC general licence for depleted uranium, 1A290 does not matter", False),
        ("depleted uranium, 5 kg, general licence?", False),
    ],
)
def test_the_licence_of_another_agency_is_told_by_an_entry_or_its_name(text: str, *, other: bool) -> None:
    assert is_of_another_agency(text) is other


def test_a_follow_up_keeps_the_law_of_its_entry(real: Catalogue) -> None:
    before = "1,200 kg of depleted uranium shielding classified 1A290 to Peru: a licence from Commerce?"
    assert answer(real, "OK. And the same load to Pakistan?", before) is None


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("may somebody who was punished three years ago still apply for that?",
         ("How long does a Chinese general licence for dual-use items last?",)),
        ("We were fined on 3 May 2025 in Shanghai. Is our Chinese general licence still valid?", ()),
    ],
)  # fmt: skip
def test_no_day_is_counted_from_a_penalty(real: Catalogue, question: str, history: tuple[str, ...]) -> None:
    assert answer(real, question, *history) is None


def test_a_camper_is_a_vehicle_and_other_goods_are_called_by_their_name(real: Catalogue) -> None:
    found = values(answer(real, "EU: a motor home for EUR 55,000 to Omsk, luxury ban?"))
    assert (found["threshold_eur"], found["prohibited"]) == (50_000, True)
    other = answer(real, "EU luxury ban: may we send a chess board of EUR 400 to Omsk?")
    assert other is not None
    assert other.outcome is Outcome.NEEDS_FACT
    assert "in which point of Annex XVIII “chess board” is" in other.findings[0].text


@pytest.mark.parametrize(
    ("question", "barred", "other"),
    [
        (
            "輸出令別表第一の七の項の部品、総価額90万円をベトナムへ輸出します。許可は要りますか？イラン向けだとどうですか。",
            "イラン",
            "ベトナム",
        ),
        ("輸出令の七の項、90万円、台湾へ輸出とイラクへ輸出。少額特例で許可は不要ですか？", "イラク", "台湾"),
        (
            "輸出令七の項（一）の部品（別表第三の三の対象として告示されたものではありません）、総価額90万円をベトナムの会社に売ります。"
            "許可は要りますか？イランに出す場合は？",
            "イラン",
            "ベトナム",
        ),
        ("Japan's small value exemption: row 7 goods of 900,000 yen to Vietnam and to Iran?", "Iran", "Vietnam"),
    ],
)
def test_each_of_two_destinations_is_told_the_barred_one_first(
    real: Catalogue, question: str, barred: str, other: str
) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.lead.startswith(f"The small-value rule does not apply to {barred}")
    assert f"For {other}: 900,000 yen" in found.lead


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("nuclear end use, heavy water, 3 kg per shipment to our one buyer in israel every month. how many months fit "
         "under the nrc general licence?", "which at most 8 such shipments keep"),
        ("heavy water, 4 kg each month to a lab in israel: enough room in the nrc general licence?", "25 kg"),
        ("6 kg natural uranium to south korea, nrc general licence?", "South Korea"),
        ("how much heavy water may go to norway under the nrc general licence?", "Norway"),
    ],
)  # fmt: skip
def test_a_country_in_small_letters_is_where_the_material_goes(real: Catalogue, question: str, words: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert not found.asks_for
    assert words in found.findings[0].text


@pytest.mark.parametrize("text", ["it goes to them in time", "for our part, in the end", "to indianapolis"])
def test_words_in_small_letters_that_are_no_country_are_none(text: str) -> None:
    assert countries_in_any_case(text) == []


def test_a_second_row_that_the_small_value_rule_leaves_out_is_told_first(real: Catalogue) -> None:
    found = answer(
        real, "Japan's small value exemption: row 15 goods and other goods of row 2, each 40,000 yen, to Thailand?"
    )
    assert found is not None
    assert found.lead.startswith("The small-value rule does not apply to row 2")
    assert "For row 15: 40,000 yen is not over the 50,000 yen" in found.lead

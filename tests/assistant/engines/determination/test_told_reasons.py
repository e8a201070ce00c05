"""What an asker gives as a reason: a country group, a country's standing, goods of two kinds, an exception."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines import dispatch
from assistant.engines.determination.facts.goods import GoodsKind, named_goods
from assistant.engines.determination.facts.quantities import alternatives
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters


def any_engine(real_law: Catalogue, question: str) -> Computed | None:
    snapshot = CatalogueSnapshot(real_law)
    return dispatch.computed(understand(question, (), Filters(), snapshot), snapshot)


AskReal = Callable[..., Computed | None]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "3A228 switches to a lab in Tashkent. Uzbekistan is D:1, so licence?",
            "Uzbekistan is in Country Group D:1. No",
        ),
        ("3A228 switches to a lab in Warsaw. Poland is in D:1, so licence?", "Poland is not in Country Group D:1."),
        ("3A981 to Seoul. Korea is a close ally, licence?", "“close ally”: no rule that was read for South Korea"),
    ],
)
def test_a_group_or_standing_is_confirmed_or_contradicted(ask_real: AskReal, question: str, words: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert words in found.lead
    assert found.not_answered == ()


def test_a_group_by_which_a_reason_goes_is_not_set_aside(ask_real: AskReal) -> None:
    found = ask_real("3A090.c HBM to Riyadh, Saudi Arabia is in D:4. Licence?")
    assert found is not None
    assert "Saudi Arabia is in Country Group D:4." in found.lead
    assert "goes by that group" not in ask_text(ask_real, "3A090.b chips to Riyadh, Saudi Arabia is in D:4. Licence?")


def ask_text(ask_real: AskReal, question: str) -> str:
    found = ask_real(question)
    assert found is not None
    return found.lead


def test_a_united_nations_reason_shuts_what_the_entry_opens(ask_real: AskReal) -> None:
    lead = ask_text(ask_real, "1A005 vests to Mogadishu under GBS, licence?")
    assert "§ 746.1(b)(4)" in lead
    assert "That shuts License Exception GBS" in lead
    assert "helps only as far" in ask_text(ask_real, "1A005 vests to Mogadishu under GOV, licence?")


def test_iraq_has_its_own_review_and_exceptions(ask_real: AskReal) -> None:
    lead = ask_text(ask_real, "1C999 chemicals to a water plant in Mosul, Iraq. Licence, and the odds?")
    assert "case by case on whether they would contribute to the building of Iraqi civil infrastructure" in lead


def test_a_ministry_of_another_country_is_not_the_listed_one(ask_real: AskReal) -> None:
    found = ask_real("EAR99 tents to the Ministry of Defence in Oslo, licence?")
    assert found is not None
    assert found.payload["status"] == "no_chart_requirement"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("EAR99 lentils and 40 generators for Pyongyang", {"lentils": "relief", "40 generators": "other"}),
        ("EAR99 medicine cabinets to Yalta", {"medicine cabinets": "unclear"}),
        ("Sacks of rice, EAR99, to Pyongyang", {"rice": "relief"}),
        ("EAR99 pumps to Damascus", {}),
    ],
)
def test_goods_are_told_apart(text: str, kinds: dict[str, str]) -> None:
    assert {g.words: g.kind for g in named_goods(text)} == {w: GoodsKind(k) for w, k in kinds.items()}


def test_food_is_left_out_and_what_goes_beside_it_is_not(ask_real: AskReal) -> None:
    found = ask_real("EAR99 canned fish food and 20 tents to Simferopol, licence?")
    assert found is not None
    assert found.payload["status"] == "required"
    assert "20 tents: A licence is required" in found.lead
    assert "§ 746.6(a)(1) leaves out food and medicine classified as EAR99" in found.lead


def test_items_that_differ_in_a_figure_are_determined_each(ask_real: AskReal) -> None:
    found = ask_real(
        "Two 0A502 shotguns to a shop in Perth, Australia: one 14 inch barrel, the other 28 inch. Licence?"
    )
    assert found is not None
    told = {d["place"]: d["status"] for d in found.payload["destinations"]}
    assert told == {"14 inch barrel": "required", "28 inch": "no_chart_requirement"}


def test_a_figure_below_a_limit_is_not_caught_by_what_catches_the_other(real_law: Catalogue) -> None:
    question = "32-bit processors for the Georgian army in Tbilisi, type A 2 GFLOPS, type B 8 GFLOPS. Licence needed?"
    found = any_engine(real_law, question)
    assert found is not None
    assert "8 GFLOPS: By what is told of the goods" in found.lead
    assert "3A991.a.1 to Georgia: § 744.17(a)" in found.lead


def test_two_sizes_of_one_thing_are_no_two_items() -> None:
    assert alternatives("a gun with a 16 inch barrel, 26 inches long in all") == ()
    assert [a.written for a in alternatives("one with 16 inch barrel and one 26 inch barrel")] == [
        "16 inch barrel",
        "26 inch barrel",
    ]


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("3A001.a.2 chips sitting in London, sell to a Turkish radio company. Licence?", {"Türkiye"}),
        ("5A991 modems to an Indian firm in Dubai, licence?", {"the United Arab Emirates"}),
        (
            "2B351 monitors, one for a plant on Jurong Island Singapore, one for a mill in Pune, licence?",
            {"Singapore", "India"},
        ),
        ("3A991 chips to Bishkek, a Russia diversion risk. Licence?", {"Kyrgyzstan"}),
    ],
)
def test_where_goods_go_is_neither_lost_nor_taken_from_talk(ask_real: AskReal, question: str, places: set[str]) -> None:
    found = ask_real(question)
    assert found is not None
    told = found.payload.get("destinations") or [{"place": found.payload["facts"]["to"]}]
    assert {d["place"] for d in told} == places


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Horses by sea to Ireland, two mares. Licence?", "§ 754.5(a) restricts horses by sea"),
        ("EAR99 motors for a drone of unknown range to Amman, he says 200 km probably. Licence?", "§ 744.3(a)(1)"),
        ("EAR99 ERP suite for the Kazan office of a 100 % Japanese owned firm, licence?", "§ 746.8(a)(12)(ii)"),
        (
            "A postdoc with a Russian passport, no green card, in our Ohio lab gets 9E003 technology. Licence?",
            "(a)(12)(i)",
        ),
    ],
)
def test_what_is_told_decides(ask_real: AskReal, question: str, words: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert words in found.lead


def test_a_rule_that_goes_by_a_group_and_spares_the_place_is_named(ask_real: AskReal) -> None:
    lead = ask_text(ask_real, "3A090.b chips to a data centre in Tel Aviv. Israel is D:4, so a licence?")
    assert "A rule for 3A090.b goes by that group, but by its own words it does not reach Israel" in lead

"""Calculators over a small regulation: every figure comes from the text held, and what is missing is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.model import Outcome
from corpus.catalogue import Catalogue
from tests.assistant.engines.calculation.conftest import answer, values

Make = Callable[..., Catalogue]


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("X is owned 25% by an SDN and 30% by an Entity List firm. Does the affiliates rule reach X?", "programme"),
        ("Acme owns 60% of X. Does the Entity List affiliates rule reach X?", "whether Acme is on"),
        ("X is owned 130% by an Entity List firm. Caught by the affiliates rule?", "figures that agree"),
        (
            "X is 70% owned by one Entity List firm and 45% owned by another. Does the rule cover it?",
            "figures that agree",
        ),
        (
            "EEI for a chip worth 600 USD to China, required by value?",
            "whether the item is on the Commerce Control List",
        ),
        ("EEI for goods worth 600 euros to Spain, EAR99?", "value in US dollars"),
        ("EEI: 500 dollars of pumps and 400 dollars of valves, EAR99 to Spain?", "Schedule B"),
        ("served with a charging letter on 05/06/2026, last day to answer?", "day first or month first"),
        ("served with a charging letter on 31 June 2026, last day to answer?", "figures that agree"),
        ("served with a charging letter in June 2026, last day to answer?", "the day of the service"),
    ],
)
def test_what_is_missing_is_asked_for(make: Make, question: str, asks: str) -> None:
    found = answer(make(), question)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert asks in " ".join(found.asks_for)


@pytest.mark.parametrize(("over", "required"), [("$700", True), ("$800", False), ("$2,500", False)])
def test_the_limit_is_that_of_the_text(make: Make, over: str, required: bool) -> None:
    question = (
        "Two parcels in one export, same Schedule B number, 400 dollars each, to Spain, EAR99. EEI needed by value?"
    )
    found = answer(make(over=over), question)
    assert values(found)["required_by_value"] is required
    assert values(found)["sum_usd"] == 800
    assert over in str(found and found.payload["citations"])


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("item A schedule B 8542 value $1,900, another line same schedule B $800, EAR99 to Spain. EEI needed?", 2700),
        ("EAR99 to Spain, HTS 8471.30.0100, 3000 pieces, value $2,000. EEI required?", 2000),
        ("EAR99 to Spain, schedule B number 8542310000, 1,200 units for USD 1500. Do I file EEI?", 1500),
    ],
)
def test_a_number_of_a_tariff_or_of_pieces_is_no_value(make: Make, question: str, total: int) -> None:
    assert values(answer(make(), question))["sum_usd"] == total


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("EEI for EAR99 goods to Spain, our ref 7781 goods, value $900?", "7781"),
        ("EEI for EAR99 goods to Spain, $600 and 300, same Schedule B?", "300"),
    ],
)
def test_a_number_that_cannot_be_told_is_asked_about(make: Make, question: str, number: str) -> None:
    found = answer(make(), question)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert f"whether {number} is a value" in " ".join(found.asks_for)


@pytest.mark.parametrize(
    "question",
    [
        "Machine, price 100k usd, has 22k of US controlled parts in it. Italy to Vietnam. De minimis ok? 25% right",
        "De minimis is 25% for Vietnam? Machine of 50,000 USD with 11,000 USD of US controlled parts.",
    ],
)
def test_the_share_comes_from_the_amounts_and_not_from_the_limit(make: Make, question: str) -> None:
    assert values(answer(make(), question))["share_percent"] == 22


@pytest.mark.parametrize(
    "question",
    [
        "Machine worth 100k usd to Vietnam, de minimis 25%, ok?",
        "Machine of 100,000 USD, 20,000 USD of US parts, 5,000 USD freight, de minimis to Vietnam?",
        "German machine for Vietnam, 22% US controlled content plus 3% EAR99. Under de minimis, correct?",
    ],
)
def test_a_share_that_is_not_told_decides_nothing_while_the_rule_is_not_held(make: Make, question: str) -> None:
    found = answer(make(), question)
    assert found is not None
    assert found.outcome is Outcome.NOT_IN_CORPUS
    assert "`licet sync us-15-cfr-734`" in found.lead
    assert "once one thing is known" in found.lead


def test_a_text_without_these_words_gives_no_result(make: Make) -> None:
    found = answer(make(over="the amount set by order"), "EEI for EAR99 goods worth 800 dollars to Spain?")
    assert found is not None
    assert found.outcome is Outcome.NOT_IN_CORPUS
    assert "no longer has the words" in found.findings[0].text
    assert values(found) == {}


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        (
            "If two Entity List companies each own 25% of Zeta, is Zeta covered?",
            "By its words the ownership rule reaches Zeta: 50 % of Zeta counts (25 + 25), which is the rule’s 40 % or "
            "more.",
        ),
        (
            "listed parent -> 100% of Hold -> 51% of Opco. is Opco under the affiliates rule?",
            "By its words the ownership rule reaches Opco: 51 % of Opco counts, which is the rule’s 40 % or more; Hold "
            "is itself restricted by ownership, so its 51 % counts in full.",
        ),
        (  # a town is no party
            "Our customer in Dubai is 29 percent owned by a firm on the MEU list, the rest by a local family. Caught?",
            "On the shares told, the ownership rule does not reach the customer",
        ),
    ],
)
def test_the_first_sentence_is_the_result_with_its_figures(make: Make, question: str, lead: str) -> None:
    found = answer(make(until=None), question)
    assert found is not None
    assert found.findings[0].text.startswith(lead)


def test_what_is_not_held_is_named_with_the_command_that_brings_it(make: Make) -> None:
    found = answer(make(), "De minimis: a 1,000 dollar pump with 60 dollars of US parts, to Iran, ok?")
    assert found is not None
    assert found.outcome is Outcome.NOT_IN_CORPUS
    assert values(found) == {"share_percent": 6, "threshold": None, "conclusion": "text not held"}
    assert "`licet sync us-15-cfr-734`" in found.findings[0].text
    assert found.brings == ("us-15-cfr-734",)
    assert [t.name for t in found.missing_texts] == ["15 CFR 734.4(c)"]


def test_the_limit_alone_names_the_text_that_is_not_held(make: Make) -> None:
    found = answer(make(), "What is the de minimis threshold?")
    assert found is not None
    assert found.brings == ("us-15-cfr-734",)


@pytest.mark.parametrize(
    "question",
    [
        "What does the 50% rule say?",
        "Is the affiliates rule for 50 percent owned companies in force?",
        "Above what value do I have to file EEI?",
        "How many days have I got to answer a charging letter?",
        "What fine does China set for dealing with a buyer on the control list over 500,000 yuan?",
        "What is de minimis?",
        "Who owns Acme?",
        "x " * 900,
        "%" * 900,
        "9" * 900 + "% owned by a listed firm, affiliates rule?",
    ],
)
def test_other_questions_are_left(make: Make, question: str) -> None:
    found = answer(make(), question)
    assert found is None or (found.outcome is Outcome.NEEDS_FACT and question.startswith("9"))


@pytest.mark.parametrize(
    "asked, percent, steps",
    [
        (
            "A machine with $10,000 German housing, $4,000 US chip and $2,000 US sensor, to Iran: de minimis?",
            37.5,
            ["4,000 + 2,000 = 6,000", "10,000 + 4,000 + 2,000 = 16,000", "6,000 / 16,000 = 37.5 %"],
        ),
        (
            "A German housing at $10,000, a US chip at $4,000 and a US sensor at $2,000, to Iran: de minimis?",
            37.5,
            ["4,000 + 2,000 = 6,000", "10,000 + 4,000 + 2,000 = 16,000"],
        ),
        (
            "A machine worth $100,000: $10,000 German housing, $4,000 US chip and $2,000 US sensor: de minimis?",
            6,
            ["4,000 + 2,000 = 6,000", "6,000 / 100,000 = 6 %"],  # the housing is no US content
        ),
        ("A $100,000 German lathe with $12,000 of US chips: de minimis to Iran?", 12, ["12,000 / 100,000 = 12 %"]),
        ("A $100,000 German lathe with US-origin controlled parts of $12,000, to Iran: subject to the EAR?", 12, []),
        ("Content is exactly 25% US controlled, for Iran. Over or under the threshold?", 25, []),
    ],
)
def test_us_content_of_several_items_is_added_up(make: Make, asked: str, percent: float, steps: list[str]) -> None:
    found = answer(make(), asked)
    assert values(found)["share_percent"] == percent
    assert found is not None
    told = " ".join(s["step"] for s in found.payload["steps"])
    assert all(step in told for step in steps)


def test_values_in_two_currencies_are_not_added_up(make: Make) -> None:
    found = answer(make(), "€10,000 German housing and $4,000 US chip, to Iran: de minimis?")
    assert found is not None
    assert found.outcome is Outcome.NOT_IN_CORPUS  # the rule is not held
    assert "one currency" in found.findings[0].text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("heavy water 50 lb to Chile, 40 a year, NRC general licence?", {"covered": True, "a_year": 907.18474}),
        ("heavy water 110 lb to Chile, one drum every two weeks, covered by the NRC general licence?",
         {"covered": False, "most_shipments": 20}),
        ("heavy water 6 kg to Libya, NRC general licence?", {"covered": False, "limit": 5}),
        ("deuterium 6 kg to Chile, NRC general licence?", {"covered": True, "limit": 10, "limit_a_year": 200}),
        ("deuterium 1 kg to Sudan, NRC general licence?", {"covered": False}),
        ("plutonium-238 1 g to Norway, NRC general licence?", {"covered": True, "limit_a_year": 100}),
        ("plutonium-238 1 g to Peru, NRC general licence?", {"covered": False}),
        ("Canadian-obligated thorium to Chile, a drum of 8 kg, 70 drums a year, NRC general licence?",
         {"covered": False, "limit_a_year": 500, "a_year": 560}),
        ("thorium to Chile, a drum of 8 kg, 70 drums a year, NRC general licence?",
         {"covered": True, "limit_a_year": 1000, "a_year": 560}),
    ],
)  # fmt: skip
def test_a_general_licence_is_weighed_by_country(real: Catalogue, question: str, expected: dict[str, Any]) -> None:
    found = values(answer(real, question))
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("written", "shipment"),
    [("6 kg", 6), ("6,000 g", 6), ("11 lbs", 4.98951607), ("11 pounds", 4.98951607), ("a 1.5 pound drum", 0.680388555)],
)
def test_a_weight_is_read_in_its_unit(real: Catalogue, written: str, shipment: float) -> None:
    found = values(answer(real, f"heavy water {written} to Libya, NRC general licence?"))
    assert found["shipment"] == pytest.approx(shipment)


@pytest.mark.parametrize("written", ["2,5 pounds", "2,5 lbs", "11 pounds sterling", "£11"])
def test_what_is_no_weight_for_certain_is_not_weighed(real: Catalogue, written: str) -> None:
    assert answer(real, f"heavy water {written} to Libya, NRC general licence?") is None


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("出口管制法：未经许可出口，违法经营额90万元，罚款多少？", 4_500_000, 9_000_000),
        ("没有履行报告义务，情节严重，违法经营额70万元人民币，按两用物项出口管制条例罚多少？", 3_500_000, 7_000_000),
        ("进口商违反承诺，违法经营额40万元，两用物项条例罚款多少？", 300_000, 3_000_000),
    ],
)
def test_a_fine_is_computed_for_a_question_in_chinese(real: Catalogue, question: str, low: int, high: int) -> None:
    found = values(answer(real, question))
    assert (found["min_cny"], found["max_cny"]) == (low, high)


def test_a_fine_over_more_than_a_sum_is_not_computed(real: Catalogue) -> None:
    assert answer(real, "出口管制法：未经许可出口，违法经营额超过90万元，罚款多少？") is None


def test_each_destination_of_a_share_is_told_apart(real: Catalogue) -> None:
    found = answer(real, "French part sells for 60,000 with US 9A610.x parts for 1,500. de minimis for China?")
    assert found is not None
    assert found.payload["share_percent"] == 2.5
    assert found.outcome is Outcome.NOT_IN_CORPUS, "the text with the threshold is not held"
    assert "no share is safe for it" in found.findings[0].text
    assert any(f.text.startswith("China is in D:5") for f in found.findings)
    other = answer(real, "French part sells for 60,000 with US 9A610.x parts for 1,500. de minimis for Hong Kong?")
    assert other is not None
    assert any(f.text.startswith("Hong Kong is in D:5") for f in other.findings), "whose row is that of China"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("NRC: Am-241 0.2 TBq to India, general licence?", "it needs a specific licence"),
        ("NRC: Am-241 0.02 TBq to India, general licence?", "0.02 TBq does not"),
        ("NRC: Cf-252 0.01 TBq for a lab in Chile, general licence?", "is not less, so it needs a specific licence"),
        ("NRC: Cf-252 0.002 TBq for a lab in Chile, general licence?", "0.002 TBq is less."),
    ],
)
def test_a_general_licence_has_narrower_limits_of_some_nuclides(real: Catalogue, question: str, words: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert words in found.findings[0].text


def test_no_narrower_limit_is_told_where_the_country_has_none(real: Catalogue) -> None:
    found = answer(real, "NRC: Am-241 0.2 TBq to Chile, general licence?")
    assert found is not None
    assert "110.29" not in found.findings[0].text
    german = answer(real, "NRC: Cf-252 0.01 TBq to Germany, general licence?")
    assert german is not None
    assert "110.30" not in german.findings[0].text


def test_sources_that_are_counted_and_told_one_by_one_are_added(real: Catalogue) -> None:
    question = (
        "One crate to Peru with two sources: Cs-137 0.7 TBq and Co-60 0.12 TBq. NRC general licence? "
        "What if we leave the cobalt out?"
    )
    found = values(answer(real, question))
    assert found["sum_category_2"] == [1.1, 0.7]
    assert found["category"] == [2, None]


@pytest.mark.parametrize(
    "named", ["caesium-137", "Cs-137", "Caesium 137", "cesium-137", "137Cs", "Cs137", "césium-137", "Cäsium-137"]
)
def test_each_radionuclide_counts_by_its_own_row_however_it_is_spelt(real: Catalogue, named: str) -> None:
    asked = f"One box to Peru: iridium-192 of 0.5 TBq and {named} of 0.3 TBq. NRC general licence?"
    assert values(answer(real, asked))["sum_category_2"] == 0.925


@pytest.mark.parametrize("named", ["polonium-210", "Cs-134", "Polonium 210", "caesium", "cobalt-57", "Xy-111"])
def test_a_radionuclide_without_a_row_leaves_the_sum_undecided(real: Catalogue, named: str) -> None:
    found = answer(real, f"One box to Peru: iridium-192 of 0.5 TBq and {named} of 0.3 TBq. NRC general licence?")
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert f"no limit for {named}" in " ".join(f.text for f in found.findings)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("DOE part 810 violation that went on for 5 days: civil penalty?", {"max_usd": 639865, "each": 127973}),
        ("Three violations of part 810, the fine?", {"max_usd": 383919, "each": 127973}),
        ("part 810: criminal penalty?", {"criminal_max_usd": 10000, "prison_years": 10}),
        (
            "What can the DOE fine someone under part 810, and can you go to prison?",
            {"each": 127973, "criminal_max_usd": 10000, "prison_years": 10},
        ),
        (
            "Max civil and criminal penalty under 10 CFR part 810?",
            {"each": 127973, "criminal_max_usd": 10000, "prison_years": 10},
        ),
    ],
)
def test_penalties_of_part_810(real: Catalogue, question: str, expected: dict[str, Any]) -> None:
    assert values(answer(real, question)) == expected


def test_an_export_without_a_licence_to_a_listed_party_has_both_fines(real: Catalogue) -> None:
    found = values(answer(real, "没有许可出口两用物项给管控名单里的用户，违法经营额90万元，罚多少？"))
    assert found["min_cny"] == [9000000, 4500000]


def test_the_sum_of_an_order_is_the_value_of_no_item(real: Catalogue) -> None:
    question = "EU luxury ban, Russia: a handbag at 310 €, a guitar at 1,400 € and a laptop at 760 €; order total 12k?"
    assert values(answer(real, question))["prohibited"] == [True, False, True]


def test_a_question_of_two_laws_on_ownership_is_answered_by_both(real: Catalogue) -> None:
    question = (
        "An Entity List firm holds 50 % of X. Is X under the BIS rule? "
        "And is X caught by Article 5aa of 833/2014 if the owner is in Annex XIX?"
    )
    found = answer(real, question)
    assert found is not None
    assert "the ownership rule reaches X" in found.findings[0].text
    assert "at exactly 50 % it is not reached by Article 5aa(1)(b)" in found.findings[0].text

"""Calculators over a small regulation: every figure comes from the text held, and what is missing is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from assistant.model import Outcome
from corpus.catalogue import Catalogue
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from tests.assistant.engines.calculation.conftest import answer, hold, values

Make = Callable[..., Catalogue]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "X is owned 30% by an Entity List firm and 15% by another. Does the affiliates rule reach X?",
            {"aggregate_percent": 45, "meets_text": True},
        ),
        (
            "Listed A holds 50% of B, B holds 40% of C. Is C reached by the affiliates rule?",
            {"reached": True, "reason": "B is itself restricted by ownership, so its 40 % counts in full (not 20 %)"},
        ),
        ("Listed A holds 30% of B, B holds 100% of C. Is C reached by the affiliates rule?", {"reached": False}),
        (
            "A is listed and owns 80% of B, which owns 45% of C, which owns 41% of D. Is D caught?",
            {"reached": True, "aggregate_percent": 41},
        ),
        (
            "20% owned by an SDN (SDGT) and 20% by an MEU List company: caught?",
            {"aggregate_percent": 40, "meets_text": True},
        ),
        (
            "39% owned by an SDN tagged CUBA and 30% by an Entity List firm: caught?",
            {"counted_percent": 30, "meets_text": False},
        ),
        ("T is 90% owned by a company on the Unverified List. Does the 50% rule cover it?", {"counted_percent": 0}),
        (
            "An Entity List firm owns 20% of J and 50% of H, and H owns 20% of J. Is J covered by the affiliates rule?",
            {"aggregate_percent": 40, "reached": True},
        ),
        (
            "Our buyer belongs half to a listed company and half to its founder. Is it caught by the affiliates rule?",
            {"aggregate_percent": 50},
        ),
    ],
)
def test_ownership_is_added_up_by_the_share_of_the_text(make: Make, question: str, expected: dict[str, Any]) -> None:
    found = values(answer(make(), question))
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 8, 3), "on 3 August 2026 they do not apply"),
        (date(2027, 1, 5), "that day has passed, and what holds on 5 January 2027 is not"),
    ],
)
def test_a_stay_is_told_for_the_day_asked_for(make: Make, day: date, says: str) -> None:
    found = answer(make(), "X is owned 60% by an Entity List firm. Does the affiliates rule reach X?", as_of=day)
    assert found is not None
    assert found.payload["in_force"] == "stayed until 2026-11-09"
    assert any(says in step["step"] for step in found.payload["steps"])


def test_a_rule_without_a_stay_reaches(make: Make) -> None:
    found = answer(make(until=None), "X is owned 60% by an Entity List firm. Does the affiliates rule reach X?")
    assert found is not None
    assert found.payload["in_force"] == "in force"
    assert found.findings[0].text == (
        "By its words the ownership rule reaches X: 60 % of X counts, which is the rule’s 40 % or more."
    )


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


BASE = "Company X in Dubai is owned 30% by an entity list company, 15% by a SDN (SDGT), rest by a family. Is it caught?"


def test_the_rest_is_an_owner_of_its_own(make: Make) -> None:
    found = answer(make(), BASE)
    assert found is not None
    assert found.payload["aggregate_percent"] == 45
    assert found.payload["meets_text"] is True
    assert any(s["step"].startswith("A family owns 55 % of X: does not count") for s in found.payload["steps"])


@pytest.mark.parametrize(
    ("words", "counted"),
    [("a SDN (sdgt)", 45), ("an SDN under SDGT", 45), ("an MEU company", 45), ("an SDN under RUSSIA-EO1", 30)],
)
def test_a_list_without_a_name_is_a_listed_owner(make: Make, words: str, counted: int) -> None:
    found = answer(make(), f"X is owned 30% by an entity list party; 15% by {words}; the rest by staff. Caught?")
    assert values(found)["counted_percent"] == counted


def test_a_follow_up_replaces_a_share(make: Make) -> None:
    found = answer(make(), "ok and if the SDN share is sold down to 9%?", BASE)
    assert found is not None
    assert found.payload["aggregate_percent"] == 39
    assert found.payload["meets_text"] is False
    assert any("9 % in place of 15 %" in s["step"] for s in found.payload["steps"])


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("ok and if its share is sold down to 9%?", (BASE,)),
        ("ok and if the SDN sells 9% to a bank?", (BASE,)),
        ("and if the family is listed too?", (BASE,)),
        ("X is owned 30% by an entity list company, remaining held by SDN. And another 5% sold. Caught?", ()),
        ("X is owned 30% by an entity list company. An SDN (SDGT) also has a minority stake. Caught?", ()),
        ("X is owned 30% by an entity list company, 25% by an SDN (UAE). Caught?", ()),
        ("X is owned 30% by an entity list company, 25% by an SDN, a family. Caught?", ()),
        ("X is owned 30% by an entity list company and 25% by an SDN (SDGT). What if the SDN drops to 5%? Caught?", ()),
    ],
)
def test_an_ownership_that_is_not_all_understood_has_no_result(
    make: Make, question: str, history: tuple[str, ...]
) -> None:
    found = answer(make(), question, *history)
    assert found is None or found.outcome is Outcome.NEEDS_FACT


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
    ],
)
def test_a_share_of_content_that_is_not_told_is_asked_for(make: Make, question: str) -> None:
    found = answer(make(), question)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT


def test_a_text_without_these_words_gives_no_result(make: Make) -> None:
    found = answer(make(over="the amount set by order"), "EEI for EAR99 goods worth 800 dollars to Spain?")
    assert found is not None
    assert found.outcome is Outcome.NOT_IN_CORPUS
    assert "no longer has the words" in found.findings[0].text
    assert values(found) == {}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # Twelve days after Monday 1 June is Saturday 13 June; the rule on counting moves it to Monday.
        (
            "Served with a charging letter on 1 June 2026, when is the answer due?",
            {"last_day": "2026-06-15", "raw": "2026-06-13"},
        ),
        (
            "Served with a charging letter on 2026-06-03, when is the answer due?",
            {"last_day": "2026-06-15", "raw": "2026-06-15"},
        ),
        (
            "Exported on 29 February 2024. Until when do we keep the export records under the EAR?",
            {"keep_until": "2030-02-28"},
        ),
        (
            "We exported on 3 March 2025, then reexported on 9 July 2025. Until when must we keep the EAR records?",
            {"keep_until": "2031-07-09"},
        ),
        ("exported on 3 March 2025, reexport on 9 July 2025. records until?", {"keep_until": "2031-07-09"}),
    ],
)
def test_periods_end_on_the_day_that_the_text_means(make: Make, question: str, expected: dict[str, str]) -> None:
    assert values(answer(make(), question)) == expected


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        (
            "If two Entity List companies each own 25% of Zeta, is Zeta covered?",
            "By its words the ownership rule reaches Zeta: 50 % of Zeta counts, which is the rule’s 40 % or more.",
        ),
        (
            "listed parent -> 100% of Hold -> 51% of Opco. is Opco under the affiliates rule?",
            "By its words the ownership rule reaches Opco: 51 % of Opco counts, which is the rule’s 40 % or more; Hold "
            "is itself restricted by ownership, so its 51 % counts in full.",
        ),
        (  # a town is no party
            "Our customer in Dubai is 29 percent owned by a firm on the MEU list, the rest by a local family. Caught?",
            "On the shares told, the ownership rule does not reach Our customer",
        ),
    ],
)
def test_the_first_sentence_is_the_result_with_its_figures(make: Make, question: str, lead: str) -> None:
    found = answer(make(until=None), question)
    assert found is not None
    assert found.findings[0].text.startswith(lead)


def test_today_is_today_whatever_other_day_is_named(make: Make) -> None:
    question = "X is owned 60% by an Entity List firm. The stay ends on 9 November 2026. Is X caught today?"
    found = answer(make(), question, as_of=date(2026, 7, 23))
    assert found is not None
    assert "On 23 July 2026 it does not apply: it is stayed until 9 November 2026" in found.findings[0].text


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        (
            "four years from 29 February 2024, which date is that?",
            "Four years from 29 February 2024 is Tuesday, 29 Feb",
        ),
        (
            "When is 10 business days after 2 March 2026?",
            "10 business days from 2 March 2026 is Monday, 16 March 2026.",
        ),
        ("What date is 45 days before 15 April 2026?", "45 days before 15 April 2026 is Sunday, 1 March 2026."),
    ],
)
def test_a_period_without_a_law_is_counted_by_the_calendar(make: Make, question: str, lead: str) -> None:
    found = answer(make(), question)
    assert found is not None
    assert found.findings[0].text.startswith(lead)


def test_an_act_too_late_is_told(make: Make) -> None:
    found = answer(make(), "Served with a charging letter on 1 June 2026, we answered on 20 June 2026. Too late?")
    assert found is not None
    assert any(s["step"] == "20 June 2026 is after that day." for s in found.payload["steps"])
    assert found.findings[0].text == "The answer is due by Monday, 15 June 2026. 20 June 2026 is after that day."


def test_what_is_not_held_is_named_with_the_command_that_brings_it(make: Make) -> None:
    found = answer(make(), "De minimis: a 1,000 dollar pump with 60 dollars of US parts, to Iran, ok?")
    assert found is not None
    assert found.outcome is Outcome.NOT_IN_CORPUS
    assert values(found) == {"share_percent": 6, "threshold": None, "conclusion": "text not held"}
    assert "`licet sync us-15-cfr-734`" in found.findings[0].text


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


def test_the_length_of_a_period_is_that_of_the_regime_named(make: Make) -> None:
    found = answer(make(), "How long must we keep the papers of a BIS licence?")
    assert found is not None
    assert values(found) == {"years": 6}
    assert found.payload["citations"][0]["locator"] == "15 CFR 762.6(a)"


@pytest.mark.parametrize(
    "owners, counted",
    [
        ("30% by company A and 25% by company B both on the Entity List", 55),
        ("30% by company A and 25% by company B, each on the Entity List", 55),
        ("10% by company A, 15% by company B and 20% by company C, all Entity List companies", 45),
        ("30% by company A, which is not listed, and 25% by company B, which is on the Entity List", 25),
    ],
)
def test_what_is_said_of_both_owners_counts_for_both(make: Make, owners: str, counted: int) -> None:
    found = answer(make(), f"Beta is owned {owners}. Does the affiliates rule reach Beta?")
    assert values(found)["counted_percent"] == counted
    assert found is not None
    assert "9 November 2026" in found.findings[0].text  # its stay


OF_TREASURY = "directly or indirectly own, whether individually or in the aggregate, a 45 percent or greater interest"


@pytest.mark.parametrize(
    "asked, counted, reached, said",
    [
        ("Beta is owned 30% by A and 25% by B, both SDNs. Is Beta blocked by OFAC?", 55, True, "30 + 25 = 55 %"),
        ("Beta is owned 20% by A and 15% by B, both are SDNs. Is Beta blocked by OFAC?", 35, False, "20 + 15 = 35 %"),
        ("A, an SDN, owns 60% of B, B owns 60% of C. Is C blocked by OFAC?", 60, True, "60 % of C"),
    ],
)
def test_blocked_owners_are_added_up_by_the_rule_that_is_asked_for(
    make: Make, asked: str, counted: int, reached: bool, said: str
) -> None:
    catalogue = make()
    alone = answer(catalogue, asked)
    assert alone is not None
    assert alone.outcome is Outcome.NOT_IN_CORPUS
    assert "`licet sync us-31-cfr-510`" in alone.findings[0].text
    assert values(alone)["reached"] is None
    tree = TreeBuilder()
    tree.add(OF_TREASURY, locator="31 CFR 510.411", role=Role.SECTION)
    hold(catalogue, tree.reading(Source(id="us-31-cfr-510", title="31 CFR", kind=Kind.LAW, jurisdiction="us")))
    found = answer(catalogue, asked)
    assert found is not None
    assert values(found) == {"aggregate_percent": counted, "counted_percent": counted, "reached": reached}
    assert said in found.findings[0].text
    assert "affiliates" not in found.findings[0].text


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
    assert found.outcome is Outcome.NEEDS_FACT
    assert "one currency" in found.findings[0].text


@pytest.mark.parametrize(
    "asked, last",
    [
        ("30 days from 3 March 2026?", "2026-04-02"),
        ("What day is 30 days from 3 March 2026?", "2026-04-02"),
        ("What date is 90 days before 1 March 2024?", "2023-12-02"),  # over a leap day's year
        ("What day is 10 business days after 3 March 2026?", "2026-03-17"),
        ("one month from 31 January 2028?", "2028-02-29"),
    ],
)
def test_days_from_a_day_are_counted_exactly(make: Make, asked: str, last: str) -> None:
    assert values(answer(make(), asked))["last_day"] == last
    assert answer(make(), "We shipped 30 days from 3 March 2026 on.") is None


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
    ],
)  # fmt: skip
def test_a_general_licence_is_weighed_by_country(real: Catalogue, question: str, expected: dict[str, Any]) -> None:
    found = values(answer(real, question))
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("told", "last", "pause"),
    [
        ("On 1 July BIS asked for more information, which came on 11 July.", date(2026, 9, 9), 10),
        ("It was on hold for a pre-licence check from 5 June to 25 June and for questions from 1 July to 8 July.",
         date(2026, 9, 26), 27),
        ("It was on hold for 12 days.", date(2026, 9, 11), 12),
        ("On 1 July it asked us for more information.", date(2026, 8, 30), None),  # no end of it is told
    ],
)  # fmt: skip
def test_days_that_do_not_count_come_on_top(real: Catalogue, told: str, last: date, pause: int | None) -> None:
    question = f"BIS registered our licence application on 1 June 2026. {told} By what date must it be resolved?"
    found = values(answer(real, question))
    assert found["latest"] == last.isoformat()
    assert found.get("pause_days") == pause


def test_a_temporary_denial_order_and_its_renewal_are_counted(real: Catalogue) -> None:
    found = values(answer(real, "TDO issued on 2 March 2026: when does it run out, and by when is renewal asked for?"))
    assert found["expires"] == "2026-08-29"
    assert found["renewal_request"] == "2026-08-09"


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

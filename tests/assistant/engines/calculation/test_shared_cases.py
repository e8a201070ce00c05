"""Labelled calculations over the shared documents, and questions of other kinds that they must leave."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from assistant.engines.calculation.calculation_engine import calculate
from assistant.engines.calculation.periods.several_laws import of_several_laws
from assistant.engines.dispatch import computed
from assistant.model import Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from tests.assistant.engines.calculation.conftest import answer, values

# Of the questions without a calculation in them, those that a calculation answers as well or better.
COMPUTED_TOO = {
    "UD-F23",
    "UD-M05",
    "UD-M06",
    "UD-M10",
    "UD-X01",
    "UD-X02",
    "UD-X05",
    "UD-X11",
    "UD-X12",
    "UD-Y27",
    "Z10",
}


def _cases(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def test_labelled_calculations_have_their_values(shared: Path, real: Catalogue) -> None:
    cases = [c for c in _cases(shared / "benchmarks/determine/dev.jsonl") if c["part"] == "calculator"]
    wrong = {}
    for case in cases:
        found = values(answer(real, case["question"]))
        told = {name: found.get(name, "nothing") for name in case["expected"]}
        if told != case["expected"]:
            wrong[case["id"]] = told
    assert len(cases) >= 14
    assert wrong == {}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (  # a fine for each of two values, the second without its currency
            "Japan: a person shipped a machine worth 8 million yen without METI permission, not WMD. Max fine? And if "
            "it had been 2 million?",
            {"max_jpy": [40_000_000, 20_000_000]},
        ),
        ("ICT supply chain rules: a deal of $500,000 broke them. Max civil penalty?", {"max_usd": 1_000_000}),
        ("What is the maximum civil penalty for two violations of 10 CFR part 810?", {"max_usd": 255_946}),
        (
            "A public contract of EUR 4 million: a Russian subcontractor gets 400k. Over the limit? What if 500k?",
            {"share_percent": [10, 12.5], "over": [False, True]},
        ),
        ("A Russian supplier has 11 % of the contract value of a public tender. Over the limit?", {"over": True}),
        ("Japan: row 9 goods worth 30,000 yen. Does the small value rule apply?", {"within": True}),
        ("Japan: row 3 goods worth 30,000 yen. Does the small value rule apply?", {"within": False}),
        ("Japan small-value rule: 60,000 yen of table 3-3 goods of row 9, licence?", {"within": False}),
        ("Japan: row 7 goods of 900,000 yen, not in table 3-3. Does the small value rule apply?", {"within": True}),
        ("Small value rule in Japan for row 7 goods worth 1.2 million yen?", {"within": False}),
        ("Japan: 400,000 yen of row 7 goods, does the small value exemption apply?", {"within": None}),
        ("Japanese maker: a tool of row 6, price 900,000 yen, to Thailand. Need a permit?", {"within": True}),
        ("Row 6 goods of 800,000 yen from Japan to Iran: does the small value exemption apply?", {"within": False}),
        ("Row 6 goods of 800,000 yen from Japan to South Korea: does the small value rule apply?", {"within": True}),
        (
            "OEE got our notice of a violation on 3 March 2026, when must the narrative be there?",
            {"last_day": "2026-08-30"},
        ),
        ("We ship a schedule 1 chemical on 15 April 2026. When must BIS have our notice?", {"latest": "2026-03-01"}),
    ],
)
def test_questions_in_free_words_have_their_values(real: Catalogue, question: str, expected: dict) -> None:
    found = values(answer(real, question))
    assert {name: found.get(name, "nothing") for name in expected} == expected


def test_parts_that_may_not_count_are_told_beside_the_share(real: Catalogue) -> None:
    question = "A pump worth 100,000 euros for Iran, 9,000 of it US EAR99 parts of supplement no. 7: de minimis?"
    found = answer(real, question)
    assert found is not None
    assert found.payload["share_percent"] == 9
    assert "15 CFR 746.7(a)(1)(v)" in {c["locator"] for c in found.payload["citations"]}


def test_a_calculation_of_two_questions_is_one(shared: Path, real: Catalogue) -> None:
    cases = {c["id"]: c for c in _cases(shared / "benchmarks/determine/dev.jsonl")}
    for name in ("C013", "C015"):
        question = understand(cases[name]["question"], (), Filters(), real)
        assert question.parts
        found = computed(question, real)
        assert found is not None
        assert {n: found.payload.get(n) for n in cases[name]["expected"]} == cases[name]["expected"]


def test_every_quote_of_a_calculation_stands_in_its_text(shared: Path, real: Catalogue) -> None:
    for case in _cases(shared / "benchmarks/determine/dev.jsonl"):
        if case["part"] != "calculator":
            continue
        found = answer(real, case["question"])
        assert found is not None
        quotes = " ".join(" ".join(c["quote"].split()) for c in found.payload["citations"])
        stated = [c for c in case["cites"] if " ".join(c["quote"].split())[:60] in quotes or "note" in c["locator"]]
        assert found.missing_texts or stated, case["id"]


def test_questions_of_other_kinds_are_left(shared: Path, real: Catalogue) -> None:
    taken, seconds = set(), []
    for name in ("users", "export-controls"):
        for case in _cases(shared / f"benchmarks/{name}/dev.jsonl"):
            begun = time.perf_counter()
            if answer(real, case["question"], *case.get("history", ())) is not None:
                taken.add(case["id"])
            seconds.append(time.perf_counter() - begun)
    assert taken == COMPUTED_TOO
    assert sorted(seconds)[len(seconds) // 2] < 0.06


@pytest.mark.parametrize(
    ("question", "limit", "prohibited"),
    [
        ("EU luxury goods ban: a 950 euro camera to a shop in Moscow?", 1000, False),
        ("luxury goods ban, a violin for EUR 1,501 to Russia?", 1500, True),
        ("luxury goods ban, motorbike worth 5,000 euros to Russia?", 5000, False),
        ("luxury goods ban, two watches for 620 euros together to Russia?", 300, True),
        ("luxury goods ban, telescope for 100 euros to Russia?", None, True),
    ],
)
def test_the_value_of_luxury_goods_is_that_of_their_point(
    real: Catalogue, question: str, limit: int | None, prohibited: bool
) -> None:
    found = values(answer(real, question))
    assert (found["threshold_eur"], found["prohibited"]) == (limit, prohibited)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Japan: a firm exported a machine worth 200 million yen without permission. max fine for the company?", 10**9),
        ("Japan: someone exported goods worth 1,000,000 yen without a permit, max fine for the person?", 20_000_000),
    ],
)
def test_the_greater_of_two_limits_is_the_fine(real: Catalogue, question: str, expected: int) -> None:
    assert values(answer(real, question)) == {"max_jpy": expected}


def test_both_halves_of_a_fine_are_told(real: Catalogue) -> None:
    found = answer(real, "max penalty for violating EAR willfully, person and company? and civil fine figure please")
    assert values(found) == {"criminal_max_usd": 1_000_000, "prison_years": 20, "civil_max_usd": None}
    assert found is not None
    assert "no figure is in the text, which refers to ECRA, and that is not held." in found.findings[0].text
    assert found.outcome is Outcome.ANSWERED
    assert [t.name for t in found.missing_texts] == ["the Export Control Reform Act of 2018 (50 U.S.C. 4819(c)(1)(A))"]
    assert [s["locators"] for s in found.payload["steps"]] == [["15 CFR 764.3(b)"], ["15 CFR 764.3(a)(1)(i)"]]


def test_values_are_added_by_their_schedule_b_number(real: Catalogue) -> None:
    question = (
        "EEI: three at $700 each under the same Schedule B number and one at $2,450 under another, EAR99 to Peru?"
    )
    found = answer(real, question)
    assert found is not None
    assert found.findings[0].text.startswith("By value the filing is not required: 2,450 US dollars")
    over = answer(real, question.replace("$700", "$900"))
    assert over is not None
    assert over.findings[0].text.startswith("By value the filing is required: 2,700 US dollars")


@pytest.mark.parametrize(
    ("asked_on", "required"),
    [
        ("and the same for a 3A999 chip to Shenzhen?", True),
        ("and if it is $2,900?", True),
        ("and the same for a 3A999 chip to Oslo?", None),
    ],
)
def test_a_follow_up_brings_another_item_place_or_value(real: Catalogue, asked_on: str, required: bool | None) -> None:
    found = answer(real, asked_on, "EEI: one EAR99 belt at $1,700, to Peru, filing needed?")
    assert values(found)["required"] is required


def test_what_is_left_of_the_ceiling_is_told(real: Catalogue) -> None:
    question = (
        "Shipping tolerance: our licence says $50,000 for 20 valves, 8 are shipped and came to $24,000. "
        "How much may the other 12 cost?"
    )
    assert values(answer(real, question))["left_usd"] == 31_000


def test_a_shipment_of_several_sources_counts_none_of_them(real: Catalogue) -> None:
    question = "one parcel of sealed sources to Chile: cesium-137 0.6 TBq and cobalt-60 0.2 TBq. general licence?"
    found = values(answer(real, question))
    assert found["category"] == 2
    assert found["sum_category_2"] == pytest.approx(0.6 / 1 + 0.2 / 0.3, abs=0.001)


def test_two_destinations_are_set_side_by_side(real: Catalogue) -> None:
    found = answer(real, "NRC general licence: 3 kg of depleted uranium to Chile, and the same to India?")
    assert values(found)["covered"] == [True, False]
    assert values(found)["limit"] == [10, 1]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Is a violin for 1 250 € a luxury good for Russia? The limit is 300 €, no?", 1250),
        ("Luxusgut für Russland: Gitarre um 1'450 Euro, die Wertgrenze liegt bei 300 Euro?", 1450),
        ("Is a harp at EUR 1,700 to Russia luxury, given the 300 euro limit?", 1700),
    ],
)
def test_a_limit_that_is_told_is_the_value_of_no_item(real: Catalogue, question: str, value: int) -> None:
    assert values(answer(real, question))["value_eur"] == value


def test_both_days_are_told_where_a_stay_ends_between_them(real: Catalogue) -> None:
    question = (
        "Acme is owned 40% by one Entity List company and 20% by another. Does the 50 percent rule apply on "
        "2 October 2026, and on 20 November 2026?"
    )
    found = answer(real, question)
    assert found is not None
    lead = found.findings[0].text
    assert "On 2 October 2026 it does not apply" in lead
    assert "On 20 November 2026 that stay has run out" in lead


def test_each_value_has_its_fine(real: Catalogue) -> None:
    found = answer(real, "ICTS civil penalty: one deal of $100,000, another of $400,000. Max fine for each?")
    assert found is not None
    assert found.payload["max_usd"] == [307922, 800000]


def test_a_person_and_the_company_have_their_fines_and_a_denied_purpose_is_none(real: Catalogue) -> None:
    question = (
        "Japan: a firm exported a lathe worth 30 million yen without permission{}. Fine for director and company?"
    )
    ordinary = answer(real, question.format(", not nuclear"))
    assert ordinary is not None
    assert ordinary.payload["max_jpy"] == [150_000_000, 700_000_000]
    nuclear = answer(real, question.format(" for a nuclear weapon"))
    assert nuclear is not None
    assert nuclear.payload["max_jpy"] == [150_000_000, 1_000_000_000]


@pytest.mark.parametrize(
    ("goods", "fines"),
    [
        ("item 2 of appended table 1", [40_000_000, 1_000_000_000]),
        ("row 4 (8)", [40_000_000, 1_000_000_000]),
        ("別表第一の三の項", [40_000_000, 1_000_000_000]),
        ("row 1 (2)", [40_000_000, 1_000_000_000]),
        ("row 1 (5)", [40_000_000, 700_000_000]),
        ("item 6 of appended table 1", [40_000_000, 700_000_000]),
        ("row 9, for a nuclear plant", [40_000_000, 700_000_000]),
    ],
)
def test_the_row_of_the_goods_decides_which_paragraph_sets_the_fine(real: Catalogue, goods: str, fines: list) -> None:
    question = (
        f"Tokyo firm exported a tool of {goods}, price 8 million yen, no METI permission. Fine for manager and firm?"
    )
    found = answer(real, question)
    assert found is not None
    assert found.payload["max_jpy"] == fines
    years = 10 if fines[1] == 1_000_000_000 else 7
    assert f"imprisonment of up to {years} years" in found.findings[0].text


def test_a_row_of_which_some_items_are_graver_leaves_the_fine_open(real: Catalogue) -> None:
    found = answer(
        real, "Tokyo firm exported goods of row 1 worth 8 million yen, no METI permission. Fine for the firm?"
    )
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert "which item of row 1" in found.findings[0].text


@pytest.mark.parametrize(
    ("goods", "within"),
    [
        ("appended table 1 item 5(8)", True),
        ("appended table 1, item 5 (8)", True),
        ("appended table 1, 5(8)", True),
        ("appended table 1, 5-8", True),
        ("row 5 (8)", True),
        ("item 5-8", True),
        ("別表第一の五の項（八）", True),
        ("別表第1の5の項(8)", True),
        ("5項（8）", True),
        ("row 5 (14)", None),
        ("appended table 1 item 3(8)", False),
    ],
)
def test_addresses_of_the_appended_table_are_read_in_all_their_forms(
    real: Catalogue, goods: str, within: bool | None
) -> None:
    found = values(answer(real, f"Japan: goods of {goods}, value 700,000 yen, to Malaysia. METI permit needed?"))
    assert found["within"] is within


def test_the_tolerance_is_told_in_one_whole_sentence(real: Catalogue) -> None:
    question = "licence amount $100,000, we shipped $90,000, next shipment $25,000. allowed under shipping tolerance?"
    found = answer(real, question)
    assert found is not None
    assert found.findings[0].text.endswith("(100,000 + 10 %): not within the shipping tolerance.")


def test_a_limit_of_content_is_asked_without_figures(real: Catalogue) -> None:
    found = answer(real, "Whats the de minimis % for our Israeli-built system going to Turkey? it has some US boards.")
    assert found is not None
    assert found.payload["threshold"] is None
    assert "none of Country Groups E:1, E:2 and D:5" in found.lead
    assert "fair market value" in found.lead
    assert answer(real, "What is de minimis?") is None


def test_which_content_counts_for_russia_is_read_in_its_section(real: Catalogue) -> None:
    found = answer(
        real, "For a Dutch-made pump exported to Russia, do the EAR99 and AT-only bits count toward controlled content?"
    )
    assert found is not None
    assert "746.8(a)(12)(iii)(B)" in found.lead
    assert "is not held" in found.lead


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            "Our Osaka plant exported row 7 goods without METI permission. Prison for the manager?",
            "What is the most the company itself can be fined, the goods were worth 400 million yen?",
            {"max_jpy": 2_000_000_000},
        ),
        (
            "Our Osaka plant exported row 7 goods without METI permission. Prison for the manager?",
            "What can the company itself be fined, the goods were worth 100 million yen?",
            {"max_jpy": 700_000_000},
        ),
    ],
)
def test_a_fine_goes_on_with_the_conduct_asked_of_before(
    real: Catalogue, before: str, question: str, expected: dict
) -> None:
    found = calculate(understand(question, (before,), Filters(), real), real)
    assert found is not None
    assert {name: found.payload.get(name) for name in expected} == expected


def test_papers_are_kept_under_each_law_that_is_named(real: Catalogue) -> None:
    found = answer(real, "How many years must we keep records under the EAR, NRC part 110, in China and under ITAR?")
    assert found is not None
    lead = found.findings[0].text
    assert all(f"{law}: " in lead for law in ("EAR", "NRC, 10 CFR part 110", "China, dual-use items"))
    assert "ITAR: no such period is read here" in lead
    assert lead.count("5 years") == 3
    assert "3 years" in lead


@pytest.mark.parametrize(
    ("question", "laws"),
    [
        ("How long are invoices kept: EAR vs Chinese vs Korean?", ["EAR", "China, dual-use items", "South Korea"]),
        ("Which law wants papers kept longer, EAR or Chinese?", ["EAR", "China, dual-use items"]),
    ],
)
def test_laws_side_by_side_are_each_told(real: Catalogue, question: str, laws: list[str]) -> None:
    found = of_several_laws(understand(question, (), Filters(), real), real)
    assert found is not None
    assert list(found.values["laws"]) == laws


@pytest.mark.parametrize(
    "question",
    [
        "Longest that a temporary control in China lasts with all extensions?",
        "How long do I keep EAR records?",
    ],
)
def test_a_period_of_one_law_is_told_alone(real: Catalogue, question: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert "laws" not in found.payload


@pytest.mark.parametrize(
    "question",
    [
        "How long do we keep the records under the EAR of what we ship to China and Japan?",  # where it goes is no law
        "How long must records of our Chinese customers be kept under the EAR?",
        "Do the EAR and Chinese law want us to keep invoices in English?",  # no time is asked for
        "We no longer keep documents. Do the EAR and Chinese law mind?",
    ],
)
def test_papers_are_not_held_against_laws_that_are_not_asked_of(real: Catalogue, question: str) -> None:
    assert of_several_laws(understand(question, (), Filters(), real), real) is None


def test_a_follow_up_that_asks_of_something_else_is_told_no_periods(real: Catalogue) -> None:
    before = ["How long must papers be kept by Korean exporters?"]
    other = "and if such a crate only changes ships in our port, does the Chinese ministry want a permit for it?"
    assert of_several_laws(understand(other, before, Filters(), real), real) is None
    same = of_several_laws(understand("and under Chinese law and the EAR?", before, Filters(), real), real)
    assert same is not None
    assert {"EAR", "China, dual-use items"} <= set(same.values["laws"])


def test_a_term_is_summed_with_its_extensions(real: Catalogue) -> None:
    found = answer(real, "What is the longest a Chinese temporary control can last with all extensions?")
    assert found is not None
    assert "2 + 2 + 2 = 6 years in all" in found.findings[0].text


def test_exactly_half_is_held_against_both_laws(real: Catalogue) -> None:
    found = answer(real, "Exactly 50% owned by a listed firm: caught under the Entity List rule and under Article 5aa?")
    assert found is not None
    assert found.payload["reached"] == [True, False]


def test_a_licence_question_beside_effective_kilograms_is_answered(real: Catalogue) -> None:
    found = answer(
        real, "30 kg of uranium enriched to 4 % to Chile: effective kilograms, and is a general license enough?"
    )
    assert found is not None
    assert "a specific license is required" in found.findings[0].text


def test_the_text_of_the_luxury_ban_is_dated(real: Catalogue) -> None:
    found = answer(real, "Does the luxury ban reach a violin of EUR 1,600 for Perm?")
    assert found is not None
    assert any("later amendments of the annex are not in it" in f.text for f in found.findings)

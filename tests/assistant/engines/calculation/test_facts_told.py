"""Facts that a question tells are used: sums, counts so far, profits, holidays, receipts, stretches, other places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.engines.calculation.nuclear.told_limits import countries_asked
from assistant.model import Outcome
from assistant.query.model import Query
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from tests.assistant.engines.calculation.conftest import answer, values

Make = Callable[..., Catalogue]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "BIS licence for 8 units, total $100,000. We shipped 5 for 70k, the last 3 will be 35k, so we land at "
            "105k. Is that within the tolerance?",
            {"total_usd": 105_000, "allowed": True},
        ),
        (
            "BIS licence for 900 bobbins, total value $40,000. We shipped 500 for $28,000; the remaining 400 cost "
            "$17,500. OK under the tolerance?",
            {"total_usd": 45_500, "ceiling_usd": 44_000, "allowed": False, "left_usd": 16_000},
        ),
        (
            "BIS licence: 900 steel bobbins, total value $40,000. Shipped 500 for $20,000, the other 400 are $21,000. "
            "OK under the tolerance?",
            {"total_usd": 41_000, "allowed": True},
        ),
        (
            "我们是货代,明知客户没有出口许可证还帮他运,违法经营额30万元。按出口管制法罚多少?",
            {"min_cny": 900_000, "max_cny": 1_500_000},
        ),
        (
            "We are a freight forwarder in China and knew the client had no export licence. Illegal turnover "
            "300,000 yuan: how much is the fine?",
            {"min_cny": 900_000, "max_cny": 1_500_000},
        ),
        (
            "NRC general licence, natural uranium with obligations to Canada, to one country not restricted. The "
            "yearly cap is 1000 kg, right?",
            {"limit": 10, "limit_a_year": 500},
        ),
        (
            "NRC general licence for natural uranium: the material carries canadian obligations, 5 kg a "
            "parcel to Peru?",
            {"limit_a_year": 500, "covered": True},
        ),
        (
            "EEI for EAR99 to Mexico: bolts $1,500, nuts $1,200 (same Schedule B), a pump $2,400 (another Schedule B)?",
            {"sum_usd": 5_100, "required_by_value": True},
        ),
        (
            "Chinese firm exported controlled items w/o licence, contract RMB 600,000, profit 70k. What is the fine?",
            {"min_cny": 3_000_000, "max_cny": 6_000_000},
        ),
        (
            "外為法で無許可で2億5000万円の規制貨物を輸出した会社の罰金は最大いくら？核兵器関連ではない。",
            {"max_jpy": 1_250_000_000},
        ),
        (
            "Korea: strategic goods worth 200m won left without a permit, what is the maximum fine?",
            {"max_krw": [600_000_000, 1_000_000_000]},
        ),
        (
            "DOE part 810 breach from 3 May to 7 May 2025, what is the maximum civil penalty?",
            {"max_usd": 5 * 127_973},
        ),
        (
            "EU luxury ban, Russia: a violin (1,300 EUR), a telescope (80 EUR). The ban is above 300 euro, violin no?",
            {"threshold_eur": [1500, None], "prohibited": [False, True]},
        ),
        (
            "NRC general license, natural uranium to Chile, 8 kg drums, we've shipped 100 drums this calendar year. "
            "How many more can go?",
            {"used": 800, "left": 200, "more_shipments": 25},
        ),
        (
            "NRC general license for heavy water to India for nuclear use: 3 x 5 kg so far this year, how much more?",
            {"used": 15, "left": 10},
        ),
        (
            "Canadian-obligated natural uranium, 5 kg a parcel to Peru under the NRC general licence. How many "
            "shipments a year, and if it is not Canadian-obligated?",
            {"most_shipments": [100, 200]},
        ),
        (
            "Natural uranium to Chile under the NRC general licence: 150 drums of 8 kg each this calendar year, fine?",
            {"a_year": 1200, "covered": False},
        ),
        (
            "Natural uranium to Chile under the NRC general licence: 150 shipments of 8 kg a year, fine?",
            {"a_year": 1200, "covered": False},
        ),
        (
            "Canadian-obligated natural uranium to Chile, NRC general licence: we plan 70 parcels of 8 kg each this "
            "calendar year. How many can we send?",
            {"most_shipments": 62},
        ),
    ],
)
def test_what_is_told_is_reckoned_with(real: Catalogue, question: str, expected: dict[str, Any]) -> None:
    found = values(answer(real, question))
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("charging letter served on 6 August 2026, answer when? Monday 7 September is Labor Day", "2026-09-08"),
        ("Charging letter served on 6 August 2026. When is the answer due?", "2026-09-07"),
    ],
)
def test_a_holiday_that_is_told_moves_the_last_day(real: Catalogue, question: str, expected: str) -> None:
    assert values(answer(real, question))["last_day"] == expected


def test_a_disclosure_runs_from_its_receipt(real: Catalogue) -> None:
    question = "VSD: emailed the initial notification on 2 March 2026, OEE received it 5 March 2026. Narrative when?"
    assert values(answer(real, question))["last_day"] == "2026-09-01"


def test_each_day_of_a_denial_order_is_told(real: Catalogue) -> None:
    question = "TDO issued on 10 February 2026. When does it expire, last day for BIS to renew, and for us to oppose?"
    found = values(answer(real, question))
    assert (found["expires"], found["renewal_request"], found["opposition"]) == (
        "2026-08-09",
        "2026-07-20",
        "2026-07-30",
    )


def test_saxitoxin_has_both_of_its_notices(real: Catalogue) -> None:
    found = answer(real, "2 mg and 12 mg saxitoxin to Germany, export planned 20 March 2027. When to notify BIS?")
    assert found is not None
    assert "17 March 2027" in found.findings[0].text
    assert "3 February 2027" in found.findings[0].text


@pytest.mark.parametrize(
    "question",
    [
        "4 mg of saxitoxin for diagnostics and 1 g of ricin, both exported 15 March 2027. Latest day to notify BIS?",
        "Sched. 1 toxins: 2 mg saxitoxin and 300 g of another one, export 15 March 2027. Latest days to notify BIS?",
    ],
)
def test_saxitoxin_beside_another_chemical_has_both_notices(real: Catalogue, question: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert "12 March 2027" in found.findings[0].text
    assert "29 January 2027" in found.findings[0].text


def test_a_day_that_decides_is_asked_for(real: Catalogue) -> None:
    found = answer(real, "BIS denied our licence and the letter arrived last week. Last day to appeal?")
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert "on the notice" in found.asks_for[0]


def test_an_illegal_gain_is_asked_for(real: Catalogue) -> None:
    found = answer(real, "We helped a Chinese client evade the dual-use licence. What exact fine do we face?")
    assert found is not None
    assert found.asks_for == ("the illegal gain in CNY",)


@pytest.mark.parametrize(
    ("question", "reached"),
    [
        (
            "EU public contract 2,000,000 EUR, bidder 60% owned by a Russian firm, supplier gets 50,000 EUR. 5k?",
            True,
        ),
        (
            "EU public contract 2,000,000 EUR, bidder 50% owned by a Russian firm, supplier gets 50,000 EUR. 5k?",
            False,
        ),
    ],
)
def test_the_owners_share_of_a_bidder_counts(real: Catalogue, question: str, reached: bool) -> None:
    found = values(answer(real, question))
    assert found["bidder_over"] is reached
    assert found["share_percent"] == 2.5  # 5k is no amount


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Maximum prison term for willful violation of the EAR?", {"criminal_max_usd": 1_000_000, "prison_years": 20}),
        ("What is the maximum civil penalty under the EAR for a deal of $2 million?", {"civil_max_usd": None}),
        ("What are the maximum civil and criminal penalties under the EAR?",
         {"criminal_max_usd": 1_000_000, "prison_years": 20, "civil_max_usd": None}),
        ("The small value exemption is 1,000,000 yen in Japan. My row 7 goods, not in table 3-3, cost 900,000 yen. "
         "Is a licence needed?", {"value_jpy": 900_000, "within": True}),
        ("The small value limit is 1,000,000 yen in Japan. My row 7 goods cost 1,200,000 yen. Is a licence needed?",
         {"value_jpy": 1_200_000, "within": False}),
        ("Does Japan's small value exemption for goods of 1,000,000 yen in table 3-3 to Germany apply, with freight of "
         "40,000 yen?", {"value_jpy": 1_000_000, "within": False}),
        ("Japan: does the small value exemption at 1,000,000 yen cover table 3-3 goods, with freight of 40,000 yen? "
         "Licence needed?", {"value_jpy": 1_000_000, "within": False}),
        ("Japan: the small value exemption for goods is 1,000,000 yen, my row 7 goods, not in table 3-3, cost 900,000 "
         "yen, freight is 30,000 yen. Does it apply?", {"value_jpy": 900_000, "within": True}),
        ("Our magnet made in Vietnam contains Chinese-origin dysprosium worth 0.08% of its value. Do we need a licence "
         "under China's rule?", {"share_percent": 0.08, "conclusion": "text not held"}),
    ],
)  # fmt: skip
def test_what_is_told_as_a_limit_or_by_its_name_is_read_as_that(
    real: Catalogue, question: str, expected: dict[str, Any]
) -> None:
    found = values(answer(real, question))
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    "question",
    [
        "The 5-year record period under 22 CFR 122.5 starts 1 May 2026 on expiry of the license. Until when?",
        "How long must I keep records under 22 CFR 122.5 if the license expired 1 May 2026?",
        "Under what EAR provision is prison possible?",  # no maximum is asked for
    ],
)
def test_a_period_of_another_title_is_no_validity_of_a_licence(real: Catalogue, question: str) -> None:
    assert answer(real, question) is None


@pytest.mark.parametrize(
    ("named", "asks_date"),
    [("Supplement No. 2 to Part 748", True), ("15 CFR 750.7", True), ("22 CFR 123.21", False)],
)
def test_a_supplement_is_of_the_title_of_its_part(real: Catalogue, named: str, asks_date: bool) -> None:
    found = answer(real, f"Under {named}: our BIS licence was issued 1 May 2026. How long is it valid?")
    assert (found is not None) is asks_date


def test_an_articles_number_is_no_amount_and_a_sum_is(real: Catalogue) -> None:
    found = answer(real, "EU public contract 100,000 EUR, Russian subcontractor gets 5k EUR. Is it over the limit?")
    assert values(found)["share_percent"] == 5


@pytest.mark.parametrize(
    ("question", "covered"),
    [
        ("NRC general license: 40 tritium signs at 0.3 TBq to Morocco?", True),
        ("NRC general license: 400 tritium signs at 0.3 TBq to Morocco?", False),
        ("NRC general license: 10 tritium tubes at 1.2 TBq to Morocco?", False),
        ("NRC general license: 10 tritium tubes at 1.2 TBq to Norway?", True),
        ("NRC general license: one tritium sign of 30 Ci, to Japan / to Kenya?", [True, False]),
        ("NRC general license: 10 tritium tubes at 0.1 TBq to Iran?", False),
        ("Do we need an NRC licence for 50 g of tritium to Brazil?", False),  # 103 mg are 37 TBq by the paragraph
        ("NRC general license: 10 tritium tubes of 2 mg each to Norway?", True),
        ("NRC general license: 10 tritium tubes of 2 mg each to Morocco?", False),
        ("NRC general license: one tritium light source of 3 mg in an aircraft to Kenya?", True),
    ],
)
def test_tritium_is_held_against_the_limits_of_the_place(real: Catalogue, question: str, covered: object) -> None:
    assert values(answer(real, question))["covered"] == covered


@pytest.mark.parametrize(
    ("question", "covered"),
    [
        ("50 g of plutonium to Japan: do we need a specific licence under 10 CFR 110?", False),
        ("0.5 grams of uranium-235 to Chile, NRC general licence?", True),
        ("0.5 grams of uranium-235 to India, NRC general licence?", False),  # § 110.29
        ("can I send 300 kg of heavy water to India under NRC rules?", False),
    ],
)
def test_a_weight_of_nuclear_material_is_held_against_its_limits(real: Catalogue, question: str, covered: bool) -> None:
    assert values(answer(real, question))["covered"] is covered


@pytest.mark.parametrize("place", ["Russia", "China"])
@pytest.mark.parametrize(
    "question",
    [
        "May we ship 0.9 g of plutonium dioxide to {}?",
        "0.5 kg of heavy water to {}, NRC general licence?",
        "How much deuterium may go to {} under an NRC general licence?",
        "NRC general license: one tritium sign of 3 Ci to {}?",
    ],
)
def test_no_general_licence_is_told_where_an_order_may_suspend_it(real: Catalogue, question: str, place: str) -> None:
    found = answer(real, question.format(place))
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    told = " ".join(f.text for f in found.findings)
    assert f"whether an order of the agency suspends its general licences for {place}" in told
    assert "within" not in told
    assert "may go" not in told


def test_a_specific_licence_is_told_whatever_is_suspended(real: Catalogue) -> None:
    assert values(answer(real, "50 g of plutonium to China under an NRC general licence?"))["covered"] is False


@pytest.mark.parametrize(
    "question",
    [
        "Can I import 5 g of plutonium from France?",
        "Can we bring in 0.5 g of uranium-235 from Japan? NRC general licence?",
        "May we have 0.5 g of plutonium shipped from Japan under an NRC licence?",
        "Do we need an NRC licence to import tritium signs of 3 Ci from Japan?",
    ],
)
def test_what_comes_in_is_under_no_licence_of_exports(real: Catalogue, question: str) -> None:
    found = answer(real, question)
    assert found is None or "110.2" not in " ".join(f.text for f in found.findings)


@pytest.mark.parametrize("goods", ["exit signs", "watches"])
def test_the_weight_of_a_device_is_not_that_of_its_tritium(real: Catalogue, goods: str) -> None:
    found = answer(real, f"Can I export 20 kg of tritium {goods} to Japan under an NRC general licence?")
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert "20 kg" not in found.findings[0].text


def test_a_small_weight_is_not_rounded(real: Catalogue) -> None:
    found = answer(real, "6 g of plutonium to Japan, 10 CFR 110 general licence?")
    assert found is not None
    assert "6 g = 0.006 kg is over the 0.001 kg" in found.findings[0].text


def test_what_tritium_and_americium_want_is_asked_for(real: Catalogue) -> None:
    found = answer(real, "May we ship tritium exit signs to Brazil under the NRC general license?")
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert "1.48 TBq" in found.findings[0].text
    found = answer(real, "Americium-241 source, 3 curies, in a logging tool: are we under the NRC general license?")
    assert found is not None
    assert found.asks_for == ("the destination country",)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "EU: a Russian national has 70k euro with us, wants to put in 40k more, and has 90k at another bank. OK?",
            {"total": 110_000, "over": True, "left": 30_000},
        ),
        (
            "EU quota, Russian potassium chloride 3104 20: 800,000 t imported already, next vessel 20,000 t. OK?",
            {"total": 820_000, "over": False, "left": 37_570},
        ),
    ],
)
def test_a_limit_counts_what_went_before(real: Catalogue, question: str, expected: dict[str, Any]) -> None:
    found = values(answer(real, question))
    assert {name: found.get(name) for name in expected} == expected


def test_a_limit_is_not_held_against_who_is_left_out(real: Catalogue) -> None:
    question = "EU: a Russian national with a residence permit wants to put 200k euros on deposit. Is that blocked?"
    assert answer(real, question) is None


def test_exactly_half_is_told_for_both_laws(real: Catalogue) -> None:
    found = answer(
        real, "Is exactly 50% owned enough? US entity list affiliates rule against the EU ban on public contracts"
    )
    assert found is not None
    assert found.payload["reached"] == [True, False]
    assert "stay" in found.findings[0].text


def test_a_request_by_telephone_comes_before_the_years_of_keeping(real: Catalogue) -> None:
    found = answer(
        real, "How long are EAR export records kept? Somebody from BIS phoned about two, nothing in writing."
    )
    assert found is not None
    assert found.lead.startswith(
        "Since an agency has asked for them, formally or informally, they may not be destroyed"
    )


def test_the_kind_of_a_designation_names_its_programmes(real: Catalogue) -> None:
    question = (
        "A company is 30% owned by one blocked SDN and 25% by another blocked one, both terrorists. Does Commerce's 50 "
        "percent rule catch it?"
    )
    found = answer(real, question)
    assert found is not None
    assert values(found)["aggregate_percent"] == 55
    assert "[FTO] or [SDGT]" in "\n".join(f.text for f in found.findings)


def test_who_serves_an_exporter_is_told_beside_the_exporter_where_both_are_asked_of(real: Catalogue) -> None:
    question = (
        "A Chinese exporter shipped a controlled item without a licence, its freight forwarder knew. Turnover "
        "300,000 yuan. What fine for each?"
    )
    found = values(answer(real, question))
    assert found["max_cny"] == [1_500_000, 5_000_000]


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("UK-obligated uranium to India", ["IN"]),
        ("South Korean-obligated uranium to Peru", ["PE"]),
        ("Uranium with obligations to Canada goes to Chile", ["CL"]),
    ],
)
def test_whose_safeguards_hold_is_no_destination(asked: str, there: list[str]) -> None:
    assert countries_asked(Query(asked, asked, asked, "", frozenset(), Filters())) == there


@pytest.mark.parametrize(
    ("question", "open_for"),
    [
        ("We ship one Cs-137 source of 0.5 TBq to China. NRC general licence, which category?", "China"),
        ("We ship one Cs-137 source of 0.5 TBq to Chile. NRC general licence, which category?", ""),
        ("Can we send 0.5 g of plutonium to Japan and China under the NRC general licence?", "China"),
        ("0.5 g of plutonium to a lab in Japan that wants to buy it: NRC general licence?", ""),
    ],
)
def test_an_order_outside_the_texts_is_asked_for_and_the_rest_is_told(
    real: Catalogue, question: str, open_for: str
) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.outcome is (Outcome.NEEDS_FACT if open_for else Outcome.ANSWERED)
    told = " ".join(f.text for f in found.findings)
    assert ("may suspend its general licences" in told) is bool(open_for)
    assert "general licence" in told.replace("general licences for a country", "")

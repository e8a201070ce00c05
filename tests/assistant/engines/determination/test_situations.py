"""Situations that a question tells: a use, a sample, what the item contains, a section's own exceptions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines import dispatch
from assistant.engines.determination.facts.asked import of_text
from assistant.engines.model import Computed
from assistant.model import Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters

AskReal = Callable[..., Computed | None]


def told(found: Computed | None) -> str:
    assert found is not None
    return "\n".join(f.text for f in found.findings)


def any_engine(real_law: Catalogue, question: str, *history: str) -> Computed | None:
    snapshot = CatalogueSnapshot(real_law)
    return dispatch.computed(understand(question, history, Filters(), snapshot), snapshot)


def test_a_use_that_the_row_excepts_is_read_and_bounded(ask_real: AskReal) -> None:
    found = ask_real(
        "MMIC power amp 3A001.b.2 to a base station maker in S. Korea, commercial telecom use only. Licence?"
    )
    assert found is not None
    assert found.payload["status"] == "no_chart_requirement"
    assert "not a permission" in found.lead
    assert "would apply to 3A001.b.2 for any other use; South Korea has an X there" in found.lead


@pytest.mark.parametrize(
    "question",
    [
        "MMIC amplifiers 3A001.b.2 to a radar maker in South Korea, licence?",
        "3A001.b.2 amplifiers to Seoul for telecom and military radar use, licence?",
        "3A001.b.2 amplifiers to Seoul, licence?",
    ],
)
def test_another_use_or_none_leaves_the_row_open(ask_real: AskReal, question: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert found.payload["status"] in ("indeterminate", "required")


FIRST = "Can I send 150 kg of pure sodium fluoride (1C350.d) as a sample to a buyer in Thailand without a license?"


@pytest.mark.parametrize(
    ("question", "history", "words"),
    [
        (FIRST, (), "150 kg is not over the 200 kg"),
        (
            "they now want another 90 kg in November of the same year, same buyer. still fine?",
            (FIRST,),
            "at most 50 kg",
        ),
        ("they want another 90 kg next year, is that one fine?", (FIRST,), "110 kg are left"),
        ("10 kg sample of 1C350.d to Iran, licence?", (), "no sample may go to a country of Country Group E:1"),
        ("a sample drum of 1C350.d to Brazil, licence?", (), "is not told in kilograms"),
    ],
)
def test_samples_are_added_up_by_consignee_and_year(
    ask_real: AskReal, question: str, history: tuple[str, ...], words: str
) -> None:
    found = ask_real(question, *history)
    assert found is not None
    assert words in found.lead
    assert found.payload["status"] == "required"


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("Server with chips at 3A090.b level (4A090.b) to a Dubai cloud firm: licence?", "4A090.b"),
        ("board containing 3A090.a chips, classified 4A090.a, for Singapore. licence?", "4A090.a"),
        ("3A090.b chip to Dubai, licence?", "3A090.b"),
    ],
)
def test_the_entry_of_what_is_inside_is_not_that_of_the_item(question: str, item: str) -> None:
    assert of_text(question).entry == item


def test_a_place_named_beside_a_group_that_is_excluded_is_reached(ask_real: AskReal) -> None:
    found = ask_real("4A090.b server to a Dubai cloud firm. The UAE is in A:5 and A:5 is excluded, so no licence?")
    assert found is not None
    assert found.payload["status"] == "required"
    assert "names the United Arab Emirates itself" in found.lead


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "Our journalist wants to take her own camera kit (CCL item) to report from Moscow, TMP ok?",
            "for use by the news media as set forth in § 740.9(a)(9)",
        ),
        (
            "can we use TMP tools of trade for our engineer travelling to Moscow with test gear on the CCL?",
            "Any other use of TMP is not in the list",
        ),
        ("Can I use TSR to send software to Russia for our customer?", "TSR is not in that list"),
        ("can a reporter take a satellite phone to Pyongyang under TMP?", "§ 746.4(c)"),
    ],
)
def test_a_section_on_an_embargo_has_its_own_exceptions(real_law: Catalogue, question: str, words: str) -> None:
    assert words in told(any_engine(real_law, question))


def test_exceptions_of_a_place_in_general_are_left_to_reading(real_law: Catalogue) -> None:
    assert any_engine(real_law, "Which US licence exceptions are available for Syria?") is None


def test_a_release_to_a_national_is_read_though_the_sanctions_exclude_it(real_law: Catalogue) -> None:
    found = any_engine(
        real_law,
        "a Russian national on our Boston team needs access to NS1 controlled technology (3E001). I read deemed "
        "exports are excluded from the Russia sanctions - so free to share?",
    )
    assert found is not None
    assert found.payload["status"] == "required"
    assert "3E001 is controlled for national security" in found.lead


def test_a_general_authorisation_that_is_not_held_is_not_guessed(real_law: Catalogue) -> None:
    found = any_engine(real_law, "I need the destinations of EU001 in reg 2021/821, is Iceland one?")
    assert found is not None
    assert found.outcome is Outcome.NOT_IN_CORPUS
    assert "nothing is said of whether Iceland is among" in found.lead
    assert found.brings == ("eu-32021R0821",)


def test_a_civil_end_user_is_a_condition_that_ownership_does_not_show(ask_real: AskReal) -> None:
    text = told(
        ask_real(
            "5A992.c laptops classified under 740.17 for the Moscow branch of a German GmbH, 100% owned by it. NLR?"
        )
    )
    assert "which its owner does not show" in text


def test_exceptions_that_the_entry_refuses_are_told(ask_real: AskReal) -> None:
    assert "0A978 gives no LVS and no GBS" in told(ask_real("police batons 0A978 to Mexico, need a licence?"))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "Accelerator: 450 TOPS int8 dense (900 with sparsity), die 700 mm2 FinFET. Which 3A090 paragraph?",
            "TPP is 3,600 and performance density 5.14: that meets 3A090.b.1 and 3A090.b.2, and not 3A090.a",
        ),
        ("Chip with 150 MacTOPS at 16 bit, die 400 mm2, non-planar. 3A090.a or b?", "TPP is 4,800"),
        ("TPP 2500, performance density 1.7: which paragraph of 3A090?", "meets 3A090.b.1, and not 3A090.a"),
        ("two dies of 400 mm2 each, 500 TOPS INT8 per die, 5 nm. TPP?", "TPP is 8,000 and performance density 10"),
        (
            "AI chip, 220 dense TFLOPS at FP16, 800 mm2 of die (5 nm), for data centres. 3A090.a or .b?",
            "TPP is 3,520 and performance density 4.4: that meets 3A090.b.1 and 3A090.b.2, and not 3A090.a",
        ),
        ("gaming chip, 100 TFLOPS FP16, die 300 mm2 5nm, not for data centers. 3A090?", "3A090.a and .b do not apply"),
        ("chip of 50 TOPS INT8, die 100 mm2 5nm, is it 3A090?", "neither 3A090.a nor 3A090.b is met"),
        ("Chip with 2 ops per MAC and 600 TOPS at INT8, 700 mm2 die, 5nm. Which paragraph of 3A090?", "TPP is 4,800"),
        ("NPU, 230 INT8 TOPS at the 2-ops-per-MAC count, 300 mm2 FinFET. 3A090?", "TPP is 1,840"),
        ("Edge chip: 3 TOPS/W, 26 TOPS INT8, 100 mm2 at 7nm. 3A090?", "TPP is 208 and"),
        ("GPU, TOPS (INT8): 620, die 600 mm2 5nm. 3A090?", "TPP is 4,960"),
    ],
)
def test_processing_performance_is_computed_by_the_notes(real_law: Catalogue, question: str, words: str) -> None:
    assert words in told(any_engine(real_law, question))


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("300 TOPS chip, is it over the TPP limit?", "bit length"),
        ("Accelerator 210 TOPS INT8, no idea of die size. is it 3A090?", "die area"),
        ("Accelerator of 900 TOPS with an 8-bit bus, 300 mm2 at 5nm, TPP?", "bit length"),
        ("NPU, two hundred TOPS INT8 and 2 TOPS INT4, 300 mm2 5nm; 3A090?", "hundred TOPS"),
        ("NPU with 45 to 220 real-life measured TOPS and 4 TOPS INT8, 300 mm2 5nm; 3A090?", "was not read"),
    ],
)
def test_a_figure_that_is_missing_is_asked_for(real_law: Catalogue, question: str, fact: str) -> None:
    found = any_engine(real_law, question)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert fact in found.asks_for[0]


def test_what_a_computer_with_such_chips_needs_is_told(real_law: Catalogue) -> None:
    text = told(any_engine(real_law, "server with accelerators, 450 TOPS int8, die 700 mm2 FinFET, to Dubai: licence?"))
    assert "4A090.b" in text
    assert "A licence is required" in text


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Our new intern is a foreign national, may he see the blueprints?", "nationality"),
        ("May we help them with fuel fabrication technology without asking the Department of Energy?", "country"),
    ],
)
def test_a_case_of_ones_own_asks_for_the_fact_that_decides(real_law: Catalogue, question: str, fact: str) -> None:
    found = any_engine(real_law, question)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert any(fact in wanted for wanted in found.asks_for)
    assert all(f.cites for f in found.findings)


@pytest.mark.parametrize(
    "question",
    [
        "What is a foreign national for deemed exports?",
        "How long do we have to appeal a denied licence?",
        "Which countries may get plutonium under the NRC general licence?",
    ],
)
def test_a_rule_in_general_is_left_to_reading(real_law: Catalogue, question: str) -> None:
    found = any_engine(real_law, question)
    assert found is None or found.outcome is not Outcome.NEEDS_FACT


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("The rule is a licence for all to Syria except EAR99 food and medicine. What of our EAR99 pumps?", "required"),
        ("Do EAR99 pumps to Syria need a licence? All but food and medicine does, I read.", "required"),
        ("Does EAR99 medicine to Syria need a licence?", "no_chart_requirement"),
    ],
)
def test_what_a_rule_excepts_is_not_the_item(real_law: Catalogue, question: str, status: str) -> None:
    found = any_engine(real_law, question)
    assert found is not None
    assert found.payload["status"] == status


VESSEL = (
    "Ship supplier in Tacoma: {what} for a {flag} bulk carrier moored in Vancouver, Canada, chartered by a {charter} "
    "line. Licence?"
)


def test_a_foreign_vessel_is_asked_of_its_registry_and_its_charterer_too(real_law: Catalogue) -> None:
    found = any_engine(real_law, VESSEL.format(what="pump spares", flag="Liberian-flagged", charter="Russian"))
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert "744.7(a)" in found.lead
    assert all(name in found.lead for name in ("(Canada)", "(Liberia)", "(Russia)", "part 746"))
    assert "No requirement was found" not in told(found)


def test_a_classified_item_for_a_foreign_vessel_is_walked_to_each_country(real_law: Catalogue) -> None:
    found = any_engine(real_law, VESSEL.format(what="EAR99 gaskets", flag="Maltese-flagged", charter="Syrian"))
    assert found is not None
    assert found.payload["status"] == "required"
    assert {d["place"] for d in found.payload["destinations"]} == {"Canada", "Malta", "Syria"}


@pytest.mark.parametrize(
    ("flag", "status", "outcome"),
    [
        ("Maltese-flagged", "indeterminate", Outcome.NEEDS_FACT),
        ("Syrian-flagged", "required", Outcome.ANSWERED),
    ],
)
def test_a_vessel_whose_charterer_is_not_told_frees_no_item(
    real_law: Catalogue, flag: str, status: str, outcome: Outcome
) -> None:
    question = f"Ship supplier in Tacoma: EAR99 gaskets for a {flag} bulk carrier moored in Vancouver, Canada. Licence?"
    found = any_engine(real_law, question)
    assert found is not None
    assert (found.payload["status"], found.outcome) == (status, outcome)
    charterer = "the country that controls, leases or charters it"
    assert (charterer in found.asks_for) is (charterer in found.payload["asks_for"]) is (status == "indeterminate")
    assert charterer in told(found)


def test_a_vessel_of_the_laws_own_country_is_left_to_others(real_law: Catalogue) -> None:
    question = "May we send pump spares for a US-flagged bulk carrier in Vancouver, operated by an American line?"
    found = any_engine(real_law, question)
    assert found is None or "744.7(a)" not in found.lead


@pytest.mark.parametrize("what", ["pump spares", "spare winch cables"])
def test_nothing_is_freed_by_an_entry_that_nobody_chose(real_law: Catalogue, what: str) -> None:
    found = any_engine(real_law, f"US exporter, {what} to a dealer in Canada, licence needed?")
    assert "no x" not in told(found).casefold()
    assert "No requirement was found" not in told(found)


@pytest.mark.parametrize(
    "question",
    [
        "Ponies aboard a cargo vessel to Ireland, do we need a US licence?",
        "can i put a mare on a ship to Morocco? a licence?",
    ],
)
def test_goods_that_a_whole_heading_names_are_walked(real_law: Catalogue, question: str) -> None:
    found = any_engine(real_law, question)
    assert found is not None
    assert found.payload["status"] == "required"
    assert "754.5(a)" in told(found)


@pytest.mark.parametrize(
    "question",
    [
        "may our engineers help in an accident at a reactor abroad without asking DOE?",
        "Can we give operational safety advice to a reactor in Pakistan without authorization by DOE, part 810?",
        "Does our staff working for the IAEA need a DOE authorization for reactor help in Egypt?",
    ],
)
def test_what_810_6_authorizes_by_its_purpose_turns_on_no_country(real_law: Catalogue, question: str) -> None:
    found = any_engine(real_law, question)
    assert found is None or "Appendix A" not in told(found)


@pytest.mark.parametrize(
    "question",
    [
        "Medical gloves and aspirin, not food, from Texas to North Korea, licence?",
        "A German company ships its own German-made bicycles to Cuba, need a US licence?",
        "Can I send an email newsletter from the US to Cuba, do I need a licence?",
        "I send a gift parcel from the US to Havana. Do I need a licence?",
        "Tents for a camp in North Korea, no food and no medicine. US licence needed?",
    ],
)
def test_without_an_entry_nothing_is_required_for_sure(ask_real: AskReal, question: str) -> None:
    found = ask_real(question)
    assert found is None or found.payload["status"] == "indeterminate"

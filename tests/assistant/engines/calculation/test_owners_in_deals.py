"""Who owns whom is read beside what is told of a deal, and a day before the stay from the rule's source note."""

from __future__ import annotations

import pytest

from assistant.engines.calculation.ownership.shares_told import owners
from assistant.engines.calculation.reading import Asked
from corpus.catalogue import Catalogue
from tests.assistant.engines.calculation.conftest import answer, values


@pytest.mark.parametrize(
    ("question", "owned"),
    [
        (
            "supposing the affiliates rule is back in force, buyer 49% owned by a listed party. Can I just go ahead?",
            "the buyer",
        ),
        (
            "for an October 15 2025 deal: buyer in Malaysia owned 30% by an Entity List firm and 25% by a company on "
            "MEU list. caught?",
            "the buyer in Malaysia",
        ),
        (
            "On 20 October 2025 our shipment of EAR99 goods went to a Dubai firm 50% owned by an Entity List company. "
            "Was a licence needed?",
            "a Dubai firm",
        ),
        (
            "We sold 3A991 chips to a Kazakh reseller that is 80 % owned by an MEU List company. Does the affiliates "
            "rule cover it?",
            "a Kazakh reseller",
        ),
        ("If the stay has ended, our agent is half owned by a listed firm. Caught by the 50% rule?", "the agent"),
    ],
)
def test_what_leads_to_the_facts_is_nobody(real: Catalogue, question: str, owned: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert f" reach{'es' if 'not reach' not in found.lead else ''} {owned}:" in found.lead
    assert not found.not_answered


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "It's 3 August 2026. Customer is 70% held by an Entity List party but not itself listed. Does the 50 "
            "percent rule bite?",
            "does not apply: it is stayed until 9 November 2026",
        ),
        (
            "On 20 October 2025: our client in Ankara is not listed, but one Entity List company owns 35% of it and "
            "another one 20%. Does the 50 percent rule reach it?",
            "55 % of the client in Ankara counts (35 + 20)",
        ),
    ],
)
def test_a_listing_denied_beside_a_but_is_of_the_company(real: Catalogue, question: str, said: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.payload["reached"] is True
    assert said in found.lead


@pytest.mark.parametrize(
    ("day", "force", "said"),
    [
        ("1 September 2025", "not yet added by its source note", "did not stand there yet"),
        ("20 October 2025", "in force by its source note", "It applied on 20 October 2025"),
    ],
)
def test_a_day_before_the_stay_is_read_from_the_source_note(real: Catalogue, day: str, force: str, said: str) -> None:
    found = answer(real, f"On {day} a Dubai firm was 50 % owned by an Entity List company. Did the 50 % rule apply?")
    assert found is not None
    assert values(found)["in_force"] == force
    assert said in found.lead
    assert "90 FR 47214 of 30 September 2025" in found.lead
    assert any("> citation" in c["locator"] for c in found.payload["citations"])


def test_of_two_listed_owners_the_most_restrictive_terms_are_told(real: Catalogue) -> None:
    found = answer(
        real,
        "On 15 October 2025 our buyer was owned 30% by an Entity List firm and 25% by a company on the MEU list. Did "
        "the affiliates rule reach it?",
    )
    assert found is not None
    assert values(found)["counted_percent"] == 55
    assert "most restrictive terms" in found.lead


def test_a_supposed_rule_is_told_of_in_one_tense(real: Catalogue) -> None:
    found = answer(real, "Assuming the 50% rule applies again: our buyer is 60 % owned by a listed company. Caught?")
    assert found is not None
    told = " ".join(f.text for f in found.findings)
    assert "taken as the question has it" in told
    assert "not in the texts held" not in told


@pytest.mark.parametrize(
    "question",
    [
        "What about companies half-owned by SDNs under the Commerce rules?",
        "Are subsidiaries owned 50 percent by Entity List parties caught by the rule?",
        "Is the BIS affiliates rule (50%) in force?",
    ],
)
def test_a_question_on_any_company_is_for_the_rule_itself(real: Catalogue, question: str) -> None:
    assert answer(real, question) is None


@pytest.mark.parametrize(
    ("question", "stakes"),
    [
        (
            "Brill Lamps in Ambria. Quelvik (Entity List) holds 30% direct. Mirrow (Entity List) holds 50% of Lumen, "
            "Lumen holds 25% of Brill. Caught by the 50% rule?",
            [("Quelvik", "Brill", 30), ("Mirrow", "Lumen", 50), ("Lumen", "Brill", 25)],
        ),
        (
            "Mirrow (Entity List) holds 50% of Lumen, Quelvik (Entity List) has a direct 30% stake, Lumen holds 25% of "
            "Brill. Caught?",
            [("Mirrow", "Lumen", 50), ("Quelvik", "Brill", 30), ("Lumen", "Brill", 25)],
        ),
        (
            "Quelvik (Entity List) owns 30% of the buyer outright, and Mirrow (Entity List) 25% straight. Caught?",
            [("Quelvik", "the buyer", 30), ("Mirrow", "the buyer", 25)],
        ),
        (
            "Our customer Brill: Quelvik (Entity List) has a 30% stake, Mirrow (Entity List) a 25% stake. Caught?",
            [("Quelvik", "Brill", 30), ("Mirrow", "Brill", 25)],
        ),
        (
            "Brill Ltd: Quelvik (Entity List) holds a 49% stake, Mirrow (Entity List) has a 1% stake. Is it caught?",
            [("Quelvik", "Brill Ltd", 49), ("Mirrow", "Brill Ltd", 1)],
        ),
        (
            "Brill Ltd: it owns 60% of Quelvik (Entity List). Is it caught?",
            [("Brill Ltd", "Quelvik", 60)],
        ),
        (
            "Question: Quelvik (Entity List) owns 30% of Brill, Mirrow (Entity List) has a 25% stake. Caught?",
            [("Quelvik", "Brill", 30), ("Mirrow", "Brill", 25)],
        ),
        (
            "Listed Quelvik holds 30% of target itself, listed Mirrow 25% indirectly in target. Caught?",
            [("Quelvik", "target", 30), ("Mirrow", "target", 25)],
        ),
    ],
)
def test_a_share_of_nobody_named_is_of_the_company_meant(question: str, stakes: list[tuple[str, str, int]]) -> None:
    told = owners.read(Asked.of(question))
    assert [(told.name(s.owner), told.name(s.owned), s.percent) for s in told.stakes] == stakes
    assert not told.unread


@pytest.mark.parametrize(
    "question",
    [
        "Quelvik (Entity List) holds 30% voting, Mirrow (Entity List) holds 25% of Brill. Does the 50% rule reach it?",
        "Quelvik (Entity List) holds 30% of voting rights. Mirrow (Entity List) holds 25% of Brill. Is Brill caught?",
        "Quelvik (Entity List) holds 30% direct. Mirrow owns 20% of Brill and Lumen owns 10% of Tarn Ltd. Caught?",
    ],
)
def test_a_share_of_nobody_named_beside_other_companies_is_asked_for(real: Catalogue, question: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert "who owns how much of whom" in found.lead
    assert "not reach" not in found.lead


def test_a_share_held_direct_is_added_to_that_through_a_holding(real: Catalogue) -> None:
    found = answer(
        real,
        "Tarn Co in Ambria. Quelvik (Entity List) holds 31% direct. Mirrow (Entity List) holds 60% of Lumen, Lumen "
        "holds 24% of Tarn. Under the BIS 50% rule is it caught?",
    )
    assert found is not None
    assert "reaches Tarn: 55 % of Tarn counts (31 + 24)" in found.lead

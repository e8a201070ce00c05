"""Who owns whom is read beside what is told of a deal, and a day before the stay from the rule's source note."""

from __future__ import annotations

import pytest

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
    ],
)
def test_a_question_on_any_company_is_for_the_rule_itself(real: Catalogue, question: str) -> None:
    assert answer(real, question) is None

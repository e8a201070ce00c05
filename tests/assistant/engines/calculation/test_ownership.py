"""Ownership by listed parties: shares are added up by the text held, and nothing is made of what is not understood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from assistant.model import Outcome
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from tests.assistant.engines.calculation.conftest import answer, hold, values

Make = Callable[..., Catalogue]
BASE = "Company X in Dubai is owned 30% by an entity list company, 15% by a SDN (SDGT), rest by a family. Is it caught?"


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


def test_a_day_of_which_no_edition_is_held_is_told_as_that(make: Make) -> None:
    found = answer(
        make(), "X is owned 60% by an Entity List firm. Does the affiliates rule reach X?", as_of=date(1990, 1, 1)
    )
    assert found is not None
    assert found.outcome is Outcome.NOT_IN_CORPUS
    assert found.findings[0].text.startswith("No edition of 15 CFR 744.11(a)(1) of 1990-01-01 is held, but one of")


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 8, 3), "on 3 August 2026 they do not apply"),
        (date(2027, 1, 5), "by the texts held they apply on 5 January 2027, unless the stay was prolonged"),
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
    ("question", "expected"),
    [
        (
            "An unlisted dealer operates from an address listed on the Entity List. It owns 80% of Zeta. Caught?",
            {"counted_percent": 0, "reached": False},
        ),
        (
            "Is a firm wholly owned by a company on the Unverified List covered by this 50 percent thing?",
            {"reached": False},
        ),
        (
            "Listed A owns 45 % of company B. Company B owns 50 % of company C. Is C caught by the affiliates rule?",
            {"reached": True, "reason": "B is itself restricted by ownership, so its 50 % counts in full (not 22.5 %)"},
        ),
        (
            "Omega is owned 25% by an Entity List firm, 20% by an MEU List company. None of them has half. Caught?",
            {"counted_percent": 45},
        ),
    ],
)
def test_who_owns_and_by_which_list_is_read(make: Make, question: str, expected: dict[str, Any]) -> None:
    found = values(answer(make(), question))
    assert {name: found[name] for name in expected} == expected


def test_a_pronoun_is_no_owner(make: Make) -> None:
    found = answer(make(), "It owns 60% of Zeta. Is Zeta caught by the affiliates rule?")
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT


def test_the_day_of_a_follow_up_is_its_own(make: Make) -> None:
    first = "X is owned 60% by an Entity List firm. Does the affiliates rule reach X on 1 June 2026?"
    found = answer(make(), "and in January 2027?", first)
    assert found is not None
    assert "the rule applies in January 2027, unless a later document prolonged the stay" in found.findings[0].text


@pytest.mark.parametrize("follow_up", ["and if we had shipped on 5 November?", "what about 5 November, not today?"])
def test_a_follow_up_on_a_day_without_a_year_is_answered_for_that_day(
    make: Make, follow_up: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Filters, "day", date(2026, 12, 1))
    found = answer(make(), follow_up, "X is owned 60% by an Entity List firm. Does the affiliates rule reach X today?")
    assert found is not None
    assert "On 5 November 2026 it does not apply: it is stayed until 9 November 2026" in found.findings[0].text


def test_a_follow_up_on_day_and_share_tells_both_shares(make: Make) -> None:
    first = "X is owned 60% by an Entity List firm. Does the affiliates rule reach X on 1 June 2026?"
    found = answer(
        make(), "Shipment slips to 3 March 2026. Different answer? And what if it had only 39 percent?", first
    )
    assert found is not None
    assert found.payload["counted_percent"] == [60, 39]


def test_a_rule_that_is_assumed_to_be_in_force_is_said_to_be_so(make: Make) -> None:
    found = answer(make(), "X is owned 60% by an Entity List firm. Caught, assuming the rule is in force?")
    assert found is not None
    assert "is taken as the question has it" in found.findings[0].text

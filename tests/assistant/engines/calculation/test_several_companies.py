"""Several companies of one question, and shares held against two laws: none hides another, and no word is an owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import pytest

from assistant.engines.calculation.ownership import listed_owners
from assistant.engines.calculation.ownership.model import Listing
from assistant.engines.calculation.ownership.shares_told import owners
from assistant.engines.calculation.reading import Asked
from assistant.engines.screening.screen import Screening
from assistant.model import Outcome
from corpus.catalogue import Catalogue
from tests.assistant.engines.calculation.conftest import answer


def test_every_company_is_told_however_many_there_are(real: Catalogue) -> None:
    question = (
        "Acme, on the Entity List, owns 60 % of Alpha, 55 % of Beta, 20 % of Gamma and 50 % of Delta. "
        "Which are caught by the affiliates rule?"
    )
    found = answer(real, question)
    assert found is not None
    assert found.payload["reached"] == [True, True, False, True]
    assert found.payload["of"] == ["Alpha", "Beta", "Gamma", "Delta"]
    assert all(f"reaches {name}: " in found.lead for name in ("Alpha", "Beta", "Delta"))
    assert "does not reach Gamma" in found.lead


def test_one_that_lacks_a_fact_hides_none_that_is_caught(real: Catalogue) -> None:
    question = (
        "Beta is owned 51 % by Zorg. Alpha is owned 60 % by Acme, which is on the Entity List. "
        "Is either caught by the affiliates rule?"
    )
    found = answer(real, question)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert found.lead.startswith("By its words the ownership rule reaches Alpha")
    assert found.asks_for == ("whether Zorg is on one of the lists that the rule names",)
    assert found.payload["of"] == ["Beta", "Alpha"]
    assert found.payload["reached"] == [None, True]


def test_every_company_of_blocked_owners_is_told(real: Catalogue) -> None:
    question = "One SDN owns 60 % of Alpha. Another SDN owns 30 % of Beta. Are they blocked under the OFAC 50 % rule?"
    found = answer(real, question)
    assert found is not None
    assert "60 % of Alpha" in found.lead
    assert "30 % of Beta" in found.lead


@pytest.mark.parametrize(
    "question",
    [
        "EU ban on public contracts with Russians and US entity list affiliates: exactly 50% owned, caught where?",
        "Is a JV held 50/50 with an Annex XIX company covered by EU and US rules?",
        "Exactly half owned by Russians: EU public contract ban and US affiliates rule?",
    ],
)
def test_a_share_that_nobody_named_has_is_held_against_both_laws(real: Catalogue, question: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.payload["reached"] == [True, False]
    assert "15 CFR 744.11(a)(1)" in found.lead


def test_an_owner_that_is_named_is_held_against_both_laws(real: Catalogue) -> None:
    found = answer(
        real, "Rosneft owns exactly 50 % of Alpha. Is Alpha caught by EU Article 5aa and by the US affiliates rule?"
    )
    assert found is not None
    assert found.lead.startswith("Under US law: By its words the ownership rule reaches Alpha")
    assert "not reached by Article 5aa(1)(b)" in found.lead


@pytest.mark.parametrize("question", ["50 % held: caught by the affiliates rule?", "60 % owned, entity list rule?"])
def test_what_is_said_of_a_share_is_no_owner(real: Catalogue, question: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.asks_for == ("who owns how much of whom, written as “A owns 30 % of X”",)


@pytest.mark.parametrize(
    ("question", "reached"),
    [
        (
            "Quelvik, on the Entity List, owns 60 % of Brill and Brill owns 30 % of Quelvik. Which is caught by the "
            "affiliates rule?",
            "Brill: 60 %",
        ),
        (
            "One Entity List firm owns 60 % of Quelvik. Quelvik owns 30 % of Brill and Brill owns 20 % of Quelvik. "
            "What does the affiliates rule reach?",
            "Quelvik: 60 %",
        ),
    ],
)
def test_companies_that_own_each_other_are_told_of(real: Catalogue, question: str, reached: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert f"By its words the ownership rule reaches {reached}" in found.lead


def test_an_owner_of_several_companies_is_looked_up_once(real: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []
    screened = listed_owners.screened

    def counted(names: Sequence[str], *more: Any) -> Iterator[Screening]:
        looked_up.extend(names)
        return screened(names, *more)

    monkeypatch.setattr(listed_owners, "screened", counted)
    answer(real, "Quelvik Lamps owns 60 % of Brill, 55 % of Wexel and 20 % of Lumen. Does the affiliates rule apply?")
    assert looked_up.count("Quelvik Lamps") == 1


@pytest.mark.parametrize(
    ("question", "of_both"),
    [
        ("U.S. and EU: exactly 50 % owned by a listed one, reached?", True),
        ("American and EU law: is a 50 % owned company covered?", True),
        ("The EU's rules and an American customer: is a 50 % share covered?", False),
        ("EU rules: is a firm that sells to the US covered if it is owned 50 %?", False),
    ],
)
def test_american_law_is_meant_by_what_names_a_law(real: Catalogue, question: str, of_both: bool) -> None:
    found = answer(real, question)
    assert (found is not None and found.payload.get("reached") == [True, False]) is of_both


@pytest.mark.parametrize(
    ("question", "stakes"),
    [
        ("Two listed firms own a third each of our customer. Affiliates rule?", [(100, 3), (100, 3)]),
        ("Two listed firms own a third of our customer each. Affiliates rule?", [(100, 3), (100, 3)]),
        ("A Dubai firm is owned a third each by two Entity List firms. Affiliates rule?", [(100, 3), (100, 3)]),
        ("Brill is owned by two Entity List companies, 30% each. Does the affiliates rule reach it?", [30, 30]),
        ("Brill is owned by two Entity List firms, 30% each, is it caught by the affiliates rule?", [30, 30]),
        ("Brill has three listed owners with 20 % each. Does the affiliates rule reach it?", [20, 20, 20]),
        ("Our buyer has two Entity List shareholders, 30% held by one and 25% by another. Affiliates rule?", [30, 25]),
        (
            "Brill is owned by two companies on the Entity List: one has 30 %, the other 25 %. Affiliates rule?",
            [30, 25],
        ),
    ],
)
def test_owners_told_of_as_one_kind_have_a_share_each(question: str, stakes: list[int | tuple[int, int]]) -> None:
    told = owners.read(Asked.of(question))
    assert not told.unread
    assert [s.percent for s in told.stakes] == [Fraction(*s) if isinstance(s, tuple) else s for s in stakes]
    assert {told.parties[s.owner].listing for s in told.stakes} == {Listing.LISTED}
    assert len({s.owner for s in told.stakes}) == len(stakes)


@pytest.mark.parametrize(
    "question",
    [
        "Two listed firms own a third of each of Brill and Wexel. Caught by the affiliates rule?",
        "Brill is owned by two firms, one of them listed, 30% each. Does the affiliates rule reach it?",
        "Brill is owned by two Entity List firms and one MEU List firm with 20% each. Affiliates rule?",
        "Brill is owned by two Entity List firms and Huawei with 20% each. Affiliates rule?",
        "Brill has two Entity List shareholders and three MEU List partners with 15% each. Affiliates rule?",
        "Two Entity List firms and Huawei each own 20% of Brill. Affiliates rule?",
        "Brill is owned by five companies with 10% each, two of them on the Entity List. Affiliates rule?",
        "Brill is owned by two companies with 30% each, neither of them on the Entity List. Affiliates rule?",
        "Brill is owned by two Entity List firms with 30% each, half of it by Huawei. Affiliates rule?",
        "Brill has two Entity List shareholders and one fund, 20% held by one and 25% by another. Affiliates rule?",
        "Two firms, only one of them on the Entity List, own 30 % each of Brill. Affiliates rule?",
    ],
)
def test_shares_of_each_that_are_not_understood_are_asked_for(real: Catalogue, question: str) -> None:
    found = answer(real, question)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT


def test_the_rule_of_messaging_is_held_against_the_american_one_by_its_common_name(real: Catalogue) -> None:
    asked = "A company exactly 50 % owned by a listed party: is it reached under US rules and by the EU's SWIFT ban?"
    found = answer(real, asked)
    assert found is not None
    assert "15 CFR 744.11(a)(1) says 50 percent or more: 50 % is reached" in found.lead
    assert "more than 50 % (Article 5h(1)): 50 % is not reached" in found.lead


@pytest.mark.parametrize("law", ["by Japan's rules", "under UK sanctions law"])
def test_a_further_law_of_which_nothing_is_told_is_left_open_by_name(real: Catalogue, law: str) -> None:
    asked = f"Zeta is owned 60% by an Entity List firm. Is it caught under the BIS rule, and {law}?"
    found = answer(real, asked)
    assert found is not None
    assert found.not_answered == (law,)
    assert found.lead.startswith(f"Answered in part; left open: “{law}”. By its words the ownership rule reaches Zeta")


@pytest.mark.parametrize(
    ("question", "words", "absent"),
    [
        (
            "Rosneft owns 70% of Alpha, Alpha owns 60% of Beta, Beta buys from us. Is Beta blocked by the EU?",
            ["Beta is reached link by link", "42 %", "take Beta as reached"],
            "at 60 %",
        ),
        (
            "Rosneft owns 90% of Alpha and Alpha owns 80% of Beta: EU transaction ban for Beta?",
            ["Beta is reached link by link", "72 %"],
            "until that is settled",
        ),
        (
            "Rosneft holds 40 percent of Alpha and Alpha holds 60 percent of Beta. Does the EU ban reach Beta?",
            ["40 % of Alpha is not over 50 %", "by these shares Beta is not reached", "acts on behalf"],
            "at 60 %",
        ),
        (
            "Rosneft owns 60% of Alpha. Alpha owns 40% of Beta. Rosneft owns 20% of Beta. Is Beta blocked by the EU?",
            ["besides, Rosneft owns 20 % of Beta", "take Beta as reached"],
            "not reached",
        ),
        (
            "Rosneft owns 40% of Beta. Rosneft owns 60% of Alpha. Alpha owns 20% of Beta. Is Beta blocked by the EU?",
            ["besides, Rosneft owns 40 % of Beta", "take Beta as reached"],
            "not reached",
        ),
        (
            "Rosneft owns 60% of Alpha, Alpha owns 40% of Beta. A further 20% of Beta is its too. Beta: EU ban?",
            ["further shares are told of", "take Beta as reached"],
            "not reached",
        ),
    ],
)
def test_a_chain_below_a_party_of_an_annex_is_told_to_its_end(
    real: Catalogue, question: str, words: list[str], absent: str
) -> None:
    found = answer(real, question)
    assert found is not None
    assert all(w in found.lead for w in words), found.lead
    assert absent not in found.lead
    assert ("take Beta as reached" not in found.lead) or found.payload["over"] is not False

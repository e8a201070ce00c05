"""Tests of owners told of together, of what a question leaves unsaid of them, and of owners of listed firms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines.calculation.calculation_engine import calculate
from assistant.engines.calculation.ownership.shares_told import owners
from assistant.engines.calculation.reading import Asked
from assistant.engines.model import Computed
from assistant.model import Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters

Make = Callable[..., Catalogue]


def _ask(catalogue: Catalogue, question: str) -> Computed:
    found = calculate(understand(question, [], Filters(), catalogue), catalogue)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "stakes"),
    [
        ("Two blocked brothers hold 28% and 24% of a shipyard. Blocked by OFAC?",
         [("the first blocked brother", "a shipyard", 28), ("the second blocked brother", "a shipyard", 24)]),
        ("Our client is owned by three Entity List companies with 20 %, 20 % and 15 %. Caught?",
         [("the first Entity List company", "the client", 20), ("the second Entity List company", "the client", 20),
          ("the third Entity List company", "the client", 15)]),
        ("A dealer in Oman has two sanctioned shareholders (35% and 20%). OFAC problem?",
         [("the first sanctioned shareholder", "a dealer in Oman", 35),
          ("the second sanctioned shareholder", "a dealer in Oman", 20)]),
        ("Quelvik and Mirrow, both on the Entity List, own 30 % and 25 % of Brill. Caught?",
         [("Quelvik", "Brill", 30), ("Mirrow", "Brill", 25)]),
        ("A bank belongs 49% to a blocked person and 2% to his wife, who is also blocked. Blocked by OFAC?",
         [("a blocked person", "A bank", 49), ("the wife", "A bank", 2)]),
    ],
)  # fmt: skip
def test_each_of_several_owners_has_the_share_in_its_place(question: str, stakes: list[tuple[str, str, int]]) -> None:
    told = owners.read(Asked.of(question))
    assert not told.unread
    found = [(told.name(s.owner), told.name(s.owned).replace("a bank", "A bank"), s.percent) for s in told.stakes]
    assert found == stakes
    assert all(told.parties[s.owner].listing.value == "listed" for s in told.stakes)


@pytest.mark.parametrize(
    "question",
    [
        "Quelvik and Mirrow own 30% and 25% of Brill, only one is listed. Caught by the affiliates rule?",
        "Three SDNs hold 20% and 35% of a bank. Blocked by OFAC?",
        "Two SDNs and a fund hold 20% and 35% of a bank. Blocked by OFAC?",
        "Two families, one of which is on the Entity List, own 70% and 20% of Brill. Caught by the affiliates rule?",
        "Two private investors, one of them on the Entity List, own 60% and 25% of Brill. Caught?",
        "Two founders, one sanctioned under the Entity List, hold 80% and 20% of Brill. Caught by the affiliates rule?",
        "Two families own 70% and 20% of Brill. One of them is on the Entity List. Caught by the affiliates rule?",
        "Two families own 70% and 20% of Brill. The elder is on the Entity List. Caught by the affiliates rule?",
        "Two families own 60% and 25% of Brill and the Quelvik family is on the Entity List. Caught?",
        "Two shareholders, both private, one of them an SDN, own 60% and 25% of Brill. Blocked by OFAC?",
        "Quelvik and Mirrow own 60% and 25% of Brill, the former an SDN. Blocked by OFAC?",
        "Quelvik and Mirrow own 60% and 25% of Brill. The former is an SDN. Blocked by OFAC?",
        "Lumen is 30% owned by an Entity List firm, the rest is with the public fund Orbis, which is on the Entity "
        "List too. Caught by the affiliates rule?",
        "Lumen is 30% owned by an Entity List firm, the rest is public, which is listed. Caught?",
        "Two families own 70% and 20% of Brill. Both are on the Entity List. Caught by the affiliates rule?",
        "A non-sanctioned fund owns 60% of Brill. Caught by the affiliates rule?",
    ],
)
def test_who_has_which_share_is_not_guessed(make: Make, question: str) -> None:
    assert _ask(make(), question).outcome is Outcome.NEEDS_FACT


@pytest.mark.parametrize(
    ("question", "listed", "unlisted"),
    [
        ("Our buyer isnt on the entity list but 55% of it belongs to an Omani group that is. Caught?",
         ["an Omani group"], []),
        ("Our buyer is not listed, yet a Maltese fund that is owns 51% of it. Caught by the affiliates rule?",
         ["a Maltese fund"], []),
        ("Lumen is 40 % owned by Brill, which is on the Entity List, and 15 % by Mirrow, which is not. Caught?",
         ["Brill"], ["Mirrow"]),
        ("Lumen is held 30% by B and 25% by D, rest public. D is on the Entity List. 60% of B belongs to A, who is on "
         "the Entity List. Is Lumen caught?", ["A", "D"], []),
    ],
)  # fmt: skip
def test_what_is_told_of_an_owner_is_not_asked_again(
    make: Make, question: str, listed: list[str], unlisted: list[str]
) -> None:
    told = owners.read(Asked.of(question))
    by = {party.name: party.listing.value for party in told.parties.values()}
    assert {name for name, said in by.items() if said == "listed"} == set(listed)
    assert set(unlisted) <= {name for name, said in by.items() if said == "unlisted"}
    found = _ask(make(), question)
    assert found.outcome is Outcome.ANSWERED
    assert found.payload["reached"] is True
    assert "9 November 2026" in found.lead  # the stay goes with the figure


def test_a_share_of_an_owner_of_whom_nothing_is_known_may_count(make: Make) -> None:
    found = _ask(make(), "Two sanctioned men own 30% and 25% of Brill. Does the affiliates rule catch Brill?")
    assert found.outcome is Outcome.NEEDS_FACT
    said = " ".join(f.text for f in found.findings)
    assert "on which list the first sanctioned man is" in said
    assert "may count" in said
    assert "does not count" not in said
    assert "9 November 2026" in said


def test_the_rule_does_not_go_up_to_the_owner_of_a_listed_firm(make: Make) -> None:
    catalogue = make()
    question = (
        "We supply a Maltese holding which owns 80% of Quelvik, which is on the Entity List. Is the holding caught?"
    )
    found = _ask(catalogue, question)
    assert found.outcome is Outcome.ANSWERED
    assert found.payload["reached"] is None
    assert "does not by itself cover a Maltese holding" in found.lead
    assert "clears nobody" in found.lead
    assert "9 November 2026" in found.lead
    both = _ask(catalogue, "Mirrow, on the Entity List, owns 80% of Quelvik, which is listed too. Is Quelvik caught?")
    assert both.payload["reached"] is True


def test_what_is_asked_of_a_company_says_nothing_of_it(make: Make) -> None:
    found = _ask(make(), "A Maltese holding owns 80% of Quelvik, Entity List problem for the holding?")
    assert "does not by itself cover" not in found.lead


@pytest.mark.parametrize(
    "question",
    [
        "Mirrow, which is not sanctioned, owns 60% of Brill. Blocked by OFAC?",
        "Mirrow, which isn’t blocked by OFAC, owns 60% of Brill. Blocked by OFAC?",
        "A non-sanctioned fund owns 60% of Brill. Blocked by OFAC?",
    ],
)
def test_who_is_said_not_to_be_sanctioned_is_not_listed(make: Make, question: str) -> None:
    told = owners.read(Asked.of(question))
    assert told.parties[told.stakes[0].owner].listing.value == "unlisted"
    assert "have 0 % of Brill" in _ask(make(), question).lead


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("Founder Quelvik and founder Mirrow own 60% and 30% of Brill, both on the Entity List. Caught by the "
         "affiliates rule?", ["Founder Quelvik", "Mirrow"]),
        ("Founder Quelvik and Mirrow own 60% and 30% of Brill. Quelvik is on the Entity List. Caught by the "
         "affiliates rule?", ["Founder Quelvik"]),
        ("Two founders, both on the Entity List, own 60% and 25% of Brill. Caught by the affiliates rule?",
         ["the first founder", "the second founder"]),
        ("The founder owns 60% of Brill. The founder is on the Entity List. Caught by the affiliates rule?",
         ["the founder"]),
    ],
)  # fmt: skip
def test_what_is_said_of_a_founder_outright_goes_before_what_he_is_called(
    make: Make, question: str, listed: list[str]
) -> None:
    told = owners.read(Asked.of(question))
    said = {s.owner: told.parties[s.owner] for s in told.stakes}
    assert [party.name for party in said.values() if party.listing.value == "listed"] == listed
    assert _ask(make(), question).payload["reached"] is True

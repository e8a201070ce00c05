"""Owners that a question tells of in a sentence: their names, what the lists say of them, and shares over time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assistant.engines.calculation.calculation_engine import calculate
from assistant.engines.calculation.ownership.graph import contradiction
from assistant.engines.calculation.ownership.model import Listing
from assistant.engines.calculation.ownership.shares_told import owners
from assistant.engines.calculation.ownership.shares_told.owner_clauses import without_lead_in
from assistant.engines.calculation.reading import Asked
from assistant.engines.model import Computed
from assistant.model import Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Reading, Role, Source
from corpus.structure import TreeBuilder
from tests.assistant.engines.calculation.conftest import hold

Make = Callable[..., Catalogue]
SDN = "Specially Designated Nationals (SDN) - Treasury Department"
ENTITY = "Entity List (EL) - Bureau of Industry and Security"


def _ask(catalogue: Catalogue, question: str, *history: str) -> Computed:
    found = calculate(understand(question, history, Filters(), catalogue), catalogue)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "stakes"),
    [
        ("On 3 March 2026 Quelvik Lamps Co. Ltd holds 55 % of Brill GmbH. Is Brill caught by the 50 percent rule?",
         [("Quelvik Lamps Co. Ltd", "Brill GmbH", 55)]),
        ("As of 1 December 2026, Quelvik owns 51% of our customer Lumen. Does the affiliates rule apply?",
         [("Quelvik", "Lumen", 51)]),
        ("According to our papers, Mr. Ivan Zarlon (SDN) holds 51% of Brill. Does the affiliates rule catch it?",
         [("Mr. Ivan Zarlon", "Brill", 51)]),
        ("In 2025 Quelvik Group acquired 100 % of Brill Ltd. 50 percent rule status?",
         [("Quelvik Group", "Brill Ltd", 100)]),
        ("Say Quelvika has 30 percent and Mirrow 25 percent of Brill - caught by the affiliates rule?",
         [("Quelvika", "Brill", 30), ("Mirrow", "Brill", 25)]),
        ("May a lamp maker owned 50 percent by an Entity List party receive EAR99 lamps?",
         [("an Entity List party", "a lamp maker", 50)]),
        ("Quelvik Ltd owns 60% of Lumen SA. Lumen (Malta) has 30% of Brill GmbH. Mirrow has 20% of Brill. Is it hit?",
         [("Quelvik Ltd", "Lumen SA", 60), ("Lumen SA", "Brill GmbH", 30), ("Mirrow", "Brill GmbH", 20)]),
        ("Could Brill, held 60 percent by Quelvik, buy lamps under the affiliates rule?", [("Quelvik", "Brill", 60)]),
        ("Brill is on no list. Let us say it is 60% owned by Quelvik. Caught?", [("Quelvik", "Brill", 60)]),
        ("Let's assume Brill is owned 60% by Quelvik. Does the affiliates rule apply?", [("Quelvik", "Brill", 60)]),
        ("And what about a shop 100% owned by a trader that merely sits at a listed address?",
         [("a trader", "a shop", 100)]),
        ("Same rule: venture in Ambria, 25% Quelvik, 30% Mirrow, 45% a local family.",
         [("Quelvik", "venture in Ambria", 25), ("Mirrow", "venture in Ambria", 30),
          ("a local family", "venture in Ambria", 45)]),
    ],
)  # fmt: skip
def test_what_stands_before_an_owner_is_no_part_of_its_name(question: str, stakes: list[tuple[str, str, int]]) -> None:
    told = owners.read(Asked.of(question))
    assert not told.unread
    assert [(told.name(s.owner), told.name(s.owned), s.percent) for s in told.stakes] == stakes


@pytest.mark.parametrize(
    ("question", "stakes"),
    [
        ("Ownership chain: an Entity List firm owns 60% of B. B owns 50% of C. Is C caught?",
         [("an Entity List firm", "B", 60), ("B", "C", 50)]),
        ("Corporate structure: Quelvik (listed) owns 60 % of Brill. Caught by the affiliates rule?",
         [("Quelvik", "Brill", 60)]),
        ("Our reseller in Ambria is 50/50 owned, half by an MEU listed firm and half by a fund. Caught?",
         [("an MEU listed firm", "the reseller in Ambria", 50), ("a fund", "the reseller in Ambria", 50)]),
        ("The firm is 50/50 owned by an Entity List company and a fund. Caught by the affiliates rule?",
         [("an Entity List company", "the firm", 50), ("a fund", "the firm", 50)]),
    ],
)  # fmt: skip
def test_a_heading_is_no_owner_and_halves_are_of_two(question: str, stakes: list[tuple[str, str, int]]) -> None:
    told = owners.read(Asked.of(question))
    assert not told.unread
    assert [(told.name(s.owner), told.name(s.owned), s.percent) for s in told.stakes] == stakes


def test_a_share_in_words_beside_the_others_is_not_left_out(make: Make) -> None:
    question = (
        "Quelvik, on the Entity List, has one third of Brill, a listed bank another third. Affiliates rule or not?"
    )
    assert _ask(make(), question).outcome is Outcome.NEEDS_FACT


def _listing(name: str, listing: str, programme: str) -> Reading:
    tree = TreeBuilder()
    base = "U.S. Consolidated Screening List"
    top = tree.add(base, locator=base, role=Role.ANNEX)
    cells = (("Name", name), ("List", listing), ("Country", "China"), ("Program", programme))
    tree.add(f"{name}. List: {listing}.", locator=f"{base} > {name}", role=Role.ROW, parent=top, heading=name,
             cells=cells)  # fmt: skip
    source = Source(id="us-list-screening", title=base, kind=Kind.LIST, jurisdiction="us")
    return tree.reading(source, valid_from=date(2026, 7, 31))


@pytest.mark.parametrize(
    ("listing", "programme", "reached"),
    [(ENTITY, "", True), (SDN, "NPWMD", True), (SDN, "SOMALIA", None)],
)
def test_an_owner_is_looked_up_by_its_name(make: Make, listing: str, programme: str, reached: bool | None) -> None:
    catalogue = make()
    hold(catalogue, _listing("Quelvik Lamps", listing, programme))
    found = _ask(catalogue, "Quelvik Lamps owns 60 % of Brill. Does the affiliates rule reach Brill?")
    if reached:
        assert found.payload["reached"] is True
        assert any("looked up by its name" in step["step"] for step in found.payload["steps"])
    else:
        assert found.outcome is Outcome.NEEDS_FACT


def test_an_owner_on_two_lists_brings_the_rule_on_designated_persons_beside_its_row(make: Make) -> None:
    catalogue = make()
    tree = TreeBuilder()
    base = "U.S. Consolidated Screening List"
    top = tree.add(base, locator=base, role=Role.ANNEX)
    for n, (listing, programme) in enumerate(((ENTITY, ""), (SDN, "NPWMD; SOMALIA"))):
        cells = (("Name", "Quelvik Lamps"), ("List", listing), ("Country", "China"), ("Program", programme))
        tree.add(f"Quelvik Lamps. List: {listing}.", locator=f"{base} > {n}", role=Role.ROW, parent=top,
                 heading="Quelvik Lamps", cells=cells)  # fmt: skip
    source = Source(id="us-list-screening", title=base, kind=Kind.LIST, jurisdiction="us")
    hold(catalogue, tree.reading(source, valid_from=date(2026, 7, 31)))
    found = _ask(catalogue, "Quelvik Lamps owns 60 % of Brill. Does the affiliates rule reach Brill?")
    lead = found.findings[0].text
    assert "also designated with [NPWMD] of 15 CFR 744.8(a)(1)" in lead
    assert "40 percent or more by such persons needs a licence for any item subject to the EAR" in lead
    assert any("15 CFR 744.8(a)(2)" in step["locators"] for step in found.payload["steps"])
    plain = _ask(make(), "Listed firm A owns 60 % of Brill. Does the affiliates rule reach Brill?")
    assert "744.8" not in plain.findings[0].text


def test_each_of_two_companies_with_owners_of_its_own_is_told(make: Make) -> None:
    question = (
        "My customer is owned 60% by an Entity List firm and another one is owned 10% by an MEU List firm. Caught?"
    )
    found = _ask(make(), question)
    assert found.payload["meets_text"] == [True, False]
    assert found.payload["counted_percent"] == [60, 10]


def test_shares_of_one_owner_at_different_times_are_not_added(make: Make) -> None:
    question = (
        "Listed firm A held 25 % of Brill until June 2026 and A holds 30 % of Brill since July 2026. "
        "Is Brill caught by the affiliates rule?"
    )
    found = _ask(make(), question)
    assert "55 %" not in found.findings[0].text
    assert found.payload["reached"] == [False, False]


def test_the_percentage_of_the_rule_replaces_no_share(make: Make) -> None:
    before = "A company in Malaysia is 60 % owned by an Entity List company. Does the affiliates rule reach it?"
    found = _ask(make(), "And today, does the 50 percent rule bind that company?", before)
    assert found.payload["aggregate_percent"] == 60


@pytest.mark.parametrize(
    ("question", "names"),
    [
        (
            "A Mersin trader is owned 30% by one SDN tagged [SDGT] and 25% by another tagged [NPWMD].",
            ["another", "one SDN"],
        ),
        ("Wick Ltd is 60 % owned by Bulb Co. [SDGT]. Is it caught?", ["Bulb Co."]),
        ("Wick Ltd: 30% Alpha LLC [SDGT], 25% Beta FZE [NPWMD].", ["Alpha LLC", "Beta FZE"]),
    ],
)
def test_an_identifier_in_brackets_is_no_owner(question: str, names: list[str]) -> None:
    told = owners.read(Asked.of(question))
    assert not told.unread
    holders = [told.parties[s.owner] for s in told.stakes]
    assert sorted(h.name for h in holders) == names
    assert all(h.tags for h in holders)


def test_an_owner_with_an_identifier_of_the_section_counts(real: Catalogue) -> None:
    question = "Wick Ltd is owned 30% by Alpha LLC [SDGT] and 25% by Beta FZE [NPWMD]. Does 744.8 reach it?"
    found = _ask(real, question)
    assert found.payload["counted_percent"] == 55
    assert "KGB" not in " ".join(f.text for f in found.findings)


@pytest.mark.parametrize(
    "question",
    [
        "The affiliates rule is in force, so must I check 50 percent owners?",
        "Does the 50 percent rule make me look for 50% shareholders?",
    ],
)
def test_owners_in_general_hold_no_share_of_anybody(question: str) -> None:
    told = owners.read(Asked.of(question))
    assert not told.stakes
    assert not told.unread


@pytest.mark.parametrize(
    "sentence",
    [
        "The rest is free float, §1§ Quelvik, §2§ Mirrow",
        "Besides Brill Company, §1§ Quelvik, §2§ Mirrow",
        "Our investor Brill, §1§ Quelvik, §2§ Mirrow",
    ],
)
def test_what_is_no_firm_is_not_owned_by_a_row_of_shares(sentence: str) -> None:
    assert without_lead_in(sentence) == sentence
    venture = "Our venture in Ambria, §1§ Quelvik, §2§ Mirrow"
    assert without_lead_in(venture) == venture.replace("Ambria,", "Ambria:")


@pytest.mark.parametrize(
    ("question", "stakes"),
    [
        ("I keep reading that subsidiaries owned 50% by Entity List companies are automatically covered. In effect?",
         [("Entity List companies", "subsidiaries", 50)]),
        ("We were told a customer owned 55% by an Entity List company is covered. In force?",
         [("an Entity List company", "a customer", 55)]),
        ("Listed company A owns 60% of B, B owns 50% of C, and another listed company D owns 10% of B. Is C covered? "
         "My colleague multiplies 60% x 50% = 30% and says no.",
         [("A", "B", 60), ("B", "C", 50), ("D", "B", 10)]),
        ("He says 60% times 50% is too little. A owns 60% of B, B owns 50% of C. Is C caught by the 50 percent rule?",
         [("A", "B", 60), ("B", "C", 50)]),
        ("A owns 30% of X and D owns 25% of X, and 30% + 25% = 55%. Is X caught by the affiliates rule?",
         [("A", "X", 30), ("D", "X", 25)]),
    ],
)  # fmt: skip
def test_clauses_of_the_asker_and_sums_worked_out_are_no_owners(
    question: str, stakes: list[tuple[str, str, int]]
) -> None:
    told = owners.read(Asked.of(question))
    assert [(told.name(s.owner), told.name(s.owned), s.percent) for s in told.stakes] == stakes
    assert not told.unread


@pytest.mark.parametrize(
    ("question", "owner", "owned"),
    [
        ("A trader in Ambria, 62% owned by a company on the Entity List, itself not listed. Caught?",
         Listing.LISTED, Listing.UNLISTED),
        ("A trader in Ambria, 62% owned by Quelvik, itself not listed. Caught by the affiliates rule?",
         Listing.UNLISTED, Listing.UNSAID),
    ],
)  # fmt: skip
def test_itself_is_said_of_whom_it_can_be_said(question: str, owner: Listing, owned: Listing) -> None:
    told = owners.read(Asked.of(question))
    [stake] = told.stakes
    assert (told.parties[stake.owner].listing, told.parties[stake.owned].listing) == (owner, owned)


def test_shares_over_the_whole_are_told_as_read_and_asked_for() -> None:
    told = owners.read(Asked.of("Quelvik owns 70% of Brill and Mirrow owns 60% of Brill. Is Brill caught?"))
    line = contradiction(told)
    assert "As read here, the shares in Brill are Quelvik 70 %, Mirrow 60 %: 130 % together" in line
    assert line.endswith("Who owns how much of it? Write each share as “A owns 30 % of X”.")


def test_whether_the_rule_was_in_force_on_a_day_is_told_of_any_company(make: Make) -> None:
    told = "We keep reading that subsidiaries owned 50% by Entity List companies are covered. "
    found = _ask(make(), f"{told}Was the affiliates rule in effect in August 2026?")
    assert "reaches subsidiaries: 50 % of subsidiaries counts" in found.lead
    assert "it does not apply: it is stayed" in found.lead

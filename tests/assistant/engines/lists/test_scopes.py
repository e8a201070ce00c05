"""Rules and lists that name countries: which of them names a country, and which countries two of them share."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.engines import dispatch
from assistant.engines.lists import scopes
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder

MILITARY = "Items of supplement no. 2 for a 'military end use' in Burma, Nicaragua, or Norway, or a Burmese 'end user'."
INTELLIGENCE = "Any item for Burma, Norway, or a country listed in Country Groups E:1 or E:2 (see supplement no. 1)."


def add_rules(catalogue: Catalogue) -> None:
    tree = TreeBuilder()
    part = tree.add("Part 744", locator="15 CFR Part 744", role=Role.PART)
    for section, paragraphs in (
        ("744.21", (("(a)(1)", MILITARY), ("(a)(2)", "Any item for Belarus or Russia."))),
        ("744.22", (("(a)", INTELLIGENCE),)),
    ):
        head = tree.add(f"§ {section}", locator=f"15 CFR {section}", role=Role.SECTION, parent=part)
        for at, words in paragraphs:
            tree.add(words, locator=f"15 CFR {section}{at}", role=Role.PARAGRAPH, parent=head)
    source = Source(id="us-15-cfr-744", title="15 CFR Part 744", kind=Kind.LAW, jurisdiction="us")
    catalogue.publish(catalogue.stage(tree.reading(source, valid_from=date(2026, 1, 15)), []))


def asked(catalogue: Catalogue, question: str) -> Computed | None:
    return scopes.computed(understand(question, (), Filters(), catalogue), catalogue)


@pytest.fixture
def held(empty: Catalogue, whole_lists: Path) -> Catalogue:
    empty.take_over(whole_lists)
    add_rules(empty)
    return empty


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Norway left the arms embargo group, so can we stop checking for Norwegian military end users?", [True, True]),
        ("Is Nicaragua still in the 744.21 rule?", [True]),
        ("Is Peru also covered by 744.22?", [False]),
    ],
)
def test_whether_a_rule_names_a_country_is_looked_up(held: Catalogue, question: str, named: list[bool]) -> None:
    found = asked(held, question)
    assert found is not None
    (value,) = found.payload["value"].values()
    assert list(value.values()) == named
    assert found.findings[0].says_yes is None
    assert ("frees nobody there" in found.lead) is (False in named)


def test_two_rules_are_compared_both_ways(held: Catalogue) -> None:
    found = asked(held, "744.21 vs 744.22: which countries are in the one but not the other, and the other way round?")
    assert found is not None
    value = found.payload["value"]
    assert set(value["only 15 CFR 744.21"]) == {"Nicaragua", "Belarus", "Russia"}
    assert set(value["both"]) == {"Burma", "Norway"}


@pytest.mark.parametrize(
    "question",
    [
        "Can we ship EAR99 goods to military end users in Burma?",
        "Does 744.21 apply to exports to Burma?",
        "Is Acme on the MEU List in Burma?",
        "does mending lorries in Burma count as military end use??",
        "Does 744.21 count a school in Burma, as it is deemed a military end user?",
        "Does a school of the army in Burma qualify as a military end user?",
        "Which bodies in Nicaragua and Burma are named in the rule on military intelligence end users?",
        "Does 744.21 apply in Burma to a firm whose owner is the army?",
        "Who in Nicaragua is named by the rule on military-intelligence end users?",
        "How do the Entity List, the Unverified List and the Military End-User List differ?",
    ],
)
def test_items_and_terms_are_left_to_others(held: Catalogue, question: str) -> None:
    assert asked(held, question) is None


@pytest.mark.parametrize(
    ("question", "named", "left"),
    [
        ("Is Burma treated as a country that the 744.21 rule is on?", True, ()),
        ("Is Peru considered one of the countries in 744.21?", False, ()),
        ("Does Norway count as one of the MEU rule's countries?", True, ()),
        (
            "Who told you that Burma is covered by the MEU rule?",
            True,
            ("Who told you that Burma is covered by the MEU rule?",),
        ),
    ],
)
def test_a_country_is_told_of_though_somebody_or_a_likeness_is_spoken_of(
    held: Catalogue, question: str, named: bool, left: tuple[str, ...]
) -> None:
    found = asked(held, question)
    assert found is not None
    assert named in next(iter(found.payload["value"].values())).values()
    assert found.not_answered == left


def test_the_engine_is_among_those_that_are_asked() -> None:
    assert scopes.computed in dispatch.ENGINES
    assert scopes.computed in dispatch.WHOLE


def test_who_is_on_a_list_of_parties_is_not_asked_of_the_rule(held: Catalogue) -> None:
    assert asked(held, "Does the Military End-User list still have anybody in Burma?") is None

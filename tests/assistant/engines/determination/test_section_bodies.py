"""Bodies that a section names: how many, which, and under which countries, over the real texts."""

from __future__ import annotations

import pytest

from assistant.engines.determination.by_section import military_buyers, named_bodies_of_section
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters


def _ask(law: Catalogue, question: str) -> Computed | None:
    snapshot = CatalogueSnapshot(law)
    return named_bodies_of_section.of_section(understand(question, (), Filters(), snapshot), snapshot)


def test_the_bodies_are_counted_and_told_by_country(real_law: Catalogue) -> None:
    found = _ask(real_law, "List the agencies that 744.22(f)(2) names. How many are there?")
    assert found is not None
    assert found.payload["count"] == 13
    assert len(found.payload["value"]) == 10
    assert "More than one is named for Burma, Cuba, Iran." in found.findings[0].text
    assert "not limited to" in found.findings[1].text


def test_of_a_country_its_own_are_told(real_law: Catalogue) -> None:
    found = _ask(real_law, "Which Iranian organisations are named as military-intelligence end users?")
    assert found is not None
    assert "Artesh" in found.findings[0].text
    assert "Burma" not in found.findings[0].text
    small = _ask(real_law, "which iranian organisations do the us rules name as military-intelligence end users")
    assert small is not None
    assert small.findings[0].text == found.findings[0].text
    none = _ask(real_law, "Which Polish organisations are named as military-intelligence end users?")
    assert none is not None
    assert "it names none" in none.findings[0].text


def test_bodies_called_outfits_are_asked_of_the_section_and_not_of_the_rules_on_buyers(real_law: Catalogue) -> None:
    question = "Which Cuban and North Korean spy outfits are named in the US rule on military intelligence end users?"
    snapshot = CatalogueSnapshot(real_law)
    assert military_buyers.of_country(understand(question, (), Filters(), snapshot), snapshot) is None
    found = _ask(real_law, question)
    assert found is not None
    assert "Reconnaissance General Bureau (RGB)" in found.findings[0].text
    assert "Cuba (2)" in found.findings[0].text


@pytest.mark.parametrize(
    "question",
    [
        "Which countries does 744.22 apply to?",
        "What is a military-intelligence end user under 744.22?",
        "How many bodies are named in 744.21?",
        "Does 744.22 reach 3A001 chips for an agency in Moscow?",
    ],
)
def test_what_asks_for_no_bodies_of_the_section_is_left(real_law: Catalogue, question: str) -> None:
    assert _ask(real_law, question) is None

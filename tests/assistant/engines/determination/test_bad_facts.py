"""Facts that cannot be right: an entry or a country that is none, two classifications, a buyer for a country."""

from __future__ import annotations

import pytest

from assistant.engines import dispatch
from assistant.model import Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Licence for 3A001 to Narnia?", "“Narnia” is no country or town"),
        ("EAR99 pump to Absurdistan, licence?", "“Absurdistan” is no country or town"),
        ("Do I need a license to export 5A992.c under NLR to Wakanda?", "“Wakanda” is no country or town"),
        ("Is a licence needed for 7Z123 to France?", "its letter is a product group, from A to E. Its neighbours"),
        ("Do I need a licence for ECCN 3A009 to India?", "Its neighbours: 3A001, 3A002"),
        (
            "Which license exception fits ECCN 3A009, value 900 USD, to Spain?",
            "3A009 is not in the Commerce Control List",
        ),
        ("What does ECCN 3A009 cover?", "3A009 is not in the Commerce Control List as held"),
        ("Is EAR99 item 3A001.a.2 to Brazil licence free?", "an item is one or the other"),
        ("3A001.a.2 EAR99 to Brazil, licence?", "an item is one or the other"),
    ],
)
def test_a_fact_that_cannot_be_right_is_asked_about(real_law: Catalogue, question: str, words: str) -> None:
    snapshot = CatalogueSnapshot(real_law)
    found = dispatch.computed(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    told = "\n".join(f.text for f in found.findings)
    assert told.count(words) == 1
    assert "No requirement was found" not in told
    assert not any(f.says_yes is not None for f in found.findings)


def test_the_number_of_another_list_is_not_told_from_this_one(real_law: Catalogue) -> None:
    snapshot = CatalogueSnapshot(real_law)
    found = dispatch.computed(understand("Is 3A009 on the EU dual-use list?", (), Filters(), snapshot), snapshot)
    assert found is None or "Commerce Control List" not in found.lead


@pytest.mark.parametrize(
    "question",
    ["EAR99 parts for a 9A991 aircraft to Brazil, licence?", "3A001.a.2 and EAR99 items to Brazil, licence?"],
)
def test_two_items_are_no_contradiction(real_law: Catalogue, question: str) -> None:
    snapshot = CatalogueSnapshot(real_law)
    found = dispatch.computed(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    assert "one or the other" not in found.lead


def test_a_listed_buyer_in_place_of_a_country_is_told_of(real_law: Catalogue) -> None:
    snapshot = CatalogueSnapshot(real_law)
    question = "Do I need a licence for 3A001 to Huawei?"
    found = dispatch.computed(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    assert found.lead.startswith("A licence is required for 3A001 to whatever country: Huawei")
    assert "no country or town" not in "\n".join(f.text for f in found.findings)


def test_two_items_of_a_list_stay_two_where_they_stand_side_by_side_later(real_law: Catalogue) -> None:
    snapshot = CatalogueSnapshot(real_law)
    history = ["Is a licence needed for 3A001.a.7 and 5A992.c?"]
    found = dispatch.computed(understand("And 3A001.a.7 5A992.c, to Japan", history, Filters(), snapshot), snapshot)
    assert found is not None
    assert "one or the other" not in found.lead

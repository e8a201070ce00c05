"""Premises of lists and groups: where a country is said to stand and does not, that is what is true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.engines import dispatch
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters
from tests.shared_texts import hold_texts

TEXTS = (
    "us/lists/ccl.json",  # its words of goods are those that name no party
    "us/lists/country-groups.json",
    "us/lists/screening-list.json",
    "us/ecfr/2026-07-23_title-15_part-744.xml",
    "jp/324CO0000000378.md",
)


@pytest.fixture(scope="module")
def texts(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CatalogueSnapshot]:
    held = hold_texts(Catalogue(tmp_path_factory.mktemp("premises") / "catalogue.sqlite"), shared, TEXTS)
    yield CatalogueSnapshot(held)
    held.close()


def asked(texts: CatalogueSnapshot, question: str) -> Computed | None:
    return dispatch.computed(understand(question, (), Filters(), texts), texts)


@pytest.mark.parametrize(
    ("question", "words", "yes"),
    [
        ("Is South Korea on appended table 3 of the Export Trade Control Order?", "South Korea is on the list", True),
        ("Is India on appended table 3?", "India is not on the list", False),
        ("Is Korea on table 3?", "North Korea is not on it; South Korea is on it", None),
        ("Is Libya on table 3-2?", "Libya is on the list", True),
        ("Is Vietnam on Table 4 of the Export Trade Control Order?", "Vietnam is not on the list", False),
        ("Is Turkey in Supplement No. 2 to part 744?", "Supplement No. 2 to Part 744 lists no countries", False),
    ],
)
def test_a_country_is_looked_for_in_the_table_that_is_named(
    texts: CatalogueSnapshot, question: str, words: str, yes: bool | None
) -> None:
    found = asked(texts, question)
    assert found is not None
    assert words in found.lead
    assert found.findings[0].says_yes is yes


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Since China is in Country Group A:5 I can use STA?", "China is not in Country Group A:5"),
        ("India is in D:5 so no licence exceptions, right?", "India is not in Country Group D:5"),
    ],
)
def test_what_is_built_on_a_wrong_group_is_left_open(texts: CatalogueSnapshot, question: str, words: str) -> None:
    found = asked(texts, question)
    assert found is not None
    assert words in found.lead
    assert "nothing follows from its being there" in found.lead
    assert found.findings[0].says_yes is None
    assert found.not_answered


def test_a_premise_that_is_right_answers_nothing(texts: CatalogueSnapshot) -> None:
    found = asked(texts, "Japan is in A:5 so it is free of licences?")
    assert found is None or "nothing follows" not in found.lead


def test_a_programme_that_the_section_does_not_name_is_told_beside_an_item(texts: CatalogueSnapshot) -> None:
    question = "Conviasa wants brake units for its Embraers, ECCN 9A991.d. They're on the SDN list so § 744.8, correct?"
    found = asked(texts, question)
    assert found is not None
    assert "§ 744.8(a)(1) does not name the programme VENEZUELA-EO13884" in found.lead
    assert found.not_answered == ("9A991.d",)


@pytest.mark.parametrize(
    "question", ["Has BIS put Siemens on the Entity List?", "Did BIS add Siemens to the Entity List?"]
)
def test_who_is_put_on_a_list_is_no_word_of_goods(texts: CatalogueSnapshot, question: str) -> None:
    found = asked(texts, question)
    assert found is not None
    assert "“Siemens” was not found" in found.lead

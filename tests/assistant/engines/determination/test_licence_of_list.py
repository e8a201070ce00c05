"""What a listing alone means for a licence, where the section goes by programmes, counted over the real list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.engines.determination.by_section import licence_of_list
from assistant.engines.determination.law_texts.texts import Texts
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.enrichment import annotate
from corpus.filters import Filters
from corpus.parsers.dispatch import load_file, read_bytes

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def held(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CatalogueSnapshot]:
    catalogue = Catalogue(tmp_path_factory.mktemp("sdn") / "catalogue.sqlite")
    for name in ("us/lists/screening-list.json", "us/ecfr/2026-07-23_title-15_part-744.xml"):
        for reading in read_bytes(load_file(shared / "data" / name)):
            catalogue.publish(catalogue.stage(annotate(reading), []))
    yield CatalogueSnapshot(catalogue)
    catalogue.close()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "How many ships has the SDN list, and does that list alone mean an EAR licence?",
            "686 of the 1,524 rows of type",
        ),
        ("Does being on the SDN list by itself require a BIS licence?", "13,588 of the 19,181 rows have"),
    ],
)
def test_the_rows_with_a_programme_of_the_section_are_counted(
    held: CatalogueSnapshot, question: str, words: str
) -> None:
    found = licence_of_list.computed(understand(question, (), Filters(), held), held)
    assert found is not None
    assert words in found.lead
    assert "is not enough by itself" in found.lead
    assert any("OFAC specific or general license" in f.text for f in found.findings)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ("Entity List", "requires a licence under the EAR for what the party's own row says"),
        ("Unverified List", "requires no licence by itself"),
        (
            "Denied Persons List",
            "forbids what the party's denial order forbids, so a name on it must be taken as a bar",
        ),
    ],
)
def test_every_list_that_is_named_is_told_of(held: CatalogueSnapshot, other: str, words: str) -> None:
    question = f"Does being on the SDN list or the {other} by itself require a BIS licence?"
    found = licence_of_list.computed(understand(question, (), Filters(), held), held)
    assert found is not None
    assert "13,588 of the 19,181 rows have" in found.lead
    assert words in found.lead
    assert sum(words in f.text for f in found.findings) == 1


def test_each_list_is_cited_or_its_law_named_as_missing(held: CatalogueSnapshot) -> None:
    question = "Does being on the SDN list, the Entity List or the Denied Persons List by itself require a BIS licence?"
    found = licence_of_list.computed(understand(question, (), Filters(), held), held)
    assert found is not None
    texts = Texts.of(held, Filters(), "us")
    assert {texts.span("15 CFR 744.8(a)(1)"), texts.span("15 CFR 744.16(a)")} <= set(found.findings[0].cites)
    assert any("736.2(b)(4)" in text.name for text in found.missing_texts)


@pytest.mark.parametrize(
    "question",
    [
        "How many ships has the SDN list?",
        "Does being on the Entity List mean that a licence is required?",
        "Does Sberbank's SDN listing mean an EAR licence?",
        "Is a licence required to ship 3A001 to somebody on the SDN list?",
    ],
)
def test_other_questions_are_left(held: CatalogueSnapshot, question: str) -> None:
    assert licence_of_list.computed(understand(question, (), Filters(), held), held) is None

"""Cross-references backwards: who refers to a provision, and how an address in a text is followed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.cross_references import citing, referred_to
from corpus.enrichment import annotate
from corpus.errors import NotHeld
from corpus.model import Kind, Reading, Reference, Role, Source
from corpus.passages import cut_passages
from corpus.structure import TreeBuilder

TEXTS = (
    (Source("us-15-cfr-799", "15 CFR Part 799", Kind.LAW, "us"), {
        "15 CFR 799.1": "§ 799.1 Lanterns. See § 799.2 of this part.",
        "15 CFR 799.1(a)": "(a) Wicks of lanterns, and paragraph (b) of this section.",
        "15 CFR 799.1(b)": "(b) Glass.",
        "15 CFR 799.2": "§ 799.2 Exceptions. Paragraph (a) of § 799.1 does not apply to candles.",
    }),
    (Source("us-15-cfr-798", "15 CFR Part 798", Kind.LAW, "us"), {
        "15 CFR 798.1": "§ 798.1 Records. Those of 15 CFR 799.1(a) are kept, and of 15 CFR 799.10 too.",
    }),
    (Source("memo", "Memo", Kind.USER, ""), {"Memo": "Under 15 CFR 799.1 lanterns are controlled."}),
)  # fmt: skip


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    for source, provisions in TEXTS:
        reading = annotate(_reading(source, provisions))
        catalogue.publish(catalogue.stage(reading, cut_passages(reading)))
    yield catalogue
    catalogue.close()


def _reading(source: Source, provisions: dict[str, str]) -> Reading:
    tree, section = TreeBuilder(), None
    for locator, text in provisions.items():
        inside = locator.endswith(")")
        role = Role.PARAGRAPH if inside else Role.SECTION
        added = tree.add(text, locator=locator, role=role, parent=section if inside else None)
        section = section if inside else added
    return tree.reading(source)


def test_those_that_refer_into_a_section_are_found_the_law_first_and_not_the_section_itself(held: Catalogue) -> None:
    section = held.find("15 CFR 799.1")[0]
    assert [p.locator for p in citing(held, section, 10)] == ["15 CFR 798.1", "15 CFR 799.2", "Memo"]
    assert len(citing(held, section, 1)) == 1


def test_a_section_whose_number_begins_alike_is_another(held: Catalogue) -> None:
    assert [p.locator for p in citing(held, held.find("15 CFR 799.2")[0], 10)] == ["15 CFR 799.1"]
    assert citing(held, held.find("15 CFR 798.1")[0], 10) == []


def test_the_address_of_a_reference_names_its_text_once(held: Catalogue) -> None:
    assert Reference(0, 1, "15 CFR 799.1(a)", "15 CFR").address == "15 CFR 799.1(a)"
    assert Reference(0, 1, "Article 3", "Regulation (EU) 2021/821").address == "Regulation (EU) 2021/821 Article 3"
    records = held.find("15 CFR 798.1")[0]
    first = records.provision.references[0]
    assert referred_to(held, first.address, records.source, records.version).locator == "15 CFR 799.1(a)"
    with pytest.raises(NotHeld):
        referred_to(held, "15 CFR 799.10", records.source, records.version)


OF_TWO_TITLES = (
    (Source("us-15-cfr-734", "15 CFR Part 734", Kind.LAW, "us"), {
        "15 CFR 734.3": "§ 734.3 Items. Those of 22 C.F.R. § 121.1 and 22 CFR 123.4(b) are not subject to the EAR.",
        "15 CFR 734.6": "§ 734.6 Assistance. See § 121.1 of this title.",
    }),
    (Source("us-15-cfr-121", "15 CFR Part 121", Kind.LAW, "us"), {"15 CFR 121.1": "§ 121.1 Weights of lanterns."}),
    (Source("us-22-cfr-121", "22 CFR Part 121", Kind.LAW, "us"), {"22 CFR 121.1": "§ 121.1 The Munitions List."}),
)  # fmt: skip


def test_a_reference_that_names_another_title_leads_there_both_ways(tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path / "catalogue.sqlite")) as held:
        for source, provisions in OF_TWO_TITLES:
            reading = annotate(_reading(source, provisions))
            held.publish(held.stage(reading, cut_passages(reading)))
        items, assistance = held.find("15 CFR 734.3")[0], held.find("15 CFR 734.6")[0]
        munitions, gone = items.provision.references
        found = referred_to(held, munitions.address, items.source, items.version)
        assert (found.source.id, found.locator) == ("us-22-cfr-121", "22 CFR 121.1")
        with pytest.raises(NotHeld, match=r"22 CFR 123\.4"):
            referred_to(held, gone.address, items.source, items.version)
        assert [p.locator for p in citing(held, found, 10)] == ["15 CFR 734.3"]
        own = referred_to(held, assistance.provision.references[0].address, assistance.source, assistance.version)
        assert own.source.id == "us-15-cfr-121"

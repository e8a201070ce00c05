"""Which texts of a pack bear on those that an answer stands on, and in which order they are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.research.evidence_pack import EvidencePack
from assistant.research.pointed_claims import related_texts
from corpus.catalogue import Catalogue
from corpus.enrichment import annotate
from corpus.model import Kind, Reading, Role, Source
from corpus.structure import TreeBuilder

LONG = "A wheel is a round thing. " * 250


def gears(rule: str, day: date) -> Reading:
    tree = TreeBuilder()

    def section(number: str, heading: str, *paragraphs: str) -> None:
        s = tree.add(f"§ {number} {heading}.", locator=f"9 CFR {number}", role=Role.SECTION, heading=heading)
        for letter, text in zip("abc", paragraphs, strict=False):
            place = f"9 CFR {number}({letter})"
            tree.add(f"({letter}) {text}", locator=place, role=Role.PARAGRAPH, parent=s)

    section("9.1", "Colours", "Gears are painted green.")
    section("9.2", "Reports", rule, LONG, "The duty does not apply to gears of wood.")
    section("9.3", "Wood", "Except as provided in § 9.2, makers need not write to the office.")
    section("9.4", "Mail", "A report under § 9.2 may be sent by mail.")
    section("19.2", "Bells", "No bell may be rung, except as § 19.25 says.")
    return annotate(
        tree.reading(Source(id="gears", title="Gear rules", kind=Kind.LAW, jurisdiction="us"), valid_from=day)
    )


@pytest.fixture
def pack(tmp_path: Path) -> EvidencePack:
    """Return a pack of a rule, its older edition and others: 1 cited; 2 of no use; 3 exception … 7 older edition."""
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    for rule, day in (
        ("The maker must report each sale within ninety days.", date(2025, 1, 1)),
        ("The maker must report each sale within thirty days.", date(2026, 1, 1)),
    ):
        catalogue.publish(catalogue.stage(gears(rule, day), []))
    old, new = (v.number for _, v in sorted(catalogue.editions().values(), key=lambda e: e[1].valid_from or date.min))
    pack = EvidencePack(catalogue, 90_000, date(2026, 7, 2))
    for version, place in (
        (new, "9.2(a)"), (new, "9.1"), (new, "9.4"), (new, "9.2(c)"), (new, "9.3"), (new, "19.2"), (old, "9.2(a)"),
    ):  # fmt: skip
        (held,) = catalogue.in_edition(version, f"9 CFR {place}")
        pack.add_provision(held)
    pack.add_computed("status", "The duty holds today.", [1])
    return pack


def test_other_editions_exceptions_and_what_refers_to_a_cited_text_come_first(pack: EvidencePack) -> None:
    assert [p.unit.held.locator for p in pack.pieces if p.unit][:1] == ["9 CFR 9.2(a)"]
    # The older edition, the section's exception and the section that sets it aside, the result, what only refers to it.
    assert related_texts({1}, pack) == (7, 4, 5, 8, 3)


def test_what_is_cited_bears_on_nothing_and_a_number_within_another_is_none(pack: EvidencePack) -> None:
    assert related_texts({1, 4, 5, 7}, pack) == (8, 3)
    assert related_texts({2}, pack) == ()
    assert related_texts({6}, pack) == ()
    assert related_texts((), pack) == ()

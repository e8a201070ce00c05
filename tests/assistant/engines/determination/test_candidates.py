"""Entries that goods in words may mean: by the words of the entries, of their items, and of their reasons' rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from assistant.engines.determination.facts.candidates import EntryWords
from assistant.engines.determination.law_texts.texts import Texts
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder


def test_rows_on_reasons_tell_of_an_entry_without_items(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    tree = TreeBuilder()
    part = tree.add("15 CFR Part 774", locator="15 CFR Part 774", role=Role.PART)
    for number, heading, row in (
        ("1B119", "Fluid energy mills for grinding or milling propellants", "MT applies to entire entry"),
        (
            "2B001",
            "Machine tools for removing or cutting metals",
            "NP applies to milling machines, and turning machines",
        ),
        ("2B201", "Machine tools with two or more axes, other than those of 2B001", "NP applies to entire entry"),
        ("6A003", "Cameras and systems for them", "NS applies to entire entry"),
        ("6B004", "Equipment for the production of optics", "NS applies to entire entry"),
    ):
        entry = tree.add(f"{number} {heading}", locator=number, role=Role.ENTRY, parent=part, heading=heading)
        tree.add(f"{number} {row}.", locator=f"{number} > table, {row}", role=Role.ROW, parent=entry)
    source = Source(id="us-15-cfr-774", title="15 CFR Part 774", kind=Kind.LAW, jurisdiction="us")
    catalogue.publish(catalogue.stage(tree.reading(source, valid_from=date(2026, 1, 15)), []))
    words = EntryWords.of(Texts.of(catalogue, Filters(), "us"))
    found = [number for number, _ in words.like("a used five-axis CNC milling machine")]
    assert {*found[:2]} == {"2B001", "2B201"}
    assert words.like("my product") == []
    catalogue.close()

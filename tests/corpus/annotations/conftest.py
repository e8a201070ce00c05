"""A small law in two editions, and annotation files written for these tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.model import Kind, Reading, Role, Source, Stay
from corpus.structure import TreeBuilder

HEAD = """source = "us-15-cfr-744"
title = "15 CFR Part 744"
jurisdiction = "us"
edition = "2026-01-01"
"""
RECORDS = """
[[annotation]]  # kept as it is
id = "records"
questions = ["How long do I keep widget records?", "widget paperwork years", "keep widget files US"]
answer = "Widget records are kept for seven years."
pins = ["15 CFR 744.90(a)"]
"""
LICENCE = """
[[annotation]]
id = "licence"
questions = [
  "Do widgets need a US licence?",
  "widget export licence",
  "ship a widget from America",
]
answer = "Yes. A widget needs a licence for Freedonia."
verdict = "yes"
pins = [
  "15 CFR 744.90(b)",  # the rule
  '15 CFR 744.90',
]
"""


def law(records: str, begins: date, stay: Stay | None = None) -> Reading:
    """Return an edition of a law whose paragraph (a) says `records`; (b) and what is below it may be stayed."""
    tree = TreeBuilder()
    section = tree.add("§ 744.90 Widgets.", locator="15 CFR 744.90", role=Role.SECTION, heading="Widgets.")
    tree.add(records, locator="15 CFR 744.90(a)", role=Role.PARAGRAPH, parent=section)
    lead = tree.add("(b) A licence is needed for:", locator="15 CFR 744.90(b)", role=Role.PARAGRAPH, parent=section)
    tree.amend(lead, stay=stay)
    tree.add("(1) exports to Freedonia.", locator="15 CFR 744.90(b)(1)", role=Role.PARAGRAPH, parent=lead)
    if stay:
        tree.add(stay.note, locator="15 CFR 744.90(b) > note", role=Role.NOTE, parent=lead)
    tree.add("§ 744.91 Flanges.", locator="15 CFR 744.91", role=Role.SECTION, heading="Flanges.")
    return tree.reading(Source("us-15-cfr-744", "15 CFR Part 744", Kind.LAW, "us"), valid_from=begins)


SEVEN = "(a) Keep widget records for seven years."
STAY = Stay("Paragraph (b) was stayed until Nov. 9, 2026.", date(2026, 2, 1), date(2026, 11, 9))


@pytest.fixture
def hold(tmp_path: Path) -> Callable[..., Catalogue]:
    """A function that returns one catalogue with the given readings held beside what it holds already."""

    def holding(*readings: Reading) -> Catalogue:
        catalogue = Catalogue(tmp_path / "catalogue.sqlite")
        for reading in readings:
            catalogue.publish(catalogue.stage(reading, []))
        return catalogue

    return holding


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes annotation files, by name, below a folder of their own and returns it."""

    def written(**files: str) -> Path:
        place = tmp_path / "annotations"
        for name, text in files.items():
            file = place / f"{name.replace('__', '/')}.toml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        return place

    return written

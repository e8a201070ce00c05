"""Shared by the tests of `licet sync`: a publisher with four small parts, and a check that each is held whole."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from corpus.catalogue import Catalogue

Line = Any  # the class of tests/ui/conftest.py
PARTS = ("732", "740", "758", "762")
IDS = [f"us-15-cfr-{n}" for n in PARTS]
OLD, NEW = "2026-03-25", "2026-07-30"
FULL = "/full/"


def text(number: str, day: str) -> list[str]:
    """Return the paragraphs of a part on a day; the third is the one that changes."""
    fixed = [
        f"Rule {n} of part {number} asks the exporter to keep the record of shipment {n} for five years. " * 8
        for n in range(6)
    ]
    fixed[2] = f"This rule of part {number} stands since {day} and binds every exporter of the goods. " * 8
    return fixed


def whole(desk: Line) -> dict[str, list[str]]:
    """Assert that doctor finds nothing wrong and every source is whole; return the editions of each."""
    return editions(desk, desk.run("doctor", "--json"))


def editions(desk: Line, doctor: SimpleNamespace) -> dict[str, list[str]]:
    """Return the first days of the editions of every source.

    Asserts that each edition is complete and that `doctor` found nothing wrong.
    """
    assert [c for c in json.loads(doctor.out) if not c["ok"]] == []
    catalogue = Catalogue(desk.home / "catalogue.sqlite")
    try:
        assert catalogue.unfinished() == {}
        held = {}
        for h in catalogue.holdings():
            held[h.source.id] = sorted(v.valid_from.isoformat() for v in h.versions if v.valid_from)
            for version in h.versions:
                day = str(version.valid_from)
                assert day in (OLD, NEW)
                assert catalogue.reading(version.number).digest == version.digest
                found = {p.text for p in catalogue.outline(version.number)}
                number = h.source.id.removeprefix("us-15-cfr-")
                wanted = [f"({chr(97 + i)}) {t}".strip() for i, t in enumerate(text(number, day))]
                assert set(wanted) <= found
        return held
    finally:
        catalogue.close()


def published(official: Any) -> None:
    """Let the publisher bring out the new edition of every part."""
    official.titles[15] = "2026-08-01"
    for number in PARTS:
        official.parts[15, number][NEW] = official.part(number, *text(number, NEW))


PAGE = (
    "<html><head><title>Controls on {}</title></head>"
    "<body><article><h1>Controls on {}</h1><p>{}</p></article></body></html>"
)
WORDS = "A permit is needed for the export of lanterns, whoever the end user may be. " * 12

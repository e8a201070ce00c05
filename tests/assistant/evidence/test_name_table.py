"""Short names in brackets behind a listed name are names of the party, places are not."""

from __future__ import annotations

import pytest

from assistant.evidence.name_table import bracketed_names
from corpus.lexicon.regions import is_region


@pytest.mark.parametrize(
    ("cell", "short"),
    [
        ("Aviation Works Corporation of Lemuria (AVWL), Harbour Road 1", ["AVWL"]),
        ("ACME BIO-TECH (ASIA) LIMITED", []),
        ("ACME LAMPS (EUROPE) LIMITED", []),
        ("Gulf Candle Company (GCC)", ["GCC"]),
        ("Acme Lamps Limited", []),
    ],
)
def test_a_region_in_brackets_is_no_name(cell: str, short: list[str]) -> None:
    assert bracketed_names(cell) == short


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("Asia", True), ("central Asia", True), ("Middle East", True), ("Bank of Asia", False), ("Acme", False)],
)
def test_a_region_is_told_from_a_name_with_its_word(name: str, is_one: bool) -> None:
    assert is_region(name) is is_one

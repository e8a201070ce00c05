"""Goods and cases that have rules of their own beside each other, and whether two texts name others.

Goods stand in `goods_families.toml`, cases in `rule_cases.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from corpus.lexicon.tables import any_of, content

TABLE = Path(__file__).with_name("goods_families.toml")
CASES = Path(__file__).with_name("rule_cases.toml")


def names_other_goods(asked: str, told: str, whole: str = "") -> bool:
    """Return whether a question names goods, and what is told names others of the same family and none of them.

    `told` is what the text is on; the goods asked for may also be named elsewhere in the `whole` of it.
    """
    wanted, offered = goods_in(asked), goods_in(told)
    named = {*offered, *goods_in(whole)} if wanted and offered else set()
    families = {family for family, _ in wanted} & {family for family, _ in offered}
    return bool(families) and not wanted & named


def cases_named(text: str) -> frozenset[tuple[str, str]]:
    """Return (family, case) of the cases that a text names."""
    return _named_in(text, CASES)


def names_goods(text: str) -> bool:
    """Return whether a text names goods of any family."""
    return bool(goods_in(text))


def goods_in(text: str) -> frozenset[tuple[str, str]]:
    """Return (family, goods) of the goods that a text names."""
    return _named_in(text, TABLE)


@lru_cache(maxsize=20_000)  # a question is compared with the notes that are near it
def _named_in(text: str, table: Path) -> frozenset[tuple[str, str]]:
    """Return (family, goods) of all that a text names; within a longer name the shorter one is not named.

    "Crude oil equipment" is no crude oil.
    """
    found: set[tuple[str, str]] = set()
    for family, patterns in _families(table).items():
        places = [(m.span(), goods) for goods, pattern in patterns.items() for m in pattern.finditer(text)]
        found |= {(family, goods) for span, goods in places if not any(_is_inside(span, other) for other, _ in places)}
    return frozenset(found)


def _is_inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


@cache
def _families(table: Path) -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    return {
        family: {
            goods: re.compile(rf"(?<![\w-]){any_of(words)}(?:e?s)?(?![\w])", re.IGNORECASE)
            for goods, words in row.items()
        }
        for family, row in content(table).items()
    }

"""Goods that have rules of their own beside each other (`goods_families.toml`), and whether two texts name others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from corpus.lexicon.tables import any_of, content

TABLE = Path(__file__).with_name("goods_families.toml")


def names_other_goods(asked: str, told: str, whole: str = "") -> bool:
    """Return whether a question names goods, and what is told names others of the same family and none of them.

    `told` is what the text is on; the goods asked for may also be named elsewhere in the `whole` of it.
    """
    wanted, offered = _goods_in(asked), _goods_in(told)
    named = {*offered, *_goods_in(whole)} if wanted and offered else set()
    families = {family for family, _ in wanted} & {family for family, _ in offered}
    return bool(families) and not wanted & named


def names_goods(text: str) -> bool:
    """Return whether a text names goods of any family."""
    return bool(_goods_in(text))


@lru_cache(maxsize=10_000)  # a question is compared with the notes that are near it
def _goods_in(text: str) -> frozenset[tuple[str, str]]:
    """Return (family, goods) of all that a text names."""
    return frozenset(
        (family, goods)
        for family, patterns in _families().items()
        for goods, pattern in patterns.items()
        if pattern.search(text)
    )


@cache
def _families() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    return {
        family: {
            goods: re.compile(rf"(?<![\w-]){any_of(words)}(?:e?s)?(?![\w])", re.IGNORECASE)
            for goods, words in row.items()
        }
        for family, row in content(TABLE).items()
    }

"""Words of names (`company_words.toml`): of companies in Chinese and Arabic, by English ones; titles of persons."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("company_words.toml")


@cache
def load(path: Path) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Read a table, and make the pattern of its words, the longest first."""
    words: Mapping[str, str] = tomllib.loads(path.read_text("utf-8"))["words"]
    return words, re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def company_words_in_english(name: str) -> str:
    """Return a name with the words of the table in English, each parted from what stands beside it."""
    words, pattern = load(TABLE)
    return pattern.sub(lambda m: f" {words[m[0]]} ", name)


@cache
def titles() -> frozenset[str]:
    """Return titles of persons, in small letters, that are no part of a name."""
    return frozenset(tomllib.loads(TABLE.read_text("utf-8"))["titles"])


@cache
def forms_behind() -> frozenset[str]:
    """Return forms of companies, in small letters, that end a name and may also be a word of one: "AD", "d.o.o."."""
    return frozenset(tomllib.loads(TABLE.read_text("utf-8"))["forms_behind"])


@cache
def sounds() -> tuple[tuple[str, str], ...]:
    """Return how languages spell sounds of other scripts, each spelling with the one that stands for all of them."""
    pairs = (pair.partition(">") for pair in tomllib.loads(TABLE.read_text("utf-8"))["sounds"])
    return tuple((spelt, read) for spelt, _, read in pairs)


@cache
def ranks() -> frozenset[str]:
    """Return titles of persons, in small letters, that are also words of companies' names."""
    return frozenset(tomllib.loads(TABLE.read_text("utf-8"))["ranks"])


@cache
def common() -> frozenset[str]:
    """Return words of companies' names, in small letters, that tell no firm from another: "trading", "group"."""
    return frozenset(tomllib.loads(TABLE.read_text("utf-8"))["common"])

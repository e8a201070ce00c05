"""Words that choose no row in a question about lists (`list_words.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("list_words.toml")


@cache
def load(path: Path) -> frozenset[str]:
    """Read a table of words."""
    return frozenset(_read(path)["fillers"].split())


@cache
def _read(path: Path) -> Mapping[str, str]:
    return tomllib.loads(path.read_text("utf-8"))


def fillers() -> frozenset[str]:
    """Return the words that choose nothing, in small letters."""
    return load(TABLE)


@cache
def words_that_choose_nothing() -> frozenset[str]:
    """Return the words that choose nothing in a clause by itself, those of any question included."""
    return load(TABLE) | frozenset(_read(TABLE)["spoken"].split())

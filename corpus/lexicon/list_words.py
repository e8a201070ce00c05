"""Words that choose no row in a question about lists (`list_words.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("list_words.toml")


@cache
def load(path: Path) -> frozenset[str]:
    """Read a table of words."""
    return frozenset(tomllib.loads(path.read_text("utf-8"))["fillers"].split())


def fillers() -> frozenset[str]:
    """Return the words that choose nothing, in small letters."""
    return load(TABLE)

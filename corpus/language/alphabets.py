"""Alphabets beside a to z, and the encodings of one byte a character that they are saved in (`alphabets.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("alphabets.toml")


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The letters beside a to z that a language writes, the most frequent first, and where its texts are found."""

    letters: str
    encodings: tuple[str, ...]
    joined: bool
    common: bool


@dataclass(frozen=True, slots=True)
class Alphabets:
    """All alphabets, and what an encoding is called to a person."""

    entries: tuple[Alphabet, ...]
    names: Mapping[str, str]


@cache
def load(path: Path) -> Alphabets:
    """Read a table of alphabets."""
    table = tomllib.loads(path.read_text("utf-8"))
    entries = (
        Alphabet(a["letters"], tuple(a["encodings"]), a["joined"], a["common"]) for a in table["alphabet"].values()
    )
    return Alphabets(tuple(entries), table["names"])


def alphabets() -> Alphabets:
    """Return all alphabets."""
    return load(TABLE)

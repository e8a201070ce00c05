"""Laws for one matter (`special_laws.toml`): which texts they are, and the words that say that they are asked of."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("special_laws.toml")


@dataclass(frozen=True, slots=True)
class SpecialLaw:
    """Law for one matter; the head of `special_laws.toml` says what each field does."""

    sources: tuple[str, ...]
    words: tuple[str, ...] = ()
    other_words: tuple[str, ...] = ()

    def holds(self, source: str) -> bool:
        """Return whether a text, by its id, is one of this law."""
        return source.startswith(self.sources)


@cache
def laws(path: Path = TABLE) -> tuple[SpecialLaw, ...]:
    """Return the laws of the table."""
    return tuple(
        SpecialLaw(**{field: tuple(told) for field, told in row.items()})
        for row in tomllib.loads(path.read_text("utf-8"))["law"]
    )

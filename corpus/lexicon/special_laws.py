"""Laws for one matter (`special_laws.toml`): which texts they are, and the words that say that they are asked of."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("special_laws.toml")


@dataclass(frozen=True, slots=True)
class SpecialLaw:
    """Law for one matter; the head of `special_laws.toml` says what each field does."""

    sources: tuple[str, ...]
    words: tuple[str, ...] = ()
    other_words: tuple[str, ...] = ()
    all_sources: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    agencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def jurisdiction(self) -> str:
        """Return the code of the jurisdiction, with which the ids of its texts begin."""
        return self.sources[0].partition("-")[0]

    def holds(self, source: str) -> bool:
        """Return whether a text, by its id, is one of this law."""
        return source.startswith(self.sources)

    def is_spoken_of(self, source: str, text: str) -> bool:
        """Return whether a text on a source is of this law, or calls it by name."""
        return source.startswith(self.all_sources or self.sources) or self.is_called(text)

    def is_called(self, text: str) -> bool:
        """Return whether a text calls the law by a name of it, its list or its agency."""
        return any(_has_any(text, names) for names in (self.names, *self.agencies.values()))


@cache
def laws(path: Path = TABLE) -> tuple[SpecialLaw, ...]:
    """Return the laws of the table."""
    return tuple(SpecialLaw(**{name: _told(value) for name, value in row.items()}) for row in _table(path)["law"])


def _told(value: list[str] | dict[str, list[str]]) -> Any:
    return {name: tuple(told) for name, told in value.items()} if isinstance(value, dict) else tuple(value)


def agency_names(source: str, path: Path = TABLE) -> tuple[str, ...]:
    """Return what the agency that enforces a source of a law for one matter is called."""
    return next(law.agencies[source] for law in laws(path) if source in law.agencies)


def general_names(path: Path = TABLE) -> tuple[str, ...]:
    """Return what the general law, its list and its agency are called."""
    return tuple(_table(path)["general"])


@lru_cache(maxsize=1024)  # a question is compared with a hundred annotations
def called(text: str) -> tuple[SpecialLaw, ...]:
    """Return the laws that a text calls by name; none where it calls the general law too."""
    if _has_any(text, general_names()):
        return ()
    return tuple(law for law in laws() if law.is_called(text))


@cache
def _table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _has_any(text: str, names: tuple[str, ...]) -> bool:
    return any(name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names)

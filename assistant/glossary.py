"""The words of the field: which spellings and languages mean the same."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Group:
    """Words that expand one another, by language."""

    en: tuple[str, ...]
    zh: tuple[str, ...] = ()
    ja: tuple[str, ...] = ()


@cache
def groups() -> tuple[Group, ...]:
    """Every group of `glossary.toml`."""
    table = tomllib.loads(files("assistant").joinpath("glossary.toml").read_text("utf-8"))
    return tuple(Group(tuple(g["en"]), tuple(g.get("zh", ())), tuple(g.get("ja", ()))) for g in table["group"])


@cache
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)


def spoken_of(text: str) -> list[Group]:
    """The groups one of whose words stands in `text`."""
    return [g for g in groups() if any(_pattern(w).search(text) for w in g.en) or any(w in text for w in (*g.zh, *g.ja))]


def synonyms(text: str) -> tuple[str, ...]:
    """English words of the field that mean what `text` says in others."""
    return tuple(w for g in spoken_of(text) for w in g.en if not _pattern(w).search(text))


def translated(text: str, language: str) -> tuple[str, ...]:
    """The field's words of `text` in "zh" or "ja"."""
    return tuple(dict.fromkeys(w for g in spoken_of(text) for w in (g.zh if language == "zh" else g.ja)))

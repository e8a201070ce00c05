"""Words of the field and what English texts call them; `index.wordbook` has those of other languages."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.everyday import in_law


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of `glossary.toml`: `pattern` matches any of its names in a question."""

    pattern: re.Pattern[str]
    also: tuple[str, ...]


@cache
def glossary() -> tuple[Term, ...]:
    """All entries."""
    entries = tomllib.loads(files("assistant").joinpath("glossary.toml").read_text("utf-8"))["term"]
    return tuple(
        Term(
            re.compile(r"(?<!\w)(?:" + "|".join(re.escape(n).replace(r"\ ", r"[\s-]+") for n in e["names"]) + r")(?!\w)", re.I),
            tuple(e.get("also", ())),
        )
        for e in entries
    )


def expansions(text: str) -> tuple[str, ...]:
    """English words that the texts use for what `text` says: those of the field, then those of everyday words."""
    field = (w for term in glossary() if term.also and term.pattern.search(text) for w in term.also)
    return tuple(dict.fromkeys((*field, *in_law(text))))

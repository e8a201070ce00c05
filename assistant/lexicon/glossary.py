"""Terms of the field and what English texts call them. `index.crosslingual.bilingual_lexicon` has other languages."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from assistant.lexicon.expansion import legal_terms
from corpus.lexicon import countries
from corpus.lexicon.countries import country_names, load_countries, mentioned_countries


@dataclass(frozen=True, slots=True)
class Term:
    """Entry of `glossary.toml`: `pattern` matches any of its names in a question, `also` are further search words."""

    pattern: re.Pattern[str]
    also: tuple[str, ...]


@cache
def glossary() -> tuple[Term, ...]:
    """Return all entries of the glossary."""
    entries = tomllib.loads(files(__package__).joinpath("glossary.toml").read_text("utf-8"))["term"]
    return tuple(
        Term(
            re.compile(
                r"(?<!\w)(?:" + "|".join(re.escape(n).replace(r"\ ", r"[\s-]+") for n in e["names"]) + r")(?!\w)", re.I
            ),
            tuple(e.get("also", ())),
        )
        for e in entries
    )


def expansions(text: str) -> tuple[str, ...]:
    """Return English words to search for besides those of `text`, each once.

    They come from the glossary, from everyday words, and from countries that `text` speaks of by another form.
    """
    field = (w for term in glossary() if term.also and term.pattern.search(text) for w in term.also)
    return tuple(dict.fromkeys((*field, *legal_terms(text), *_countries(text))))


def _countries(text: str) -> list[str]:
    """Return the names of countries that `text` speaks of by an adjective or a short form ("Venezuelan").

    Texts name the country itself. Adjectives of those of which texts have words of their own count in any case.
    """
    names = country_names()
    named = ((text[start:end], names.get(code, "").split(" (")[0]) for start, end, code in mentioned_countries(text))
    found = [name for written, name in named if name and not written.casefold().startswith(name.casefold())]
    return [*found, *(name for pattern, name in _adjectives(countries.TABLE) if pattern.search(text))]


@cache
def _adjectives(of_countries: Path) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return patterns of the adjectives of countries of which texts have words of their own, with their names."""
    known = (c for c in load_countries(of_countries).entries if c.texts and c.adjectives)
    return tuple(
        (re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, c.adjectives))})s?(?!\w)", re.I), c.name.split(" (")[0])
        for c in known
    )

"""Terms of the field and what English texts call them. `index.crosslingual.bilingual_lexicon` has other languages."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.lexicon.expansion import legal_terms
from corpus.lexicon.countries import countries, country_names


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

    Texts name the country itself.
    """
    names = country_names()
    named = ((text[start:end], names.get(code, "").split(" (")[0]) for start, end, code in countries(text))
    return [name for written, name in named if name and not written.casefold().startswith(name.casefold())]

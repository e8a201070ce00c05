"""Countries as lists write them ("TURKEY", "Korea, North", "CHINA, PEOPLE'S REPUBLIC OF") and as questions do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from corpus.lexicon import countries
from corpus.lexicon.tables import any_of

_SHORTEST_SMALL_NAME = 4  # letters of a name that a question may write in small letters ("us" is no country)


@lru_cache(maxsize=32_768)
def folded_heading(text: str) -> str:
    """Return words in small letters without accents, punctuation and articles."""
    plain = unicodedata.normalize("NFKD", text.replace("ı", "i")).encode("ascii", "ignore").decode().casefold()
    return " ".join(w for w in re.split(r"[^a-z0-9]+", plain.replace("'", "")) if w and w != "the")


@lru_cache(maxsize=2)
def _known(table: countries.Countries) -> dict[str, str]:
    return {
        folded_heading(form): c.code for c in table.entries if not c.union for form in c.written if folded_heading(form)
    }


@lru_cache(maxsize=2)
def _named(table: countries.Countries) -> re.Pattern[str]:
    forms = {form for c in table.entries if not c.union for form in c.written if form[0].isascii() or form[0] in "ÅTÇ"}
    ordered = sorted(forms, key=len, reverse=True)
    long = any_of(f for f in ordered if len(f) >= _SHORTEST_SMALL_NAME)
    short = any_of(f for f in ordered if len(f) < _SHORTEST_SMALL_NAME)
    return re.compile(rf"(?<![\w.@])(?:(?i:{long})s?|{short}|{table.behind_words})(?!\w)")


def country_of_heading(heading: str) -> str:
    """Return the code of the country that a list's heading names; an empty string for a region or an unknown name."""
    known = _known(countries.table())
    pieces = [p.strip() for p in re.split(r"[,()]", heading) if p.strip()]
    ways = [heading, " ".join(reversed(pieces)), pieces[0] if pieces else ""]
    return next((known[w] for w in map(folded_heading, ways) if w in known), "")


def country_in_answer(heading: str) -> str:
    """Return a heading as an answer writes it: the short name of its country in the list's own form."""
    country = countries.table().by_code.get(country_of_heading(heading))
    if country is None:
        return heading.title().replace(" Of ", " of ") if heading.isupper() else heading
    forms = [n.strip() for n in re.split(r"[()]", country.name) if n.strip()]
    return next((f for f in forms if folded_heading(f) == folded_heading(heading)), forms[0])


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, code) of the countries that a question or a cell names, whatever its capitals."""
    yield from _found(text, countries.table())


@lru_cache(maxsize=2**12)
def _found(text: str, table: countries.Countries) -> tuple[tuple[int, int, str], ...]:
    return tuple(_each(text, table))


def _each(text: str, table: countries.Countries) -> Iterator[tuple[int, int, str]]:
    known = _known(table)
    for match in _named(table).finditer(text.replace("’", "'")):
        word = folded_heading(match[0])
        code = known.get(word) or known.get(word.removesuffix("s"), "")
        if code and not any(
            folded_heading(text[match.start() :]).startswith(folded_heading(e)) for e in table.elsewhere
        ):
            yield match.start(), match.end(), code


def of_shared_names(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the codes of the countries that share a name which a text has without north or south beside it."""
    table = countries.table()
    for match in _shared_name(table).finditer(text):
        yield table.unclear[match[0].casefold()]


@lru_cache(maxsize=2)
def _shared_name(table: countries.Countries) -> re.Pattern[str]:
    return re.compile(rf"(?<!North )(?<!South )\b{any_of(table.unclear)}\b(?!,? (?:north|south))", re.I)


def governing(code: str) -> str:
    """Return the code of the country under whose heading a table of law has a country: its own for most."""
    known = countries.table().by_code
    return known[code].under or code if code in known else code


def name_in_answer(code: str) -> str:
    """Return the name by which answers call a country."""
    country = countries.table().by_code.get(code)
    return next(n.strip() for n in re.split(r"[()]", country.name) if n.strip()) if country else code

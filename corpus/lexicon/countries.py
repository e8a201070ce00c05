"""Countries and unions of countries (`countries.toml`), found in a text by name, short form and adjective."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.tables import any_of, as_tuple, content, entry
from corpus.lexicon.towns import folded_town

# Short words before a name, "and" and "or" with them, behind which "usa" is no verb of another language.
_BEHIND = "|".join(rf"(?<=\b{word} )" for word in ("the", "The", "to", "from", "From", "in", "In", "of", "and", "or"))
TABLE = Path(__file__).with_name("countries.toml")
FOREIGN_WORDS = Path(__file__).with_name("foreign_country_words.toml")


@dataclass(frozen=True, slots=True)
class Country:
    """Country of the table; the head of `countries.toml` says what each field does."""

    code: str
    name: str
    filed: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    no_name: tuple[str, ...] = ()
    small_forms: tuple[str, ...] = ()
    behind_the: tuple[str, ...] = ()
    behind_prepositions: tuple[str, ...] = ()
    law_adjectives: tuple[str, ...] = ()
    leads_name: tuple[str, ...] = ()
    begins_name: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    long_term: str = ""
    destination: bool = False
    union: bool = False
    under: str = ""
    members: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """Return every form that may name the country wherever it stands in a sentence."""
        names = (n for n in map(str.strip, re.split(r"[()]", self.name)) if n)
        return (*names, *self.also, *self.adjectives, *self.small_forms)

    @property
    def searched(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return words by which a question speaks of it in any case, and what texts write of it."""
        return (*self.said, *(self.adjectives if self.texts else ())), self.texts or (self.name.split(" (")[0],)


@dataclass(frozen=True, eq=False)
class Countries:
    """Table of countries, with all that is derived from it once."""

    entries: tuple[Country, ...]
    elsewhere: tuple[str, ...]
    unclear: Mapping[str, tuple[str, ...]]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return the name of each country by every code of it; a union has none."""
        return {code: c.name for c in self.entries if not c.union for code in (c.code, *c.filed)}

    @cached_property
    def codes_by_plain_name(self) -> Mapping[str, str]:
        """Return the code of each country by its name without accents and case."""
        return {folded_town(name): code for code, name in self.names.items()}

    @cached_property
    def plain_adjectives(self) -> frozenset[str]:
        """Return the adjectives of all countries without accents and case."""
        return frozenset(folded_town(a) for c in self.entries for a in c.adjectives)

    @cached_property
    def by_code(self) -> Mapping[str, Country]:
        """Return each entry by its ISO code."""
        return {c.code: c for c in self.entries}

    @cached_property
    def no_name(self) -> frozenset[str]:
        """Return words that may begin with a capital in a question and name no company."""
        return frozenset(w for c in self.entries for w in (*c.no_name, *c.states))

    @cached_property
    def begins_name(self) -> frozenset[str]:
        """Return words, besides names of countries, with which a company's name may begin."""
        return frozenset(w for c in self.entries for w in (*c.begins_name, *c.states))

    @cached_property
    def leads_name(self) -> frozenset[str]:
        """Return words that stay the first word of a company's name that begins with them."""
        return frozenset(w for c in self.entries for w in c.leads_name)

    @cached_property
    def law_adjectives(self) -> Mapping[str, str]:
        """Return the code of the country that an adjective of several means before a law or a licence."""
        return {word: c.code for c in self.entries for word in c.law_adjectives}

    @cached_property
    def union_of(self) -> Mapping[str, str]:
        """Return the code of the union by the codes of its members and its own."""
        return {code: c.code for c in self.entries if c.union for code in (c.code, *c.members)}

    @cached_property
    def common(self) -> frozenset[str]:
        """Return words that many bodies have in their names."""
        return frozenset(w for c in self.entries for w in c.common)

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        return {name: c.code for c in self.entries for name in (*c.written, *c.behind_the, *c.behind_prepositions)}

    @cached_property
    def behind_words(self) -> str:
        """Return a pattern of the forms that name a country behind "the" or a preposition alone: "to the us"."""
        the = any_of(form for c in self.entries for form in c.behind_the)
        others = any_of(form for c in self.entries for form in c.behind_prepositions)
        return rf"(?:(?<=\b[Tt]he ){the}|(?:{_BEHIND}){others})"

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Return a pattern of all forms. Latin ones stand between other words, those in Han characters anywhere.

        Those of several words can be nothing else in small letters: "south korea".
        """
        latin = [n for n in self._codes if _is_latin(n)]
        several = _any_of(n.casefold() for n in latin if " " in n)
        single = _any_of(n for c in self.entries for n in c.written if _is_latin(n) and " " not in n)
        wide = _any_of(n for n in self._codes if not _is_latin(n))
        return re.compile(rf"(?<![\w.@])(?:(?i:{several})|{single}|{self.behind_words})(?!\w)|{wide}")

    @cached_property
    def _codes_of_small(self) -> Mapping[str, str]:
        return {name.casefold(): code for name, code in self._codes.items() if " " in name}

    @cached_property
    def _elsewhere(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, self.elsewhere))})\b")

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, ISO 3166-1 code, or EU) of every country named in `text`.

        Case counts in a single word: "us" is no country, "the us" is.
        """
        for match in self._pattern.finditer(text.replace("’", "'")):
            if not self._elsewhere.match(text, match.start()) or match[0] in self.names.values():
                code = self._codes.get(match[0]) or self._codes_of_small[match[0].casefold()]
                yield match.start(), match.end(), code


def _any_of(names: Iterable[str]) -> str:
    """Return a pattern of names, the longest first, by their first letter: at most places of a text none is tried."""
    by_letter = groupby(sorted(names, key=lambda n: (n[0], -len(n))), key=lambda n: n[0])
    return "|".join(rf"{re.escape(c)}(?:{'|'.join(re.escape(n[1:]) for n in group)})" for c, group in by_letter)


def _is_latin(name: str) -> bool:
    return name[0].isascii() or name[0] in "ÅT"


@cache
def load_countries(path: Path) -> Countries:
    """Read a table of countries. Raises BadRequest for a mistake in it."""
    rows = content(path)
    elsewhere = tuple(rows.pop("elsewhere"))
    unclear = {name: tuple(codes) for name, codes in rows.pop("unclear").items()}
    return Countries(tuple(_entry(code, row, path) for code, row in rows.items()), elsewhere, unclear)


def _entry(code: str, row: Mapping[str, Any], path: Path) -> Country:
    return entry(Country, {"code": code, **row}, f"{path.name}, {code}", convert=as_tuple, patterns=("long_term",))


def table() -> Countries:
    """Return the table that comes with Licet."""
    return load_countries(TABLE)


def is_adjective(word: str) -> bool:
    """Return whether a word is the adjective of a country, whatever its accents and case: "Swiss", "korean"."""
    return folded_town(word) in table().plain_adjectives


def country_names() -> Mapping[str, str]:
    """Return the name of each country by every code of it."""
    return table().names


@cache
def _named_in(language: str) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Return the codes of the countries of the table by their names in a language, and a pattern of these names.

    They are those of Unicode's CLDR, in plain form.
    """
    from babel import Locale  # its data of a language takes some milliseconds, which questions in English never need

    names = {folded_town(name): code for code, name in Locale(language).territories.items() if code in table().by_code}
    ordered = sorted(names, key=len, reverse=True)
    # Some languages have names of Latin letters alone, some have none of them.
    found = [rf"(?<![\w-]){re.escape(n)}(?!\w)" if n.isascii() else re.escape(n) for n in ordered]
    return names, re.compile("|".join(found))


_IN_WIDE_SCRIPTS = ("zh", "ja", "ko")


@cache
def names_in_wide_scripts(name: str) -> tuple[str, ...]:
    """Return how Chinese, Japanese and Korean texts name a country, by its English name in small letters."""
    from babel import Locale  # as above

    country = next((c for c in table().entries if folded_town(c.name) == folded_town(name)), None)
    if country is None:
        return ()
    told = (Locale(language).territories.get(country.code, "") for language in _IN_WIDE_SCRIPTS)
    return tuple(dict.fromkeys(form for form in (*told, *country.also) if form and not form.isascii()))


def name_in(language: str, code: str) -> str:
    """Return the name of a country or union in a language, by its code in small or capital letters; "" for none."""
    from babel import Locale  # as above

    return str(Locale(language).territories.get(code.upper(), "")) if code else ""


def countries_in(text: str, language: str) -> frozenset[str]:
    """Return the codes of the countries that a text in another language than English names, by their names there."""
    names, pattern = _named_in(language)
    return frozenset(names[found[0]] for found in pattern.finditer(folded_town(text)))


def country_called(name: str, language: str) -> str:
    """Return the code of the country whose whole name in a language this is; "" for anything else."""
    return _named_in(language)[0].get(folded_town(name), "")


@dataclass(frozen=True, slots=True)
class ForeignCountryWords:
    """Words for countries in a language; the head of `foreign_country_words.toml` has the fields."""

    names: Mapping[str, list[str]]
    adjectives: Mapping[str, list[str]] = field(default_factory=dict)
    endings: tuple[str, ...] = ()


@cache
def codes_by_word(language: str) -> Mapping[str, str]:
    """Return the codes of countries by their names and adjectives in a language, as `words_of_a_country` writes them.

    A word that several countries have is no word for one. Raises BadRequest for a mistake in the table.
    """
    row = content(FOREIGN_WORDS).get(language, {"names": {}})
    words = entry(ForeignCountryWords, row, f"{FOREIGN_WORDS.name}, language {language}", convert=as_tuple)
    found: dict[str, set[str]] = {}
    for name, code in _named_in(language)[0].items():
        found.setdefault(words_of_a_country(name, language), set()).add(code)
    for code, forms in words.names.items():
        for form in forms:
            found.setdefault(words_of_a_country(form, language), set()).add(code)
    for code, forms in words.adjectives.items():
        for form in (words_of_a_country(form, language) + ending for form in forms for ending in words.endings):
            found.setdefault(form, set()).add(code)
    return {word: codes.pop() for word, codes in found.items() if len(codes) == 1 and word not in table().unclear}


def words_of_a_country(text: str, language: str) -> str:
    """Return words in small letters with a space between them, in languages with Latin letters without accents."""
    plain = folded_town(text)
    return plain if language in _IN_WIDE_SCRIPTS else " ".join(_WORD_OF_A_NAME.findall(plain))


_WORD_OF_A_NAME = lazy_regex(r"[^\W_]+")


def countries_placed(text: str, language: str, frames: str) -> frozenset[str]:
    """Return the codes of the countries that stand where patterns have `{place}`, by their names in a language."""
    names, pattern = _named_in(language)
    placed = _placed(language, frames).finditer(folded_town(text))
    return frozenset(names[found[0]] for m in placed if (found := pattern.search(m[0])))


@cache
def _placed(language: str, frames: str) -> re.Pattern[str]:
    return re.compile(folded_town(frames).replace("{place}", f"(?:{_named_in(language)[1].pattern})"))


def mentioned_countries(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, ISO 3166-1 code, or EU) of every country named in `text`."""
    return table().find(text)


# "to our customer in india": a name in small letters counts behind a word that leads to a place.
_LED_TO = lazy_regex(
    r"\b(?:to|into|in|for|from|at|towards?|via) (?:the )?(?P<name>[a-z][a-z'’-]{3,30}(?: [a-z][a-z'’-]{3,30}){0,2})",
    re.I,
)


def countries_in_any_case(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, code) of the countries that a text names, those led to in small letters among them."""
    found = list(mentioned_countries(text))
    for led in _LED_TO.finditer(text):
        start = led.start("name")
        if led["name"][0].islower() and not any(s <= start < e for s, e, _ in found):
            found += [(start + s, start + e, c) for s, e, c in mentioned_countries(led["name"].title()) if s == 0]
    return sorted(found)

"""Months, units and currencies (`measures.toml`): the words for each, and its one normal form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from corpus.lexicon.tables import as_tuple, content, entry

TABLE = Path(__file__).with_name("measures.toml")
_PLURAL = "(s)"


@dataclass(frozen=True, slots=True)
class Month:
    """Month of the table; the head of `measures.toml` says what each field does."""

    name: str
    german: str
    short: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureUnit:
    """Unit or currency of the table; the head of `measures.toml` says what each field does."""

    value: str
    written: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    behind: str = ""
    wide: str = ""
    asked: re.Pattern[str] | None = None
    in_text: re.Pattern[str] | None = None
    said: tuple[str, ...] = ()
    in_english: Mapping[str, str] = field(default_factory=dict)
    zh: tuple[str, ...] = ()
    ja: tuple[str, ...] = ()
    of: str = ""
    factor: float = 0.0
    plus: float = 0.0
    listed: tuple[str, ...] = ()
    exact: bool = False
    telling: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of `said` in the singular."""
        return tuple(word.removesuffix(_PLURAL) for word in self.said)


@dataclass(frozen=True, eq=False)
class Measures:
    """Table of measures, with all that is derived from it once."""

    months: tuple[Month, ...]
    units: tuple[MeasureUnit, ...]
    currencies: tuple[MeasureUnit, ...]

    @cached_property
    def month_names(self) -> tuple[str, ...]:
        """Return the names of the months in full, in small letters."""
        return tuple(m.name for m in self.months)

    @cached_property
    def month_number(self) -> Mapping[str, int]:
        """Return the number of each month by its name and its short forms."""
        return {word: n for n, m in enumerate(self.months, 1) for word in (m.name, *m.short)}

    @cached_property
    def month_pattern(self) -> str:
        """Return a pattern of all names and short forms of months, the longest first."""
        return "|".join(sorted(self.month_number, key=len, reverse=True))

    @cached_property
    def month_beginnings(self) -> str:
        """Return a pattern of the first three letters of months, with a capital: "Jan", "Sep"."""
        return "|".join(m.name[:3].capitalize() for m in self.months)

    @cached_property
    def money_before(self) -> str:
        """Return a pattern of what stands before a sum: the signs, and the codes at the beginning of a word."""
        codes = "|".join(code for c in self.currencies for code in c.codes)
        return rf"[{self._signs}]|\b(?:{codes})"

    @cached_property
    def money_behind(self) -> str:
        """Return a pattern of what stands behind a sum: words, codes and the signs of East Asian money."""
        return "|".join(c.behind for c in self.currencies if c.behind)

    @cached_property
    def money_wide(self) -> str:
        """Return a pattern of the signs of East Asian money."""
        return "|".join(c.wide for c in self.currencies if c.wide)

    @cached_property
    def _signs(self) -> str:
        return "".join(dict.fromkeys(sign for c in self.currencies for sign in c.signs if len(sign) == 1))

    @cached_property
    def unit_of(self) -> Mapping[str, str]:
        """Return the normal form of each word for a unit."""
        return {word: u.value for u in self.units for word in u.written}

    @cached_property
    def currency_of(self) -> Mapping[str, str]:
        """Return the normal form of each word and sign for a currency."""
        return {word: c.value for c in self.currencies for word in c.written}

    @cached_property
    def unit_pattern(self) -> str:
        """Return a pattern of all words for units, with their plurals, the longest first."""
        words = sorted(self.unit_of, key=len, reverse=True)
        return "|".join(re.escape(w) + ("s?" if _has_plural(w) else "") for w in words)

    @cached_property
    def before_pattern(self) -> str:
        """Return a pattern of what marks the figure after it as money."""
        signs = _any_of(sign for c in self.currencies for sign in c.signs)
        return rf"{signs}|\b(?:{'|'.join(code for c in self.currencies for code in c.codes)})"

    @cached_property
    def behind_pattern(self) -> str:
        """Return a pattern of what marks the figure before it as money."""
        return "|".join(c.behind for c in self.currencies if c.behind)

    @cached_property
    def wide_pattern(self) -> str:
        """Return a pattern of what marks Chinese numerals before it as money."""
        return "|".join(c.wide for c in self.currencies if c.wide)

    def before_of(self, value: str) -> str:
        """Return a pattern of what stands before a sum in one currency: its signs, codes and words."""
        currency = self._currency(value)
        return rf"(?:{_any_of(currency.signs)}|\b(?:{currency.behind}))"

    def behind_of(self, value: str) -> str:
        """Return a pattern of what stands behind a sum in one currency: its signs, or what `words_of` does."""
        return rf"(?:{_any_of(self._currency(value).signs)}|{self.words_of(value)})"

    def words_of(self, value: str) -> str:
        """Return a pattern of the whole words and codes that stand behind a sum in one currency."""
        return rf"(?:{self._currency(value).behind})\b"

    def _currency(self, value: str) -> MeasureUnit:
        return next(c for c in self.currencies if c.value == value)

    @cached_property
    def limiting(self) -> tuple[MeasureUnit, ...]:
        """Return the units in which control lists limit goods."""
        return tuple(u for u in self.units if u.listed)

    @cached_property
    def asked_for(self) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
        """Return pairs of patterns: how a question asks for a figure in a unit, and how a text writes it."""
        return tuple((u.asked, u.in_text) for u in (*self.currencies, *self.units) if u.asked and u.in_text)

    @cached_property
    def said_pattern(self) -> str:
        """Return a pattern of the words for units with which texts in other languages are searched."""
        said = (word for u in (*self.units, *self.currencies) for word in u.said)
        return "|".join(w.removesuffix(_PLURAL) + ("s?" if w.endswith(_PLURAL) else "") for w in said)

    @cached_property
    def units_in_english(self) -> Mapping[str, str]:
        """Return what English writes for a Chinese or Japanese word for a unit; the longest words come first."""
        return _in_english(self.units)

    @cached_property
    def currencies_in_english(self) -> Mapping[str, str]:
        """Return the code for a Chinese, Japanese or Korean word for a currency; the longest words come first."""
        return _in_english(self.currencies)

    def endings(self, word: str, language: str) -> tuple[str, ...]:
        """Return the forms of a unit, given as a word in the singular, behind a figure in "zh" or "ja"."""
        found = next((u for u in (*self.units, *self.currencies) if word in u.words), None)
        return () if found is None else found.zh if language == "zh" else found.ja

    def same_currency(self, one: str, other: str) -> bool:
        """Return whether two currencies may be the same: ¥ is yen or yuan."""
        if one == other:
            return True
        return any(
            c.value in (one, other) and {one, other} <= {c.value, *c.any_of} for c in self.currencies if c.any_of
        )


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern of words as they stand."""
    return "|".join(map(re.escape, words))


def _in_english(units: tuple[MeasureUnit, ...]) -> Mapping[str, str]:
    words = {word: english for u in units for word, english in u.in_english.items()}
    return {word: words[word] for word in sorted(words, key=len, reverse=True)}


def _has_plural(word: str) -> bool:
    """Return whether a word has a plural in "s": a short form ("km") and a word in Han characters have none."""
    return (word.isalpha() and word.isascii() and len(word) > 2) or " " in word


@cache
def load(path: Path) -> Measures:
    """Read a table of months, units and currencies. Raises BadRequest for a mistake in it."""
    rows = content(path)

    def units(group: str) -> tuple[MeasureUnit, ...]:
        where = f"{path.name}, {group}"
        return tuple(entry(MeasureUnit, r, f"{where} {r.get('value')}", convert=_value) for r in rows[group])

    months = (entry(Month, r, f"{path.name}, month {r.get('name')}", convert=as_tuple) for r in rows["month"])
    return Measures(tuple(months), units("unit"), units("currency"))


def _value(name: str, value: Any) -> Any:
    if name in ("factor", "plus"):
        return float(value)
    return re.compile(value, re.IGNORECASE) if name in ("asked", "in_text") else as_tuple(name, value)


def table() -> Measures:
    """Return the table that comes with Licet."""
    return load(TABLE)

"""Figures of a German, French or Spanish text as English writes them, in place, for comparison with English ones.

"fünf Jahre" becomes 5 years, "1,5 millions d'euros" 1.5 million euros, "31.12.2026" 31 December 2026. All other words
stay. The result is only compared, never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus import lexicon
from corpus.language.detection import language_of
from corpus.lexicon import measures
from corpus.lexicon.tables import content

_FIGURE_WORDS = Path(lexicon.__file__).with_name("european_figures.toml")
_LANGUAGE_SAMPLE = 2000  # characters by which the language of a long text is told
_MEASURES = measures.table()
_LEAST_TOLD = 2  # figures with words of a language that tell it in a text of any length
_DIGITS = r"\d{1,3}(?:[.\s]\d{3}){1,5}(?:,\d{1,4})?|\d{1,15}(?:,\d{1,4})?"
# Forms that no English text has, and those that one has with another meaning.
_DOTTED_DATE = re.compile(r"(?<![\d.])([0-3]?\d)\.\s?([01]?\d)\.\s?((?:1[89]|20)\d\d)(?!\d|\.\d)")
_SLASHED_DATE = re.compile(r"(?<![\d/])([0-3]?\d)/([01]?\d)/((?:1[89]|20)\d\d)(?![\d/])")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d{1,15}),(\d{1,2})(?![\d,])")
# "744.121" may be an address: a figure that ends in three noughts, or stands behind a currency, is none.
_THOUSANDS = re.compile(
    rf"(?<![\d.,§])\d{{1,3}}(?:\.\d{{3}}){{0,4}}\.000(?![\d.,]\d)|"
    rf"(?<!\w)(?:{_MEASURES.before_pattern})\s?\d{{1,3}}(?:\.\d{{3}}){{1,5}}(?!\d)"
)
_AMBIGUOUS = re.compile(r"\d,\d{1,2}(?!\d)|\d\.\d{3}(?!\d)|\d/\d{1,2}/\d")
_ENGLISH_SCALES = frozenset(("million", "mil", "mio", "mrd"))  # forms that tell no language


@dataclass(frozen=True)
class _Language:
    """Patterns of one language, and what English writes for their words."""

    units: Mapping[str, str]
    scales: Mapping[str, str]
    numbers: Mapping[str, int]
    months: tuple[str, ...]
    figure: re.Pattern[str]
    day: re.Pattern[str]

    def told_by(self, text: str) -> int:
        """Return how many figures of a text stand with words that are this language's own."""
        figures = sum(
            bool(m["unit"] or (m["scale"] and _plain(m["scale"]) not in _ENGLISH_SCALES))
            for m in self.figure.finditer(text)
        )
        english = _MEASURES.month_number
        days = (m for m in self.day.finditer(text) if m["day"] or m["year"])
        return figures + sum(m["month"].lower() not in english for m in days)


def in_english_figures(text: str) -> str:
    """Return a text whose figures read as English ones where it is German, French or Spanish, else as it is."""
    text = _DOTTED_DATE.sub(_day_of, text)
    one = _language_of(text)
    if one is None:
        return text
    text = one.day.sub(lambda m: _written_day(m, one), _SLASHED_DATE.sub(_day_of, text))
    text = one.figure.sub(lambda m: _written_figure(m, one), text)
    text = _THOUSANDS.sub(lambda m: m[0].replace(".", ""), text)
    return _DECIMAL_COMMA.sub(r"\1.\2", text)


def _language_of(text: str) -> _Language | None:
    """Return the language that the figures of a text are written in, None for English and all that have no table."""
    found, sample = _languages(), text[:_LANGUAGE_SAMPLE]
    counts = {code: one.told_by(sample) for code, one in found.items()}
    code = max(counts, key=lambda c: counts[c])
    if counts[code] >= _LEAST_TOLD:
        return found[code]
    if not counts[code] and not _AMBIGUOUS.search(sample):
        return None
    return found.get(language_of(sample, code if counts[code] else "en"))


def _day_of(m: re.Match[str]) -> str:
    return _said(m[1], int(m[2]), m[3]) or m[0]


def _said(day: str, month: int, year: str) -> str:
    names = _MEASURES.month_names
    return " ".join(filter(None, (day, names[month - 1].capitalize(), year))) if 1 <= month <= len(names) else ""


def _written_day(m: re.Match[str], one: _Language) -> str:
    if not (m["day"] or m["year"]):
        return m[0]
    return _said(m["day"] or "", one.months.index(m["month"].lower()) + 1, m["year"] or "")


def _written_figure(m: re.Match[str], one: _Language) -> str:
    """Return a figure with its scale and its unit as English writes them; one that counts nothing stays as it is."""
    if not (m["scale"] or m["unit"] or m["sign"]):
        return m[0]
    if m["digits"]:
        whole, _, part = re.sub(r"[.\s]", "", m["digits"]).partition(",")
        number = f"{whole}.{part}" if part else whole
    else:
        number = str(one.numbers[_plain(m["worded"])])
    scale = one.scales[_plain(m["scale"])] if m["scale"] else ""
    unit = one.units[_plain(m["unit"])] if m["unit"] else m["sign"]
    return " ".join(filter(None, (number, scale, unit)))


def _plain(words: str) -> str:
    return " ".join(words.lower().split())


@cache
def _languages() -> Mapping[str, _Language]:
    """Return the languages of the table by their codes."""
    return {code: _language(told) for code, told in content(_FIGURE_WORDS).items()}


def _language(told: Mapping[str, Any]) -> _Language:
    numbers = _numbers(told)
    months = tuple(told.get("months") or (m.german for m in _MEASURES.months))
    between = rf"\s?(?:(?:{_any(told['between'])})\s?)?"
    sign = rf"(?P<sign>{_MEASURES.behind_pattern}|{_MEASURES.before_pattern}|%)(?![a-zA-Z])"
    figure = (
        rf"(?<![\w.,§])(?:(?P<digits>{_DIGITS})(?![\d.,]\d)|(?P<worded>{_any(numbers)})(?=\s))"
        rf"(?:{between}(?P<scale>{_any(told['scales'])})(?!\w))?"
        rf"(?:{between}(?:(?P<unit>{_any(told['units'])})(?!\w)|{sign}))?"
    )
    day = (
        rf"(?<![\w.])(?:(?P<day>[0-3]?\d)(?:\.|er|º)?\s{{1,2}}(?:(?:{_any(told['between'])})\s)?)?"
        rf"(?P<month>{_any(months)})(?!\w)(?:\s(?:(?:{_any(told['between'])})\s)?(?P<year>(?:1[89]|20)\d\d)(?!\d))?"
    )
    compiled = (re.compile(pattern, re.IGNORECASE) for pattern in (figure, day))
    return _Language(told["units"], told["scales"], numbers, months, *compiled)


def _numbers(told: Mapping[str, Any]) -> Mapping[str, int]:
    """Return the numbers in words up to 99, those of a ten and a one joined as the language joins them."""
    own: dict[str, int] = told["numbers"]
    tens = {word: n for word, n in own.items() if n >= 20}
    ones = {word: n for word, n in own.items() if n < 10}
    return {told["joined"].format(ten=ten, one=one): n + m for ten, n in tens.items() for one, m in ones.items()} | own


def _any(words: Iterable[str]) -> str:
    """Return a pattern of any of the words, the longest first."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s") for w in sorted(words, key=len, reverse=True))

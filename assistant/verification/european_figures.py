"""Figures of a German, French or Spanish text as English writes them, in place, for comparison with English ones.

"fünf Jahre" becomes 5 years, "1,5 millions d'euros" 1.5 million euros, "31.12.2026" 31 December 2026. All other words
stay. The result is only compared, never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from assistant.facts.worded_numbers import WordedNumber, worded_numbers
from corpus import lexicon
from corpus.language.detection import language_of
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import measures
from corpus.lexicon.tables import content
from index.text.tokens import STOP

_FIGURE_WORDS = Path(lexicon.__file__).with_name("european_figures.toml")
_LANGUAGE_SAMPLE = 2000  # characters by which the language of a long text is told
_MEASURES = measures.table()
_LEAST_TOLD = 2  # figures with words of a language that tell it in a text of any length
_ENGLISH_SHARE = 0.3  # of the words of a short text that are small words of English
_IN_DIGITS = lazy_regex(r"(?<![\w.,§])(?:\d{1,3}(?:[.\s]\d{3}){1,5}(?:,\d{1,4})?|\d{1,15}(?:,\d{1,4})?)(?![\d.,]\d)")
# Forms that no English text has, and those that one has with another meaning.
_DOTTED_DATE = lazy_regex(r"(?<![\d.])([0-3]?\d)\.\s?([01]?\d)\.\s?((?:1[89]|20)\d\d)(?!\d|\.\d)")
_SLASHED_DATE = lazy_regex(r"(?<![\d/])([0-3]?\d)/([01]?\d)/((?:1[89]|20)\d\d)(?![\d/])")
_DECIMAL_COMMA = lazy_regex(r"(?<![\d.,])(\d{1,15}),(\d{1,2})(?![\d,])")
# "744.121" may be an address: a figure that ends in three noughts, or stands behind a currency, is none.
_THOUSANDS = lazy_regex(
    rf"(?<![\d.,§])\d{{1,3}}(?:\.\d{{3}}){{0,4}}\.000(?![\d.,]\d)|"
    rf"(?<!\w)(?:{_MEASURES.before_pattern})\s?\d{{1,3}}(?:\.\d{{3}}){{1,5}}(?!\d)"
)
_WORDS = lazy_regex(r"[^\W\d_]+")
_AMBIGUOUS = lazy_regex(r"\d,\d{1,2}(?!\d)|\d\.\d{3}(?!\d)|\d/\d{1,2}/\d")
_SCALES_OF_NO_LANGUAGE = frozenset(("million", "mil", "mio", "mrd"))
_SCALE_NUMBERS = (10**9, 10**6, 1000)


@dataclass(frozen=True)
class _Figure:
    """Figure at `start:end` of a text, with its number in digits, and what stands behind it."""

    start: int
    end: int
    digits: str
    behind: re.Match[str] | None
    is_own: bool = False  # a number in words that English has not
    scale: int = 1  # that its words have: "zehn Millionen"

    @property
    def counts(self) -> re.Match[str] | None:
        """Return what it counts; None where it counts nothing that is read here."""
        b = self.behind
        return b if b and (b["scale"] or b["unit"] or b["sign"]) else None


@dataclass(frozen=True)
class _Language:
    """Patterns of one language, and what English writes for their words."""

    code: str
    units: Mapping[str, str]
    scales: Mapping[str, str]
    telling: frozenset[str]  # units and scales that English does not write
    months: tuple[str, ...]
    shared: frozenset[str]  # small words and numbers that English writes, too
    any_word: re.Pattern[str]
    one: re.Pattern[str]
    range: re.Pattern[str]
    behind: re.Pattern[str]
    day: re.Pattern[str]

    def told_by(self, text: str) -> int:
        """Return how many figures of a text stand with words that are this language's own."""
        counted = [(f, b) for f in self.figures(text) if (b := f.counts)] if self.any_word.search(text) else []
        figures = sum(
            f.is_own or any(_plain(b[g] or "") in self.telling for g in ("unit", "scale")) for f, b in counted
        )
        english = _MEASURES.month_number
        days = (m for m in self.day.finditer(text) if m["day"] or m["year"])
        return figures + sum(m["month"].lower() not in english for m in days)

    def figures(self, text: str) -> list[_Figure]:
        """Return the figures of a text in their order, those in words and in digits."""
        found = {
            m.start(): self._figure(text, m.start(), m.end(), _as_english(m[0])) for m in _IN_DIGITS.finditer(text)
        }
        found |= {m.start(): self._figure(text, m.start(), m.end(), "1") for m in self.one.finditer(text)}
        found |= {n.start: self._in_words(text, n) for n in worded_numbers(text, self.code)}
        return [found[at] for at in sorted(found)]

    def _figure(self, text: str, start: int, end: int, digits: str) -> _Figure:
        return _Figure(start, end, digits, self.behind.match(text, end))

    def _in_words(self, text: str, number: WordedNumber) -> _Figure:
        words = _WORDS.findall(text[number.start : number.end].lower())
        is_own = any(not (w in self.shared or _is_english_word(w)) for w in words)
        figure = self._figure(text, number.start, number.end, number.digits)
        return replace(figure, is_own=is_own, scale=_scale_of(number.digits) if words else 1)

    def in_english(self, text: str) -> str:
        """Return a text with its figures, their scales and units as English writes them.

        What counts nothing stays as it is, unless it begins a range of what does: "sechs bis zehn Jahre".
        """
        out: list[str] = []
        at, figures = 0, self.figures(text)
        for figure, following in zip_longest(figures, figures[1:]):
            if figure.start < at:  # "pour cent", whose second word is a number too
                continue
            if (behind := figure.counts) and (written := self._written(figure.digits, behind)):
                out += text[at : figure.start], written
                at = behind.end()
            elif following and following.counts and self.range.fullmatch(text, figure.end, following.start):
                out += text[at : figure.start], f"{_scaled_as(following, figure.digits)} to "
                at = following.start
        return "".join((*out, text[at:]))

    def _written(self, digits: str, behind: re.Match[str]) -> str:
        """Return a figure as English writes it, "" for a half behind decimals."""
        if behind["half"] or behind["half_unit"]:
            if "." in digits:
                return ""
            digits += ".5"
        scale = self.scales[_plain(behind["scale"])] if behind["scale"] else ""
        unit = self.units[_plain(behind["unit"])] if behind["unit"] else behind["sign"]
        return " ".join(filter(None, (digits, scale, unit)))


def in_english_figures(text: str, language: str = "") -> str:
    """Return a text whose figures read as English ones where it is German, French or Spanish, else as it is.

    `language` is that of what the text is a part of, "" where that is not known.
    """
    text = _DOTTED_DATE.sub(_day_of, text)
    one = _language_of(text, language)
    if one is None:
        return text
    text = one.day.sub(lambda m: _written_day(m, one), _SLASHED_DATE.sub(_day_of, text))
    text = one.in_english(text)
    text = _THOUSANDS.sub(lambda m: m[0].replace(".", ""), text)
    return _DECIMAL_COMMA.sub(r"\1.\2", text)


def is_read_as_other(text: str, language: str = "") -> bool:
    """Return whether the figures of a text are read as those of another language than English."""
    return _language_of(_DOTTED_DATE.sub(_day_of, text), language) is not None


def _language_of(text: str, whole: str) -> _Language | None:
    """Return the language that the figures of a text are written in, None for English and all that have no table."""
    found, sample = _languages(), text[:_LANGUAGE_SAMPLE]
    counts = {code: one.told_by(sample) for code, one in found.items()}
    code = max(counts, key=lambda c: counts[c])
    if counts[code] >= _LEAST_TOLD:
        return found[code]
    if whole in found:  # a sentence of a German text is German, unless it is surely English
        return None if _is_english(sample, found[whole]) else found[whole]
    if not counts[code] and not _AMBIGUOUS.search(sample):
        return None
    return found.get(language_of(sample, code if counts[code] else "en"))


def _is_english(text: str, whole: _Language) -> bool:
    """Return whether a text within a `whole` of another language is English: by a statistic, or by its small words."""
    words = _WORDS.findall(text.lower())
    small = sum(w in STOP and w not in whole.shared for w in words)
    return language_of(text, whole.code) == "en" or small >= max(2, _ENGLISH_SHARE * len(words))


def _scale_of(digits: str) -> int:
    """Return the scale that a number in words has, 1 for none: 1000000 for three millions."""
    if not digits.isdecimal():
        return 1
    return next((s for s in _SCALE_NUMBERS if int(digits) % s == 0 and 0 < int(digits) < 1000 * s), 1)


def _scaled_as(last: _Figure, digits: str) -> str:
    """Return the first figure of a range in the scale of the last one: of "zwei bis drei Millionen" 2000000.

    Where it would be the greater one, it has a scale of its own: "hundert bis zweitausend".
    """
    is_scaled = last.scale > 1 and digits.isdecimal() and 0 < int(digits) * last.scale < int(last.digits)
    return str(int(digits) * last.scale) if is_scaled else digits


def _as_english(digits: str) -> str:
    whole, _, part = re.sub(r"[.\s]", "", digits).partition(",")
    return f"{whole}.{part}" if part else whole


def _day_of(m: re.Match[str]) -> str:
    return _said(m[1], int(m[2]), m[3]) or m[0]


def _said(day: str, month: int, year: str) -> str:
    names = _MEASURES.month_names
    return " ".join(filter(None, (day, names[month - 1].capitalize(), year))) if 1 <= month <= len(names) else ""


def _written_day(m: re.Match[str], one: _Language) -> str:
    if not (m["day"] or m["year"]):
        return m[0]
    return _said(m["day"] or "", one.months.index(m["month"].lower()) + 1, m["year"] or "")


def _plain(words: str) -> str:
    return " ".join(words.lower().split())


@cache
def _languages() -> Mapping[str, _Language]:
    """Return the languages of the table by their codes."""
    return {code: _language(code, told) for code, told in content(_FIGURE_WORDS).items()}


def _language(code: str, told: Mapping[str, Any]) -> _Language:
    units, scales = told["units"], told["scales"]
    months = tuple(told.get("months") or (m.german for m in _MEASURES.months))
    between = rf"\s?(?:(?:{_any(told['between'])})\s?)?"
    half = rf"\s(?:{_any(told['halves'])})(?!\w)" if told["halves"] else r"(?!)"
    sign = rf"(?P<sign>{_MEASURES.behind_pattern}|{_MEASURES.before_pattern}|%)(?![a-zA-Z])"
    money = rf"(?:{_MEASURES.behind_pattern}|{_MEASURES.before_pattern})(?![a-zA-Z])"
    patterns = (
        # Of numbers in words that have swallowed their scale only a currency is left: "fünfhunderttausend Euro".
        rf"(?<!\w)(?:{_any([*units, *scales])})(?!\w)|[^\W\d_]\s(?:(?:{_any(told['between'])})\s?)?{money}",
        rf"(?<![\w.,§])(?:{_any(told['ones'])})(?=\s)",
        rf"\s(?:{_any(told['ranges'])})\s",
        rf"(?:{between}(?P<scale>{_any(scales)})(?!\w)(?P<half>{half})?)?"
        rf"(?:{between}(?:(?P<unit>{_any(units)})(?!\w)|{sign})(?P<half_unit>{half})?)?",
        rf"(?<![\w.])(?:(?P<day>[0-3]?\d)(?:\.|er|º)?\s{{1,2}}(?:(?:{_any(told['between'])})\s)?)?"
        rf"(?P<month>{_any(months)})(?!\w)(?:\s(?:(?:{_any(told['between'])})\s)?(?P<year>(?:1[89]|20)\d\d)(?!\d))?",
    )
    telling = frozenset(word for word in (*units, *scales) if not _is_english_word(word))
    read = (re.compile(p, re.IGNORECASE) for p in patterns)
    return _Language(code, units, scales, telling, months, frozenset(told["shared"]), *read)


def _is_english_word(word: str) -> bool:
    is_unit = word in _MEASURES.unit_of or re.fullmatch(_MEASURES.behind_pattern, word, re.IGNORECASE) is not None
    return is_unit or word in STOP or word in _SCALES_OF_NO_LANGUAGE


def _any(words: Iterable[str]) -> str:
    """Return a pattern of any of the words, the longest first."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s") for w in sorted(words, key=len, reverse=True))

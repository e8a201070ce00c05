"""Figures of a note and of its translation: the same ones, however the language groups digits and writes dates."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from corpus.annotations.languages import NoteLanguage
from corpus.language.lazy_regex import lazy_regex
from corpus.language.number_words import VALUE_OF_WORD
from corpus.lexicon import measures
from corpus.locators.numerals import to_int

_GROUPED = r"\d{1,3}(?:[.,'’ ]\d{3}){1,6}"  # "50,000", "50 000", "50.000"
# A figure with its digits in groups, or one run of digits of any other.
_NUMBER = lazy_regex(rf"(?<!\d){_GROUPED}(?!\d)|\d+")
# A figure before a word that multiplies it, in groups or with decimals; the words stand behind it.
_FIGURE_TO_SCALE = rf"(?<!\d)(?:(?P<grouped>{_GROUPED})|(?P<plain>\d{{1,15}}(?:[.,]\d{{1,6}})?))\s?-?"
_ENGLISH_POWERS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_RANGE = lazy_regex(
    r"(?<![\d.,])(?P<low>\d{1,15})(?: to | and | or |–|-)[\d.,]{1,20} (?P<power>thousand|million|billion)\b",
    re.IGNORECASE,
)
_LETTERS_TOGETHER = lazy_regex(r"[A-Za-z]+")
_MONTH_BESIDE_DIGITS = r"\d{{1,2}} (?P<after>{months})\b|\b(?P<before>{months}) \d"
_HAN_NUMERAL = lazy_regex(r"[〇零一二三四五六七八九十百千两]{1,12}")
_HAN_SCALED = lazy_regex(r"(?P<figure>[〇零一二三四五六七八九十百千两]{1,12})(?P<power>[万億亿兆])")
_HAN_POWERS = {"万": 4, "億": 8, "亿": 8, "兆": 12}
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_OF_WORD = {
    **VALUE_OF_WORD,
    **{word: n for n, word in enumerate(_ORDINALS, 1)},
    **{"a": 1, "an": 1, "once": 1, "twice": 2, "hundred": 100, "half": 2, "both": 2},
}  # fmt: skip


@dataclass
class Figures:
    """Figures of a text: those in `digits`, and those that it may mean in words, months and numerals.

    `begun` are those that begin a range whose end is multiplied ("2 to 5 million"), each with its value.
    """

    digits: Counter[str] = field(default_factory=Counter)
    in_words: Counter[str] = field(default_factory=Counter)
    begun: list[tuple[str, str]] = field(default_factory=list)


def differing(english: str, translated: str, language: NoteLanguage) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the figures that stand only in the English text, and those that stand only in its translation."""
    ours = _english(english)
    theirs = _translated(translated, language, ours.digits + Counter(value for _, value in ours.begun))
    missing = ours.digits - theirs.digits - theirs.in_words
    added = theirs.digits - ours.digits - ours.in_words
    for digits, value in ours.begun:
        if missing[digits] and added[value]:
            missing[digits] -= 1
            added[value] -= 1
    return tuple(missing.elements()), tuple(added.elements())


def _english(text: str) -> Figures:
    text = unicodedata.normalize("NFKC", text)
    out = Figures()
    for found in _RANGE.finditer(text):
        value = Decimal(found["low"]) * 10 ** _ENGLISH_POWERS[found["power"].casefold()]
        out.begun.append((_plain(found["low"]), _plain(f"{value:f}")))
    rest = _without_scaled(text, _ENGLISH_POWERS, out)
    out.digits.update(_plain(digits) for digits in _runs(rest))
    # A date's month is a figure in other languages, and a figure in words one in digits.
    out.in_words.update(str(number) for number in _months(text))
    words = [word.casefold() for word in _LETTERS_TOGETHER.findall(text)]
    out.in_words.update(str(_OF_WORD[word]) for word in words if word in _OF_WORD)
    pairs = zip(words, words[1:], strict=False)
    tens_and_ones = ((_OF_WORD.get(a, 0), _OF_WORD.get(b, 0)) for a, b in pairs)
    out.in_words.update(str(a + b) for a, b in tens_and_ones if a >= 20 and 0 < b < 10)
    return out


def _translated(text: str, language: NoteLanguage, english: Counter[str]) -> Figures:
    text = unicodedata.normalize("NFKC", text)
    out = Figures()
    rest = _without_scaled(text, language.powers, out, english)
    out.digits.update(_plain(digits) for digits in _runs(rest, english))
    if language.is_wide:  # addresses in the law's own form, and sums in words
        scaled = ((found["figure"], _HAN_POWERS[found["power"]]) for found in _HAN_SCALED.finditer(text))
        out.in_words.update(str(to_int(figure) * 10**power) for figure, power in scaled)
        out.in_words.update(str(to_int(numeral)) for numeral in _HAN_NUMERAL.findall(text))
    return out


def _without_scaled(text: str, powers: Mapping[str, int], into: Figures, english: Counter[str] | None = None) -> str:
    """Return a text without the figures that a word multiplies ("50 million"), which are counted by their value.

    One whose value the English text does not have (`english`) is left: "5 mil" may be five of something.
    """
    words = "|".join(re.escape(word) for word in sorted(powers, key=len, reverse=True))
    pattern = re.compile(f"{_FIGURE_TO_SCALE}(?P<power>{words})", re.IGNORECASE)
    by_word = {word.casefold(): power for word, power in powers.items()}

    def taken(found: re.Match[str]) -> str:
        figure = _without_groups(found["grouped"]) if found["grouped"] else found["plain"].replace(",", ".")
        value = _plain(f"{Decimal(figure) * 10 ** by_word[found['power'].casefold()]:f}".partition(".")[0])
        if english is not None and value not in english:
            return found[0]
        into.digits[value] += 1
        return " "

    return pattern.sub(taken, text)


def _runs(text: str, english: Counter[str] | None = None) -> Iterator[str]:
    """Yield the figures of a text. Digits in groups are one, unless the English text has the groups for themselves."""
    for found in _NUMBER.findall(text):
        whole, parts = _without_groups(found), re.findall(r"\d+", found)
        if english is None:
            is_one = re.search(r"[, ]", found) is not None
        else:
            is_one = _plain(whole) in english or not all(_plain(part) in english for part in parts)
        yield from [whole] if is_one else parts


def _without_groups(figure: str) -> str:
    return re.sub(r"\D", "", figure)


def _plain(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _months(text: str) -> Iterator[int]:
    known = measures.table()
    pattern = _MONTH_BESIDE_DIGITS.format(months=known.month_pattern)
    for found in re.finditer(pattern, text, re.IGNORECASE):
        yield known.month_number[(found["after"] or found["before"]).casefold()]

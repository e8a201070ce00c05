"""Fractions and ordinals as English texts write them: one half, two-thirds, ½, 1/4, 2½ years; the third, the 3rd."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from corpus.language import number_words
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import measures
from corpus.locators.numerals import to_int
from index.text.tokens import STOP, stem

_COUNTED_PARTS = number_words.up_to(10)
_PART_NAMES = {
    "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_FRACTION_SIGNS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
    "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip
_FRACTION_SIGN = f"[{''.join(_FRACTION_SIGNS)}]"
_COUNT_WORDED = "|".join(_COUNTED_PARTS)
_SEVERAL_PARTS = "|".join(w for w in _COUNTED_PARTS if _COUNTED_PARTS[w] > 1)
_PART_NAMED = "|".join(_PART_NAMES)
# "In half of 2025", "a quarter of the year": a stretch of time is no share.
_NO_STRETCH_OF_TIME = (
    r"(?! of (?:\d|(?:the |a |each |every |that |this |any )?(?:calendar |financial |fiscal )?(?:year|month|day)))"
)
_HALF_OF_SOMETHING = (
    rf"(?:(?<!first )(?<!second )(?<!latter )(?<!and )(?:one[ -]half|a half)(?![ -](?:year|life))|"
    rf"(?:(?<=least )|(?<=than )|(?<=only )|(?<=exactly )|(?<=about )|(?<=to )|(?<=by ))half(?![- ](?:an? |year|life))|"
    rf"(?<!first )(?<!second )(?<!latter )(?<!other )(?<!last )(?<!and a )(?<!one )\bhalf(?= of| the | its | their |"
    rf"[ -]owned| a per ?cent)){_NO_STRETCH_OF_TIME}"
)


def _slashed(named: str) -> str:
    return rf"(?P<{named}over>[1-9])/(?P<{named}under>2|3|4|5|6|8|10)(?![\w/]|[.,-]\w)"


_ANY_FRACTION = lazy_regex(
    rf"(?<![\w.,/])(?P<whole>\d{{1,4}})(?:[ -]?(?P<mixed>{_FRACTION_SIGN})|[ -]{_slashed('mixed_')})|"
    rf"(?<!\w)(?P<sign>{_FRACTION_SIGN})|(?<![\w./-]){_slashed('')}|"
    rf"\b(?P<worded_whole>{_COUNT_WORDED})[ -]and[ -](?:a|one)[ -]half\b|"
    rf"\b(?P<half>{_HALF_OF_SOMETHING})\b|"
    rf"\b(?P<many>{_SEVERAL_PARTS})(?P<many_joined>[ -])(?P<parts>{_PART_NAMED})s\b{_NO_STRETCH_OF_TIME}|"
    rf"\b(?:one-(?P<part>{_PART_NAMED})|(?:one|a) (?P<part_of>{_PART_NAMED})(?= of\b)|"
    rf"one (?P<part_last>{_PART_NAMED})(?=[.,;:)]|$))\b"
    rf"{_NO_STRETCH_OF_TIME}|(?<![百千万])(?P<parts_in_han>[二三四五六七八九十])分[之の](?P<over_in_han>[一二三四五六七八九])",
    re.IGNORECASE,
)
_HALF_A_YEAR = lazy_regex(r"\bhalf(?: a |[ -])year\b", re.IGNORECASE)
_OF_ONE_PERCENT = lazy_regex(r"(?: of (?:one|a|1)| a)?[ \u00a0]?(?:%|percent\b|per cent\b)", re.IGNORECASE)
_DIGITS_OF_A_SHARE = (2, 1, 0)  # digits behind the point to which a share is rounded: 33.33, 33.3, 33 percent


@dataclass(frozen=True, slots=True)
class Part:
    """Fraction at `start:end` of a text: a share of something, in percent, or else a number of what stands behind."""

    start: int
    end: int
    words: str
    value: Fraction
    is_share: bool

    @property
    def printed(self) -> tuple[str, ...]:
        """Return its value in digits, the most exact first; of one that never ends, its roundings."""
        return tuple(
            dict.fromkeys(_in_digits(self.value, digits) for digits in _DIGITS_OF_A_SHARE if self._fits(digits))
        )

    def _fits(self, digits: int) -> bool:
        """Return whether so many digits tell the value: 12.5 is no 12, 33⅓ is 33 to a reader."""
        return (self.value * 100).denominator != 1 or (self.value * 10**digits).denominator == 1


def fractions(text: str) -> Iterator[Part]:
    """Yield the fractions of a text in order."""
    for m in _ANY_FRACTION.finditer(text):
        groups = {k: v for k, v in m.groupdict().items() if v}
        value = _value({k: v.lower() for k, v in groups.items()})
        if value is None:
            continue
        if percent := _OF_ONE_PERCENT.match(text, m.end()):
            yield Part(m.start(), percent.end(), text[m.start() : percent.end()], value, is_share=True)
        elif "whole" in groups or "worded_whole" in groups or _unit_behind().match(text, m.end()):
            yield Part(m.start(), m.end(), m[0], value, is_share=False)
        else:
            yield Part(m.start(), m.end(), m[0], value * 100, is_share=True)


def in_digits(text: str, *, shares: bool = True) -> str:
    """Return a text with its fractions in digits: "50 percent" for a half, "2.5 years"; `shares` may stay in words.

    A share that never ends stands there in its roundings.
    """
    out, at = "", 0
    for part in fractions(text):
        if part.is_share and not shares:
            continue
        unit = " percent" if part.is_share else ""
        out += text[at : part.start] + ", ".join(f"{digits}{unit}" for digits in part.printed)
        at = part.end
    return _HALF_A_YEAR.sub("6 months", out + text[at:])


def ordinals(text: str) -> dict[str, dict[int, tuple[int, int]]]:
    """Return what a text numbers by ordinals, by the stem of the noun: each number with its place."""
    out: dict[str, dict[int, tuple[int, int]]] = {}
    for m in _ORDINALS_AND_NOUN.finditer(text):
        if m["noun"].lower() in STOP:
            continue
        for one in _ORDINAL_WRITTEN.finditer(text, m.start("run"), m.end("run")):
            out.setdefault(stem(m["noun"].lower()), {}).setdefault(_ordinal(one), m.span())
    return out


def ordinal_numbers(text: str) -> set[str]:
    """Return the numbers of all ordinals of a text, in digits."""
    return {str(_ordinal(m)) for m in _ORDINAL_WRITTEN.finditer(text)}


_ORDINAL_ONES = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
_ORDINAL_TENS = {"twent": 20, "thirt": 30, "fort": 40, "fift": 50, "sixt": 60, "sevent": 70, "eight": 80, "ninet": 90}
_ORDINAL_TEN = "|".join(_ORDINAL_TENS)
_ORDINAL_WRITTEN = lazy_regex(
    rf"\b(?:(?:(?P<ten>{_ORDINAL_TEN})y[ -])?(?P<one>{'|'.join(_ORDINAL_ONES)})|(?P<tenth>{_ORDINAL_TEN})ieth|"
    rf"(?P<digits>\d{{1,3}})(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_UNNAMED_ORDINAL = re.sub(r"\?P<\w+>", "?:", _ORDINAL_WRITTEN.pattern)
_ORDINALS_AND_NOUN = lazy_regex(
    rf"(?<!per )(?P<run>{_UNNAMED_ORDINAL}(?:(?:,? and |,? or |, ){_UNNAMED_ORDINAL}){{0,5}})[ -]"
    r"(?P<noun>[a-z]{3,30})",
    re.IGNORECASE,
)


def _ordinal(m: re.Match[str]) -> int:
    if m["digits"]:
        return int(m["digits"])
    if m["tenth"]:
        return _ORDINAL_TENS[m["tenth"].lower()]
    return _ORDINAL_TENS.get((m["ten"] or "").lower(), 0) + _ORDINAL_ONES.index(m["one"].lower()) + 1


def _value(groups: dict[str, str]) -> Fraction | None:
    """Return the value of a fraction; None for one of more than the whole, such as 4/3, which numbers something."""
    if "mixed" in groups:
        return int(groups["whole"]) + Fraction(*_FRACTION_SIGNS[groups["mixed"]])
    if "mixed_over" in groups:
        return _proper(int(groups["mixed_over"]), int(groups["mixed_under"]), int(groups["whole"]))
    if "sign" in groups:
        return Fraction(*_FRACTION_SIGNS[groups["sign"]])
    if "over" in groups:
        return _proper(int(groups["over"]), int(groups["under"]))
    if "worded_whole" in groups:
        return _COUNTED_PARTS[groups["worded_whole"]] + Fraction(1, 2)
    if "half" in groups:
        return Fraction(1, 2)
    if "many" in groups:
        if groups["parts"] == "quarter" and groups.get("many_joined") == " " and groups["many"] == "two":
            return None  # two quarters are half a year
        return _proper(_COUNTED_PARTS[groups["many"]], _PART_NAMES[groups["parts"]])
    if "parts_in_han" in groups:
        return _proper(to_int(groups["over_in_han"]), to_int(groups["parts_in_han"]))
    return Fraction(1, _PART_NAMES[groups.get("part") or groups.get("part_of") or groups["part_last"]])


def _proper(over: int, under: int, whole: int = 0) -> Fraction | None:
    return whole + Fraction(over, under) if over < under else None


def _in_digits(value: Fraction, digits: int) -> str:
    scaled = round(value * 10**digits)
    whole, rest = divmod(scaled, 10**digits)
    return f"{whole}.{rest:0{digits}d}".rstrip("0").rstrip(".") if digits else str(whole)


@cache
def _unit_behind() -> re.Pattern[str]:
    """Return the pattern of a unit right behind a number: of "½ kg" the half is no share."""
    return re.compile(rf"[ \u00a0-]?(?:(?:an?|of an?) )?(?:{measures.table().unit_pattern})(?![a-zA-Z])", re.IGNORECASE)

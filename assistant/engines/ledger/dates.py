"""Days written in texts in English, Chinese and Japanese, eras included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain

from assistant.facts.days import DAY_FIRST, MONTH_FIRST, first_and_last
from corpus.language.lazy_regex import lazy_regex
from corpus.locators.numerals import NUMERAL, to_int

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911}
_ENGLISH_DAYS = (MONTH_FIRST, DAY_FIRST)
_YEAR_OF_A_DAY = lazy_regex(r"(?:19|20)\d\d(?!\d)")  # with which a day in English ends
_LONGEST_DAY = 40  # characters of a day in English, as "30th of September, 2026"
_EAST_ASIAN_DAYS = (
    lazy_regex(r"(?<!\d)(?P<year>(?:19|20)\d\d)年(?P<number>[01]?\d)月(?P<day>[0-3]?\d)日"),
    lazy_regex(rf"(?P<era>{'|'.join(_ERAS)})(?P<of>元|{NUMERAL})年(?P<number>{NUMERAL})月(?P<day>{NUMERAL})日"),
)


def days(text: str) -> Iterator[tuple[int, int, date]]:
    """Yield (start, end, day) of every day in a text, by position; what is no day of the calendar is left out."""
    places = _before_years(text)
    english = (m for pattern in _ENGLISH_DAYS for first, last in places for m in pattern.finditer(text, first, last))
    other = (m for pattern in _EAST_ASIAN_DAYS for m in pattern.finditer(text)) if "年" in text else ()
    found = ((m.start(), m.end(), _day(m)) for m in chain(english, other))
    yield from sorted((start, end, day) for start, end, day in found if day is not None)


def _before_years(text: str) -> list[tuple[int, int]]:
    """Return where a day in English can stand: as far before each year as one is long, and the character behind it.

    To try every word of a law for the beginning of a day takes three times as long.
    """
    found: list[tuple[int, int]] = []
    for year in _YEAR_OF_A_DAY.finditer(text):
        first, last = max(0, year.start() - _LONGEST_DAY), min(len(text), year.end() + 1)
        if found and first <= found[-1][1]:
            first = found.pop()[0]
        found.append((first, last))
    return found


def _day(m: re.Match[str]) -> date | None:
    groups = m.groupdict()
    if groups.get("era") is None:
        found = first_and_last(m)
        return found[0] if found else None
    try:
        year = _ERAS[groups["era"]] + (1 if groups["of"] == "元" else to_int(groups["of"]))
        return date(year, to_int(groups["number"]), to_int(groups["day"]))
    except ValueError:
        return None

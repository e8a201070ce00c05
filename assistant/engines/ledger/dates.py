"""Days written in texts in English, Chinese and Japanese, eras included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from assistant.facts.days import DAY_FIRST, MONTH_FIRST, first_and_last
from corpus.locators.numerals import NUMERAL, to_int

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911}
_PATTERNS = (
    MONTH_FIRST,
    DAY_FIRST,
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)年(?P<number>[01]?\d)月(?P<day>[0-3]?\d)日"),
    re.compile(rf"(?P<era>{'|'.join(_ERAS)})(?P<of>元|{NUMERAL})年(?P<number>{NUMERAL})月(?P<day>{NUMERAL})日"),
)


def days(text: str) -> Iterator[tuple[int, int, date]]:
    """Yield (start, end, day) of every day in a text, by position; what is no day of the calendar is left out."""
    found = ((m.start(), m.end(), _day(m)) for pattern in _PATTERNS for m in pattern.finditer(text))
    yield from sorted((start, end, day) for start, end, day in found if day is not None)


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

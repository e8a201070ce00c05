"""Days written in texts in English, Chinese and Japanese, eras included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from corpus.lexicon import measures
from corpus.locators.numerals import NUMERAL, to_int

_MONTH = rf"(?P<{{0}}>{measures.table().month_pattern})\.?"
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911}
_PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_MONTH.format('month')} (?P<day>[0-3]?\d),? (?P<year>(?:19|20)\d\d)\b",
        rf"(?<!\d)(?P<day>[0-3]?\d) {_MONTH.format('month')} (?P<year>(?:19|20)\d\d)\b",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)年(?P<number>[01]?\d)月(?P<day>[0-3]?\d)日",
        rf"(?P<era>{'|'.join(_ERAS)})(?P<of>元|{NUMERAL})年(?P<number>{NUMERAL})月(?P<day>{NUMERAL})日",
    )
)


def days(text: str) -> Iterator[tuple[int, int, date]]:
    """Yield (start, end, day) of every day in a text, by position; what is no day of the calendar is left out."""
    found = []
    for pattern in _PATTERNS:
        for m in pattern.finditer(text):
            try:
                found.append((m.start(), m.end(), _day(m)))
            except ValueError:
                continue
    yield from sorted(found)


def _day(m: re.Match[str]) -> date:
    groups = m.groupdict()
    if era := groups.get("era"):
        year = _ERAS[era] + (1 if groups["of"] == "元" else to_int(groups["of"]))
        return date(year, to_int(groups["number"]), to_int(groups["day"]))
    month = groups.get("month")
    number = measures.table().month_number[month.lower()] if month else int(groups["number"])
    return date(int(groups["year"]), number, int(groups["day"]))

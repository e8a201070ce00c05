"""Days that a question names as those of a listing: one day, a month, a year, or a range between two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.lexicon import measures

_MONTHS = measures.table()
_MONTH = rf"(?P<month>{_MONTHS.month_pattern})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
# American lists, American order: 10/9/2025 is the ninth of October, as their own citations write it.
_WRITTEN = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/](?P<number>[01]?\d)[-/](?P<day>[0-3]?\d)(?!\d)",
        r"(?<!\d)(?P<number>[01]?\d)/(?P<day>[0-3]?\d)/(?P<year>(?:19|20)\d\d|\d\d)(?!\d)",
        rf"(?<!\d)(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? {_MONTH},? {_YEAR}",
        rf"\b{_MONTH} (?P<day>[0-3]?\d)(?:st|nd|rd|th)?,? {_YEAR}",
        rf"\b{_MONTH},?(?: of)? {_YEAR}",
        rf"(?<![\d./-]){_YEAR}(?![\d/-])",
    )
)
_LEAD = re.compile(
    r"(?:\b(?P<word>as of|as at|on or after|on or before|on|in|during|since|after|from|before|until|till|up to|by|"
    r"between|dated|of)"
    r"\s+(?:the year\s+)?)?$",
    re.I,
)
_JOINS = re.compile(r"\s*(?:and|to|until|till|through|-|–)\s*(?:the\s+)?$", re.I)


@dataclass(frozen=True, slots=True)
class DayRange:
    """First and last day that are meant, with the place of the words in the question.

    `of_the_state` says that the state of the law on that day is asked for ("as of July 2026").
    """

    since: date | None
    until: date | None
    start: int
    end: int
    of_the_state: bool = False


def written(text: str) -> list[tuple[int, int, date, date]]:
    """Return (start, end, first day, last day) of the days, months and years that a text names, in its order."""
    found: list[tuple[int, int, date, date]] = []
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end, _, _ in found):
                continue
            if (days := _days(match)) is not None:
                found.append((match.start(), match.end(), *days))
    return sorted(found)


def ranges(text: str) -> Iterator[DayRange]:
    """Yield the spans of days that a text means: "since 2024", "between 1 March and 5 May 2025", "on 9/16/25"."""
    named = written(text)
    at = 0
    while at < len(named):
        start, end, first, last = named[at]
        lead = _LEAD.search(text, 0, start)
        word = (lead["word"] or "").lower() if lead else ""
        begins = lead.start() if lead else start
        if at + 1 < len(named) and word in ("between", "from") and _JOINS.fullmatch(text, end, named[at + 1][0]):
            yield DayRange(first, named[at + 1][3], begins, named[at + 1][1])
            at += 2
            continue
        if word in ("since", "from", "on or after"):
            yield DayRange(first, None, begins, end)
        elif word == "after":
            yield DayRange(last + timedelta(days=1), None, begins, end)
        elif word == "before":
            yield DayRange(None, first - timedelta(days=1), begins, end)
        elif word in ("until", "till", "up to", "by", "on or before"):
            yield DayRange(None, last, begins, end)
        else:
            yield DayRange(first, last, begins, end, of_the_state=word in ("as of", "as at"))
        at += 1


def _days(match: re.Match[str]) -> tuple[date, date] | None:
    groups = match.groupdict()
    year = int(groups["year"])
    year += 0 if year > 99 else 1900 if year > 60 else 2000
    month = int(groups.get("number") or 0) or _MONTHS.month_number.get((groups.get("month") or "").lower(), 0)
    try:
        if groups.get("day"):
            day = date(year, month, int(groups["day"]))
            return day, day
        if month:
            return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None

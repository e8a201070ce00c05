"""Days, months and years as English writes them, each as its first and last day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from corpus.lexicon import measures

_MONTHS = measures.table()
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_MONTH = rf"(?P<month>{_MONTHS.month_pattern})\b\.?"
_YEAR_WRITTEN = r"(?P<year>(?:19|20)\d\d)(?!\d)"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


IN_FIGURES = _compiled(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/](?P<number>[01]?\d)[-/](?P<day>[0-3]?\d)(?!\d)")
# American order: 10/9/2025 is the ninth of October, as American lists and their citations write it.
AMERICAN = _compiled(r"(?<!\d)(?P<number>[01]?\d)/(?P<day>[0-3]?\d)/(?P<year>(?:19|20)\d\d|\d\d)(?!\d)")
DAY_FIRST = _compiled(rf"(?<!\d){_DAY}(?: of)? {_MONTH},? {_YEAR_WRITTEN}")
MONTH_FIRST = _compiled(rf"\b{_MONTH} {_DAY},? {_YEAR_WRITTEN}")
MONTH = _compiled(rf"\b{_MONTH},?(?: of)? {_YEAR_WRITTEN}")
YEAR = _compiled(rf"(?<![\d./-]){_YEAR_WRITTEN}(?![\d/-])")
_DAY_OF_YEAR = (
    _compiled(rf"(?<![\d.,])(?<!§ ){_DAY}(?: of)? {_MONTH}(?!,? \d)"),
    _compiled(rf"\b{_MONTH} {_DAY}(?![\d.]|,? (?:19|20)\d\d)"),
)
# Of which year a day is that is told without one: "had we shipped on 5 May", "if we ship on 5 May".
_PAST = _compiled(r"\b(?:had|did|didn't|was|were|wasn't|weren't|been|last|\w{2,20}ed|sent|sold|went)\b")
_COMING = _compiled(r"\b(?:will|shall|next|coming|going to|ships?|sells?|sends?|delivers?|exports?|wait|until)\b")
_WRITTEN = (IN_FIGURES, AMERICAN, DAY_FIRST, MONTH_FIRST, MONTH, YEAR)


def days_written(text: str) -> list[tuple[int, int, date, date]]:
    """Return (start, end, first day, last day) of the days, months and years that a text names, in its order."""
    found: list[tuple[int, int, date, date]] = []
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end, _, _ in found):
                continue
            if (days := first_and_last(match)) is not None:
                found.append((match.start(), match.end(), *days))
    return sorted(found)


def days_of_no_year(text: str, today: date) -> list[tuple[int, int, date]]:
    """Return (start, end, day) of the days that a text names without a year, in its order.

    Words of the past mean the last such day and words of the future the next one; without either it is the nearest.
    """
    found: list[tuple[int, int, date]] = []
    for pattern in _DAY_OF_YEAR:
        for match in pattern.finditer(text):
            month = _MONTHS.month_number.get(match["month"].lower(), 0)
            if any(match.start() < end and start < match.end() for start, end, _ in found):
                continue
            if (day := day_of_year(month, int(match["day"]), text, today)) is not None:
                found.append((match.start(), match.end(), day))
    return sorted(found)


def day_of_year(month: int, day: int, text: str, today: date) -> date | None:
    """Return the day of the year that a text means by its tense; None for what is not in the calendar."""
    days = []
    for year in range(today.year - 1, today.year + 2):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    if _PAST.search(text):
        return max((d for d in days if d <= today), default=None)
    if _COMING.search(text):
        return min((d for d in days if d >= today), default=None)
    return min(days, key=lambda d: abs(d - today), default=None)


def day_in_words(day: date) -> str:
    """Return a day as English writes it: 9 November 2026."""
    return f"{day.day} {day:%B %Y}"


def first_and_last(match: re.Match[str]) -> tuple[date, date] | None:
    """Return the first and the last day of a match of a pattern above; None for what is not in the calendar."""
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

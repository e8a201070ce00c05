"""Days, months and years as English writes them, each as its first and last day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from corpus.language.lazy_regex import lazy_regex
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
# Of which year a day is that is told without one: "had we shipped on 5 May", "if we ship on 5 May". What is plainly
# past goes before words of the future, and those before the rest: "X was owned by Y if we ship on 5 May" is to come.
_MOVED = r"(?:shipped|exported|delivered|sent|sold)"
_PLAINLY_PAST = _compiled(
    rf"\bdid(?:n['’]t)?\b|(?<!\bif we )(?<!\bif i )\bhad\b|\b(?:was|were|has|have|been) (?:\w{{1,15}} )?{_MOVED}\b"
)
_COMING = _compiled(
    r"\b(?:will|shall|next|coming|going to|to be|ships?|sells?|sends?|delivers?|exports?|wait|until)\b|"
    rf"\b(?:if|is|are|be|being) {_MOVED}\b"
)
_PAST = _compiled(rf"\b(?:had|was|were|wasn['’]t|weren['’]t|been|last|went|{_MOVED})\b")
_END_OF_SENTENCE = lazy_regex(r"[.;?!:](?=\s)")
_END_OF_CLAUSE = _compiled(r"[.;?!:,](?=\s)|\b(?:and|but|or|while|though)\b")
_MAY_OF_LEAVE = lazy_regex(r"\bmay\b")  # "and may 5 firms ship?" names no month
# What stands before a day that is denied ("not on 2 December", "rather than the 2nd of December"), and behind one.
_DENIED_BEFORE = _compiled(
    r"\b(?:not|never|instead of|rather than|in place of|no longer|forget|scratch|ignore)"
    r"(?:,? as (?:i|we) (?:said|wrote|told you)(?: before| earlier)?)?,?"
    r"(?: (?:on|the|in|of|at|from|dated|since|issued|signed|received|sent|filed|shipped|exported|served|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,?)){0,3} $"
)
_DENIED_BEHIND = _compiled(r",? (?:is|was) (?:wrong|incorrect|an? (?:typo|mistake|error|slip)|my mistake|not right)\b")
_DENIAL_WITHIN = 60  # characters before a day in which it is denied
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
            if (day := day_of_year(month, int(match["day"]), text, match.span(), today)) is not None:
                found.append((*match.span(), day))
    return sorted(found)


def single_days(text: str, today: date) -> list[tuple[int, int, date]]:
    """Return (start, end, day) of the single days that a text names, those without a year among them, in its order."""
    with_year = [(start, end, first) for start, end, first, last in days_written(text) if first == last]
    return sorted([*with_year, *days_of_no_year(text, today)])


def day_of_year(month: int, day: int, text: str, at: tuple[int, int], today: date) -> date | None:
    """Return the day of the year that a text means by the tense around it; None for what is no day of the calendar.

    The tense is that of the clause in which the day stands, or of its sentence where the clause has none.
    """
    if _MAY_OF_LEAVE.search(text[slice(*at)]):
        return None
    days = []
    for year in range(today.year - 1, today.year + 2):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    for ends in (_END_OF_CLAUSE, _END_OF_SENTENCE):
        around = _around(text, at, ends)
        if _PLAINLY_PAST.search(around) or (_PAST.search(around) and not _COMING.search(around)):
            return max((d for d in days if d <= today), default=None)
        if _COMING.search(around):
            return min((d for d in days if d >= today), default=None)
    return min(days, key=lambda d: abs(d - today), default=None)


def _around(text: str, at: tuple[int, int], ends: re.Pattern[str]) -> str:
    """Return the part of a text around a day, between what ends such parts."""
    start, end = at
    begin = max((m.end() for m in ends.finditer(text, 0, start)), default=0)
    behind = ends.search(text, end)
    return text[begin : behind.start() if behind else len(text)]


def is_denied(text: str, start: int, end: int) -> bool:
    """Return whether a text says of the day at a place that it is not the one: "28 January, not 2 December"."""
    if _DENIED_BEHIND.match(text, end):
        return True
    return _DENIED_BEFORE.search(text, max(0, start - _DENIAL_WITHIN), start) is not None


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

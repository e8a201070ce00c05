"""Days that a question names as those of a listing: one day, a month, a year, or a range between two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.facts.days import days_written
from corpus.language.lazy_regex import lazy_regex

_LEAD = lazy_regex(
    r"(?:\b(?P<word>as of|as at|on or after|on or before|on|in|during|since|after|"
    r"(?:dat(?:e|es|ed|ing)|stem(?:s|ming)?) "
    r"(?:back )?from|from|before|until|till|up to|by|between|dates?|dated|dating|of)"
    r"\s+(?:the year\s+)?)?$",
    re.I,
)
# "From 2023" are the days of that year; "from 2023 on" begins there, and so does a single day.
_ONWARD = lazy_regex(r"\s{0,2}(?:on(?:wards?)?|to (?:date|now|today)|until (?:now|today)|up to now)\b", re.I)
# What a day is one of, where it is not one of rows; the name of a list may have been taken out already.
_EDITION = lazy_regex(r"\b(?:editions?|versions?|texts?|cop(?:y|ies)|lists?|supplements?)\s{1,3}$|\s{8}$", re.I)
_PART_OF_MONTH = lazy_regex(r"\b(?P<part>early|mid|middle of|late|end of)[\s-]{1,2}$", re.I)
_DAYS_OF_PART = {"early": (1, 12), "mid": (9, 22), "middle of": (9, 22), "late": (19, 31), "end of": (19, 31)}
_JOINS = lazy_regex(r"\s*(?:and|to|until|till|through|-|–)\s*(?:the\s+)?$", re.I)


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


_RELATIVE = lazy_regex(
    r"\b(?:(?P<word>in|during|over|within|for|since|from) )?(?:the )?(?P<start>(?:start|beginning) of )?"
    r"(?:the )?(?P<which>last|past|previous|this|current) "
    r"(?:(?P<n>\d{1,2}|two|three|four|five|six|ten|twelve) )?(?P<unit>year|month|week|day)s?\b(?:'s)?",
    re.I,
)
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "twelve": 12}
_DAYS = {"day": 1, "week": 7}


def relative(text: str, today: date) -> Iterator[DayRange]:
    """Yield the spans of days that a text counts from today: "last year", "in the past three months", "this month".

    What is "since last year", or "from the start of this year", has gone on until today. "At the start of this year" is
    no span that is read.
    """
    for match in _RELATIVE.finditer(text.replace("’", "'")):
        word = (match["word"] or "").lower()
        if match["start"] and word not in ("since", "from"):
            continue
        unit = match["unit"].lower()
        n = _WORDS.get((match["n"] or "").lower()) or int(match["n"] or 0)
        first, last = _span(unit, n, match["which"].lower(), today)
        if word == "since" or match["start"]:
            last = max(first, today)
        yield DayRange(first, last, match.start(), match.end())


def _span(unit: str, n: int, which: str, today: date) -> tuple[date, date]:
    now = which in ("this", "current")
    if unit == "week" and not n and which != "past":  # a week of the calendar, from Monday
        monday = today - timedelta(days=today.weekday() + (0 if now else _DAYS[unit]))
        return monday, monday + timedelta(days=_DAYS[unit] - 1)
    if unit in _DAYS:
        return today - timedelta(days=_DAYS[unit] * (n or 1)), today
    if n:  # "in the last three months": up to today
        months = today.year * 12 + today.month - 1 - n * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(today.day, 28)), today
    if unit == "year":
        year = today.year if now else today.year - 1
        return date(year, 1, 1), date(year, 12, 31)
    first = today.replace(day=1)
    if now:
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    last = first - timedelta(days=1)
    return last.replace(day=1), last


def _part(text: str, start: int, end: int, first: date, last: date) -> tuple[int, int, date, date]:
    """Return a month as the part of it that a text means, with some days to spare: "mid September 2025"."""
    part = _PART_OF_MONTH.search(text, 0, start)
    if part is None or (first.year, first.month) != (last.year, last.month) or first == last:
        return start, end, first, last
    begins, ends = _DAYS_OF_PART[part["part"].lower()]
    return part.start(), end, first.replace(day=begins), first.replace(day=min(ends, last.day))


def ranges(text: str, today: date | None = None) -> Iterator[DayRange]:
    """Yield the spans of days that a text means: "since 2024", "between 1 March and 5 May 2025", "last year".

    Relative ones count from `today`, which is the day whose law is asked for.
    """
    yield from relative(text, today or date.today())
    named = days_written(text)
    at = 0
    while at < len(named):
        start, end, first, last = _part(text, *named[at])
        lead = _LEAD.search(text, 0, start)
        word = (lead["word"] or "").lower() if lead else ""
        begins = lead.start() if lead else start
        if at + 1 < len(named) and word in ("between", "from") and _JOINS.fullmatch(text, end, named[at + 1][0]):
            yield DayRange(first, named[at + 1][3], begins, named[at + 1][1])
            at += 2
            continue
        onward = _ONWARD.match(text, end)
        if word in ("since", "on or after") or (word == "from" and (onward or first == last)):
            yield DayRange(first, None, begins, onward.end() if onward else end)
        elif word == "after":
            yield DayRange(last + timedelta(days=1), None, begins, end)
        elif word == "before":
            yield DayRange(None, first - timedelta(days=1), begins, end)
        elif word in ("until", "till", "up to", "by", "on or before"):
            yield DayRange(None, last, begins, end)
        else:
            of_edition = first == last and word.startswith("dat") and _EDITION.search(text, 0, begins) is not None
            yield DayRange(first, last, begins, end, of_the_state=of_edition or word in ("as of", "as at"))
        at += 1

"""Days that a question names as those of a listing: one day, a month, a year, or a range between two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.facts.days import written

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

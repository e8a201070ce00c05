"""For how many days a violation is said to have gone on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.engines.calculation.figures import SMALL_NUMBER, to_decimal
from assistant.engines.calculation.reading import Asked
from assistant.facts.days import day_in_words
from corpus.language.lazy_regex import lazy_regex

_ENDS_OF_STRETCH = ("first", "last")
_FEBRUARY = 2
_STRETCH = lazy_regex(
    r"\s?(?:to|until|till|through|and|–|-|up to|,? (?:and (?:was |were )?|which )?"
    r"(?:stopped|ended|suspended|halted|ceased|finished|(?:ran|went on|lasted) (?:to|until|till))"
    r"(?: (?:at|on|by|only)\b)?(?: the (?:very )?end of)?)\s(?:the )?",
    re.I,
)
_DAYS = lazy_regex(rf"\b(?P<n>{SMALL_NUMBER}) (?:calendar |full |whole )?days\b", re.I)


@dataclass(frozen=True, slots=True)
class DaysTold:
    """Days of a continuing violation: their number, and from when to when where that is how they are told."""

    number: int
    stretch: str = ""


def days_told(text: str) -> DaysTold | None:
    """Return for how many days a question says that it went on: "12 days", "from 3 to 17 March"; None without."""
    if (m := _DAYS.search(text)) is not None:
        return DaysTold(int(to_decimal(m["n"])))
    asked = Asked.of(text)
    if len(asked.moments) != len(_ENDS_OF_STRETCH):
        return None
    first, last = asked.moments
    # Without a year the days of any one are counted: that of today, where no end of February lies between.
    year = first.year or last.year
    start, end = (m.in_year(year or date.today().year) for m in (first, last))
    if start is None or end is None or start > end or not _STRETCH.fullmatch(asked.text, first.end, last.start):
        return None
    if year is None and first.month <= _FEBRUARY < last.month:
        return None
    ends = [day_in_words(d) if year else day_in_words(d).removesuffix(f" {d.year}") for d in (start, end)]
    return DaysTold((end - start).days + 1, f" from {ends[0]} to {ends[1]}, both counted")

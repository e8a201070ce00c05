"""Calculator of periods: which are asked for, and whether a date to count from is given."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.engines.calculation.figures import NotStatedError
from assistant.engines.calculation.periods.counting import OutOfCalendarError
from assistant.engines.calculation.periods.deadlines import Deadlines, says_a_day
from assistant.engines.calculation.periods.lengths import length_asked, length_of
from assistant.engines.calculation.periods.several_laws import of_several_laws
from assistant.engines.calculation.periods.table import Period, period_table
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, needs, refused
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.locators import parse

ASKS_DAY = lazy_regex(
    r"\b(?:last (?:day|date)|latest (?:day|date)|(?:day|date) by which|by which (?:day|date)|run(?:s)? out|lapses?|"
    r"deadlines?|(?:notice|filing|reporting|due) dates?|by when|until when|till when|until what|since when|"
    r"by what (?:day|date)|"
    r"what date|which (?:day|date)|longest|maximum (?:length|term|duration|period|time)|how many years|"
    r"when(?:'s| is| does| do| must| should| will| can| are| was| may| have)?|latest|earliest|soonest|"
    r"how (?:long|soon)|"
    r"valid|expir\w*|due|"
    r"too late|too early|in time|on time|still|until|late|enough notice|ok(?:ay)?|allowed|can i|may (?:i|we)|can we|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|多长|多久|几年|多少天|最长|最多|몇 ?년|얼마 ?동안|언제까지",
    re.I,
)
_CODES_OF_LAW = "cfr"  # the system of addresses whose titles are codes of their own
_ASKS_WHEN = lazy_regex(
    r"\b(?:last (?:day|date)|latest|(?:what|which|by which|by what) (?:day|date)|deadlines?|(?:notice|filing|"
    r"reporting|due) dates?|"
    r"when|how long)\b",
    re.I,
)
_ELSE = lazy_regex(
    r"\b(?:where|whom?|whose|which (?:e-?mail|form|address|office|agency)|what (?:e-?mail|form|address|documents?)|"
    r"how (?:much|many|big|high)|fines?|penalt(?:y|ies))\b",
    re.I,
)


# A day is asked for, and something has happened to the asker that it is counted from.
_ASKS_FOR_DAY = lazy_regex(
    r"\b(?:last (?:day|date)|latest (?:day|date)|(?:what|which) (?:day|date)|(?:our|my|the) deadline|by when)\b", re.I
)
_OF_THE_ASKER = lazy_regex(r"\b(?:we|our|us|i|my|me)\b", re.I)
_HAS_HAPPENED = lazy_regex(
    r"\b(?:came|arrived|got|received|denied|refused|rejected|served|issued|dated|signed|filed|sent|last week|"
    r"last month|the other day|recently|just)\b",
    re.I,
)


# Whether somebody may have something is asked, and no day: "can a firm that was fined still apply for it?"
_ASKS_LEAVE = lazy_regex(
    r"\b(?:can|may|could|would|will|is|are|does|do)\b[^.;?!]{0,80}\b(?:(?:re-?)?apply for|"
    r"(?:re-?)?apply(?=\W*$)|eligible|"
    r"qualif\w+|entitled|barred|disqualified|get (?:one|it|that)|be (?:granted|given|issued|refused))\b",
    re.I,
)
_OF_TIME = lazy_regex(
    r"\b(?:valid\w*|expir\w+|until|till|deadlines?|in time|on time|too (?:late|early)|last (?:day|date)|due|period)\b",
    re.I,
)


def _asks_leave_alone(question: Query) -> bool:
    """Return whether what is asked now is whether somebody may have something, whatever day is told beside it."""
    now = question.core
    if _ASKS_WHEN.search(now) or _OF_TIME.search(now):
        return False
    return _ASKS_LEAVE.search(now) is not None


def _undated(question: Query, catalogue: CatalogueReader, asked: Asked) -> Calculation | None:
    """Return what is to be told to count a day that is asked for after something that has no date; else None."""
    text = question.core
    if not (_ASKS_FOR_DAY.search(text) and _OF_THE_ASKER.search(text) and _HAS_HAPPENED.search(text)):
        return None
    found = [p for p in period_table().entries if p.is_asked(asked.text)]
    if len(found) != 1:
        return None
    (period,) = found
    try:
        step = length_of(period, question, catalogue)
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))
    made = needs(period.event, steps=(step,))
    return replace(made, lead=f"{made.lead} {step.text}")


def _of_other_title(question: Query, period: Period) -> bool:
    """Return whether a question names sections, and all of another title than the one that states a period."""
    titles = {a.instrument for a in question.addresses if a.system == _CODES_OF_LAW and a.instrument}
    own = parse(period.locator)
    return bool(titles) and own is not None and own.system == _CODES_OF_LAW and own.instrument not in titles


def calculate(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return the last day of the periods that a question asks for; None where it asks for none or gives no date."""
    text = question.standalone
    if (by_each := of_several_laws(question, catalogue)) is not None:
        return by_each
    if not ASKS_DAY.search(text) or _ELSE.search(question.core) or _asks_leave_alone(question):
        return None
    asked = Asked.of(text)
    dated = bool(asked.moments or asked.ambiguous_day or says_a_day(text) or asked.impossible_day)
    found = [p for p in period_table().entries if dated and p.is_asked(asked.text) and not _of_other_title(question, p)]
    try:
        if not dated and (length := length_asked(question, catalogue, asked)) is not None:
            return length
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))
    if not found and not dated:
        return _undated(question, catalogue, asked)
    if not found:
        return None
    if asked.impossible_day:
        return refused(f"{asked.impossible_day} is no day of the calendar.")
    if asked.ambiguous_day and not asked.moments:
        return needs(f"whether {asked.ambiguous_day} is written day first or month first")
    try:
        deadlines = Deadlines(question, catalogue, asked, found)
        if not _ASKS_WHEN.search(question.core) and deadlines.of_something_else:
            return None
        if not _ASKS_WHEN.search(question.core) and deadlines.is_over:
            return None  # whether something may be done once its time is over is a rule's to say, and no day
        return deadlines.result()
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))
    except OutOfCalendarError:
        return refused("The calendar ends with the year 9999: the last day lies beyond it.")

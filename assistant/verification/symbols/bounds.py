"""Bounds of dates and periods: a claim that says "at least 7 days" of what the evidence has as "no later than 7 days".

Only the words that touch a date or a period are read. Of other figures a claim may well say the rule's reverse: what is
below the threshold is not caught.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.facts.extraction import Fact, FactKind, facts
from corpus.language.lazy_regex import lazy_regex

_PERIODS = frozenset(("hour", "day", "workday", "week", "month", "year"))
_LEAST = (
    r"at least|(?:no|not) less than|(?:no|not) fewer than|not below|more than|greater than|in excess of|"
    r"exceed(?:s|ing)?|over|above|a minimum of|no earlier than|not before|after|since|longer than|from"
)
_MOST = (
    r"at most|(?:no|not) more than|(?:no|not) greater than|not exceed(?:ing)?|not above|less than|fewer than|"
    r"below|under|up to|within|a maximum of|no later than|not later than|not after|before|until|by|shorter than"
)
_BOUND_BEFORE = lazy_regex(rf"\b(?:(?P<most>{_MOST})|(?P<least>{_LEAST}))\s(?:the )?$", re.IGNORECASE)
_BOUND_BEHIND = lazy_regex(
    r",?\s(?:(?P<least>or (?:more|greater|longer|above|higher|later)|and (?:above|over))|"
    r"(?P<most>or (?:less|fewer|lower|shorter|below|earlier)))\b",
    re.IGNORECASE,
)


def turned(claim: str, text: str, found: Sequence[Fact]) -> Fact | None:
    """Return the date or period of a claim whose bound is the other way round wherever the text has it, else None."""
    said = [(f, bound) for f in facts(claim) if _is_time(f) and (bound := _bound(claim, f))]
    if not said:
        return None
    held = [f for f in found if _is_time(f)]
    return next((f for f, bound in said if _all_other(bound, f, held, text)), None)


_NOW = lazy_regex(r"\b(?:still(?! be)|(?<!before )today|now|currently|at present)\b", re.IGNORECASE)
_ENDS_ON = lazy_regex(r"\b(?:until|ended|ends|expires?|expired|up to)\s(?:and including\s)?$", re.IGNORECASE)


def long_ended(claim: str, text: str, found: Sequence[Fact], today: date | None) -> Fact | None:
    """Return the last end that a text sets, where a claim says that something is so today and every end is past."""
    if today is None or not _NOW.search(claim):
        return None
    held = [f for f in found if f.kind is FactKind.DATE]
    ends = [f for f in held if f.value[0] and _ENDS_ON.search(text, max(0, f.start - 30), f.start)]
    if not ends or any(f.value in {g.value for g in ends} for f in facts(claim)):
        return None
    last = max(ends, key=lambda f: _latest(f.value))
    return last if _latest(last.value) < (today.year, today.month, today.day) else None


def _latest(value: tuple[str, ...]) -> tuple[int, int, int]:
    year, month, day = value
    return int(year), int(month or 12), int(day or 31)


def _is_time(fact: Fact) -> bool:
    return fact.kind is FactKind.DATE or (fact.kind is FactKind.NUMBER and fact.value[1] in _PERIODS)


def _all_other(bound: str, fact: Fact, held: Sequence[Fact], text: str) -> bool:
    same = [
        f for f in held if f.kind is fact.kind and f.value[:2] == fact.value[:2] and f.value[2:3] == fact.value[2:3]
    ]
    bounds = {_bound(text, f) for f in same}
    return len(bounds) == 1 and bounds.isdisjoint({"", bound})


def _bound(text: str, fact: Fact) -> str:
    """Return "least" or "most" for a date or period, "" where the words beside it do not say."""
    before = _BOUND_BEFORE.search(text, max(0, fact.start - 30), fact.start)
    found = before or _BOUND_BEHIND.match(text, fact.end)
    return str(found.lastgroup) if found else ""

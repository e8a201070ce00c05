"""Earliest days: a period that runs before an event, counted forward from the notice that a question tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from assistant.engines.calculation.figures import Stated
from assistant.engines.calculation.periods.counting import CountedDay, after
from assistant.engines.calculation.periods.table import PERIOD_UNITS, UNIT_NAMES, Period
from assistant.engines.calculation.reading import Moment
from assistant.engines.calculation.result import CalculationStep, numeral, weekday
from corpus.language.lazy_regex import lazy_regex

_ASKS_EARLIEST = lazy_regex(
    r"\b(?:earliest|soonest|how soon|first (?:day|date)|from (?:when|(?:what|which) (?:day|date)))\b|"
    r"\bwhen (?:can|may|could|are|will) (?:we|i|it|they|our)\b[^.?]{0,40}"
    r"\b(?:ship|export|send|sent|leave|go|begin|start)",
    re.I,
)
_FOR_WHAT = lazy_regex(r"[,(]\s?([^()]{3,200})")
_NOTICE_TOLD = lazy_regex(
    r"\b(?:notif(?:y|ies|ied|ying|ications?)|notices?|inform(?:s|ed|ing)?|heads[- ]up|told)\b", re.I
)


def notice_told(
    period: Period, text: str, moments: Sequence[Moment], words_at: Callable[[Moment], str]
) -> Moment | None:
    """Return the day of the notice from which the earliest day of an event is asked; None for other questions.

    It is the one at which a notice is told, or the only one where a notice is told elsewhere.
    """
    if not period.before or period.counting or not _ASKS_EARLIEST.search(text) or not _NOTICE_TOLD.search(text):
        return None
    near = [m for m in moments if _NOTICE_TOLD.search(words_at(m))]
    days = {(m.year, m.month, m.day) for m in near or moments}
    chosen = (near or moments)[:1]
    return chosen[0] if len(days) == 1 and chosen[0].day is not None else None


def counted_forward(period: Period, notice: date, said: Stated) -> CountedDay:
    """Return the first day on which an event may follow a notice."""
    unit = next(u for u in PERIOD_UNITS if u in said.values)
    length = int(said[unit])
    first = after(notice, length, unit)
    name = UNIT_NAMES[unit] if length != 1 else UNIT_NAMES[unit][:-1]
    step = f"The notice: {weekday(notice)}. Plus {numeral(length)} {name} = {weekday(first)}."
    beside = _FOR_WHAT.search(period.due)  # what the period is for: "…, for 5 milligrams or less"
    ends = f"Counted from the notice, the earliest day of {period.event}{f' ({beside[1]})' if beside else ''} is"
    return CountedDay(
        {f"earliest_{period.id}": first}, f"{ends} {weekday(first)}", (CalculationStep(step, (said.span,)),)
    )

"""Days counted from a day by the calendar alone: "30 days from 3 March 2026", where no law is named."""

from __future__ import annotations

import re
from datetime import date

from assistant.engines.calculation.figures import SMALL_NUMBER, to_decimal
from assistant.engines.calculation.periods.counting import OutOfCalendarError, after
from assistant.engines.calculation.periods.period_engine import ASKS_DAY
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, refused, weekday
from assistant.facts.days import day_in_words
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex

_PLAIN = lazy_regex(
    rf"\b(?P<n>{SMALL_NUMBER}|an?)[ -]"
    r"(?P<unit>(?:business|working|calendar )? ?days?|weeks?|months?|years?) (?P<way>from|after|since|starting|before|"
    r"prior to|ahead of)\b(?P<gap>[^.?!]{0,40})",
    re.I,
)
_WHAT_DAY = lazy_regex(r"\bwhat(?:'s| is| was| will be)? (?:the )?(?:day|date)\b", re.I)


def plain_count(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return the day that lies a number of days, months or years from a date; None where none is asked for."""
    asked = Asked.of(question.core)
    m = _PLAIN.search(asked.text)
    if m is None or len(asked.moments) != 1:
        return None
    # "30 days from 3 March 2026?" is asked by standing there alone.
    if not (ASKS_DAY.search(question.core) or _WHAT_DAY.search(question.core) or _stands_alone(asked, m)):
        return None
    moment = asked.moments[0]
    if asked.impossible_day:
        return refused(f"{asked.impossible_day} is no day of the calendar.")
    if not moment.year or not moment.day or not m.start("gap") <= moment.start <= m.end("gap"):
        return None
    number = 1 if m["n"].lower() in ("a", "an") else int(to_decimal(m["n"]))
    word = m["unit"].lower().strip().rstrip("s")
    unit = "business_days" if word.startswith(("business", "working")) else f"{word.split()[-1]}s"
    back = not m["way"].lower().startswith(("from", "after", "since", "start"))
    start = date(moment.year, moment.month, moment.day)
    try:
        steps = number * 7 if unit == "weeks" else number
        last = after(start, -steps if back else steps, "days" if unit == "weeks" else unit)
    except OutOfCalendarError:
        return refused("The calendar ends with the year 9999: the last day lies beyond it.")
    way = "before" if back else "from"
    lead = f"{m['n'].capitalize()} {m['unit'].strip()} {way} {day_in_words(start)} is {weekday(last)}."
    lines = [
        "Counted by the calendar, without the day itself; a month without such a day ends with its last. Name the law "
        "or the kind of deadline, and it is counted by that text's own rule."
    ]
    if unit == "business_days":
        lines.append("Saturdays and Sundays are left out; public holidays are not in the texts held and come on top.")
    return Calculation(lead, {"last_day": last}, tuple(CalculationStep(line) for line in lines))


def _stands_alone(asked: Asked, counted: re.Match[str]) -> bool:
    """Return whether a question is nothing but a number of days and the date that they run from."""
    rest = asked.text[: counted.start()] + asked.text[asked.moments[0].end :]
    return counted.end("way") < asked.moments[0].start and not re.search(r"\w", rest)

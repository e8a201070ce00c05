"""Days that follow a calendar quarter: of each quarter in which something of a question was received."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.engines.calculation.figures import Stated
from assistant.engines.calculation.periods.counting import CountedDay, end_of_month_after_quarter, quarter
from assistant.engines.calculation.periods.table import Period
from assistant.engines.calculation.reading import Moment
from assistant.engines.calculation.result import CalculationStep
from assistant.facts.days import day_in_words


def by_quarters(period: Period, said: Stated, told: Sequence[Moment]) -> CountedDay:
    """Return the last days of what was received on the days told, the first of which is the event's."""
    months = int(said.values.get("quarter_months", 1))
    each: dict[tuple[int, int], tuple[Moment, date]] = {}
    for moment in told:
        year = moment.year or told[0].year or date.today().year
        last = end_of_month_after_quarter(year, moment.month, months)
        each.setdefault((year, quarter(moment.month)), (moment, last))
    ends, steps = [], []
    for (year, number), (moment, last) in each.items():
        words = _in_words(last, year) if not moment.year else day_in_words(last)
        of = f" for the quarter {number} of {year}" if len(each) > 1 else ""
        ends.append(f"{words}{of}")
        steps.append(
            CalculationStep(f"The receipt falls into quarter {number}; {period.due} by {words}.", (said.span,))
        )
    first = next(iter(each.values()))[1]
    return CountedDay({period.name: first}, " and by ".join(ends), tuple(steps))


def _in_words(last: date, year: int) -> str:
    """Return a day without its year, where the question says none."""
    bare = day_in_words(last).removesuffix(f" {last.year}")
    return f"{bare} of the {'same' if last.year == year else 'next'} year"

"""Ends that a question tells itself: "it expires on 30 June, may we ship on 5 July?"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.engines.calculation.figures import Stated
from assistant.engines.calculation.periods.table import Period
from assistant.engines.calculation.reading import Moment
from assistant.engines.calculation.result import Calculation, CalculationStep, weekday
from assistant.facts.days import day_in_words
from corpus.language.lazy_regex import lazy_regex

_IS_VALID = lazy_regex(r"\bvalid\b")


def of_told_end(period: Period, said: Stated, ended: Sequence[Moment], moments: Sequence[Moment]) -> Calculation | None:
    """Return how the other days of a question stand to the one end that it tells of what is valid; None for others.

    No period is counted from another day than that of the event: the end that is told decides.
    """
    if len(ended) != 1 or not _IS_VALID.search(period.due):
        return None
    years = {m.year for m in moments if m.year}
    year = next(iter(years)) if len(years) == 1 else None
    end = ended[0].in_year(year)
    others = [day for m in moments if m not in ended and (day := m.in_year(year)) is not None]
    if end is None or not others:
        return None
    compared = [f"{day_in_words(day)} is {'after' if day > end else 'not after'} that day." for day in others]
    lead = f"As told, it ends on {weekday(end)}, and no general length prolongs that. {' '.join(compared)}"
    step = CalculationStep("A length of the text holds where none is stated on the paper itself.", (said.span,))
    return Calculation(lead, {"ends": end, "after": tuple(day > end for day in others)}, (step,))

"""The length of a period, for a question that names its law and gives no date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from assistant.engines.calculation.figures import Stated, read_rule
from assistant.engines.calculation.periods.counting import after
from assistant.engines.calculation.periods.table import PERIOD_UNITS, RUNS, UNIT_NAMES, Period, period_table
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, numeral, weekday
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters

_LENGTH = (
    r"\bhow (?:long|many years)\b|\blongest\b|\bmaximum (?:length|term|duration|period|time)\b|"
    r"多长|多久|几年|多少天|最长|最多|몇 ?년|얼마 ?동안|언제까지"
)
_EXTENDED = r"\bexten|\btotal\b|\bat most\b|\bmaximum\b|\bin all\b|延长|延期|最长|最多|合计"


def length_asked(question: Query, catalogue: CatalogueReader, asked: Asked) -> Calculation | None:
    """Return the length of the one period of the regime that a question without a date names; else None.

    Of the periods of one text several may be asked at once.
    """
    named = [p for p in period_table().entries if p.regime and p.regime.search(asked.text)]
    found = [p for p in named if p.is_asked(asked.text)]
    sources = {p.source for p in found}
    # A list entry that the words of one period name tells which is meant, whatever else the regime has.
    others = {p.locator for p in named if p.eccns != "named"}
    of_one = len(found) == 1 and (found[0].eccns == "named" or len(others) == 1 or bool(found[0].extended))
    if not asked.has(_LENGTH) or not (of_one or (len(found) > 1 and len(sources) == 1 and sources != {""})):
        return None
    leads: list[str] = []
    steps: list[CalculationStep] = []
    values: dict[str, Value] = {}
    for period in found:
        said = read_rule(catalogue, question.filters, period.rule)
        unit = next(u for u in PERIOD_UNITS if u in said.values)
        long = _in_units(said[unit], unit)
        line = _line(period, long)
        steps.append(CalculationStep(f"{period.locator}: {long}.", (said.span,)))
        values |= {unit: said[unit]} if len(found) == 1 else {period.id: said[unit]}
        if period.extended and asked.has(_EXTENDED):
            more, step, total = _extended(period, said[unit], unit, question, catalogue)
            line, values = f"{line} {more}", {**values, f"{period.id}-in-all": total}
            steps.append(step)
        leads.append(line)
    # They come first: that an agency asked for records overrides the length.
    first = besides(found, asked.text, catalogue, question.filters)
    return Calculation(" ".join((*(step.text for step in first), *leads)), values, (*first, *steps))


def besides(
    periods: Sequence[Period], text: str, catalogue: CatalogueReader, filters: Filters
) -> tuple[CalculationStep, ...]:
    """Return what texts say of periods on what else a question tells: an agency asked for records.

    Raises NotStatedError.
    """
    own = {p.id for p in periods}
    told = (b for b in period_table().beside if own.intersection(b.of) and b.asked.search(text))
    return tuple(
        CalculationStep(f"{b.says} ({b.locator}).", (read_rule(catalogue, filters, b.rule).span,)) for b in told
    )


def length_of(period: Period, question: Query, catalogue: CatalogueReader) -> CalculationStep:
    """Return how long a period is and from what it runs, with its law. Raise NotStatedError."""
    said = read_rule(catalogue, question.filters, period.rule)
    unit = next((u for u in PERIOD_UNITS if u in said.values), "")
    line = _line(period, _in_units(said[unit], unit)) if unit else f"It runs from {period.event}."
    return CalculationStep(line, (said.span,))


def _line(period: Period, long: str) -> str:
    """Return in a sentence what lasts how long from what, or is due within it."""
    due = f"{period.due[0].upper()}{period.due[1:]}"
    if period.before:
        return f"{due}: at least {long} before {period.event}."
    if RUNS.search(period.due) is None:
        return f"{due}: within {long} of {period.event}."
    return f"{due} for {long} from {period.event}."


def _in_units(length: Decimal, unit: str) -> str:
    name = UNIT_NAMES[unit]
    return f"{numeral(length)} {name if length != 1 else name[:-1]}"


def with_extensions(
    period: Period, begins: date, said: Stated, question: Query, catalogue: CatalogueReader
) -> tuple[CalculationStep, ...]:
    """Return the step that counts to the last day of a period extended as often as its law allows; none for others.

    Raises NotStatedError and OutOfCalendarError.
    """
    if not period.extended:
        return ()
    unit = next(u for u in PERIOD_UNITS if u in said.values)
    _, step, total = _extended(period, said[unit], unit, question, catalogue)
    line = f"{step.text} With every extension it can run until {weekday(after(begins, int(total), unit))} at most."
    return (CalculationStep(line, step.spans),)


def _extended(
    period: Period, length: Decimal, unit: str, question: Query, catalogue: CatalogueReader
) -> tuple[str, CalculationStep, Decimal]:
    """Return how long a period is with all its extensions, the step that shows it, and the sum."""
    rule = read_rule(catalogue, question.filters, period_table().counting[period.extended])
    times = rule["times"]
    total = length * (1 + times)
    sums = " + ".join([numeral(length)] * (1 + int(times)))
    many = "once" if times == 1 else "twice" if times == 2 else f"{numeral(times)} times"
    line = f"It may be extended {many} at most: {sums} = {_in_units(total, unit)} in all."
    return line, CalculationStep(line, (rule.span,)), total

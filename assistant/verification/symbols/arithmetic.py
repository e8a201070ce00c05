"""Figures that follow from others by a step of arithmetic: sums of the asker's figures, a date and a period."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import combinations

_DAYS_IN = {"day": Decimal(1), "week": Decimal(7), "month": Decimal("30.44"), "year": Decimal("365.25")}
_TRIED = 40  # dates and periods that are tried
_ABOUT = Decimal("0.5")  # of a unit that a rounded period may be off

SumFigure = tuple[str, ...]  # number and unit, or currency
DateParts = tuple[str, ...]  # year, month, day; "" where it is not said


def results(figures: Iterable[SumFigure]) -> set[SumFigure]:
    """Return sums and differences of two figures of one unit, and a figure taken so many "times"."""
    read = [(value, unit) for number, unit in dict.fromkeys(figures) if (value := _decimal(number)) is not None][
        :_TRIED
    ]
    out: set[SumFigure] = set()
    for (one, unit), (other, its) in combinations(read, 2):
        if unit == its:
            out |= {(_said(one + other), unit), (_said(abs(one - other)), unit)}
        if "times" in (unit, its):
            out.add((_said(one * other), its if unit == "times" else unit))
    return out


def dates_reached(dates: Sequence[DateParts], periods: Iterable[SumFigure]) -> set[date]:
    """Return the days that lie a period after or before dates; a month without a day counts from its first."""
    spans = [p for p in dict.fromkeys(periods) if p[1] in _DAYS_IN][:_TRIED]
    out = set()
    for day in _days(dates):
        for number, unit in spans:
            for sign in (1, -1):
                if (reached := _moved(day, number, unit, sign)) is not None:
                    out.add(reached)
    return out


def lies_between(period: SumFigure, dates: Sequence[DateParts]) -> bool:
    """Return whether a period is about the time between two of the dates."""
    number, unit = _decimal(period[0]), _DAYS_IN.get(period[1])
    if number is None or unit is None:
        return False
    apart = (abs((one - other).days) for one, other in combinations(_days(dates), 2))
    return any(days and abs(days / unit - number) <= _ABOUT for days in apart)


def _days(dates: Sequence[DateParts]) -> list[date]:
    out = []
    for year, month, day in dict.fromkeys(tuple(d) for d in dates):
        try:
            out.append(date(int(year), int(month), int(day or 1)))
        except ValueError:
            continue  # a part is not said
    return out[:_TRIED]


def _moved(day: date, number: str, unit: str, sign: int) -> date | None:
    value = _decimal(number)
    if value is None or value != value.to_integral_value() or value > 1000:
        return None
    count = int(value) * sign
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=count * (7 if unit == "week" else 1))
        months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def _decimal(number: str) -> Decimal | None:
    try:
        value = Decimal(number)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < Decimal(10) ** 18 else None


def _said(number: Decimal) -> str:
    return f"{number.normalize():f}"

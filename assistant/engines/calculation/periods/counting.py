"""Days counted by the calendar: months and years, weekdays, quarters, and last days that move."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.engines.calculation.result import CalculationStep, Value


class OutOfCalendarError(Exception):
    """A day lies beyond the calendar, which ends with the year 9999."""


@dataclass(frozen=True, slots=True)
class CountedDay:
    """Day that a period leads to, its steps, and in `compared` how other days of the question stand to it."""

    values: Mapping[str, Value]
    ends: str
    steps: tuple[CalculationStep, ...]
    compared: tuple[str, ...] = ()


def after(start: date, number: int, unit: str) -> date:
    """Return the last day of a period of calendar or business days, months or years that follows `start`.

    The day of the event itself does not count. A month that has no such day ends with its last. `number` is negative
    for a period that is counted back. Raises OutOfCalendarError.
    """
    try:
        if unit == "business_days":
            return _business_days(start, number)
        if unit == "days":
            return start + timedelta(days=number)
        months = start.year * 12 + start.month - 1 + number * (12 if unit == "years" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError, calendar.IllegalMonthError) as error:
        raise OutOfCalendarError from error


def _business_days(start: date, number: int) -> date:
    """Return the day that is so many days from Monday to Friday away; weeks are taken whole."""
    step = 1 if number >= 0 else -1
    weeks, rest = divmod(abs(number), 5)
    found = start
    while found.weekday() >= 5:  # from a weekend the next weekday is the first
        found -= timedelta(days=step)
    found += timedelta(weeks=weeks * step)
    while rest:
        found += timedelta(days=step)
        rest -= found.weekday() < 5
    return found


def next_weekday(day: date) -> date:
    """Return the day itself, or the Monday after it where it is a Saturday or Sunday."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= 5 else day


def quarter(month: int) -> int:
    """Return the calendar quarter, 1 to 4, of a month."""
    return (month - 1) // 3 + 1


def end_of_month(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def end_of_month_after_quarter(year: int, month: int, months: int) -> date:
    """Return the last day of the month that is so many months behind the quarter of a month."""
    last = quarter(month) * 3 + months
    year, month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return end_of_month(year, month)

"""Days to which the periods of one question lead, counted from the dates that it gives, with their steps."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from assistant.engines.calculation.figures import SMALL_NUMBER, Rule, Stated, read_rule, to_decimal
from assistant.engines.calculation.periods.counting import CountedDay, after, end_of_month, next_weekday
from assistant.engines.calculation.periods.earliest_days import counted_forward, notice_told
from assistant.engines.calculation.periods.lengths import besides, with_extensions
from assistant.engines.calculation.periods.quarters import by_quarters
from assistant.engines.calculation.periods.table import PERIOD_UNITS, RUNS, UNIT_NAMES, Period, period_table
from assistant.engines.calculation.periods.told_ends import of_told_end
from assistant.engines.calculation.reading import Asked, Moment
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, needs, numeral, weekday
from assistant.facts.days import day_in_words, is_denied
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex

_UNIT = r"(?:day|week|month|year)s?"
# A day told from today: by a word, "in three weeks", "ten days ago", "two months from now".
_FROM_TODAY = lazy_regex(
    rf"\b(?:(?P<word>today|yesterday|tomorrow)|in (?P<ahead>{SMALL_NUMBER}|an?) (?P<unit>{_UNIT})(?! of\b)|"
    rf"(?P<n>{SMALL_NUMBER}|an?) (?P<other_unit>{_UNIT}) (?:(?P<ago>ago)|from (?:now|today)))\b",
    re.I,
)
_WORDS_FROM_TODAY = {"today": 0, "yesterday": -1, "tomorrow": 1}
# Before a day: it is told as the end of something, "expires on", "valid until".
_ENDS_ON = lazy_regex(
    r"\b(?:expir\w+|ends?|ending|laps\w+|run(?:s|ning)? out|run(?:s|ning)? until|valid (?:until|till|to))"
    r"(?: \w{1,12}){0,2} $",
    re.I,
)
_IS_OVER = lazy_regex(
    r"\b(?:ran out|expired|lapsed|ended|is over|(?:has|have|had|is) (?:already )?(?:run out|passed|gone))\b", re.I
)
# "Monday is Labor Day", "7 September, a federal holiday"
_TOLD_HOLIDAY = lazy_regex(
    r"\b(?:(?P<weekday>(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri)(?:day)?)\b(?: [^\W_]{1,12}){0,3}?(?: is|'s|,| \(|:)|"
    r"(?:is|was|being|,|\())\s?(?:also )?(?:an? |the )?(?:(?:public|federal|legal|bank|national|us) )?"
    r"(?:holiday|labou?r day|memorial day|thanksgiving|christmas|new year'?s?(?: day)?|independence day|juneteenth|"
    r"veterans'? day|columbus day|presidents'? day|(?:mlk|martin luther king)(?: jr\.?)?(?: day)?)\b",
    re.I,
)
_HOLIDAY_WITHIN = 12  # characters behind a date in which it is said to be one
# What has a day of its own and begins no period where the table does not say so.
_OTHER_EVENT = lazy_regex(
    r"\b(?:fined?|penali[sz]ed|penalt(?:y|ies)|punish\w*|convict\w+|sentenced|warned|caught|raided|audited|founded|"
    r"incorporated|registered|merged|took over|bought|hired|joined|moved|sanctioned|blacklisted)\b",
    re.I,
)
_BEFORE_IT = 40  # characters before a day that are looked at
_ENTRY_NAMED = lazy_regex(r"\b\d[A-E]\d{3}\b", re.I)
# "was on hold for 18 days", "an 18-day pause"
_STOPPED_FOR = lazy_regex(
    rf"\b(?:on hold|paus\w*|suspend\w*|stopped|held up|waited|lost)(?: [a-z]{{1,12}}){{0,4}} (?P<n>{SMALL_NUMBER}) "
    rf"(?:calendar )?days\b|\b(?P<count>{SMALL_NUMBER})[- ](?:calendar )?days? "
    r"(?:pause|hold|suspension|stop|delay|wait)\b",
    re.I,
)


def says_a_day(text: str) -> bool:
    """Return whether a question tells a day from today: "yesterday", "in three weeks", "ten days ago"."""
    return _FROM_TODAY.search(text) is not None


class Deadlines:
    """Periods of one question, counted from the dates that it gives."""

    def __init__(self, question: Query, catalogue: CatalogueReader, asked: Asked, found: Sequence[Period]) -> None:
        self.question, self.catalogue, self.asked = question, catalogue, asked
        self.found = [p for p in found if self._covers(p)]

    @property
    def is_over(self) -> bool:
        """Return whether what the periods run up to is told as past: "it ran out two weeks ago"."""
        if not self.found or not all(p.before for p in self.found) or not _IS_OVER.search(self.asked.text):
            return False
        days = [m.exact for p in self.found if isinstance(m := self._event(p), Moment) and m.exact]
        return not days or max(days) < self.question.filters.day

    @property
    def of_something_else(self) -> bool:
        """Return whether every day told is that of a penalty or the like, and no event that a period runs from."""
        return (
            bool(self.found)
            and bool(self._moments)
            and all(self._is_beside(p, m) for p in self.found for m in self._moments)
        )

    def _is_beside(self, period: Period, moment: Moment) -> bool:
        words = self._words_before(moment)
        return _OTHER_EVENT.search(words) is not None and not period.happens.search(words)

    def _stated(self, rule: Rule) -> Stated:
        return read_rule(self.catalogue, self.question.filters, rule)

    def _covers(self, period: Period) -> bool:
        """Return whether a period is for the control list entries of the question."""
        if not period.eccns:
            return True
        eccns = {m.upper() for m in _ENTRY_NAMED.findall(self.asked.text)}
        words = period.words if period.eccns == "named" else period_table().by_id(period.sibling).words
        named = set(_ENTRY_NAMED.findall(words))
        return bool(eccns & named) if period.eccns == "named" else not eccns or bool(eccns - named)

    def result(self) -> Calculation | None:
        """Return all last days with their steps."""
        if not self.found:
            return None
        values: dict[str, Value] = {}
        steps: list[CalculationStep] = []
        leads: list[str] = []
        compared: list[str] = []
        untold: list[str] = []
        followed = {p.follows for p in self.found} if self._ended else set()
        for period in self.found:
            if period.id in followed:
                continue  # its last day is told: what follows it is asked for
            if (notice := notice_told(period, self.asked.text, self._moments, self._words_before)) is not None:
                year = notice.year or _likely_year(notice, planned=False)
                counted = counted_forward(period, date(year, notice.month, notice.day or 0), self._stated(period.rule))
                values |= counted.values
                steps += counted.steps
                leads.append(counted.ends)
                continue
            begins = self._event(period)
            if isinstance(begins, str):
                untold.append(begins)
                continue
            if period.follows and begins not in self._ended:
                begins = self._last_of(period_table().by_id(period.follows), begins)
            counted = self._counted(period, begins)
            values |= counted.values
            steps += counted.steps
            compared += counted.compared
            phrase, _, beside = (period.due[0].upper() + period.due[1:]).partition(" (")
            if pause := counted.values.get("pause_days"):
                beside = f"with {pause} days that are told of as a pause, which § 750.4(b) does not count)"
            verb = "until" if RUNS.search(phrase) and not period.before else "by"
            raw = counted.values.get("raw")
            if isinstance(raw, date) and raw != counted.values[period.name] and not beside:
                how = "in calendar days" if period.before else "is no business day"
                beside = f"{weekday(raw)} {how})"
            leads.append(f"{phrase} {verb} {counted.ends}{f' ({beside}' if beside else ''}")
        if not leads:
            first = self.found[0]
            told = of_told_end(first, self._stated(first.rule), self._ended, self._moments)
            return told or needs(untold[0])
        leads += [f"To compute another period, {words} would have to be told" for words in dict.fromkeys(untold)]
        said_besides = besides(self.found, self.asked.text, self.catalogue, self.question.filters)
        steps += said_besides
        lead = " ".join((f"{'. '.join(leads)}.", *(step.text for step in said_besides), *compared))
        return Calculation(lead, values, tuple(dict.fromkeys(steps)))

    def _last_of(self, period: Period, begins: Moment) -> Moment:
        """Return the last day of a period as the event that another one runs from."""
        last = self._counted(period, begins).values[period.name]
        if not isinstance(last, date):
            raise TypeError(f"{period.id} has no last day")
        return Moment(last.year, last.month, last.day, begins.start, begins.end)

    def _event(self, period: Period) -> Moment | str:
        """Return the date of the event, or the fact that is missing."""
        near = [m for m in self._moments if period.happens.search(self._words_before(m))]
        if period.surest:
            near = [m for m in near if period.surest.search(self._words_before(m))] or near
        if period.follows and self._ended:
            near = self._ended
        elif not period.before and RUNS.search(period.due):
            near = [m for m in near if m not in self._ended]
        # "must we answer in 30 days?" tells no day of the event: what lies so far ahead does where its words say so
        others = self.asked.moments or [m for m in self._relative if m not in self._lengths]
        others = [m for m in others if not self._is_beside(period, m)]
        runs = not period.before and RUNS.search(period.due)
        chosen = near or ([] if runs and self._ended else [m for m in others if m not in self._ended or not runs])
        if not chosen:
            return f"the day of {period.event}"
        if period.latest:
            chosen = [max(chosen, key=lambda m: (m.year or 0, m.month, m.day or 0))]
        elif len(chosen) > 1:
            chosen = [max(chosen, key=_order) if period.before else min(chosen, key=_order)]
        moment = chosen[0]
        by_quarter = "calendar quarter" in period.words
        if moment.day is None and not by_quarter:
            return f"the day of {period.event}"
        if moment.year is None and not by_quarter:
            return replace(moment, year=_likely_year(moment, planned=period.before))
        return moment

    @cached_property
    def _moments(self) -> list[Moment]:
        """Return the days of the question, those told from today included."""
        return sorted((*self.asked.moments, *self._relative), key=lambda m: m.start)

    @cached_property
    def _ended(self) -> list[Moment]:
        """Return the days that are told as the end of something: "expires on 1 March"."""
        text = self.asked.text
        return [m for m in self._moments if _ENDS_ON.search(text, max(0, m.start - _BEFORE_IT), m.start)]

    @cached_property
    def _relative(self) -> list[Moment]:
        """Return the days that a question tells from today. Raise OutOfCalendarError.

        Beside a date "four years ago" is a round figure, and no day of its own.
        """
        text, out = self.asked.text, []
        told = [m for m in _FROM_TODAY.finditer(text) if m["word"] or not self.asked.moments]
        denied = {m[0].casefold() for m in told if is_denied(text, *m.span())}
        for m in (m for m in told if m[0].casefold() not in denied):
            if m["word"]:
                d = date.today() + timedelta(days=_WORDS_FROM_TODAY[m["word"].lower()])
            else:
                word, unit = m["ahead"] or m["n"], (m["unit"] or m["other_unit"]).lower().rstrip("s")
                number = 1 if word.lower() in ("a", "an") else int(to_decimal(word))
                number *= -1 if m["ago"] else 1
                weeks = unit == "week"
                d = after(date.today(), number * (7 if weeks else 1), "days" if weeks else f"{unit}s")
            out.append(Moment(d.year, d.month, d.day, m.start(), m.end()))
        return out

    @cached_property
    def _lengths(self) -> list[Moment]:
        """Return those days that "in 30 days" tells, which may as well be a length that is asked about."""
        return [m for m in self._relative if self.asked.text[m.start : m.start + 3].lower() == "in "]

    def _words_before(self, moment: Moment) -> str:
        """Return the clause in front of a date, and the few words behind it."""
        before = self.asked.text[max(0, moment.start - 70) : moment.start]
        behind = self.asked.text[moment.end : moment.end + 25]
        return re.split(r"[.;?!]\s|,\s|\band\b", before)[-1] + re.split(r"[.;?!,]", behind)[0]

    def _counted(self, period: Period, begins: Moment) -> CountedDay:
        """Return the last day of one period."""
        said = self._stated(period.rule)
        if "calendar quarter" in period.words:
            return self._by_quarter(period, begins, said)
        if "calendar month following" in period.words:
            return self._by_month(period, begins, said)
        unit = next(u for u in PERIOD_UNITS if u in said.values)
        length = int(said[unit])
        start = date(begins.year or 0, begins.month, begins.day or 0)
        raw = after(start, -length if period.before else length, unit)
        stops = self._stops(period, begins) if period.pauses and not period.before else []
        stopped = sum(days for days, _ in stops)
        steps = [
            CalculationStep(
                f"{period.event[0].upper()}{period.event[1:]}: {weekday(start)}. {'Less' if period.before else 'Plus'} "
                f"{numeral(length)} {UNIT_NAMES[unit] if length != 1 else UNIT_NAMES[unit][:-1]} = {weekday(raw)}.",
                (said.span,),
            )
        ]
        last = raw
        if period.before and period.counting:
            last, more = self._counted_back(period, start, raw, length)
            steps += more
        if stopped:
            last = after(raw, stopped, "days")
            rule = self._stated(period_table().counting[period.pause])
            said_stops = " and ".join(
                f"{numeral(days)} days" + (f" from {day_in_words(ms[0])} to {day_in_words(ms[1])}" if ms else "")
                for days, ms in stops
            )
            steps.append(
                CalculationStep(
                    f"Not counted, if it is one of the actions of the paragraph: {said_stops}. {weekday(raw)} plus "
                    f"{numeral(stopped)} days = {weekday(last)}.",
                    (rule.span,),
                )
            )
        elif period.pauses and period.pauses.search(self.asked.text):
            steps.append(CalculationStep("A pause is told of, but not from when to when: its days come on top."))
        if period.counting and not period.before:
            last, more = self._moved(period, start, raw, length, unit)
            steps += more
        if unit == "business_days":
            steps.append(
                CalculationStep(
                    "Saturdays and Sundays are left out; public holidays are not in the texts held and come on top."
                )
            )
        used = {raw, last, *(day for _, days in stops for day in days)}
        compared = tuple(self._compared(period, begins, last, used))
        steps += map(CalculationStep, compared)
        told = [m for m in self._moments if (m.start, m.end) == (begins.start, begins.end)]
        if not any(m.year for m in told):
            steps.append(CalculationStep(f"The year is taken as {start.year}, since none is said."))
        raw_too: dict[str, Value] = {"raw": raw} if period.counting and unit == "days" else {}
        paused: dict[str, Value] = {"pause_days": stopped, "without_pause": raw} if stopped else {}
        longest = with_extensions(period, start, said, self.question, self.catalogue)
        said_too = (*compared, *(step.text for step in longest))
        return CountedDay({period.name: last, **raw_too, **paused}, weekday(last), (*steps, *longest), said_too)

    def _stops(self, period: Period, begins: Moment) -> list[tuple[int, tuple[date, ...]]]:
        """Return the days that do not count, with the first and the last of each stretch where a question gives them.

        Other dates than that of the event are taken two by two, where the words between the event and the second of
        them tell of what stops the count. One without its other half is no stretch.
        """
        if period.pauses is None:
            return []
        if (m := _STOPPED_FOR.search(self.asked.text)) is not None:
            return [(int(to_decimal(m["n"] or m["count"])), ())]
        days: list[tuple[date, Moment]] = []
        for moment in self.asked.moments:
            whole = replace(moment, year=moment.year or begins.year)
            try:
                day = whole.exact
            except ValueError:
                return []
            if day is not None and (moment.start, moment.end) != (begins.start, begins.end):
                days.append((day, moment))
        first = date(begins.year or 0, begins.month, begins.day or 0)
        pairs = list(zip(days[::2], days[1::2], strict=False))
        if len(days) % 2 or not pairs:
            return []
        stops: list[tuple[int, tuple[date, ...]]] = []
        for n, ((one, said), (other, ended)) in enumerate(pairs):
            since = pairs[n - 1][1][1].end if n else min(begins.end, said.start)
            told = self.asked.text[max(0, min(since, said.start - 60)) : ended.end + 40]
            if not first <= one < other or not period.pauses.search(told):
                return []
            stops.append(((other - one).days, (one, other)))
        return stops

    def _by_quarter(self, period: Period, begins: Moment, said: Stated) -> CountedDay:
        others = (m for m in self._moments if (m.start, m.end) != (begins.start, begins.end))
        received = [m for m in others if period.happens.search(self._words_before(m))]
        return by_quarters(period, said, [begins, *received])

    def _by_month(self, period: Period, begins: Moment, said: Stated) -> CountedDay:
        """Return the last day of the month that follows that of the event."""
        year, month = begins.year or 0, begins.month
        last = end_of_month(year + month // 12, month % 12 + 1)
        step = CalculationStep(
            f"The last day of the month after that of {period.event}: {weekday(last)}.", (said.span,)
        )
        more = self._moved(period, last, last, 0, "months")[1] if period.counting else []
        return CountedDay({period.name: last}, weekday(last), (step, *more))

    def _moved(
        self, period: Period, start: date, raw: date, length: int, unit: str
    ) -> tuple[date, list[CalculationStep]]:
        """Return the last day as the rule on counting moves it."""
        rule = self._stated(period_table().counting[period.counting])
        if unit == "days" and length <= int(rule.values.get("short", 0)):
            last = after(start, length, "business_days")
            return last, [
                CalculationStep(f"Weekends inside so short a period do not count: {weekday(last)}.", (rule.span,))
            ]
        if unit != "days":
            return raw, [
                CalculationStep(
                    "A legal holiday would move it to the next business day; the date on the face of the licence "
                    "governs.",
                    (rule.span,),
                )
            ]
        last = next_weekday(raw)
        told = []
        while self._is_told_as_holiday(last):
            told.append(f"{weekday(last)} is a legal holiday, as the question says")
            last = next_weekday(after(last, 1, "days"))
        if last != raw:
            line = f"{raw:%A} is no business day: the period runs until {weekday(last)}."
            line = f"{'; '.join(told)}: the period runs until {weekday(last)}." if told else line
        else:
            line = f"{raw:%A} is a weekday, so the last day does not move."
        return last, [
            CalculationStep(
                f"{line} Legal holidays are not in the texts held: one on that day moves it on.", (rule.span,)
            )
        ]

    def _is_told_as_holiday(self, day: date) -> bool:
        """Return whether a question says of a day, or of its day of the week, that it is a holiday."""
        for m in _TOLD_HOLIDAY.finditer(self.asked.text):
            if m["weekday"] and m["weekday"][:3].lower() == f"{day:%a}".lower():
                return True
            for moment in self.asked.moments:
                same = (moment.month, moment.day) == (day.month, day.day)
                if same and 0 <= m.start() - moment.end <= _HOLIDAY_WITHIN:
                    return True
        return False

    def _counted_back(self, period: Period, start: date, raw: date, length: int) -> tuple[date, list[CalculationStep]]:
        """Return the last day of a short period that is counted back, with weekends left out: the earlier is safe."""
        rule = self._stated(period_table().counting[period.counting])
        if length > int(rule.values.get("short", 0)):
            return raw, []
        last = after(start, -length, "business_days")
        line = (
            f"{weekday(raw)} in calendar days. Saturdays, Sundays and holidays do not count in periods of "
            f"{numeral(rule.values['short'])} days or less ({rule.held.locator}): counted so, {weekday(last)}. Whether "
            "that holds for a period counted back the text does not say, so the earlier day is the safe one."
        )
        return last, [CalculationStep(line, (rule.span,))]

    def _compared(self, period: Period, begins: Moment, last: date, used: Collection[date] = ()) -> list[str]:
        """Return how each other date of the question stands to the last day, but for those `used` in counting."""
        out = []
        for moment in (m for m in self._moments if m not in self._lengths):
            other = moment.in_year(begins.year)
            if (
                other is None
                or other in used
                or self._is_told_as_holiday(other)
                or (moment.start, moment.end) == (begins.start, begins.end)
                or ((other < last) == period.before and other == last)
                or (not period.before and other <= (begins.exact or date.min))  # nothing was running yet
            ):
                continue
            is_after = other > last
            out.append(f"{day_in_words(other)} is {'after' if is_after else 'not after'} that day.")
        today = date.today()
        if not out and last < today and begins in self._relative:
            out.append(f"That day has passed: today is {day_in_words(today)}.")
        return out


def _likely_year(moment: Moment, *, planned: bool) -> int:
    """Return the year of a date without one: that of its last occurrence, of its next one for what is planned."""
    today = date.today()
    passed = (moment.month, moment.day or 1) <= (today.month, today.day)
    return today.year + (passed if planned else 0) - (0 if planned or passed else 1)


def _order(moment: Moment) -> tuple[int, int, int]:
    return moment.year or 9999, moment.month, moment.day or 0

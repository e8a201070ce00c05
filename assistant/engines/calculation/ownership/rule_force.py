"""Force of the rule of the Commerce Department on the day asked about, by the notes of its own text."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from functools import cached_property

from assistant.engines.calculation.figures import Stated
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import CalculationStep
from assistant.engines.lists.publications import Publication, publications
from assistant.engines.model import Span
from assistant.facts.days import day_in_words, day_of_year
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex

_NOW = lazy_regex(r"\b(?:today|now|currently|right now|at the moment|at present)\b", re.I)
_OTHER_DAYS = 3  # days of one question that are told besides its first
# "assume the rule is in force", "rule assumed active"
_ASSUMED = lazy_regex(
    r"\b(?:assum\w{1,4}|suppos\w{1,4}|say|pretend|taking|take it|if|imagine|provided)\b[^.?!]{0,40}\b(?:rule|stay|it)\b"
    r"[^.?!]{0,30}\b(?:in force|in effect|active|applies|applied|live|ended|lifted|over|gone|back|no stay)\b|"
    r"\brule (?:is |was )?(?:assumed|taken)[^.?!]{0,20}\b(?:active|in force|in effect|live)\b",
    re.I,
)


class RuleForce:
    """What the notes on a rule and on its guidelines say of its force on the day asked about."""

    def __init__(
        self, text: Stated, guidelines: Stated, question: Query, catalogue: CatalogueReader, on: date | None = None
    ) -> None:
        """Read the notes; `on` is the day asked about where the edition read is a later one."""
        self.text, self.guidelines, self.question, self.catalogue, self.on = text, guidelines, question, catalogue, on

    @cached_property
    def _assumed(self) -> bool:
        """Return whether a question supposes that the rule is in force, whatever the text says of it."""
        return _ASSUMED.search(self.question.standalone) is not None

    def in_force(self) -> tuple[str, CalculationStep]:
        """Return what the text says of its own force on the day asked for, and the step that shows it."""
        until = self.text.stayed_until
        spans = tuple(map(Span.of, self._notes))
        if until is None:
            return "in force", CalculationStep(
                f"The text held has no note that stays {self.text.held.locator}.", (self.text.span,)
            )
        both = f"{self.text.held.locator} and {self.guidelines.held.locator}"
        noted = f"stayed until {day_in_words(until)} by their own notes"
        if (since := self._noted) is not None and self.day < since:
            force, line = self._before_the_note(since)
            return force, CalculationStep(line, (*spans, *map(Span.of, self._sources)))
        line = f"{both} {'were' if self.day >= until else 'are'} {noted}"
        if self._assumed:
            line += "; that they apply is taken as the question has it"
        elif self.day >= until:
            line += (
                f"; that day has passed: by the texts held they apply {self.said_day}, unless the stay was prolonged"
            )
        else:
            line += f": {self.said_day} they do not apply"
        return f"stayed until {until.isoformat()}", CalculationStep(f"{line}.", spans)

    def standing(self) -> str:
        """Return what the text says of its own force on the day, as the end of a first sentence."""
        until = self.text.stayed_until
        if until is None:
            return "."
        if self._assumed:
            return (
                f". Whether it is in force is taken as the question has it: it {'was' if self.day >= until else 'is'} "
                f"stayed until {day_in_words(until)} by its own note."
            )
        if (since := self._noted) is not None and self.day < since:
            return f". {self._before_the_note(since)[1]}"
        beside = self._beyond(until)
        if self.day < until:
            on, last = day_in_words(self.day), day_in_words(until)
            later = "".join(
                f" On {day_in_words(d)} that stay has run out by its own words: the rule applies, unless the stay was "
                f"prolonged, which is not in the texts held (`licet sync {self.text.held.source.id}` brings it)."
                for d in beside
            )
            return f". On {on} it does not apply: it is stayed until {last} by its own note.{later}"
        earlier = "".join(f" On {day_in_words(d)} it does not apply, being stayed." for d in beside)
        return (
            f". Its stay ran until {day_in_words(until)}: by the texts held it has ended and the rule applies "
            f"{self.said_day}, unless a later document prolonged the stay, which is not held "
            f"(`licet sync {' '.join(self.brings())}` brings what followed).{earlier}"
        )

    def brings(self) -> tuple[str, ...]:
        """Return the official source that says what followed on a stay that ran out before the day."""
        until = self.text.stayed_until
        return (self.text.held.source.id,) if until is not None and self.day >= until else ()

    def notes_tell_of(self, day: date) -> bool:
        """Return whether the notes say what held on a day: they give that of the stay and that of the rule."""
        return self._added is not None and self._noted is not None and day < self._noted

    @property
    def may_apply(self) -> bool:
        """Return whether the rule applies on the day, or may: not where it is stayed or did not stand there yet."""
        until, since = self.text.stayed_until, self._noted
        if self._assumed or until is None:
            return True
        if since is not None and self.day < since:
            return self._added is None or self.day >= self._added.day
        return self.day >= until

    @property
    def said_day(self) -> str:
        """Return the day asked about in words: "on 3 August 2026", "in August 2026" where only the month is said."""
        own = [m for m in Asked.of(self.question.core).moments if m.year]
        months = [m for m in own or Asked.of(self.question.standalone).moments if m.year and not m.day]
        if (
            not self.question.filters.as_of
            and months
            and (months[0].year, months[0].month) == (self.day.year, self.day.month)
        ):
            return f"in {self.day:%B %Y}"
        return f"on {day_in_words(self.day)}"

    @cached_property
    def day(self) -> date:
        """Return the day asked about: that of the filters, a date in the question, else today."""
        if self.on is not None:
            return self.on
        implied = any(i.field == "as_of" for i in self.question.implied)
        now = self._days_of(self.question.core) if self.question.leans else []
        if now and (implied or not self.question.filters.as_of):
            return now[0]  # a follow-up's own day, not the earlier one
        if self.question.filters.as_of:
            return self.question.filters.as_of
        if _NOW.search(self.question.core):
            return self.question.filters.day
        return next(iter(self._days_of(self.question.standalone)), date.today())

    def _days_of(self, text: str, *, months: bool = True) -> list[date]:
        """Return the days that a text names, of a month its first; one without a year is of the year that is meant."""
        found: list[date] = []
        asked = Asked.of(text)
        for m in asked.moments:
            with suppress(ValueError):
                if m.year and (m.day or months):
                    found.append(date(m.year, m.month, m.day or 1))
                elif m.day and (
                    day := day_of_year(m.month, m.day, asked.text, (m.start, m.end), self.question.filters.day)
                ):
                    found.append(day)
        return found

    @cached_property
    def _notes(self) -> list[HeldProvision]:
        held = (self.text.held, self.guidelines.held)
        return [note for one in held for note in self._below(one, "effective date note")]

    @cached_property
    def _sources(self) -> list[HeldProvision]:
        """Return the source note below the guidelines, where one is held."""
        return self._below(self.guidelines.held, "citation")

    def _below(self, held: HeldProvision, part: str) -> list[HeldProvision]:
        """Return a part of the section that a provision is in, in its own edition."""
        found = self.catalogue.find(f"{_section(held)} > {part}", self.question.filters)
        return [h for h in found if h.version.number == held.version.number]

    @cached_property
    def _noted(self) -> date | None:
        """Return the day of the notice that stayed the rule, by the note on it; None where the note cites none."""
        return min((p.day for note in self._notes for p in publications(note.text)), default=None)

    @cached_property
    def _added(self) -> Publication | None:
        """Return the document that brought the guidelines, by their source note."""
        cited = (p for note in self._sources for p in publications(note.text))
        return min(cited, key=lambda p: p.day, default=None)

    def _before_the_note(self, since: date) -> tuple[str, str]:
        """Return what held before the notice of the stay: the source note says since when the rule stands there."""
        if self._added is None:
            return "before the note on its stay", (
                f"The note on its stay cites a notice of {day_in_words(since)}: whether the rule applied "
                f"{self.said_day}, before it, is not in the texts held."
            )
        brought = f"by its source note {_section(self.guidelines.held)} was brought by {self._added.citation} of"
        brought = f"{brought} {day_in_words(self._added.day)}"
        if self.day < self._added.day:
            return "not yet added by its source note", f"The rule did not stand there yet {self.said_day}: {brought}."
        return "in force by its source note", (
            f"It applied {self.said_day}: {brought}, and the notice of its stay is of {day_in_words(since)}; "
            "savings clauses and general licences of those days are not held."
        )

    def _beyond(self, until: date) -> list[date]:
        """Return the other days of a question that lie on the other side of the end of the stay than its first one."""
        if self.question.filters.as_of and not any(i.field == "as_of" for i in self.question.implied):
            return []
        told = self._days_of(self.question.core, months=False)
        told += [date.today()] if told and _NOW.search(self.question.core) else []
        found = [d for d in told if (d < until) != (self.day < until) and d >= (self._noted or d)]
        return list(dict.fromkeys(found))[:_OTHER_DAYS]


def _section(held: HeldProvision) -> str:
    return held.locator.split("(")[0]

"""The table of periods (`periods.toml`): what asks for each, where its length is stated, how it is counted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from assistant.engines.calculation.figures import Rule, entries
from corpus.language.lazy_regex import lazy_regex

TABLE = Path(__file__).with_name("periods.toml")
PERIOD_UNITS = ("days", "business_days", "months", "years", "quarter_months")
UNIT_NAMES = {"days": "days", "business_days": "business days", "months": "months", "years": "years"}
RUNS = lazy_regex(r"\b(?:kept|valid|possible|stopped|run|keeps)\b")  # what lasts until its last day


@dataclass(frozen=True, slots=True)
class Period:
    """Entry of `periods.toml`; its head says what each field does."""

    id: str
    asked: tuple[re.Pattern[str], ...]
    event: str
    happens: re.Pattern[str]
    due: str
    name: str
    locator: str
    words: str
    source: str = ""
    unless: re.Pattern[str] | None = None
    before: bool = False
    latest: bool = False
    counting: str = ""
    eccns: str = ""
    sibling: str = ""
    follows: str = ""
    regime: re.Pattern[str] | None = None
    pauses: re.Pattern[str] | None = None
    pause: str = ""
    extended: str = ""
    surest: re.Pattern[str] | None = None

    @property
    def rule(self) -> Rule:
        """Return where its length is stated."""
        return Rule(self.id, self.locator, self.words, self.source)

    def is_asked(self, text: str) -> bool:
        """Return whether a question is of this period by its words."""
        return all(p.search(text) for p in self.asked) and not (self.unless and self.unless.search(text))


@dataclass(frozen=True, slots=True)
class Beside:
    """Entry `[[beside]]` of `periods.toml`; its head says what each field does."""

    id: str
    of: tuple[str, ...]
    asked: re.Pattern[str]
    locator: str
    words: str
    says: str

    @property
    def rule(self) -> Rule:
        """Return where it is stated."""
        return Rule(self.id, self.locator, self.words)


@dataclass(frozen=True, slots=True)
class Kept:
    """Entry `[[kept]]` of `periods.toml`: the periods for which a law wants papers kept; none where it has no entry."""

    name: str
    jurisdiction: str = ""
    called: re.Pattern[str] | None = None
    periods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Periods:
    """Table of periods with the rules on counting, and what else the texts say of them."""

    entries: tuple[Period, ...]
    counting: Mapping[str, Rule] = field(default_factory=dict)
    beside: tuple[Beside, ...] = ()
    kept: tuple[Kept, ...] = ()

    def by_id(self, name: str) -> Period:
        """Return one period."""
        return next(p for p in self.entries if p.id == name)


@cache
def period_table() -> Periods:
    """Return the table that comes with Licet."""
    counting = {rule.id: rule for rule in entries(TABLE, "counting", Rule)}
    periods = entries(TABLE, "period", Period, ("asked", "unless", "happens", "surest", "regime", "pauses"))
    beside, kept = entries(TABLE, "beside", Beside, ("asked",)), entries(TABLE, "kept", Kept, ("called",))
    return Periods(periods, counting, beside, kept)

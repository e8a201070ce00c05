"""Result of a calculation, and the answer made of it: the figure first, then every step with its law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assistant.engines.model import Computed, Finding, MissingText, Span, span_payload
from assistant.facts.days import day_in_words
from assistant.model import Form, Outcome, StatementRole
from corpus.catalogue import CatalogueReader

Value = str | bool | date | Decimal | Fraction | int | None | tuple[Any, ...]  # several of one kind in a tuple


@dataclass(frozen=True, slots=True)
class CalculationStep:
    """One step of a calculation with the stretches of law that it stands on."""

    text: str
    spans: tuple[Span, ...] = ()
    note: StatementRole = StatementRole.PROPER


@dataclass(frozen=True, slots=True)
class Calculation:
    """What was computed. `values` are what programs read; `asks_for` and `missing` say why there is no result.

    With `partly`, `missing` only says what is not told beside it. `brings` are official sources that would say more.
    """

    lead: str
    values: Mapping[str, Value] = field(default_factory=dict)
    steps: tuple[CalculationStep, ...] = ()
    asks_for: tuple[str, ...] = ()
    missing: tuple[MissingText, ...] = ()
    partly: bool = False
    says_yes: bool | None = None
    brings: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Return "needs a fact" or "not in the collection" where that is why there is no result."""
        if self.asks_for:
            return Outcome.NEEDS_FACT
        return Outcome.NOT_IN_CORPUS if self.missing and not self.partly else Outcome.ANSWERED


def needs(*facts: str, steps: tuple[CalculationStep, ...] = ()) -> Calculation:
    """Return a calculation that wants facts; each is a phrase such as "the value in US dollars"."""
    return Calculation(
        f"This can be computed once one thing is known: {' and '.join(facts)}.", steps=steps, asks_for=facts
    )


def refused(line: str) -> Calculation:
    """Return a calculation whose figures contradict each other; `line` says how."""
    return Calculation(line, asks_for=("figures that agree",))


def computed_of(found: Calculation, catalogue: CatalogueReader) -> Computed:
    """Return the answer of an engine made of a calculation."""
    spans = tuple(dict.fromkeys(span for step in found.steps for span in step.spans))
    lead = Finding(found.lead, spans[:3], says_yes=found.says_yes, brings=found.brings)
    findings = (lead, *(Finding(step.text, step.spans, step.note) for step in found.steps))
    payload: dict[str, Any] = {name: json_value(value) for name, value in found.values.items()}
    quoted = {span: span_payload(span, catalogue) for span in spans}
    payload["steps"] = [
        {"step": step.text, "locators": list(dict.fromkeys(quoted[span]["locator"] for span in step.spans))}
        for step in found.steps
    ]
    payload["citations"] = list(quoted.values())
    return Computed(
        Form.CALCULATION, findings, payload, found.outcome, asks_for=found.asks_for, missing_texts=found.missing
    )


def json_value(value: Value) -> Any:
    """Return a value as JSON holds it: numbers as numbers, days in ISO format."""
    if isinstance(value, tuple):
        return [json_value(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | Fraction):
        return int(value) if value == int(value) else float(value)
    return value


def numeral(value: Decimal | Fraction | int) -> str:
    """Return a number as English writes it: 133,500; 0.075. One that no decimal ends is rounded to two places."""
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        value = exact if Fraction(exact) == value else round(exact, 2)
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def weekday(value: date) -> str:
    """Return a day in words with its day of the week: Monday, 15 June 2026."""
    return f"{value:%A}, {day_in_words(value)}"

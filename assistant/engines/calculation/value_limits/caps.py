"""Amounts under a limit that counts what went before (`caps.toml`): deposits of one person, quotas of a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from assistant.engines.calculation.figures import NotStatedError, Rule, entries, read_rule
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, needs, numeral
from assistant.facts.days import day_in_words
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex

TABLE = Path(__file__).with_name("caps.toml")
_USED = lazy_regex(
    r"\b(?:already|so far|to date|has|have|had|holds?|holding|deposited|imported|used|taken up|filled|now|currently|"
    r"(?:two|three|four|both|several) (?:deposits|accounts))\b",
    re.I,
)
_NEW = lazy_regex(
    r"\b(?:more|another|next|further|additional|wants? to|would like to|add|put in|new|now wants?|plans?|coming)\b",
    re.I,
)
_TONNES = lazy_regex(
    r"(?<![\w.,])(?P<n>\d{1,3}(?:[, ]\d{3}){1,3}|\d{1,9}) ?(?:t|mt|tons?|tonnes?|metric tons?)\b", re.I
)
_SUM_IN_GROUPS = lazy_regex(
    r"(?<![\w.,/])\d{1,3}(?:[.,]000){1,2}(?![\w/]|[.,]\d)"
)  # a sum without its currency: "60.000"
_EUROS = "eur"
_BESIDE_AMOUNT = 60  # characters before an amount in which it is said to be what is there already, or what comes


@dataclass(frozen=True, slots=True)
class Cap:
    """Entry of `caps.toml`; its head says what each field does."""

    id: str
    asked: tuple[re.Pattern[str], ...]
    locator: str
    words: str
    source: str
    unit: str
    holds: str
    reached: str
    elsewhere: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    says: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Told:
    """Amount of a question in the unit of a limit, with its place."""

    value: Decimal
    start: int
    end: int


@cache
def table() -> tuple[Cap, ...]:
    """Return the entries of the table, in its order."""
    return entries(TABLE, "cap", Cap, ("asked", "elsewhere", "unless"))


def capped(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether an amount still fits a limit beside what went before; None where it tells no amounts of it."""
    asked = Asked.of(question.standalone)
    cap = next((c for c in table() if all(p.search(asked.text) for p in c.asked)), None)
    if cap is None or (cap.unless and cap.unless.search(asked.text)):
        return None  # who is told of as left out is not held to the limit
    told = _told(asked, cap)
    if not told:
        return None
    try:
        return _computed(question, catalogue, asked, cap, told)
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))


def _told(asked: Asked, cap: Cap) -> list[_Told]:
    if cap.unit == _EUROS:
        if {a.currency for a in asked.amounts} - {"eur", ""}:
            return []
        if told := [_Told(a.value, a.start, a.end) for a in asked.amounts if a.value > 0]:
            return told
        bare = _SUM_IN_GROUPS.finditer(asked.text)
        return [_Told(Decimal(re.sub(r"\D", "", m[0])), m.start(), m.end()) for m in bare]
    found = _TONNES.finditer(asked.text)
    return [_Told(Decimal(re.sub(r"\D", "", m["n"])), m.start(), m.end()) for m in found if m["n"] != "0"]


def _computed(
    question: Query, catalogue: CatalogueReader, asked: Asked, cap: Cap, told: list[_Told]
) -> Calculation | None:
    said = read_rule(catalogue, question.filters, Rule(cap.id, cap.locator, cap.words, cap.source))
    limit = said["limit"]
    counted: list[_Told] = []
    other: list[_Told] = []
    coming: list[_Told] = []
    last = 0
    for n, one in enumerate(told):
        until = told[n + 1].start if n + 1 < len(told) else len(asked.text)
        before = asked.text[max(last, one.start - _BESIDE_AMOUNT) : one.start]
        behind = re.split(
            r"[.;?!]|,\s|\b(?:and|but|now|then)\b", asked.text[one.end : min(until, one.end + _BESIDE_AMOUNT)]
        )[0]
        last = one.end
        if one.value == limit:
            continue  # the limit itself, as the asker has it in mind
        if cap.elsewhere and (cap.elsewhere.search(behind) or cap.elsewhere.search(re.split(r"[.;?!]", before)[-1])):
            other.append(one)
        elif _NEW.search(before) or _NEW.search(behind):
            coming.append(one)
        else:
            counted.append(one)
    if not coming and len(counted) > 1 and not _USED.search(asked.text):
        return needs(f"which of the amounts is there already, and which comes to it ({cap.holds})")
    parts = [*counted, *coming]
    if not parts:
        return None
    total = sum((p.value for p in parts), Decimal(0))
    used = sum((p.value for p in counted), Decimal(0))
    over = total > limit
    unit = "EUR" if cap.unit == _EUROS else "tonnes"
    sums = " + ".join(numeral(p.value) for p in parts) + (f" = {numeral(total)}" if len(parts) > 1 else "")
    line = f"{sums} {unit} is {'over' if over else 'not over'} the {numeral(limit)} {unit} of {cap.holds}"
    left = max(limit - used, Decimal(0))
    if coming:
        line += f": {numeral(left)} {unit} are left"
        line += f", so {numeral(total - limit)} {unit} of it are over" if over else ""
    steps = [CalculationStep(f"{line}.", (said.span,))]
    if other:
        words = " and ".join(numeral(o.value) for o in other)
        apart = f"Not added: {words} {unit}, which are told of as elsewhere. {cap.says}"
        steps.append(CalculationStep(apart, (said.span,)))
    elif coming and cap.elsewhere and cap.elsewhere.search(asked.text):
        alone = sum((p.value for p in coming), Decimal(0))
        over_alone = "over" if alone > limit else "not over"
        apart = f"Elsewhere {numeral(alone)} {unit} by itself is {over_alone} it. {cap.says}"
        steps.append(CalculationStep(apart, (said.span,)))
    verdict = f"Not in full: {line}." if over and coming and left else f"{line[:1].upper()}{line[1:]}."
    steps.append(CalculationStep(cap.reached, (said.span,)))
    day = said.held.version.valid_from
    if day:
        edition = f"This is the text of {day_in_words(day)}: later amendments are not in it. {cap.note}"
        steps.append(CalculationStep(edition.strip()))
    values: dict[str, Value] = {"total": total, "limit": limit, "over": over, "left": left}
    lead = " ".join((verdict, *(s.text for s in steps[1:])))
    return Calculation(lead, values, tuple(steps))

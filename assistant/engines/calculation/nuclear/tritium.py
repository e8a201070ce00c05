"""Tritium in dispersed form under the general licence: what an item, a shipment and a calendar year may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.engines.calculation.figures import SMALL_NUMBER, NotStatedError, Stated, rules, stated
from assistant.engines.calculation.figures import number as figure
from assistant.engines.calculation.nuclear.activities import ACTIVITY, in_tbq
from assistant.engines.calculation.nuclear.materials import countries_listed
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, needs, shown
from assistant.engines.model import Span
from assistant.query.model import Query
from assistant.query.places import countries_named
from corpus.catalogue import CatalogueReader
from corpus.lexicon import countries

_TRITIUM = re.compile(r"\btritium\b|\bhydrogen-3\b|\bH-3\b", re.I)
_SHIPS = re.compile(r"\b(?:ship|send|export|deliver|sell|go(?:es|ing)?|customers?|order|consignment)\w*\b", re.I)
_IN_AIRCRAFT = re.compile(r"\b(?:aircraft|airplanes?|planes?|cockpits?)\b", re.I)
_RECOVERED = re.compile(r"\b(?:recover(?:y|ing|ed)?|recycl\w+|extract\w*)\b", re.I)
_COUNT = re.compile(
    rf"\b(?P<n>{SMALL_NUMBER}|\d{{5}}) (?:[\w-]{{1,20}} ){{0,3}}?"
    r"(?:pcs|pieces?|signs?|lights?|sources?|tubes?|units?|items?|devices?|vials?|watches|sights?|markers?)\b",
    re.I,
)


_TO = re.compile(r"\b(?:to|for|into|in)\b(?= )", re.I)
_GOES_TO = re.compile(r" (?:(?:the|a|our|customers?|buyers?|clients?|in) ){0,3}[A-Z][^,;.?!/]{1,40}")


@dataclass(frozen=True, slots=True)
class _Items:
    """Items of one activity each that go to one country; `count` is 0 where it is not told."""

    activity: Fraction
    count: int
    code: str


def tritium(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether items with tritium fit the general licence by item and by shipment; None for other questions.

    Where their activity is not told it is asked for, with the limits of the country.
    """
    text = Asked.of(question.standalone).text
    asks = rules()["tritium"].asked
    if not (_TRITIUM.search(text) and asks and asks.search(text)) or _IN_AIRCRAFT.search(text):
        return None
    codes = [code for code, _ in question.countries if code != "US"]
    if not codes or not (_SHIPS.search(text) or ACTIVITY.search(text)):
        return None  # the rule itself is asked for
    try:
        rule = _Rule(question, catalogue)
        if _RECOVERED.search(text):
            none = stated(catalogue, question.filters, "tritium-recovery")
            line = f"Not under the general licence: {none.held.locator} leaves out tritium for recovery or recycling."
            return Calculation(line, {"covered": False}, (CalculationStep(line, (none.span,)),))
        told = list(_items(text, codes))
        if not told:
            return rule.asks_for(codes)
        return rule.over(told)
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))


def _items(text: str, codes: Sequence[str]) -> Iterator[_Items]:
    """Yield what goes where: each activity with the count before it, and the country behind it or before it."""
    found = list(ACTIVITY.finditer(text))
    last = 0
    for n, told in enumerate(found):
        behind = text[told.end() : found[n + 1].start() if n + 1 < len(found) else len(text)]
        before = text[last : told.start()]
        counts = list(_COUNT.finditer(before)) or list(_COUNT.finditer(behind))
        count = int(figure(counts[-1]["n"])) if counts else 0
        here = [_bound_for(part, codes) for part in (behind, before)]
        here += [[c for c, _ in countries_named(part) if c in codes] for part in (behind, before)]
        places = next((p for p in here if p), list(codes))
        for code in places if n + 1 == len(found) == 1 else places[:1]:
            yield _Items(in_tbq(told), count, code)
        last = told.end()


def _bound_for(text: str, codes: Sequence[str]) -> list[str]:
    """Return the countries that something goes to by the words before them: "to Japan / to Kenya"."""
    named = (_GOES_TO.match(piece) for piece in _TO.split(text)[1:])
    found = (c for m in named if m for c, _ in countries_named(m[0]))
    return [c for c in dict.fromkeys(found) if c in codes]


class _Rule:
    """Limits of the general licence for tritium, and the lists of countries that they turn on."""

    def __init__(self, question: Query, catalogue: CatalogueReader) -> None:
        self.embargoed = countries_listed(catalogue, question.filters, "10 CFR 110.28")
        self.suppliers = countries_listed(catalogue, question.filters, "10 CFR 110.30")
        self.any = stated(catalogue, question.filters, "tritium")
        self.supplier = stated(catalogue, question.filters, "tritium-suppliers")
        self.recovery = stated(catalogue, question.filters, "tritium-recovery")

    def asks_for(self, codes: Sequence[str]) -> Calculation:
        """Return what is to be told, with the limits for each country."""
        steps = tuple(step for code in codes for step in self._of(code)[1])
        made = needs(
            "the activity of one item (in TBq or curies), how many items are in the shipment and what has gone to that "
            "country this calendar year",
            steps=(*steps, self._left_out),
        )
        lead = f"{made.lead} {' '.join(s.text for s in steps)} {self._left_out.text}"
        return Calculation(lead, {}, made.steps, asks_for=made.asks_for)

    def over(self, told: Sequence[_Items]) -> Calculation:
        """Return how items stand to the limits."""
        leads: list[str] = []
        steps: list[CalculationStep] = []
        covered: list[Value] = []
        for items in told:
            said, where = self._of(items.code)
            name = countries.table().by_code[items.code].name
            steps += where
            if said is None:
                leads.append(where[0].text)
                covered.append(False)
                continue
            line, fits = _against(items, said)
            leads.append(f"{name}: {line}")
            steps.append(CalculationStep(f"{name}: {line}", (said.span,)))
            covered.append(fits)
        steps.append(self._left_out)
        values: dict[str, Value] = {"covered": tuple(covered) if len(covered) > 1 else covered[0]}
        return Calculation(" ".join(leads), values, tuple(dict.fromkeys(steps)))

    @property
    def _left_out(self) -> CalculationStep:
        line = "Tritium for recovery or recycling is left out, and all that goes to the country in the year counts."
        return CalculationStep(line, (self.recovery.span,))

    def _of(self, code: str) -> tuple[Stated | None, list[CalculationStep]]:
        """Return the limits for a country, None for one that the licence does not reach, with the steps to it."""
        name = countries.table().by_code[code].name
        members, span = self.embargoed
        if code in members:
            line = f"{name} is in the list of 10 CFR 110.28: no such general licence reaches it."
            return None, [CalculationStep(line, (span,))]
        inside, other = self.suppliers
        said = self.supplier if code in inside else self.any
        spans: tuple[Span, ...] = (said.span, other)
        inside_or_not = "" if code in inside else "not "
        limits = f"{shown(said['item'])} TBq an item, {shown(said['shipment'])} TBq a shipment"
        line = (
            f"{name} is {inside_or_not}in the list of 10 CFR 110.30: {limits} and {shown(said['year'])} TBq a calendar "
            f"year to that country ({said.held.locator})."
        )
        return said, [CalculationStep(line, spans)]


def _against(items: _Items, said: Stated) -> tuple[str, bool]:
    """Return in a sentence how items stand to the limits of one item and of one shipment, and whether they fit."""
    item, shipment = Fraction(said["item"]), Fraction(said["shipment"])
    small = items.activity <= item
    each = f"{_tbq(items.activity)} TBq is {'not over' if small else 'over'} the {shown(said['item'])} TBq"
    each += " of an item"
    if items.count <= 1:
        rest = f"a shipment may hold {shown(said['shipment'])} TBq, a calendar year {shown(said['year'])} TBq"
        verdict = "" if small else "; no general licence covers such an item"
        return f"{each}{verdict}; {rest}.", small
    total = items.activity * items.count
    whole = total <= shipment
    most = int(shipment // items.activity)
    line = (
        f"{each}, and {items.count} x {_tbq(items.activity)} = {_tbq(total)} TBq is "
        f"{'not over' if whole else 'over'} the {shown(said['shipment'])} TBq of a shipment"
    )
    if small and not whole:
        line += f", which holds at most {most} of them ({_tbq(items.activity * most)} TBq)"
    fits = small and whole
    verdict = "within" if fits else "not within"
    return f"{verdict} the general licence: {line}; {shown(said['year'])} TBq is the most in a calendar year.", fits


def _tbq(value: Fraction) -> str:
    """Return an activity with four figures at most, however small it is."""
    return f"{float(value):.4g}"

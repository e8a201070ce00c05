"""Tritium under a general licence: how much one item, one shipment and one year may have, by where it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from assistant.engines.calculation.figures import (
    SMALL_NUMBER,
    NotStatedError,
    Rule,
    Stated,
    entries,
    law_country,
    read_rule,
    to_decimal,
)
from assistant.engines.calculation.nuclear.activities import Activity, activities
from assistant.engines.calculation.nuclear.materials import by_country, countries_listed
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, numeral
from assistant.engines.determination.facts.places import places
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.lexicon import countries
from corpus.lexicon.tables import content

TABLE = Path(__file__).with_name("tritium.toml")
_EMBARGOED = "10 CFR 110.28"
_TRITIUM = re.compile(r"\btritium\b|\bH-3\b", re.I)
_RECOVERED = re.compile(r"\b(?:recover\w*|recycl\w*|fusion|thermonuclear)\b", re.I)
_COUNTED_PIECES = re.compile(
    rf"\b(?P<n>{SMALL_NUMBER}) (?!(?:TBq|GBq|Ci)\b)(?:[\w-]{{1,20}} ){{0,2}}?(?:pcs|pieces|signs?|sources|items|units|"
    r"lights|lamps|tubes|vials|devices|watches|sights|dials|markers)\b|\bx\s?(?P<times>\d{1,4})\b",
    re.I,
)
# "Norway's dual use list": whose law is asked of too, and where nothing goes.
_LAW_OF_A_PLACE = re.compile(r"(?:['’]s)?(?: [\w-]{2,12}){0,3} (?:lists?|annex(?:es)?|laws?|rules?)\b", re.I)
_TBQ_OF_CURIE = Fraction(37, 1000)
_PLACES_MOST = 4


@dataclass(frozen=True, slots=True)
class TritiumLimit:
    """Entry of `tritium.toml`; its head says what each field does."""

    id: str
    name: str
    locator: str
    words: str
    item: str
    asked: re.Pattern[str] | None = None
    only: str = ""

    @property
    def rule(self) -> Rule:
        """Return where its limits are stated."""
        return Rule(self.id, self.locator, self.words)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a question tells for one country: the activity of an item, and how many items go."""

    code: str
    activity: Activity | None
    pieces: int | None


@cache
def _asks() -> re.Pattern[str]:
    return re.compile(str(content(TABLE)["asks"]), re.I)


@cache
def limits() -> tuple[TritiumLimit, ...]:
    """Return the entries of the table, in its order."""
    return entries(TABLE, "tritium", TritiumLimit, ("asked",))


def general_licence(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether tritium in a dispersed form fits the general licence for a country; None for other questions."""
    text = question.standalone
    if not _TRITIUM.search(text) or not _asks().search(text) or _RECOVERED.search(text):
        return None
    told = _told(text)
    to = list(dict.fromkeys(t.code for t in told))
    try:
        if not to:
            return _without_country(text, catalogue, question.filters)
        if len(to) > _PLACES_MOST:
            return None
        found = [_computed(text, t, catalogue, question.filters) for t in told]
        return found[0] if len(found) == 1 else by_country(found)
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))


def _told(text: str) -> list[_Told]:
    """Return what is told for each country: the activity before it, or the only one; the number that stands with it."""
    own = [(m.start(), n) for m in _COUNTED_PIECES.finditer(text) if (n := int(to_decimal(m["n"] or m["times"])))]
    every = activities(text)
    out: list[_Told] = []
    for place in places(text):
        start, end, code = place.start, place.end, place.code
        if code in ("", law_country()) or any(t.code == code for t in out) or _LAW_OF_A_PLACE.match(text, end):
            continue
        before = [a for a in every if a.start < start]
        activity = min(every, key=lambda a: abs(a.start - start), default=None) if len(every) > 1 else None
        activity = activity or (before[-1] if before else every[0] if every else None)
        pieces = min(own, key=lambda p: abs(p[0] - activity.start), default=None) if activity else None
        out.append(_Told(code, activity, pieces[1] if pieces else None))
    return out


def _of(text: str, code: str, lists: dict[str, frozenset[str]]) -> TritiumLimit:
    return next(
        x
        for x in limits()
        if (x.asked is None or x.asked.search(text)) and (not x.only or code in lists.get(x.only, ()))
    )


def _computed(text: str, told: _Told, catalogue: CatalogueReader, filters: Filters) -> Calculation:
    name = countries.table().by_code[told.code].name
    embargoed, span = countries_listed(catalogue, filters, _EMBARGOED)
    if told.code in embargoed:
        line = f"{name} is in the list of {_EMBARGOED}: no such general licence reaches it."
        return Calculation(line, {"covered": False}, (CalculationStep(line, (span,)),))
    members, of_members = countries_listed(catalogue, filters, "10 CFR 110.30")
    limit = _of(text, told.code, {"10 CFR 110.30": members})
    said = read_rule(catalogue, filters, limit.rule)
    steps = [
        CalculationStep(f"{name} is not in the list of {_EMBARGOED}.", (span,)),
        CalculationStep(
            f"{name} is {'' if told.code in members else 'not '}in the list of 10 CFR 110.30.", (of_members,)
        ),
        CalculationStep(_stated(limit, said, name), (said.span,)),
    ]
    last = CalculationStep(
        "It does not reach tritium for recovery or recycling (§ 110.23(a)(8)(iv)), nor the barred end uses of § 110.20."
    )
    if told.activity is None:
        facts = (
            f"the activity of each {limit.item} in terabecquerels or curies, how many go in one shipment, and what has "
            f"gone to {name} in the calendar year"
        )
        return Calculation(f"{_stated(limit, said, name)} It turns on {facts}.", {}, (*steps, last), (facts,))
    return _against(told, told.activity, limit, said, name, (*steps, last))


def _against(
    told: _Told, activity: Activity, limit: TritiumLimit, said: Stated, name: str, steps: Sequence[CalculationStep]
) -> Calculation:
    """Return how the activities told stand to the limits."""
    each, item = Fraction(said["item"]), activity.becquerels
    fits = item <= each
    lines = [f"{activity.words} is {'not over' if fits else 'over'} the {_both(each)} of one {limit.item}"]
    values: dict[str, Value] = {"limit": each, "item": item}
    if "shipment" in said.values:
        most = Fraction(said["shipment"])
        if told.pieces and told.pieces > 1:
            total = item * told.pieces
            within = total <= most
            lines.append(
                f"{told.pieces} x {_tbq(item)} = {_tbq(total)} is {'not over' if within else 'over'} the {_both(most)} "
                "of one shipment" + ("" if within or not fits else f", which at most {int(most // item)} of them keep")
            )
            values |= {"shipment": total}
            fits = fits and within
        else:
            lines.append(f"one shipment may have {_both(most)}")
        lines.append(f"a calendar year {_both(Fraction(said['year']))} to that country, all shipments taken together")
    values["covered"] = fits
    verdict = (
        f"For {name} the amounts told are within the general licence of {limit.locator}."
        if fits
        else f"For {name} the general licence of {limit.locator} does not cover that: what is over it needs a specific "
        "licence."
    )
    return Calculation(f"{verdict} {'; '.join(lines)}.", values, tuple(steps))


def _without_country(text: str, catalogue: CatalogueReader, filters: Filters) -> Calculation:
    found = [x for x in limits() if x.asked is None or x.asked.search(text)]
    if found[0].asked is not None:
        found = found[:1]
    told, spans = [], []
    for limit in found:
        said = read_rule(catalogue, filters, limit.rule)
        where = "the countries listed in § 110.30" if limit.only else "a country not listed in § 110.28"
        told.append(_stated(limit, said, where))
        spans.append(said.span)
    asks = ("the destination (country)",)
    lead = f"That turns on {asks[0]}. {' '.join(told)} To a country listed in § 110.28 it reaches nothing."
    return Calculation(lead, {}, (CalculationStep("The destination is not told.", tuple(spans)),), asks)


def _stated(limit: TritiumLimit, said: Stated, where: str) -> str:
    most = f"{_both(Fraction(said['item']))} per {limit.item}"
    if "shipment" in said.values:
        most += (
            f", {_both(Fraction(said['shipment']))} per shipment and {_both(Fraction(said['year']))} a calendar year"
        )
    return f"Under {limit.locator} {limit.name} may go to {where} by general licence with at most {most}."


def _tbq(value: Fraction) -> str:
    return f"{numeral(value)} TBq"


def _both(value: Fraction) -> str:
    return f"{numeral(value)} TBq ({numeral(round(value / _TBQ_OF_CURIE))} curies)"

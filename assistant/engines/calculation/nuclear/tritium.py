"""Tritium under a general licence: how much one item, one shipment and one year may have, by where it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from assistant.engines.calculation.figures import NotStatedError, Rule, Stated, entries, law_country, read_rule
from assistant.engines.calculation.nuclear.activities import Activity, activities
from assistant.engines.calculation.nuclear.destinations import by_country, where_not_suspended
from assistant.engines.calculation.nuclear.item_counts import ItemCount, item_count
from assistant.engines.calculation.nuclear.materials import Weight, countries_listed, weights_told
from assistant.engines.calculation.nuclear.told_limits import is_import, is_of_another_agency
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, needs, numeral
from assistant.engines.determination.facts.places import Place, places
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries
from corpus.lexicon.tables import content

TABLE = Path(__file__).with_name("tritium.toml")
_EMBARGOED = "10 CFR 110.28"
_TRITIUM = lazy_regex(r"\btritium\b|\bH-3\b", re.I)
_RECOVERED = lazy_regex(r"\b(?:recover\w*|recycl\w*|fusion|thermonuclear)\b", re.I)
# "Norway's dual use list": whose law is asked of too, and where nothing goes.
_LAW_OF_A_PLACE = lazy_regex(r"(?:['’]s)?(?: [\w-]{2,12}){0,3} (?:lists?|annex(?:es)?|laws?|rules?)\b", re.I)
_TBQ_OF_CURIE = Fraction(37, 1000)
_OF_TRITIUM = lazy_regex(r"\s?of tritium(?: gas)?(?:\s(?:to|for|into|each|apiece|per)\b|\s?[?.!,;:]|\s?$)", re.I)
# Nothing but what is in an item is told in milligrams: "tubes of 2 mg each".
_MILLIGRAMS = lazy_regex(r"m(?:g|illi\w{0,12})$", re.I)
_OF_AN_ITEM = lazy_regex(r"(?:\s(?:to|for|in|each|apiece|per)\b|\s?[?.!,;:]|\s?$)", re.I)
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
    """What a question tells for one country: the activity of an item, or its weight, and how many items go."""

    code: str
    amount: Activity | Weight | None
    pieces: ItemCount | None


@cache
def _asks() -> re.Pattern[str]:
    return re.compile(str(content(TABLE)["asks"]), re.I)


@cache
def tritium_limits() -> tuple[TritiumLimit, ...]:
    """Return the entries of the table, in its order."""
    return entries(TABLE, "tritium", TritiumLimit, ("asked",))


def general_licence(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether tritium in a dispersed form fits the general licence for a country; None for other questions."""
    text = question.standalone
    if not _TRITIUM.search(text) or not _asks().search(text) or _RECOVERED.search(text):
        return None
    if is_of_another_agency(text) or is_import(text):
        return None
    told = _told(question)
    to = list(dict.fromkeys(t.code for t in told))
    try:
        if not to:
            return _without_country(text, catalogue, question.filters)
        if len(to) > _PLACES_MOST:
            return None
        found = [where_not_suspended(_computed(text, t, catalogue, question.filters), t.code) for t in told]
        return found[0] if len(found) == 1 else by_country(found)
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))


def _told(question: Query) -> list[_Told]:
    """Return what is told for each country: the amount before it, or the only one; the number that stands with it.

    A follow-up that names a country is of that one alone: "and 90 of the same to Japan?".
    """
    text, now = question.standalone, question.core
    turned = bool(question.before) and text.endswith(now) and any(_goes_to(now, p) for p in places(now))
    begin = len(text) - len(now) if turned else 0
    every: Sequence[Activity | Weight] = activities(text) or _weights_of_tritium(text)
    to = [p for p in places(text) if _goes_to(text, p) and p.start >= begin]
    to = [p for n, p in enumerate(to) if p.code not in {o.code for o in to[:n]}]
    out: list[_Told] = []
    for n, place in enumerate(to):
        before = [a for a in every if a.start < place.start]
        nearest = min(every, key=lambda a: abs(a.start - place.start), default=None) if len(every) > 1 else None
        amount = nearest or (before[-1] if before else every[0] if every else None)
        own = text[begin:]
        if len(to) > 1:
            # Of several countries each has the words up to it, and the last one those behind it too.
            own = text[to[n - 1].end if n else begin : place.end if n + 1 < len(to) else len(text)]
        pieces = item_count(own) or (item_count(text) if len(to) > 1 or turned else None)
        out.append(_Told(place.code, amount, pieces))
    return out


def _weights_of_tritium(text: str) -> list[Weight]:
    """Return the weights of tritium itself: "20 kg of tritium exit signs" is that of the signs."""
    return [
        w
        for w in weights_told(text)
        if _OF_TRITIUM.match(text, w.end) or (_MILLIGRAMS.search(w.words) and _OF_AN_ITEM.match(text, w.end))
    ]


def _goes_to(text: str, place: Place) -> bool:
    return place.code not in ("", law_country()) and not _LAW_OF_A_PLACE.match(text, place.end)


def _of(text: str, code: str, lists: dict[str, frozenset[str]]) -> TritiumLimit:
    return next(
        x
        for x in tritium_limits()
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
    if told.amount is None:
        facts = (
            f"the activity of each {limit.item} in terabecquerels or curies, how many go in one shipment, and what has "
            f"gone to {name} in the calendar year"
        )
        return Calculation(f"{_stated(limit, said, name)} It turns on {facts}.", {}, (*steps, last), (facts,))
    if isinstance(told.amount, Weight):
        activity, how = _of_weight(told.amount, limit, said)
        steps.append(how)
        return _against(told, activity, limit, said, name, (*steps, last))
    return _against(told, told.amount, limit, said, name, (*steps, last))


def _of_weight(weight: Weight, limit: TritiumLimit, said: Stated) -> tuple[Activity, CalculationStep]:
    """Return the activity of a weight of tritium by the figures that the law itself sets side by side."""
    figure = Fraction(said["shipment" if "shipment" in said.values else "item"])
    activity = Fraction(weight.kilograms) * 10**6 / Fraction(said["milligrams"]) * figure
    line = (
        f"{weight.words} is {_tbq(round(activity, 3))}: {limit.locator} sets {numeral(said['milligrams'])} milligrams "
        f"beside {_tbq(figure)}."
    )
    return Activity(activity, weight.words, weight.start), CalculationStep(line, (said.span,))


def _against(
    told: _Told, activity: Activity, limit: TritiumLimit, said: Stated, name: str, steps: Sequence[CalculationStep]
) -> Calculation:
    """Return how the activities told stand to the limits."""
    each, item = Fraction(said["item"]), activity.becquerels
    fits = item <= each
    count = told.pieces.number if told.pieces else None
    if told.pieces and count is None:
        return needs(f"how many items of {activity.words} one shipment has", steps=tuple(steps))
    lines = [f"{activity.words} is {'not over' if fits else 'over'} the {_both(each)} of one {limit.item}"]
    values: dict[str, Value] = {"limit": each, "item": item}
    if "shipment" in said.values:
        most = Fraction(said["shipment"])
        if count:
            total = item * count
            within = total <= most
            lines.append(
                f"{count} x {_tbq(item)} = {_tbq(total)} is {'not over' if within else 'over'} the {_both(most)} "
                "of one shipment" + ("" if within or not fits else f", which at most {int(most // item)} of them keep")
            )
            values |= {"shipment": total}
            fits = fits and within
        else:
            over = item > most  # whatever the number of items
            lines.append(f"it is over the {_both(most)} of one shipment, too" if over else _of_shipment(most))
        lines.append(f"a calendar year {_both(Fraction(said['year']))} to that country, all shipments taken together")
    values["covered"] = fits
    within_it = (
        f"For {name} the amounts told are within the general licence of {limit.locator}."
        if count or "shipment" not in said.values
        else f"For {name} one such {limit.item} is within the general licence of {limit.locator}; how many of them go "
        "in one shipment is not told."
    )
    verdict = (
        within_it
        if fits
        else f"For {name} the general licence of {limit.locator} does not cover that: what is over it needs a specific "
        "licence."
    )
    return Calculation(f"{verdict} {'; '.join(lines)}.", values, tuple(steps))


def _of_shipment(most: Fraction) -> str:
    return f"one shipment may have {_both(most)}"


def _without_country(text: str, catalogue: CatalogueReader, filters: Filters) -> Calculation:
    found = [x for x in tritium_limits() if x.asked is None or x.asked.search(text)]
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

"""Luxury goods for Russia (`luxury.toml`): from which value an item is under the ban of the EU regulation held."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

from assistant.engines.calculation.figures import (
    NotStatedError,
    Rule,
    Stated,
    entries,
    figure_rules,
    read_rule,
    stated_by,
)
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, needs, numeral, refused
from assistant.engines.determination.facts.goods import goods_sent
from assistant.facts.days import day_in_words
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import measures

TABLE = Path(__file__).with_name("luxury.toml")
_EURO_BEFORE, _EURO_BEHIND = measures.table().before_of("eur"), measures.table().behind_of("eur")
_ASKS_LUXURY = (
    r"\bluxur(?:y|ies|ious)\b|\bluxus\w*|\bluxe\b|\blujo\b|\blusso\b|\b(?:annex|anhang|annexe) xviii\b|\b3h\b"
)
_ITEMS_MOST = 6  # goods of one question, each with its value
# Before an amount: it is that of all items together.
_OF_ALL = lazy_regex(
    r"\b(?:total|sum|altogether|overall|whole (?:order|shipment|lot)|invoice|in all|gesamt\w*|zusammen|insgesamt)\b"
    r"[^.;?!]{0,20}$",
    re.I,
)
# Before an amount, or behind it: it is said to be the limit, and is the value of no item.
_SAID_AS_LIMIT = lazy_regex(
    r"\b(?:limits?|thresholds?|ceiling|cap|(?:wert|ober|frei)?grenzen?|schwelle\w*|seuils?|limites?|plafond"
    r"|l[íi]mites?|"
    r"umbral|soglia)\b[^.;?!\d]{0,30}$|"
    r"\b(?:bans?|banned|prohibit\w*|luxury goods?|rules?|caught|allowed)\b[^.;?!\d]{0,20}"
    rf"\b(?:above|over|from|exceeding|more than|below|under|up to)\s?{_EURO_BEFORE}?\s?$",
    re.I,
)
_LIMIT_BEHIND = lazy_regex(rf"(?:\s?{_EURO_BEHIND})?[- ](?:limit|threshold|ceiling|cap|grenze|schwelle|rule)\b", re.I)
_BEFORE_SUM = 40  # characters before an amount that are looked at
# Before the value of one item, with how many there are at that: "20 watches at 290 each plus 3 at 450".
_AT_EACH = lazy_regex(rf"\b(?:at|à|zu|je|a|for|of)\s{{1,2}}(?:{_EURO_BEFORE}\s?)?$", re.I)
_SAID_OF_ONE = lazy_regex(
    r"\b(?:each|apiece|a ?piece|per (?:item|piece|unit)|je|pro stück|jeweils|chacune?s?|(?:la )?pièce|cada \w{3})\b",
    re.I,
)
_JOINS_GOODS = lazy_regex(r"(?: \w+){0,2}(?: (?:and|or|plus|und|oder|et|ou|y|o|&)|[,;])(?: \w+){0,2} ", re.I)
_TOGETHER = lazy_regex(r"\b(?:together|in total|altogether|in all|for the lot)\b", re.I)
_PIECES_TOLD = lazy_regex(
    rf"\b(?P<n>\d{{1,4}}|two|three|four|five|six|seven|eight|nine|ten|twelve)\s(?!{_EURO_BEHIND})[a-z]", re.I
)
_NUMBERS = {
    word: n for n, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)
} | {"twelve": 12}


@dataclass(frozen=True, slots=True)
class Goods:
    """Entry of `luxury.toml`; its head says what each field does."""

    id: str
    asked: re.Pattern[str]
    goods: str
    locator: str
    words: str
    any: bool = False


@cache
def table() -> tuple[Goods, ...]:
    """Return the entries, in the order of the table."""
    return entries(TABLE, "goods", Goods, ("asked",))


def calculate(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether an item is over the value of the ban; None where the question gives no value or no luxury."""
    asked = _without_limits(Asked.of(question.standalone))
    if not asked.has(_ASKS_LUXURY) or not asked.amounts:
        return None
    if pairs := _each_with_its_value(asked):
        try:
            return _dated(_of_several(question, catalogue, pairs))
        except NotStatedError as absent:
            return Calculation(str(absent), missing=(absent.missing,))
    goods = next((g for g in table() if g.asked.search(asked.text)), None)
    if goods is None:
        return _unplaced(question, catalogue, asked)
    if others := _named_apart(asked, goods):
        return needs(f"the value of one item of each: {goods.goods}; {'; '.join(g.goods for g in others)}")
    currencies = {a.currency for a in asked.amounts if a.currency}
    if currencies != {"eur"}:
        return needs("the value in euros (the limit is in euros, and no exchange rate is in the texts held)")
    if len(values := dict.fromkeys(a.value for a in asked.amounts)) > 1:
        if _are_of_one_each(asked):
            try:
                pairs = [(goods, Asked(f"EUR {value}")) for value in values]
                return _dated(_of_several(question, catalogue, pairs))
            except NotStatedError as absent:
                return Calculation(str(absent), missing=(absent.missing,))
        told = "; ".join(f"EUR {numeral(value)}" for value in values)
        return needs(f"which of the values told ({told}) is that of the {goods.goods}, and what the other is of")
    try:
        return _dated(_computed(question, catalogue, asked, goods))
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))


def _are_of_one_each(asked: Asked) -> bool:
    """Return whether every value is one of an item: "20 at 290 euros each plus 3 at 450"."""
    each = [_AT_EACH.search(asked.text, max(0, a.start - _BEFORE_SUM), a.start) is not None for a in asked.amounts]
    return all(each) and _SAID_OF_ONE.search(asked.text) is not None


def _named_apart(asked: Asked, goods: Goods) -> list[Goods]:
    """Return goods of other points that a question joins to the first by a word: "a guitar and a used car"."""
    found = sorted(
        ((m.start(), m.end(), g) for g in table() for m in g.asked.finditer(asked.text)), key=lambda f: f[:2]
    )
    joined = any(
        one is not other and _JOINS_GOODS.fullmatch(asked.text, end, start) is not None
        for (_, end, one), (start, _, other) in pairwise(found)
    )
    return list(dict.fromkeys(g for *_, g in found if g is not goods)) if joined else []


def _dated(found: Calculation) -> Calculation:
    """Return a result with the day of its text in the lead where a value is not over one: it may have been lowered."""
    prohibited = found.values.get("prohibited")
    all_over = all(prohibited) if isinstance(prohibited, tuple) else prohibited is not False
    dated = next((s for s in found.steps for span in s.spans if span.version.valid_from), None)
    if all_over or dated is None:
        return found
    day = min(span.version.valid_from for span in dated.spans if span.version.valid_from)
    line = f"That is by the text of {day_in_words(day)}; a later one, or another article, may ban the same item."
    return replace(found, lead=f"{found.lead} {line}")


def _unplaced(question: Query, catalogue: CatalogueReader, asked: Asked) -> Calculation:
    """Return what is to be told of goods that no entry of the table calls so: their name, or their point."""
    words = goods_sent(question.core)
    if not words:
        return needs("which goods they are (the value depends on their point of Annex XVIII)")
    try:
        general = stated_by(catalogue, question.filters, "luxury-value")
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))
    step = CalculationStep(
        f"EUR {numeral(general['amount'])} an item holds for every point that names no value of its own.",
        (general.span,),
    )
    made = needs(f"in which point of Annex XVIII “{words}” is, if in any (the value depends on it)", steps=(step,))
    return replace(made, lead=f"{made.lead} {step.text}")


def _without_limits(asked: Asked) -> Asked:
    """Return a question without the amounts that it calls the limit; as it is where it has no other one."""
    said = [
        a
        for a in asked.amounts
        if _SAID_AS_LIMIT.search(asked.text, max(0, a.start - _BEFORE_SUM), a.start)
        or _LIMIT_BEHIND.match(asked.text, a.end)
    ]
    if not said or len(said) == len(asked.amounts):
        return asked
    text = asked.text
    for amount in reversed(said):
        text = f"{text[: amount.start]}…{text[amount.end :]}"
    return Asked(text)


def _each_with_its_value(asked: Asked) -> list[tuple[Goods, Asked]]:
    """Return the goods of a question with the words of their values, where goods and values in euros take turns."""
    found: dict[int, Goods] = {}
    for goods in table():
        for m in goods.asked.finditer(asked.text):
            found.setdefault(m.start(), goods)
    # "order total 18k" is the value of no item, and is none in euros where the others are written in them.
    amounts = [a for a in asked.amounts if not _OF_ALL.search(asked.text, max(0, a.start - _BEFORE_SUM), a.start)]
    # "… a guitar (1,200 €), binoculars (90 €): guitar no?" names goods again that have their value.
    spots = sorted([*found, *(a.start for a in amounts)])
    valued = {at for at, behind in zip(spots, spots[1:], strict=False) if at in found and behind not in found}
    found = {at: goods for at, goods in found.items() if at in valued or goods not in {found[v] for v in valued}}
    if found and len(amounts) == len(found) + 1 and amounts[0].start < min(found):
        amounts = amounts[1:]  # "a 14 k€ set: 20 watches at 290 each plus …": that of the whole set
    turns = sorted([*((at, "goods") for at in found), *((a.start, "value") for a in amounts)])
    if not 1 < len(found) == len(amounts) <= _ITEMS_MOST or {a.currency for a in amounts} != {"eur"}:
        return []
    if any(one[1] == other[1] for one, other in zip(turns, turns[1:], strict=False)):
        return []
    return [
        (found[at], Asked(asked.text[a.start : a.end]))
        for at, a in zip(sorted(found), sorted(amounts, key=lambda a: a.start), strict=True)
    ]


def _of_several(question: Query, catalogue: CatalogueReader, pairs: list[tuple[Goods, Asked]]) -> Calculation:
    """Return for each of several goods whether it is over its own value."""
    made = [(goods, _computed(question, catalogue, value, goods)) for goods, value in pairs]
    lead = " ".join(
        found.lead if goods.any else f"{goods.goods[0].upper()}{goods.goods[1:]}: {found.lead}" for goods, found in made
    )
    values: dict[str, Value] = {name: tuple(f.values[name] for _, f in made) for name in made[0][1].values}
    return Calculation(lead, values, tuple(dict.fromkeys(s for _, f in made for s in f.steps)))


def _computed(question: Query, catalogue: CatalogueReader, asked: Asked, goods: Goods) -> Calculation:
    source = figure_rules()["luxury-value"].source
    point = read_rule(catalogue, question.filters, Rule(goods.id, goods.locator, goods.words, source))
    general = stated_by(catalogue, question.filters, "luxury-value")
    value, steps = _per_item(asked)
    if value <= 0:
        return refused("An item that costs nothing is under no value: give its value.")
    if goods.any:
        lead = (
            f"{goods.goods[0].upper()}{goods.goods[1:]} are listed at any value, so the value decides nothing: "
            f"under the ban on luxury goods whatever they cost, if the goods are those of {goods.locator}."
        )
        values: dict[str, Value] = {"value_eur": value, "threshold_eur": None, "prohibited": True}
        return Calculation(lead, values, (*steps, CalculationStep(lead, (point.span, general.span))))
    own = "amount" in point.values
    limit = point["amount"] if own else general["amount"]
    over = value > limit
    where = "the point's own value" if own else "the value for every point that names none"
    if own:
        steps += (
            CalculationStep(
                f"EUR {numeral(general['amount'])} holds only for points that name no value of their own.",
                (general.span,),
            ),
        )
    steps += (
        CalculationStep(f"{goods.goods[0].upper()}{goods.goods[1:]}: {goods.locator}.", (point.span,)),
        CalculationStep(
            f"{numeral(value)} is {'over' if over else 'not over'} EUR {numeral(limit)} ({where}).",
            (point.span if own else general.span, general.span),
        ),
        CalculationStep(
            "Only the goods that the codes of the point name are meant, and other articles can ban the same item."
        ),
        *_edition(point),
    )
    lead = (
        f"EUR {numeral(value)} an item is {'over' if over else 'not over'} EUR {numeral(limit)}: "
        f"{'under' if over else 'not under'} the ban on luxury goods by its value, "
        f"if the goods are those of {goods.locator}."
    )
    return Calculation(lead, {"value_eur": value, "threshold_eur": limit, "prohibited": over}, steps)


def _edition(point: Stated) -> tuple[CalculationStep, ...]:
    """Return the step that dates the text: an annex may have been amended since."""
    day = point.held.version.valid_from
    words = f"The text is that of {day_in_words(day)}: later amendments of the annex are not in it." if day else ""
    return (CalculationStep(words, (point.span,)),) if words else ()


def _per_item(asked: Asked) -> tuple[Fraction, tuple[CalculationStep, ...]]:
    """Return the value of one item: a sum for several together is divided."""
    value = Fraction(asked.amounts[0].value)
    count = _PIECES_TOLD.search(asked.text)
    if count and _TOGETHER.search(asked.text):
        number = _NUMBERS.get(count["n"].lower()) or int(count["n"])
        if number > 1:
            each = value / number
            return each, (
                CalculationStep(f"An item: {numeral(value)} / {numeral(Decimal(number))} = {numeral(each)} euros."),
            )
    return value, ()

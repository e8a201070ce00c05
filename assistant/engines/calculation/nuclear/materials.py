"""Amounts of nuclear materials under a general licence: what fits one shipment, and a year, for the country."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from assistant.engines.calculation.figures import (
    SMALL_NUMBER,
    NotStatedError,
    Rule,
    Stated,
    entries,
    read_rule,
    text_not_held,
    to_decimal,
)
from assistant.engines.calculation.nuclear import told_limits
from assistant.engines.calculation.nuclear.destinations import by_country, where_not_suspended
from assistant.engines.calculation.nuclear.item_counts import pieces_together
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, needs, numeral
from assistant.engines.model import Span
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries

TABLE = Path(__file__).with_name("materials.toml")
_ASKS = lazy_regex(
    r"\b(?:general licen[cs]e|GL|10 CFR 110|110\.2\d|limit|how much|how many|enough|cover(?:s|ed)?|"
    r"within|allowed|licen[cs]e|permit|(?:can|may) (?:I|we) (?:export|ship|send))\b",
    re.I,
)
_TO_KG = {
    "kg": Decimal(1),
    "g": Decimal("0.001"),
    "mg": Decimal("0.000001"),
    "tonne": Decimal(1000),
    "lb": Decimal("0.45359237"),
}
_POUNDS = lazy_regex(r"\bpounds?$|(?<=\d)pounds?$", re.I)
_IN_A_NUMBER = lazy_regex(r"\w$|\d[.,]$")  # before a figure that is a part of another: "2,5 pounds"
_SAID_AS_LIMIT = lazy_regex(r"\b(?:limits?(?: (?:of|is|are))?|up to|at most|maximum(?: of)?|no more than)\s$", re.I)
_LIMIT_SAID_WITHIN = 20  # characters before a weight
_PLACES_MOST = 4  # countries that are set side by side
_A_YEAR = lazy_regex(
    rf"\b(?P<n>{SMALL_NUMBER}) (?:[a-z]{{1,12}} )?"
    r"(?:shipments?|drums?|deliver(?:y|ies)|consignments?|parcels?|times|lots?|bottles?|cylinders?|exports?)?\s?"
    r"(?:are planned |are sent )?(?:a|per|each|every|in an?|in one|in the|this) (?:calendar )?year\b",
    re.I,
)
_PIECES = (
    r"(?:shipments?|drums?|deliver(?:y|ies)|consignments?|parcels?|times|lots?|bottles?|cylinders?|exports?|packages?|"
    r"boxes)"
)
# "38 parcels so far this year", "we've done 48 this calendar year", "already sent 12 drums"
_SO_FAR = lazy_regex(
    rf"\b(?P<n>{SMALL_NUMBER}) (?:[a-z]{{1,12}} )?(?:{_PIECES} )?(?:(?:have |are |were )?(?:already |been )*"
    r"(?:sent|gone|shipped|done|out) )?(?:so far|already|to date|this (?:calend[ae]r )?year)\b|"
    r"\b(?:already|(?:have|has|'ve) (?:already )?)\s?(?:done|sent|shipped|made|exported) "
    rf"(?P<sent>{SMALL_NUMBER}) {_PIECES}\b",
    re.I,
)
_ASKS_LEFT = lazy_regex(
    r"\bhow (?:many|much)(?: [a-z]{1,12}){0,2} (?:more|left|else|remain\w*)\b|"
    r"\bhow (?:many|much) (?:can|may|could) still\b|"
    r"\b(?:left|remaining|still (?:go|send|ship)|another|one more|some more)\b",
    re.I,
)
_ASKS_MOST = lazy_regex(rf"\bhow many {_PIECES}?", re.I)
_TIMES = lazy_regex(rf"\b(?P<n>{SMALL_NUMBER})\s?(?:x|×|times|lots of|drums of|shipments of|parcels of)\s?$", re.I)
_USED_BEHIND = lazy_regex(
    r"\W{0,3}(?:[^\W\d]{1,20} ){0,3}(?:so far|already|to date|this (?:calend[ae]r )?year)\b", re.I
)
# "300 kg this calendar year" has gone where a word before it says so, or "so far" behind it; else it is planned.
_GONE = lazy_regex(
    r"\b(?:have|has|had|sent|shipped|exported|done|went|gone|used|delivered|already|so far)\b[^.;?!]*$", re.I
)
_SO_FAR_BEHIND = lazy_regex(r"\W{0,3}(?:[^\W\d]{1,20} ){0,3}(?:so far|already|to date)\b", re.I)
_BEFORE_GONE = 80  # characters before a weight in which a word says that it has gone
_EACH_OF_THEM = lazy_regex(r"\W{0,3}(?:each|apiece|a piece)\b", re.I)
_EVERY = lazy_regex(
    rf"\b(?:every|each|per|a) (?:(?P<n>{SMALL_NUMBER}) )?(?P<unit>week|month|quarter)s?\b",
    re.I,
)
_OF_YEAR = lazy_regex(
    r"\W{0,3}(?:[^\W\d]{1,20} ){0,3}(?:a|per|each|every|in an?|in one|in the|this) (?:calendar )?year\b|"
    r"\W{0,2}(?:yearly|annually)\b",
    re.I,
)
_IN_A_YEAR = {"week": 52, "month": 12, "quarter": 4}


@dataclass(frozen=True, slots=True)
class Material:
    """Entry of `materials.toml`; its head says what each field does."""

    id: str
    asked: re.Pattern[str]
    name: str
    locator: str
    words: str
    unit: str
    barred: tuple[str, ...] = ()
    only: str = ""
    source: str = ""
    unless: re.Pattern[str] | None = None
    note: str = ""
    otherwise: str = ""
    otherwise_asked: re.Pattern[str] | None = None
    otherwise_says: str = ""

    @property
    def rule(self) -> Rule:
        """Return where its limits are stated."""
        return Rule(self.id, self.locator, self.words, self.source)


@dataclass(frozen=True, slots=True)
class Weight:
    """Weight in a question, with its place and words."""

    kilograms: Decimal
    start: int
    end: int
    words: str


@cache
def materials() -> tuple[Material, ...]:
    """Return the entries of the table, in its order."""
    return entries(TABLE, "material", Material, ("asked", "unless", "otherwise_asked"))


def general_licence(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether an amount of a material fits a general licence for a country; None for other questions."""
    asked = Asked.of(question.standalone)
    named = [m for m in materials() if m.asked.search(asked.text) and not (m.unless and m.unless.search(asked.text))]
    asks = _ASKS.search(asked.text) or told_limits.is_of_own_agency(asked.text)
    if not named or not asks or told_limits.is_of_another_agency(asked.text) or told_limits.is_import(asked.text):
        return None
    weights = weights_told(asked.text)
    told = [w for w in weights if not _SAID_AS_LIMIT.search(asked.text[max(0, w.start - _LIMIT_SAID_WITHIN) : w.start])]
    weights = told or weights  # "40 kg; I saw a limit of 50 kg"
    if not weights and not asked.has(r"\bhow much\b|\bhow many\b|\blimits?\b|\bmaximum\b|\bmost\b"):
        return None
    caps = [w for w in weights if told_limits.is_asked_as_limit(asked.text, w.start)]
    if weights == caps:
        weights = []
    to = told_limits.countries_asked(question)
    if not weights and not to and not caps:
        return None  # the rule itself is asked for
    try:
        if not weights and not to:
            return _limits(asked, named, caps, catalogue, question.filters)
        if 1 < len(to) <= _PLACES_MOST:
            # What went this year went to the country that is told first: each has a year of its own.
            others = [w for w in weights if not _has_gone(w, asked.text)]
            each = [
                _computed(asked, named, others if n else weights, [code], catalogue, question.filters)
                for n, code in enumerate(to)
            ]
            return by_country([where_not_suspended(f, c) for f, c in zip(each, to, strict=True) if f])
        found = _computed(asked, named, weights, to, catalogue, question.filters)
        return where_not_suspended(found, *to) if found and len(to) == 1 else found
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))


def _limits(
    asked: Asked, named: Sequence[Material], caps: Sequence[Weight], catalogue: CatalogueReader, filters: Filters
) -> Calculation | None:
    """Return the limits of the rule where an asker has one in mind, and names no country."""
    if len({m.name for m in named}) > 1:
        return None
    first = named[0]
    both = first.otherwise_asked is not None and first.otherwise_asked.search(asked.text) is not None
    lines: list[CalculationStep] = []
    values: list[Value] = []
    for material in [first, *(m for m in materials() if both and m.id == first.otherwise)]:
        said = read_rule(catalogue, filters, material.rule)
        barred = f" not in the lists of {' and '.join(material.barred)}" if material.barred else ""
        only = f" in the list of {material.only}" if material.only else ""
        line = (
            f"Under {material.locator} the general licence for {material.name} is for individual shipments of "
            f"{numeral(said['shipment'])} {material.unit} or less, and not more than {numeral(said['year'])} "
            f"{material.unit} a calendar year to any one country{only}{barred}."
        )
        line = f"{first.otherwise_says}: {line[:1].lower()}{line[1:]}" if lines else line
        lines.append(CalculationStep(line, (said.span,)))
        values += [said["shipment"], said["year"]]
    scale = Decimal(1) if first.unit == "kg" else Decimal(1000)
    other = [w.words for w in caps if w.kilograms * scale not in values]
    lead = " ".join(s.text for s in lines) + (f" {' and '.join(other)} is neither limit." if other else "")
    notes = [CalculationStep(f"{first.note[:1].upper()}{first.note[1:]}.")] if first.note else []
    return Calculation(lead, {"limit": values[0], "limit_a_year": values[1]}, (*lines, *notes))


def _computed(
    asked: Asked,
    named: Sequence[Material],
    weights: Sequence[Weight],
    to: Sequence[str],
    catalogue: CatalogueReader,
    filters: Filters,
) -> Calculation | None:
    if len({m.name for m in named}) > 1:
        return None  # two materials: which weight is whose is not read
    if len(set(to)) != 1:
        return needs("the one country that the material goes to")
    place = countries.table().by_code[to[0]].name
    lists = {at: countries_listed(catalogue, filters, at) for m in named for at in (*m.barred, *filter(None, [m.only]))}
    reaching = [m for m in named if _reaches(m, to[0], lists)]
    if not reaching:
        at = next((at for m in named for at in m.barred if to[0] in lists[at][0]), named[0].only)
        inside = "in" if to[0] in lists[at][0] else "not in"
        line = f"{place} is {inside} the list of {at}: no such general licence reaches it."
        return Calculation(line, {"covered": False}, (CalculationStep(line, (lists[at][1],)),))
    material = reaching[0]
    said = read_rule(catalogue, filters, material.rule)
    each, year, unit = said["shipment"], said["year"], material.unit
    limits = (
        f"Under {material.locator} {material.name} may go to {place} by general licence in individual shipments of "
        f"{numeral(each)} {unit} or less, and not more than {numeral(year)} {unit} a calendar year to that country."
    )
    where = [(at, "not in") for at in material.barred] + [(at, "in") for at in filter(None, [material.only])]
    steps = [CalculationStep(f"{place} is {word} the list of {at}.", (lists[at][1],)) for at, word in where]
    steps.append(CalculationStep(limits, (said.span,)))
    if material.note:
        steps.append(CalculationStep(f"{material.note[:1].upper()}{material.note[1:]}."))
    if not weights:
        return Calculation(limits, {"limit": each, "limit_a_year": year}, tuple(steps))
    found = _against(asked, weights, material, place, said, steps)
    other = next((m for m in materials() if m.id == material.otherwise), None)
    if other is None or not (material.otherwise_asked and material.otherwise_asked.search(asked.text)):
        return found
    case = _against(asked, weights, other, place, read_rule(catalogue, filters, other.rule), [])
    values: dict[str, Value] = {name: (value, case.values.get(name)) for name, value in found.values.items()}
    lead = f"{found.lead} {material.otherwise_says}: {case.lead[:1].lower()}{case.lead[1:]}"
    return Calculation(lead, values, tuple(dict.fromkeys((*found.steps, *case.steps))))


def _is_of_year(weight: Weight, text: str) -> bool:
    """Return whether a weight is that of a whole year: "60 parcels of 9 kg each this year" tells that of a parcel."""
    is_of_one = _EACH_OF_THEM.match(text, weight.end) or _often(weight, text)
    return _OF_YEAR.match(text, weight.end) is not None and not is_of_one


def _has_gone(weight: Weight, text: str) -> bool:
    """Return whether a weight is what went this year, and not what is planned for it."""
    if _SO_FAR_BEHIND.match(text, weight.end):
        return True
    before = text[max(0, weight.start - _BEFORE_GONE) : weight.start]
    return _USED_BEHIND.match(text, weight.end) is not None and _GONE.search(before) is not None


def _against(
    asked: Asked, weights: Sequence[Weight], material: Material, place: str, said: Stated, steps: list[CalculationStep]
) -> Calculation:
    """Return how the weights that are told stand to the limits of one shipment and of a year."""
    each, year, unit = said["shipment"], said["year"], material.unit
    scale = Decimal(1) if unit == "kg" else Decimal(1000)
    sent = [_times(w, asked) for w in weights if _has_gone(w, asked.text)]
    used_at = {w.start for w in sent}
    yearly = [w for w in weights if _is_of_year(w, asked.text) and w.start not in used_at]
    single = [w for w in weights if w not in yearly and w.start not in used_at]
    if max(map(len, (single, yearly, sent))) > 1:
        return needs("the weight of one shipment, and how many there are in a calendar year", steps=tuple(steps))
    told: list[str] = []
    values: dict[str, Value] = {"limit": each, "limit_a_year": year}
    if sent and not single and not yearly:
        return _left(each, sent[0].kilograms * scale, material, place, said, steps, "", fits=True)
    if single and _ASKS_MOST.search(asked.text) and not _SO_FAR.search(asked.text) and _count(asked) is None:
        return _most(single[0].kilograms * scale, material, place, said, steps)
    fits = within = True
    total = yearly[0].kilograms * scale if yearly else None
    if single:
        together = pieces_together(asked.text)
        pieces = together.number if together else 1
        if pieces is None:
            return needs("how many pieces of that weight one shipment has", steps=tuple(steps))
        amount = single[0].kilograms * scale * pieces
        fits = amount <= each
        written = single[0].words if not together else f"{pieces} x {single[0].words}"
        if together or not written.endswith(unit):
            written = f"{written} = {numeral(amount)} {unit}"
        told.append(f"{written} is {'not over' if fits else 'over'} the {numeral(each)} {unit} of one shipment")
        values["shipment"] = amount
        count = _count(asked) if together else _often(single[0], asked.text) or _count(asked)
        if _ASKS_LEFT.search(asked.text) and amount and total is None:
            before = _SO_FAR.search(asked.text)
            used = amount * int(to_decimal(before["n"] or before["sent"])) if before else None
            used = sent[0].kilograms * scale if sent else used
            if used is not None:
                return _left(amount, used, material, place, said, steps, "; ".join(told), fits=fits)
        if count is not None and total is None and amount:
            total = amount * count
            values["most_shipments"] = int(year // amount)
            told.append(f"{count} of them are {numeral(total)} {unit} a year")
    if total is not None:
        within = total <= year
        most = values.get("most_shipments")
        told.append(
            f"{numeral(total)} {unit} is {'not over' if within else 'over'} the {numeral(year)} {unit} of a "
            f"calendar year" + (f", which at most {most} such shipments keep" if most and fits and not within else "")
        )
        values["a_year"] = total
    values["covered"] = fits and within
    joined = "; ".join(told)
    joined = f"{joined[:1].upper()}{joined[1:]}."
    verdict = (
        f"The amounts told are within the general licence of {material.locator} for {place}."
        if fits and within
        else f"The general licence of {material.locator} does not cover that for {place}: what is over it needs a "
        f"specific licence."
    )
    steps.append(CalculationStep(joined, (said.span,)))
    if total is None:
        steps.append(CalculationStep("The limit of the calendar year counts all shipments to that country together."))
    steps.append(
        CalculationStep("Other conditions stay: barred end uses (§ 110.20), reports, and other agencies' rules.")
    )
    return Calculation(f"{joined} {verdict}", values, tuple(steps))


def _most(amount: Decimal, material: Material, place: str, said: Stated, steps: list[CalculationStep]) -> Calculation:
    """Return how many shipments of one amount a calendar year takes."""
    year, each, unit = said["year"], said["shipment"], material.unit
    fits = amount <= each
    most = int(year // amount) if fits and amount else 0
    line = f"{numeral(year)} / {numeral(amount)} = {most} shipments of {numeral(amount)} {unit} a calendar year"
    if not fits:
        line = f"None: {numeral(amount)} {unit} is over the {numeral(each)} {unit} of one shipment"
    steps.append(CalculationStep(f"{line}.", (said.span,)))
    steps.append(
        CalculationStep("Other conditions stay: barred end uses (§ 110.20), reports, and other agencies' rules.")
    )
    values: dict[str, Value] = {"limit": each, "limit_a_year": year, "shipment": amount, "most_shipments": most}
    return Calculation(f"{line}, under {material.locator}, for {place}.", values, tuple(steps))


def _times(weight: Weight, asked: Asked) -> Weight:
    """Return a weight as often as it is told: "4 x 5 kg"."""
    often = _often(weight, asked.text)
    return replace(weight, kilograms=weight.kilograms * often) if often else weight


def _often(weight: Weight, text: str) -> int | None:
    """Return how often a weight is told, "200 parcels of 9 kg"; None where that is not said."""
    times = _TIMES.search(text, max(0, weight.start - _LIMIT_SAID_WITHIN), weight.start)
    return int(to_decimal(times["n"])) if times else None


def _left(
    amount: Decimal,
    used: Decimal,
    material: Material,
    place: str,
    said: Stated,
    steps: list[CalculationStep],
    told: str,
    *,
    fits: bool,
) -> Calculation:
    """Return how many more shipments of one amount the limit of the year leaves, after what went in it."""
    year, unit = said["year"], material.unit
    left = max(year - used, Decimal(0))
    more = int(left // amount) if fits else 0
    reckoned = (
        f"{numeral(used)} {unit} went this calendar year; {numeral(year)} - {numeral(used)} = "
        f"{numeral(year - used)} {unit} are left"
    )
    lead = f"{more} more: {reckoned}, which is {more} shipment{'' if more == 1 else 's'} of {numeral(amount)} {unit}."
    if not fits:
        lead = f"None: {told}. {reckoned}."
    if told:
        steps.append(CalculationStep(f"{told[:1].upper()}{told[1:]}.", (said.span,)))
    else:  # of no shipment of a weight of its own
        lead = f"{numeral(left)} {unit} more: {reckoned}, in shipments of {numeral(amount)} {unit} or less."
    steps.append(CalculationStep(f"{reckoned}.", (said.span,)))
    steps.append(
        CalculationStep(
            "All shipments of the calendar year to that country count together. Other conditions stay: barred end uses "
            "(§ 110.20), reports, and other agencies' rules."
        )
    )
    values: dict[str, Value] = {
        "limit": said["shipment"],
        "limit_a_year": year,
        "shipment": amount,
        "used": used,
        "left": left,
        "more_shipments": more,
        "covered": fits and used <= year,
    }
    return Calculation(f"{lead} Under {material.locator}, for {place}.", values, tuple(steps))


def _reaches(material: Material, code: str, lists: Mapping[str, tuple[frozenset[str], Span]]) -> bool:
    """Return whether a general licence reaches a country by its lists."""
    if any(code in lists[at][0] for at in material.barred):
        return False
    return not material.only or code in lists[material.only][0]


def weights_told(text: str) -> list[Weight]:
    """Return the weights of a question, in the order of its words. "50 pounds" reads as money, and is a weight here."""
    asked = Asked(text)
    told = [(q.value, q.unit, q.start, q.end) for q in asked.quantities if q.unit in _TO_KG]
    told += [(a.value, "lb", a.start, a.end) for a in asked.amounts if _POUNDS.search(asked.text[a.start : a.end])]
    return [
        Weight(value * _TO_KG[unit], start, end, asked.text[start:end])
        for value, unit, start, end in sorted(told, key=lambda t: t[2])
        if not _IN_A_NUMBER.search(asked.text[:start][-2:])
    ]


def _count(asked: Asked) -> int | None:
    """Return how many shipments a year a question tells of: "26 a year", or else by how often ("every two weeks")."""
    if (m := _A_YEAR.search(asked.text)) is not None:
        return int(to_decimal(m["n"]))
    if (m := _EVERY.search(asked.text)) is not None:
        every = int(to_decimal(m["n"])) if m["n"] else 1
        return _IN_A_YEAR[m["unit"].lower()] // every if every else None
    return None


def countries_listed(catalogue: CatalogueReader, filters: Filters, at: str) -> tuple[frozenset[str], Span]:
    """Return the countries that a section lists. Raise NotStatedError where it is not held."""
    found = catalogue.find(at, filters)
    if not found:
        raise text_not_held(at)
    held = found[0]
    text = catalogue.full_text(held).split("[")[0]
    return frozenset(code for *_, code in countries.mentioned_countries(text)), Span.of(held)

"""Radioactive sources of one shipment: each against its limit, and together by the sum of fractions of appendix P."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.engines.calculation.figures import (
    SMALL_NUMBER,
    NotStatedError,
    law_country,
    stated_by,
    text_not_held,
    to_decimal,
)
from assistant.engines.calculation.nuclear.activities import (
    ACTIVITY,
    TBQ_OF_CURIE,
    in_tbq,
    shown_activity,
    told_activities,
)
from assistant.engines.calculation.nuclear.destinations import suspensions
from assistant.engines.calculation.nuclear.item_counts import item_count
from assistant.engines.calculation.nuclear.materials import countries_listed
from assistant.engines.calculation.nuclear.told_limits import is_import, is_of_another_agency
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, needs, numeral
from assistant.engines.clauses import suppositions
from assistant.engines.model import Span
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries

_CATEGORIES = "Appendix P to Part 110"
_NAMES = "Appendix L to Part 110"
# "Cobalt-60 30 810 0.3 8.1": the limits of category 1 and 2, in terabecquerels and curies.
_LIMITS_OF_NUCLIDE = lazy_regex(
    r"^(?P<element>[A-Z][a-z]{2,20})-(?P<mass>\d{2,3})(?P<more>/Be)?(?: \([A-Z][\w-]{1,8}\)| [a-z\d])?"
    r" (?P<one>[\d,]{1,12}) [\d,]{1,12} (?P<two>[\d,.]{1,12}) [\d,.]{1,12}$",
    re.M,
)
_SYMBOL = lazy_regex(r"^([A-Z][a-z]{2,20}) \d{1,3}m? \(([A-Z][a-z]?) \d", re.M)  # "Cobalt 60 (Co 60)"
# The table writes "Cesium"; what others write for the same elements.
_SPELLINGS = {
    "Cesium": (r"ca?esium", "césium", "cäsium", "zäsium", "セシウム", "[铯銫]"),
    "Cobalt": ("kobalt", "コバルト", "[钴鈷]"),
    "Iridium": ("イリジウム", "[铱銥]"),
}
# What looks like a radionuclide: "Cs-134", "polonium-210", "Po 210"; not "Part-110".
_NUCLIDE_LIKE = lazy_regex(
    r"(?<![\w-])(?!(?:part|cfr|appendix|section|group|category|form|gl|ex)\b)[^\W\d_]{1,14}-\d{2,3}m?(?![\w.,]*\d)\b",
    re.I,
)
_ASKS_CATEGORY = lazy_regex(
    r"\bcategory\b|\bgeneral licen[cs]e\b|\bspecific licen[cs]e\b|\bappendix P\b|\bthreshold|"
    r"\bsum of fractions\b|\blicen[cs]e\b|\b110\b",
    re.I,
)
_GENERAL = lazy_regex(
    r"\bgeneral licen[cs]e\b|\bGL\b|\blicen[cs]e[- ]free\b|\bwithout (?:a )?(?:specific )?licen[cs]e\b", re.I
)
_SEVERAL = lazy_regex(  # "one shipment of sources" counts shipments
    rf"\b(?P<n>{SMALL_NUMBER}) (?!(?:[\w-]{{1,20}} )?(?:shipment|parcel|package|consignment|delivery|box|crate|"
    rf"container|load|batch|lot)\b)(?:[\w-]{{1,20}} ){{0,3}}(?:sources|capsules|pieces|units|devices)\b",
    re.I,
)
_OF_EACH_SOURCE = lazy_regex(r"\b(?:each|apiece|per (?:source|capsule|piece|unit|device))\b", re.I)
_TAKEN_OUT = lazy_regex(
    r"\b(?:without|drop\w*|remov\w*|leav\w+|left|exclud\w+|omit\w*|skip\w*|take|took|taking)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Nuclide:
    """Row of the table: a radionuclide with its limits of category 1 and 2 in terabecquerels."""

    name: str
    one: Fraction
    two: Fraction
    span: Span


@dataclass(frozen=True, slots=True)
class RadioactiveSource:
    """Source that a question tells of; `count` of them have that activity each."""

    nuclide: Nuclide
    activity: Fraction
    count: int
    words: str


def sum_of_fractions(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether sources that go together reach category 2 or 1 of appendix P; None for other questions."""
    text = Asked.of(question.standalone).text
    if not _ASKS_CATEGORY.search(text) or not ACTIVITY.search(text) or is_of_another_agency(text):
        return None
    if is_import(text):
        return None
    try:
        rows = _rows(question, catalogue)
        # A follow-up that tells of several sources itself is of these: "and if I put both into one consignment?"
        if unknown := _not_in_table(text, rows, _symbols(question, catalogue)):
            table = catalogue.find(_CATEGORIES, question.filters)[0]
            step = CalculationStep(
                f"Table 1 of {table.locator} gives no limit for {unknown}: no other radionuclide's stands for it, and "
                "the sum of fractions is not made without it.",
                (next(iter(rows.values())).span,),
            )
            return needs(f"the limit that holds for {unknown}, or its name as the table writes it", steps=(step,))
        own = _sources(Asked.of(question.core).text, rows) if question.leans else []
        sources = own if len(own) > 1 else _sources(text, rows)
        if not sources:
            return None
        if _more_are_told(question, sources, rows):
            return needs("how many sources of each activity go in one shipment")
        found = _computed(sources, question, catalogue)
        fewer = _less_taken_out(sources, question)
        return _with_case(found, _computed(fewer, question, catalogue), sources, fewer) if fewer else found
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))


def _more_are_told(question: Query, sources: Sequence[RadioactiveSource], rows: Mapping[str, Nuclide]) -> bool:
    """Return whether a number of items is told that no source was counted by: "and six of the same to Chile?"."""
    text = question.core if question.leans and not ACTIVITY.search(question.core) else question.standalone
    for name in rows:
        text = re.sub(name, " ", text, flags=re.I)
    told = item_count(text)
    read = {*(s.count for s in sources), len(sources), sum(s.count for s in sources)}
    return told is not None and told.number not in read


def _less_taken_out(sources: Sequence[RadioactiveSource], question: Query) -> list[RadioactiveSource]:
    """Return the sources less those that a later clause takes out ("without the cobalt?"); none where it does not."""
    later = " ".join(c.text for c in suppositions(question.core)[1])
    if not _TAKEN_OUT.search(later) or ACTIVITY.search(later):
        return []
    kept = [s for s in sources if not re.search(rf"\b{s.nuclide.name.split('-')[0]}", later, re.I)]
    return kept if len(kept) < len(sources) else []


def _with_case(
    whole: Calculation, case: Calculation, sources: Sequence[RadioactiveSource], kept: Sequence[RadioactiveSource]
) -> Calculation:
    """Return the result for all sources, and that without some of them behind it."""
    gone = " and ".join(s.nuclide.name for s in sources if s not in kept)
    lead = f"{whole.lead} Without {gone}: {case.lead[:1].lower()}{case.lead[1:]}"
    values: dict[str, Value] = {name: (value, case.values[name]) for name, value in whole.values.items()}
    return Calculation(lead, values, tuple(dict.fromkeys((*whole.steps, *case.steps))))


def _computed(sources: Sequence[RadioactiveSource], question: Query, catalogue: CatalogueReader) -> Calculation:
    filters = question.filters
    rule = stated_by(catalogue, filters, "sum-of-fractions")
    general = stated_by(catalogue, filters, "byproduct-general-licence")
    steps: list[CalculationStep] = []
    totals: dict[int, Fraction] = {}
    several = len(sources) > 1 or sources[0].count > 1
    for category in (2, 1):
        parts = [s.activity / (s.nuclide.two if category == 2 else s.nuclide.one) for s in sources]
        totals[category] = sum((p * s.count for p, s in zip(parts, sources, strict=True)), Fraction(0))
        told = " + ".join(
            f"{f'{s.count} x ' if s.count > 1 else ''}{shown_activity(s.activity)} / "
            f"{shown_activity(s.nuclide.two if category == 2 else s.nuclide.one)}"
            for s in sources
        )
        line = f"Category {category}: {told} = {shown_activity(totals[category])}."
        steps.append(CalculationStep(line, (*(s.nuclide.span for s in sources), rule.span)))
    reached = 1 if totals[1] >= 1 else 2 if totals[2] >= 1 else 0
    alone = [s for s in sources if s.activity >= s.nuclide.two]
    which = "; ".join(f"{s.words}, limit {shown_activity(s.nuclide.two)} TBq" for s in sources)
    how = "The sum of fractions" if several else "The fraction"
    lead = f"{how} for category 2 is {shown_activity(totals[2])} ({which})"
    if reached:
        each = " Each alone is below it, together they are not." if several and not alone else ""
        lead += (
            f": 1.0 or more, so the shipment is category {reached} and not within the general licence of "
            f"{general.held.locator}; a specific licence is needed.{each}"
        )
    else:
        lead += ": less than 1.0, so the shipment is below category 2, as the general licence wants"
        lead += f" ({general.held.locator}; its other conditions stay)."
        narrower = [*_of_americium(sources, question, catalogue), *_of_alpha(sources, question, catalogue)]
        lead = " ".join((lead, *(step.text for step in narrower)))
        steps += narrower
    unplaced = (
        not reached
        and _GENERAL.search(question.standalone)
        and not any(c != law_country() for c, _ in question.countries)
    )
    by_place = _of_no_place(sources, question, catalogue) if unplaced else []
    if by_place:
        lead = " ".join(
            ("It depends on the destination country, which is not told.", lead, *(s.text for s in by_place))
        )
        steps += by_place
    steps.append(CalculationStep("A general licence is for shipments below category 2 alone.", (general.span,)))
    open_ones = suspensions(dict.fromkeys(code for code, _ in question.countries)) if not reached else []
    lead = " ".join((lead + _of_places(question, catalogue, steps), *(line for line, _ in open_ones)))
    if reached:
        notice = stated_by(catalogue, filters, "sources-advance-notice")
        steps.append(
            CalculationStep(
                f"Under a specific licence a notification is due {numeral(notice['days'])} days before each "
                f"shipment, to the extent practical, and never less than {numeral(notice['hours'])} hours before.",
                (notice.span,),
            )
        )
    values: dict[str, Value] = {"sum_category_2": totals[2], "sum_category_1": totals[1], "category": reached or None}
    asks_for = (*(["the destination country"] if by_place else []), *(fact for _, fact in open_ones))
    return Calculation(lead, values, tuple(steps), asks_for=asks_for)


def _of_no_place(
    sources: Sequence[RadioactiveSource], question: Query, catalogue: CatalogueReader
) -> list[CalculationStep]:
    """Return what turns on the destination where none is told."""
    _, embargoed = countries_listed(catalogue, question.filters, "10 CFR 110.28")
    steps = [CalculationStep("No such general licence reaches the countries of 10 CFR 110.28.", (embargoed,))]
    most = max((s.activity for s in sources if s.nuclide.name.startswith("Americium")), default=None)
    limit = stated_by(catalogue, question.filters, "americium-restricted")
    tbq = Fraction(limit["curies"]) * TBQ_OF_CURIE
    if most is None or most <= tbq:
        return steps
    devices = stated_by(catalogue, question.filters, "americium-devices")
    line = (
        f"To a country of 10 CFR 110.29 {shown_activity(most)} TBq is more than the {shown_activity(tbq)} TBq "
        "(one curie) of a shipment, and goes under it only in industrial process control or petroleum exploration "
        f"equipment, of at most {numeral(devices['device'])} TBq a device and {numeral(devices['year'])} TBq a "
        f"calendar year to that country ({devices.held.locator})."
    )
    return [*steps, CalculationStep(line, (limit.span, devices.span))]


def _of_places(question: Query, catalogue: CatalogueReader, steps: list[CalculationStep]) -> str:
    """Note for each destination whether it is embargoed, and return the sentence on one that is; else ""."""
    members, span = countries_listed(catalogue, question.filters, "10 CFR 110.28")
    said = ""
    for code in dict.fromkeys(code for code, _ in question.countries if code != law_country()):
        name = countries.table().by_code[code].name
        inside = code in members
        line = f"{name} is {'' if inside else 'not '}in the list of 10 CFR 110.28"
        steps.append(CalculationStep(f"{line}.", (span,)))
        said += f" {line}: no such general licence reaches it." if inside else ""
    return said


def _of_americium(
    sources: Sequence[RadioactiveSource], question: Query, catalogue: CatalogueReader
) -> Iterator[CalculationStep]:
    """Yield what goes before the limit of category 2 for americium to a country that the law restricts."""
    most = max((s.activity for s in sources if s.nuclide.name.startswith("Americium")), default=None)
    members, span = countries_listed(catalogue, question.filters, "10 CFR 110.29")
    to = [countries.table().by_code[code].name for code, _ in question.countries if code in members]
    if most is None or not to:
        return
    limit = stated_by(catalogue, question.filters, "americium-restricted")
    devices = stated_by(catalogue, question.filters, "americium-devices")
    tbq = Fraction(limit["curies"]) * TBQ_OF_CURIE
    where = f"{' and '.join(to)} {'is' if len(to) == 1 else 'are'} in the list of 10 CFR 110.29"
    if most <= tbq:
        yield CalculationStep(
            f"{where}, to which americium-241 must not exceed {shown_activity(tbq)} TBq a shipment "
            f"({limit.held.locator}): {shown_activity(most)} TBq does not.",
            (limit.span, span),
        )
        return
    device, year = numeral(devices["device"]), numeral(devices["year"])
    yield CalculationStep(
        f"But {where}: americium-241 of more than {shown_activity(tbq)} TBq (one curie) a shipment is under the "
        "general licence only in industrial process control or petroleum exploration equipment, of at most "
        f"{device} TBq a device and {year} TBq a calendar year to any one country ({devices.held.locator}). "
        f"{shown_activity(most)} TBq is more: loose, or in any other device, it needs a specific licence.",
        (limit.span, devices.span, span),
    )


def _of_alpha(
    sources: Sequence[RadioactiveSource], question: Query, catalogue: CatalogueReader
) -> Iterator[CalculationStep]:
    """Yield the limit for a device of the radionuclides that the general licence names, but for some countries."""
    limit = stated_by(catalogue, question.filters, "alpha-devices")
    named = catalogue.full_text(limit.held)
    found = [s for s in sources if re.search(rf"\b{s.nuclide.name}\b", named)]
    members, span = countries_listed(catalogue, question.filters, "10 CFR 110.30")
    to = [
        countries.table().by_code[code].name for code, _ in question.countries if code not in {*members, law_country()}
    ]
    if not found or not to:
        return
    tbq = Fraction(limit["millicuries"]) * TBQ_OF_CURIE / 1000
    where = f"{' and '.join(to)}, not in the list of 10 CFR 110.30,"
    for source in found:
        over = source.activity >= tbq
        yield CalculationStep(
            f"{'But' if over else 'And'} {source.nuclide.name} goes to {where} under the general licence only in or "
            f"for a device and with less than {float(tbq):.4g} TBq of alpha activity each ({limit.held.locator}): "
            f"{shown_activity(source.activity)} TBq is {'not ' if over else ''}less"
            f"{', so it needs a specific licence' if over else ''}.",
            (limit.span, span),
        )


def _rows(question: Query, catalogue: CatalogueReader) -> dict[str, Nuclide]:
    """Return the rows of the table by the patterns of their names. Raise NotStatedError where it is not held."""
    found = catalogue.find(_CATEGORIES, question.filters)
    if not found:
        raise text_not_held(_CATEGORIES, "us-10-cfr-110")
    symbols = _symbols(question, catalogue)
    out: dict[str, Nuclide] = {}
    for row in _LIMITS_OF_NUCLIDE.finditer(catalogue.full_text(found[0])):
        if row["more"]:
            continue
        element = row["element"]
        names = [element, *filter(None, [symbols.get(element)]), *_SPELLINGS.get(element, ())]
        either = "|".join(names)
        pattern = rf"(?<![^\W\d_])(?:{either})[- ]?{row['mass']}(?!\d)|(?<![\d.,]){row['mass']}[- ]?(?:{either})\b"
        span = Span.of(found[0], row.start(), len(row[0]))
        one, two = (Fraction(row[name].replace(",", "")) for name in ("one", "two"))
        out[pattern] = Nuclide(f"{element}-{row['mass']}", one, two, span)
    return out


def _symbols(question: Query, catalogue: CatalogueReader) -> dict[str, str]:
    """Return the symbols of elements by their names, as appendix L gives them."""
    named = catalogue.find(_NAMES, question.filters)
    return dict(_SYMBOL.findall(catalogue.full_text(named[0]))) if named else {}


def _not_in_table(text: str, rows: dict[str, Nuclide], symbols: dict[str, str]) -> str:
    """Return the radionuclide of a text that no row is of, beside one that has a row; "" where there is none.

    An element of the table that is named without its mass, and is not that of another mention, is such a one too.
    """
    rest, elements = text, set()
    for pattern, nuclide in rows.items():
        for mention in re.finditer(pattern, text, re.I):
            elements.add(nuclide.name.split("-")[0])
            rest = f"{rest[: mention.start()]}{' ' * len(mention[0])}{rest[mention.end() :]}"
    if not elements:
        return ""
    if (other := _NUCLIDE_LIKE.search(rest)) is not None:
        return other[0]
    words = "|".join(map(re.escape, symbols))
    if words and (spaced := re.search(rf"\b(?:{words}) \d{{2,3}}m?\b(?! ?[a-z.,]*Bq| ?Ci\b)", rest, re.I)):
        return spaced[0]
    for nuclide in rows.values():
        element = nuclide.name.split("-")[0]
        spelt = "|".join((element, *_SPELLINGS.get(element, ())))
        if element not in elements and (bare := re.search(rf"(?<![\w/-])(?:{spelt})(?!\w)", rest, re.I)):
            return bare[0]
    return ""


def _sources(text: str, rows: dict[str, Nuclide]) -> list[RadioactiveSource]:
    """Return the sources that a text tells of; none where whose an activity is, or of how many, is not clear.

    Radionuclides and activities take turns, whichever comes first; of one radionuclide there may be several activities.
    """
    found_at = [(m, n) for pattern, n in rows.items() for m in re.finditer(pattern, text, re.I)]
    named = sorted(((m.start(), n) for m, n in found_at), key=lambda pair: pair[0])
    bare = text
    for mention, _ in found_at:  # the 192 of "Ir-192 sources" counts none
        bare = f"{bare[: mention.start()]}{'_' * len(mention[0])}{bare[mention.end() :]}"
    told = told_activities(text)
    if not named or not told:
        return []
    turns = sorted([*((at, "nuclide") for at, _ in named), *((m.start(), "activity") for m in told)])
    alternate = all(one[1] != other[1] for one, other in zip(turns, turns[1:], strict=False))
    if len({n.name for _, n in named}) > 1 and not (alternate and len(named) == len(told)):
        return []
    found: list[RadioactiveSource] = []
    last = 0
    for place, m in enumerate(told):
        nuclide = named[place][1] if len(named) == len(told) else named[0][1]
        count = _SEVERAL.search(bare, last, m.start())
        each = _OF_EACH_SOURCE.search(text, m.end(), m.end() + 20) or _OF_EACH_SOURCE.search(text, last, m.start())
        if count and not each and int(to_decimal(count["n"])) == len(told) and place == 0:
            count = None  # "three sources: 0.4 TBq of …, 0.3 TBq of …, …": each of them is told
        if count and not each:
            return []  # "three sources of 0.6 TBq": of each, or of all?
        activity = in_tbq(m)
        many = int(to_decimal(count["n"])) if count else 1
        words = f"{f'{many} x ' if many > 1 else ''}{nuclide.name} {shown_activity(activity)} TBq"
        found.append(RadioactiveSource(nuclide, activity, many, words))
        last = m.end()
    return found

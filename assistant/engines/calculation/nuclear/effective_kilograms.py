"""Effective kilograms of special nuclear material, and whether they fit a shipment under a general licence."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.engines.calculation.figures import NotStatedError, stated_by
from assistant.engines.calculation.reading import Asked, Quantity
from assistant.engines.calculation.result import Calculation, CalculationStep, needs, numeral, refused
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex

_ASKS_EFFECTIVE = r"\beffective (?:kilograms?|kgs?)\b|\beff\.? kg\b"
_COUNTED_WHOLE = lazy_regex(r"\bplutonium\b|\bPu\b|\buranium[- ]?233\b|\bU[- ]?233\b", re.I)
_URANIUM = lazy_regex(r"\buranium\b|\bU[- ]?235\b|\bHEU\b|\bLEU\b|\bHALEU\b", re.I)
_TO_KG = {"kg": Decimal(1), "g": Decimal("0.001"), "mg": Decimal("0.000001"), "tonne": Decimal(1000)}


def effective_kilograms(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return effective kilograms of special nuclear material, and whether they fit one shipment."""
    asked = Asked.of(question.standalone)
    if not asked.has(_ASKS_EFFECTIVE):
        return None
    weights = [q for q in asked.quantities if q.unit in _TO_KG and not asked.text[q.start - 1 : q.start].isalnum()]
    weights = [q for q in weights if not asked.text[q.end :].lstrip().lower().startswith("effective")]
    if not weights:
        return None
    try:
        return _computed(question, catalogue, asked, weights)
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))


def _computed(question: Query, catalogue: CatalogueReader, asked: Asked, weights: list[Quantity]) -> Calculation:
    if len(weights) > 1:
        return needs("one weight at a time")
    kilograms = weights[0].value * _TO_KG[weights[0].unit]
    filters = question.filters
    weight = f"{numeral(kilograms)} kg"
    if _COUNTED_WHOLE.search(asked.text) and not _URANIUM.search(re.sub(r"(?i)uranium[- ]?233", "", asked.text)):
        said = stated_by(catalogue, filters, "effective-whole")
        effective, how = kilograms, f"{weight}: the weight itself"
    elif not _URANIUM.search(asked.text):
        return needs("the material (plutonium, uranium-233, or uranium and its enrichment)")
    else:
        if len(asked.shares) != 1:
            return needs("the enrichment in uranium-235, in percent")
        enrichment = asked.shares[0].percent
        if not 0 <= enrichment <= 100:
            return refused(f"An enrichment of {numeral(enrichment)} % is none: give one from 0 to 100.")
        part = Decimal(enrichment.numerator) / Decimal(enrichment.denominator) / 100
        said = stated_by(catalogue, filters, "effective-enriched")
        if enrichment >= said["percent"]:
            effective, how = kilograms * part * part, f"{weight} x {numeral(part)} x {numeral(part)}"
        else:
            said = stated_by(catalogue, filters, "effective-low")
            effective, how = kilograms * said["factor"], f"{weight} x {numeral(said['factor'])}"
    limit = stated_by(catalogue, filters, "effective-limit")
    fits = effective <= limit["shipment"]
    steps = (
        CalculationStep(f"{how} = {numeral(effective)} effective kilogram.", (said.span,)),
        CalculationStep(
            f"{numeral(effective)} is {'not over' if fits else 'over'} {numeral(limit['shipment'])}, the "
            f"limit of one shipment; "
            f"{numeral(limit['year'])} a calendar year to one country.",
            (limit.span,),
        ),
    )
    lead = (
        f"{numeral(effective)} effective kilogram, {'within' if fits else 'over'} the {numeral(limit['shipment'])} of "
        f"one shipment under {limit.held.locator}: the general license "
        f"{'covers one such shipment, as far as its country is open to it' if fits else 'does not cover it, and a '}"
        f"{'.' if fits else 'specific license is required.'}"
    )
    return Calculation(lead, {"effective_kg": effective, "fits": fits, "limit": limit["shipment"]}, steps)

"""Shipping tolerance: how far the value of shipments may go over what a licence states (15 CFR 750.11)."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.engines.calculation.export_values.export_reports import EEI, values_told
from assistant.engines.calculation.figures import NotStatedError, stated_by
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, needs, numeral
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex

_TOLERANCE = (
    r"\bshipping tolerance\b|\btolerance\b|\b(?:exceed|go(?:es)? over|above|more than|"
    r"over)\b.{0,60}\blicen[cs]e\b|\blicen[cs]e\b.{0,200}\b(?:exceed|go over|over|too much|prices? "
    r"(?:went|rose|have|had|gone)|allowed|extra)\b"
)
_SHIPPED = lazy_regex(r"\b(?:shipped|sent|exported|delivered|already|so far)\b", re.I)
_LATER = lazy_regex(r"\b(?:last|remaining|rest|final|next|more|left|outstanding|balance|other|now)\b", re.I)
_REMAINS = lazy_regex(r"\b(?:last|remaining|rest|final|outstanding|balance|left|still to (?:go|ship))\b", re.I)
_STATED = lazy_regex(r"\blicen[cs]ed?\b|\b(?:total|stated|approved|authori[sz]ed)\b", re.I)
# A plural right behind a figure without a currency counts pieces; a verb does not.
_PIECES_BEHIND = lazy_regex(
    r" (?!(?:\w*(?:ss|us)|exceeds|covers|makes|needs|stays|goes|remains|falls|fits|costs|seems|becomes|leaves|includes|"
    r"comes|equals|adds|passes|means|hits|sometimes|always|besides|counts|dollars|bucks)\b)"
    r"(?:(?!(?:for|and|with|was|from|worth|the|over|under|more|less|but|has|this|that|its|our|per|each)\b)"
    r"[a-z-]{3,20} )?"
    r"[a-z]{3,20}s\b",
    re.I,
)
_ASKS_MOST = lazy_regex(
    r"\b(?:(?:the )?most|max(?:imum)?|at most|how much|how high|what (?:can|may|could)|largest|highest|up to what)\b",
    re.I,
)
_ALL_SHIPPED = lazy_regex(
    r"\b(?:(?:already )?shipped (?:the )?(?:full|whole|entire) quantity|(?:all|every one) of (?:the|"
    r"them|our)?\s?\w* ?(?:have|has|are|were|been) (?:already )?(?:shipped|gone|sent)|shipped all)\b",
    re.I,
)
_NOT_ALL = lazy_regex(r"\b(?:n['o]t|n’t|not yet|haven'?t|havent)\b.{0,20}\bshipped\b", re.I)


def shipping_tolerance(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return how far the value of shipments may go over what a licence states (15 CFR 750.11)."""
    asked = Asked.of(question.standalone)
    if not asked.has(r"\blicen[cs]e\b") or not asked.has(_TOLERANCE) or not asked.amounts or asked.has(EEI):
        return None
    if not asked.has(r"\btoleranc|\bship|\bsent\b|\bexported\b") or {a.currency for a in asked.amounts} - {"usd", ""}:
        return None
    try:
        return _tolerated(question, catalogue, asked)
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))


def _tolerated(question: Query, catalogue: CatalogueReader, asked: Asked) -> Calculation | None:
    said = stated_by(catalogue, question.filters, "shipping-tolerance")
    licensed, shipped = _roles(asked)
    if licensed is None:
        return needs("the total value stated on the licence")
    if _ALL_SHIPPED.search(asked.text) and not _NOT_ALL.search(asked.text):
        none = stated_by(catalogue, question.filters, "shipping-tolerance-none")
        line = "No tolerance is left: the full quantity has been shipped, and no further shipment may be made."
        return Calculation(line, {"allowed": False}, (CalculationStep(line, (none.span,)),), says_yes=None)
    ceiling = licensed * (100 + said["percent"]) / 100
    steps = [
        CalculationStep(
            f"Ceiling: {numeral(licensed)} + {numeral(said['percent'])} % = {numeral(ceiling)} US dollars.",
            (said.span,),
        )
    ]
    values: dict = {"ceiling_usd": ceiling, "extra_usd": ceiling - licensed}
    lead = f"Up to {numeral(ceiling)} US dollars in all, {numeral(ceiling - licensed)} more than the licence states"
    if shipped:
        total = sum(shipped, Decimal(0))
        fits = total <= ceiling
        plus = " + ".join(map(numeral, shipped)) + (f" = {numeral(total)}" if len(shipped) > 1 else "")
        steps.append(
            CalculationStep(
                f"Shipments: {plus} US dollars, {'not ' if fits else ''}over {numeral(ceiling)}.", (said.span,)
            )
        )
        values |= {"total_usd": total, "allowed": fits}
        gone = sum(shipped[:-1], Decimal(0))
        if not fits and gone and _REMAINS.search(asked.text):
            rest = max(ceiling - gone, Decimal(0))
            steps.append(
                CalculationStep(
                    f"What remains may go for at most {numeral(ceiling)} - {numeral(gone)} = {numeral(rest)} US "
                    "dollars.",
                    (said.span,),
                )
            )
            values |= {"left_usd": rest}
        lead = (
            f"{numeral(total)} US dollars of shipments is {'within' if fits else 'over'} the ceiling of "
            f"{numeral(ceiling)} ({numeral(licensed)} + {numeral(said['percent'])} %): "
            f"{'within' if fits else 'not within'} the shipping tolerance"
        )
        if fits and _ASKS_MOST.search(asked.text):
            left = ceiling - total
            values |= {"left_usd": left}
            line = f"What is left: {numeral(ceiling)} - {numeral(total)} = {numeral(left)} US dollars."
            steps.append(CalculationStep(line, (said.span,)))
            lead = (
                f"At most {numeral(left)} US dollars are left for what is still to be shipped: the ceiling is "
                f"{numeral(ceiling)} ({numeral(licensed)} + {numeral(said['percent'])} %), and {numeral(total)} is used"
            )
    quantities = _over_quantity(asked)
    if quantities:
        approved, sent = quantities
        values["allowed"] = False
        steps.append(
            CalculationStep(
                f"Quantity: {numeral(sent)} is more than the {numeral(approved)} on the licence.", (said.span,)
            )
        )
        lead = (
            f"Not within the shipping tolerance: it never covers more than the licensed quantity, "
            f"{numeral(sent)} > {numeral(approved)}"
        )
    steps.append(
        CalculationStep(
            "Not where the licence states a tolerance of its own, or the item is controlled for short supply with "
            "another one.",
            (said.span,),
        )
    )
    return Calculation(f"{lead}.", values, tuple(steps))


def _roles(asked: Asked) -> tuple[Decimal | None, list[Decimal]]:
    """Return the value on the licence and those of shipments, told by the words before each amount."""
    licensed: Decimal | None = None
    shipped: list[Decimal] = []
    before = 0
    has_currency = any(a.currency for a in asked.amounts)
    for amount in asked.amounts:
        if has_currency and not amount.currency and _PIECES_BEHIND.match(asked.text, amount.end):
            continue  # "1,000 valves, total value $50,000"
        words = asked.text[before : amount.start] + asked.text[amount.end : amount.end + 18].split(",")[0]
        is_shipment = _SHIPPED.search(words) or (_LATER.search(words) and licensed is not None)
        if licensed is None and (_STATED.search(words) or not is_shipment):
            licensed = amount.value
        else:
            shipped += values_told(asked, amount, before)
        before = amount.end
    return licensed, _without_told_sum(shipped)


def _without_told_sum(values: list[Decimal]) -> list[Decimal]:
    """Return values without the one that is the sum of all others: "9 for 190k, 3 for 72k, so we land at 262k"."""
    for n, value in enumerate(values):
        others = values[:n] + values[n + 1 :]
        if len(others) > 1 and value == sum(others, Decimal(0)):
            return others
    return values


def _over_quantity(asked: Asked) -> tuple[Decimal, Decimal] | None:
    """Return (approved, shipped) numbers of pieces where more were shipped than approved, else None."""
    m = re.search(r"\bfor (?P<n>\d{1,7}) (?:units?|pieces?|items?|pcs|sets?|\w{3,}s)\b", asked.text, re.I)
    sent = re.search(
        r"\b(?:ship(?:ped|ping)?|sent|exported|send) (?P<n>\d{1,7})\b(?! (?:dollars|usd))", asked.text, re.I
    )
    if m and sent and int(sent["n"]) > int(m["n"]):
        return Decimal(m["n"]), Decimal(sent["n"])
    return None

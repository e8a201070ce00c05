"""Shipping tolerance of western red cedar: of what a licence leaves unshipped, by its volume (15 CFR 754.4)."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.engines.calculation.figures import NotStatedError, stated_by, to_decimal
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, needs, numeral
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex

_CEDAR = r"\b(?:western )?red cedar\b"
_FEET = r"(?:board[- ]feet|board[- ]foot|cubic[- ]feet|cubic[- ]foot|bd\.? ?ft|bf|cu\.? ?ft)"
_ASKS_MOST_LEFT = lazy_regex(
    r"\b(?:how (?:much|large|big|many)|max\w*|at most|the most|tolerance|up to what|can|may|left)\b", re.I
)
_NUMBER_OF_FEET = lazy_regex(
    rf"(?<![\w.,])(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d{{2,9}})(?![\d,.]\d)(?P<feet>\s?{_FEET}\b)?", re.I
)
_GONE = lazy_regex(r"\b(?:shipped|sent|exported|delivered|gone|already|so far)\b", re.I)
_ON_LICENCE = lazy_regex(r"\blicen[cs]ed?\b|\b(?:stated|approved|authori[sz]ed)\b", re.I)
_WORDS_BEHIND_FEET = 24  # characters behind a volume that say what it is


def cedar_tolerance(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return how much the last shipment under a licence for cedar may be; None where no volume of it is told."""
    asked = Asked.of(question.standalone)
    if not asked.has(_CEDAR) or not asked.has(r"\blicen[cs]e") or not _ASKS_MOST_LEFT.search(question.core):
        return None
    found = list(_NUMBER_OF_FEET.finditer(asked.text))
    if not any(m["feet"] for m in found):
        return None
    try:
        said = stated_by(catalogue, question.filters, "cedar-tolerance")
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))
    rule = CalculationStep(
        f"The tolerance is {numeral(said['percent'])} percent of the balance that is unshipped, for the final quantity "
        "under a licence with more than one shipment, and not of the original quantity.",
        (said.span,),
    )
    licensed, gone = _volumes(asked.text, found)
    if licensed is None:
        return needs("the volume on the licence, in board feet or cubic feet", steps=(rule,))
    if not gone:
        return needs("the volume that was shipped before, in board feet or cubic feet", steps=(rule,))
    balance = licensed - sum(gone, Decimal(0))
    if balance <= 0:
        line = "Nothing of the licensed quantity is unshipped: no balance is left on which the tolerance is allowed."
        return Calculation(line, {"left": Decimal(0)}, (rule,))
    most = balance * (100 + said["percent"]) / 100
    feet = next(m["feet"].strip().lower() for m in found if m["feet"])
    steps = (
        CalculationStep(
            f"Unshipped: {numeral(licensed)} - {' - '.join(map(numeral, gone))} = {numeral(balance)} {feet}."
        ),
        CalculationStep(f"{numeral(balance)} + {numeral(said['percent'])} % = {numeral(most)} {feet}.", (said.span,)),
        rule,
    )
    lead = (
        f"The last shipment may be at most {numeral(most)} {feet}: the unshipped balance of {numeral(balance)} and "
        f"{numeral(said['percent'])} percent of it ({said.held.locator})."
    )
    return Calculation(lead, {"most": most, "balance": balance, "extra": most - balance}, steps)


def _volumes(text: str, found: list[re.Match[str]]) -> tuple[Decimal | None, list[Decimal]]:
    """Return the volume on the licence and those that were shipped, told by the words around each."""
    licensed: Decimal | None = None
    gone: list[Decimal] = []
    before = 0
    for m in found:
        behind = re.split(r"[,;.]", text[m.end() : m.end() + _WORDS_BEHIND_FEET])[0]
        words = f"{text[before : m.start()]} {behind}"
        value = to_decimal(m["n"].replace(",", ""))
        if _GONE.search(words) and not (licensed is None and _ON_LICENCE.search(words)):
            gone.append(value)
        elif licensed is None and (m["feet"] or _ON_LICENCE.search(words)):
            licensed = value
        before = m.end()
    return licensed, gone

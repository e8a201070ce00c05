"""Quantities of a question held against the bounds that a text sets, in the same unit."""

from __future__ import annotations

import re

from assistant.facts.extraction import Fact, FactKind, facts
from corpus.lexicon import measures

_QUANTITIES = (FactKind.NUMBER, FactKind.AMOUNT)
_MOST_BEFORE = re.compile(
    r"\b(?:not (?:to )?exceed(?:ing)?|up to|at most|no(?:t)? more than|less than|fewer than|under|below)(?: [\d.,×−^()\s-]+\w{0,3} \()? ?$",
    re.I,
)
_MOST_BEHIND = re.compile(r"^\)? or (?:less|fewer|below)\b", re.I)


def too_much(asked: str, text: str) -> bool:
    """Whether a quantity of the question is more than one that a text sets as the most, in the same unit."""
    mine = [_quantity(f) for f in facts(asked) if f.kind in _QUANTITIES and _quantity(f)[1]]
    if not mine:
        return False
    for f in facts(text):
        if f.kind in _QUANTITIES and (_MOST_BEFORE.search(text[: f.start]) or _MOST_BEHIND.match(text[f.end :])):
            number, unit = _quantity(f)
            if any(unit == u and n > number for n, u in mine):
                return True
    return False


def _quantity(f: Fact) -> tuple[float, str]:
    """A number and its unit, weights in grams; ("", 0) where it has none."""
    try:
        number = float(f.value[0])
    except ValueError:
        return 0.0, ""
    unit = f.value[1] if len(f.value) > 1 else ""
    grams = measures.table().grams
    return (number * grams[unit], "g") if unit in grams else (number, unit)


def is_met(asked: str, text: str) -> bool | None:
    """Whether the quantity of a question meets the bound that a text sets for what it speaks of ("50 percent or more", "less than 1 g").

    None where either has no quantity, or several, or the text sets no bound to it.
    """
    over = is_over(asked, text)
    if over is None:
        return None
    for f in facts(text):
        before, behind = text[: f.start], text[f.end :]
        if f.kind in _QUANTITIES and _quantity(f)[1]:
            if _AND_MORE.match(behind) or _AT_LEAST.search(before) or _MORE_THAN.search(before):
                return over
            if _MOST_BEHIND.match(behind) or _MOST_BEFORE.search(before):
                return not over
    return None


def is_over(asked: str, text: str) -> bool | None:
    """Whether the one quantity of a question is over the one that a text bounds; None where either has none, or several."""
    mine = {_quantity(f) for f in facts(asked) if f.kind in _QUANTITIES}
    if len(mine) != 1:
        return None
    number, unit = mine.pop()
    bounds = {
        (_quantity(f)[0], bool(_AND_MORE.match(text[f.end :]) or _AT_LEAST.search(text[: f.start])))
        for f in facts(text)
        if f.kind in _QUANTITIES and unit and _quantity(f)[1] == unit
    }
    if len(bounds) != 1:
        return None
    bound, inclusive = bounds.pop()
    return number >= bound if inclusive else number > bound


_AND_MORE = re.compile(r"^\)?,? (?:or|and) (?:more|greater|above|over|higher)\b", re.I)
_MORE_THAN = re.compile(
    r"\b(?:more than|over|above|exceed(?:s|ing)?|in excess of|greater than) (?:[A-Z]{3} |[$€£¥] ?)?$", re.I
)
_AT_LEAST = re.compile(
    r"\b(?:at least|no(?:t)? less than|equal to or (?:greater|more) than|greater than or equal to) ?$", re.I
)

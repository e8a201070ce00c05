"""Quantities of a question compared with the bounds that a text sets in the same unit."""

from __future__ import annotations

import re

from assistant.facts.extraction import Fact, FactKind, facts
from corpus.lexicon import measures

_QUANTITIES = (FactKind.NUMBER, FactKind.AMOUNT)
_MOST_BEFORE = re.compile(
    r"\b(?:not (?:to )?exceed(?:ing)?|up to|at most|no(?:t)? more than|less than|fewer than|under|below)"
    r"(?: [\d.,×−^()\s-]+\w{0,3} \()? ?$",
    re.I,
)
_MOST_BEHIND = re.compile(r"^\)? or (?:less|fewer|below)\b", re.I)


def exceeds_maximum(asked: str, text: str) -> bool:
    """Return whether a quantity of the question exceeds a maximum that the text sets in the same unit."""
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
    """Return a fact's number and unit, weights in grams; (0.0, "") when its value is no number."""
    try:
        number = float(f.value[0])
    except ValueError:
        return 0.0, ""
    unit = f.value[1] if len(f.value) > 1 else ""
    grams = measures.table().grams
    return (number * grams[unit], "g") if unit in grams else (number, unit)


def is_met(asked: str, text: str) -> bool | None:
    """Return whether the question's quantity meets a bound of the text ("50 percent or more", "less than 1 g").

    Return None when the question or the text has no such quantity or several, or when the text sets no bound.
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
    """Return whether the question's one quantity is over the text's one quantity of the same unit.

    A bound that includes its own value ("at least", "or more") is reached by an equal quantity. Return None when the
    question or the text has no such quantity, or several.
    """
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

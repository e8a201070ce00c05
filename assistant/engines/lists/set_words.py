"""Words by which a question puts two tables together: who is in both, who is in one and not in the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.language.lazy_regex import lazy_regex

BOTH = lazy_regex(
    r"\b(?:every one of|each of|all of|both|as well as|at the same time|also (?:in|on)|at once|simultaneously|"
    r"all (?:of the )?(?:two|three|four|five)|overlap\w*|in common|"
    r"intersection)\b",
    re.I,
)
REFUSES = lazy_regex(r"\b(?:not|isn'?t|aren'?t|without|excluding|minus|except|outside)\b", re.I)
# Words that refuse a mark, a list or a group, wherever they stand before it.
LACKS = lazy_regex(
    rf"{REFUSES.pattern}|\b(?:no|neither|nor|missing|absent|lack(?:s|ing)?|left out|don'?t|doesn'?t|never)\b", re.I
)
# Words between two names after which the second is refused as the first is: "not in A:1 or A:5".
_REFUSED_TOO = lazy_regex(r"\W{0,4}(?:(?:or|nor|and)\b\W{0,4})?(?:(?:in|on|the)\s){0,2}\W{0,4}", re.I)
_NOT_IN = lazy_regex(rf"{REFUSES.pattern}(?: those)?(?: in| on| of| to)?(?: the)?\s{{0,60}}$", re.I)
_REFUSAL_WITHIN = 120  # letters before a name in which its refusal stands


def refuses_next(before: str) -> bool:
    """Return whether a text ends with words that refuse what comes next: "… but not in the "."""
    return _NOT_IN.search(before[-_REFUSAL_WITHIN:]) is not None


def refusals(text: str, spots: Sequence[tuple[int, int]]) -> list[bool]:
    """Return of each of the names of a text, in their order, whether the words between it and the last refuse it."""
    out: list[bool] = []
    at = 0
    for start, end in spots:
        before = text[at:start]
        out.append(LACKS.search(before) is not None or (bool(out) and out[-1] and bool(_REFUSED_TOO.fullmatch(before))))
        at = max(at, end)
    return out

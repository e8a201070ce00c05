"""Words by which a question puts two tables together: who is in both, who is in one and not in the other."""

from __future__ import annotations

import re

BOTH = re.compile(
    r"\b(?:every one of|each of|all of|both|as well as|at the same time|also (?:in|on)|at once|simultaneously|"
    r"all (?:of the )?(?:two|three|four|five)|overlap\w*|in common|"
    r"intersection)\b",
    re.I,
)
REFUSES = re.compile(r"\b(?:not|isn'?t|aren'?t|without|excluding|minus|except|outside)\b", re.I)
_NOT_IN = re.compile(rf"{REFUSES.pattern}(?: those)?(?: in| on| of| to)?(?: the)?\s{{0,60}}$", re.I)
_REFUSAL_WITHIN = 120  # letters before a name in which its refusal stands


def refuses_next(before: str) -> bool:
    """Return whether a text ends with words that refuse what comes next: "… but not in the "."""
    return _NOT_IN.search(before[-_REFUSAL_WITHIN:]) is not None

"""Follow-ups on a reference table: what they name stands in the place of what was asked of before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.query.model import Query
from corpus.language.lazy_regex import lazy_regex

# Words by which a follow-up asks of both, of those before it, or of what is left of them.
_TOGETHER = lazy_regex(
    r"\b(?:also|too|both|either|as well|at once|of (?:those|these|them)|those|these|them|they|not|but|without|except|"
    r"neither|common|overlap\w*|compared?|versus|vs|differ\w*|same|only|all)\b",
    re.I,
)


def earlier_question_with(question: Query, named: Callable[[str], Sequence[tuple[int, int]]]) -> str | None:
    """Return the earlier question with what a follow-up names in the place of what it named: "and D:5?".

    `named` returns the stretches of a text that name such a thing. Empty where the follow-up leaves nothing in place or
    asks of both, None where it is not clear which of several it replaces.
    """
    if not question.leans or not question.before or _TOGETHER.search(question.core):
        return ""
    now, before = named(question.core), named(question.before)
    if not now or not before:
        return ""
    if len(before) > 1:
        return None
    (start, end) = before[0]
    words = question.core[now[0][0] : now[-1][1]]
    return f"{question.before[:start]}{words}{question.before[end:]}"

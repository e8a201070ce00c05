"""A follow-up made a question of its own, by rule: what it leaves out is taken from what was asked before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.locators import Locator, mentions, parse

_OPENS = re.compile(
    r"^(?:and|but|so|or|then|also|what about|how about|what if|same|ok(?:ay)?|in that case|does (?:that|it|this|they)|is (?:that|it|this)|"
    r"why|how so|which ones?|who (?:decides|does|says)|even|nothing|anything else|any other|for)\b|^(?:那|还有|それ)",
    re.I,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|those|these|this|that|he|she|his|her|there|one|ones|such|the same|former|latter|anyway|instead|either|else|"
    r"another|other one|above|previous)\b",
    re.I,
)
# "that" and "there" that do not point back: "a company that …", "is there any …"
_NOT_BACK = re.compile(
    r"\b(?:is|are|was|were|does|if) there\b|\b(?:\w{4,}) that (?=[a-z])|\bthere (?:is|are|a|any)\b|\bit (?:is|was) (?:legal|illegal|allowed|possible)\b",
    re.I,
)
_ENOUGH = 12  # words: a longer question stands for itself unless it points back


def is_follow_up(asked: str) -> bool:
    """Whether a question leans on what was asked before it."""
    if len(asked.split()) <= 3 and not mentions(asked):
        return True
    if _OPENS.search(asked):
        return True
    return bool(_POINTS_BACK.search(_NOT_BACK.sub(" ", asked))) and len(asked.split()) <= 2 * _ENOUGH


def standalone(asked: str, history: Sequence[str]) -> str:
    """`asked`, with the questions that it leans on before it.

    A chain of follow-ups leans on the question that began it and on the last one: both are kept, the newest last.
    """
    if not history or not is_follow_up(asked):
        return asked
    last = history[-1]
    chain = [last]
    for earlier in reversed(history[:-1]):
        if not is_follow_up(chain[-1]):
            break
        chain.append(earlier)
    begun = chain[-1]
    kept = [begun] if begun == last else [begun, last]
    return " ".join([*kept, asked])


_RELATIVE = re.compile(
    r"\b(?:paragraph|para\.?|sub-?paragraph|point|item|letter|\(?)\s*(?P<steps>(?:\((?:[a-z]{1,4}|\d{1,3})\))+|(?<=\s)[a-z](?=\s*\?|$)|\d{1,3}(?=\s*\?|$))",
    re.I,
)
_ARTICLE = re.compile(
    r"\b(?:article|art\.?)\s+(?P<number>\d{1,3}[a-z]{0,2})\b|第(?P<wide>[一二三四五六七八九十百零〇\d]+)条", re.I
)


def addressed(asked: str, history: Sequence[str]) -> Locator | None:
    """The address that "what about paragraph (b)?" means after a question that named one; None when it means none.

    The new steps take the place of as many steps of the old address as are of their kind: after 744.21(f), "(g)" is
    744.21(g); after 744.21(b)(1), "(2)" is 744.21(b)(2).
    """
    before = next((m[-1].locator for h in reversed(history) if (m := mentions(h))), None)
    match = _RELATIVE.search(asked)
    if before is None or match is None:
        return None
    steps = re.findall(r"[a-z]{1,4}|\d{1,3}", match["steps"].lower())
    path = list(before.path)
    root, below = path[0], path[1:]
    level = next((n for n, step in enumerate(below) if step.isdigit() == steps[0].isdigit()), len(below))
    new = [*below[:level], *steps]
    if before.system == "cfr":
        base = before.text.split("(")[0]
        return parse(base + "".join(f"({s})" for s in new))
    if before.system == "eccn":
        return parse(".".join([root, *new]))
    if before.system == "eu":
        return parse(root + "".join(f"({s})" for s in new))
    return None

"""Opposites between a claim and the words that it points to: "after" for "before", "either" for "both".

Only a claim that shares words with what it points to is compared, and only where each of the two has one of the pair.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.facts.extraction import Fact, FactKind, facts
from assistant.verification.symbols.stems import content_stems, lower_words

_OPPOSED_WORDS = (
    ("before", "after"), ("prior", "after"), ("preceding", "following"), ("first", "last"), ("earliest", "latest"),
    ("include", "exclude"), ("includes", "excludes"), ("minimum", "maximum"), ("above", "below"), ("most", "least"),
    ("permitted", "prohibited"), ("allowed", "prohibited"), ("within", "outside"), ("either", "both"), ("all", "any"),
    ("new", "used"), ("formal", "informal"), ("written", "oral"), ("increase", "decrease"),
    ("sender", "recipient"), ("buyer", "seller"), ("exporter", "importer"),
)  # fmt: skip
_WORDS_OF_DUTY = frozenset(("must", "shall", "will", "required", "requires"))
_DENYING_WORDS = frozenset(("not", "no", "never", "nobody", "none", "cannot", "only"))
_SHARED_LEAST = 2  # words that a claim shares with what it points to
_SHARED_PART = 0.4  # of the shorter of the two


def opposed(claim: str, pointed: str) -> tuple[str, str] | None:
    """Return (word of the claim, its opposite in the words that it points to), None where there is no such pair."""
    mine, theirs = set(lower_words(claim)), set(lower_words(pointed))
    own, held = set(content_stems(mine)), set(content_stems(theirs))
    if len(own & held) < max(_SHARED_LEAST, _SHARED_PART * min(len(own), len(held))):
        return None
    for one, other in _both_ways():
        if one in mine and other not in mine and other in theirs and one not in theirs:
            return one, other
    if _DENYING_WORDS & mine or _DENYING_WORDS & theirs:
        return None  # "may not" is "shall not"
    return _other_modal(mine, theirs)


def _other_modal(mine: set[str], theirs: set[str]) -> tuple[str, str] | None:
    """Return (modal of the claim, that of the words) where one has "may" alone and the other a duty alone."""
    for one, other, turned in ((mine, theirs, False), (theirs, mine, True)):
        duty = next(iter(sorted(_WORDS_OF_DUTY & other)), "")
        if "may" in one and not _WORDS_OF_DUTY & one and duty and "may" not in other:
            return (duty, "may") if turned else ("may", duty)
    return None


def other_date(claim: str, pointed: str) -> tuple[Fact, Fact] | None:
    """Return (date of the claim, date that it points to) where it has dates and none of those, None otherwise."""
    mine, theirs = _dates(claim), _dates(pointed)
    if not mine or not theirs or any(_same(m, t) for m in mine for t in theirs):
        return None
    return mine[0], theirs[0]


def _both_ways() -> Iterator[tuple[str, str]]:
    for one, other in _OPPOSED_WORDS:
        yield one, other
        yield other, one


def _dates(text: str) -> list[Fact]:
    return [f for f in facts(text) if f.kind is FactKind.DATE and f.value[0] and f.value[1]]


def _same(one: Fact, other: Fact) -> bool:
    return all(not p or not q or p == q for p, q in zip(one.value, other.value, strict=True))

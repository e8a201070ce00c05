"""Two sentences that say the same thing of the same subject with another figure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rapidfuzz import fuzz

from assistant.facts.extraction import Fact, FactKind, facts
from assistant.facts.typographic_form import with_plain_signs
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line

_FIGURES = (FactKind.NUMBER, FactKind.AMOUNT, FactKind.DATE)
_NAMING_KINDS = (FactKind.ADDRESS, FactKind.COUNTRY, FactKind.NAME)
_SHORTEST_SENTENCE = 40  # characters: shorter sentences are alike by chance
_LABELS_AND_MARKS = lazy_regex(r"^\W*(?:(?:\(\w{1,4}\)|[\w.]{1,6}\.)\s+)+|\((?:\d{1,2}|\*+)\)")
PROVISION = 80.0  # percent of the words that two editions of one provision share, figures aside
ANYWHERE = 95.0  # … and sentences of two places


@dataclass(frozen=True, slots=True)
class _Measured:
    """A sentence with its figures apart: its words without them, and what it names."""

    words: str
    figures: tuple[Fact, ...]
    names: Counter[tuple[str, ...]]


def other_figure(one: str, other: str, alike: float = ANYWHERE) -> tuple[str, str] | None:
    """Return the first figure that differs, as each sentence writes it; None where they are not about the same thing.

    Two sentences are about the same thing if their words are alike (in percent), they measure in the same units in the
    same order, and, anywhere but in one provision, they name the same addresses, countries and names. A figure without
    a unit is none: it counts paragraphs and notes.
    """
    if min(len(one), len(other)) < _SHORTEST_SENTENCE or fuzz.ratio(one, other) < alike / 2:
        return None
    mine, theirs = _measured(one), _measured(other)
    if [_measure(f) for f in mine.figures] != [_measure(f) for f in theirs.figures]:
        return None
    if alike >= ANYWHERE and mine.names != theirs.names:
        return None
    if fuzz.ratio(mine.words, theirs.words) < alike:
        return None
    pairs = zip(mine.figures, theirs.figures, strict=True)
    return next(((a.words, b.words) for a, b in pairs if _differ(a, b)), None)


def _measured(text: str) -> _Measured:
    text = with_plain_signs(_LABELS_AND_MARKS.sub(" ", one_line(text)))
    found = facts(text)
    figures = tuple(f for f in found if f.kind in _FIGURES and _is_measure(f))
    words, at = [], 0
    for f in figures:
        words.append(text[at : f.start])
        at = f.end
    words.append(text[at:])
    names = Counter(f.value for f in found if f.kind in _NAMING_KINDS)
    return _Measured(" ".join(" # ".join(words).casefold().split()), figures, names)


def _is_measure(fact: Fact) -> bool:
    return fact.kind is not FactKind.NUMBER or bool(fact.value[1])


def _measure(fact: Fact) -> tuple[FactKind, str]:
    return fact.kind, "" if fact.kind is FactKind.DATE else fact.value[1]


def _differ(one: Fact, other: Fact) -> bool:
    """Return whether two figures of one measure differ; a date differs where both have a part and it is another."""
    if one.kind is FactKind.DATE:
        return any(a and b and a != b for a, b in zip(one.value, other.value, strict=True))
    return one.value[0] != other.value[0]

"""Likeness of a name that is screened and a name on a list, and the words in which they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

NEAR_FROM = 5  # letters of a word in which a slip of the pen is looked for
_LETTERS_OF_LONG = 9  # letters from which two slips are one word
_SLIP = 0.85  # what a word with a slip counts
_LETTERS_OF_SHORT = 3  # of a word that may be the short form of another
_SHORT_FORM = 70.0  # least score of a name that differs in nothing else
FLOOR = 60.0  # least score of a name that is told for its likeness; one with all the words asked for may be lower
_MISSPELT = 75.0  # least score of a listed name that may be the one written, misspelt
_OF_QUERY = 0.75  # weight of the words of the name that is screened; the rest is that of the listed name


class Likeness(StrEnum):
    """How a name is like a listed one."""

    SAME = "same name"
    ALIAS = "alias"
    SPELLING = "spelling"  # the same words: with slips, cut otherwise, in another order, or one in its short form
    LONGER = "listed name has more words"  # an affiliate, a branch, or somebody else
    SHORTER = "listed name has fewer words"
    SHARED = "shares words"
    ADDRESS = "address"  # binds whoever uses it
    LETTERS = "similar letters"  # of the whole name: its words may be misspelt, or cut otherwise


@dataclass(frozen=True, slots=True)
class NameComparison:
    """Result of comparing two names: `score` is 0 to 100, `otherwise` pairs a word with how the list writes it."""

    likeness: Likeness
    score: float
    only_asked: tuple[str, ...]
    only_listed: tuple[str, ...]
    otherwise: tuple[tuple[str, str], ...] = ()

    @property
    def is_near(self) -> bool:
        """Return whether they are alike enough to be told for it."""
        return self.score >= FLOOR

    @property
    def is_misspelling(self) -> bool:
        """Return whether the one may be the other with slips of the pen."""
        return self.likeness is Likeness.SPELLING and self.score >= _MISSPELT


def slips(word: str) -> int:
    """Return how many letters of a word may differ."""
    return 0 if len(word) < NEAR_FROM else 1 if len(word) < _LETTERS_OF_LONG else 2


def compare_names(
    asked: Sequence[str],
    listed: Sequence[str],
    weight: Mapping[str, float],
    unknown: float,
    *,
    alias: bool,
    near: Mapping[str, Sequence[str]],
) -> NameComparison:
    """Return how like two names are, given as words. `weight` says how telling a word is, `unknown` that of others.

    `near` are further words that count as a word with a slip.
    """
    if tuple(asked) == tuple(listed):
        return NameComparison(Likeness.ALIAS if alias else Likeness.SAME, 100.0, (), ())
    if "".join(asked) == "".join(listed):
        return NameComparison(Likeness.SPELLING, 98.0, (), ())
    left = list(listed)
    matched = shared = 0.0
    otherwise: list[tuple[str, str]] = []
    only_asked: list[str] = []
    for word in asked:
        own = weight.get(word, unknown)
        twin = word if word in left else next((w for w in left if w in near.get(word, ()) or _is_slip(word, w)), "")
        if not twin:
            only_asked.append(word)
            continue
        left.remove(twin)
        otherwise += [(word, twin)] if twin != word else []
        matched += own * (1.0 if twin == word else _SLIP)
        shared += weight.get(twin, unknown) * (1.0 if twin == word else _SLIP)
    of_asked = matched / (sum(weight.get(w, unknown) for w in asked) or 1.0)
    of_listed = shared / (sum(weight.get(w, unknown) for w in listed) or 1.0)
    score = 100 * (_OF_QUERY * of_asked + (1 - _OF_QUERY) * of_listed)
    if len(asked) > 1 and len(only_asked) == len(left) == 1 and _is_short_form(only_asked[0], left[0]):
        otherwise.append((only_asked[0], left[0]))
        return NameComparison(Likeness.SPELLING, max(_SHORT_FORM, min(99.0, score)), (), (), tuple(otherwise))
    if only_asked and left:
        likeness = Likeness.SHARED
    elif only_asked:
        likeness = Likeness.SHORTER
    else:
        likeness = Likeness.LONGER if left else Likeness.SPELLING
    return NameComparison(likeness, min(99.0, score), tuple(only_asked), tuple(left), tuple(otherwise))


def _is_short_form(word: str, other: str) -> bool:
    """Return whether the one of two words begins the other: "Acme Air" and "Acme Airways"."""
    short, long = sorted((word, other), key=len)
    return len(short) >= _LETTERS_OF_SHORT and long.startswith(short)


def _is_slip(word: str, other: str) -> bool:
    most = slips(word)
    if not most or abs(len(word) - len(other)) > most or len(other) < NEAR_FROM:
        return False
    return OSA.distance(word, other, score_cutoff=most) <= most

"""Likeness of a name that is asked after and the name in a row."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from assistant.query.candidate_names import LEGAL_FORM
from corpus.language.lazy_regex import lazy_regex

_BETWEEN_WORDS = lazy_regex(r"\W+")
SLIPS_FROM = 6  # letters of a word in which a slip of the pen is looked for


def folded_name(name: str) -> str:
    """Return a name in a form for comparison: without case, accents, punctuation and legal forms."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join([w for w in _BETWEEN_WORDS.split(name.casefold()) if w and not _is_form(w)])


@lru_cache(maxsize=2**17)
def _is_form(word: str) -> bool:
    return LEGAL_FORM.fullmatch(word) is not None


def row_slips(word: str) -> int:
    """Return how many letters of a misspelt name may differ."""
    return 1 if len(word) < 10 else 2


def likeness_of(wanted: str, name: str) -> float:
    """Return how surely the name asked for is the row's name, 0 to 100."""
    if wanted == name:
        return 100.0
    a, b = wanted.split(), name.split()
    if not numbers(a) <= numbers(b):
        return 0.0  # "Works 3" is not Works 24, however like the letters are
    if len(a) < len(b) and b[: len(a)] == a:
        return 96.0 if len(a) > 1 or len(a[0]) >= 4 else 0.0
    if len(a) > 1 and set(a) <= set(b):
        return 93.0
    if len(a) == 1:
        if len(a[0]) >= 5 and a[0] in b:
            return 90.0
        # "Huawey" is Huawei: a slip in a name's first word, by which it is known.
        return 87.0 if len(a[0]) >= SLIPS_FROM and OSA.distance(a[0], b[0]) <= row_slips(a[0]) else 0.0
    return fuzz.token_sort_ratio(wanted, name) if len(b) > 1 else 0.0


def numbers(words: Sequence[str]) -> set[str]:
    """Return the words of a name that hold a figure."""
    return {w for w in words if not w.isalpha() and any(c.isdigit() for c in w)}

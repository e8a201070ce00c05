"""Words of a claim or a text in small letters, and the stems of those that have a meaning of their own."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.language.lazy_regex import lazy_regex
from index.text.tokens import STOP, stem

_ANY_WORD = lazy_regex(r"\w+")


def lower_words(text: str) -> list[str]:
    """Return all words of a text in order, in small letters."""
    return [w.lower() for w in _ANY_WORD.findall(text)]


def content_stems(words: Iterable[str]) -> list[str]:
    """Return the stems of words without those that only join others ("the", "of")."""
    return [stem(w) for w in words if w not in STOP]

"""Questions that ask what tells two things apart, read by the patterns of `contrasts.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.lexicon.tables import content

TABLE = Path(__file__).with_name("contrasts.toml")


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two things that a question wants told apart, and for each the question that asks what it is."""

    one: str
    other: str
    questions: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Words:
    asked: tuple[re.Pattern[str], ...]
    tail: re.Pattern[str]
    side: str


def contrast_asked(question: str) -> Contrast | None:
    """Return the two things that a question wants told apart; None where it asks no such thing."""
    for words in _table().values():
        for pattern in words.asked:
            if match := pattern.search(question):
                return _contrast(question, match, words)
    return None


def _contrast(question: str, match: re.Match[str], words: _Words) -> Contrast:
    tail = words.tail.search(match["other"])
    one, other = match["one"].strip(), match["other"][: tail.start() if tail else None].strip()
    said = tail.group().rstrip() if tail else ""
    # Sentences before the one that asks tell the case: they go with both.
    ends = [question.rfind(sign, 0, match.start("one")) for sign in (". ", "? ", "! ", "。", "，", ", ")]
    before = question[: max(ends) + 1].strip()
    before = f"{before} " if before and words.side.isascii() else before
    first, second = (words.side.format(side, before=before, tail=said) for side in (one, other))
    return Contrast(one, other, (first, second))


@cache
def _table() -> Mapping[str, _Words]:
    return {
        language: _Words(
            tuple(re.compile(pattern, re.IGNORECASE) for pattern in row["asked"]), re.compile(row["tail"]), row["side"]
        )
        for language, row in content(TABLE).items()
    }

"""Texts that claims are compared with, each read once: claims of one answer cite the same ones in other groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from assistant.facts.extraction import Fact, facts
from assistant.facts.fractions import in_digits
from assistant.facts.typographic_form import with_plain_signs
from assistant.verification.symbols.figures import as_claimed, printings
from corpus.lexicon.countries import mentioned_countries


@dataclass(frozen=True, slots=True)
class ReadText:
    """Text with its other printings, its facts, and the codes of the countries that it speaks of."""

    printed: str
    facts: tuple[Fact, ...]
    countries: frozenset[str]


@lru_cache(maxsize=512)
def read_text(text: str, language: str = "") -> ReadText:
    """Return what a text holds; `language` is that of its source, "" where it is not known."""
    printed = with_plain_signs(printings(text, language))
    return ReadText(printed, tuple(facts(printed)), frozenset(code for _, _, code in mentioned_countries(printed)))


@lru_cache(maxsize=64)
def facts_given(question: str) -> tuple[Fact, ...]:
    """Return the facts of a question, its numbers in words and in other printings read as figures too."""
    return tuple(facts("\n".join(dict.fromkeys((question, in_digits(question), as_claimed(question))))))


def joined_texts(parts: Sequence[ReadText], begin: int = 0) -> tuple[str, list[Fact]]:
    """Return texts as one, a line each, and their facts there; `begin` is where that one begins in a longer one."""
    begins = accumulate((len(part.printed) + 1 for part in parts), initial=begin)
    found = [
        replace(f, start=f.start + by, end=f.end + by)
        for part, by in zip(parts, begins, strict=False)
        for f in part.facts
    ]
    return "\n".join(part.printed for part in parts), found

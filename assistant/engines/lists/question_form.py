"""Question whose known phrases are taken out one after the other, until nothing is left that means something."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.list_words import fillers
from corpus.lexicon.regions import WorldRegion, regions_named

COUNT = lazy_regex(r"\bhow many\b|\b(?:the )?(?:total )?(?:number|count) of\b", re.I)  # asks for a number
_LABEL = lazy_regex(r"^[^:?.\d]{1,60}:\s{1,3}(?=\S)")
_ASKS_IN_LABEL = lazy_regex(r"\b(?:how many|which|what|who|whose|where|list|lists|not|except|without|only)\b", re.I)
_WITHOUT_MARK = lazy_regex(r"\b(what|who|where|when)s\b", re.I)  # "whats new": one letter for another
_WORD_OF_QUESTION = lazy_regex(r"[^\W_][\w'’&.-]*")


def without_label(text: str, chooses: Callable[[str], bool]) -> str:
    """Return a text without words before a colon that say for whom or what it is asked: "for my lecture: which …".

    They stay where they ask, or where `chooses` says that they choose something.
    """
    label = _LABEL.match(text)
    if label is None or _ASKS_IN_LABEL.search(label[0]) or chooses(label[0]):
        return text
    return text[label.end() :]


@dataclass(frozen=True)
class ReadBy:
    """What the words of a question are read by besides a grammar.

    `headings` are those of a list that are no country, by the word that tells them: "crimea". `today` is the day from
    which "this month" counts. `groups` has country groups of the law by the words of the question that name them.
    `typed` says that a list of the whole question tells companies from ships and people: a clause may leave it out.
    """

    headings: Mapping[str, str] = field(default_factory=dict)
    today: date = field(default_factory=date.today)
    groups: Mapping[str, WorldRegion] = field(default_factory=dict)
    typed: bool = False

    def regions(self, text: str) -> list[tuple[int, int, WorldRegion]]:
        """Return (start, end, region) of the groups, unions and regions of countries that a text names."""
        found = list(regions_named(text))
        for words in sorted(self.groups, key=len, reverse=True):  # "Country Group D:5" before the "D:5" in it
            for m in re.finditer(re.escape(words), text):
                if not any(start < m.end() and m.start() < end for start, end, _ in found):
                    found.append((m.start(), m.end(), self.groups[words]))
        return sorted(found, key=lambda f: f[:2])


class QuestionForm:
    """Text of a question, and what is left of it."""

    def __init__(self, text: str) -> None:
        self.text = self.rest = _WITHOUT_MARK.sub(lambda m: f"{m[1]} ", text.replace("’", "'"))

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take out every match of a pattern, and return the first."""
        first = pattern.search(self.rest)
        if first:
            self.rest = pattern.sub(lambda m: " " * len(m[0]), self.rest)
        return first

    def take_all(self, pattern: re.Pattern[str]) -> Sequence[re.Match[str]]:
        """Take out every match of a pattern, and return them."""
        found = list(pattern.finditer(self.rest))
        for match in found:
            self.blank(match.start(), match.end())
        return found

    def blank(self, start: int, end: int) -> None:
        """Take out one stretch."""
        self.rest = self.rest[:start] + " " * (end - start) + self.rest[end:]

    def words(self) -> tuple[str, ...]:
        """Return the words that are left and mean something."""
        return tuple(
            w
            for m in _WORD_OF_QUESTION.finditer(self.rest)
            if (w := m[0].strip(".'-")) and w.casefold() not in fillers() and not w.isdigit()
        )

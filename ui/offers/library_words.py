"""Sections of the starter library that share words with a question: what can be shown before the models are ready."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus.language.lazy_regex import lazy_regex
from corpus.library import explainers
from index.text.tokens import terms

_LINK_IN_MARKDOWN = lazy_regex(r"\[([^\[\]\n]{1,300})\]\((?:[^()\s]|\([^()\s]{1,9}\)){1,500}\)")
_SOURCES = lazy_regex(
    r" \((?:[^()\n]|\([^()\n]{0,60}\)){0,900}, (?:text of|current text|as of|adopted|published)[^()\n]*\)"
)
_FEWEST_SHARED = 0.5  # of the weight of a question's words that the best section has, for any to be shown
_HEADING_WEIGHT = 2  # weight of a word in a heading, where that of one in the section is 1


@dataclass(frozen=True, slots=True)
class LibrarySection:
    """Section of an explainer: its heading and its first paragraph."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class _Read:
    section: LibrarySection
    words: frozenset[str]
    of_heading: frozenset[str]


def nearest(question: str, most: int = 3) -> list[LibrarySection]:
    """Return the sections that share most with a question, the nearest first; none where little is shared."""
    sections, weights = _read()
    asked = {word: weights.get(word, 0.0) for word in terms(question)}
    whole = sum(asked.values())
    scored = []
    for number, read in enumerate(sections):
        shared = sum(w for word, w in asked.items() if word in read.words)
        if not whole or shared < _FEWEST_SHARED * whole:
            continue
        led = sum(w for word, w in asked.items() if word in read.of_heading)
        besides = sum(weights[word] for word in read.of_heading - asked.keys())
        scored.append((shared + _HEADING_WEIGHT * led - besides, -number, read.section))
    scored.sort(key=lambda s: s[:2], reverse=True)
    return [section for *_, section in scored[:most]]


@cache
def _read() -> tuple[list[_Read], dict[str, float]]:
    """Return the sections with their words, and the weight of each word: its rarity among them."""
    found = [
        _Read(LibrarySection(heading, told[0]), frozenset(terms(" ".join((heading, *told)))), frozenset(terms(heading)))
        for file in explainers()
        for heading, told in _sections(file.read_text("utf-8"))
    ]
    counted = Counter(word for read in found for word in read.words)
    return found, {word: math.log(1 + len(found) / n) for word, n in counted.items()}


def _sections(markdown: str) -> Iterator[tuple[str, list[str]]]:
    """Yield (heading, paragraphs) of an explainer, without its front matter, its tables and its references."""
    heading, told = "", list[str]()
    for block in re.split(r"\n{2,}", markdown.split("\n---\n", 1)[-1]):
        line = block.strip()
        if line.startswith("#"):
            if told:
                yield heading, told
            heading, told = line.lstrip("# "), []
        elif line and not line.startswith("|"):
            told.append(" ".join(_SOURCES.sub("", _LINK_IN_MARKDOWN.sub(r"\1", line)).split()))
    if told:
        yield heading, told

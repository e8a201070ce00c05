"""English words of trade control and administrative law, and what Chinese and Japanese texts call them: `bilingual_lexicon.txt`, read and applied.

A question in one language is held against passages in another by its ideas: each is what the question says in some of its words, and
the words of the other language that say the same. A passage that has one of them speaks of the idea.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from corpus.language.scripts import CJK, is_hiragana, runs
from index.text.numerals import figures
from index.text.tokens import STOP, stem, terms

LANGUAGES = ("zh", "ja")
_WITHIN = 0.5  # what an idea counts whose words are part of a longer one's: "licence" in "general licence"


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """One line of the book: English names, and the words of each other language."""

    names: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Idea:
    """Something that a question says: the words for it in one language, any of which will do, and what it counts beside others."""

    words: tuple[str, ...]
    share: float = 1.0


@cache
def book() -> tuple[LexiconEntry, ...]:
    """All lines, in order."""
    return tuple(_entries(files(__package__).joinpath("bilingual_lexicon.txt").read_text("utf-8")))


def _entries(text: str) -> Iterator[LexiconEntry]:
    for line in text.splitlines():
        if line and not line.startswith("#"):
            english, *others = ([w.strip() for w in column.split(";") if w.strip()] for column in line.split("|"))
            yield LexiconEntry(
                tuple(english), dict(zip(LANGUAGES, (tuple(dict.fromkeys(w)) for w in others), strict=True))
            )


Stems = tuple[str, ...]


@cache
def _by_first() -> Mapping[str, Mapping[Stems, tuple[tuple[str, LexiconEntry], ...]]]:
    """Every name with its entry, by its stems, under the first of them."""
    out: dict[str, dict[Stems, list[tuple[str, LexiconEntry]]]] = {}
    for entry in book():
        for name in entry.names:
            words = _words(name)
            stems = tuple(map(stem, words))
            out.setdefault(stems[0], {}).setdefault(stems, []).append((" ".join(words), entry))
    return {first: {stems: tuple(entries) for stems, entries in found.items()} for first, found in out.items()}


_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")


def _words(text: str) -> list[str]:
    """Every word in lower case, the small ones too: "get on" is not "get". Articles and pronouns go: "turn him away"."""
    return [w for w in _WORD.findall(text.casefold()) if w not in _PASSED_OVER]


_PASSED_OVER = frozenset(
    ["a", "an", "the", "it", "its", "him", "her", "his", "them", "their", "me", "my", "our", "your"]
)


@lru_cache(maxsize=256)
def ideas(question: str, language: str) -> tuple[Idea, ...]:
    """What a question says, in the words of `language` ("zh", "ja"). Of a question in that script, its own words."""
    found: dict[tuple[str, ...], float] = {}
    if CJK.search(question):
        for pair in _own(question):
            found[(pair,)] = 1.0
        entries: list[tuple[LexiconEntry, float]] = [(e, 1.0) for e in _said(question)]
    else:
        entries = list(_matched(_words(question)))
    for entry, share in entries:
        words = entry.words[language]
        if words:
            found[words] = max(found.get(words, 0.0), share)
    for words in figures(question, language):
        found.setdefault(words, 1.0)
    return tuple(Idea(words, share) for words, share in found.items())


def _matched(words: list[str]) -> Iterator[tuple[LexiconEntry, float]]:
    """The entries whose names stand in a row of words, and what each counts.

    Stems take in every inflection, and now and then another word ("goods" and "good", "authority" and "authorise"): where a name is
    written out, what only shares its stem is left aside.
    """
    spans = [
        (start, end, e)
        for start, end, found in _found(words)
        for e in found
        if start == 0 or words[start - 1] not in _DENIED
    ]
    for start, end, entry in spans:
        inside = any(a <= start and end <= b and b - a > end - start for a, b, _ in spans)
        yield entry, _WITHIN if inside else 1.0


_DENIED = frozenset(["not", "non"])  # "ordinary cases, not weapons": what follows is not what is asked for


def _found(words: list[str]) -> Iterator[tuple[int, int, list[LexiconEntry]]]:
    """(start, end, entries) of every name in a row of words.

    The first word of a name matches in any inflection, those behind it in number only: "exporting controlled goods" are no "export
    controls". Where a name is written out, what only shares its stem is left aside.
    """
    stems, singular = [stem(w) for w in words], [_singular(w) for w in words]
    for start, first in enumerate(stems):
        for name, entries in _by_first().get(first, {}).items():
            end = start + len(name)
            if tuple(stems[start:end]) != name:
                continue
            written = " ".join(words[start:end])
            exact = [e for n, e in entries if n == written]
            like = [e for n, e in entries if [_singular(w) for w in n.split()[1:]] == singular[start + 1 : end]]
            if exact or like:
                yield start, end, exact or like[:1]


def _singular(word: str) -> str:
    return word.removesuffix("'s").removesuffix("s")


@lru_cache(maxsize=256)
def told(question: str) -> float:
    """The share of a question's words that the book has, 0 to 1, those of grammar left out: how much of it the ideas tell."""
    words, known = _words(question), set[int]()
    for start, end, _ in _found(words):
        known.update(range(start, end))
    content = [n for n, w in enumerate(words) if w not in STOP and not w.isdigit()]
    return sum(n in known for n in content) / len(content) if content else 0.0


def _said(question: str) -> Iterator[LexiconEntry]:
    """The entries one of whose Chinese or Japanese words a question writes."""
    for entry in book():
        if any(len(w) > 1 and w in question for words in entry.words.values() for w in words):
            yield entry


def _own(question: str) -> Iterator[str]:
    """The pairs of characters of a question, without those of asking and of grammar."""
    for run in runs(question):
        for at in range(len(run) - 1):
            pair = run[at : at + 2]
            if not _ASKING.intersection(pair) and pair not in _FUNCTION and not is_hiragana(pair):
                yield pair


_ASKING = frozenset("的了吗呢吧么什谁哪几")
_FUNCTION = frozenset(
    ["多久", "多少", "可以", "没有", "是否", "多长", "怎样", "如何", "是多", "最多", "需要", "应当", "那么"]
)


@lru_cache(maxsize=256)
def english(question: str) -> str:
    """The English names of what a question in a CJK script says: with them English passages are searched for it."""
    if not CJK.search(question):
        return ""
    found = [e for e in _said(question) if e.names]
    words = list(dict.fromkeys(w for e in found for w in terms(e.names[0])))
    return " ".join(w for w in words if w not in STOP)

"""Text to the terms of the lexical index: word stems, their pairs, identifiers with prefixes, CJK character pairs.

Text is split into tokens here and not by the search engine, because engines split at `.`, `(` and `-`: `3A001.b.2`
would become four words, and `744.21(a)(1)` would match every `(a)(1)`.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import Stemmer

from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import CJK_RUN
from corpus.lexicon import countries

_STEMMER = Stemmer.Stemmer("english", 0)

# An identifier begins with a mix of letters and digits or with a number, and includes its own brackets and dots:
# 3A001.b.2 · 744.21(a)(1) · 833/2014 · 9A610.x · EAR99 · 8471.50 · UN1234
_PIECES = lazy_regex(
    rf"""
    (?P<code>(?:[a-z]{{0,6}}\d+[a-z0-9]*|\d+)(?:(?:[./-]|(?=\())(?:\([a-z0-9]{{1,5}}\)|[a-z0-9]+))*)
  | (?P<word>[a-z\u00df-\u024f]+(?:['’][a-z]+)?)
  | (?P<wide>{CJK_RUN})
  | (?P<other>[^\W\d_a-z]+)
    """,
    re.VERBOSE,
)
_ADDRESS_STEP = lazy_regex(r"\([a-z0-9]+\)|[^./()-]+")

# Spellings and synonyms with one meaning in the field: each is indexed and searched as the word on the right.
_SAME = {
    "license": "licence", "licensed": "licence", "licensing": "licence", "licenses": "licence", "licencing": "licence",
    "licences": "licence",
    "licensee": "licensee", "re-export": "reexport", "re-exports": "reexport", "reexports": "reexport",
    "reexported": "reexport",
    "reexporting": "reexport", "artificial-intelligence": "ai",
    "organisation": "organization", "organisations": "organization", "authorisation": "authorization",
    "authorisations": "authorization",
    "authorised": "authorized", "authorise": "authorize", "defence": "defense", "programme": "program",
    "programmes": "program",
    "centre": "center", "bis": "bis", "enduse": "end-use", "enduser": "end-user",
}  # fmt: skip
_COUNTRIES = countries.table().entries
_SAME |= {word: c.name.casefold() for c in _COUNTRIES for word in c.terms}
_LONG = {c.long_term: c.name.casefold() for c in _COUNTRIES if c.long_term}
# Compounds that are written apart, with a hyphen or as one word: all are indexed as one word.
_JOINED_WORDS = lazy_regex(
    r"\b(?:re-export|end[ -]use(?:r|rs|s)?|dual[ -]use|know[ -]how|de[ -]minimis|"
    rf"{'|'.join(_LONG)})(?:s|ed|ing)?\b"
)
NOWHERE = "\0"  # a term that no passage contains, and so has the highest rarity
STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "me",
        "my",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "shall",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "under",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "any",
        "all",
        "also",
        "about",
        "am",
        "being",
        "between",
        "both",
        "each",
        "here",
        "he",
        "his",
        "her",
        "only",
        "other",
        "same",
    ]
)


def normal(text: str) -> str:
    """Return a text in lower case, compatibility forms folded, the compounds of the field written as one word."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _JOINED_WORDS.sub(_join, text)


def _join(match: re.Match[str]) -> str:
    found = match.group()
    country = next((name for term, name in _LONG.items() if re.match(term, found)), "")
    return country or re.sub(r"[ -]", "", found)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem of a lower-case word; synonyms of the field share one."""
    word = word.replace("’", "'").removesuffix("'s")
    return str(_STEMMER.stemWord(_SAME.get(word, word)))


def terms(text: str) -> list[str]:
    """Return the terms of a text in order: stems without stop words, identifiers with prefixes, CJK pairs."""
    out: list[str] = []
    for code, word, wide, other in _PIECES.findall(normal(text)):
        if word:
            if word not in STOP:
                out.append(stem(word))
        elif code:
            out.extend(_codes(code))
        elif wide:
            out.extend(wide_pairs(wide))
        else:
            out.append(other)
    return out


def pairs(words: Sequence[str]) -> list[str]:
    """Return every two neighbouring terms joined into one term."""
    return [f"{a}_{b}" for a, b in itertools.pairwise(words)]


@lru_cache(maxsize=50_000)
def _codes(identifier: str) -> tuple[str, ...]:
    return tuple(codes(identifier))


def codes(identifier: str) -> list[str]:
    """Return an identifier, then its prefixes, longest first: `3a001.b.2` gives 3a001.b.2, 3a001.b, 3a001.

    Brackets and dots count as the same step, so that `3A001.b.2` and `3A001(b)(2)` give the same terms.
    """
    steps = [s.strip("()") for s in _ADDRESS_STEP.findall(identifier)]
    if len(steps) < 2:
        return steps
    # The bare number of a part is left out as a prefix: 744 would match every section of part 744.
    return [".".join(steps[:n]) for n in range(len(steps), 0, -1) if n > 1 or not steps[0].isdigit()]


def wide_pairs(run: str) -> list[str]:
    """Return the pairs of neighbouring characters of a CJK run; a single character is returned as it is."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]

"""Text to the terms of the lexical half: stemmed words and their pairs, identifiers whole and by their prefixes, CJK pairs.

The tokens are made here and not by the engine, because the engines split at `.`, `(` and `-`: `3A001.b.2` would be four words,
and `744.21(a)(1)` would match every `(a)(1)`.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache

import Stemmer

from corpus.language.scripts import RUN

_STEMMER = Stemmer.Stemmer("english", 0)

# An identifier begins with a letter-digit mix or a dotted number and runs over its own brackets and dots:
# 3A001.b.2 · 744.21(a)(1) · 833/2014 · 9A610.x · EAR99 · 8471.50 · UN1234
_PIECES = re.compile(
    rf"""
    (?P<code>(?:[a-z]{{0,6}}\d+[a-z0-9]*|\d+)(?:(?:[./-]|(?=\())(?:\([a-z0-9]{{1,5}}\)|[a-z0-9]+))*)
  | (?P<word>[a-z\u00df-\u024f]+(?:['’][a-z]+)?)
  | (?P<wide>{RUN})
  | (?P<other>[^\W\d_a-z]+)
    """,
    re.VERBOSE,
)
_STEP = re.compile(r"\([a-z0-9]+\)|[^./()-]+")

# Field words that mean one thing: every spelling is indexed and asked under the first form.
_SAME = {
    "license": "licence", "licensed": "licence", "licensing": "licence", "licenses": "licence", "licencing": "licence", "licences": "licence",
    "licensee": "licensee", "re-export": "reexport", "re-exports": "reexport", "reexports": "reexport", "reexported": "reexport",
    "reexporting": "reexport", "prc": "china", "chinese": "china", "artificial-intelligence": "ai",
    "organisation": "organization", "organisations": "organization", "authorisation": "authorization", "authorisations": "authorization",
    "authorised": "authorized", "authorise": "authorize", "defence": "defense", "programme": "program", "programmes": "program",
    "centre": "center", "bis": "bis", "enduse": "end-use", "enduser": "end-user",
}  # fmt: skip
# Words of several parts that the field writes as one.
_JOINED = re.compile(
    r"\b(?:re-export|end[ -]use(?:r|rs|s)?|dual[ -]use|know[ -]how|de[ -]minimis|people['’]?s republic of china)(?:s|ed|ing)?\b"
)
NOWHERE = "\0"  # a term that stands in no passage: as rare as one can be
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
    """Lower case, compatibility forms folded, the field's compounds written as one word."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _JOINED.sub(_join, text)


def _join(match: re.Match[str]) -> str:
    found = match.group()
    if found.startswith("people"):
        return "china"
    return re.sub(r"[ -]", "", found)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a lower-case word; field synonyms share one."""
    word = word.replace("’", "'").removesuffix("'s")
    return str(_STEMMER.stemWord(_SAME.get(word, word)))


def terms(text: str) -> list[str]:
    """The terms of a text in order: stems without stop words, identifiers followed by their prefixes, CJK pairs."""
    out: list[str] = []
    for match in _PIECES.finditer(normal(text)):
        kind, piece = match.lastgroup, match.group()
        if kind == "word":
            if piece not in STOP:
                out.append(stem(piece))
        elif kind == "code":
            out.extend(codes(piece))
        elif kind == "wide":
            out.extend(wide_pairs(piece))
        else:
            out.append(piece)
    return out


def pairs(words: list[str]) -> list[str]:
    """Every two neighbouring terms as one term."""
    return [f"{a}_{b}" for a, b in itertools.pairwise(words)]


def codes(identifier: str) -> list[str]:
    """An identifier whole, then its prefixes, longest first: `3a001.b.2` → 3a001.b.2, 3a001.b, 3a001.

    Brackets and dots mean the same step, so that `3A001.b.2` and `3A001(b)(2)` meet.
    """
    steps = [s.strip("()") for s in _STEP.findall(identifier)]
    if len(steps) < 2:
        return steps
    # A section's number is one step (744.21); its bare part number would match everything in the part.
    return [".".join(steps[:n]) for n in range(len(steps), 0, -1) if n > 1 or not steps[0].isdigit()]


def wide_pairs(run: str) -> list[str]:
    """Pairs of neighbouring characters of a CJK run; a single character stays."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]

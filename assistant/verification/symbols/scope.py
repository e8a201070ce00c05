"""Claims that widen a rule: "whatever", "even if", "never", a list called complete, an exclusion told as included.

Only words are compared. Where the evidence has a word of that reach itself, nothing is said.
"""

from __future__ import annotations

import re

from assistant.verification.symbols.stems import content_stems, lower_words
from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans

_WIDENS = lazy_regex(
    r"\b(?:whatever|(?<=, )whoever|whichever|regardless|no matter|irrespective|"
    r"without (?:any )?(?:exception|restriction)|"
    r"with no (?:exception|restriction)|in (?:any|every|all) cases?|under all circumstances|always|never|"
    r"even (?:if|where|when)|unconditionally)\b",
    re.IGNORECASE,
)
_AS_WIDE = lazy_regex(
    r"\b(?:whatever|whoever|whichever|regardless|irrespective|notwithstanding|whether|"
    r"in (?:any|every|all|no) cases?|"
    r"always|never|even (?:if|where|when|though)|no license exceptions?|without exception|at (?:any|all) times?)\b|"
    r"任何|均|一律|いかなる|すべて|全て",
    re.IGNORECASE,
)
# "Never less than 24 hours" is a bound, and no wider than the text that has it.
_BOUND_NEXT = lazy_regex(r"\s(?:less|more|fewer|later|earlier|sooner|longer|below|above|exceed)", re.IGNORECASE)
_CALLED_COMPLETE = lazy_regex(
    r"(?<!non-)(?<!not )(?<!not an )\bexhaustive\b|\b(?:a|the) (?:complete|closed) list\b", re.IGNORECASE
)
_EXAMPLES_ONLY = lazy_regex(r"\b(?:not (?:be )?limited to|illustrative|among others|non-exhaustive)\b", re.IGNORECASE)
_CALLED_OPEN = lazy_regex(r"\b(?:illustrative|examples?|not (?:an? )?exhaustive|non-exhaustive)\b", re.IGNORECASE)
_SAID_OUT = lazy_regex(
    r"\b(?:(?:does|do|did) not (?:apply to|include|cover|extend to)|excludes?|other than)\s(.{5,160})", re.IGNORECASE
)
_SAID_IN = lazy_regex(r"\b(?:including|includes?|even for)\s(.{5,160})", re.IGNORECASE)
_HELD_IN = lazy_regex(r"\binclud(?:ing|es?)\b", re.IGNORECASE)
_HELD_OUT = lazy_regex(
    r"\b(?:not (?:apply|include|cover|extend)\w*|except\w*|exclud\w+|other than|not including|exempt\w*)\b",
    re.IGNORECASE,
)
_NAMED_WORDS = 6  # words behind "including" that tell what is included
_LEAST_NAMED = 2
_NAMED_SHARE = 0.8  # of these words that a sentence must have
_ASKED_WORDS = 5  # words behind "even if" that may be the asker's own


def widening_words(claim: str, text: str, question: str = "") -> str:
    """Return the words by which a claim reaches further than the text, "" where none do.

    What the asker brought up ("even if it is a hospital") may be answered in these words.
    """
    found = _WIDENS.search(claim)
    if found and not _BOUND_NEXT.match(claim, found.end()) and not _AS_WIDE.search(text):
        behind = _content(claim[found.end() :])[:_ASKED_WORDS]
        asked = set(_content(question))
        if behind and _any(behind[0], text):
            return ""
        if not behind or sum(w in asked for w in behind) * 2 <= len(behind):
            return found[0]
    complete = _CALLED_COMPLETE.search(claim)
    if complete and _EXAMPLES_ONLY.search(text) and not _CALLED_OPEN.search(claim):
        return complete[0]
    return ""


def _any(noun: str, text: str) -> bool:
    """Return whether a text speaks of any, every or all of a noun: "whatever the country" of "any foreign country"."""
    return any(noun in _content(m[1]) for m in _ANY_NOUN.finditer(text))


_ANY_NOUN = lazy_regex(r"\b(?:any|every|all|each)((?:\s\w{1,20}){1,3})", re.IGNORECASE)


def turned_scope(claim: str, text: str) -> str:
    """Return what a claim counts in and the text leaves out, or the other way round; "" where neither is so."""
    said_in, said_out = _SAID_IN.search(claim), _SAID_OUT.search(claim)
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        held_in, held_out = _HELD_IN.search(sentence), _HELD_OUT.search(sentence)
        if said_in and held_out and not held_in and _names(said_in[1], sentence[held_out.end() :]):
            return said_in[0]
        if said_out and held_in and not held_out and _names(said_out[1], sentence[held_in.end() :]):
            return said_out[0]
    return ""


def _names(said: str, held: str) -> bool:
    wanted, words = _content(said)[:_NAMED_WORDS], set(_content(held))
    return len(wanted) >= _LEAST_NAMED and sum(w in words for w in wanted) >= _NAMED_SHARE * len(wanted)


def _content(text: str) -> list[str]:
    return content_stems(lower_words(text))

"""Sentences of the evidence that a claim repeats with another "not", "may", "must", "and", "or", "only" or "all".

Only a claim that repeats most of a sentence in its order is compared: what is said in other words needs reading.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.verification.symbols.stems import lower_words
from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from index.text.tokens import STOP, stem

_GROUPS = {
    "not": ("not", "no", "never", "nor", "neither", "none", "without", "cannot"),
    "may": ("may", "can", "might", "could", "permitted", "allowed", "optional"),
    "must": ("must", "shall", "required", "need", "needs", "requires", "has", "have"),
    "and": ("and", "both"),
    "or": ("or", "either"),
    "only": ("only", "solely", "alone", "exclusively"),
    "all": ("all", "every", "always"),
    "unless": ("unless", "except", "until"),
}
_GROUP_OF_WORD = {word: group for group, words in _GROUPS.items() for word in words}
_NOT_LIMITED_TO = lazy_regex(r",?\s(?:but\s)?(?:is|are)?\s?not (?:be )?limited to\b,?", re.IGNORECASE)  # denies nothing
_NUMBER_SIGN = lazy_regex(r"\bNos?\.\s?(?=\d)", re.IGNORECASE)  # "Supplement No. 2" denies nothing either
_REPEATED = {
    "not": 0.8,
    "may": 0.7,
    "must": 0.7,
    "and": 0.7,
    "or": 0.7,
    "only": 0.8,
    "all": 0.8,
}  # of the claim's words
_ALIKE = min(_REPEATED.values())
_WORDS_OF_SENTENCE = 120  # of a sentence
_LEAST_CONTENT = 3  # words with a meaning of their own that a claim repeats


@dataclass(frozen=True, slots=True)
class _Repeated:
    """How much of a claim a sentence has in its order, and the operators of both."""

    share: float
    claimed: Counter[str]
    held: Counter[str]
    whole: Counter[str]  # of the whole sentence


def changed_operator(claim: str, text: str, pointed: str = "") -> tuple[str, str] | None:
    """Return (operator of the claim, that of the sentence that it repeats) where they differ; "" stands for none.

    An operator of the claim that stands in the words that it points to (`pointed`), or above the list that the sentence
    is an item of, is the text's own.
    """
    words = _words(claim)
    content = {stem(w) for w in words if _is_content(w)}
    if len(content) < _LEAST_CONTENT:
        return None
    best, above, above_best = None, "", ""
    for sentence, said, stems in _sentences(text):
        if sentence.rstrip().endswith(":"):
            above = sentence
        if len(content & stems) < _ALIKE * len(content):
            continue
        found = _compared(words, said)
        if best is None or found.share > best.share:
            best, above_best = found, above
    differs = _difference(best) if best else None
    own = _operators(_words(f"{pointed}\n{above_best}"))
    return None if differs and differs[0] and own[differs[0]] else differs


@lru_cache(maxsize=128)  # the claims of one answer are compared with the same texts
def _sentences(text: str) -> tuple[tuple[str, list[str], frozenset[str]], ...]:
    """Return the sentences of a text, each with its first words and their stems."""
    read = ((text[a:b], _words(text[a:b])[:_WORDS_OF_SENTENCE]) for a, b in sentence_spans(text))
    return tuple((sentence, words, frozenset(map(stem, words))) for sentence, words in read)


def _difference(found: _Repeated) -> tuple[str, str] | None:
    mine, theirs = found.claimed, found.held
    if any(one["only"] and other["not"] and other["unless"] for one, other in ((mine, theirs), (theirs, mine))):
        return None  # "only where" is "not … unless"

    def swapped(one: str, other: str) -> bool:
        return bool(mine[one] and not mine[other] and theirs[other] and not theirs[one])

    if found.share >= _REPEATED["not"] and bool(mine["not"]) != bool(theirs["not"]):
        if not mine["not"]:
            return "", "not"
        if not found.whole["not"]:
            return "not", ""
    for one, other in (("may", "must"), ("must", "may"), ("and", "or"), ("or", "and")):
        banned = {one, other} == {"may", "must"} and mine["not"] and theirs["not"]  # "may not" is "shall not"
        if found.share >= _REPEATED[one] and swapped(one, other) and not banned:
            return one, other
    wide = next((g for g in ("only", "all") if mine[g]), "")
    if wide and found.share >= _REPEATED[wide] and not theirs["only"] and not theirs["all"]:
        return wide, ""
    return None


def _compared(words: list[str], sentence: list[str]) -> _Repeated:
    mine, theirs = [_form(w) for w in words], [_form(w) for w in sentence]
    blocks = [b for b in SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks() if b.size]
    if not blocks:
        return _Repeated(0.0, Counter(), Counter(), Counter())
    same = sum(_is_content(w) for b in blocks for w in words[b.a : b.a + b.size])
    held = sentence[blocks[0].b : blocks[-1].b + blocks[-1].size]
    share = same / max(1, sum(map(_is_content, words)))
    return _Repeated(share, _operators(words), _operators(held), _operators(sentence))


def _operators(words: list[str]) -> Counter[str]:
    return Counter(_GROUP_OF_WORD[w] for w in words if w in _GROUP_OF_WORD)


def _form(word: str) -> str:
    return word if word in _GROUP_OF_WORD else stem(word)


def _is_content(word: str) -> bool:
    return word not in STOP and word not in _GROUP_OF_WORD


def _words(text: str) -> list[str]:
    return lower_words(_NUMBER_SIGN.sub(" ", _NOT_LIMITED_TO.sub(" ", text)))

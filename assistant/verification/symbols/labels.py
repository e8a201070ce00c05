"""Paragraphs that a claim names, "paragraph (f)", compared with what stands under that label in the evidence."""

from __future__ import annotations

import re

from corpus.language.lazy_regex import lazy_regex
from corpus.locators.numerals import to_int
from index.text.tokens import STOP, stem

# Only where a claim says at its end where something stands, "… are in paragraph (f).", does the label locate it.
_STANDS_IN = lazy_regex(
    r"\b(?:is|are|stands?)\s(?:(?:listed|found|named|covered|controlled|described)\s)?(?:in|at|under)?\s?"
    r"(?:(?:sub)?(?:paragraph|point|item|note|subsection|clause)\s)?(?:[\dA-Z][\w.]{0,12})?"
    r"(?P<path>(?:\(\w{1,5}\)){1,6}|(?:\.\w{1,3}){1,4})[.;]?\s{0,2}$",
    re.IGNORECASE,
)
_LABEL_IN_TEXT = lazy_regex(
    r"[(（](?P<round>[A-Za-z]{1,4}|\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|(?:(?<=[\s;:.])|^)(?P<dot>[a-z]|\d{1,2})\.\s"
)
_WORD_OF_THREE = lazy_regex(r"[^\W\d_]{3,40}")
_PARAGRAPH_READ = 700  # characters of a paragraph that are read
_SHARED_WORDS = 2  # words that another paragraph shares with the claim


def elsewhere(claim: str, text: str) -> tuple[str, str] | None:
    """Return (label that a claim names, label of the paragraph that has its words); None where they do not differ.

    They differ where nothing under the label shares a word with the claim that not most paragraphs share too, and
    another paragraph of the same level shares several.
    """
    named = _STANDS_IN.search(claim)
    if not named:
        return None
    last = re.findall(r"\w+", named["path"])[-1].lower()
    parts = _paragraphs(text)
    level = {label for label, _ in parts if _level(label) == _level(last)}
    if last not in level or len(level) < 2:
        return None
    words = _terms(_STANDS_IN.sub(" ", claim))
    shared: dict[str, int] = {}
    for label, part in parts:
        if label in level:
            shared[label] = max(shared.get(label, 0), len(words & part))
    best = max(shared, key=lambda label: shared[label])
    if shared[last] == 0 and shared[best] >= _SHARED_WORDS:
        return last, best
    return None


def _paragraphs(text: str) -> list[tuple[str, frozenset[str]]]:
    """Return the labelled paragraphs of a text: each label with the words until the next label of its level."""
    marks = [(m.start(), m.end(), _plain(m["round"] or m["dot"])) for m in _LABEL_IN_TEXT.finditer(text)]
    out = []
    for n, (_, end, label) in enumerate(marks[:400]):
        stop = next((s for s, _, other in marks[n + 1 :] if _level(other) == _level(label)), len(text))
        out.append((label, frozenset(_terms(text[end : min(stop, end + _PARAGRAPH_READ)]))))
    return out


def _plain(label: str) -> str:
    return label.lower() if label.isascii() else str(to_int(label))


def _level(label: str) -> str:
    return "digit" if label.isdigit() else "letter" if len(label) == 1 else "other"


def _terms(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in map(str.lower, _WORD_OF_THREE.findall(text)) if w not in STOP)

"""Duty and leave in Chinese and Japanese texts, whose words for them are few: a claim in English that has the other.

Only a text that has one of the two is compared. English texts have "may" and "shall" in every paragraph, so there only
repeated sentences are (`operators.py`).
"""

from __future__ import annotations

import re

from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import EAST_ASIAN

_SAYS_DUTY = lazy_regex(
    r"\b(?:must|shall|ha(?:s|ve) to|(?:is|are) (?:required|obliged) to|mandatory|compulsory)\b", re.I
)
_SAYS_LEAVE = lazy_regex(r"\b(?:may|voluntar(?:y|ily)|optional|discretion|free to|need not|whether to)\b", re.I)
_NO_LEAVE = lazy_regex(r"\b(?:not|no|nobody|none|neither|nor|only|never)\b", re.I)  # "nobody may" is a duty
_HAS_DUTY = lazy_regex(r"应当|必须|不得|须|需|不能|なければならない|ものとする|してはならない|ならない|하여야|해야")
_HAS_LEAVE = lazy_regex(r"可以|有权|ことができる|できる|수 있다")
_LEAST_READ = 20  # characters of the text's script


def other_modality(claim: str, text: str) -> tuple[str, str] | None:
    """Return (word of the claim, word of the text) where one has a duty and the other leave only, None otherwise."""
    if len(EAST_ASIAN.findall(text)) < _LEAST_READ:
        return None
    duty, leave = _SAYS_DUTY.search(claim), _SAYS_LEAVE.search(claim)
    has_duty, has_leave = _HAS_DUTY.search(text), _HAS_LEAVE.search(text)
    if duty and not leave and has_leave and not has_duty:
        return duty[0], has_leave[0]
    if leave and not duty and not _NO_LEAVE.search(claim) and has_duty and not has_leave:
        return leave[0], has_duty[0]
    return None

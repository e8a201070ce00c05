"""Activities of radioactive material that a question tells, in terabecquerels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from corpus.language.lazy_regex import lazy_regex

ACTIVITY = lazy_regex(
    r"(?<![\w.,])(?P<n>\d{1,9}(?:[.,]\d{1,6})?) ?(?P<unit>TBq|GBq|MBq|tera-?becquerels?|giga-?becquerels?|"
    r"mega-?becquerels?|mCi|Ci|milli-?curies?|curies?)\b",
    re.I,
)
TBQ_OF_CURIE = Fraction(37, 1000)
_TO_TBQ = (
    (lazy_regex(r"t", re.I), Fraction(1)),
    (lazy_regex(r"g", re.I), Fraction(1, 1000)),
    (lazy_regex(r"mb|mega", re.I), Fraction(1, 10**6)),
    (lazy_regex(r"mc|milli", re.I), TBQ_OF_CURIE / 1000),
    (lazy_regex(r"c", re.I), TBQ_OF_CURIE),
)
_SAID_AS_LIMIT = lazy_regex(
    r"\b(?:limits?|thresholds?|below|under|over|above|less than|more than|begins at)\b[^,;.?!]{0,30}$", re.I
)
_LIMIT_WORD_WITHIN = 50  # letters before a figure in which a word says that it is a limit


@dataclass(frozen=True, slots=True)
class Activity:
    """Activity that a question tells, in terabecquerels, with its words and place."""

    becquerels: Fraction
    words: str
    start: int


def told_activities(text: str) -> list[re.Match[str]]:
    """Return the matches of ACTIVITY in a text, without those that it gives as a limit."""
    before = ((m, text[max(0, m.start() - _LIMIT_WORD_WITHIN) : m.start()]) for m in ACTIVITY.finditer(text))
    return [m for m, words in before if not _SAID_AS_LIMIT.search(words)]


def activities(text: str) -> list[Activity]:
    """Return the activities that a text tells, without those that it gives as a limit."""
    return [Activity(in_tbq(m), m[0], m.start()) for m in told_activities(text)]


def in_tbq(told: re.Match[str]) -> Fraction:
    """Return a match of ACTIVITY in terabecquerels."""
    scale = next(scale for pattern, scale in _TO_TBQ if pattern.match(told["unit"]))
    return Fraction(told["n"].replace(",", ".")) * scale


def shown_activity(value: Fraction) -> str:
    """Return a fraction with three decimals at most; one that they would round up to 1 keeps what tells it from 1."""
    places = 3 if round(value, 3) != 1 or value == 1 else 9
    return f"{float(value):.{places}f}".rstrip("0").rstrip(".")

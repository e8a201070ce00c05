"""Activities of radioactive material that a question tells, in terabecquerels."""

from __future__ import annotations

import re
from fractions import Fraction

ACTIVITY = re.compile(
    r"(?<![\w.,])(?P<n>\d{1,9}(?:[.,]\d{1,6})?) ?(?P<unit>TBq|GBq|MBq|tera-?becquerels?|giga-?becquerels?|"
    r"mega-?becquerels?|mCi|Ci|milli-?curies?|curies?)\b",
    re.I,
)
TBQ_OF_CURIE = Fraction(37, 1000)
_TO_TBQ = (
    (re.compile(r"t", re.I), Fraction(1)),
    (re.compile(r"g", re.I), Fraction(1, 1000)),
    (re.compile(r"mb|mega", re.I), Fraction(1, 10**6)),
    (re.compile(r"mc|milli", re.I), TBQ_OF_CURIE / 1000),
    (re.compile(r"c", re.I), TBQ_OF_CURIE),
)


def in_tbq(told: re.Match[str]) -> Fraction:
    """Return a match of ACTIVITY in terabecquerels."""
    scale = next(scale for pattern, scale in _TO_TBQ if pattern.match(told["unit"]))
    return Fraction(told["n"].replace(",", ".")) * scale


def shown_activity(value: Fraction) -> str:
    """Return a fraction with three decimals at most; one that they would round up to 1 keeps what tells it from 1."""
    places = 3 if round(value, 3) != 1 or value == 1 else 9
    return f"{float(value):.{places}f}".rstrip("0").rstrip(".")

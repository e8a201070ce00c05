"""Number words of English, and scales as figures have them behind them: the one place where they are written down."""

from __future__ import annotations

ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
DOZEN = {"dozen": 12}
SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
WIDE_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
VALUE_OF_WORD = {word: n for n, word in enumerate(ONES)} | {word: 10 * n for n, word in enumerate(TENS, 2)} | DOZEN


def up_to(most: int, least: int = 1) -> dict[str, int]:
    """Return the words of the numbers from `least` to `most`, of those that are one word, with their values."""
    return {word: n for word, n in VALUE_OF_WORD.items() if least <= n <= most and word not in DOZEN}


def scales(least: str, most: str) -> dict[str, int]:
    """Return the scales from one word to another, both among them, with their values."""
    return {word: value for word, value in SCALES.items() if SCALES[least] <= value <= SCALES[most]}

"""Number words of English: the one place where they are written down."""

from __future__ import annotations

ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
DOZEN = {"dozen": 12}
VALUE_OF_WORD = {word: n for n, word in enumerate(ONES)} | {word: 10 * n for n, word in enumerate(TENS, 2)} | DOZEN


def up_to(most: int, least: int = 1) -> dict[str, int]:
    """Return the words of the numbers from `least` to `most`, of those that are one word, with their values."""
    return {word: n for word, n in VALUE_OF_WORD.items() if least <= n <= most and word not in DOZEN}

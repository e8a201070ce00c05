"""Size of a text in a chat model's tokens, estimated without its tokeniser: a little too many rather than too few."""

from __future__ import annotations

import re

_RUN = re.compile(r"[A-Za-z]+|\d+|[^\S ]|[^\w\s]|[^\x00-\x7f]")
_LETTERS_OF_TOKEN = 6  # letters of a word that are one token: English words are one to six, legal terms are split
_DIGITS_OF_TOKEN = 3  # digits of a number that are one token


def tokens(text: str) -> int:
    """Return about how many tokens a text has: words by their length, digits by threes, other scripts by letter."""
    count = 0
    for run in _RUN.findall(text):
        first = run[0]
        if first.isascii() and first.isalpha():
            count += -(-len(run) // _LETTERS_OF_TOKEN)
        elif first.isdecimal() and first.isascii():
            count += -(-len(run) // _DIGITS_OF_TOKEN)
        else:
            count += 1
    return count

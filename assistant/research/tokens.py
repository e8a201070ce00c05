"""Size of a text in a chat model's tokens, estimated without its tokeniser: a little too many rather than too few."""

from __future__ import annotations

import re
from collections.abc import Sequence

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


def shortened(turns: Sequence[tuple[str, str]], most: int, *, alike: bool = False) -> tuple[tuple[str, str], ...]:
    """Return questions and answers whose answers fit into `most` tokens together; the questions stay whole.

    The last ones are kept first, and what has no room left is a question alone; where all are wanted `alike`, each
    answer has the same share.
    """
    share, left, out = most // max(1, len(turns)), most, []
    for asked, said in reversed(turns):
        kept = _cut(said, share if alike else left)
        left -= tokens(kept)
        out.append((asked, kept))
    return tuple(reversed(out))


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text that has at most so many tokens, "" where that is too little to be read."""
    size = tokens(text)
    if size <= most:
        return text
    return f"{text[: len(text) * most // size].rsplit(' ', 1)[0]} …" if most > _LEAST_ANSWER_READ else ""


_LEAST_ANSWER_READ = 30  # tokens of an answer below which its question alone is given

"""Requests that work on the last answer and its evidence: "shorter", "as a table", "are you sure?", "in German"."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from corpus import lexicon
from corpus.lexicon.tables import content

TABLE = Path(lexicon.__file__).with_name("rework_words.toml")
_WORD_ASKED = re.compile(r"[^\W_]+(?:['’-][^\W_]+){0,3}")
_LONGEST_REQUEST = 14  # words of such a request
_PHRASE = 3  # words of the longest phrase
_ASKING = ("form", "doubt", "part")


def reworks(asked: str) -> bool:
    """Return whether a question asks for the last answer in another form, or about the answer itself.

    Every word of it must be one of asking so: "in German" is, "and for German exporters?" asks something new.
    """
    words = [w.casefold().replace("’", "'") for w in _WORD_ASKED.findall(asked)]
    if not words or len(words) > _LONGEST_REQUEST:
        return False
    asking, around = _words()
    at, asks = 0, False
    while at < len(words):
        sizes = range(min(_PHRASE, len(words) - at), 0, -1)
        phrase = next((n for n in sizes if " ".join(words[at : at + n]) in asking), 0)
        if not phrase and words[at] not in around:
            return False
        asks = asks or bool(phrase)
        at += phrase or 1
    return asks


def languages_named(asked: str) -> frozenset[str]:
    """Return the codes of the languages whose names stand in a question: "in German"."""
    words = {w.casefold() for w in _WORD_ASKED.findall(asked)}
    return frozenset(code for code, names in content(TABLE)["languages"].items() if not words.isdisjoint(names))


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words and phrases that ask, and the words that may stand around them."""
    table = content(TABLE)
    languages = [name for names in table["languages"].values() for name in names]
    asking = [word for part in _ASKING for word in table[part]]
    return frozenset((*asking, *languages)), frozenset(table["around"])

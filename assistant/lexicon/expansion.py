"""Everyday words and what the law calls them, from `expansion.toml`: "chip" is "integrated circuit"."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_WORDS_OF_QUESTION = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_TWO_OR_THREE_CAPITALS = re.compile(r"[A-Z]{2,3}")
_LONGEST_NAME = 7  # words of the longest name


def legal_terms(text: str) -> tuple[str, ...]:
    """Return the terms that legal texts use for the everyday words of `text`, each once, in the order of the words.

    The longest name that begins at a word wins, so that a "chip designer" is not also a chip.
    """
    written = _WORDS_OF_QUESTION.findall(text)
    said = [_plain(w) for w in written]
    known = _law_of()
    found: dict[str, None] = {}
    covered = 0
    for start, word in enumerate(written):
        for end in range(min(len(said), start + _LONGEST_NAME), max(start, covered), -1):
            one = end == start + 1
            law = known.get(" ".join(said[start:end])) or (known.get(word.removesuffix("s")) if one else None)
            if law:
                found.update(dict.fromkeys(law))
                covered = end
                break
    return tuple(found)


def _plain(word: str) -> str:
    word = word.casefold().replace("’", "'").removesuffix("'s").replace(".", "").replace("'", "")
    return word.replace("licenc", "licens")


@cache
def _law_of() -> dict[str, tuple[str, ...]]:
    """Return the legal terms by everyday name.

    An acronym stands as it is written; any other name in its plain form, in the singular and the plural.
    """
    entries = tomllib.loads(files(__package__).joinpath("expansion.toml").read_text("utf-8"))["word"]
    out: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        law = tuple(entry["law"])
        for name in entry["said"]:
            if _TWO_OR_THREE_CAPITALS.fullmatch(name):
                out[name] = law
                continue
            plain = " ".join(_plain(w) for w in _WORDS_OF_QUESTION.findall(name))
            for form in (plain, plain + "s", plain + "es", plain.removesuffix("y") + "ies"):
                out.setdefault(form, law)
    return out

"""What an everyday word is called in the texts: `everyday.toml`, looked up over the runs of a question's words."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_WORDS = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_ACRONYM = re.compile(r"[A-Z]{2,3}")
_LONGEST = 7  # words of the longest name


def in_law(text: str) -> tuple[str, ...]:
    """The texts' own words for what `text` says in everyday ones.

    The longest name at a place is the one that is meant, so that a "chip designer" is not also a chip.
    """
    written = _WORDS.findall(text)
    said = [_plain(w) for w in written]
    known = _law_of()
    found: dict[str, None] = {}
    covered = 0
    for start, word in enumerate(written):
        for end in range(min(len(said), start + _LONGEST), max(start, covered), -1):
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
    """The words of the law by each name: an acronym as it is written, anything else in its plain form, singular and plural."""
    entries = tomllib.loads(files(__package__).joinpath("expansion.toml").read_text("utf-8"))["word"]
    out: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        law = tuple(entry["law"])
        for name in entry["said"]:
            if _ACRONYM.fullmatch(name):
                out[name] = law
                continue
            plain = " ".join(_plain(w) for w in _WORDS.findall(name))
            for form in (plain, plain + "s", plain + "es", plain.removesuffix("y") + "ies"):
                out.setdefault(form, law)
    return out

"""Everyday words and what the law calls them: "chip" is "integrated circuit" (`expansion.toml`).

Those of countries and regions stand with these (`countries.toml`, `regions.toml`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, regions

_WORDS_OF_QUESTION = lazy_regex(r"[^\W_]+(?:['’.][^\W_]+)*")
_TWO_OR_THREE_CAPITALS = lazy_regex(r"[A-Z]{2,3}")
_LONGEST_NAME = 7  # words of the longest name


def legal_terms(text: str) -> tuple[str, ...]:
    """Return the terms that legal texts use for the everyday words of `text`, each once, in the order of the words.

    The longest name that begins at a word wins, so that a "chip designer" is not also a chip.
    """
    written = _WORDS_OF_QUESTION.findall(text)
    said = [_plain(w) for w in written]
    known = _law_of(countries.TABLE, regions.TABLE)
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


def _entries(of_countries: Path, of_regions: Path) -> Iterator[tuple[Iterable[str], tuple[str, ...]]]:
    """Yield the everyday names of each entry with its legal terms, those of countries and regions last."""
    for entry in tomllib.loads(files(__package__).joinpath("expansion.toml").read_text("utf-8"))["word"]:
        yield entry["said"], tuple(entry["law"])
    yield from (country.searched for country in countries.load_countries(of_countries).entries)
    yield from (((*region.towns, *region.said), region.texts) for region in regions.load_apart(of_regions))


@cache
def _law_of(of_countries: Path, of_regions: Path) -> dict[str, tuple[str, ...]]:
    """Return the legal terms by everyday name.

    An acronym stands as it is written; any other name in its plain form, in the singular and the plural.
    """
    out: dict[str, tuple[str, ...]] = {}
    for said, law in _entries(of_countries, of_regions):
        for name in said:
            if _TWO_OR_THREE_CAPITALS.fullmatch(name):
                out[name] = law
                continue
            plain = " ".join(_plain(w) for w in _WORDS_OF_QUESTION.findall(name))
            for form in (plain, plain + "s", plain + "es", plain.removesuffix("y") + "ies"):
                out.setdefault(form, law)
    return out

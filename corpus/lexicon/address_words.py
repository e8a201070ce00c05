"""Words of postal addresses, each in one spelling (`address_words.toml`)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.tables import content

TABLE = Path(__file__).with_name("address_words.toml")
SAME_ADDRESS = 0.75  # of a listed address's words, from which a text has it, with all its numbers
_IN_A_WORD = 3  # letters of a word that may stand in a longer one
_STREET_AND_TOWN = 3  # words of a street with its town
_LONG_WORD = 5  # letters of a word that may be misspelt by one
_UNITS = ("room", "flat", "unit", "office", "floor", "suite", "block", "shop")
_BETWEEN_PARTS = lazy_regex(r"[,;./]|\d(?:[\w-]*\d)?[A-Z]?")
_NO_NAME = lazy_regex(r"Address \d{1,3}")
_WORD = lazy_regex(r"[a-z]+|\d+")
_UNIT = lazy_regex(r"(?<![a-z\d])(\d{1,5})[ -]?([a-eg-z])(?![a-z\d])")  # "7F" is a floor


@cache
def load(path: Path) -> tuple[Mapping[str, str], frozenset[str]]:
    """Read a table: the short forms with the words that they stand for, and the words that say nothing."""
    table: Mapping[str, Any] = content(path)
    return table["short"], frozenset(table["left_out"])


def in_full(text: str) -> tuple[str, ...]:
    """Return the words and numbers of an address in one spelling: "7/F, No. 04 Kok Rd" has "7 floor 4 kok road"."""
    short, left_out = load(TABLE)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    words = (w.lstrip("0") or w if w[0].isdigit() else short.get(w, w) for w in _WORD.findall(plain))
    return tuple(w for word in words for w in word.split() if w not in left_out)


def spelt(text: str) -> str:
    """Return the words of an address in one spelling and in their order, a space around each."""
    return f" {' '.join(in_full(text))} "


def telling_word(text: str) -> str:
    """Return the longest word of a part of an address that has no short form: whatever has the part has that word."""
    short, _ = load(TABLE)
    full = {w for words in short.values() for w in words.split()}
    return max((w for w in in_full(text) if w not in full), key=len, default="")


def is_address_alone(name: str) -> bool:
    """Return whether what stands as the name of a row is none ("Address 02"): whoever uses its address is meant."""
    return _NO_NAME.fullmatch(name) is not None


def address_words(text: str) -> frozenset[str]:
    """Return what an address says in any order: its words and numbers in one spelling.

    A number with a letter is a number of its own besides: "Room 12B" is not "Room 12".
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return frozenset((*in_full(text), *(f"{n.lstrip('0')}{letter}" for n, letter in _UNIT.findall(plain))))


def street_words(text: str) -> frozenset[str]:
    """Return the words of a text that names a street, where nothing but its number may lack; empty for other texts."""
    words = in_full(text)
    names_one = any(w in streets() for w in words[1:]) and len(words) >= _STREET_AND_TOWN
    return frozenset(words) if names_one else frozenset()


@cache
def streets() -> frozenset[str]:
    """Return the words for kinds of street, in full."""
    return frozenset(content(TABLE)["streets"])


@lru_cache(maxsize=2**15)
def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(w for w in words if w[0].isdigit())


def share_said(listed: frozenset[str], said: frozenset[str]) -> float:
    """Return the share of the words of a listed address that a text has, 0 to 1; 0 where one of its numbers is missing.

    A word that the text writes in one with another ("Mongkok" for "Mong Kok") is there.
    """
    numbers = _numbers(listed)
    if not numbers or not numbers <= said:
        return 0.0
    there = {
        w
        for w in listed
        if w in said or (len(w) >= _IN_A_WORD and any(w in other or _is_misspelt(other, w) for other in said))
    }
    return len(there) / len(listed)


@lru_cache(maxsize=2**15)
def _is_misspelt(said: str, listed: str) -> bool:
    """Return whether a long word is another with one letter more, less or changed: "Hennesy" for "Hennessy"."""
    if min(len(said), len(listed)) < _LONG_WORD or abs(len(said) - len(listed)) > 1 or not listed.isalpha():
        return False
    same = 0
    while same < min(len(said), len(listed)) and said[same] == listed[same]:
        same += 1
    a, b = said[same:], listed[same:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:]


@cache
def _kinds() -> frozenset[str]:
    """Return the words for kinds of street and of house, in full: every part that an address names ends with one."""
    return streets() | frozenset(content(TABLE)["houses"])


def may_name_a_part(text: str) -> bool:
    """Return whether a text has a word for a kind of street or house; one without has no part of any address."""
    return not _kinds().isdisjoint(in_full(text))


def named_parts(listed: str) -> tuple[str, ...]:
    """Return the houses and streets that a listed address names, as `spelt` writes them and without their numbers."""
    out = []
    for piece in _BETWEEN_PARTS.split(listed):
        words = [w for w in in_full(piece) if w[0].isalpha()]
        last = max((n for n, w in enumerate(words) if w in _kinds()), default=-1)
        first = max((n + 1 for n, w in enumerate(words[:last]) if w in _UNITS), default=0)
        if last - first >= 1:
            out.append(f" {' '.join(words[first : last + 1])} ")
    return tuple(dict.fromkeys(out))

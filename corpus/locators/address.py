"""The types of an address and of its grammar, and the key by which addresses are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.language.lazy_regex import lazy_regex


@dataclass(frozen=True, slots=True)
class Locator:
    """An address.

    `system` names its grammar ("cfr", "eccn", "eu", "uk", "cn", "jp", "kr"); `instrument` the text that it stands in,
    as far as the address says ("15 CFR", "Regulation (EU) No 833/2014", "出口管制法", or ""); `path` its steps from
    the outside in (("744.21", "f"), ("3A001", "b", "2"), ("Article 3", "1", "a")); `text` is the canonical spelling
    that provisions carry as their `locator` (without the instrument, except where lawyers write it, as in
    `15 CFR 744.21`).
    """

    system: str
    instrument: str
    path: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Mention:
    """An address at `start:end` of a running text."""

    start: int
    end: int
    locator: Locator


@dataclass(frozen=True, slots=True)
class Grammar:
    """A family of addresses: `parse(text)` reads a whole string, `mentions(text)` searches running text."""

    system: str
    parse: Callable[[str], Locator | None]
    mentions: Callable[[str], list[Mention]]


_NOISE = lazy_regex(r"[\s\u00a0§.,:;'\"“”‘’()\[\]–—-]+")

_REPEATED = lazy_regex(r" \[(\d+)\]$")  # the second provision that claims one address: "3A001.b [2]" is not 3A001.b.2


def key(locator: str) -> str:
    """Return a form of an address in which spellings that differ by case, spaces, punctuation or brackets are equal.

    It is used to look up free addresses (a table row, a definition, a heading); addresses of a grammar are compared by
    the key of their canonical text. Separators become one dot, so that `3A001.b.2` and `3A001.b2` stay different.
    """
    repeated = _REPEATED.search(locator)
    if repeated:
        return f"{key(locator[: repeated.start()])}#{repeated[1]}"
    return _NOISE.sub(".", unicodedata.normalize("NFKC", locator).casefold()).strip(".")


def names_in_english(text: str, laws: Sequence[str]) -> bool:
    """Return whether a text has "art" and the name of a law, in whatever case: a glance, a tenth of a pattern's time.

    `laws` are names in small letters.
    """
    folded = text.casefold()
    return "art" in folded and any(
        law in folded and re.search(rf"\b{re.escape(law)}\b", folded) is not None  # "ecl" is in "declared", too
        for law in laws
    )

"""Tells what a question names and which of it an answer uses: a half that is dropped makes the other half wrong.

An engine gives the sentences and the addresses of what it computed; what they do not have is returned, in the words of
the question, to be named as not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.engines.model import Computed
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import party_lists
from corpus.locators import mentions

_GROUP_NAMED = lazy_regex(r"\b[ABDE]:[1-6](?!\d)")
_SECTION = lazy_regex(r"\d{3,4}\.\d{1,3}")
_NOTE_TO = lazy_regex(r"\bnotes? [\w.]{1,8} to (?:the |ECCN )?$", re.I)
_ORDINAL = lazy_regex(r"^\W*|\W*$")


@dataclass(frozen=True, slots=True)
class NamedThing:
    """Words of a question that name something, and the words of an answer any of which show that it was used."""

    written: str
    shown_by: tuple[str, ...]


def provisions(text: str) -> list[NamedThing]:
    """Return the entries and provisions that a text names: each is used where its number is."""
    out = []
    for mention in mentions(text):
        written = text[mention.start : mention.end]
        if mention.locator.system == "eccn":
            if _NOTE_TO.search(text, 0, mention.start):
                continue  # "note 3.a to 6A003": by which the item was classified
            out.append(NamedThing(written, (mention.locator.path[0],)))
        elif section := _SECTION.search(written):
            out.append(NamedThing(written, (section[0],)))
    return out


def groups(text: str) -> list[NamedThing]:
    """Return the country groups that a text names by letter and number."""
    return [NamedThing(m[0], (m[0],)) for m in _GROUP_NAMED.finditer(text)]


def lists_named(text: str) -> list[NamedThing]:
    """Return the lists of parties that a text names."""
    return [NamedThing(each.name, (each.name, *each.short)) for each in party_lists.table().asked(text)]


def exceptions(text: str, codes: Collection[str]) -> list[NamedThing]:
    """Return the license exceptions that a text names by one of their short forms."""
    found = dict.fromkeys(re.findall(r"\b[A-Z]{3}\b", text))
    return [NamedThing(code, (code,)) for code in found if code in codes]


def not_used(things: Sequence[NamedThing], found: Computed, catalogue: CatalogueReader) -> tuple[str, ...]:
    """Return the words of those things that no finding of an answer and no address that it cites has."""
    used = found.names({words for thing in things for words in thing.shown_by}, catalogue)
    out = [t.written for t in things if used.isdisjoint(t.shown_by)]
    return tuple(dict.fromkeys(_ORDINAL.sub("", w) for w in out))

"""Releases of technology to a person: they count as an export to the country of that person's nationality."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engines.determination.facts.places import Place
from assistant.engines.determination.law_texts.rules import own_country, pattern, rule_table
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries

_BEFORE_PLACE = 60  # characters in front of a place that are looked at
_WORD_OF_STATE = lazy_regex(r"[^\W\d_]{4,}")
_TECHNOLOGY, _SOFTWARE = "E", "D"  # product groups of the list, the second letter of an entry's number


@dataclass(frozen=True, slots=True)
class Release:
    """Release of technology or source code. `sent` are places where it goes besides, `there` all others told of.

    `at_home` says that a part of the exporter's own country is told, as "in our Utah office" does.
    """

    nationals: tuple[Place, ...]
    sent: tuple[Place, ...] = ()
    there: tuple[Place, ...] = ()
    at_home: bool = False

    @property
    def is_abroad(self) -> bool:
        """Return whether the person is said to be somewhere, and nowhere in the country of its nationality."""
        own = {code for p in self.nationals for code in p.codes}
        told = [*self.sent, *self.there]
        return (bool(told) or self.at_home) and not any(own & set(p.codes) for p in told)

    def of_country(self, code: str) -> bool:
        """Return whether a country is that of a person's nationality."""
        return any(code in p.codes for p in self.nationals)


def release_of(text: str, number: str, found: Sequence[Place]) -> Release | None:
    """Return the release of technology to a person that a text tells of; None where it is none.

    Who is a citizen or a lawful permanent resident of the exporter's country is no foreign person.
    """
    words = rule_table()["release"]
    group = number[1:2]
    is_code = pattern(words["source_code"]).search(text) is not None
    if not (group == _TECHNOLOGY or pattern(words["technology"]).search(text) or (group == _SOFTWARE and is_code)):
        return None
    if group not in ("", _TECHNOLOGY, _SOFTWARE):
        return None  # goods: "show 3A001 chips, with their technology"
    nationals = tuple(p for p in found if is_national(text, p))
    if not nationals or pattern(words["no_foreign_person"]).search(pattern(words["no_status"]).sub(" ", text)):
        return None
    others = [p for p in found if p not in nationals and not _is_of_law(text, p, nationals)]
    sends = pattern(words["sends"]).search(text) is not None
    sent = tuple(p for p in others if sends and pattern(words["sent_to"]).search(_before(text, p)))
    own = countries.table().by_code[own_country()]
    at_home = any(word in own.states for word in _WORD_OF_STATE.findall(text.casefold()))
    return Release(nationals, sent, tuple(p for p in others if p not in sent), at_home)


def _is_of_law(text: str, place: Place, nationals: Sequence[Place]) -> bool:
    """Return whether a country of a person is named again for its people or for the rules on it: "the Russia rules"."""
    own = any(set(place.codes) & set(p.codes) for p in nationals)
    people = countries.is_adjective(place.written.removesuffix("s"))
    return own and (people or not pattern(rule_table()["release"]["there"]).search(_before(text, place)))


def is_national(text: str, place: Place) -> bool:
    """Return whether a place is named as the nationality of a person: "a Cuban engineer", "a citizen of Peru"."""
    words = rule_table()["release"]
    if pattern(words["person_of"]).search(_before(text, place)):
        return True
    return place.adjective and pattern(words["person_behind"]).match(text, place.end) is not None


def tells_of_a_person(text: str) -> bool:
    """Return whether a text goes on with a person who was told of before: "and if she works in our Berlin lab?"."""
    return pattern(rule_table()["release"]["goes_on"]).search(text) is not None


def _before(text: str, place: Place) -> str:
    return text[max(0, place.start - _BEFORE_PLACE) : place.start]


def without_person(text: str) -> str:
    """Return a text without the words that only say what kind of release or person it is ("deemed", "postdoc")."""
    return re.sub(rule_table()["release"]["kind"], " ", text, flags=re.I)

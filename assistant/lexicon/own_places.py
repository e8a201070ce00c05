"""Countries where an asker, or whoever acts in a question, is by its words (`own_places.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries
from corpus.lexicon.countries import is_adjective, mentioned_countries
from corpus.lexicon.tables import as_tuple, content, entry
from corpus.lexicon.towns import folded_town, provinces, towns

TABLE = Path(__file__).with_name("own_places.toml")
_PLACE_MARK = "\x00"  # stands in the text that frames are tried on where the place is
_BEFORE_OWN_PLACE, _BEHIND_OWN_PLACE = 140, 60  # characters around a place that frames may read
_WORDS_OF_PLACE = 4
_WORD_OF_PLACE = lazy_regex(r"[^\W\d_][^\W\d_'’-]*+(?:['’-][^\W\d_]+)*")
_BEHIND_A_TOWN = lazy_regex(r",? (?:in )?(?:the )?(?P<there>[A-Z]\w{1,20}(?: [A-Z]\w{1,20}){0,2})")
_OF_ASKER = lazy_regex(r"(?:our|my)\b", re.I)
_WITH_ASKER = lazy_regex(r"\b(?:our|my|us|we|me)\b", re.I)


@dataclass(frozen=True, eq=False)
class OwnPlaces:
    """Words of the table; the head of `own_places.toml` says what each field does."""

    sites: str
    firms: str
    elsewhere: str
    gets: str
    frames: tuple[str, ...]
    of_somebody: tuple[str, ...]
    actors: tuple[str, ...]
    denied: str
    words: tuple[str, ...]

    def compiled(self, frames: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
        """Return frames with the table's patterns, and the mark of a place, in them."""
        return tuple(re.compile(self._filled(frame), re.IGNORECASE) for frame in frames)

    def _filled(self, frame: str) -> str:
        for name in ("sites", "firms", "gets", "elsewhere"):
            frame = frame.replace(f"{{{name}}}", getattr(self, name))
        return frame.replace("{place}", _PLACE_MARK)


@dataclass(frozen=True, slots=True)
class WrittenPlace:
    """Country, town or province by its name or an adjective, with the code of its country."""

    start: int
    end: int
    code: str
    is_adjective: bool = False


@cache
def _table() -> OwnPlaces:
    return entry(OwnPlaces, content(TABLE), TABLE.name, convert=as_tuple)


@dataclass(frozen=True, eq=False)
class _Frames:
    """Patterns of the table, compiled once."""

    frames: tuple[re.Pattern[str], ...]
    of_somebody: tuple[re.Pattern[str], ...]
    actors: tuple[re.Pattern[str], ...]
    denied: re.Pattern[str]


@cache
def _frames() -> _Frames:
    words = _table()
    return _Frames(
        frames=words.compiled(words.frames),
        of_somebody=words.compiled(words.of_somebody),
        actors=words.compiled(words.actors),
        denied=re.compile(words.denied, re.IGNORECASE),
    )


@lru_cache(maxsize=1024)  # each reader of a question asks for them
def own_countries(text: str) -> tuple[str, ...]:
    """Return the codes of the countries where the asker, or who acts, is: "our plant in Suzhou", "may a Paris bank".

    Where something is sent, and where a customer is, is none. Who deals with the asker ("may a Paris bank pay us") is
    none who acts.
    """
    actors = not _WITH_ASKER.search(text)
    return tuple(dict.fromkeys(place.code for place in _places(text) if _is_own(text, place, actors=actors)))


def _is_own(text: str, place: WrittenPlace, *, actors: bool) -> bool:
    known = _frames()
    begin = max(0, place.start - _BEFORE_OWN_PLACE)
    around = f"{text[begin : place.start]}{_PLACE_MARK}{text[place.end : place.end + _BEHIND_OWN_PLACE]}"
    by_name = () if place.is_adjective else (*known.frames, *(known.actors if actors else ()))
    found = (m for frame in (*by_name, *known.of_somebody) for m in frame.finditer(around))
    return any(not (_OF_ASKER.match(m[0]) and known.denied.search(around[: m.start()])) for m in found)


def _places(text: str) -> Iterator[WrittenPlace]:
    """Yield the places that a text names, each of one country alone."""
    end = 0
    named = list(mentioned_countries(text))
    for start, stop, code in named:
        yield WrittenPlace(start, stop, code, is_adjective(text[start:stop]))
    words = list(_WORD_OF_PLACE.finditer(text))
    for n, first in enumerate(words):
        if first.start() < end or any(s <= first.start() < e for s, e, _ in named):
            continue
        for last in reversed(words[n : n + _WORDS_OF_PLACE]):
            code = _country_of(text, first.start(), last.end())
            if code:
                yield WrittenPlace(first.start(), last.end(), code)
                end = last.end()
                break


def _country_of(text: str, start: int, end: int) -> str:
    """Return the country of a town or province, "" for none and for several: "Paris, Texas" is not the French one."""
    written = text[start:end]
    name = folded_town(written)
    if written.islower() and name in _table().words:
        return ""
    codes = {*towns().get(name, ()), *provinces().get(name, ())}
    behind = _BEHIND_A_TOWN.match(text, end)
    if codes and behind and (there := _country_called(behind["there"])):
        return there
    return codes.pop() if len(codes) == 1 else ""


@lru_cache(maxsize=1024)
def _country_called(name: str) -> str:
    """Return the country that a name is of, or of which it is a state; "" for none."""
    words = name.split()
    for count in range(len(words), 0, -1):
        called = folded_town(" ".join(words[:count]))
        states = [c.code for c in countries.table().entries if called in c.states]
        found = states or [c for s, e, c in mentioned_countries(" ".join(words[:count])) if s == 0]
        if found:
            return found[0]
    return ""

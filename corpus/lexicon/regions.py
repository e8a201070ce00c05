"""Regions (`regions.toml`): of the world, by which a question chooses countries, and those governed apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries
from corpus.lexicon.tables import as_tuple, content, entry

TABLE = Path(__file__).with_name("regions.toml")


@dataclass(frozen=True, slots=True)
class WorldRegion:
    """Region of the table; the head of `regions.toml` says what each field does."""

    name: str
    asked: str
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegionApart:
    """Region that the law governs apart from its country; the head of `regions.toml` says what each field does."""

    name: str
    country: str
    towns: tuple[str, ...]
    texts: tuple[str, ...]
    said: tuple[str, ...] = ()


@cache
def load_apart(path: Path) -> tuple[RegionApart, ...]:
    """Read the regions of a table that are governed apart. Raises BadRequest for a mistake in it."""
    rows = content(path)["apart"]
    return tuple(entry(RegionApart, row, f"{path.name}, {row.get('name')}", convert=as_tuple) for row in rows)


def regions_apart() -> tuple[RegionApart, ...]:
    """Return the regions that are governed apart of the table that comes with Licet."""
    return load_apart(TABLE)


@cache
def load(path: Path) -> tuple[WorldRegion, ...]:
    """Read the regions of the world of a table. Raises BadRequest for a mistake in it."""
    rows = content(path)["region"]
    return tuple(
        entry(WorldRegion, row, f"{path.name}, {row.get('name')}", convert=as_tuple, patterns=("asked",))
        for row in rows
    )


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], WorldRegion], ...]:
    regions = tuple((re.compile(region.asked, re.IGNORECASE), region) for region in load(TABLE))
    unions = tuple(
        (_of_union(c.written), WorldRegion(f"the {c.name}", "", c.members))
        for c in countries.table().entries
        if c.union
    )
    return (*regions, *unions)


def _of_union(names: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of a union as a place; "the EU list" is whose list it is."""
    written = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True) if n[0].isupper())
    return re.compile(
        rf"(?<!\w)(?:{written})(?!\w)(?! (?:sanctions?|lists?|laws?|rules?|regulations?|export)\b)"
        r"(?:'s)?(?: (?:member )?(?:states?|countries|members))?"
    )


def is_region(name: str) -> bool:
    """Return whether a name is that of a region of the world and nothing else: "Asia", "central Asia"."""
    said = name.casefold()
    return any(region.name.casefold() in (said, f"the {said}") for region in load(TABLE))


# A part of a region is another one: "North Africa" and "Eastern Europe" are no entries, the whole is too much.
_A_PART_OF = lazy_regex(
    r"\b(?:(?:north|south|east|west)(?:[ -]?(?:east|west))?(?:ern)?|central|saharan|mid|inner|horn of)[ -]$", re.I
)
_SAID_BEFORE = lazy_regex(r"\w[.,;:!?]? ?\b(?P<word>[A-Z][a-z]+) (?:of (?:the )?)?$")
_LIST_WORDS = frozenset(("List", "Lists"))  # "on the Entity List of African companies"
_SAID_BEHIND = lazy_regex(" [A-Z]")


def regions_named(text: str) -> list[tuple[int, int, WorldRegion]]:
    """Return (start, end, region) of the regions and unions of countries that a question names.

    A word of a body's name ("Baltic Leasing LLC", "Bank of Asia") names none, nor does a part of a region, or a word
    behind a hyphen ("non-European").
    """
    found = [(m.start(), m.end(), region) for pattern, region in _patterns() for m in pattern.finditer(text)]
    found = [f for f in found if not any(o is not f and o[0] <= f[0] and f[1] < o[1] for o in found)]
    return [f for f in found if not _of_something_else(text, f[0], f[1])]


_LED_IN = lazy_regex(r"(?:in|from|of|across|around|to|into|for) ", re.IGNORECASE)


def _of_something_else(text: str, start: int, end: int) -> bool:
    led = _LED_IN.match(text, start)
    place = led.end() if led else start
    before = text[max(0, place - 40) : place]
    if before.endswith("-") or _A_PART_OF.search(before):
        return True
    if text.isupper() or text.istitle():  # then a capital tells nothing
        return False
    if not text[place:end].split()[-1][0].isupper():
        return False
    said = _SAID_BEFORE.search(before)
    return (said is not None and said["word"] not in _LIST_WORDS) or _SAID_BEHIND.match(text, end) is not None

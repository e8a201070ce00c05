"""State of what is followed, as texts by name, and the differences of two states with their redline."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.engines.lists import places
from assistant.engines.lists.list_lookup import held_by_name
from corpus.catalogue import Catalogue
from corpus.editions.diff import WordRun, exchanged_addresses, marks, typeset, unlabelled
from corpus.errors import Problem
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lookup import locate
from corpus.model import Source
from ui.news.followed import Followed, FollowedKind

_SHORTEST_WORDS = 4  # characters of a text that is known by its words under another number
_COUNT_OF_ROW = lazy_regex(r" \(\d+\)$")


@dataclass(frozen=True, slots=True)
class StateDifference:
    """Text that was added, removed, changed or renumbered; `redline` are the words of both, in reading order."""

    change: str  # "added", "removed", "changed" or "renumbered"
    name: str
    before: str
    after: str
    redline: tuple[WordRun, ...]


def state_of(followed: Followed, catalogue: Catalogue) -> dict[str, str]:
    """Return what is followed as it stands today. Raise NotHeld, BadRequest where it is not held."""
    match followed.kind:
        case FollowedKind.LIST:
            return _of_list(followed.name, catalogue)
        case FollowedKind.REGIME:
            return _of_regime(followed.name, catalogue)
        case FollowedKind.PROVISION:
            return _of_provision(followed.name, catalogue)
    found: dict[str, str] = {}
    for source, locator in followed.places:
        try:
            held = locate(catalogue, locator, Filters(sources=(source,)))
        except Problem:
            continue  # what is gone is told as removed
        found[f"{locator}, {_name(held[0].source)}"] = catalogue.full_text(held[0])
    return found


def differences(old: Mapping[str, str], new: Mapping[str, str], *, rows: bool = False) -> list[StateDifference]:
    """Return what differs between two states in more than typography: figures, signs and decimal points count.

    What only has another number is told beside other differences, and is none by itself. Of `rows` of a list, which
    bear a name and a country, none stands for a row of another country.
    """
    was = {name: text for name, text in old.items() if typeset(text) != typeset(new.get(name, ""))}
    now = {name: text for name, text in new.items() if typeset(text) != typeset(old.get(name, ""))}
    moves = _moves(was, now, rows)
    renumbered = []
    for earlier, name in moves.items():
        before, after = was.pop(earlier), now.pop(name)
        if typeset(before) != typeset(after):  # else it is the same under a name written another way
            told = f"{earlier} is now {name}"
            renumbered.append(StateDifference("renumbered", told, before, after, marks(before, after)))
    found = []
    for name, after in now.items():
        if before := was.pop(name, ""):
            found.append(StateDifference("changed", name, before, after, marks(before, after)))
        else:
            found.append(StateDifference("added", name, "", after, (WordRun("insert", after),)))
    found += [
        StateDifference("removed", name, before, "", (WordRun("delete", before),)) for name, before in was.items()
    ]
    return [*found, *renumbered] if found else []


def _moves(was: Mapping[str, str], now: Mapping[str, str], rows: bool) -> dict[str, str]:
    """Return the new name by the old one of what is known by its words, in the order of the new state.

    Names that exchanged their words are left out: each says another thing. The rows of one name have no order.
    """
    by_words: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, text in was.items():
        by_words[_words(name, text), _country(name) if rows else ""].append(name)
    moves = {}
    for name, after in now.items():
        words = _words(name, after)
        waiting = by_words[words, _country(name) if rows else ""]
        earlier = next((one for one in waiting if one != name), None)
        if len(words) >= _SHORTEST_WORDS and earlier is not None:
            waiting.remove(earlier)
            moves[earlier] = name
    back = exchanged_addresses(
        {earlier: name for earlier, name in moves.items() if not rows or _row(earlier) != _row(name)}
    )
    return {earlier: name for earlier, name in moves.items() if earlier not in back}


def _country(name: str) -> str:
    """Return the country that the name of a row ends with, "KOREA, REPUBLIC OF" whole; "" for a row without one."""
    parts = _row(name).split(", ")
    endings = [", ".join(parts[n:]) for n in range(1, len(parts))]
    countries = (e for e in endings if all(map(places.country_of_heading, e.split("; "))))
    parts_of_one = (e for e in reversed(endings) if all(map(_ends_with_a_country, e.split("; "))))
    return next(itertools.chain(countries, parts_of_one), "")


def _ends_with_a_country(heading: str) -> bool:
    """Return whether a heading of a list is a part of a country: "CRIMEA REGION OF UKRAINE"."""
    return any(end == len(heading) for _, end, _ in places.find(heading))


def _row(name: str) -> str:
    """Return the name of a row without its count among the rows that bear one name."""
    return _COUNT_OF_ROW.sub("", name)


def _words(name: str, text: str) -> str:
    """Return a text without its number and typography, by which it is known where its number changed."""
    return unlabelled(text, name.partition(", ")[0])


def _name(source: Source) -> str:
    """Return a text's title with its id: two texts may bear one title, and neither may stand for the other."""
    return f"{source.title} ({source.id})"


def _of_list(name: str, catalogue: Catalogue) -> dict[str, str]:
    held = held_by_name(name, catalogue)
    seen: Counter[str] = Counter()
    state = {}
    for row in held.counted:
        key = ", ".join(filter(None, (row.name, row.country)))
        seen[key] += 1
        cells = (row.cell, *(f"also {alias}" for alias in row.aliases if alias not in row.cell), row.requirement,
                 row.policy, "; ".join(f"{p.citation}, {p.day.isoformat()}" for p in row.publications))  # fmt: skip
        state[key if seen[key] == 1 else f"{key} ({seen[key]})"] = " · ".join(filter(None, cells))
    return state


def _of_regime(code: str, catalogue: Catalogue) -> dict[str, str]:
    filters = Filters(jurisdictions=(code,))
    catalogue.check(filters)
    return {
        _name(source): f"edition of {version.valid_from or version.retrieved_at.date()}, digest {version.digest[:16]}"
        for source, version in catalogue.in_force(filters).values()
    }


def _of_provision(written: str, catalogue: Catalogue) -> dict[str, str]:
    state = {}
    for held in locate(catalogue, written, Filters()):
        for part in (held, *catalogue.subtree(held)):
            text = catalogue.slice(part.version.number, part.provision.start, part.provision.end)
            if text.strip():
                state[f"{part.locator}, {_name(part.source)}"] = text
    return state

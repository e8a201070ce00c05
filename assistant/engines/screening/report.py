"""Report of a screening: what was found, what it means by a list's own text, and what was searched."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from assistant.engines.lists.held_lists import all_held
from assistant.engines.lists.model import HeldList
from assistant.engines.lists.payloads import party_row
from assistant.engines.model import Finding, Span
from assistant.engines.screening.name_likeness import Likeness
from assistant.engines.screening.romanised import is_transliterated
from assistant.engines.screening.screen import Screening, ScreeningMatch
from assistant.model import StatementRole
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.lexicon import party_lists

_MATCHES_NAMED = 5  # matches that one line names


def searched(catalogue: CatalogueReader, filters: Filters = Filters()) -> list[dict[str, str]]:
    """Return the lists that are searched, each with the day of its edition."""
    return [{"list": h.about.name, "edition": h.edition, "from": h.address} for h in all_held(catalogue, filters)]


def not_held(catalogue: CatalogueReader, filters: Filters = Filters()) -> list[str]:
    """Return the lists that are known here and not held."""
    held = {h.about.name for h in all_held(catalogue, filters)}
    return [n.told for n in party_lists.table().entries if n.name not in held]


def screening_payload(found: Screening, catalogue: CatalogueReader, filters: Filters = Filters()) -> dict[str, Any]:
    """Return the screening of a name as programs read it."""
    return {
        "name": found.name,
        "read_as": " ".join(found.read_as),
        "status": screening_status(found),
        "text": sentence(found, catalogue, filters),
        "matches": [match_payload(m, catalogue, filters) for m in found.matches],
        "matches_in_all": len(found.matches) + found.others,
    }


def match_payload(match: ScreeningMatch, catalogue: CatalogueReader, filters: Filters = Filters()) -> dict[str, Any]:
    """Return a match as programs read it."""
    meaning = effect_of(match.held, catalogue, filters)
    return {
        "list": match.held.about.name,
        "edition": match.held.edition,
        "likeness": match.found.likeness.value,
        "score": round(match.found.score, 1),
        "matched": match.written,
        "only_in_the_name": list(match.found.only_asked),
        "written_otherwise": [list(pair) for pair in match.found.otherwise],
        "only_on_the_list": list(match.found.only_listed),
        "means": meaning[0] if meaning else "",
        **party_row(match.held, match.row, catalogue),
    }


def screening_status(found: Screening) -> str:
    """Return "listed", "near" or "not_found"."""
    return "listed" if found.is_listed else "near" if found.matches else "not_found"


def sentence(found: Screening, catalogue: CatalogueReader, filters: Filters = Filters()) -> str:
    """Return in one or two sentences what was found, and where a name was not found, what was searched."""
    sure = [m for m in found.matches if m.is_listed]
    others = [m for m in found.matches if not m.is_listed]
    if sure:
        return lines_in_one(list(map(where_listed, sure)), _MATCHES_NAMED, 0 if others else found.others) + "."
    told = f"“{found.name}” was not found in {lists_searched(all_held(catalogue, filters))}."
    if found.read_as and is_transliterated(found.name):
        told += f" It was read as “{' '.join(found.read_as)}”: a list may spell it otherwise in Latin letters."
    if others:
        alike = lines_in_one(list(map(near, others)), _MATCHES_NAMED, found.others)
        return f"{alike}. {told}"
    return told


def lines_in_one(lines: Sequence[str], most: int, others: int = 0) -> str:
    """Return the first `most` of the lines as one, and how many more there are beside `others`."""
    distinct = list(dict.fromkeys(lines))
    more = len(distinct) - most if len(distinct) > most else 0
    return "; ".join(distinct[:most]) + (f"; and {more + others:,} more" if more + others else "")


def further(name: str, rows: int, most: int) -> list[Finding]:
    """Return the line that says how many rows are not shown and where they are; none where all are shown."""
    if rows <= most:
        return []
    return [
        Finding(
            f"{rows - most:,} further rows: `licet screen {shlex.quote(name)}` shows all.", note=StatementRole.SHORTENED
        )
    ]


def each_once(matches: Sequence[ScreeningMatch]) -> list[str]:
    """Return where matches are listed: a name that one list has under several countries once, with all of them."""
    groups: dict[tuple[object, ...], list[ScreeningMatch]] = {}
    for match in matches:
        at = match.row.start if match.found.likeness is Likeness.ADDRESS else 0
        groups.setdefault((match.held.about.name, match.row.name, match.written, at), []).append(match)
    return [where_listed(group[0], enumeration([m.row.country for m in group])) for group in groups.values()]


def enumeration(names: Sequence[str]) -> str:
    """Return names as one enumeration, each once: "Belgium, Netherlands and United Kingdom"."""
    *first, last = [*dict.fromkeys(filter(None, names))] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def where_listed(match: ScreeningMatch, countries: str = "") -> str:
    """Return where a match is listed, with its country."""
    where = countries or match.row.country
    country = f", {where}," if where else ""
    under = ""
    if match.found.likeness is not Likeness.ADDRESS and match.written not in (match.row.name, match.row.cell):
        under = f" as “{match.written}”"
    if match.found.likeness is Likeness.ADDRESS:
        return f"This address is on the {of_day(match.held)}: {match.row.cell.rstrip('.')}"
    return f"{match.row.name}{country} is listed{under} on the {of_day(match.held)}"


def near(match: ScreeningMatch) -> str:
    """Return where a near match is listed, and in which words it differs."""
    words = [f"“{asked}” is “{there}” there" for asked, there in match.found.otherwise]
    if match.found.only_asked:
        words.append(f"without “{' '.join(match.found.only_asked)}”")
    if match.found.only_listed:
        words.append(f"with “{' '.join(match.found.only_listed)}” besides")
    if match.found.likeness in (Likeness.LETTERS, Likeness.SPELLING):
        words.insert(0, f"{match.found.score:.0f} of 100 alike")
    differs = f" ({', '.join(words)})" if words else ""
    return f"{where_listed(match)}{differs}"


def of_day(held: HeldList) -> str:
    """Return the name of a list with the day of its edition."""
    return f"{held.about.name} of {held.edition}" if held.edition else held.about.name


def of_days(lists: Sequence[HeldList]) -> str:
    """Return the days of the lists that were searched: "lists of 2026-07-23 and 2026-07-31"."""
    days = sorted({held.edition or "an unknown day" for held in lists})
    return f"lists of {' and '.join(days)}" if days else "no list: none is held"


def lists_searched(lists: Sequence[HeldList]) -> str:
    """Return which lists of which days were searched."""
    days: dict[str, list[str]] = {}
    for held in lists:
        days.setdefault(held.edition or "an unknown day", []).append(held.about.name)
    return "; ".join(f"lists of {day}: {', '.join(names)}" for day, names in days.items()) or "no list: none is held"


def effect_of(held: HeldList, catalogue: CatalogueReader, filters: Filters = Filters()) -> tuple[str, Span] | None:
    """Return what a compilation says that being on a list means, with its place; None where it says nothing."""
    code = held.about.mark.strip("()")
    if not code:
        return None
    found = catalogue.find(f"{party_lists.table().compiled} > {code}", filters)
    return (found[0].text, Span.of(found[0])) if found else None


def programme(match: ScreeningMatch) -> str:
    """Return the sanctions programmes that a row names."""
    return "; ".join(value for column, value in match.row.more if column == "Program")


def match_line(match: ScreeningMatch) -> str:
    """Return a row in one line: name, country, list, requirement, review policy, citations."""
    row = match.row
    parts = [row.listed_as, row.country, match.held.about.name, row.requirement, row.policy, programme(match)]
    parts += ["; ".join(f"{p.citation}, {p.day.isoformat()}" for p in row.publications)]
    return " · ".join(p for p in parts if p)

"""Choice of rows of a list of parties: by country, place, name, policy, requirement, footnote, citation and day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from assistant.engines.lists import places
from assistant.engines.lists.model import HeldList, PartyRow, RowKind
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries

TYPE, PROGRAM = "Type", "Program"  # columns of a compilation
_FIRM = "Entity"  # the one kind of party that any list has
# "(See alternate addresses under Lemuria)": another row's.
_SEE_OTHERS = lazy_regex(r"\(\s?see [^()]{1,200}\)", re.I)


@dataclass(frozen=True, slots=True)
class PartyQuery:
    """What is asked of the rows of a list; an empty field asks for nothing.

    `countries` and `not_countries` are codes of countries or words of a heading ("crimea"), `places` words of an
    address, `words` such that stand anywhere in its name or its address. `since` and `until` are the first
    and the last day of a listing, or of any citation with `changed`.
    `types` are values of the column that says what kind of party a row is, `programs` programmes of which it has one;
    `not_types` and `not_programs` those that a row is to lack.
    `region` is what the countries are called together ("Africa"): those that a list has no heading for are left out.
    """

    countries: tuple[str, ...] = ()
    region: str = ""
    not_countries: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    name: str = ""
    not_name: str = ""
    any_name: tuple[str, ...] = ()
    policy: tuple[str, ...] = ()
    not_policy: tuple[str, ...] = ()
    requirement: str = ""
    footnote: str = ""
    not_footnote: str = ""
    citation: str = ""
    since: date | None = None
    until: date | None = None
    changed: bool = False
    nameless: bool = False
    types: tuple[str, ...] = ()
    not_types: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    not_programs: tuple[str, ...] = ()

    @property
    def chooses(self) -> bool:
        """Return whether it leaves out any row."""
        return self != PartyQuery()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rows that a query chose; `by_address` are countries that the list has no heading for, looked for in addresses."""

    rows: tuple[PartyRow, ...]
    by_address: tuple[str, ...] = ()


def applied_to(held: HeldList, query: PartyQuery) -> PartyQuery:
    """Return a query without the kind of party for a list whose rows tell none: "firms" are all its rows there.

    Another kind stays in it: which rows are ships or people, such a list does not tell (`is_told_by`).
    """
    if query.types != (_FIRM,) or query.not_types or tells_kinds(held):
        return query
    return replace(query, types=())


def is_told_by(held: HeldList, query: PartyQuery) -> bool:
    """Return whether a list tells which of its rows are of the kinds of party that a query asks for, if it asks."""
    query = applied_to(held, query)
    return not (query.types or query.not_types) or tells_kinds(held)


def tells_kinds(held: HeldList) -> bool:
    """Return whether any row of a list tells what kind of party it is."""
    return any(row.other(TYPE) for row in held.counted)


def chosen_rows(held: HeldList, query: PartyQuery) -> Chosen:
    """Return the rows of a list that a query means; none where the list does not tell which they are."""
    if not is_told_by(held, query):
        return Chosen(())
    query = applied_to(held, query)
    headed = tuple(c for c in query.countries if is_heading(held, c))
    by_address = () if query.region else tuple(c for c in query.countries if c not in headed)
    words = [_address_words(c) for c in (*by_address, *query.places)]
    known = countries.table().by_code
    filed = [known[c].under if c in known else "" for c in by_address]
    rows = tuple(
        row
        for row in held.counted
        if _in_country(row, headed, words[: len(filed)], filed, query)
        and (not query.places or any(_mentions(row, w) for w in words[len(filed) :]))
        and _meets(row, query)
    )
    return Chosen(rows, by_address)


def joined_query(before: PartyQuery, now: PartyQuery, *, leans: bool = False) -> PartyQuery:
    """Return what is asked now of the rows that an earlier question chose; each field takes the old one's place.

    "How many of those are in Hong Kong?" `leans` on rows that were chosen by country: they are chosen by an address.
    """
    by_place = ("countries", "places", "region")
    if now.since or now.until:  # another span of days, not one end of it
        before = replace(before, since=None, until=None)
    if now.not_countries:  # "how many in Lemuria? any outside it?": the rest of the same rows
        kept = tuple(c for c in before.countries if c not in now.not_countries)
        before = replace(before, countries=kept, region=before.region if kept else "")
    before = replace(
        before,
        # "how many are ships? and how many are not?": what is wanted now is no longer refused, and the other way round
        types=tuple(t for t in before.types if t not in now.not_types),
        not_types=tuple(t for t in before.not_types if t not in now.types),
        programs=tuple(p for p in before.programs if p not in now.not_programs),
        not_programs=tuple(p for p in before.not_programs if p not in now.programs),
    )
    merged = replace(before, **{f: v for f in PartyQuery.__slots__ if (v := getattr(now, f)) and f not in by_place})
    if not now.countries:
        return replace(merged, places=now.places or merged.places)
    if not leans or not before.countries or now.region:
        return replace(merged, countries=now.countries, region=now.region)
    if before.region and set(now.countries) <= set(before.countries):
        return replace(merged, countries=now.countries, region="")
    return replace(merged, places=now.countries)


def is_heading(held: HeldList, country: str) -> bool:
    """Return whether a list has a heading for a country."""
    return country in held.codes or any(
        country in places.folded_heading(h) for h in held.headings if not country.isupper()
    )


def _in_country(
    row: PartyRow, headed: Sequence[str], words: Sequence[re.Pattern[str]], filed: Sequence[str], query: PartyQuery
) -> bool:
    if any(_is_of(row, c) for c in query.not_countries):
        return False
    if not query.countries:
        return True
    return any(under(row, c) for c in headed) or any(
        _mentions(row, w) and (not above or above in row.codes) for w, above in zip(words, filed, strict=False)
    )


def _is_of(row: PartyRow, country: str) -> bool:
    """Return whether a row is of a country: under its heading, or by its address where another one has it filed."""
    known = countries.table().by_code
    above = known[country].under if country in known else ""
    return under(row, country) or bool(above and above in row.codes and _mentions(row, _address_words(country)))


def under(row: PartyRow, country: str) -> bool:
    """Return whether a row stands under a country: by its code, or by words of the heading of a region."""
    if country.isupper():
        return country in row.codes
    return any(country in places.folded_heading(heading) for heading in row.countries)


def has_address_in(row: PartyRow, codes: Sequence[str]) -> bool:
    """Return whether the address of a row names one of these countries, apart from its names and aliases."""
    address = _folded(_SEE_OTHERS.sub(" ", row.cell))
    for name in sorted(map(_folded, row.names), key=len, reverse=True):
        address = address.replace(name, " ")
    return any(_address_words(code).search(address) for code in codes)


def _address_words(place: str) -> re.Pattern[str]:
    name = places.name_in_answer(place) if place.isupper() and len(place) == 2 else place
    return re.compile(rf"(?<![a-z0-9]){re.escape(places.folded_heading(name))}(?![a-z0-9])")


def _mentions(row: PartyRow, words: re.Pattern[str]) -> bool:
    return words.search(_folded(row.cell)) is not None


@lru_cache(maxsize=32_768)
def _folded(text: str) -> str:
    return places.folded_heading(text)


@lru_cache(maxsize=32_768)
def _words(name: str) -> frozenset[str]:
    return frozenset(places.folded_heading(name).split())


def _meets(row: PartyRow, query: PartyQuery) -> bool:
    policy, requirement = folded_cell(row.policy), folded_cell(row.requirement)
    if any(c.isdigit() for c in query.requirement):  # a section stands in either column: "See § 744.2(d)" is a policy
        requirement = f"{requirement} {policy}"
    return (
        all(folded_cell(p) in policy for p in query.policy)
        and not any(folded_cell(p) in policy for p in query.not_policy)
        and folded_cell(query.requirement) in requirement
        and (not query.footnote or query.footnote in row.footnotes)
        and (not query.not_footnote or query.not_footnote not in row.footnotes)
        and (not query.citation or any(p.citation == query.citation for p in row.publications))
        and all(_mentions(row, _address_words(w)) for w in query.words)
        and (not query.name or _named(row, query.name))
        and not (query.not_name and _named(row, query.not_name))
        and (not query.any_name or any(_named(row, n) for n in query.any_name))
        and (not query.nameless or row.kind is RowKind.ADDRESS)
        and (not query.types or row.other(TYPE) in query.types)
        and row.other(TYPE) not in query.not_types
        and (not query.programs or _has_program(row, query.programs))
        and not _has_program(row, query.not_programs)
        and _within(row, query)
    )


def _has_program(row: PartyRow, programs: Sequence[str]) -> bool:
    """Return whether a row has any of some programmes."""
    own = set(map(folded_cell, re.split(r"[;,] ?", row.other(PROGRAM)))) if programs else set()
    return not own.isdisjoint(map(folded_cell, programs))


def _within(row: PartyRow, query: PartyQuery) -> bool:
    if query.since is None and query.until is None:
        return True
    if query.changed:
        days: Sequence[date] = [p.day for p in row.publications[1:]]
    else:
        days = [row.added] if row.added else []
    return any((query.since or date.min) <= d <= (query.until or date.max) for d in days)


def _named(row: PartyRow, name: str) -> bool:
    wanted = _words(name)  # none of a name in another script: it is no name of every row
    return bool(wanted) and any(wanted <= _words(n) for n in row.names)


@lru_cache(maxsize=32_768)  # thousands of rows have a few cells between them
def folded_cell(text: str) -> str:
    """Return a cell for comparison: small letters, hyphens as spaces, one space between words."""
    return " ".join(re.sub(r"[-–—\s]+", " ", text.casefold()).split())

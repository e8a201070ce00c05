"""Whether the countries of a question are in the country groups and in the lists that a rule names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.engines.lists import places
from assistant.engines.lists.reference import country_lists, groups
from assistant.engines.lists.reference.held_tables import groups_held
from assistant.engines.lists.reference.table_answer import enumeration, of
from assistant.engines.model import Finding
from assistant.model import StatementRole
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.lexicon import reference_tables

_MOST_SETS = 4  # groups, and lists, of one rule that are looked at
_MOST_PLACES = 3  # countries of one question


def membership_findings(
    rule: str, codes: Sequence[str], catalogue: CatalogueReader, filters: Filters = Filters()
) -> tuple[Finding, ...]:
    """Return for each group and list that the words of a rule name which of the countries are in it, as held.

    `codes` are ISO 3166-1 alpha-2 codes. A group or list that is not held is left out.
    """
    asked = [c for c in codes if c not in reference_tables.reference_tables().countries][:_MOST_PLACES]
    return (*_of_groups(rule, asked, catalogue, filters), *_of_lists(rule, asked, catalogue, filters)) if asked else ()


def _of_groups(rule: str, codes: Sequence[str], catalogue: CatalogueReader, filters: Filters) -> Iterator[Finding]:
    held = groups_held(catalogue, filters)
    named = [g for g in groups.named_in(rule) if held and groups.members(held, g)][:_MOST_SETS]
    if held is None or not named:
        return
    said = []
    for code in codes:
        row = places.governing(code)
        mine = groups.groups_of(held, row)
        governed = f" (by the row of {places.name_in_answer(row)})" if row != code else ""
        said.append(f"{places.name_in_answer(code)}{governed} is {_told([g for g in named if g in mine], named)}")
    lines = tuple(held.span(held.content.lines[g]) for g in named)
    yield Finding(f"{'; '.join(said)} ({of(held)}).", lines, StatementRole.NOTE)


def _told(mine: Sequence[str], named: Sequence[str]) -> str:
    """Return in which of the groups a country is and in which it is not, in words."""
    others = [g for g in named if g not in mine]
    inside = f"in Country Group{'s' * (len(mine) > 1)} {enumeration(mine)}" if mine else ""
    outside = f"not in {'' if mine else 'Country Group' + 's' * (len(others) > 1) + ' '}" + " or ".join(others)
    return " and ".join(part for part in (inside, outside if others else "") if part)


def _of_lists(rule: str, codes: Sequence[str], catalogue: CatalogueReader, filters: Filters) -> Iterator[Finding]:
    found: dict[str, country_lists.CountryList] = {}
    for _, _, address in country_lists.addresses_named(rule):
        listed = country_lists.list_at(address, catalogue, filters) if len(found) < _MOST_SETS else None
        if listed is not None and "Country Group" not in listed.address:
            found[listed.address] = listed
    for listed in found.values():
        inside = [places.name_in_answer(c) for c in codes if c in listed.countries]
        outside = [places.name_in_answer(c) for c in codes if c not in listed.countries]
        said = [f"{enumeration(inside)} {_is(inside)} in the list"] if inside else []
        said += [f"{enumeration(outside)} {_is(outside)} not{' in the list' * (not inside)}"] if outside else []
        printed = [listed.countries[c] for c in codes if c in listed.countries]
        limits = "; ".join(f"“{name}”" for name in printed if name in listed.limited)
        limited = f" It is printed there as {limits}." if limits else ""
        yield Finding(f"{'; '.join(said)} ({listed.dated}).{limited}", listed.spans, StatementRole.NOTE)


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"

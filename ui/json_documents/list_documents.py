"""Documents of lists: what is held, rows that are counted and chosen, two editions compared, names screened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.engines.lists import places
from assistant.engines.lists.editions import difference_payload, editions_between
from assistant.engines.lists.held_lists import all_held
from assistant.engines.lists.list_lookup import (
    country_or_heading,
    held_by_name,
    list_named,
    rows_as_payload,
)
from assistant.engines.lists.party_query import PartyQuery
from assistant.engines.lists.publications import citation
from assistant.engines.lists.reference.listing import code_named, table_named, table_rows
from assistant.engines.screening import report
from assistant.engines.screening.names_file import NamedLine
from assistant.engines.screening.screen import Screening, screened
from corpus.catalogue import CatalogueReader
from corpus.errors import BadRequest, NotHeld
from corpus.filters import Filters
from corpus.lexicon import party_lists
from ui import parameters


@dataclass(frozen=True, slots=True)
class Choice:
    """Choice of rows: by the country they stand under, words of their columns, and the days of listing."""

    countries: tuple[str, ...] = ()
    name: str = ""
    policy: str = ""
    requirement: str = ""
    footnote: str = ""
    citation: str = ""
    added_on: date | None = None
    added_since: date | None = None
    added_until: date | None = None
    changed: bool = False


def looked_up(
    catalogue: CatalogueReader,
    name: str,
    choice: Choice,
    filters: Filters,
    *,
    between: Sequence[str] = (),
    count: bool = False,
) -> dict[str, Any]:
    """Return the rows of a list that a choice leaves, or what differs `between` two days. Raise NotHeld, BadRequest.

    Of limits that say nothing for what is asked none is passed over, since the answer would read as if it were kept.
    """
    if not between:
        return chosen_rows(catalogue, name, choice, filters, count=count)
    if len(between) != 2:
        raise BadRequest("Two days are compared.", "Give `between` two days, each as YYYY-MM-DD.")
    if choice != Choice() or filters.as_of or count:
        raise BadRequest(
            "Two editions of a list are compared whole.",
            "Leave out `as_of`, `count`, and what chooses rows; choose afterwards.",
        )
    return compared_editions(catalogue, name, *map(parameters.given_day, between))


def all_lists(
    catalogue: CatalogueReader, choice: Choice, filters: Filters, *, count: bool = False
) -> list[dict[str, Any]]:
    """Return the lists that are held. Raise BadRequest for a choice or a count of rows, which is made of one list."""
    if choice != Choice() or count:
        raise BadRequest("Rows are chosen from one list.", "Name it: entity, unverified, …")
    return held_lists(catalogue, filters)


def held_lists(catalogue: CatalogueReader, filters: Filters) -> list[dict[str, Any]]:
    """Return the lists that are held, with their editions and numbers of rows."""
    return [
        {"name": (h.about.short or (h.about.name,))[0], "list": h.about.name, "edition": h.edition,
         "rows": len(h.counted), "from": h.address}
        for h in all_held(catalogue, filters)
    ]  # fmt: skip


def chosen_rows(
    catalogue: CatalogueReader, name: str, choice: Choice, filters: Filters, *, count: bool = False
) -> dict[str, Any]:
    """Return the rows of a list or table that a choice leaves; `count` wants only how many.

    Raise NotHeld, BadRequest.
    """
    c = choice
    if about := table_named(name):
        if any((c.policy, c.footnote, c.citation, c.added_on, c.added_since, c.added_until, c.changed)):
            raise no_such_column(about.name)
        if len(c.countries) > 1:
            raise BadRequest("One country at a time.", "Ask again for the next.")
        code = code_named(c.countries[0]) if c.countries else ""
        return table_rows(about, catalogue, filters, country=code, name=c.name, requirement=c.requirement, count=count)
    held = held_by_name(name, catalogue, filters)
    if c.added_since and c.added_until and c.added_since > c.added_until:
        raise BadRequest(
            f"{c.added_since.isoformat()} is later than {c.added_until.isoformat()}: no day lies between them.",
            "Give the earlier day as the first one.",
        )
    if c.added_on and (c.added_since or c.added_until):
        raise BadRequest("“Added on” stands alone.", "Leave out “added since” and “added until”.")
    query = PartyQuery(
        countries=tuple(country_or_heading(country, held) for country in c.countries),
        name=c.name,
        policy=(c.policy,) if c.policy else (),
        requirement=c.requirement,
        footnote=c.footnote,
        citation=_citation(c.citation),
        since=c.added_on or c.added_since,
        until=c.added_on or c.added_until,
        changed=c.changed,
    )
    return rows_as_payload(held, query, catalogue, count=count)


def compared_editions(catalogue: CatalogueReader, name: str, first: date, last: date) -> dict[str, Any]:
    """Return what differs between the editions of a list on two days. Raise NotHeld, BadRequest."""
    if about := table_named(name):
        raise no_such_column(about.name)
    found = editions_between(list_named(name, catalogue), first, last, catalogue)
    return difference_payload(found, catalogue)


def no_such_column(table: str) -> BadRequest:
    """Return the problem of a table that is chosen from as if it were a list of parties."""
    return BadRequest(f"The {table} has no such column.", "It is chosen by country, name and requirement.")


def _citation(text: str) -> str:
    if text and not (found := citation(text)):
        raise BadRequest(f"{text!r} is no Federal Register citation.", "Write it as “90 FR 4622”.")
    return found if text else ""


def country_code(text: str) -> str:
    """Return the code of a country that was named; "" for "". Raise BadRequest for what is none."""
    if not text:
        return ""
    code = places.country_of_heading(text) or next((c for *_, c in places.find(text)), "")
    if not code:
        raise BadRequest(f"{text!r} is no country that is known here.", "Write its English name, such as Germany.")
    return code


def screening(catalogue: CatalogueReader, lines: Sequence[NamedLine], country: str, filters: Filters) -> dict[str, Any]:
    """Return names screened against every list held, and which lists those are. Raise NotHeld, BadRequest."""
    return screened_document(screened_lines(catalogue, lines, country, filters), catalogue, filters)


@dataclass(frozen=True, slots=True)
class ScreenedLine:
    """Line with the screening of its name; None where it could not be screened."""

    line: NamedLine
    found: Screening | None


def screened_lines(
    catalogue: CatalogueReader, lines: Sequence[NamedLine], country: str, filters: Filters
) -> list[ScreenedLine]:
    """Return lines with their screenings against every list held. Raise NotHeld, BadRequest."""
    code = country_code(country)
    if not all_held(catalogue, filters):
        official = party_lists.table().compiled_official
        raise NotHeld("No list of parties is held.", f"`licet sync {official}` brings the largest.")
    found = screened([line.name for line in lines if not line.problem], catalogue, filters, code)
    return [ScreenedLine(line, None if line.problem else next(found)) for line in lines]


def screened_document(lines: Sequence[ScreenedLine], catalogue: CatalogueReader, filters: Filters) -> dict[str, Any]:
    """Return screened lines as programs read them, with the lists that were searched and those that are not held."""
    return {
        "results": [_result(screened_line, catalogue, filters) for screened_line in lines],
        "searched": report.searched(catalogue, filters),
        "not_held": report.not_held(catalogue, filters),
    }


def _result(of: ScreenedLine, catalogue: CatalogueReader, filters: Filters) -> dict[str, Any]:
    if of.found is None:
        return {
            "line": of.line.number, "name": of.line.name, "status": "not_screened", "text": of.line.problem,
            "matches": [],
        }  # fmt: skip
    return {"line": of.line.number, **report.screening_payload(of.found, catalogue, filters)}

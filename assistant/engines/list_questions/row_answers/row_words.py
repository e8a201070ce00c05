"""Words for rows of lists: how many were chosen and by what, of which edition, and a row in one line."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.engines.lists import places
from assistant.engines.lists.model import HeldList, PartyRow
from assistant.engines.lists.party_query import PartyQuery, applied_to, is_told_by, tells_kinds
from corpus.lexicon import countries


def has_rows(held: HeldList, n: int, query: PartyQuery) -> str:
    """Return how many rows of a list were chosen, as a sentence."""
    many = f"{n:,}" if n else "no"
    which = narrowed(applied_to(held, query))
    return f"The {held.about.name} has {many} {rows_word(n or 1)}{which}{edition_of(held)}"


def untold(lists: Sequence[HeldList], query: PartyQuery) -> str:
    """Return that lists do not tell whether they have rows of the kinds of party that a query asks for."""
    have = "has" if len(lists) == 1 else "have"
    return f"Whether the {' and the '.join(h.about.name for h in lists)} {have} rows{narrowed(query)} is not told."


def note_on_kinds(held: HeldList, query: PartyQuery) -> str:
    """Return what became of the kinds of party that a query asks for in a list that tells none, else nothing."""
    if not (query.types or query.not_types) or tells_kinds(held):
        return ""
    counted = "all its rows are" if is_told_by(held, query) else "no row of it is"
    return f"The {held.about.name} does not tell companies from people or ships: {counted} counted."


def edition_of(held: HeldList) -> str:
    """Return in brackets where a list stands and of which day its edition is."""
    place = held.address if not held.compiled else f"in the {held.address}"
    return f" ({place}, edition of {held.edition})" if held.edition else f" ({place})"


def rows_word(n: int) -> str:
    """Return the noun for a number of rows."""
    return "row" if n == 1 else "rows"


def are(n: int) -> str:
    """Return the verb for a number of rows."""
    return "is" if n == 1 else "are"


def narrowed(query: PartyQuery) -> str:
    """Return in words which rows were chosen."""
    said: list[str] = []
    known = countries.table().by_code
    own = [c for c in query.countries if not (c in known and known[c].under)]
    filed = [c for c in query.countries if c not in own]
    if query.region:
        said.append(f"under countries of {query.region}")
        own, filed = [], []
    if own:
        said.append("under " + " and ".join(map(place_name, own)))
    if filed:
        said.append("with an address in " + " or ".join(map(place_name, filed)))
    if query.places:
        said.append("with an address in " + " or ".join(map(place_name, query.places)))
    if query.not_countries:
        said.append("outside " + " and ".join(map(place_name, query.not_countries)))
    if query.words:
        said.append("with “" + "” and “".join(query.words) + "” in the name or the address")
    if query.name:
        said.append(f"with the name “{query.name}”")
    if query.not_name:
        said.append(f"without the name “{query.not_name}”")
    if query.any_name:
        said.append("with the name " + " or ".join(f"“{n.title()}”" for n in query.any_name))
    if query.types:
        said.append("of type " + " or ".join(query.types))
    if query.not_types:
        said.append("of another type than " + " or ".join(query.not_types))
    if query.programs:
        said.append("with the programme " + " or ".join(query.programs))
    if query.not_programs:
        said.append("without the programme " + " or ".join(query.not_programs))
    if query.nameless:
        said.append("that give an address and no name")
    if query.policy:
        said.append("whose review policy has “" + "” and “".join(query.policy) + "”")
    if query.not_policy:
        said.append("whose review policy lacks “" + "” and “".join(query.not_policy) + "”")
    if query.requirement:
        said.append(f"that have “{query.requirement}”")
    if query.footnote:
        said.append(f"with footnote {query.footnote}")
    if query.not_footnote:
        said.append(f"without footnote {query.not_footnote}")
    if query.citation:
        said.append(f"that cite {query.citation}")
    if query.since or query.until:
        said.append(("changed " if query.changed else "first listed ") + _days(query))
    return " " + ", ".join(said) if said else ""


def _days(query: PartyQuery) -> str:
    if query.since == query.until and query.since:
        return f"on {query.since.isoformat()}"
    if query.since and query.until:
        return f"from {query.since.isoformat()} to {query.until.isoformat()}"
    return f"since {query.since.isoformat()}" if query.since else f"until {query.until}"


def heading_of(held: HeldList, country: str) -> str:
    """Return a country in the form of its heading in a list."""
    return next(
        (places.country_in_answer(h) for h in held.headings if places.country_of_heading(h) == country),
        place_name(country),
    )


def place_name(country: str) -> str:
    """Return the name of a country, by its code or by what a list calls it."""
    return places.name_in_answer(country) if country.isupper() else country.title()


def row_line(row: PartyRow) -> str:
    """Return a row in one line: name, country, what it requires, when it was listed."""
    parts = [row.listed_as]
    if row.country:
        parts.append(row.country)
    if row.policy:
        parts.append(row.policy.rstrip("."))
    if row.publications:
        parts.append("; ".join(f"{p.citation}, {p.day.isoformat()}" for p in row.publications))
    return " · ".join(parts)

"""Lists by the name that a command or a program gives, with the remedy where one is not held or not known."""

from __future__ import annotations

import re
from typing import Any

from assistant.engines.lists import places
from assistant.engines.lists.held_lists import compiled, held_list
from assistant.engines.lists.model import HeldList
from assistant.engines.lists.party_query import PartyQuery, chosen_rows, is_heading
from assistant.engines.lists.payloads import party_rows
from corpus.catalogue import CatalogueReader
from corpus.errors import BadRequest, FilledLine, NotHeld
from corpus.filters import Filters
from corpus.lexicon import jurisdictions, party_lists, reference_tables
from corpus.lexicon.party_lists import PartyList
from corpus.sources.entries import Entry, official_entries

_WORDS_FOR_A_LIST = frozenset(("list", "lists"))
_NO_WORD_OF_A_LIST = frozenset(("s", "the", "of", "for"))
_WORDS_OF_A_LIST = 2  # words of a name, its country aside, from which a list is looked for among the official sources


def list_named(name: str, catalogue: CatalogueReader) -> PartyList:
    """Return the list of parties that a name means, in any common form.

    Raise NotHeld for a list that is only known as an official source, BadRequest with the known names for any other.
    """
    wanted = _plain(name)
    known = (*party_lists.table().entries, *(h.about for h in compiled(catalogue).values()))
    for about in known:
        forms = (about.name, about.slug, about.mark, *about.short, about.slug.removesuffix("_list"))
        if wanted and wanted in {_plain(form) for form in forms if form}:
            return about
    if len(asked := party_lists.lists_asked(name)) == 1:
        return asked[0]
    if source := _of_register(name):
        raise NotHeld(*_unread(source, catalogue))
    tables = (about.short[0] for about in reference_tables.reference_tables().by_kind.values())
    lists = ", ".join(dict.fromkeys([*(about.short[0] for about in known if about.short), *tables]))
    raise BadRequest(
        FilledLine("There is no list {name}.", {"name": repr(name)}), FilledLine("Known: {names}.", {"names": lists})
    )


def held_by_name(name: str, catalogue: CatalogueReader, filters: Filters = Filters()) -> HeldList:
    """Return a list that is held. Raise BadRequest for an unknown name, NotHeld with the command that brings it."""
    about = list_named(name, catalogue)
    held = held_list(about, catalogue, filters)
    if held is None:
        raise NotHeld(*absence_and_remedy(about, catalogue, filters))
    return held


def absence_and_remedy(about: PartyList, catalogue: CatalogueReader, filters: Filters = Filters()) -> tuple[str, str]:
    """Return what to say of a list that is not held, and the command that brings it."""
    compiled_there = about.mark and not about.table and not about.elsewhere
    official = about.official or (party_lists.table().compiled_official if compiled_there else "")
    own = "Add a text that has it with `licet add PATH`; a file of your own, held or not, needs `--kind list`."
    if about.elsewhere:
        own = "No official source of it is known here; add a text that has it with `licet add PATH --kind list`."
    remedy = f"Bring it with `licet sync {official}`." if official else own
    if filters.as_of and held_list(about, catalogue):
        day = filters.as_of.isoformat()
        remedy = f"`licet sync {official} --as-of {day}` brings that edition." if official else remedy
        return f"The {about.name} of {day} is not held; another edition is.", remedy
    return f"The {about.name} is not held.", remedy


def _of_register(name: str) -> Entry | None:
    """Return the official source of a list that a name means: the country's, and all other words stand in its title."""
    codes, rest = set(), name
    for start, end, country in reversed(list(places.find(name))):
        codes.add(jurisdictions.table().of_country(country))
        rest = f"{rest[:start]} {rest[end:]}"
    words = set(_plain(rest).split())
    codes |= words & set(jurisdictions.table().by_code)
    own = words - codes - _NO_WORD_OF_A_LIST
    if not codes or not own & _WORDS_FOR_A_LIST or len(own) < _WORDS_OF_A_LIST:
        return None
    of_law = (e for e in official_entries() if e.jurisdiction in codes)
    return next((e for e in of_law if own <= set(_plain(f"{e.title} {e.id}").split())), None)


def _unread(source: Entry, catalogue: CatalogueReader) -> tuple[str, str]:
    """Return what to say of a list that is known as an official source alone, and what helps."""
    if any(held.id == source.id for held, _ in catalogue.in_force(Filters()).values()):
        remedy = f"Search it with `licet search NAME --source {source.id}`."
        return f"“{source.title}” is held, and its rows are not read as those of a list of parties.", remedy
    return f"“{source.title}” is not held.", f"Bring it with `licet sync {source.id}`."


def country_or_heading(text: str, held: HeldList) -> str:
    """Return the code of a country, or the words of a heading that is none. Raise BadRequest where it is neither."""
    code = places.country_of_heading(text) or (text.upper() if text.upper() in held.codes else "")
    if code:
        return code
    found = [code for _, _, code in places.find(text)]
    if len(found) == 1:
        return found[0]
    words = places.folded_heading(text)
    if words and is_heading(held, words):
        return words
    raise BadRequest(
        FilledLine("{name} is no country that is known here.", {"name": repr(text)}),
        "Write its English name, such as Germany.",
    )


def rows_as_payload(held: HeldList, query: PartyQuery, catalogue: CatalogueReader, *, count: bool) -> dict[str, Any]:
    """Return the rows that a query chooses as the command prints them."""
    found = chosen_rows(held, query)
    return {
        "list": held.about.name,
        "edition": held.edition,
        "value": len(found.rows),
        "rows": [] if count else party_rows(held, found.rows, catalogue),
    }


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()

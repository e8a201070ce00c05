"""Lists by the name that a command or a program gives, with the remedy where one is not held or not known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from assistant.engines.lists import places
from assistant.engines.lists.held_lists import all_held, compiled, held_list
from assistant.engines.lists.model import HeldList
from assistant.engines.lists.party_query import PartyQuery, chosen_rows, is_heading
from assistant.engines.lists.payloads import party_rows
from corpus.catalogue import CatalogueReader
from corpus.errors import BadRequest, NotHeld
from corpus.filters import Filters
from corpus.lexicon import party_lists, reference_tables
from corpus.lexicon.party_lists import PartyList


def list_named(name: str, catalogue: CatalogueReader) -> PartyList:
    """Return the list of parties that a name means, in any common form. Raise BadRequest with the known names."""
    wanted = _plain(name)
    known = (*party_lists.table().entries, *(h.about for h in compiled(catalogue).values()))
    for about in known:
        forms = (about.name, about.slug, about.mark, *about.short, about.slug.removesuffix("_list"))
        if wanted and wanted in {_plain(form) for form in forms if form}:
            return about
    tables = (about.short[0] for about in reference_tables.table().by_kind.values())
    lists = ", ".join(dict.fromkeys([*(about.short[0] for about in known if about.short), *tables]))
    raise BadRequest(f"There is no list {name!r}.", f"Known: {lists}.")


def held_by_name(name: str, catalogue: CatalogueReader, filters: Filters = Filters()) -> HeldList:
    """Return a list that is held. Raise BadRequest for an unknown name, NotHeld with the command that brings it."""
    about = list_named(name, catalogue)
    held = held_list(about, catalogue, filters)
    if held is None:
        raise NotHeld(*not_held(about, catalogue, filters))
    return held


def not_held(about: PartyList, catalogue: CatalogueReader, filters: Filters = Filters()) -> tuple[str, str]:
    """Return what to say of a list that is not held, and the command that brings it."""
    official = about.official or (party_lists.table().compiled_official if about.mark and not about.table else "")
    own = "Add a text that has it with `licet add PATH`; a file of your own, held or not, needs `--kind list`."
    remedy = f"Bring it with `licet sync {official}`." if official else own
    if filters.as_of and held_list(about, catalogue):
        day = filters.as_of.isoformat()
        remedy = f"`licet sync {official} --as-of {day}` brings that edition." if official else remedy
        return f"The {about.name} of {day} is not held; another edition is.", remedy
    return f"The {about.name} is not held.", remedy


def country_named(text: str, held: HeldList) -> str:
    """Return the code of a country, or the words of a heading that is none. Raise BadRequest where it is neither."""
    code = places.code_of(text) or (text.upper() if text.upper() in held.codes else "")
    if code:
        return code
    found = [code for _, _, code in places.find(text)]
    if len(found) == 1:
        return found[0]
    words = places.folded(text)
    if words and is_heading(held, words):
        return words
    raise BadRequest(f"{text!r} is no country that is known here.", "Write its English name, such as Germany.")


def rows_as_payload(held: HeldList, query: PartyQuery, catalogue: CatalogueReader, *, count: bool) -> dict[str, Any]:
    """Return the rows that a query chooses as the command prints them."""
    found = chosen_rows(held, query)
    return {
        "list": held.about.name,
        "edition": held.edition,
        "value": len(found.rows),
        "rows": [] if count else party_rows(held, found.rows, catalogue),
    }


def held_names(catalogue: CatalogueReader, filters: Filters = Filters()) -> Sequence[HeldList]:
    """Return every list that is held, for an overview."""
    return all_held(catalogue, filters)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()

"""Rows of tables and lists in an answer, and names that no list has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence.citations import Citations
from assistant.evidence.draft import Draft
from assistant.evidence.table_rows import RowMatch
from assistant.model import Note, Verdict
from assistant.query.model import Query
from assistant.reading_rules.direct_answer import row_word
from corpus.held import HeldProvision
from corpus.lexicon import party_lists
from corpus.lexicon.countries import countries
from corpus.lexicon.party_lists import is_party, stands_on
from corpus.model import Kind

_TELLING = 5  # letters of a first word that can tell companies apart
_WHICH_LIST = re.compile(r"\b(?:which|what) (?:of (?:the |their |those )?)?(?:\w+ )?lists?\b", re.I)
_LOOKED_UP = "looked up among the names and aliases of every row"


def say_row(draft: Draft, question: Query, match: RowMatch, cites: Citations) -> None:
    """Add a table row: its list, its cells under their headings, and a yes or no where the row settles one."""
    held = match.held
    number = cites.cite(held.source, held.version, held.provision.start, held.provision.end)
    named = question.lists
    if named and not stands_on(match.table, held.text, named) and is_party(match.table, held.text):
        _say_elsewhere(draft, question, match, cites)
    elif (
        held.source.kind is not Kind.USER
        and (word := row_word(question, held.text))
        and (match.is_sure or _is_shortened(match))
    ):
        said = word.text if match.is_sure else f"{word.text.rstrip('.')}, if {match.name} is meant."
        draft.say(said, [number], Note.DIRECT, Verdict.SUPPORTED, word.ground, word.is_yes)
    table, numbers = match.table, [number]
    above = next((p for p in cites.catalogue.ancestors(held) if p.locator == match.table), None)
    if above is not None and above.provision.heading:
        table = f"{match.table}, {above.provision.heading.rstrip('.')}"
        if _WHICH_LIST.search(question.standalone):
            numbers.append(cites.cite_provision(above))
    slip = f" (the nearest to “{match.asked}”)" if not match.is_sure else ""
    reason = "the row and the list in which it stands"
    draft.say(f"{match.name}{slip} — {table}.", numbers, Note.ROW, Verdict.SUPPORTED, reason)
    draft.say(held.text, [number])


def _say_elsewhere(draft: Draft, question: Query, match: RowMatch, cites: Citations) -> None:
    """Add that a name was not found on the list asked for, where that list is held and another has the name."""
    named = question.lists
    if _is_country(match.asked):
        return  # no party has that name: it is asked who is listed there
    held = [p for n in named if n.table for p in cites.catalogue.find(n.table, question.filters)[:1]]
    if len(held) < len(named) or any(s.note == Note.DIRECT for s in draft.statements):
        return
    says_yes = False if "yes_no" in question.wants else None
    begins = "" if says_yes is None else "No, "
    which = " and the ".join(n.name for n in named)
    text = f"{begins}{match.asked} was not found on the {which} held, but on another list."
    numbers = [cites.cite_provision(p) for p in held]
    draft.say(text, numbers, Note.DIRECT, Verdict.SUPPORTED, _LOOKED_UP, says_yes)


def _is_country(name: str) -> bool:
    return any((start, end) == (0, len(name)) for start, end, _ in countries(name))


def _is_shortened(match: RowMatch) -> bool:
    """Return whether the name asked for is the beginning of the row's name: "Loongson" of "Loongson Technology"."""
    asked, name = match.asked.casefold().split(), match.name.casefold().split()
    return bool(asked) and len(asked[0]) >= _TELLING and name[: len(asked)] == asked


def say_unlisted(draft: Draft, question: Query, names: Sequence[str], cites: Citations) -> None:
    """Add that names were not found, with the lists and their dates; never that a name is clear."""
    lists = _opening_texts(question, cites)
    numbers = [cites.cite(t.source, t.version, t.provision.start, t.provision.end) for t in lists[:1]]
    dates = sorted({t.version.valid_from.isoformat() for t in lists if t.version.valid_from})
    which = ", ".join(dict.fromkeys(t.locator.split(" > ")[0] for t in lists))
    vintage = f" ({which}; as of {', '.join(dates) or 'an unknown date'})" if which else ""
    begins = "No, " if "yes_no" in question.wants else ""
    for name in names:
        text = (
            f"{begins}{name} was not found in the lists held{vintage}. "
            "That a name is not found there does not say that it is free of restrictions."
        )
        draft.say(text, numbers, Note.NOT_LISTED, Verdict.SUPPORTED, _LOOKED_UP)
    for t in lists[:1]:
        draft.say(t.text, numbers)


def _opening_texts(question: Query, cites: Citations) -> list[HeldProvision]:
    """Return the opening texts of the lists that names were looked up in."""
    find = cites.catalogue.find
    tables = (n.table for n in party_lists.table().entries if n.table)
    return [
        held
        for table in tables
        for held in find(f"{table} > introductory text", question.filters) or find(table, question.filters)
    ]

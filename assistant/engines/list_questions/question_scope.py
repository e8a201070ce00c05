"""What a question on rows is read by: the lists that it means, headings and groups, the day, the filters."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from assistant.engines.list_questions.clauses import (
    names_supplement,
)
from assistant.engines.list_questions.questions import Wanted
from assistant.engines.list_questions.reading import all_lists
from assistant.engines.lists import places
from assistant.engines.lists.held_lists import all_held, held_list
from assistant.engines.lists.party_query import PartyQuery, chosen_rows
from assistant.engines.lists.publications import citation
from assistant.engines.lists.question_form import ReadBy
from assistant.engines.lists.reference.groups import groups_named
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.party_lists import PartyList, lists_asked

NAMED_LISTS = 3
OF_EDITIONS = (Wanted.DIFFERENCE, Wanted.COUNT_EDITIONS)
# "in the consolidated screening list": its own records, not the rows of the law's lists.
OF_COMPILATION = lazy_regex(r"\bconsolidated (?:screening )?list\b|\bscreening (?:list|data|file)\b|\bCSL\b", re.I)
ENTRIES = lazy_regex(
    r"\b(?:entr(?:y|ies)|entities|listed|listings?|designated)\b|"
    r"\b(?:carry|carries|bears?|with|have|has)(?: (?:the|an?))? footnotes? \d{1,2}\b",
    re.I,
)
ADDITIONS = lazy_regex(r"\b(?:additions?|added|listed|entries|listings?|names)\b", re.I)


def every_list(question: Query, catalogue: CatalogueReader) -> tuple[PartyList, ...]:
    """Return the lists held that a question means by all of them: those of the part that it names, else every one."""
    spoken = all_lists().search(question.core)
    if lists_asked(question.standalone):
        return ()
    if spoken is None and (cited := citation(question.core)):
        every = all_held(catalogue, question.filters)
        return tuple(h.about for h in every if chosen_rows(h, PartyQuery(citation=cited)).rows)
    if spoken is None:
        return ()
    held = (h.about for h in all_held(catalogue, question.filters))
    return tuple(about for about in held if not spoken["part"] or about.table.endswith(f"Part {spoken['part']}"))


def read_by(question: Query, catalogue: CatalogueReader) -> ReadBy:
    """Return the headings that are no country, by the first word that is no part of a country's name; day; groups."""
    out: dict[str, str] = {}
    for about in lists_asked(question.standalone):
        held = held_list(about, catalogue)
        for heading in held.headings if held and not held.compiled else ():
            if not places.country_of_heading(heading):
                out[places.folded_heading(heading).split()[0]] = heading
    groups = {words: region for words, region, _ in groups_named(question.standalone, catalogue, question.filters)}
    return ReadBy(out, today(question), groups, typed=any(about.typed for about in question.lists))


def today(question: Query) -> date:
    """Return the day from which relative days count: the one chosen, unless they are what was taken for it."""
    implied = any(i.field == "as_of" for i in question.implied)
    return date.today() if implied else question.filters.day


def filters_of(question: Query, query: PartyQuery) -> Filters:
    """Return the filters; a day of listing is no day whose law is asked for."""
    implied = any(i.field == "as_of" for i in question.implied)
    return replace(question.filters, as_of=None) if implied and (query.since or query.until) else question.filters


def may_be_of_rows(question: Query) -> bool:
    """Return whether a question has any word by which lists are found: else their rows need not be read."""
    text = question.core
    names_lists = lists_asked(text) or all_lists().search(text) or citation(text) or names_supplement(text)
    return bool(names_lists or (question.leans and question.before) or ADDITIONS.search(text) or ENTRIES.search(text))

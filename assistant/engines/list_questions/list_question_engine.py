"""Engine for questions about the rows of lists of parties."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.engines.clauses import clauses
from assistant.engines.list_questions import edition_answers, several_lists
from assistant.engines.list_questions.address_only import with_list_named
from assistant.engines.list_questions.clause_answers import by_clauses, with_exceptions, with_members
from assistant.engines.list_questions.clause_words import asks_of_rows
from assistant.engines.list_questions.clauses import (
    ReadClauses,
)
from assistant.engines.list_questions.named_rows import narrowed_rows, with_row_name
from assistant.engines.list_questions.question_scope import (
    NAMED_LISTS,
    OF_COMPILATION,
    OF_EDITIONS,
    every_list,
    filters_of,
    read_by,
    today,
)
from assistant.engines.list_questions.questions import PartyQuestion, Wanted
from assistant.engines.list_questions.reading import all_lists, read_party_question
from assistant.engines.list_questions.row_answers import answers
from assistant.engines.list_questions.row_choice import chooses_by
from assistant.engines.list_questions.several_periods import of_each_period
from assistant.engines.lists import places
from assistant.engines.lists.held_lists import compiled, held_list
from assistant.engines.lists.model import HeldList
from assistant.engines.lists.party_query import PartyQuery, chosen_rows, joined_query
from assistant.engines.lists.publications import citation
from assistant.engines.lists.question_form import ReadBy
from assistant.engines.lists.reference.groups import are_taken_together, words_of_groups
from assistant.engines.lists.reference.held_tables import groups_held
from assistant.engines.model import Computed, Finding, MissingText
from assistant.engines.screening.row_facts import noted
from assistant.model import Form, Outcome
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.party_lists import lists_asked
from corpus.lexicon.reference_tables import reference_tables

_WHEN = lazy_regex(r"\b(?:when|dates?|why|how (?:did|does|do|is|are|was|were))\b", re.I)


_APART = lazy_regex(r"\W*(?:(?:and|but|so|also) ){0,2}(?:since )?(?:when|who)\b", re.I)
_HEAD = lazy_regex(r"[^,;?]{10,200}(?=[,;?]\s{0,2}(?:so|then|and|but|if)\b)", re.I)
_ONWARD = lazy_regex(r"\W*(?:and|what about|how about) (?:in |for |from )?[\w ]{3,30}\?", re.I)


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer to a question about rows of lists of parties, None where it is no such question."""
    question = with_list_named(question, catalogue)
    if not (lists_asked(question.standalone) or all_lists().search(question.core) or citation(question.core)):
        return None
    if (each := of_each_period(question, catalogue, computed)) is not None:
        return each
    if are_taken_together(question.core):
        return None  # rows are chosen by each group, not by what groups have in common
    if (words := words_of_groups(question.core)) and groups_held(catalogue, question.filters) is None:
        return _groups_lacking(question, words, catalogue)
    if (both := several_lists.lists_together(question.core, read_by(question, catalogue))) is not None:
        return several_lists.answer_of_lists_together(both, question, catalogue)  # never the rows of each
    asked, beside = _understood(question, catalogue), False
    if asks_of_rows(question.core) > 1 and not (asked and _is_compound(asked)):
        read_each = by_clauses(question, catalogue)
        if read_each and not read_each[1].not_answered and (asked is None or _tells_more(read_each[0], asked)):
            return read_each[1]  # what each clause asks is told of its own rows
    if asked is None and (head := _HEAD.match(question.core)) is not None and lists_asked(head[0]):
        # "How many … on the list, so may I ship?": what is counted is told, and what the list says of all others.
        asked, beside = read_party_question(head[0], read_by(question, catalogue)), True
    if asked is None or not asked.lists:
        return edition_answers.told_by_notices(question, catalogue)
    filters = filters_of(question, asked.query)
    of_compilation = compiled(catalogue, filters) if OF_COMPILATION.search(question.standalone) else {}
    every = (of_compilation.get(about.name) or held_list(about, catalogue, filters) for about in asked.lists)
    held = [h for h in every if h]
    if len(held) < len(asked.lists):
        return None
    if asked.leans and asked.wanted is Wanted.COUNT and not question.leans and _asks_twice(question):
        return None  # "how many entries, and which of them …": the second chooses among those of the first
    if asked.wanted in (Wanted.LATEST, Wanted.EARLIEST, Wanted.COUNT) and _asks_of_dates_apart(question, asked):
        return None  # "which are Lemurian, and who was the last one added?", "how many, and when?": clause by clause
    if asked.wanted is Wanted.ROWS and asked.query.since and _asks_of_days_behind(question):
        return None  # "which are Lemurian, and which of them came in 2024?": all of them, then those
    if asked.rest and _is_of_rows(asked, held):
        asked = replace(asked, rest=())
    if asked.rest and _asks_twice(question):
        return None  # each clause is read by itself
    if asked.rest:
        asked = with_row_name(asked, held, catalogue) if not _WHEN.search(question.core) else None
        if asked is not None and asked.rest:
            return None
    if asked is None or (len(asked.lists) > NAMED_LISTS and not asked.query.chooses):
        return None  # of every list, only rows of somewhere or some day are worth a line each
    if asked.wanted in (Wanted.DIFFERENCE, Wanted.COUNT_EDITIONS):
        made = edition_answers.answer_of_editions(asked, question.standalone, catalogue)
        return made or edition_answers.told_by_notices(question, catalogue)
    if asked.wanted is Wanted.COUNTRIES and asked.query.chooses:
        asked = replace(asked, wanted=Wanted.PER_COUNTRY)
    found = [(h, narrowed_rows(asked, h)) for h in held]
    made = answers.rows_answer(asked, found, catalogue).made
    made = with_exceptions(made, [(h, row) for h, chosen in found for row in chosen.rows], question)
    if beside or made.findings[0].says_yes is False or (asked.asks_where and not asked.query.chooses):
        notes = [about.unlisted or (about.means if beside else "") for about in asked.lists]
        made = replace(made, findings=(*made.findings, *noted(notes, catalogue, question.filters)))
    return with_members(made, asked.query, question, catalogue)


def _is_compound(asked: PartyQuestion) -> bool:
    """Return whether one reading has the numbers of two clauses: "how many Lemurians, how many elsewhere"."""
    compound = asked.each or asked.of_which or asked.and_in_all or asked.elsewhere or asked.all_under
    return bool(compound) or len(asked.lists) > 1 or asked.wanted in OF_EDITIONS


def _tells_more(found: ReadClauses, asked: PartyQuestion) -> bool:
    """Return whether the clauses of a question choose different rows of one list, or ask what the rows say besides."""
    narrow_apart = len({c.question.query for c in found.asked}) > 1
    of_cells = any(c.question.wanted is Wanted.PER_CELL for c in found.asked)
    return narrow_apart or (of_cells and asked.wanted is not Wanted.PER_CELL)


def _asks_twice(question: Query) -> bool:
    return sum(c.asks for c in clauses(question.core)) > 1


def _asks_of_dates_apart(question: Query, asked: PartyQuestion) -> bool:
    """Return whether a clause of its own asks for dates, or for the first or last row, behind one that chooses rows."""
    first, *later = [c.text for c in clauses(question.core) if c.asks] or [""]
    if asked.wanted is Wanted.COUNT:
        return asked.query.chooses and any(_APART.match(c) for c in later)
    return bool(later) and bool(asked.query.countries) and any(True for _ in places.find(first))


def _asks_of_days_behind(question: Query) -> bool:
    """Return whether the last clause asks for rows by their day, and the ones before it ask for rows of any day."""
    *first, last = clauses(question.core)
    by_day = ReadBy(today=today(question))
    return (
        bool(first)
        and last.asks
        and bool(chooses_by(last.text, by_day).since)
        and not any(chooses_by(c.text, by_day).since for c in first)
        and not any(True for _ in places.find(last.text))
    )


def _groups_lacking(question: Query, words: Sequence[str], catalogue: CatalogueReader) -> Computed | None:
    """Return that the country groups are not held by which rows are to be chosen; None where no rows are asked for."""
    text = question.core
    for named in words:
        text = text.replace(named, " ")
    asked = read_party_question(text, read_by(question, catalogue))
    if asked is None or not asked.lists or asked.rest:
        return None
    about = reference_tables().by_kind["groups"]
    day = question.filters.as_of.isoformat() if question.filters.as_of and groups_held(catalogue) else ""
    lacking = f"not held as of {day}; another edition is" if day else "not held here"
    said = f"Who is in {', '.join(words)} cannot be told: the {about.name} ({about.address}) are {lacking}. "
    line = f"{said}`licet sync {about.official}{f' --as-of {day}' if day else ''}` brings them."
    return Computed(
        Form.LIST,
        (Finding(line),),
        outcome=Outcome.NOT_IN_CORPUS,
        missing_texts=(MissingText(about.name, () if day else (about.official,)),),
    )


def _is_of_rows(asked: PartyQuestion, held: Sequence[HeldList]) -> bool:
    """Return whether words that are left are those of rows of the notice asked for: "90 FR 14048, the Acme one"."""
    if not asked.query.citation:
        return False
    names = {
        w
        for h in held
        for row in chosen_rows(h, asked.query).rows
        for n in row.names
        for w in places.folded_heading(n).split()
    }
    return bool(names) and all(places.folded_heading(w) in names for w in asked.rest if not w.isdigit())


def _understood(question: Query, catalogue: CatalogueReader) -> PartyQuestion | None:
    """Return what is asked now, with the rows that an earlier question chose where it speaks of those."""
    by = read_by(question, catalogue)
    asked = read_party_question(question.core, by, every_list(question, catalogue))
    if asked is not None and (onward := _ONWARD.match(question.core)):
        asked = replace(asked, leans=False)  # "and Finland? how many of them …": another country, not some of those
        if lists_asked(onward[0]) and question.leans:  # "and on the Unverified List? how many …": the same rows of it
            before = read_party_question(question.before, by)
            if before is not None and before.lists and not before.rest:
                asked = replace(asked, query=joined_query(before.query, asked.query))
    if asked is None or (asked.lists and not asked.leans) or not question.leans:
        return asked
    before = read_party_question(question.before, by)
    if before is not None and before.lists and before.rest:
        held = [h for about in before.lists if (h := held_list(about, catalogue, question.filters))]
        before = with_row_name(before, held, catalogue)
    if before is None or not before.lists or before.rest:
        return None
    return replace(asked, lists=asked.lists or before.lists, query=_joined(before.query, asked))


def _joined(before: PartyQuery, asked: PartyQuestion) -> PartyQuery:
    if asked.in_all:
        before = replace(before, since=None, until=None, changed=False)
    return joined_query(before, asked.query, leans=asked.leans)

"""Answers to questions on rows clause by clause, and to those that ask who was listed on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from assistant.engines.list_questions import edition_answers, several_lists
from assistant.engines.list_questions.clause_words import clauses_of_rows, first_asked, without_glosses
from assistant.engines.list_questions.clauses import (
    ReadClauses,
    as_rows_asked,
    read_clauses,
    supplement,
)
from assistant.engines.list_questions.named_rows import narrowed_rows, with_row_name
from assistant.engines.list_questions.question_scope import (
    ADDITIONS,
    ENTRIES,
    NAMED_LISTS,
    OF_COMPILATION,
    OF_EDITIONS,
    every_list,
    may_be_of_rows,
    read_by,
    today,
)
from assistant.engines.list_questions.questions import Wanted
from assistant.engines.list_questions.reading import OF_THE_RULE, of_editions, of_removals, read_party_question
from assistant.engines.list_questions.row_answers import answers
from assistant.engines.list_questions.row_answers.answers import RowsAnswer
from assistant.engines.list_questions.row_choice import ADDED, chooses_by
from assistant.engines.list_questions.several_periods import of_each_period
from assistant.engines.lists import places
from assistant.engines.lists.held_lists import all_held, compiled
from assistant.engines.lists.model import HeldList, PartyRow
from assistant.engines.lists.party_query import PartyQuery, chosen_rows
from assistant.engines.lists.question_form import ReadBy
from assistant.engines.lists.reference.groups import are_taken_together, groups_named, words_of_groups
from assistant.engines.lists.reference.held_tables import groups_held
from assistant.engines.model import Computed, Finding
from assistant.engines.screening.row_facts import noted, own_exception
from assistant.query.candidate_names import candidates
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.list_words import words_that_choose_nothing
from corpus.lexicon.party_lists import PartyList, lists_asked

_ASKS_OF_EXCEPTIONS = lazy_regex(r"\bexceptions?\b|\bexempt\w*|\bwithout (?:a )?licen[sc]e\b", re.I)
_ROWS_OF_ASKS_OF_EXCEPTIONS = 8  # rows of which each tells its own
_EDITION_ASKED = lazy_regex(
    r"^\W{0,3}(?:and )?(?:what(?:'?s| is) )?(?:the )?(?:date|day|edition|version|as[- ]of date)"
    r"(?: (?:of|is) (?:the |your |that |this )?(?:file|data|list|edition|text|it|that))?\W{0,3}$",
    re.I,
)
_OTHER_LIST = lazy_regex(
    r"\bann?ex(?:es)?\b|\bappended tables?\b|\bschedules?\b(?! [A-Z]\b)|\b(?:tech(?:nology)?|goods|control|munitions|"
    r"dual[- ]use|commodit(?:y|ies)|items?|chemicals?) lists?\b|附件|附录|附錄|别表|別表",
    re.I,
)
_PLACE_ENTRIES = lazy_regex(r"\b[^\W\d_][\w'-]{2,30}(?: [\w'-]{2,30})? (?:entries|listings)\b", re.I)


def of_a_day(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the rows of a day or of a notice, where a question asks first who they are or how many; None for others.

    Names that it tells besides are no parties to look up: "which ones were listed on 5 May? I have Acme and Beta".
    """
    first = first_asked(question.core)
    by_day = ReadBy(today=today(question))
    own = chooses_by(first, by_day)
    if not ((own.since and own.until) or own.citation) and question.leans and question.before:
        own = chooses_by(question.before, by_day)
    chosen_by_day = (own.since and own.until and ADDED.search(f"{question.before} {first}")) or own.citation
    if not chosen_by_day or [n for n in candidates(first) if not lists_asked(n)]:
        return None
    return in_clauses(question, catalogue)


def in_clauses(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer to a question in free words about rows of lists, clause by clause; None where no clause is.

    What no list tells is said to be left open.
    """
    if (each := of_each_period(question, catalogue, in_clauses)) is not None:
        return each
    found = by_clauses(question, catalogue)
    return found[1] if found else None


def by_clauses(question: Query, catalogue: CatalogueReader) -> tuple[ReadClauses, Computed] | None:
    """Return the clauses of a question as they are read, and the answer to them."""
    if are_taken_together(question.core) or several_lists.lists_together(question.core, read_by(question, catalogue)):
        return None
    if words_of_groups(question.core) and groups_held(catalogue, question.filters) is None:
        return None
    if not may_be_of_rows(question) or _asks_of_the_rule(question.core):
        return None
    held = {h.about.name: h for h in all_held(catalogue, question.filters)}
    earlier = _earlier(question, held.values(), catalogue)
    if earlier is None:
        return None
    about, query, unread_before = earlier
    if OF_COMPILATION.search(question.standalone):
        held |= compiled(catalogue, question.filters)
    about = tuple(lists_asked(question.core)) or about or supplement(question.core, [h.about for h in held.values()])
    every = not about
    if every and _OTHER_LIST.search(question.core):
        return None  # "a line added to the annex": of an annex to another law no rows are held
    if every:
        about = (
            every_list(question, catalogue) or _of_a_day(question, held.values()) or _of_rows(question, held.values())
        )
    if not about or any(a.name not in held for a in about):
        return None
    as_name = partial(with_row_name, held=[held[a.name] for a in about], catalogue=catalogue)
    found = read_clauses(question.core, about, query, read_by(question, catalogue), as_name)
    if not found.asked and not found.left and query != found.query and found.lists:
        found = replace(found, asked=(as_rows_asked(question.core, found),))  # "just those of the October rule"
    if of_editions(question.core) and not any(c.question.wanted in OF_EDITIONS for c in found.asked):
        return None  # the rows of one edition tell nothing of two
    if of_removals(question.core) and not any(c.question.wanted in (*OF_EDITIONS, Wanted.STILL) for c in found.asked):
        return None  # whoever came off a list has no row in it
    if not found.asked or (every and not all(c.question.query.chooses for c in found.asked)):
        return None
    told = []
    rows: list[tuple[HeldList, PartyRow]] = []
    for clause in found.asked:
        asked = clause.question
        too_many = len(asked.lists) > NAMED_LISTS and not asked.query.chooses
        if too_many or any(a.name not in held for a in asked.lists):
            return None
        if asked.wanted in (Wanted.DIFFERENCE, Wanted.COUNT_EDITIONS):
            made = edition_answers.answer_of_editions(asked, clause.text, catalogue)
            if made is None:
                return None
            told.append(RowsAnswer(asked, made))
            continue
        chosen_of = [(held[a.name], narrowed_rows(asked, held[a.name])) for a in asked.lists]
        if asked.wanted is Wanted.STILL and not any(chosen.rows for _, chosen in chosen_of):
            return None  # whether "they" are still listed cannot be told of no rows
        told.append(answers.rows_answer(asked, chosen_of, catalogue, clause.unread))
        rows += [(h, row) for h, chosen in chosen_of for row in chosen.rows if (h, row) not in rows]
    shown = {
        w for one in told for r in one.made.payload.get("rows", ()) for w in places.folded_heading(r["name"]).split()
    }
    unread = [" ".join(w for w in c.unread if places.folded_heading(w) not in shown) for c in found.asked]
    unread = [*filter(None, unread)]
    unread_before = tuple(
        " ".join(w for w in words.split() if places.folded_heading(w) not in shown) for words in unread_before
    )
    unread_before = tuple(filter(None, unread_before))
    left = [c for c in found.left if not _EDITION_ASKED.match(c)]  # the first sentence has it
    made = answers.joined_answers(told, (*unread_before, *left, *unread))
    made = with_exceptions(made, rows, question)
    if any(one.made.findings[0].says_yes is False for one in told):
        unlisted = noted([a.unlisted for c in found.asked for a in c.question.lists], catalogue, question.filters)
        made = replace(made, findings=(*made.findings, *unlisted))
    return found, with_members(made, found.query, question, catalogue)


def _asks_of_the_rule(text: str) -> bool:
    """Return whether all that a question asks is of the rule of a list: what it tells besides chooses no rows."""
    asked = [c.text for c in clauses_of_rows(text) if c.asks]
    return bool(asked) and all(OF_THE_RULE.search(c) for c in asked)


def with_members(made: Computed, query: PartyQuery, question: Query, catalogue: CatalogueReader) -> Computed:
    """Return an answer with the members of the country groups of the law that it counted or left out."""
    named = groups_named(question.standalone, catalogue, question.filters)
    used = {*query.countries, *query.not_countries}
    told = [members for _, region, members in named if used.issuperset(region.countries)]
    return replace(made, findings=(*made.findings, *dict.fromkeys(told))) if told else made


def with_exceptions(made: Computed, rows: Sequence[tuple[HeldList, PartyRow]], question: Query) -> Computed:
    """Return an answer with what its rows themselves say of license exceptions, where a question asks for these."""
    if not _ASKS_OF_EXCEPTIONS.search(question.core) or not 0 < len(rows) <= _ROWS_OF_ASKS_OF_EXCEPTIONS:
        return made
    own = [Finding(said, (held.span(row),)) for held, row in rows if (said := own_exception(row))]
    if not own:
        them = "The row names" if len(rows) == 1 else "None of these rows names"
        none = f"{them} {'no' if len(rows) == 1 else 'a'} license exception of its own."
        own = [Finding(none, tuple(held.span(row) for held, row in rows[:3]))]
    return replace(made, findings=(made.findings[0], *own, *made.findings[1:]))


def _earlier(
    question: Query, held: Iterable[HeldList], catalogue: CatalogueReader
) -> tuple[tuple[PartyList, ...], PartyQuery, tuple[str, ...]] | None:
    """Return the lists and the choice of rows of an earlier question that this one leans on, with what it left unread.

    Return None where words of the earlier one that may choose rows were not read, unless the rows are those of a day.
    """
    if not question.leans or not question.before:
        return (), PartyQuery(), ()
    about = tuple(lists_asked(question.before)) or supplement(question.before, [h.about for h in held])
    names = partial(with_row_name, held=[h for h in held if h.about in about], catalogue=catalogue)
    before = read_clauses(question.before, about, PartyQuery(), read_by(question, catalogue), names)
    unread = tuple(" ".join(c.unread) for c in before.asked if c.unread)
    if unread and not (before.query.citation or (before.query.since and before.query.until)):
        return None  # rows that were not chosen as asked are not spoken of again
    return before.lists, before.query, unread


def _of_a_day(question: Query, held: Iterable[HeldList]) -> tuple[PartyList, ...]:
    """Return the lists with rows of the one day or month that a question on a rule or on additions names."""
    query = chooses_by(question.core, ReadBy(today=today(question)))
    if not (query.since and query.until and ADDITIONS.search(question.core)):
        return ()
    every = [h for h in held if not h.compiled]
    found = tuple(h.about for h in every if chosen_rows(h, query).rows)
    of_any_place = replace(query, countries=(), region="", not_countries=())
    return found or tuple(h.about for h in every if chosen_rows(h, of_any_place).rows)


def _of_rows(question: Query, held: Iterable[HeldList]) -> tuple[PartyList, ...]:
    """Return the lists of the law with rows that a question on entries chooses, though it names no list.

    "How many entities bear footnote 5?", "all six South Korean entries": only where each of its words is read.
    """
    if not ENTRIES.search(question.core):
        return ()
    every = [h for h in held if not h.compiled]
    if of_place := _PLACE_ENTRIES.search(question.core):
        rows = PartyQuery(countries=tuple(code for *_, code in places.find(of_place[0])))
        return tuple(h.about for h in every if rows.chooses and chosen_rows(h, rows).rows)
    core = without_glosses(question.core)
    asked = read_party_question(core, ReadBy(today=today(question)), [h.about for h in every])
    if (
        asked is None
        or not asked.query.chooses
        or any(w.casefold() not in words_that_choose_nothing() for w in asked.rest)
    ):
        return ()
    return tuple(h.about for h in every if chosen_rows(h, asked.query).rows)

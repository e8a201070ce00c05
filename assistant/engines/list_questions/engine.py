"""Engine for questions about the rows of lists of parties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby

from assistant.engines.clauses import clauses
from assistant.engines.list_questions import answers, edition_answers, several_lists
from assistant.engines.list_questions.answers import RowsAnswer
from assistant.engines.list_questions.clauses import (
    ReadClauses,
    asks_of_rows,
    first_asked,
    names_supplement,
    read_clauses,
    rows_of,
    supplement,
)
from assistant.engines.list_questions.questions import PartyQuestion, Wanted
from assistant.engines.list_questions.reading import all_lists, of_editions, read
from assistant.engines.list_questions.row_choice import ADDED, chooses_by
from assistant.engines.lists import places
from assistant.engines.lists.held_lists import all_held, compiled, held_list
from assistant.engines.lists.model import HeldList
from assistant.engines.lists.party_query import Chosen, PartyQuery, chosen, joined
from assistant.engines.lists.publications import citation
from assistant.engines.lists.question_form import ReadBy
from assistant.engines.lists.reference.groups import are_taken_together, groups_named, words_of_groups
from assistant.engines.lists.reference.held_tables import groups_held
from assistant.engines.model import Computed, Finding, MissingText
from assistant.engines.screening.likeness import Likeness
from assistant.engines.screening.romanised import words
from assistant.engines.screening.row_facts import noted
from assistant.engines.screening.screen import screened
from assistant.model import Form, Outcome
from assistant.query.candidate_names import candidates
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.lexicon.list_words import spoken
from corpus.lexicon.party_lists import PartyList, lists_asked
from corpus.lexicon.reference_tables import table

_WHEN = re.compile(r"\b(?:when|dates?|why|how (?:did|does|do|is|are|was|were))\b", re.I)


_APART = re.compile(r"\W*(?:(?:and|but|so|also) ){0,2}(?:since )?(?:when|who)\b", re.I)
_HEAD = re.compile(r"[^,;?]{10,200}(?=[,;?]\s{0,2}(?:so|then|and|but|if)\b)", re.I)
_ONWARD = re.compile(r"\W*(?:and|what about|how about) (?:in |for |from )?[\w ]{3,30}\?", re.I)
_NAMED_LISTS = 3
_EDITION_ASKED = re.compile(
    r"^\W{0,3}(?:and )?(?:what(?:'?s| is) )?(?:the )?(?:date|day|edition|version|as[- ]of date)"
    r"(?: (?:of|is) (?:the |your |that |this )?(?:file|data|list|edition|text|it|that))?\W{0,3}$",
    re.I,
)
_OF_EDITIONS = (Wanted.DIFFERENCE, Wanted.COUNT_EDITIONS)
_PLURAL_LETTERS = 4  # of a word from which on its last letters may be those of a plural
_ENTRIES = re.compile(r"\b(?:entr(?:y|ies)|entities|listed|listings?|designated)\b", re.I)
_OTHER_LIST = re.compile(
    r"\bann?ex(?:es)?\b|\bappended tables?\b|\bschedules?\b(?! [A-Z]\b)|\b(?:tech(?:nology)?|goods|control|munitions|"
    r"dual[- ]use|commodit(?:y|ies)|items?|chemicals?) lists?\b|附件|附录|附錄|别表|別表",
    re.I,
)
# "in the consolidated screening list": its own records, not the rows of the law's lists.
_OF_COMPILATION = re.compile(r"\bconsolidated (?:screening )?list\b|\bscreening (?:list|data|file)\b|\bCSL\b", re.I)
_ADDITIONS = re.compile(r"\b(?:additions?|added|listed|entries|listings?|names)\b", re.I)
_PLACE_ENTRIES = re.compile(r"\b[^\W\d_][\w'-]{2,30}(?: [\w'-]{2,30})? (?:entries|listings)\b", re.I)


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer to a question about rows of lists of parties, None where it is no such question."""
    if not (lists_asked(question.standalone) or all_lists().search(question.core) or citation(question.core)):
        return None
    if are_taken_together(question.core):
        return None  # rows are chosen by each group, not by what groups have in common
    if (words := words_of_groups(question.core)) and groups_held(catalogue, question.filters) is None:
        return _groups_lacking(question, words, catalogue)
    if (both := several_lists.together(question.core, _read_by(question, catalogue))) is not None:
        return several_lists.answer(both, question, catalogue)  # never the rows of each
    asked, beside = _understood(question, catalogue), False
    if asks_of_rows(question.core) > 1 and not (asked and _is_compound(asked)):
        read_each = _by_clauses(question, catalogue)
        if read_each and not read_each[1].not_answered and (asked is None or _narrow_apart(read_each[0])):
            return read_each[1]  # what each clause asks is told of its own rows
    if asked is None and (head := _HEAD.match(question.core)) is not None and lists_asked(head[0]):
        # "How many … on the list, so may I ship?": what is counted is told, and what the list says of all others.
        asked, beside = read(head[0], _read_by(question, catalogue)), True
    if asked is None or not asked.lists:
        return None
    filters = _filters(question, asked.query)
    of_compilation = compiled(catalogue, filters) if _OF_COMPILATION.search(question.standalone) else {}
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
        asked = _by_name(asked, held, catalogue) if not _WHEN.search(question.core) else None
        if asked is not None and asked.rest:
            return None
    if asked is None or (len(asked.lists) > _NAMED_LISTS and not asked.query.chooses):
        return None  # of every list, only rows of somewhere or some day are worth a line each
    if asked.wanted in (Wanted.DIFFERENCE, Wanted.COUNT_EDITIONS):
        return edition_answers.answer(asked, question.standalone, catalogue)
    if asked.wanted is Wanted.COUNTRIES and asked.query.chooses:
        asked = replace(asked, wanted=Wanted.PER_COUNTRY)
    found = [(h, _narrowed(asked, h)) for h in held]
    made = answers.answer(asked, found, catalogue).made
    if beside or made.findings[0].says_yes is False:
        notes = [about.unlisted or (about.means if beside else "") for about in asked.lists]
        made = replace(made, findings=(*made.findings, *noted(notes, catalogue, question.filters)))
    return _with_members(made, asked.query, question, catalogue)


def _is_compound(asked: PartyQuestion) -> bool:
    """Return whether one reading has the numbers of two clauses: "how many Lemurians, how many elsewhere"."""
    compound = asked.each or asked.of_which or asked.and_in_all or asked.elsewhere or asked.all_under
    return bool(compound) or len(asked.lists) > 1 or asked.wanted in _OF_EDITIONS


def _narrow_apart(found: ReadClauses) -> bool:
    """Return whether the clauses of a question choose different rows of one list."""
    return len({c.question.query for c in found.asked}) > 1


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
    by_day = ReadBy(today=_today(question))
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
    asked = read(text, _read_by(question, catalogue))
    if asked is None or not asked.lists or asked.rest:
        return None
    about = table().by_kind["groups"]
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


def of_a_day(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the rows of a day or of a notice, where a question asks first who they are or how many; None for others.

    Names that it tells besides are no parties to look up: "which ones were listed on 5 May? I have Acme and Beta".
    """
    first = first_asked(question.core)
    by_day = ReadBy(today=_today(question))
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
    found = _by_clauses(question, catalogue)
    return found[1] if found else None


def _by_clauses(question: Query, catalogue: CatalogueReader) -> tuple[ReadClauses, Computed] | None:
    """Return the clauses of a question as they are read, and the answer to them."""
    if are_taken_together(question.core) or several_lists.together(question.core, _read_by(question, catalogue)):
        return None
    if words_of_groups(question.core) and groups_held(catalogue, question.filters) is None:
        return None
    if not _may_be_of_rows(question):
        return None
    held = {h.about.name: h for h in all_held(catalogue, question.filters)}
    earlier = _earlier(question, held.values(), catalogue)
    if earlier is None:
        return None
    about, query, unread_before = earlier
    if _OF_COMPILATION.search(question.standalone):
        held |= compiled(catalogue, question.filters)
    about = tuple(lists_asked(question.core)) or about or supplement(question.core, [h.about for h in held.values()])
    every = not about
    if every and _OTHER_LIST.search(question.core):
        return None  # "a line added to the annex": of an annex to another law no rows are held
    if every:
        about = _every(question, catalogue) or _of_a_day(question, held.values()) or _of_rows(question, held.values())
    if not about or any(a.name not in held for a in about):
        return None
    by = _read_by(question, catalogue)
    by_name = partial(_by_name, held=[held[a.name] for a in about], catalogue=catalogue)
    found = read_clauses(question.core, about, query, by, by_name)
    if not found.asked and not found.left and query != found.query and found.lists:
        found = replace(found, asked=(rows_of(question.core, found),))  # "just those of the October rule"
    if of_editions(question.core) and not any(c.question.wanted in _OF_EDITIONS for c in found.asked):
        return None  # the rows of one edition tell nothing of two
    if not found.asked or (every and not all(c.question.query.chooses for c in found.asked)):
        return None
    told = []
    for clause in found.asked:
        asked = clause.question
        too_many = len(asked.lists) > _NAMED_LISTS and not asked.query.chooses
        if too_many or any(a.name not in held for a in asked.lists):
            return None
        if asked.wanted in (Wanted.DIFFERENCE, Wanted.COUNT_EDITIONS):
            made = edition_answers.answer(asked, clause.text, catalogue)
            if made is None:
                return None
            told.append(RowsAnswer(asked, made))
            continue
        chosen_of = [(held[a.name], _narrowed(asked, held[a.name])) for a in asked.lists]
        told.append(answers.answer(asked, chosen_of, catalogue, clause.unread))
    shown = {w for one in told for r in one.made.payload.get("rows", ()) for w in places.folded(r["name"]).split()}
    unread = [" ".join(w for w in c.unread if places.folded(w) not in shown) for c in found.asked]
    unread = [*filter(None, unread)]
    unread_before = tuple(
        " ".join(w for w in words.split() if places.folded(w) not in shown) for words in unread_before
    )
    unread_before = tuple(filter(None, unread_before))
    left = [c for c in found.left if not _EDITION_ASKED.match(c)]  # the first sentence has it
    made = answers.together(told, (*unread_before, *left, *unread))
    if made.findings[0].says_yes is False:
        unlisted = noted([a.unlisted for c in found.asked for a in c.question.lists], catalogue, question.filters)
        made = replace(made, findings=(*made.findings, *unlisted))
    return found, _with_members(made, found.query, question, catalogue)


def _may_be_of_rows(question: Query) -> bool:
    """Return whether a question has any word by which lists are found: else their rows need not be read."""
    text = question.core
    names_lists = lists_asked(text) or all_lists().search(text) or citation(text) or names_supplement(text)
    return bool(names_lists or (question.leans and question.before) or _ADDITIONS.search(text) or _ENTRIES.search(text))


def _with_members(made: Computed, query: PartyQuery, question: Query, catalogue: CatalogueReader) -> Computed:
    """Return an answer with the members of the country groups of the law that it counted or left out."""
    named = groups_named(question.standalone, catalogue, question.filters)
    used = {*query.countries, *query.not_countries}
    told = [members for _, region, members in named if used.issuperset(region.countries)]
    return replace(made, findings=(*made.findings, *dict.fromkeys(told))) if told else made


def _earlier(
    question: Query, held: Iterable[HeldList], catalogue: CatalogueReader
) -> tuple[tuple[PartyList, ...], PartyQuery, tuple[str, ...]] | None:
    """Return the lists and the choice of rows of an earlier question that this one leans on, with what it left unread.

    Return None where words of the earlier one that may choose rows were not read, unless the rows are those of a day.
    """
    if not question.leans or not question.before:
        return (), PartyQuery(), ()
    about = tuple(lists_asked(question.before)) or supplement(question.before, [h.about for h in held])
    names = partial(_by_name, held=[h for h in held if h.about in about], catalogue=catalogue)
    before = read_clauses(question.before, about, PartyQuery(), _read_by(question, catalogue), names)
    unread = tuple(" ".join(c.unread) for c in before.asked if c.unread)
    if unread and not (before.query.citation or (before.query.since and before.query.until)):
        return None  # rows that were not chosen as asked are not spoken of again
    return before.lists, before.query, unread


def _of_a_day(question: Query, held: Iterable[HeldList]) -> tuple[PartyList, ...]:
    """Return the lists with rows of the one day or month that a question on a rule or on additions names."""
    query = chooses_by(question.core, ReadBy(today=_today(question)))
    if not (query.since and query.until and _ADDITIONS.search(question.core)):
        return ()
    every = [h for h in held if not h.compiled]
    found = tuple(h.about for h in every if chosen(h, query).rows)
    of_any_place = replace(query, countries=(), region="", not_countries=())
    return found or tuple(h.about for h in every if chosen(h, of_any_place).rows)


def _of_rows(question: Query, held: Iterable[HeldList]) -> tuple[PartyList, ...]:
    """Return the lists of the law with rows that a question on entries chooses, though it names no list.

    "How many entities bear footnote 5?", "all six South Korean entries": only where each of its words is read.
    """
    if not _ENTRIES.search(question.core):
        return ()
    every = [h for h in held if not h.compiled]
    if of_place := _PLACE_ENTRIES.search(question.core):
        rows = PartyQuery(countries=tuple(code for *_, code in places.find(of_place[0])))
        return tuple(h.about for h in every if rows.chooses and chosen(h, rows).rows)
    asked = read(question.core, ReadBy(today=_today(question)), [h.about for h in every])
    if asked is None or not asked.query.chooses or any(w.casefold() not in spoken() for w in asked.rest):
        return ()
    return tuple(h.about for h in every if chosen(h, asked.query).rows)


def _is_of_rows(asked: PartyQuestion, held: Sequence[HeldList]) -> bool:
    """Return whether words that are left are those of rows of the notice asked for: "90 FR 14048, the Acme one"."""
    if not asked.query.citation:
        return False
    names = {
        w for h in held for row in chosen(h, asked.query).rows for n in row.names for w in places.folded(n).split()
    }
    return bool(names) and all(places.folded(w) in names for w in asked.rest if not w.isdigit())


def _understood(question: Query, catalogue: CatalogueReader) -> PartyQuestion | None:
    """Return what is asked now, with the rows that an earlier question chose where it speaks of those."""
    by = _read_by(question, catalogue)
    asked = read(question.core, by, _every(question, catalogue))
    if asked is not None and (onward := _ONWARD.match(question.core)):
        asked = replace(asked, leans=False)  # "and Finland? how many of them …": another country, not some of those
        if lists_asked(onward[0]) and question.leans:  # "and on the Unverified List? how many …": the same rows of it
            before = read(question.before, by)
            if before is not None and before.lists and not before.rest:
                asked = replace(asked, query=joined(before.query, asked.query))
    if asked is None or (asked.lists and not asked.leans) or not question.leans:
        return asked
    before = read(question.before, by)
    if before is not None and before.lists and before.rest:
        held = [h for about in before.lists if (h := held_list(about, catalogue, question.filters))]
        before = _by_name(before, held, catalogue)
    if before is None or not before.lists or before.rest:
        return None
    return replace(asked, lists=asked.lists or before.lists, query=_joined(before.query, asked))


def _every(question: Query, catalogue: CatalogueReader) -> tuple[PartyList, ...]:
    """Return the lists held that a question means by all of them: those of the part that it names, else every one."""
    spoken = all_lists().search(question.core)
    if lists_asked(question.standalone):
        return ()
    if spoken is None and (cited := citation(question.core)):
        every = all_held(catalogue, question.filters)
        return tuple(h.about for h in every if chosen(h, PartyQuery(citation=cited)).rows)
    if spoken is None:
        return ()
    held = (h.about for h in all_held(catalogue, question.filters))
    return tuple(about for about in held if not spoken["part"] or about.table.endswith(f"Part {spoken['part']}"))


def _joined(before: PartyQuery, asked: PartyQuestion) -> PartyQuery:
    if asked.in_all:
        before = replace(before, since=None, until=None, changed=False)
    return joined(before, asked.query, leans=asked.leans)


def _read_by(question: Query, catalogue: CatalogueReader) -> ReadBy:
    """Return the headings that are no country, by the first word that is no part of a country's name; day; groups."""
    out: dict[str, str] = {}
    for about in lists_asked(question.standalone):
        held = held_list(about, catalogue)
        for heading in held.headings if held and not held.compiled else ():
            if not places.code_of(heading):
                out[places.folded(heading).split()[0]] = heading
    groups = {words: region for words, region, _ in groups_named(question.standalone, catalogue, question.filters)}
    return ReadBy(out, _today(question), groups)


def _today(question: Query) -> date:
    """Return the day from which relative days count: the one chosen, unless they are what was taken for it."""
    implied = any(i.field == "as_of" for i in question.implied)
    return date.today() if implied else question.filters.day


def _filters(question: Query, query: PartyQuery) -> Filters:
    """Return the filters; a day of listing is no day whose law is asked for."""
    implied = any(i.field == "as_of" for i in question.implied)
    return replace(question.filters, as_of=None) if implied and (query.since or query.until) else question.filters


def _by_name(asked: PartyQuestion, held: Sequence[HeldList], catalogue: CatalogueReader) -> PartyQuestion | None:
    """Return the question with the words that are left as a name, None where no row has that name."""
    if set(map(str.casefold, asked.rest)) <= set(map(str.casefold, asked.query.words)):
        return replace(asked, rest=())  # "which of those Lemuria ones": the words that chose them
    if asked.mentions or asked.there:
        anywhere = replace(asked.query, words=(*asked.query.words, *asked.rest))
        if asked.mentions or any(chosen(h, anywhere).rows for h in held):
            return replace(asked, query=anywhere, rest=())
        return None
    if asked.wanted not in (Wanted.ROWS, Wanted.COUNT) or asked.asks_if_any:
        return None
    for name in dict.fromkeys((" ".join(asked.rest), " ".join(map(_singular, asked.rest)))):
        query = replace(asked.query, name=name)
        if any(chosen(h, query).rows for h in held):
            return replace(asked, query=query, rest=())
    if there := _in_addresses(asked, held):
        return there
    if not asked.asks_where or asked.query.chooses:
        return None
    # "Acme and lanternsky, the lamp people: under which countries …": each word that is somebody's name
    found = [name for word in asked.rest if (name := _spelt(word, held, catalogue))]
    query = replace(asked.query, any_name=tuple(found))
    return replace(asked, query=query, rest=()) if found else None


def _in_addresses(asked: PartyQuestion, held: Sequence[HeldList]) -> PartyQuestion | None:
    """Return the question with those of its words as places that addresses of the chosen rows have; the rest is left.

    Only words in capitals: "how many of the Lemurian ones came in that Port Lantern batch?".
    """
    if not asked.query.chooses:
        return None
    words = [w for run in asked.rest for w in run.split("/")]
    named = [w for w in words if w[:1].isupper() and not w.isupper()]
    there = [w for w in named if any(chosen(h, replace(asked.query, places=(w,))).rows for h in held)]
    if not there:
        return None
    query = replace(asked.query, places=(*asked.query.places, *there))
    return replace(asked, query=query, rest=tuple(w for w in words if w not in there))


def _singular(word: str) -> str:
    """Return a word as a name has it: "universities" is in that of a university."""
    if word.endswith("ies") and len(word) > _PLURAL_LETTERS:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and len(word) > _PLURAL_LETTERS else word


def _spelt(word: str, held: Sequence[HeldList], catalogue: CatalogueReader) -> str:
    """Return the first word of the names that a word means, however it is spelt; empty where it is nobody's name."""
    lists = {h.about.name for h in held}
    [found] = screened([word], catalogue)
    for match in found.matches:
        first = words(match.written)[:1]
        named = match.is_listed or match.found.likeness in (Likeness.SPELLING, Likeness.LONGER)
        if match.held.about.name in lists and named and first and not match.found.only_asked:
            if set(first).isdisjoint(match.found.only_listed):
                return first[0]
    return ""


def _narrowed(asked: PartyQuestion, held: HeldList) -> Chosen:
    found = chosen(held, asked.query)
    if asked.of_one_rule:
        rules = [
            list(rows)
            for _, rows in groupby(
                sorted((r for r in found.rows if r.publications), key=lambda r: r.publications[0].citation),
                key=lambda r: r.publications[0].citation,
            )
        ]
        best = (max if asked.of_one_rule == "largest" else min)(rules, key=len, default=[])
        found = replace(found, rows=tuple(best))
    extreme = asked.of_extreme or asked.wanted
    if extreme is Wanted.LATEST and asked.by_added:
        newest = max((r.added for r in found.rows if r.added), default=None)
        return replace(found, rows=tuple(r for r in found.rows if newest and r.added == newest))
    if extreme is Wanted.LATEST:
        last = max((p.day for r in found.rows for p in r.publications), default=None)
        found = replace(found, rows=tuple(r for r in found.rows if any(p.day == last for p in r.publications)))
    if extreme is Wanted.EARLIEST:
        first = min((r.added for r in found.rows if r.added), default=None)
        found = replace(found, rows=tuple(r for r in found.rows if r.added == first and first))
    return found

"""Questions on lists of parties in free words: clause by clause, each on the rows that those before it chose."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.engines.clauses import QuestionClause
from assistant.engines.list_questions import clause_words
from assistant.engines.list_questions.questions import PartyQuestion, Wanted
from assistant.engines.list_questions.reading import ELSEWHERE, LAW, OF_THE_RULE, of_changes, read_party_question
from assistant.engines.list_questions.row_choice import chooses_by, names_a_kind
from assistant.engines.lists import places
from assistant.engines.lists.party_query import PartyQuery, joined_query
from assistant.engines.lists.question_form import QuestionForm, ReadBy
from assistant.facts.days import days_written
from assistant.query.candidate_names import candidates
from corpus.lexicon.list_words import words_that_choose_nothing
from corpus.lexicon.party_lists import PartyList, lists_asked
from corpus.lexicon.towns import folded_town, towns


@dataclass(frozen=True, slots=True)
class AskedClause:
    """QuestionClause with what it asks; `unread` are words of it that choose nothing that a list tells."""

    text: str
    question: PartyQuestion
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadClauses:
    """Clauses that ask of rows, those that ask for something else, and the rows that the last one speaks of."""

    asked: tuple[AskedClause, ...]
    left: tuple[str, ...]
    lists: tuple[PartyList, ...]
    query: PartyQuery


NameChoice = Callable[[PartyQuestion], PartyQuestion | None]


def read_clauses(
    text: str,
    lists: Sequence[PartyList],
    query: PartyQuery,
    by: ReadBy,
    by_name: NameChoice,
) -> ReadClauses:
    """Return what the clauses of a question ask of rows.

    `lists` and `query` are those that an earlier question chose. `by_name` takes the words that are left as names.
    """
    text = clause_words.without_glosses(text)
    if supplement(text, lists_asked(text)):
        text = clause_words.WHERE_IT_STANDS.sub(" ", text)  # where the list that is named stands chooses no rows of it
    about, chosen = tuple(lists), query
    those: PartyQuery | None = None  # the rows that the clause before this one called "those"
    asked: list[AskedClause] = []
    left: list[str] = []
    of_somebody = False
    day = span = somebody_named = ""
    onward = "after"
    for clause in clause_words.clauses_of_rows(text):
        if not days_written(clause.text):
            told = clause_words.THAT_DAY.sub(f"on {day}", clause.text) if day else clause.text
            for pattern, word in (
                ((clause_words.SINCE_THEN, onward), (clause_words.BEFORE_THEN, "before")) if span else ()
            ):
                told = pattern.sub(f"{word} {span}", told)
            clause = replace(clause, text=told)
        else:
            day = next((clause.text[a:b] for a, b, first, last in days_written(clause.text) if first == last), day)
            start, end, *_ = days_written(clause.text)[0]
            span = clause.text[start:end]
            # "before 2008, and how many since?": that year with those after it.
            onward = "since" if clause_words.UNTIL_IT.search(clause.text[:start]) else "after"
        last = asked[-1].question if asked else None
        if last is None and somebody_named and chosen.chooses and clause_words.STILL_THERE.search(clause.text):
            of_rows = PartyQuestion(about, Wanted.MEMBER, chosen, member=somebody_named)
            asked.append(AskedClause(clause.text, of_rows))
            continue
        if last is None and about and chosen.chooses and _asks_if_off(clause.text, about):
            cited = next(((first, last) for *_, first, last in days_written(clause.text)), (None, None))
            still = PartyQuestion(about, Wanted.STILL, chosen, names=True, cited=cited)
            asked.append(AskedClause(clause.text, still))
            continue
        if last and (own := _of_the_rows(clause, last, chosen)) is not None:
            asked.append(own)
            continue
        named = lists_asked(clause.text)
        of_them = clause_words.OF_THOSE.search(clause.text) is not None
        if named and not of_them and asked:
            chosen = PartyQuery()  # another list, or the whole of it again
        if those is not None and not named and clause_words.BESIDE_THOSE.search(clause.text) and not of_them:
            chosen = those
        about = tuple(named) or about or tuple(lists_asked(text))
        if last and last.wanted is Wanted.DIFFERENCE and of_changes(clause.text):
            continue  # "what changed? any additions or removals?" is asked once
        of_any_place: PartyQuery | None = None  # the rows that later clauses speak of again
        if ELSEWHERE.search(clause.text) and chosen.countries and not [*places.find(clause.text)]:
            of_any_place = replace(chosen, countries=(), region="")
            chosen = joined_query(chosen, PartyQuery(not_countries=chosen.countries))
        if asked and clause.asks and not of_them and _names_the_place(clause.text, chosen, by):
            chosen = PartyQuery(countries=chosen.countries, region=chosen.region)  # "the oldest Lemurian entry": of all
        found = _read(clause, about, chosen, by, by_name, bool(asked), of_somebody)
        if (
            found is not None
            and asked
            and asked[-1].question.wanted in clause_words.EXTREMES
            and found.question.query == chosen
        ):
            continue  # the rows that are shown tell who they are, and since when
        if found is not None:
            asked.append(found)
            of_those = found.question.wanted is Wanted.COUNT and clause_words.OF_THOSE.search(clause.text)
            those = chosen if of_those else those if clause_words.BESIDE_THOSE.search(clause.text) else None
            outside = found.question.query.not_countries
            if of_any_place is None and outside and outside != chosen.not_countries and chosen.chooses:
                if found.question.query == joined_query(chosen, PartyQuery(not_countries=outside)):
                    of_any_place = chosen  # "any outside Lemuria?" only looks whether there are such
            chosen = of_any_place or found.question.query
            asked += _further_aspects(found)
        elif clause.asks:
            left.append(clause.text)
        else:
            if (
                asked
                and named
                and not any(w.casefold() not in words_that_choose_nothing() for w in chooses_by_words(clause.text, by))
            ):
                asked.append(AskedClause(clause.text, replace(asked[-1].question, lists=tuple(named))))
                continue  # "also the Unverified List"
            if alone := clause_words.SOMEBODY_ALONE.match(clause.text):
                somebody_named = alone["name"].strip()
                continue
            own_choice = chooses_by(clause.text, by)
            chosen = joined_query(chosen, own_choice)
            unread = [w for w in chooses_by_words(clause.text, by) if w.casefold() not in words_that_choose_nothing()]
            if by.typed and names_a_kind(unread):
                left.append(clause.text)  # "ships that are not tankers": what was not applied to the rows is said
            somebody = [n for n in candidates(clause.text) if not _only_place(n) and not lists_asked(n)]
            names = bool(somebody) or (
                len(unread) > clause_words.UNREAD_OF_ROWS and not clause_words.SAYS.match(clause.text)
            )
            of_somebody = names and not (own_choice.since or own_choice.until or own_choice.citation)
    return ReadClauses(tuple(asked), tuple(left), about, chosen)


def _of_the_rows(clause: QuestionClause, last: PartyQuestion, before: PartyQuery) -> AskedClause | None:
    """Return a clause that asks whether the rows chosen before it still stand, or whether somebody is among them."""
    extreme = last.wanted if last.wanted in clause_words.EXTREMES else last.of_extreme
    if not clause.asks or not (before.chooses or extreme) or lists_asked(clause.text):
        return None
    of_rows = replace(last, query=before, of_extreme=extreme, names=False, cell="", rest=())
    if member := clause_words.MEMBER.match(clause.text):
        name = member["name"].strip()
        there: tuple[str, ...] = ()
        if (spot := clause_words.IN_PLACE.search(name)) and (code := _only_place(spot["place"])):
            name, there = name[: spot.start()].strip(), (code,)
        if clause_words.OF_THOSE.fullmatch(name) or _only_place(name) or name.casefold() in words_that_choose_nothing():
            return None
        return AskedClause(clause.text, replace(of_rows, wanted=Wanted.MEMBER, member=name, of_which=there))
    if (
        clause_words.STILL.search(clause.text)
        and clause_words.OF_THOSE.search(clause.text)
        and not candidates(clause.text)
    ):
        return AskedClause(clause.text, replace(of_rows, wanted=Wanted.STILL))
    return None


def as_rows_asked(text: str, found: ReadClauses) -> AskedClause:
    """Return a question that only chooses among rows as one for those rows."""
    return AskedClause(text, PartyQuestion(found.lists, Wanted.ROWS, found.query, names=True))


def names_supplement(text: str) -> bool:
    """Return whether a question names a supplement by its number."""
    return clause_words.SUPPLEMENT.search(text) is not None


def supplement(text: str, held: Sequence[PartyList]) -> tuple[PartyList, ...]:
    """Return the lists that a question names by the number of their supplement."""
    numbers = {f"Supplement No. {m['number']}" for m in clause_words.SUPPLEMENT.finditer(text)}
    return tuple(about for about in held if about.table.split(" to ")[0] in numbers)


def _read(
    clause: QuestionClause,
    about: tuple[PartyList, ...],
    before: PartyQuery,
    by: ReadBy,
    by_name: NameChoice,
    later: bool,
    of_somebody: bool,
) -> AskedClause | None:
    """Return what a clause asks; None where it asks nothing of rows, or asks it of somebody who was named before."""
    if OF_THE_RULE.search(clause.text):
        return None
    if whole := clause_words.ALL_OF.match(clause.text):
        form = QuestionForm(whole["what"])
        every = chooses_by(whole["what"], by, form)
        if not (later or before.chooses):  # "are all Lemurian entries under a presumption of denial?"
            before = PartyQuery(countries=every.countries, region=every.region)
            every = replace(every, countries=(), region="")
            if not (before.chooses and every.chooses and clause.asks):
                return None
        if every.chooses:
            unread = tuple(w for w in form.words() if w.casefold() not in words_that_choose_nothing())
            return AskedClause(clause.text, PartyQuestion(about, Wanted.COUNT, before, all_of=every), unread)
        return None  # of what is all said to be? never less than that
    asked = read_party_question(clause.text, by, about)
    if asked is not None and not (clause.asks or asked.wanted is not Wanted.ROWS):
        return None
    if asked is None or asked.wanted in (Wanted.ROWS, Wanted.COUNTRIES, Wanted.HAS_COUNTRY):
        if (aspect := _aspect(clause, about, before, by, by_name)) is not None and (
            later or before.chooses or (asked is None and aspect.question.query.chooses)
        ):
            if asked is None or aspect.question.wanted is not Wanted.ROWS or not asked.query.chooses:
                return None if of_somebody else aspect
    if asked is None or not asked.lists:
        return None
    if later and asked.in_all and not (asked.query.since or asked.query.until):
        before = replace(before, since=None, until=None, changed=False)  # "… and how many altogether?": of any day
    alone = bool(asked.lists == about and lists_asked(clause.text)) and not asked.leans
    query = asked.query if alone and not before.chooses else joined_query(before, asked.query, leans=asked.leans)
    if clause_words.WHOLE_LIST.search(clause.text) and not asked.query.chooses:
        query = asked.query
    if there := tuple(w for w in asked.rest if _is_a_town(w, clause.text)):
        query = replace(query, places=(*query.places, *there))
        asked = replace(asked, rest=tuple(w for w in asked.rest if w not in there))
    asked = replace(asked, query=query)
    rest = tuple(
        w for w in asked.rest if (len(w) > 1 or w.isdigit()) and w.casefold() not in words_that_choose_nothing()
    )
    rest = tuple(w for w in rest if w not in query.countries)  # "Lemuria: how many LM entries"
    asked = replace(asked, rest=rest)
    if rest and (named := by_name(asked)) is not None:
        return AskedClause(clause.text, replace(named, rest=()), named.rest)
    rows = asked.wanted is Wanted.ROWS
    of_a_day = bool(query.citation or (query.since and query.until))  # few enough to tell the words from the rows
    if len(rest) > (clause_words.UNREAD_OF_ROWS if rows and not of_a_day else clause_words.UNREAD_OF_COUNTS) or (
        rest and not query.chooses and rows
    ):
        return None
    if asked.wanted is Wanted.ROWS and not query.chooses and not clause_words.SINGLE.search(clause.text):
        return None
    return AskedClause(clause.text, replace(asked, rest=()), rest)


def _names_the_place(text: str, chosen: PartyQuery, by: ReadBy) -> bool:
    """Return whether a clause names again the countries that rows were chosen by."""
    return bool(chosen.countries) and set(chooses_by(text, by).countries) == set(chosen.countries)


def _is_a_town(word: str, text: str) -> bool:
    """Return whether a word is a town: one in small letters only behind "in" or "from"."""
    return folded_town(word) in towns() and (
        not word.islower() or re.search(rf"\b(?:in|at|from|near|of) {re.escape(word)}\b", text, re.I) is not None
    )


def _asks_if_off(text: str, about: Sequence[PartyList]) -> bool:
    """Return whether a clause asks if rows chosen before stand in their list now; of another list it asks otherwise."""
    return clause_words.OFF_NOW.match(text) is not None and set(lists_asked(text)) <= set(about)


def _aspect(
    clause: QuestionClause, about: tuple[PartyList, ...], before: PartyQuery, by: ReadBy, by_name: NameChoice
) -> AskedClause | None:
    """Return a clause that asks where, since when, or for what the rows are that were chosen before it.

    Of somebody it names, it asks for that party's own rows: "how many in Lemuria, and since when is Acme listed?". None
    where no row has that name.
    """
    for pattern, wanted, cell in clause_words.ASPECTS:
        form = QuestionForm(clause.text)
        if form.take(pattern) is None or LAW.search(form.rest):
            continue
        own = chooses_by(form.rest, by)
        rest = tuple(w for w in chooses_by_words(form.rest, by) if w.casefold() not in words_that_choose_nothing())
        of_rows = wanted is Wanted.ROWS
        if len(rest) > (clause_words.UNREAD_OF_ROWS if of_rows else clause_words.UNREAD_BESIDE):
            return None
        query = joined_query(before, own, leans=bool(clause_words.OF_THOSE.search(clause.text)))
        asked = PartyQuestion(about, wanted, query, cell=cell, names=of_rows or cell == "notice")
        if not of_rows and (name := _named_in(clause.text, rest)):
            named = by_name(PartyQuestion(about, Wanted.ROWS, own, rest=name))
            return AskedClause(clause.text, replace(asked, query=named.query)) if named and not named.rest else None
        return AskedClause(clause.text, asked, rest if of_rows else ())
    return None


def _named_in(text: str, unread: Sequence[str]) -> tuple[str, ...]:
    """Return the words, among those that are unread, by which a text names somebody."""
    names = (n.split() for n in candidates(text) if not _only_place(n) and not lists_asked(n))
    return next((tuple(name) for name in names if set(name) <= set(unread)), ())


def chooses_by_words(text: str, by: ReadBy) -> tuple[str, ...]:
    """Return the words of a clause that are left when what it chooses by is taken out."""
    form = QuestionForm(text)
    for about in lists_asked(text):
        if about.asked is not None:
            form.take(about.asked)
    chooses_by(text, by, form)
    return form.words()


def _further_aspects(found: AskedClause) -> list[AskedClause]:
    """Return what else a clause asks of the rows: "countries and policy", "by date, and where"."""
    asked, form = found.question, QuestionForm(found.text)
    if asked.wanted in clause_words.OF_PARTS or asked.all_of:
        return []
    by_region = bool(asked.query.region)
    chosen_by = {
        "": asked.asks_where or asked.wanted is Wanted.COUNTRIES or bool(asked.query.countries and not by_region),
        "policy": bool(asked.query.policy or asked.each),
        "footnote": bool(asked.query.footnote),
    }
    return [
        AskedClause(found.text, PartyQuestion(asked.lists, wanted, asked.query, cell=cell))
        for pattern, wanted, cell in clause_words.ASPECTS[:-1]
        if form.take(pattern) and (wanted, cell) != (asked.wanted, asked.cell) and not chosen_by.get(cell)
    ]


def _only_place(text: str) -> str:
    codes = {code for *_, code in places.find(text)}
    return codes.pop() if len(codes) == 1 else ""

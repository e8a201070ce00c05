"""Questions on lists of parties in free words: clause by clause, each on the rows that those before it chose."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.engines.clauses import QuestionClause, clauses
from assistant.engines.list_questions.questions import PartyQuestion, Wanted
from assistant.engines.list_questions.reading import LAW, of_changes, read
from assistant.engines.list_questions.row_choice import chooses_by
from assistant.engines.lists import places
from assistant.engines.lists.party_query import PartyQuery, joined
from assistant.engines.lists.question_form import QuestionForm, ReadBy
from assistant.facts.days import written
from assistant.query.candidate_names import candidates
from corpus.lexicon.list_words import spoken
from corpus.lexicon.party_lists import PartyList, lists_asked
from corpus.lexicon.towns import plain, towns

_EXTREMES = (Wanted.LATEST, Wanted.EARLIEST)
_UNREAD_BESIDE = 7  # … beside words that plainly ask where, since when or for what
_UNREAD_OF_ROWS = 1  # … where rows are chosen
_UNREAD_OF_COUNTS = 4  # words of a clause that may stay unread, and are then told
# What a clause asks of rows that were chosen before it, besides their number.
_ASPECTS: tuple[tuple[re.Pattern[str], Wanted, str], ...] = (
    (
        re.compile(
            r"\b(?:under |in |from |by |per |of )?(?:which|what) (?:countr(?:y|ies)|places?|jurisdictions?)\b|"
            r"\bwhere\b|"
            r"\b(?:by|per|each) (?:countr(?:y|ies)|places?|jurisdictions?)\b|\bbreak ?down\b",
            re.I,
        ),
        Wanted.PER_COUNTRY,
        "",
    ),
    (
        re.compile(
            r"\bsince when\b|\bwhen\b|\bhow long\b(?! (?:do|does|must|may|can|could|should|shall|will|would)\b)|"
            r"\b(?:which|what|since what) (?:dates?|days?|years?|rules?|notices?)\b|"
            r"\b(?:by|per|with) (?:dates?|days?|rules?|notices?)\b",
            re.I,
        ),
        Wanted.PER_CELL,
        "notice",
    ),
    (
        re.compile(
            r"\bwhat (?:do|does) (?:they|it|these|those|that) (?:catch|cover|reach|require|mean for)\b|\bscopes?\b|"
            r"\b(?:which|what) (?:items?|goods)\b|\b(?:licen[sc]e )?requirements?\b|\bfor (?:which|what) items?\b",
            re.I,
        ),
        Wanted.PER_CELL,
        "requirement",
    ),
    (
        re.compile(
            r"\b(?:licen[sc]e |review ){0,2}polic(?:y|ies)\b|\bpresum\w+\b|\bhow (?:are|is) \w{1,40} reviewed\b", re.I
        ),
        Wanted.PER_CELL,
        "policy",
    ),
    (re.compile(r"\bfootnotes?\b(?! ?\d)", re.I), Wanted.PER_CELL, "footnote"),
    (
        re.compile(
            r"\bwho\b|\bwhich (?:ones?|are they|of them)\b|\bnames?\b|\blist them\b|\bjust the ones?\b|\bwhich\b", re.I
        ),
        Wanted.ROWS,
        "",
    ),
)
_ALL_OF = re.compile(
    r"^(?:and )?(?:are |is |were )?(?:(?:they|these|those) )?all (?:of (?:them|these|those) )?(?:in |from |under )?"
    r"(?P<place>[^?.,]{3,40})\?*$",
    re.I,
)
# "are all of those still on it?": rows are of the newest edition held.
_STILL = re.compile(
    r"\bstill (?:on|there|listed|in|stand)\b|"
    r"\b(?:removed|deleted|delisted|taken off|dropped) (?:since|again|meanwhile)\b",
    re.I,
)
_MEMBER = re.compile(
    r"^\W{0,3}(?:and |so |also |but ){0,2}(?:is|are|was|were) (?P<name>[^?,;]{2,60}?) (?:also |itself )?"
    r"(?:one(?: of (?:them|those|these))?|among (?:them|those|these)|in there|included|there too|with them)\W{0,3}$",
    re.I,
)
_OF_THOSE = re.compile(r"\bones?\b|\b(?:they|these|those|them|that batch)\b", re.I)
# "how many of those are …, and how many have …": the second one is of the same rows as the first.
_BESIDE_THOSE = re.compile(r"^\W{0,3}(?:and |but |also ){0,2}how many\b", re.I)
# "footnote 3 (Russia)" says what the footnote is about, and chooses no rows.
_GLOSS = re.compile(r"(?P<mark>\bfootnotes? ?\d{1,2}) ?\([^()]{1,60}\)", re.I)
_THAT_DAY = re.compile(r"\b(?:on )?(?:that|the same) (?:very )?(?:day|date)\b", re.I)
_WHOLE_LIST = re.compile(r"\b(?:on|to|in|into|onto) (?:the (?:whole |entire )?list|it)\b|\bin (?:all|total)\b", re.I)
_SUPPLEMENT = re.compile(r"\bsupp(?:lement|l)?\.? (?:no\.? ?|number )?(?P<number>\d{1,2})\b(?! to part (?!744))", re.I)
_WHERE_IT_STANDS = re.compile(
    r"\s?\((?:(?:15 CFR )?part 744,? )?supp(?:lement|l)?\.? (?:no\.? ?|number )?\d{1,2}(?:,? (?:to|of) part 744)?\)\s?",
    re.I,
)


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
    text = _GLOSS.sub(r"\g<mark>", text)
    if supplement(text, lists_asked(text)):
        text = _WHERE_IT_STANDS.sub(" ", text)  # where the list that is named stands chooses no rows of it
    about, chosen = tuple(lists), query
    those: PartyQuery | None = None  # the rows that the clause before this one called "those"
    asked: list[AskedClause] = []
    left: list[str] = []
    of_somebody = False
    day = ""
    for clause in clauses(text):
        if day and not written(clause.text):
            clause = replace(clause, text=_THAT_DAY.sub(f"on {day}", clause.text))
        day = next((clause.text[start:end] for start, end, first, last in written(clause.text) if first == last), day)
        if asked and (own := _of_the_rows(clause, asked[-1].question, chosen)) is not None:
            asked.append(own)
            continue
        named = lists_asked(clause.text)
        if named and not _OF_THOSE.search(clause.text) and asked:
            chosen = PartyQuery()  # another list, or the whole of it again
        if those is not None and not named and _BESIDE_THOSE.search(clause.text) and not _OF_THOSE.search(clause.text):
            chosen = those
        about = tuple(named) or about or tuple(lists_asked(text))
        found = _read(clause, about, chosen, by, by_name, bool(asked), of_somebody)
        if found is not None and asked and asked[-1].question.wanted in _EXTREMES and found.question.query == chosen:
            continue  # the rows that are shown tell who they are, and since when
        if found is not None:
            asked.append(found)
            of_those = found.question.wanted is Wanted.COUNT and _OF_THOSE.search(clause.text)
            those = chosen if of_those else those if _BESIDE_THOSE.search(clause.text) else None
            chosen = found.question.query
        elif clause.asks and not (asked and asked[-1].question.wanted is Wanted.DIFFERENCE and of_changes(clause.text)):
            left.append(clause.text)
        elif clause.asks:
            continue  # "what changed? any additions or removals?" is asked once
        else:
            told = chooses_by(clause.text, by)
            chosen = joined(chosen, told)
            unread = [w for w in chooses_by_words(clause.text, by) if w.casefold() not in spoken()]
            names = bool(candidates(clause.text)) or len(unread) > _UNREAD_OF_ROWS
            of_somebody = names and not (told.since or told.until or told.citation)
    return ReadClauses(tuple(asked), tuple(left), about, chosen)


def _of_the_rows(clause: QuestionClause, last: PartyQuestion, before: PartyQuery) -> AskedClause | None:
    """Return a clause that asks whether the rows chosen before it still stand, or whether somebody is among them."""
    extreme = last.wanted if last.wanted in _EXTREMES else last.of_extreme
    if not clause.asks or not (before.chooses or extreme) or lists_asked(clause.text):
        return None
    of_rows = replace(last, query=before, of_extreme=extreme, names=False, cell="", rest=())
    if member := _MEMBER.match(clause.text):
        name = member["name"].strip()
        if _OF_THOSE.fullmatch(name) or _only_place(name) or name.casefold() in spoken():
            return None
        return AskedClause(clause.text, replace(of_rows, wanted=Wanted.MEMBER, member=name))
    if _STILL.search(clause.text) and _OF_THOSE.search(clause.text) and not candidates(clause.text):
        return AskedClause(clause.text, replace(of_rows, wanted=Wanted.STILL))
    return None


def rows_of(text: str, found: ReadClauses) -> AskedClause:
    """Return a question that only chooses among rows as one for those rows."""
    return AskedClause(text, PartyQuestion(found.lists, Wanted.ROWS, found.query, names=True))


def names_supplement(text: str) -> bool:
    """Return whether a question names a supplement by its number."""
    return _SUPPLEMENT.search(text) is not None


def supplement(text: str, held: Sequence[PartyList]) -> tuple[PartyList, ...]:
    """Return the lists that a question names by the number of their supplement."""
    numbers = {f"Supplement No. {m['number']}" for m in _SUPPLEMENT.finditer(text)}
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
    if later and (whole := _ALL_OF.match(clause.text)) and (code := _only_place(whole["place"])):
        question = PartyQuestion(about, Wanted.COUNT, before, all_under=code)
        return AskedClause(clause.text, question)
    asked = read(clause.text, by, about)
    if asked is not None and not (clause.asks or asked.wanted is not Wanted.ROWS):
        return None
    if asked is None or asked.wanted in (Wanted.ROWS, Wanted.COUNTRIES, Wanted.HAS_COUNTRY):
        if (aspect := _aspect(clause, about, before, by)) is not None and (later or before.chooses):
            if asked is None or aspect.question.wanted is not Wanted.ROWS or not asked.query.chooses:
                return None if of_somebody else aspect
    if asked is None or not asked.lists:
        return None
    alone = bool(asked.lists == about and lists_asked(clause.text)) and not asked.leans
    query = asked.query if alone and not before.chooses else joined(before, asked.query, leans=asked.leans)
    if _WHOLE_LIST.search(clause.text) and not asked.query.chooses:
        query = asked.query
    if there := tuple(w for w in asked.rest if _is_a_town(w, clause.text)):
        query = replace(query, places=(*query.places, *there))
        asked = replace(asked, rest=tuple(w for w in asked.rest if w not in there))
    asked = replace(asked, query=query)
    rest = tuple(w for w in asked.rest if (len(w) > 1 or w.isdigit()) and w.casefold() not in spoken())
    asked = replace(asked, rest=rest)
    if rest and (named := by_name(asked)) is not None:
        return AskedClause(clause.text, named)
    rows = asked.wanted is Wanted.ROWS
    if len(rest) > (_UNREAD_OF_ROWS if rows else _UNREAD_OF_COUNTS) or (rest and not query.chooses and rows):
        return None
    if asked.wanted is Wanted.ROWS and not query.chooses:
        return None
    return AskedClause(clause.text, replace(asked, rest=()), rest)


def _is_a_town(word: str, text: str) -> bool:
    """Return whether a word is a town: one in small letters only behind "in" or "from"."""
    return plain(word) in towns() and (
        not word.islower() or re.search(rf"\b(?:in|at|from|near|of) {re.escape(word)}\b", text, re.I) is not None
    )


def _aspect(clause: QuestionClause, about: tuple[PartyList, ...], before: PartyQuery, by: ReadBy) -> AskedClause | None:
    """Return a clause that asks where, since when, or for what the rows are that were chosen before it."""
    for pattern, wanted, cell in _ASPECTS:
        form = QuestionForm(clause.text)
        if form.take(pattern) is None or LAW.search(form.rest):
            continue
        own = chooses_by(form.rest, by)
        rest = tuple(w for w in chooses_by_words(form.rest, by) if w.casefold() not in spoken())
        of_rows = wanted is Wanted.ROWS
        if len(rest) > (_UNREAD_OF_ROWS if of_rows else _UNREAD_BESIDE):
            return None
        query = joined(before, own, leans=bool(_OF_THOSE.search(clause.text)))
        asked = PartyQuestion(about, wanted, query, cell=cell, names=of_rows or cell == "notice")
        return AskedClause(clause.text, asked, rest if of_rows else ())
    return None


def chooses_by_words(text: str, by: ReadBy) -> tuple[str, ...]:
    """Return the words of a clause that are left when what it chooses by is taken out."""
    form = QuestionForm(text)
    for about in lists_asked(text):
        if about.asked is not None:
            form.take(about.asked)
    chooses_by(text, by, form)
    return form.words()


def _only_place(text: str) -> str:
    codes = {code for *_, code in places.find(text)}
    return codes.pop() if len(codes) == 1 else ""

"""Questions on lists of parties in free words: clause by clause, each on the rows that those before it chose."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.engines.clauses import QuestionClause, asks, clauses
from assistant.engines.list_questions.questions import PartyQuestion, Wanted
from assistant.engines.list_questions.reading import ELSEWHERE, LAW, of_changes, read
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
# What is asked of the list, of editions or of one row, which no value of a cell is told beside.
_OF_PARTS = (*_EXTREMES, Wanted.STILL, Wanted.MEMBER, Wanted.DIFFERENCE, Wanted.COUNT_EDITIONS, Wanted.HAS_COUNTRY)
_LABEL = 60  # letters of a label before a colon
_UNREAD_BESIDE = 7  # … beside words that plainly ask where, since when or for what
_UNREAD_OF_ROWS = 1  # … where rows are chosen
_UNREAD_OF_COUNTS = 4  # words of a clause that may stay unread, and are then told
# What a clause asks of rows that were chosen before it, besides their number.
_ASPECTS: tuple[tuple[re.Pattern[str], Wanted, str], ...] = (
    (
        re.compile(
            r"\b(?:under |in |from |by |per |of )?(?:which|what) (?:countr(?:y|ies)|places?|jurisdictions?)\b|"
            r"\bwhere\b|"
            r"\b(?:by|per|each|with(?: the)?) (?:countr(?:y|ies)|places?|jurisdictions?)\b|\bbreak ?down\b|"
            r"^\W{0,3}(?:and )?countries\b",
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
            r"\b(?:which|what) (?:items?|goods)\b|\b(?:licen[sc]e )?requirements?\b|\blicen[sc]e reqs?\b|\bfor (?:which|what) items?\b|"
            r"\b(?:an? )?(?:licen[sc]e )?(?:is(?:n'?t| not)? )?(?:only )?(?:needed |required )?(?:for )?(?:not )?"
            r"(?:everything|all items|every item)\b(?: but)?(?: (?:only|just) (?:for )?(?:some|certain) \w{2,12})?|"
            r"\b(?:only|just) (?:for )?(?:some|certain) (?:use|uses|items?|goods|projects?)\b",
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
# "are they all Lemurian?", "do all of them carry footnote 9?", "all Lemurian?"
_ALL_OF = re.compile(
    r"^\W{0,3}(?:and |but |so ){0,2}(?:(?:are|is|were|do|does|have|has) )?(?:(?:they|these|those|it) )?(?:all|each|every one)\b"
    r"(?: of (?:them|these|those))?(?P<what>[^?]{3,80})\?*$",
    re.I,
)
# How a clause of such questions begins that asks, beside those of all questions.
_ASKS_OF_ROWS = re.compile(
    r"^\W{0,4}(?:(?:and|but|so|also|plus|need|pls|please|the) ){0,3}(?:(?:all|full) )?(?:the )?(?:names? of|total\b|number of)",
    re.I,
)
# "came out in 2020. Has anybody been added since?"
_SINCE_THEN = re.compile(
    r"\b(?:ever )?since(?: then| that(?: day| date| time)?)?(?=\W{0,3}(?:$|[,;?]|or\b|and\b))|\bafter (?:that|then|it)\b|"
    r"\blater\b(?=\W{0,3}$)",
    re.I,
)
# "are all of those still on it?": rows are of the newest edition held.
_STILL = re.compile(
    r"\bstill (?:on|there|listed|in|stand)\b|"
    r"\b(?:removed|deleted|delisted|taken off|dropped) (?:since|again|meanwhile)\b",
    re.I,
)
_MEMBER = re.compile(
    r"^\W{0,3}(?:and |so |also |but ){0,2}(?:is|are|was|were) (?:there (?:an?|any) )?(?P<name>[^?,;]{2,60}?) (?:also |itself )?"
    r"(?:one(?: of (?:them|those|these))?|among (?:them|those|these)|in there|included|there too|with them)\W{0,3}$",
    re.I,
)
# "and Acme (Lemuria), is that one still on there?"
_SOMEBODY_ALONE = re.compile(
    r"^\W{0,3}(?:and|what about|how about) (?P<name>[A-Z][\w&.'-]{1,40}(?: [A-Z(][\w&.'()-]{0,40}){0,5})\W{0,2}$"
)
_STILL_THERE = re.compile(
    r"\b(?:that one|it|they|he|she|this one)\b.{0,20}\b(?:on (?:there|it|the list)|listed|there|among|included)\b", re.I
)
_IN_PLACE = re.compile(r" (?:in|from|under|of) (?P<place>[^\W\d_][\w .'-]{2,40})$", re.I)
_OF_THOSE = re.compile(r"\bones?\b|\b(?:they|these|those|them|that batch)\b", re.I)
# "how many of those are …, and how many have …": the second one is of the same rows as the first.
_BESIDE_THOSE = re.compile(r"^\W{0,3}(?:and |but |also ){0,2}how many\b", re.I)
# "footnote 3 (Russia)" says what the footnote is about, and chooses no rows.
_GLOSS = re.compile(r"(?P<mark>\bfootnotes? ?\d{1,2}) ?\([^()]{1,60}\)", re.I)
_BEFORE_THEN = re.compile(r"\b(?:before|prior to) (?:that|then|it)\b|\bearlier\b(?=\W{0,3}$)", re.I)
_SAYS = re.compile(r"^\W{0,3}(?:i|we|my|our) (?!(?:may|can|must|need)\b)\w", re.I)
_WH = re.compile(r"\b(?:how (?:many|much|long)|which|who|whom|what|where|when|why)\b", re.I)
_GLOSSED = re.compile(
    r"\b(?:the|an?|of) (?:[\w-]{2,30} ){0,3}(?:kinds?|types?|sorts?|ones?|marks?) ?\((?P<mark>footnotes? ?\d{1,2})\)",
    re.I,
)
_SINGLE = re.compile(r"\bthe (?:single|only|one|sole)\b", re.I)
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
    text = _GLOSSED.sub(r"\g<mark>", _GLOSS.sub(r"\g<mark>", text))
    if supplement(text, lists_asked(text)):
        text = _WHERE_IT_STANDS.sub(" ", text)  # where the list that is named stands chooses no rows of it
    about, chosen = tuple(lists), query
    those: PartyQuery | None = None  # the rows that the clause before this one called "those"
    asked: list[AskedClause] = []
    left: list[str] = []
    of_somebody = False
    day = span = somebody_named = ""
    for clause in clauses_of_rows(text):
        if not written(clause.text):
            told = _THAT_DAY.sub(f"on {day}", clause.text) if day else clause.text
            told = _BEFORE_THEN.sub(f"before {span}", _SINCE_THEN.sub(f"after {span}", told)) if span else told
            clause = replace(clause, text=told)
        else:
            day = next((clause.text[a:b] for a, b, first, last in written(clause.text) if first == last), day)
            span = next(clause.text[a:b] for a, b, *_ in written(clause.text))
        last = asked[-1].question if asked else None
        if last is None and somebody_named and chosen.chooses and _STILL_THERE.search(clause.text):
            of_rows = PartyQuestion(about, Wanted.MEMBER, chosen, member=somebody_named)
            asked.append(AskedClause(clause.text, of_rows))
            continue
        if last and (own := _of_the_rows(clause, last, chosen)) is not None:
            asked.append(own)
            continue
        named = lists_asked(clause.text)
        if named and not _OF_THOSE.search(clause.text) and asked:
            chosen = PartyQuery()  # another list, or the whole of it again
        if those is not None and not named and _BESIDE_THOSE.search(clause.text) and not _OF_THOSE.search(clause.text):
            chosen = those
        about = tuple(named) or about or tuple(lists_asked(text))
        if last and last.wanted is Wanted.DIFFERENCE and of_changes(clause.text):
            continue  # "what changed? any additions or removals?" is asked once
        of_any_place: PartyQuery | None = None  # the rows that later clauses speak of again
        if ELSEWHERE.search(clause.text) and chosen.countries and not [*places.find(clause.text)]:
            of_any_place = replace(chosen, countries=(), region="")
            chosen = joined(chosen, PartyQuery(not_countries=chosen.countries))
        if asked and clause.asks and not _OF_THOSE.search(clause.text) and _names_the_place(clause.text, chosen, by):
            chosen = PartyQuery(countries=chosen.countries, region=chosen.region)  # "the oldest Lemurian entry": of all
        found = _read(clause, about, chosen, by, by_name, bool(asked), of_somebody)
        if found is not None and asked and asked[-1].question.wanted in _EXTREMES and found.question.query == chosen:
            continue  # the rows that are shown tell who they are, and since when
        if found is not None:
            asked.append(found)
            of_those = found.question.wanted is Wanted.COUNT and _OF_THOSE.search(clause.text)
            those = chosen if of_those else those if _BESIDE_THOSE.search(clause.text) else None
            outside = found.question.query.not_countries
            if of_any_place is None and outside and outside != chosen.not_countries and chosen.chooses:
                if found.question.query == joined(chosen, PartyQuery(not_countries=outside)):
                    of_any_place = chosen  # "any outside Lemuria?" only looks whether there are such
            chosen = of_any_place or found.question.query
            asked += _further_aspects(found)
        elif clause.asks:
            left.append(clause.text)
        else:
            if asked and named and not any(w.casefold() not in spoken() for w in chooses_by_words(clause.text, by)):
                asked.append(AskedClause(clause.text, replace(asked[-1].question, lists=tuple(named))))
                continue  # "also the Unverified List"
            if alone := _SOMEBODY_ALONE.match(clause.text):
                somebody_named = alone["name"].strip()
                continue
            told = chooses_by(clause.text, by)
            chosen = joined(chosen, told)
            unread = [w for w in chooses_by_words(clause.text, by) if w.casefold() not in spoken()]
            somebody = [n for n in candidates(clause.text) if not _only_place(n) and not lists_asked(n)]
            names = bool(somebody) or (len(unread) > _UNREAD_OF_ROWS and not _SAYS.match(clause.text))
            of_somebody = names and not (told.since or told.until or told.citation)
    return ReadClauses(tuple(asked), tuple(left), about, chosen)


def _of_the_rows(clause: QuestionClause, last: PartyQuestion, before: PartyQuery) -> AskedClause | None:
    """Return a clause that asks whether the rows chosen before it still stand, or whether somebody is among them."""
    extreme = last.wanted if last.wanted in _EXTREMES else last.of_extreme
    if not clause.asks or not (before.chooses or extreme) or lists_asked(clause.text):
        return None
    of_rows = replace(last, query=before, of_extreme=extreme, names=False, cell="", rest=())
    if member := _MEMBER.match(clause.text):
        name, there = member["name"].strip(), ()
        if (spot := _IN_PLACE.search(name)) and (code := _only_place(spot["place"])):
            name, there = name[: spot.start()].strip(), (code,)
        if _OF_THOSE.fullmatch(name) or _only_place(name) or name.casefold() in spoken():
            return None
        return AskedClause(clause.text, replace(of_rows, wanted=Wanted.MEMBER, member=name, of_which=there))
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
    if (later or before.chooses) and (whole := _ALL_OF.match(clause.text)):
        form = QuestionForm(whole["what"])
        every = chooses_by(whole["what"], by, form)
        if every.chooses:
            unread = tuple(w for w in form.words() if w.casefold() not in spoken())
            return AskedClause(clause.text, PartyQuestion(about, Wanted.COUNT, before, all_of=every), unread)
        return None  # of what is all said to be? never less than that
    asked = read(clause.text, by, about)
    if asked is not None and not (clause.asks or asked.wanted is not Wanted.ROWS):
        return None
    if asked is None or asked.wanted in (Wanted.ROWS, Wanted.COUNTRIES, Wanted.HAS_COUNTRY):
        if (aspect := _aspect(clause, about, before, by)) is not None and (
            later or before.chooses or (asked is None and aspect.question.query.chooses)
        ):
            if asked is None or aspect.question.wanted is not Wanted.ROWS or not asked.query.chooses:
                return None if of_somebody else aspect
    if asked is None or not asked.lists:
        return None
    if later and asked.in_all and not (asked.query.since or asked.query.until):
        before = replace(before, since=None, until=None, changed=False)  # "… and how many altogether?": of any day
    alone = bool(asked.lists == about and lists_asked(clause.text)) and not asked.leans
    query = asked.query if alone and not before.chooses else joined(before, asked.query, leans=asked.leans)
    if _WHOLE_LIST.search(clause.text) and not asked.query.chooses:
        query = asked.query
    if there := tuple(w for w in asked.rest if _is_a_town(w, clause.text)):
        query = replace(query, places=(*query.places, *there))
        asked = replace(asked, rest=tuple(w for w in asked.rest if w not in there))
    asked = replace(asked, query=query)
    rest = tuple(w for w in asked.rest if (len(w) > 1 or w.isdigit()) and w.casefold() not in spoken())
    rest = tuple(w for w in rest if w not in query.countries)  # "Lemuria: how many LM entries"
    asked = replace(asked, rest=rest)
    if rest and (named := by_name(asked)) is not None:
        return AskedClause(clause.text, replace(named, rest=()), named.rest)
    rows = asked.wanted is Wanted.ROWS
    of_a_day = bool(query.citation or (query.since and query.until))  # few enough to tell the words from the rows
    if len(rest) > (_UNREAD_OF_ROWS if rows and not of_a_day else _UNREAD_OF_COUNTS) or (
        rest and not query.chooses and rows
    ):
        return None
    if asked.wanted is Wanted.ROWS and not query.chooses and not _SINGLE.search(clause.text):
        return None
    return AskedClause(clause.text, replace(asked, rest=()), rest)


def _names_the_place(text: str, chosen: PartyQuery, by: ReadBy) -> bool:
    """Return whether a clause names again the countries that rows were chosen by."""
    return bool(chosen.countries) and set(chooses_by(text, by).countries) == set(chosen.countries)


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


def asks_of_rows(text: str) -> int:
    """Return how many clauses of a text ask something."""
    return sum(c.asks for c in clauses_of_rows(text))


def first_asked(text: str) -> str:
    """Return the first clause of a text that asks something."""
    return next((c.text for c in clauses_of_rows(text) if c.asks), "")


def clauses_of_rows(text: str) -> list[QuestionClause]:
    """Return the clauses of a question on rows: a label before a colon by itself, what says something as no question.

    "Lemuria: names of those of 2024"; "I see no such entry??".
    """
    out: list[QuestionClause] = []
    for clause in clauses(text):
        label, colon, behind = clause.text.partition(": ")
        if colon and len(label) < _LABEL and (asks(behind) or _ASKS_OF_ROWS.match(behind)) and not _WH.search(label):
            out += [QuestionClause(label, False), QuestionClause(behind, True)]
        elif _SAYS.match(clause.text) and not _WH.search(clause.text):
            out.append(replace(clause, asks=False))
        else:
            out.append(replace(clause, asks=clause.asks or _ASKS_OF_ROWS.match(clause.text) is not None))
    return out


def _further_aspects(found: AskedClause) -> list[AskedClause]:
    """Return what else a clause asks of the rows: "countries and policy", "by date, and where"."""
    form = QuestionForm(found.text)
    out: list[AskedClause] = []
    for pattern, wanted, cell in _ASPECTS[:-1]:
        if form.take(pattern) is None or (wanted, cell) == (found.question.wanted, found.question.cell):
            continue
        told = found.question.asks_where or bool(found.question.query.countries and not found.question.query.region)
        if wanted is Wanted.PER_COUNTRY and (found.question.wanted is Wanted.COUNTRIES or told):
            continue
        if found.question.wanted in _OF_PARTS or (
            cell == "policy" and (found.question.query.policy or found.question.each)
        ):
            continue
        if cell == "footnote" and found.question.query.footnote:
            continue
        out.append(
            AskedClause(found.text, PartyQuestion(found.question.lists, wanted, found.question.query, cell=cell))
        )
    return out


def _only_place(text: str) -> str:
    codes = {code for *_, code in places.find(text)}
    return codes.pop() if len(codes) == 1 else ""

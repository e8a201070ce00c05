"""Words of clauses that ask of rows: what they ask, what they lean on, and how they begin."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.engines.clauses import QuestionClause, asks, clauses
from assistant.engines.list_questions.questions import Wanted
from assistant.engines.lists import places
from assistant.query.candidate_names import candidates
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.party_lists import lists_asked

EXTREMES = (Wanted.LATEST, Wanted.EARLIEST)
# What is asked of the list, of editions or of one row, which no value of a cell is told beside.
OF_PARTS = (*EXTREMES, Wanted.STILL, Wanted.MEMBER, Wanted.DIFFERENCE, Wanted.COUNT_EDITIONS, Wanted.HAS_COUNTRY)
LETTERS_OF_LABEL = 60  # letters of a label before a colon
UNREAD_BESIDE = 7  # … beside words that plainly ask where, since when or for what
UNREAD_OF_ROWS = 1  # … where rows are chosen
UNREAD_OF_COUNTS = 4  # words of a clause that may stay unread, and are then told
# What a clause asks of rows that were chosen before it, besides their number.
ASPECTS: tuple[tuple[re.Pattern[str], Wanted, str], ...] = (
    (
        lazy_regex(
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
        lazy_regex(
            r"\bsince when\b|\bwhen\b|\bhow long\b(?! (?:do|does|must|may|can|could|should|shall|will|would)\b)|"
            r"\b(?:which|what|since what) (?:dates?|days?|years?|rules?|notices?)\b|"
            r"\b(?:by|per|with) (?:dates?|days?|rules?|notices?)\b",
            re.I,
        ),
        Wanted.PER_CELL,
        "notice",
    ),
    (
        lazy_regex(
            r"\bwhat (?:do|does) (?:they|it|these|those|that) (?:catch|cover|reach|require|mean for)\b|\bscopes?\b|"
            r"\b(?:which|what) (?:items?|goods)\b|\b(?:licen[sc]e )?requirements?\b|\blicen[sc]e reqs?\b|"
            r"\bfor (?:which|what) items?\b|"
            r"\b(?:an? )?(?:licen[sc]e )?(?:is(?:n'?t| not)? )?(?:only )?(?:needed |required )?(?:for )?(?:not )?"
            r"(?:everything|all items|every item)\b(?: but)?(?: (?:only|just) (?:for )?(?:some|certain) \w{2,12})?|"
            r"\b(?:only|just) (?:for )?(?:some|certain) (?:use|uses|items?|goods|projects?)\b",
            re.I,
        ),
        Wanted.PER_CELL,
        "requirement",
    ),
    (
        lazy_regex(
            r"\b(?:licen[sc]e |review ){0,2}polic(?:y|ies)\b|\bpresum\w+\b|"
            r"\bhow (?:are|is|will|would|does|do) (?:[\w'-]{1,20} ){1,6}?(?:reviewed|treat(?:ed)?|handled?|judged?)\b",
            re.I,
        ),
        Wanted.PER_CELL,
        "policy",
    ),
    (lazy_regex(r"\bfootnotes?\b(?! ?\d)", re.I), Wanted.PER_CELL, "footnote"),
    (
        lazy_regex(
            r"\bwho\b|\bwhich (?:ones?|are they|of them)\b|\bnames?\b|\blist them\b|\bjust the ones?\b|\bwhich\b", re.I
        ),
        Wanted.ROWS,
        "",
    ),
)
# "are they all Lemurian?", "do all of them carry footnote 9?", "all Lemurian?"
ALL_OF = lazy_regex(
    r"^\W{0,3}(?:and |but |so ){0,2}(?:(?:are|is|were|do|does|have|has) )?(?:(?:they|these|those|it) )?"
    r"(?:all|each|every one)\b(?: of (?:them|these|those))?(?P<what>[^?]{3,80})\?*$",
    re.I,
)
# How a clause of such questions begins that asks, beside those of all questions.
ASKS_OF_ROWS = lazy_regex(
    r"^\W{0,4}(?:(?:and|but|so|also|plus|need|pls|please|the) ){0,3}(?:(?:all|full) )?(?:the )?"
    r"(?:names? of|total\b|number of)",
    re.I,
)
# "came out in 2020. Has anybody been added since?"
SINCE_THEN = lazy_regex(
    r"\b(?:ever )?since(?: then| that(?: day| date| time)?)?(?=\W{0,3}(?:$|[,;?]|or\b|and\b))|"
    r"\bafter (?:that|then|it)\b|\blater\b(?=\W{0,3}$)",
    re.I,
)
# "are all of those still on it?": rows are of the newest edition held.
STILL = lazy_regex(
    r"\bstill (?:on|there|listed|in|stand)\b|"
    r"\b(?:removed|deleted|delisted|taken off|dropped) (?:since|again|meanwhile)\b",
    re.I,
)
# "are they off the list now?", of rows that an earlier question chose.
OFF_NOW = lazy_regex(
    r"^\W{0,3}(?:and |so |but |then ){0,2}(?:are|is|were|was) (?:they|it|those|these|that one|all of them) "
    r"(?:(?:now|still|really|already|all) ){0,2}"
    r"(?:off|gone|removed|de-?listed|taken off|no longer on|(?<=still )on|(?<=now )on|"
    r"on(?= the list\b|\b[^?.;]{0,40}\b(?:still|now)\b))\b",
    re.I,
)
MEMBER = lazy_regex(
    r"^\W{0,3}(?:and |so |also |but ){0,2}(?:is|are|was|were) (?:there (?:an?|any) )?(?P<name>[^?,;]{2,60}?) "
    r"(?:also |itself )?(?:one(?: of (?:them|those|these))?|among (?:them|those|these)|in there|included|there too|"
    r"with them)\W{0,3}$",
    re.I,
)
# "and Acme (Lemuria), is that one still on there?"
SOMEBODY_ALONE = lazy_regex(
    r"^\W{0,3}(?:and|what about|how about) (?P<name>[A-Z][\w&.'-]{1,40}(?: [A-Z(][\w&.'()-]{0,40}){0,5})\W{0,2}$"
)
STILL_THERE = lazy_regex(
    r"\b(?:that one|it|they|he|she|this one)\b.{0,20}\b(?:on (?:there|it|the list)|listed|there|among|included)\b", re.I
)
IN_PLACE = lazy_regex(r" (?:in|from|under|of) (?P<place>[^\W\d_][\w .'-]{2,40})$", re.I)
OF_THOSE = lazy_regex(r"\bones?\b|\b(?:they|these|those|them|that batch)\b", re.I)
# "how many of those are …, and how many have …": the second one is of the same rows as the first.
BESIDE_THOSE = lazy_regex(r"^\W{0,3}(?:and |but |also ){0,2}how many\b", re.I)
# "footnote 3 (Russia)" says what the footnote is about, and chooses no rows.
_GLOSS = lazy_regex(r"(?P<mark>\bfootnotes? ?\d{1,2}) ?\([^()]{1,60}\)", re.I)
# "footnote 3, the Russian one" says the same behind a comma.
_GLOSS_BEHIND = lazy_regex(
    r"(?P<mark>\bfootnotes? ?\d{1,2}), ?(?:the|an?|for|on) (?:[\w'-]{1,20} ){0,6}(?:ones?|marks?|footnotes?|kinds?|"
    r"types?|things?|groups?|designations?|users?|rules?)(?=\W*$|,)",
    re.I,
)
UNTIL_IT = lazy_regex(r"\b(?:before|until|till|up to|prior to) (?:the (?:year )?)?$", re.I)
BEFORE_THEN = lazy_regex(r"\b(?:before|prior to) (?:that|then|it)\b|\bearlier\b(?=\W{0,3}$)", re.I)
SAYS = lazy_regex(r"^\W{0,3}(?:i|we|my|our) (?!(?:may|can|must|need)\b)\w", re.I)
WH = lazy_regex(r"\b(?:how (?:many|much|long)|which|who|whom|what|where|when|why)\b", re.I)
_GLOSSED = lazy_regex(
    r"\b(?:the|an?|of) (?:[\w-]{2,30} ){0,3}(?:kinds?|types?|sorts?|ones?|marks?) ?\((?P<mark>footnotes? ?\d{1,2})\)",
    re.I,
)
SINGLE = lazy_regex(r"\bthe (?:single|only|one|sole)\b", re.I)
THAT_DAY = lazy_regex(r"\b(?:on )?(?:that|the same) (?:very )?(?:day|date)\b", re.I)
WHOLE_LIST = lazy_regex(r"\b(?:on|to|in|into|onto) (?:the (?:whole |entire )?list|it)\b|\bin (?:all|total)\b", re.I)
SUPPLEMENT = lazy_regex(r"\bsupp(?:lement|l)?\.? (?:no\.? ?|number )?(?P<number>\d{1,2})\b(?! to part (?!744))", re.I)
WHERE_IT_STANDS = lazy_regex(
    r"\s?\((?:(?:15 CFR )?part 744,? )?supp(?:lement|l)?\.? (?:no\.? ?|number )?\d{1,2}(?:,? (?:to|of) part 744)?\)\s?",
    re.I,
)


def without_glosses(text: str) -> str:
    """Return a text without what it says a footnote to be about: "footnote 3 (Russia)" chooses rows by its number."""
    for gloss in (_GLOSS, _GLOSS_BEHIND, _GLOSSED):
        text = gloss.sub(r"\g<mark>", text)
    return text


def asks_of_rows(text: str) -> int:
    """Return how many clauses of a text ask something."""
    return sum(c.asks for c in clauses_of_rows(text))


def first_asked(text: str) -> str:
    """Return the first clause of a text that asks something."""
    return next((c.text for c in clauses_of_rows(text) if c.asks), "")


def _names_somebody(label: str) -> bool:
    """Return whether a label has a name in it that is neither a list nor a place."""
    names = [n for n in candidates(label) if not lists_asked(n)]
    return any(not any((start, end) == (0, len(n)) for start, end, _ in places.find(n)) for n in names)


def clauses_of_rows(text: str) -> list[QuestionClause]:
    """Return the clauses of a question on rows: a label before a colon by itself, what says something as no question.

    "Lemuria: names of those of 2024"; "I see no such entry??".
    """
    out: list[QuestionClause] = []
    for clause in clauses(text):
        label, colon, behind = clause.text.partition(": ")
        labelled = bool(colon) and len(label) < LETTERS_OF_LABEL and not WH.search(label) and not _names_somebody(label)
        if labelled and (asks(behind) or ASKS_OF_ROWS.match(behind)):
            out += [QuestionClause(label, False), QuestionClause(behind, True)]
        elif SAYS.match(clause.text) and not WH.search(clause.text):
            out.append(replace(clause, asks=False))
        else:
            out.append(replace(clause, asks=clause.asks or ASKS_OF_ROWS.match(clause.text) is not None))
    return out

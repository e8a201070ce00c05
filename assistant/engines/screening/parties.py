"""Engine for questions about named parties: a line for each name, and what is asked of its row, in the row's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.engines.clauses import clauses
from assistant.engines.lists.held_lists import all_held, editions_of, held_in_own_tables
from assistant.engines.lists.model import HeldList, RowKind
from assistant.engines.lists.reference.entry_card import LICENSE_EXCEPTIONS
from assistant.engines.model import Computed, Finding, MissingText, span_payload
from assistant.engines.screening import not_a_party, report, row_facts
from assistant.engines.screening.asked import parties_asked
from assistant.engines.screening.asked.parties_asked import PartiesAsked, PartyAsked
from assistant.engines.screening.found_parties import FoundParty, found_parties
from assistant.engines.screening.name_index import name_index
from assistant.engines.screening.party_answers import on_one, on_several
from assistant.engines.screening.party_relatives import on_relatives
from assistant.engines.screening.party_sentences import ADDRESS_BINDS, BEYOND_LISTING, MATCHES_TOLD, WHICH_APPLIES
from assistant.engines.screening.romanised import name_words
from assistant.engines.screening.same_party import begins, relatives
from assistant.engines.screening.screen import rows_at_address, screened
from assistant.facts.days import day_in_words
from assistant.model import Form, Outcome
from assistant.query.candidate_names import asking
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import row_questions
from corpus.lexicon.address_words import may_name_a_part
from corpus.lexicon.party_lists import PartyList
from corpus.locators import mentions

_WORDS_BESIDE = lazy_regex(r"[\w'’&./-]+")
_NAMED_FROM = 4  # letters of a name by which a question is of its row, though it speaks of no list …
_CAPITALS_FROM = 3  # … and of one in capitals, where it asks what stands against somebody
_PROCEDURE = lazy_regex(r"\b(?:appeal|petition|object|complain|sue)\w*\b|\b(?:fines?|penalt\w+|jail|prison)\b", re.I)
_IN_ANNEX = lazy_regex(r"\b(?:in|on|under|from|of|by) (?:[\w'’]{1,20} ){0,5}ann?ex(?:es)?\b", re.I)
# A number with a word of an address: "Room 1005, 10/F", "2-16 Fa Yuen Street".
_ADDRESS_TOLD = lazy_regex(
    r"\b(?:rooms?|rm|flats?|units?|floor|suite|block|shop) \d|\b\d{1,3}/F\b|"
    r"\b\d{1,5}[A-Z]?(?:-\d{1,5})? (?:[A-Z][\w'’]{1,20} ){1,4}(?:streets?|st|roads?|rd|avenue|ave|lane|boulevard)\b",
    re.I,
)
# "Acme wants a quote. Any problem?", "is Acme banned?": whether something stands against somebody.
_STANDS_AGAINST = lazy_regex(
    r"\bany (?:problems?|issues?|concerns?|red flags?|restrictions?|trouble|objections?)\b|\bbanned\b|\bblacklisted\b|"
    r"\bblocked\b|\bbarred\b|\boff[- ]limits\b|"
    r"\b(?:problem|risk|issue|concern)s? (?:here|with (?:that|this|them|him|it))\b|"
    r"\b(?:ok|okay|fine|safe|allowed|legal|possible) to (?:sell|quote|ship|deal|supply|work|trade|do business)\b|"
    r"\b(?:can|may|could|should) (?:we|i) (?:still )?(?:sell|quote|deal|supply|trade|work with|do business|answer|"
    r"reply)\b",
    re.I,
)
_BLOCKED = lazy_regex(r"\bblocked\b", re.I)
# Measures of the Union whose own annexes say whom they are against: no row of another law's list answers for them.
_UNION_MEASURE = lazy_regex(
    r"\bSWIFT\b(?! [A-Z])|\bfinancial messaging\b|\bArticles? 5[a-z]{1,2}\b|\bAnn?ex [IVXL]{1,7}\b|"
    r"\b(?:833|269|765)/20\d\d\b"
)
_WORDS_SURE = 2  # of a name that is only the beginning of a listed one
_UNREAD = 3  # words of a question that may stay unread
# What is asked of a row or beyond it, to which a yes that somebody is listed would be no answer.
_OF_ROWS = frozenset({"policy", "requirement", "ear99", "footnote", "means", "others", "aliases"})


def listed_parties(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer to a question that speaks of lists and names somebody, None for other questions.

    One that speaks of restrictions only is answered where somebody is listed by the name.
    """
    asked = _asked(question)
    if asked is None or not (asked.listing or asked.bare or asked.restricts):
        return None
    return _answer(question, asked, catalogue)


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what the row of a listed party says on what is asked; None where nobody is listed by the names in it."""
    asked = _asked(question)
    if asked is None or asked.listing or not asked.aspects & _OF_ROWS:
        return None
    return _answer(question, asked, catalogue)


def mentioned(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the rows of listed parties that a question names among words that are not read here.

    The question is one on lists, on what a row says, on what stands against somebody, or on a license exception, which
    by itself frees nobody who is listed. The answer says which questions beside the names it leaves; a name that no
    list has is left to reading, too.
    """
    asked = _asked(question)
    of_row = asked is not None and bool(asked.aspects & _OF_ROWS) and not question.addresses
    excepts = LICENSE_EXCEPTIONS.search(question.core) is not None or (
        asked is not None and "exceptions" in asked.aspects
    )
    against = excepts or (_STANDS_AGAINST.search(question.core) is not None and not question.addresses)
    if asked is None or not (question.asks_of_lists or of_row or against):
        return None
    if against:
        beside = {"exceptions"} if excepts else set()
        asked = replace(asked, aspects=asked.aspects | {"requirement", "policy"} | beside)
    lists = all_held(catalogue, question.filters)
    if not lists or any(n.name not in {h.about.name for h in lists} for n in asked.lists):
        return None
    every = found_parties(asked, name_index(catalogue, question.filters), catalogue, question.filters, question.core)
    # "Is STA available for Israel?": the exception is nobody, though somebody is called so.
    every = [f for f in every if not LICENSE_EXCEPTIONS.fullmatch(f.asked.name)]
    sure = [f for f in every if f.asked.stands and ((f.same and _is_sure(f)) or (excepts and f.sharing))]
    if not question.asks_of_lists:
        least = _CAPITALS_FROM if against else _NAMED_FROM
        sure = [f for f in sure if len(f.asked.name) >= (least if f.asked.name.isupper() else _NAMED_FROM)]
    if not sure:
        return None
    found = [f for f in every if f in sure or (f.asked.stands and f.rows)]  # of several names none is left out
    asked = replace(asked, opens=True)  # no yes or no is given where not every word is read
    asked = asked if len(found) == 1 else replace(asked, relative="")
    told = _on(asked, found, lists, question, catalogue)
    left = _left(question, asked, found)
    return replace(told, not_answered=tuple(c for c in left if not (against and _STANDS_AGAINST.search(c))))


def of_removed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the rows of whoever a question says came off a list; None where it names nobody.

    Whether somebody still stands on the newest list is told first, whatever else is said or asked: to suppose that
    somebody came off would free who asks. What stands in the row is told with it.
    """
    asked = _asked(question)
    lists = all_held(catalogue, question.filters)
    if asked is None or not lists or any(n.name not in {h.about.name for h in lists} for n in asked.lists):
        return None
    asked = replace(asked, aspects=asked.aspects | {"notice", "requirement", "policy"}, off=True, opens=True)
    every = found_parties(asked, name_index(catalogue, question.filters), catalogue, question.filters, question.core)
    found = [f for f in every if f.rows or f.asked.stands]
    found = [f for f in found if not not_a_party.kind_of(f, catalogue, question.filters)]
    found = found or _by_a_part(asked, question, catalogue)
    return _on(asked, found, lists, question, catalogue) if found else None


def _by_a_part(asked: PartiesAsked, question: Query, catalogue: CatalogueReader) -> list[FoundParty]:
    """Return the rows of bodies whose names begin with several words of a question, whatever stands for a name."""
    read = screened([run for run in asked.rest if " " in run], catalogue, question.filters)
    began = [
        (result, tuple(m for m in relatives(result) if begins(name_words(m.written), result.read_as)))
        for result in read
        if len(result.read_as) > 1
    ]
    return [FoundParty(PartyAsked(result.name), result, (), rows) for result, rows in began if rows]


def _is_sure(found: FoundParty) -> bool:
    """Return whether somebody is listed by a name, or by one of two words at least with which a listed one begins."""
    if any(m.is_listed for m in found.same):
        return True
    name = found.screening.read_as
    return len(name) >= _WORDS_SURE and all(begins(name_words(m.written), name) for m in found.same)


def at_an_address(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the rows that bind whoever uses an address, where a question gives one of these; None for others.

    What is asked is left open: the row's own words say what it demands, and for which items.
    """
    told = _ADDRESS_TOLD.search(question.core)
    if not told and not may_name_a_part(question.core):  # no list is read for a question without an address
        return None
    rows = rows_at_address(question.core, name_index(catalogue, question.filters)) if told else []
    if not rows:
        return not_a_party.near_an_address(question.core, held_in_own_tables(catalogue, question.filters))
    shown = [m for n, m in enumerate(rows) if m.row.name not in {r.row.name for r in rows[:n]}]
    lead = " ".join(f"{report.where_listed(m)}. {report.match_line(m)}." for m in shown)
    findings = (Finding(f"{lead} {ADDRESS_BINDS}", tuple(m.span for m in shown)),)
    asked = tuple(c.text for c in clauses(question.core) if c.asks)
    payload = {"list": shown[0].held.about.name, "rows": [{"citation": span_payload(m.span, catalogue)} for m in shown]}
    return Computed(Form.LIST, findings, payload, not_answered=asked)


def _left(question: Query, asked: PartiesAsked, found: Sequence[FoundParty]) -> tuple[str, ...]:
    """Return the questions in a question that have a word that is not read, and neither a name nor a list."""
    names = [f.asked.name for f in found]
    unread = {w for run in asked.rest if run not in names for w in run.split()}
    return tuple(
        clause.text
        for clause in clauses(question.core)
        if clause.asks
        and not any(name in clause.text for name in names)
        and not _is_of_lists(clause.text)
        and not unread.isdisjoint(_WORDS_BESIDE.findall(clause.text))
    )


def _is_of_lists(clause: str) -> bool:
    known = row_questions.table()
    return bool(known.listing.search(clause)) or any(p.search(clause) for p in known.aspects.values())


def _asks_of_law(question: Query, asked: PartiesAsked) -> bool:
    """Return whether a list and somebody on it are only told of, and what is asked is of a provision or a procedure.

    "They would not take Acme off the list. Is there an appeal under part 9?"
    """
    pieces = clauses(question.core)
    asking_text = " ".join(c.text for c in pieces if c.asks)
    if not asking_text or all(c.asks for c in pieces):
        return False
    known = row_questions.table()
    of_rows = _is_of_lists(asking_text) or any(
        p.search(asking_text) for p in (known.screens, known.restricts, known.off)
    )
    if of_rows or any(p.name in asking_text for p in asked.parties if p.stands):
        return False
    of_law = any(m.locator.system != "eccn" for m in mentions(asking_text))
    return of_law or _PROCEDURE.search(asking_text) is not None


def _asks_of_annex(question: Query, asked: PartiesAsked) -> bool:
    """Return whether what is asked is who stands in the annex to a law: no list that is held has its rows."""
    return not asked.lists and _IN_ANNEX.search(" ".join(c.text for c in clauses(question.core) if c.asks)) is not None


def _asks_of_union_measure(question: Query, asked: PartiesAsked | None) -> bool:
    """Return whether a question, or the one that it leans on, is of a measure of the Union and of no list held."""
    if asked is not None and (asked.lists or asked.listing):
        return False
    said = f"{question.before or ''} {question.core}" if question.leans else question.core
    return _UNION_MEASURE.search(said) is not None


def _asked(question: Query) -> PartiesAsked | None:
    """Return what a question asks, with the party, the lists or the matter of the earlier one where it leans on it."""
    asked = parties_asked.read(question.core)
    if _asks_of_union_measure(question, asked):
        return None
    if asked is not None and (_asks_of_law(question, asked) or _asks_of_annex(question, asked)):
        return None
    asked = _narrowed(question, asked) if asked is not None else None
    if not question.leans or not question.before:
        return asked
    before = parties_asked.read(question.before)
    if before is None:
        return asked
    if asked is None:
        on = parties_asked.leaning(question.core)
        if on is None:
            return None
        aspects = on.aspects or frozenset({"policy"})
        return replace(on, parties=before.parties, lists=on.lists or before.lists, aspects=aspects, listing=True)
    return replace(
        asked,
        lists=asked.lists or before.lists,
        aspects=asked.aspects or before.aspects,
        listing=asked.listing or before.listing,
    )


def _is_quoted(name: str, text: str) -> bool:
    return re.search(rf"'{re.escape(name)}'(?!\s(?:\w{{1,12}}\s)?lists?\b)", text) is not None


def _narrowed(question: Query, asked: PartiesAsked) -> PartiesAsked:
    """Return what a question asks with those alone whom its asking sentences name: what is told may name other things.

    Where these name nobody, it is of those that are told of if the list is named there too, or if what stands against
    them is asked.
    """
    narrow = parties_asked.read(asking(question.core))
    if narrow is None:
        return asked
    if not any(p.stands for p in narrow.parties):
        against = any(p.stands for p in asked.parties) and _STANDS_AGAINST.search(question.core) is not None
        if asked.lists or against:
            return asked
    # A name in quotes is asked after wherever it stands, unless it is a list's: "on that 'unverified' list".
    quoted = [p for p in asked.parties if p.stands and _is_quoted(p.name, question.core) and p not in narrow.parties]
    return replace(asked, parties=(*quoted, *narrow.parties), rest=narrow.rest)


def _answer(question: Query, asked: PartiesAsked, catalogue: CatalogueReader) -> Computed | None:
    # The lists are read last: that takes longer than all else, and most questions name nobody.
    lists = all_held(catalogue, question.filters)
    if absent := [n for n in asked.lists if n.name not in {h.about.name for h in lists}]:
        return _of_another_day(question, absent, catalogue) or _on_lists_elsewhere(asked, absent)
    if not lists:
        return None
    if WHICH_APPLIES.search(question.core):  # no notice is asked for, but what being listed there means
        asked = replace(asked, aspects=(asked.aspects - {"notice"}) | {"means"})
    if _STANDS_AGAINST.search(question.core) and not question.addresses:
        asked = replace(asked, aspects=asked.aspects | {"requirement", "policy"})
        if _BLOCKED.search(question.core):  # of which lists block, and which only ask for a licence
            asked = replace(asked, aspects=asked.aspects | {"means"})
    if any(BEYOND_LISTING.search(c.text) for c in clauses(question.core) if c.asks):
        asked = replace(asked, aspects=asked.aspects | {"means"})
    index = name_index(catalogue, question.filters)
    found = found_parties(asked, index, catalogue, question.filters, question.core)
    if not found and asked.listing and asked.parties and not asked.rest:
        quoted = [p.name for p in asked.parties if p.stands and _in_quotes(p.name, question.core)]
        return not_a_party.asks_for_a_telling_name(quoted, lists) if len(quoted) == len(asked.parties) else None
    if not found or not _is_read(asked, found):
        return None
    if not asked.listing and not any(f.same or f.sharing or _is_meant(f, asked) for f in found):
        return None
    beside = [
        (f, kind)
        for f in found
        if (kind := not_a_party.kind_of(f, catalogue, question.filters))
        and not (kind is not_a_party.NoParty.GOODS and _is_put_on_list(f.asked.name, question.core))
    ]
    found = [f for f in found if all(f is not other for other, _ in beside)]
    if not found:
        of_policy = "policy" in asked.aspects and not asked.lists  # of licences for a product: "case by case"
        if of_policy or all(kind in not_a_party.OF_ANOTHER_MATTER for _, kind in beside):
            return None
        if not any(f.asked.name in question.core for f, _ in beside):
            return None  # only the question before names something
        if not (asked.lists or asked.screens) and all(kind is not_a_party.NoParty.GOODS for _, kind in beside):
            return None  # "the destinations on that list of …": some list is spoken of, and goods
        return not_a_party.asks_for_a_name(beside, lists)
    told = _on(asked, found, lists, question, catalogue)
    at = not_a_party.beside_names(found, lists)
    names = [f.asked.name for f in (*found, *(f for f, _ in beside))]
    apart = not_a_party.read_as_words_beside([p for p in asked.parties if not _is_told(p.name, names)])
    left = [p for p in asked.row if not _is_told(p, [*names, *(p.name for p in asked.parties if p.beside)])]
    findings = (*told.findings, *at, *not_a_party.not_looked_up(beside, lists), *apart)
    return replace(told, findings=findings, not_answered=(*told.not_answered, *left))


def _is_told(piece: str, names: Sequence[str]) -> bool:
    """Return whether a piece of a row of names has one of the names that are told, or is a part of one."""
    return any(_has(name, piece) or _has(piece, name) for name in names)


def _has(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.I) is not None


def _is_put_on_list(name: str, text: str) -> bool:
    """Return whether a name in capitals is what somebody put on a list: "has BIS put Acme on the Entity List?"."""
    return name[:1].isupper() and any(m["name"].startswith(name) for m in _PUT_ON_LIST.finditer(text))


_PUT_ON_LIST = lazy_regex(
    r"\b(?:put|puts|add|added|adds|place|placed|list|listed|blacklist\w*|sanction\w*|designat\w+) (?:the )?"
    r"(?P<name>(?-i:[A-Z][\w&.'’-]{1,30}(?: [A-Z][\w&.'’-]{0,30}){0,4}))",
    re.I,
)


def _in_quotes(name: str, text: str) -> bool:
    return re.search(rf"[\"“”„'‘’]{re.escape(name)}[\"“”'‘’]", text, re.I) is not None


def _of_another_day(question: Query, lists: Sequence[PartyList], catalogue: CatalogueReader) -> Computed | None:
    """Return that no edition of the day chosen is held of lists that are held of other days; None for others.

    A day that only follows from the words of a question ("last year") chooses no edition.
    """
    day = question.filters.as_of
    editions = [(n, held) for n in lists if (held := editions_of(n, catalogue))]
    if day is None or len(editions) < len(lists) or any(i.field == "as_of" for i in question.implied):
        return None
    told = "; ".join(f"of the {n.name} the earliest edition held is of {held[0].edition}" for n, held in editions)
    brings = tuple(dict.fromkeys(n.official for n, _ in editions if n.official))
    remedy = f" `licet sync {' '.join(brings)} --as-of {day.isoformat()}` brings one." if brings else ""
    line = f"No edition of {day_in_words(day)} is held: {told}, which says nothing of that day.{remedy}"
    lacks = tuple(MissingText(n.name) for n, _ in editions)
    return Computed(Form.LIST, (Finding(line),), outcome=Outcome.NOT_IN_CORPUS, missing_texts=lacks)


def _on_lists_elsewhere(asked: PartiesAsked, lists: Sequence[PartyList]) -> Computed | None:
    """Return that lists which no source here brings are not held: no other country's list answers for them."""
    names = [f"“{p.name}”" for p in asked.parties if p.stands]
    if not names or len(lists) < len(asked.lists) or not all(n.elsewhere for n in lists):
        return None
    are = f"The {lists[0].name} is" if len(lists) == 1 else f"The {' and the '.join(n.name for n in lists)} are"
    told = f"{are} not held here: nothing held says whether {' or '.join(names)} stands there."
    remedy = "Ask its publisher, or add it with `licet add`; other lists that are held do not answer for it."
    lacks = tuple(MissingText(n.name) for n in lists)
    return Computed(Form.LIST, (Finding(f"{told} {remedy}"),), outcome=Outcome.NOT_IN_CORPUS, missing_texts=lacks)


def _on(
    asked: PartiesAsked,
    found: Sequence[FoundParty],
    lists: Sequence[HeldList],
    question: Query,
    catalogue: CatalogueReader,
) -> Computed:
    of_relative = on_relatives(asked, found, lists, question, catalogue) if asked.relative else None
    told = of_relative or (
        on_one(asked, found[0], lists, question, catalogue)
        if len(found) == 1
        else on_several(asked, found, lists, question, catalogue)
    )
    first, *others = told.findings
    return replace(told, findings=(first, *_in_towns(asked, found), *others))


def _in_towns(asked: PartiesAsked, found: Sequence[FoundParty]) -> list[Finding]:
    """Return what the rows of listed parties have for the towns of a question: names, addresses, or none there."""
    rows = [m for one in found for m in one.same if m.row.kind is RowKind.ENTRY and not m.held.compiled]
    return [
        Finding(row_facts.in_place(m, town, town.title()), (m.span,))
        for m in rows[:MATCHES_TOLD]
        for town in asked.towns
    ]


def _is_meant(found: FoundParty, asked: PartiesAsked) -> bool:
    """Return whether a name that no row bears is like a listed one in words that tell somebody."""
    if not found.asked.stands:
        return False
    if asked.bare and any(m.found.is_near for m in found.near):
        return True
    return asked.restricts and any(not m.found.only_asked for m in found.near)


def _is_read(asked: PartiesAsked, found: Sequence[FoundParty]) -> bool:
    """Return whether enough of a question is understood."""
    names = {f.asked.name for f in found}
    unread = [w for run in asked.rest if run not in names for w in run.split()]
    return len(unread) <= (_UNREAD if asked.listing or asked.restricts else 1) + (2 if asked.screens else 0)

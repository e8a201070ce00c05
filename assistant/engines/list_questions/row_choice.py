"""Which rows of lists of parties a text chooses: by country, place, day, notice, policy, footnote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

from assistant.engines.lists import day_ranges, places
from assistant.engines.lists.party_query import PartyQuery
from assistant.engines.lists.publications import citation
from assistant.engines.lists.question_form import QuestionForm, ReadBy
from assistant.engines.lists.set_words import REFUSES
from assistant.query.candidate_names import candidates, no_names
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import party_lists
from corpus.lexicon.countries import mentioned_countries
from corpus.lexicon.list_words import words_that_choose_nothing
from corpus.lexicon.party_lists import lists_asked
from corpus.lexicon.towns import folded_town, towns

_IN_DAYS = lazy_regex(
    r"(?:in|during|over|within|for|since|after|before|between|from|last|past|previous|this|dates?|dated|dating|"
    r"stems?|stemming)\b",
    re.I,
)
_GOES_ON = lazy_regex(r"\s*,\s*|,?\s*(?:or|nor) (?:in )?(?:the )?", re.I)
_AND_ON = lazy_regex(r"\s*,\s*|,?\s*(?:or|nor|and) (?:the )?", re.I)
_NOTHING = lazy_regex("")
_ADDRESS_IN = lazy_regex(
    r"\b(?:with |have |has |having |whose )?(?:an? )?address(?:es)?(?: is| are)? in (?:the )?", re.I
)
ADDED = lazy_regex(
    r"\b(?:(?:first|newly|were|was|been|got|get|being) ){0,4}+(?:add|adds|adding|added|listed|put|puts|"
    r"place|placed|designated|receiv(?:e|ed|es)|gained?|took(?!(?: [\w'-]{1,20}){0,4} (?:off|out of)\b)|"
    r"taken in|sanctioned|"
    r"blacklisted|joined|included|landed|came(?: in)?|brought)\b(?: to\b| on\b| onto\b)?|"
    r"\b(?:brand[- ])?new(?:ly)? (?=on|in|since)|"
    r"\b(?:addition|listing|batch|round|wave|rule)s?\b(?: of\b)?|"
    r"\bnotices?\b(?= (?:of|from|dated|in|on)\b)|\bwent on(?:to)?\b|\bdate (?:back )?(?:to|from)\b",
    re.I,
)
_CHANGED = lazy_regex(r"\b(?:changed|modified|revised|amended|updated|modification|revision)s?\b", re.I)
_NOT_CHANGED = lazy_regex(
    r"\(?\b(?:not|never|rather than) (?:(?:just|only|merely|simply) )?"
    r"(?:changed|modified|revised|amended|updated)\b\)?",
    re.I,
)
REVIEW_POLICIES = lazy_regex(
    r"\b(?:presumption of (?:denial|approval)|policy of (?:denial|approval)|case[- ]by[- ]case)\b", re.I
)
_EAR99 = lazy_regex(r"\b(?:for|of|on) EAR ?99(?: items?)?\b|\bEAR ?99\b", re.I)
FOOTNOTE_NAMED = lazy_regex(
    r"\b(?:(?:bear|carry|have|with|show|mark)\w{0,4} )?(?:the |a )?"
    r"footnote[ -](?:no\.? ?|number )?(?P<mark>\d{1,2})(?: designations?| designated)?\b|"
    r"\bfn ?(?P<short>\d{1,2})\b",
    re.I,
)
_ALL_ITEMS = lazy_regex(r"\b(?:for )?all items subject to the EAR\b", re.I)
_SECTION_CITED = lazy_regex(r"(?:§{1,2} ?|section )?\b(?P<address>7\d\d\.\d{1,2}(?:\([a-zA-Z0-9]{1,4}\)){0,5})", re.I)
_LIST_BEFORE = lazy_regex(r"\blists?\W{1,3}(?:(?:under|of|in|per|by|at) )?(?:the )?$", re.I)
_OF_POST = lazy_regex(r"\b(?:e-?mail|postal|web|mailing)\b", re.I)
_NAMELESS = lazy_regex(
    r"\b(?:just|only|merely|bare) (?:an? )?address(?:es)?\b|\baddress(?:es)?\b"
    r"(?=[^?.]{0,60}\bno (?:company|name|firm|entity)\b)|"
    r"\b(?:high[- ](?:diversion[- ])?risk )?address(?:es)?(?:[- ]only)?(?: entries)?\b"
    r"(?: ?\(?(?:entries )?without (?:an? |any )?(?:company |firm )?names?\)?)?|"
    r"\bentries without (?:a |any )?names?\b|\bnameless entries\b",
    re.I,
)
# Kinds of party, as the column of a compilation calls them, by the words that people use.
_PARTY_TYPES = (
    ("Vessel", lazy_regex(r"\b(?:vessels?|ships?|tankers?|boats?)\b", re.I)),
    ("Aircraft", lazy_regex(r"\b(?:aircrafts?|air ?planes?|planes?|jets?|helicopters?)\b", re.I)),
    ("Individual", lazy_regex(r"\b(?:individuals?|natural persons?|persons?|people(?!['’]s)|humans?)\b", re.I)),
)
_ENTITY = lazy_regex(
    r"\b(?:of )?(?:the )?type (?:of )?[“\"']?entit(?:y|ies)[”\"']?|\bcompanies\b|\bfirms\b|\blegal entities\b", re.I
)
# A further programme behind one that is named as such: "under programme SDGT or NPWMD".
_PROGRAM_ON = lazy_regex(
    r"(?P<link>\s*,\s*|,?\s*(?:or|nor|and) )(?:(?:under|of|with|in) )?(?:the )?(?P<led>(?:program(?:me)?s? )?\[?)"
    r"(?P<named>[A-Z][A-Z0-9]{2,14}(?:-[A-Z0-9]{2,12}){0,3})\b\]?"
)
_AND = lazy_regex(r",?\s*and\s*", re.I)
_OF_TYPE = lazy_regex(r"\b(?:of|with|by) (?:the )?(?:type|kind)\b|\b(?:type|kind)s?\b", re.I)
_PROGRAM = lazy_regex(
    r"(?:\b(?:with|under|of|in|by|bear(?:ing)?|have|carry(?:ing)?) )?(?:the )?\b(?:program(?:me)?|tag)s? (?:tag )?"
    r"\[?(?P<named>(?-i:[A-Z][A-Z0-9]{1,14}(?:-[A-Z0-9]{2,12}){0,3}))\]?|"
    r"(?:\b(?:with|under|of|in|by|for|tagged) )?\[?\b(?P<order>(?-i:[A-Z]{3,14}(?:-[A-Z]{2,12})?-EO\d{5}))\]?"
    r"(?: programme| tag)?",
    re.I,
)
_NOT = lazy_regex(
    r"\(?\b(?:not|excluding|except(?: for)?|other than|without|leaving out|minus|outside(?: of)?|besides?|"
    r"apart from|aside from|not counting|beyond)"
    r"(?: (?:in|of|from|under))?(?: the)?\s*$",
    re.I,
)
_LACKS = lazy_regex(
    rf"(?:{REFUSES.pattern}|\b(?:don'?t|doesn'?t|no|lack(?:s|ing)?)\b)"
    r"(?: (?:have|has|having|carry|bear|show|with|under|subject to|reviewed under|marked|get|an?|the|"
    r"any|plain|flat)){0,4}\s{0,3}$",
    re.I,
)
_ARE_NO = lazy_regex(
    r"\b(?:are|is|were|was)(?:n['’]?t| not| no| neither)(?: (?:an?|any|on|under))?\s*$|\bnon[- ]$|"
    r"\b(?:without|except(?: for)?|excluding|not counting|other than|minus|apart from|leaving out) "
    r"(?:(?:those|the|any|ones|rows|entries)\s){1,2}(?:(?:of|with|under|in|tagged) (?:the )?)?$",
    re.I,
)
# "Lemuria-military", but "Lemuria-based".
_JOINED_ON = lazy_regex(
    r"-(?!(?:based|headquartered|registered|owned|incorporated|located|listed|related)\b)[a-z]", re.I
)
_BESIDES = lazy_regex(
    r"\b(?:besides|apart from|other than|except(?: for)?|excluding|not counting|aside from) "
    r"(?P<name>(?!the\b|those\b|that\b|this\b|them\b|it\b|an?\b)[^\W\d_][\w&-]{2,40}(?: [A-Z][\w&-]{1,40}){0,3})"
)
_INSIDE = lazy_regex(r"\b(?:in|under|from|of|for) (?:the )?$", re.I)


def names_a_kind(words: Sequence[str]) -> bool:
    """Return whether any of some words is one for a kind of party: "tankers"."""
    return any(p.fullmatch(w) for _, p in _PARTY_TYPES for w in words)


def chooses_by(text: str, by: ReadBy, form: QuestionForm | None = None) -> PartyQuery:
    """Return what a text chooses rows by, whatever else it says; its words are taken out of `form`."""
    return _query(form or QuestionForm(text), by)


def _query(form: QuestionForm, by: ReadBy) -> PartyQuery:
    cited = citation(form.rest)
    if cited:
        form.take(re.compile(r"\d{2,3}\s*(?:FR|Fed\.? Reg\.?)\s*\d{2,6}", re.I))
    query = PartyQuery(citation=cited)
    form.take(_NOT_CHANGED)
    for span in [*day_ranges.ranges(form.rest, by.today)]:
        words = form.text[span.start : span.end]
        changed, added = _CHANGED.search(form.rest), ADDED.search(form.rest)
        if query.until and span.since == query.until + timedelta(days=1):
            query = replace(query, until=span.until)  # "in 2024 and 2025"
            form.blank(span.start, span.end)
        elif span.of_the_state or not (changed or added or _IN_DAYS.match(words)):
            form.blank(span.start, span.end)
        elif not (query.since or query.until):
            query = replace(query, since=span.since, until=span.until, changed=bool(changed and not added))
            form.blank(span.start, span.end)
    form.take(ADDED)
    form.take(_CHANGED)
    if by.typed or any(about.typed for about in lists_asked(form.text)):
        query = _with_types(form, query)
    policies, not_policies = _parted(form, REVIEW_POLICIES)
    if policies:
        policies += ("EAR99",) if form.take(_EAR99) else ()
    marks, not_marks = _parted(form, FOOTNOTE_NAMED)
    requirement = form.take(_ALL_ITEMS)
    section = form.take(_SECTION_CITED)
    if section and _LIST_BEFORE.search(form.text[: section.start()]):
        section = None  # "the list under 744.15": where its rule stands
    query = replace(
        query,
        policy=policies,
        not_policy=not_policies,
        footnote=marks[0] if marks else "",
        not_footnote=not_marks[0] if not_marks else "",
        requirement="all items subject to the EAR" if requirement else section["address"] if section else "",
        nameless=bool(
            not _ADDRESS_IN.search(form.rest)
            and not _OF_POST.search(form.rest)
            and re.search(r"without|address|nameless", form.rest, re.I)
            and form.take(_NAMELESS)
        ),
    )
    return _with_countries(form, query, by)


def _with_types(form: QuestionForm, query: PartyQuery) -> PartyQuery:
    """Return a query with the kinds of party and the programmes that a text wants, and those that it refuses.

    Words of a list's own name are no kind: "Denied Persons List".
    """
    names = [m.span() for about in lists_asked(form.text) if about.asked for m in about.asked.finditer(form.text)]
    found = sorted(
        (m.start(), m.end(), kind)
        for kind, p in (*_PARTY_TYPES, ("Entity", _ENTITY))
        for m in p.finditer(form.rest)
        if not any(s <= m.start() < e for s, e in names)
    )
    types, not_types = _wanted_and_refused(form, found)
    programs, not_programs = _wanted_and_refused(form, _programs(form))
    form.take(_OF_TYPE)
    return replace(query, types=types, not_types=not_types, programs=programs, not_programs=not_programs)


def _programs(form: QuestionForm) -> list[tuple[int, int, str]]:
    """Return (start, end, name) of the programmes that a text names, each of a row of them on its own.

    Of two that are wanted, "and" may mean rows of either or of both: the second is left unread.
    """
    out: list[tuple[int, int, str]] = []
    for match in _PROGRAM.finditer(form.rest):
        if out and match.start() < out[-1][1]:
            continue
        wanted = _refusal(form, match.start()) is None
        if out and wanted and _AND.fullmatch(form.rest, out[-1][1], match.start()):
            continue
        out.append((match.start(), match.end(), match["named"] or match["order"]))
        while (on := _PROGRAM_ON.match(form.rest, out[-1][1])) and not (wanted and _AND.fullmatch(on["link"])):
            if not on["led"] and any((s, e) == (0, len(on["named"])) for s, e, _ in mentioned_countries(on["named"])):
                break  # "programme SDGT, UAE" goes on with a country
            out.append((on.end("link"), on.end(), on["named"]))
    return out


def _wanted_and_refused(
    form: QuestionForm, found: Sequence[tuple[int, int, str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take (start, end, value) out of a text, and return the values that are wanted, and those that are refused.

    Words that refuse a value which is also wanted are left: "ships that are not tankers" means some ships.
    """
    read: list[tuple[int, int, str, bool]] = []
    for start, end, value in found:
        at = _refusal(form, start)
        # "other than ships or aircraft" refuses both
        if at is None and read and read[-1][3] and _AND_ON.fullmatch(form.text, read[-1][1], start):
            at = read[-1][1]
        read.append((start if at is None else at, end, value, at is not None))
    wanted = tuple(dict.fromkeys(value for *_, value, refused in read if not refused))
    kept = [r for r in read if not (r[3] and r[2] in wanted)]
    for start, end, *_ in kept:
        form.blank(start, end)
    return wanted, tuple(dict.fromkeys(value for *_, value, refused in kept if refused))


def _refusal(form: QuestionForm, start: int) -> int | None:
    """Return where the words begin by which what stands at `start` is refused; None where it is wanted."""
    before = form.text[:start]
    refused = _NOT.search(before) or _LACKS.search(before) or _ARE_NO.search(before)
    return refused.start() if refused else None


def _parted(form: QuestionForm, pattern: re.Pattern[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take out policies or footnotes, and return those that rows are to have, and those that they are to lack."""
    wanted: list[str] = []
    refused: list[str] = []
    for match in form.take_all(pattern):
        value = next(filter(None, match.groups()), match[0])
        lacks = _LACKS.search(form.text[: match.start()])
        (refused if lacks else wanted).append(value)
        if lacks:
            form.blank(lacks.start(), match.start())
    return tuple(wanted), tuple(refused)


def _with_countries(form: QuestionForm, query: PartyQuery, by: ReadBy) -> PartyQuery:
    inside = [m.end() for m in _ADDRESS_IN.finditer(form.rest)]
    named = [n for n in places.find(form.rest) if not _is_in_a_name(form.rest, *n[:2])]
    for word in by.headings:
        named += [(m.start(), m.end(), word) for m in _whole(word).finditer(form.rest)]
    for start, end, code in [*named]:
        if code in party_lists.table().countries and not _INSIDE.search(form.rest[:start]):
            form.blank(start, end)  # "the US Entity List" says whose list it is
            named.remove((start, end, code))
    wanted: list[str] = []
    left_out: list[str] = []
    addresses: list[str] = []
    regions: list[str] = []
    refused_until = -1
    for start, end, about in by.regions(form.rest) if not named else ():
        refused = _NOT.search(form.rest[:start])
        # "not in D:5 or A:1" refuses both.
        on = refused_until >= 0 and _GOES_ON.fullmatch(form.rest, refused_until, start) is not None
        if refused or on:
            left_out += about.countries
            refused_until = end
        else:
            regions.append(about.name)
            wanted += about.countries
        form.blank(refused.start() if refused else start, end)
    for start, end, code in sorted(named):
        refused = _NOT.search(form.rest[:start])
        if refused is None and refused_until >= 0 and _AND_ON.fullmatch(form.text, refused_until, start):
            refused = _NOTHING.search(form.rest, start, start)  # "outside Lemuria and Freedonia" refuses both
        refused_until = end if refused else -1
        (left_out if refused else addresses if start in inside else wanted).append(code)
        form.blank(refused.start() if refused else start, end)
    form.take(_ADDRESS_IN)
    beside = form.take(_BESIDES)
    return replace(
        query,
        not_name=beside["name"] if beside else "",
        countries=tuple(dict.fromkeys(wanted)),
        region=" and ".join(dict.fromkeys(regions)),
        not_countries=tuple(dict.fromkeys(left_out)),
        places=tuple(dict.fromkeys(addresses)),
        nameless=query.nameless and not addresses,
    )


def _is_in_a_name(text: str, start: int, end: int) -> bool:
    """Return whether a country is a part of another word or of somebody's name: "Lemuria-military", "Lemuria Air"."""
    if _JOINED_ON.match(text, end):
        return True
    name = next((n for n in candidates(text) if n.startswith(text[start:end]) and text.startswith(n, start)), "")
    words = name[end - start :].split()
    return (
        bool(words)
        and any(w.casefold() not in no_names() | words_that_choose_nothing() for w in words)
        and not _is_a_place(words)
    )


def _is_a_place(words: Sequence[str]) -> bool:
    return any(True for _ in places.find(" ".join(words))) or folded_town(" ".join(words)) in towns()


@cache
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(word)}n?\b", re.I)

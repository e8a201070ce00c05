"""Which rows of lists of parties a text chooses: by country, place, day, notice, policy, footnote."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache

from assistant.engines.lists import day_ranges, places
from assistant.engines.lists.party_query import PartyQuery
from assistant.engines.lists.publications import citation
from assistant.engines.lists.question_form import QuestionForm, ReadBy

_IN_DAYS = re.compile(
    r"(?:in|during|over|within|for|since|after|before|between|from|last|past|previous|this|dates?|dated|dating|"
    r"stems?|stemming)\b",
    re.I,
)
_GOES_ON = re.compile(r"\s*,\s*|,?\s*(?:or|nor) (?:in )?(?:the )?", re.I)
_ADDRESS_IN = re.compile(
    r"\b(?:with |have |has |having |whose )?(?:an? )?address(?:es)?(?: is| are)? in (?:the )?", re.I
)
ADDED = re.compile(
    r"\b(?:(?:first|newly|were|was|been|got|get|being) ){0,4}+(?:add|adds|adding|added|listed|put|puts|"
    r"place|placed|designated|receiv(?:e|ed|es)|gained?|took|taken in|sanctioned|"
    r"blacklisted|joined|included|landed|came(?: in)?|brought)\b(?: to\b| on\b| onto\b)?|"
    r"\b(?:addition|listing|batch|round|wave|rule)s?\b(?: of\b)?|\bwent on(?:to)?\b|\bdate (?:back )?(?:to|from)\b",
    re.I,
)
_CHANGED = re.compile(r"\b(?:changed|modified|revised|amended|updated|modification|revision)s?\b", re.I)
REVIEW_POLICIES = re.compile(
    r"\b(?:presumption of (?:denial|approval)|policy of (?:denial|approval)|case[- ]by[- ]case)\b", re.I
)
_EAR99 = re.compile(r"\b(?:for|of|on) EAR ?99(?: items?)?\b|\bEAR ?99\b", re.I)
FOOTNOTE_NAMED = re.compile(
    r"\b(?:(?:bear|carry|have|with|show|mark)\w{0,4} )?(?:the |a )?"
    r"footnote (?:no\.? ?|number )?(?P<mark>\d{1,2})(?: designations?| designated)?\b|"
    r"\bfn ?(?P<short>\d{1,2})\b",
    re.I,
)
_ALL_ITEMS = re.compile(r"\b(?:for )?all items subject to the EAR\b", re.I)
_SECTION_CITED = re.compile(r"(?:§{1,2} ?|section )?\b(?P<address>7\d\d\.\d{1,2}(?:\([a-zA-Z0-9]{1,4}\)){0,5})", re.I)
_OF_POST = re.compile(r"\b(?:e-?mail|postal|web|mailing)\b", re.I)
_NAMELESS = re.compile(
    r"\b(?:just|only|merely) (?:an? )?address(?:es)?\b|\baddress(?:es)?\b"
    r"(?=[^?.]{0,60}\bno (?:company|name|firm|entity)\b)|"
    r"\b(?:high[- ](?:diversion[- ])?risk )?address(?:es)?(?:[- ]only)?(?: entries)?\b"
    r"(?: ?\(?(?:entries )?without (?:an? |any )?(?:company |firm )?names?\)?)?|"
    r"\bentries without (?:a |any )?names?\b|\bnameless entries\b",
    re.I,
)
_NOT = re.compile(
    r"\(?\b(?:not|excluding|except(?: for)?|other than|without|leaving out|minus|outside(?: of)?)"
    r"(?: (?:in|of|from|under))?(?: the)?\s*$",
    re.I,
)
_UNITED_STATES = "US"  # the lists held are American
_INSIDE = re.compile(r"\b(?:in|under|from|of|for) (?:the )?$", re.I)


def chooses_by(text: str, by: ReadBy, form: QuestionForm | None = None) -> PartyQuery:
    """Return what a text chooses rows by, whatever else it says; its words are taken out of `form`."""
    return _query(form or QuestionForm(text), by)


def _query(form: QuestionForm, by: ReadBy) -> PartyQuery:
    cited = citation(form.rest)
    if cited:
        form.take(re.compile(r"\d{2,3}\s*(?:FR|Fed\.? Reg\.?)\s*\d{2,6}", re.I))
    query = PartyQuery(citation=cited)
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
    policies = tuple(m[0] for m in REVIEW_POLICIES.finditer(form.rest))
    if policies:
        form.take(REVIEW_POLICIES)
        policies += ("EAR99",) if form.take(_EAR99) else ()
    mark = form.take(FOOTNOTE_NAMED)
    requirement = form.take(_ALL_ITEMS)
    section = form.take(_SECTION_CITED)
    query = replace(
        query,
        policy=policies,
        footnote=(mark["mark"] or mark["short"]) if mark else "",
        requirement="all items subject to the EAR" if requirement else section["address"] if section else "",
        nameless=bool(
            not _ADDRESS_IN.search(form.rest)
            and not _OF_POST.search(form.rest)
            and re.search(r"without|address|nameless", form.rest, re.I)
            and form.take(_NAMELESS)
        ),
    )
    return _with_countries(form, query, by)


def _with_countries(form: QuestionForm, query: PartyQuery, by: ReadBy) -> PartyQuery:
    inside = [m.end() for m in _ADDRESS_IN.finditer(form.rest)]
    named: list[tuple[int, int, str]] = list(places.find(form.rest))
    for word in by.headings:
        named += [(m.start(), m.end(), word) for m in _whole(word).finditer(form.rest)]
    for start, end, code in [*named]:
        if code == _UNITED_STATES and not _INSIDE.search(form.rest[:start]):
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
        (left_out if refused else addresses if start in inside else wanted).append(code)
        form.blank(refused.start() if refused else start, end)
    form.take(_ADDRESS_IN)
    return replace(
        query,
        countries=tuple(dict.fromkeys(wanted)),
        region=" and ".join(dict.fromkeys(regions)),
        not_countries=tuple(dict.fromkeys(left_out)),
        places=tuple(dict.fromkeys(addresses)),
        nameless=query.nameless and not addresses,
    )


@cache
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(word)}n?\b", re.I)

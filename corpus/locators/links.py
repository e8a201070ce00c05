"""Leads from a citation to its very provision on the publisher's own site, in the edition quoted if it is there.

The forms are those that each site documents or writes itself:

    eCFR                  /on/2026-07-23/title-15/section-744.21#p-744.21(f)
    EUR-Lex               …?uri=CELEX:32021R0821#art_4
    legislation.gov.uk    /ukpga/1998/42/section/6/2026-04-06#section-6-1
    e-Gov                 /law/324AC0000000228#Mp-At_25_2-Pr_1
    law.go.kr             /법령/대외무역법/제19조의2
    OFAC                  Details.aspx?id=16394, of a row that has its number

Where a page has no anchor for a provision (rows and entries of a supplement or an annex, definitions, articles of a
Chinese law, tables of a Japanese order) its first words lead there: `#:~:text=…`, behind the anchor of what it stands
in, if there is one, to which a browser goes that does not find them. Of e-Gov's supplementary provisions of amending
laws they do not, since a hundred of them have the same words.

Where the form is not certain the document's own page is kept: a link that leads nowhere is worse than one that is wide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from corpus import instruments
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import party_lists
from corpus.locators.numerals import to_int
from corpus.locators.text_fragments import name_fragment, row_fragment, text_fragment

if TYPE_CHECKING:
    from corpus.model import Source, Version

_LONGEST_LOCATOR = 400  # characters; longer ones repeat the words of their provision
_SAFE = "/:@!$&'()*+,;=~%?"
_LONE_PERCENT = lazy_regex("%(?![0-9A-Fa-f]{2})")


_TABLE_ROW = lazy_regex(r" > (?:table|row)\b(?:.*, )?(?P<key>.*)")
_NO_AIM = lazy_regex(r" > (?:citation|authority|source)")  # what closes a section


class _Place(NamedTuple):
    path: str
    query: str = ""
    fragment: str = ""
    host: str = ""  # another one of the publisher's
    is_wide: bool = False  # it holds more than the provision, which its words find there


def official_link(source: Source, locator: str, version: Version | None = None, words: str = "") -> str:
    """Return the address of a provision on its publisher's site; the document's page, or "", where it is not certain.

    With the version that is quoted it is that edition's address, where the site keeps editions. `words` are those of
    the provision: the row of a list may have a page of its own, by a number that stands in it.
    """
    try:
        page = urlsplit(source.url or instruments.page_of(source.id))
        host = (page.hostname or "").encode("idna").decode()
        if page.scheme not in ("http", "https") or not host:
            return ""
        known = _SITES.get(host) if page.netloc.lower() == host else None
        day = _day(version)
        address = " ".join(locator[:_LONGEST_LOCATOR].split())
        found = known(page, address, day) if known else _compiled(page, words) or _china(page, host)
        scheme, netloc = ("https", host) if known else (page.scheme, page.netloc if page.netloc.isascii() else host)
    except ValueError:  # an address that is none
        return ""
    path, query, fragment, other, is_wide = found or _Place(page.path, page.query, page.fragment)
    if is_wide and not _NO_AIM.search(locator):
        row = _TABLE_ROW.search(address)
        fragment += row_fragment(words, row["key"]) if row else text_fragment(_without_country(address, words))
    return urlunsplit((scheme, other or netloc, _encoded(path), _encoded(query), _encoded(fragment)))


def _without_country(locator: str, words: str) -> str:
    """Return the words of a row without those of its first cell, the country, which stands apart on the page."""
    row = locator.partition(", Country: ")[2]
    end = next((n for n, (named, written) in enumerate(zip(row, words, strict=False)) if named != written), 0)
    return words[end + 1 :] if end and words[end] == " " else words


def _encoded(text: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", text), safe=_SAFE)


def _day(version: Version | None) -> date | None:
    """Return the day of an edition, unless it begins after it was fetched: a site has no page of a day to come."""
    day = version.valid_from if version else None
    return day if version and day and day <= version.retrieved_at.date() else None


# -- eCFR --------------------------------------------------------------------------------------------------------------

_ECFR_BEGINS = date(2017, 1, 3)  # earlier editions are not on the site
_ECFR_PATH = lazy_regex(r"/(?P<when>current|on/\d{4}-\d\d-\d\d)/title-(?P<title>\d{1,2})(?P<below>/.*)?")
_IN_LINK = r"(?P<steps>(?:\(\w{1,8}\))*)"
_BEHIND = r"(?:$|,| (?:>|\[|Category ))"
_CFR_SECTION = lazy_regex(
    rf"(?P<title>\d{{1,2}}) CFR (?P<section>\d{{1,4}}[a-z]?(?:-\d{{1,3}})?\.\d[\w-]{{0,12}}){_IN_LINK}{_BEHIND}"
)
_CFR_PART = lazy_regex(
    r"(?P<title>\d{1,2}) CFR Part (?P<part>\d{1,4}[a-z]?)"
    rf"(?: Subpart (?P<subpart>[A-Z]{{1,5}}|\d{{1,3}}\.\d{{1,3}}))?{_BEHIND}"
)
_CFR_ANNEX = lazy_regex(
    rf"(?P<annex>(?:Supplement No\. \d{{1,2}}|Appendix [A-Z0-9]{{1,5}}) to Part (?P<part>\d{{1,4}})){_IN_LINK}{_BEHIND}"
)
_ECCN_LINKED = lazy_regex(r"\d[A-EY]\d{3}(?![A-Za-z0-9])")


def _ecfr(page: SplitResult, locator: str, day: date | None) -> _Place | None:
    there = _ECFR_PATH.fullmatch(page.path)
    if there is None:
        return None
    root = f"/on/{day}" if day and day >= _ECFR_BEGINS else f"/{there['when']}"
    root += f"/title-{there['title']}"
    if (found := _CFR_SECTION.match(locator)) and found["title"] == there["title"]:
        steps = found["steps"]
        anchor, is_wide = f"p-{found['section']}{steps}" if steps else "", locator != found[0]
        return _Place(f"{root}/section-{found['section']}", fragment=anchor, is_wide=is_wide)
    if (found := _CFR_PART.match(locator)) and found["title"] == there["title"]:
        return _Place(f"{root}/part-{found['part']}" + (f"/subpart-{found['subpart']}" if found["subpart"] else ""))
    if found := _CFR_ANNEX.match(locator):
        name, steps = found["annex"], found["steps"]
        anchor = f"p-{name.replace(' ', '-')}{steps}" if steps else ""
        is_wide = locator != name
        return _Place(f"{root}/part-{found['part']}/appendix-{name}", fragment=anchor, is_wide=is_wide)
    if _ECCN_LINKED.match(locator) and (there["title"], there["below"]) == ("15", "/part-774"):
        return _Place(f"{root}/part-774/appendix-Supplement No. 1 to Part 774", is_wide=True)
    return None


# -- EUR-Lex -----------------------------------------------------------------------------------------------------------

_EU_PAGE = lazy_regex(r"/(?:legal-content/[A-Z]{2}/TXT/(?:HTML/)?|eli/[\w/-]{1,80})")
_EU_ADDRESS = lazy_regex(
    r"(?:Article (?P<art>\d{1,3}[a-z]{0,3})|Annex (?P<anx>[IVXLC]{1,8})|recital \((?P<rct>\d{1,3})\)"
    r"|Chapter (?P<cpt>[IVXLC]{1,8})(?:, Section (?P<section>\d{1,2}))?|(?P<only>Annex)(?=$|, ))(?![\w-])"
)


def _eur_lex(page: SplitResult, locator: str, day: date | None) -> _Place | None:
    found = _EU_ADDRESS.match(locator)
    if not found or not _EU_PAGE.fullmatch(page.path):
        return None
    # An annex has hundreds of rows. An article fits a page, and its paragraphs begin as others do ("By way of
    # derogation from paragraph 1, …"), as footnotes do ("Ref. Annex I to …").
    is_wide = bool(found["anx"] or found["only"]) and locator != found[0] and " > footnote" not in locator
    if found["only"]:  # the one annex of an act
        return _Place(page.path, page.query, "anx_1", is_wide=is_wide)
    kind = next(kind for kind in ("art", "anx", "rct", "cpt") if found[kind])
    below = f".sct_{found['section']}" if found["section"] else ""
    return _Place(page.path, page.query, f"{kind}_{found[kind]}{below}", is_wide=is_wide)


# -- legislation.gov.uk ------------------------------------------------------------------------------------------------

_UK_BEGINS = date(1991, 2, 1)  # earlier editions are not on the site
_UK_DATED = frozenset(("ukpga", "asp", "nia", "asc", "anaw"))  # kinds that it has in every edition since then
_UK_PATH = lazy_regex(
    r"/(?:id/)?(?P<kind>[a-z]{2,5})/(?P<year>\d{4}|[A-Z]\w{1,9}/[\d-]{1,9})/(?P<number>\d{1,5})"
    r"(?P<version>/(?:enacted|made|created|adopted|\d{4}-\d\d-\d\d))?/?"
)
_UK_ADDRESS = lazy_regex(
    r"(?P<unit>section|regulation|article|Article|rule) (?P<number>\d{1,4}[A-Z]{0,3})"
    rf"{_IN_LINK}{_BEHIND}"
)
_UK_SCHEDULE = lazy_regex(
    r"Schedule(?: (?P<schedule>\d{1,3}[A-Z]{0,2}))?"
    rf"(?:, paragraph (?P<paragraph>\d{{1,4}}[A-Z]{{0,3}}){_IN_LINK})?(?P<rest>{_BEHIND})"
)


def _legislation_uk(page: SplitResult, locator: str, day: date | None) -> _Place | None:
    there = _UK_PATH.fullmatch(page.path)
    if there is None:
        return None
    dated = day is not None and day >= _UK_BEGINS and there["kind"] in _UK_DATED
    version = there["version"] or (f"/{day}" if dated else "")
    if found := _UK_ADDRESS.match(locator):
        steps = [found["unit"].lower(), found["number"]]
    elif found := _UK_SCHEDULE.match(locator):
        steps = ["schedule", found["schedule"]] if found["schedule"] else ["schedule"]
        steps += ["paragraph", found["paragraph"]] if found["paragraph"] else []
    else:
        return None
    below = re.findall(r"\w+", found["steps"] or "")
    path = f"/{there['kind']}/{there['year']}/{there['number']}/{'/'.join(steps)}{version}"
    return _Place(path, fragment="-".join(steps + below) if below else "")


# -- e-Gov, Japan ------------------------------------------------------------------------------------------------------

_JP_PATH = lazy_regex(r"/law/(?P<id>\w{10,20})")
_JP_NUMBER = "[〇一二三四五六七八九十百千]{1,8}"
_JP_BRANCH = rf"(?:の{_JP_NUMBER}){{0,3}}"
# Of supplementary provisions only the first are the law's own; the address of a later one has the amending law's id.
_JP_ADDRESS = lazy_regex(
    rf"(?P<Sp>附則)?(?:第(?P<At>{_JP_NUMBER}条{_JP_BRANCH}))?(?:第(?P<Pr>{_JP_NUMBER})項)?"
    rf"(?:第(?P<It>{_JP_NUMBER}号{_JP_BRANCH}))?(?P<rest>[ァ-ヴ（].{{0,40}}| .*)?"
)
_JP_DIVISION = lazy_regex(rf"第({_JP_NUMBER})([編章節款目])((?:の{_JP_NUMBER}){{0,3}})")
_JP_DIVISIONS = {"編": "Pa", "章": "Ch", "節": "Se", "款": "Ss", "目": "Di"}


def _e_gov(page: SplitResult, locator: str, day: date | None) -> _Place | None:
    there = _JP_PATH.fullmatch(page.path)
    if there is None:
        return None
    if re.fullmatch(f"(?:{_JP_DIVISION.pattern})+", locator):
        divisions = (f"{_JP_DIVISIONS[m[2]]}_{_numbers(m[1] + m[3])}" for m in _JP_DIVISION.finditer(locator))
        return _Place(page.path, fragment="-".join(("Mp", *divisions)))
    if locator.startswith("別表"):
        return _Place(page.path, is_wide=True)
    found = _JP_ADDRESS.fullmatch(locator)
    if not found or not (found["At"] or found["Sp"]) or (found["Sp"] and (found["rest"] or "").startswith(" (")):
        return None
    steps = [f"{there['id']}-Sp" if found["Sp"] else "Mp"]
    if found["At"]:
        steps.append(f"At_{_numbers(found['At'])}")
    if found["Pr"] or found["It"]:
        steps.append(f"Pr_{_numbers(found['Pr'] or '一')}")  # an article that is not divided is one paragraph there
    if found["It"]:
        steps.append(f"It_{_numbers(found['It'])}")
    return _Place(page.path, fragment="-".join(steps))


def _numbers(step: str) -> str:
    """Return 25_2 for 二十五条の二."""
    return "_".join(str(to_int(n)) for n in re.findall(_JP_NUMBER, step))


# -- law.go.kr ---------------------------------------------------------------------------------------------------------

_KR_PATH = lazy_regex(r"/법령/[^/()]{1,80}")
_KR_ARTICLE = lazy_regex(r"제\d{1,4}조(?:의\d{1,3})?(?=$|제| )")


def _law_go_kr(page: SplitResult, locator: str, day: date | None) -> _Place | None:
    path, found = unquote(page.path), _KR_ARTICLE.match(locator)
    return _Place(f"{path}/{found[0]}") if found and _KR_PATH.fullmatch(path) else None


# -- lists of parties, compiled by the Department of Commerce ----------------------------------------------------------

_COMPILATION = ("https", "www.trade.gov", "/consolidated-screening-list")
_ENTITY_NUMBER = lazy_regex(r"\bEntity number: (\d{1,7})\b")
_COMPILED_LIST = lazy_regex(r"\bList: ([^.]{1,120}?) - ")
_BEHIND_NAME = lazy_regex(r"\.? (?:Alias|List): ")
_CFR_SOURCE = lazy_regex(r"us-(\d{1,2})-cfr-(\d{1,4})")


def _compiled(page: SplitResult, words: str) -> _Place | None:
    """Return where a row of the compilation stands itself: a party's page at OFAC, or its list in the law by its name.

    OFAC is the Treasury's office: the compilation's numbers of its rows are that office's own.
    """
    if page[:3] != _COMPILATION:
        return None
    row = words.partition("\n")[0]  # of a passage of several rows, the first has its address
    if " - Treasury Department" in row:
        number = _ENTITY_NUMBER.search(row)
        return _Place("/Details.aspx", f"id={number[1]}", host="sanctionssearch.ofac.treas.gov") if number else None
    listed = _COMPILED_LIST.search(row)
    on = [n for n in party_lists.table().entries if listed and n.mark and n.mark in listed[1]]
    if len(on) != 1 or not (law := _CFR_SOURCE.fullmatch(on[0].official)):
        return None
    part = urlsplit(f"https://www.ecfr.gov/current/title-{law[1]}/part-{law[2]}")
    place = _ecfr(part, on[0].table, None)
    name = _BEHIND_NAME.split(row, maxsplit=1)[0]
    return place and place._replace(fragment=name_fragment(name), host=part.netloc)


# -- China -------------------------------------------------------------------------------------------------------------

_CHINA = frozenset(("www.gov.cn", "www.npc.gov.cn", "www.mofcom.gov.cn"))  # pages without an anchor anywhere


def _china(page: SplitResult, host: str) -> _Place | None:
    is_there = host in _CHINA and page.netloc.lower() == host and not page.fragment
    return _Place(page.path, page.query, is_wide=True) if is_there else None


_SITES: Mapping[str, Callable[[SplitResult, str, date | None], _Place | None]] = {
    "www.ecfr.gov": _ecfr,
    "eur-lex.europa.eu": _eur_lex,
    "www.legislation.gov.uk": _legislation_uk,
    "laws.e-gov.go.jp": _e_gov,
    "www.law.go.kr": _law_go_kr,
}

"""Links of citations: to the very provision at its publisher's, in the edition that is quoted, and never to a guess."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from importlib.resources import files
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.locators.links import official_link
from corpus.model import Source, Version
from corpus.sources.entries import official_entries

_DAY = date(2026, 7, 23)
_EAR, _ITAR = "https://www.ecfr.gov/current/title-15", "https://www.ecfr.gov/current/title-22"
_ON = f"https://www.ecfr.gov/on/{_DAY}/title-15"
_EU = "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32014R0833"
_ACT = "http://www.legislation.gov.uk/ukpga/1998/42"
_ORDER = "https://www.legislation.gov.uk/uksi/2008/3231"
_JP = "https://laws.e-gov.go.jp/law/324AC0000000228"
_KR = "https://www.law.go.kr/법령/대외무역법"
_KR_SENT = "https://www.law.go.kr/%EB%B2%95%EB%A0%B9/%EB%8C%80%EC%99%B8%EB%AC%B4%EC%97%AD%EB%B2%95"
_FR = "https://www.federalregister.gov/documents/2023/10/25/2023-23055/advanced-computing"


def _source(url: str) -> Source:
    return Source("x", "A text", url=url)


def _version(day: date | None, fetched: date = date(2026, 9, 1)) -> Version:
    return Version("x", "0" * 64, datetime(fetched.year, fetched.month, fetched.day, tzinfo=UTC), day)


@pytest.mark.parametrize(("page", "locator", "day", "link"), [
    # eCFR: sections with their paragraphs, parts, annexes; the edition's day
    (f"{_EAR}/part-744", "15 CFR 744.21(f)", None, f"{_EAR}/section-744.21#p-744.21(f)"),
    (f"{_EAR}/part-744", "15 CFR 744.21(f)(1)(ii)", _DAY, f"{_ON}/section-744.21#p-744.21(f)(1)(ii)"),
    (f"{_EAR}/part-744", "15 CFR 744.21", _DAY, f"{_ON}/section-744.21"),
    (f"{_EAR}/part-744", "15 CFR 744.2(a) > footnote 1", None, f"{_EAR}/section-744.2#p-744.2(a)"),
    (f"{_EAR}/part-744", "15 CFR Part 744", _DAY, f"{_ON}/part-744"),
    (f"{_EAR}/part-744", "15 CFR Part 744 > authority", None, f"{_EAR}/part-744"),
    (f"{_EAR}/part-744", "Supplement No. 4 to Part 744, Country: CHINA, Example Co.", _DAY,
     f"{_ON}/part-744/appendix-Supplement%20No.%204%20to%20Part%20744"),
    (f"{_EAR}/part-744", "Supplement No. 8 to Part 744(c)", None,
     f"{_EAR}/part-744/appendix-Supplement%20No.%208%20to%20Part%20744#p-Supplement-No.-8-to-Part-744(c)"),
    ("https://www.ecfr.gov/current/title-10/part-110", "Appendix F to Part 110(1)", None,
     "https://www.ecfr.gov/current/title-10/part-110/appendix-Appendix%20F%20to%20Part%20110#p-Appendix-F-to-Part-110(1)"),
    ("https://www.ecfr.gov/current/title-10/part-110", "10 CFR Part 110 Subpart B", None,
     "https://www.ecfr.gov/current/title-10/part-110/subpart-B"),
    ("https://www.ecfr.gov/current/title-48/section-52.212-3", "48 CFR 52.212-3(a)", None,
     "https://www.ecfr.gov/current/title-48/section-52.212-3#p-52.212-3(a)"),
    (f"{_ITAR}/part-121", "22 CFR 121.1 Category XI(a)(4)", None, f"{_ITAR}/section-121.1"),
    (f"{_EAR}/part-774", "3A001.b.2", _DAY, f"{_ON}/part-774/appendix-Supplement%20No.%201%20to%20Part%20774"),
    ("https://www.ecfr.gov/on/2026-07-23/title-15/part-744", "15 CFR 744.1", None, f"{_ON}/section-744.1"),
    (f"{_EAR}/part-744", "15 CFR 744.21", date(2014, 1, 1), f"{_EAR}/section-744.21"),  # before the site's first day
    (f"{_EAR}/part-744", "15 CFR 744.21", date(2027, 1, 1), f"{_EAR}/section-744.21"),  # after the text was fetched
    # … and what is no page there
    (f"{_EAR}/part-744", "15 CFR 744.12-744.14", _DAY, f"{_EAR}/part-744"),
    (f"{_EAR}/part-744", "22 CFR 121.1", _DAY, f"{_EAR}/part-744"),
    (f"{_EAR}/part-744", "3A001.b.2", _DAY, f"{_EAR}/part-744"),
    ("https://www.ecfr.gov/current/title-26/part-1", "26 CFR 1.401(k)-1(a)", None,
     "https://www.ecfr.gov/current/title-26/part-1"),
    ("https://www.ecfr.gov/api/versioner/v1/titles.json", "15 CFR 744.21", None,
     "https://www.ecfr.gov/api/versioner/v1/titles.json"),
    # EUR-Lex
    (_EU, "Article 5n(1)(a)", _DAY, f"{_EU}#art_5n"),
    (_EU, "Annex VII, Category I > X.A.I.001.a", None, f"{_EU}#anx_VII"),
    ("https://eur-lex.europa.eu/eli/reg/2021/821/oj", "Article 4(1)", None,
     "https://eur-lex.europa.eu/eli/reg/2021/821/oj#art_4"),
    ("https://eur-lex.europa.eu/eli/reg/2021/821/oj", "recital (12)", None,
     "https://eur-lex.europa.eu/eli/reg/2021/821/oj#rct_12"),
    (_EU, "Chapter III, Section 2", None, f"{_EU}#cpt_III.sct_2"),
    (_EU, "Annex, point 1(a)", None, f"{_EU}#anx_1"),  # an act's only annex
    (_EU, "final provisions", None, _EU),
    (_EU, "Annexes", None, _EU),
    ("https://eur-lex.europa.eu/search.html?text=x", "Article 4", None, "https://eur-lex.europa.eu/search.html?text=x"),
    # legislation.gov.uk
    (_ACT, "section 6(1)(a)", None, "https://www.legislation.gov.uk/ukpga/1998/42/section/6#section-6-1-a"),
    (_ACT, "section 5(5) > leave", date(2026, 4, 6),
     "https://www.legislation.gov.uk/ukpga/1998/42/section/5/2026-04-06#section-5-5"),
    (_ACT, "Schedule 1, Part I, Article 2", None, "https://www.legislation.gov.uk/ukpga/1998/42/schedule/1"),
    (_ACT, "Schedule 2, paragraph 3(1)", None,
     "https://www.legislation.gov.uk/ukpga/1998/42/schedule/2/paragraph/3#schedule-2-paragraph-3-1"),
    (f"{_ACT}/enacted", "section 6", _DAY, "https://www.legislation.gov.uk/ukpga/1998/42/section/6/enacted"),
    (_ORDER, "article 3", _DAY, f"{_ORDER}/article/3"),  # not every order is there in every edition
    (_ORDER, "Schedule", None, f"{_ORDER}/schedule"),
    ("https://www.legislation.gov.uk/uksi/2019/855", "regulation 5(2)", None,
     "https://www.legislation.gov.uk/uksi/2019/855/regulation/5#regulation-5-2"),
    ("https://www.legislation.gov.uk/eur/2009/428", "Article 3(1)", None,
     "https://www.legislation.gov.uk/eur/2009/428/article/3#article-3-1"),
    (_ACT, "Preamble", None, "https://www.legislation.gov.uk/ukpga/1998/42"),
    ("http://www.legislation.gov.uk/ukpga/2018/data.feed", "section 6", None,
     "https://www.legislation.gov.uk/ukpga/2018/data.feed"),
    # e-Gov
    (_JP, "第二十五条", None, f"{_JP}#Mp-At_25"),
    (_JP, "第五十五条の五第三項", None, f"{_JP}#Mp-At_55_5-Pr_3"),
    (_JP, "第六条第一項第七号の二イ", None, f"{_JP}#Mp-At_6-Pr_1-It_7_2"),
    (_JP, "第四条第二号", None, f"{_JP}#Mp-At_4-Pr_1-It_2"),
    (_JP, "第六章の三", None, f"{_JP}#Mp-Ch_6_3"),
    (_JP, "第二編第一章第三節", None, f"{_JP}#Mp-Pa_2-Ch_1-Se_3"),
    (_JP, "附則", None, f"{_JP}#324AC0000000228-Sp"),
    (_JP, "附則第一条第二項", None, f"{_JP}#324AC0000000228-Sp-At_1-Pr_2"),
    (_JP, "附則 (19)第六条", None, _JP),
    (_JP, "附則 (19)", None, _JP),
    (_JP, "別表第一の一の項（一）", None, _JP),
    (_JP, "第二条から第四条まで", None, _JP),
    (_JP, "第六章まで", None, _JP),
    # law.go.kr
    (_KR, "제19조의2제1항제3호", _DAY, f"{_KR_SENT}/%EC%A0%9C19%EC%A1%B0%EC%9D%982"),
    (_KR, "제5조", None, f"{_KR_SENT}/%EC%A0%9C5%EC%A1%B0"),
    (_KR, "제1장", None, _KR_SENT),
    (f"{_KR}/(20251001)", "제5조", None, f"{_KR_SENT}/(20251001)"),
    # other pages are the document's own
    (_FR, "block 12", _DAY, _FR),
    ("https://flk.npc.gov.cn/", "第二十五条", None, "https://flk.npc.gov.cn/"),
    ("http://exportcontrol.mofcom.gov.cn/a?b=中", "第一条", None, "http://exportcontrol.mofcom.gov.cn/a?b=%E4%B8%AD"),
    ("https://www.ecfr.gov@evil.example/current/title-15/part-744", "15 CFR 744.21", None,
     "https://www.ecfr.gov@evil.example/current/title-15/part-744"),
    ("https://example.org/100%/a%20b", "", None, "https://example.org/100%25/a%20b"),
    ("", "15 CFR 744.21", _DAY, ""),
    ("javascript:alert(1)", "15 CFR 744.21", None, ""),
    ("http://[", "15 CFR 744.21", None, ""),
])  # fmt: skip
def test_a_provision_has_its_own_address(page: str, locator: str, day: date | None, link: str) -> None:
    assert official_link(_source(page), locator, _version(day)) == link


_SUPPLEMENT = f"{_EAR}/part-744/appendix-Supplement%20No.%204%20to%20Part%20744"
_CCL = f"{_EAR}/part-774/appendix-Supplement%20No.%201%20to%20Part%20774"
_CN = "https://www.gov.cn/zhengce/content/202410/content_1.htm"


@pytest.mark.parametrize(("page", "locator", "words", "link"), [
    (f"{_EAR}/part-744", "Supplement No. 4 to Part 744, Country: CHINA, Example Works",
     "Example Works, 12 Old-Lane, Harbin.",
     f"{_SUPPLEMENT}#:~:text=Example Works, 12 Old-Lane, Harbin."),
    # the country is another cell of the row, and an alias another line
    (f"{_EAR}/part-744", "Supplement No. 4 to Part 744, Country: IRAN, Example Works of Tehran",
     "IRAN Example Works of Tehran, a.k.a., the following two aliases: —EWT; —Works. For all items.",
     f"{_SUPPLEMENT}#:~:text=Example Works of Tehran, a.k.a., the following two aliases:"),
    (f"{_EAR}/part-774", "3A001.b.2", "b.2. “Lanterns” that are any of the following:\nb.2.a. Cold",
     f"{_CCL}#:~:text=b.2. “Lanterns” that are any of the following:"),
    (f"{_EAR}/part-774", "5D980 > Related Controls", "5D980 Related Controls: See also 5D001.a and .c for lanterns",
     f"{_CCL}#:~:text=Related Controls: See also 5D001.a and .c for lanterns"),
    (f"{_EAR}/part-772", "15 CFR 772.1 > Lantern", "Lantern means a lamp that is carried by hand.",
     f"{_EAR}/section-772.1#:~:text=Lantern means a lamp that is carried by hand."),
    (_CN, "第十四条", "第十四条 国家对灯笼的出口实行许可，以下称许可制度。",
     f"{_CN}#:~:text=第十四条-,国家对灯笼的出口实行许可，以下称许可制度。"),
    (_CN, "第十四条",
     "第十四条　国家对灯笼的出口实行许可制度，灯笼的目录由国务院商务主管部门会同"
     "有关部门按照规定的程序制定调整后以公告的形式向社会公布并报国务院备案。",
     f"{_CN}#:~:text=第十四条-,国家对灯笼的出口实行许可制度"),
    ("http://www.npc.gov.cn/npc/c1.shtml", "第二条第二款", "本法所称灯笼，是指手提的灯。",
     "http://www.npc.gov.cn/npc/c1.shtml#:~:text=本法所称灯笼，是指手提的灯。"),
    (_JP, "別表第一の一の項（一）", "（一） 手提げ用に設計した灯籠その他の照明器具",
     f"{_JP}#:~:text=手提げ用に設計した灯籠その他の照明器具"),
    (_CN, "第十五条",
     "第十五条 国务院商务主管部门会同有关部门建立灯笼最终用户和最终用途的风险管理制度以及评估和核查的办法，加强管理。",
     f"{_CN}#:~:text=第十五条-,国务院商务主管部门会同有关部门建立灯笼最终用户和最终用途的风险管理制度以及评估和核查的办法，加强管理。"),
    # rows: the cell with a number and the beginning of the next one, behind the anchor of the annex
    (_EU, "Annex XXIII > table [3], row 47", "4707 30\nlanterns of paper, whether or not painted",
     f"{_EU}#anx_XXIII:~:text=4707 30-,lanterns of paper"),
    (_EU, "Annex XVIII, point (8) > table, row 43", "ex\n6211 12 00\nCovers of lanterns that are carried by hand",
     f"{_EU}#anx_XVIII:~:text=6211 12 00-,Covers of lanterns that are"),
    (_EU, "Annex VII, Category I > X.A.I.001.a", "a. Lanterns that are carried by hand and by foot;",
     f"{_EU}#anx_VII:~:text=a. Lanterns that are carried by hand and by foot;"),
    ("https://www.ecfr.gov/current/title-13/section-121.201", "13 CFR 121.201 > table, 459130",
     "459130 Lantern, Lamp, and Wick Retailers $34.0",
     "https://www.ecfr.gov/current/title-13/section-121.201#:~:text=459130-,Lantern"),
    (_EU, "Annex XXIII > table, row 3", "12\nlanterns of paper", f"{_EU}#anx_XXIII"),  # a number that many rows have
    (_EU, "Annex XXIII > table, row 4", "4707 31", f"{_EU}#anx_XXIII"),
    # paragraphs of articles and footnotes begin as others do, and an article fits a page
    (_EU, "Article 5n(2)", "By way of derogation from paragraph 1, lanterns may be sold", f"{_EU}#art_5n"),
    (_EU, "Annex VII > X.A.I.001 > footnote 1", "(1) Ref. Annex I to Regulation (EU) 2021/821", f"{_EU}#anx_VII"),
    # an anchor is surer, few words are those of many provisions, and what the page has otherwise leads nowhere
    (f"{_EAR}/part-744", "15 CFR 744.21(f)", "(f) A lantern is a lamp that is carried.",
     f"{_EAR}/section-744.21#p-744.21(f)"),
    (f"{_EAR}/part-744", "15 CFR 744.21", "§ 744.21 Lanterns that are carried by hand", f"{_EAR}/section-744.21"),
    (f"{_EAR}/part-774", "9D004 > TSR", "9D004 TSR: N/A.", _CCL),
    (f"{_EAR}/part-774", "6D619 > table, NS", "6D619 NS applies to entire entry: NS Column 1.", _CCL),
    (f"{_EAR}/part-744", "15 CFR 744.21 > citation", "[72 FR 33656, June 19, 2007, as amended]",
     f"{_EAR}/section-744.21"),
    (_CN, "第十四条", "第十四条 许可。", _CN),
    (_CN, "第十四条", "", _CN),
    (_CN + "#here", "第十四条", "第十四条 国家对灯笼的出口实行许可制度。", _CN + "#here"),
    (_JP, "附則 (19)", "この政令は、公布の日から施行し、灯籠に適用する。", _JP),
    ("http://exportcontrol.mofcom.gov.cn/a", "第一条", "第一条 国家对灯笼的出口实行许可制度。",
     "http://exportcontrol.mofcom.gov.cn/a"),
])  # fmt: skip
def test_without_an_anchor_the_first_words_of_a_provision_lead_to_it(
    page: str, locator: str, words: str, link: str
) -> None:
    sent = official_link(_source(page), locator, None, words)
    before, mark, found = link.partition(":~:text=")
    assert sent.startswith(before + mark)
    assert re.fullmatch(r"[\w.~%-]*(?:-,[\w.~%]+)?", sent[len(before) + len(mark) :], re.ASCII)
    assert unquote(sent[len(before) + len(mark) :]) == found


@settings(deadline=None)
@given(
    st.text(max_size=200),
    st.sampled_from(
        (
            "",
            "第十四条 ",
            "3A001 ",
            "（一） ",
            "Lanterns are lamps that are carried, ",
            "ex\n4707 30\n",
            "List: Entity List (EL) - Bureau. ",
        )
    ),
)
def test_whatever_words_a_provision_has_they_do_not_leave_their_place_in_a_link(words: str, before: str) -> None:
    for page, locator, anchor in (
        (_CN, "第十四条", ""),
        (f"{_EAR}/part-774", "3A001.b.2", ""),
        (_JP, "別表第一", ""),
        (_EU, "Annex IV > table, row 1", "anx_IV"),
        (_TRADE, "U.S. Consolidated Screening List > EL, X", ""),
    ):
        link = official_link(_source(page), locator, None, before + words)
        assert re.fullmatch(r"https://[!-~]+", link)
        fragment = link.partition("#")[2].removeprefix(anchor)
        assert re.fullmatch(r"(?::~:text=[\w.~%]+(?:-,[\w.~%]+)?)?", fragment, re.ASCII), link


_TRADE = "https://www.trade.gov/consolidated-screening-list"
_BIS = "Example Works Co., Ltd. Alias: EW. List: {} - Bureau of Industry and Security. Country: China."
_744 = f"{_EAR}/part-744/appendix-Supplement%20No.%20{{}}%20to%20Part%20744#:~:text=Example%20Works%20Co.%2C%20Ltd"
_ROW = "Example Co. Alias: EC. List: {} - Treasury Department. Type: Entity. Entity number: {}. Country: China."


@pytest.mark.parametrize(("page", "words", "link"), [
    (_TRADE, _ROW.format("Specially Designated Nationals (SDN)", 16394),
     "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=16394"),
    (_TRADE, _ROW.format("Capta List (CAP)", 15268) + "\nOther Co. Entity number: 1.",
     "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=15268"),
    # rows of lists that stand in the law: there, by the name
    (_TRADE, _BIS.format("Entity List (EL)"), _744.format(4)),
    (_TRADE, _BIS.format("Unverified List (UVL)"), _744.format(6)),
    (_TRADE, _BIS.format("Military End User (MEU) List"), _744.format(7)),
    (_TRADE, _BIS.format("Denied Persons List (DPL)"), _TRADE),
    # a number of another department's list is none of the office's, and a quote may have lost it
    (_TRADE, "Example Co. List: Denied Persons List (DPL) - Bureau of Industry. Entity number: 12.", _TRADE),
    (_TRADE, "Example Co. List: Specially Designated Nationals (SDN) - Treasury Department.", _TRADE),
    (_TRADE, "", _TRADE),
    ("https://www.trade.gov@evil.example/consolidated-screening-list", _ROW.format("SDN", 1),
     "https://www.trade.gov@evil.example/consolidated-screening-list"),
    (_FR, _ROW.format("SDN", 1), _FR),
])  # fmt: skip
def test_a_party_of_the_treasurys_lists_has_its_own_page(page: str, words: str, link: str) -> None:
    assert official_link(_source(page), "U.S. Consolidated Screening List > SDN, Example Co.", None, words) == link


@pytest.mark.parametrize("id", ["cn-export-control-law", "cn-rare-earth-regulations"])
def test_a_known_text_from_a_file_has_its_publishers_page(id: str) -> None:
    entry = next(e for e in official_entries() if e.id == id)
    assert official_link(Source(id, "A text"), "第十二条") == entry.page
    assert urlsplit(entry.page).path.strip("/")  # not a front page


def test_without_a_version_the_current_text_is_meant() -> None:
    assert official_link(_source(f"{_EAR}/part-744"), "15 CFR 744.21(f)") == f"{_EAR}/section-744.21#p-744.21(f)"


_PAGES = sorted((p for p in files("corpus.library").iterdir() if p.name.endswith(".md")), key=lambda p: p.name)


@pytest.mark.parametrize("page", _PAGES, ids=lambda p: p.name)
def test_links_of_the_starter_library_are_those_of_the_addresses_that_they_stand_beside(page) -> None:  # type: ignore[no-untyped-def]
    """Check each named source: its provision is on the page that the library names, or below it."""
    told = yaml.safe_load(page.read_text("utf-8").split("---\n")[1])
    for named in told["sources"]:
        link = official_link(_source(named["url"]), named["locator"])
        there, here = urlsplit(named["url"]), urlsplit(link)
        assert (here.scheme, here.hostname) == (there.scheme, there.hostname)
        if "/section-" in there.path:
            assert here.path == there.path, named["locator"]
        assert here.path.startswith(there.path) or "/section-" in here.path, named["locator"]


_PAGES = (f"{_EAR}/part-744", _EU, _ACT, _ORDER, _JP, _KR, _FR, "https://例え.jp/%zz/ü?ü#ü")
_WORDS = (
    "15 CFR 744.21", "(f)", "Supplement No. 4 to Part 744", "Article 5n", "section 6", "Schedule", "第二十五条",
    "第一項", "제19조", "제1항", " > ", "/../", "\\", "?", "#", "@evil.example", "%00", "\n", "\x00", "\u202e", "]",
)  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(_PAGES), st.lists(st.sampled_from(_WORDS) | st.text(max_size=12), max_size=6).map("".join))
def test_whatever_a_locator_holds_the_link_is_plain_and_stays_on_its_site(page: str, locator: str) -> None:
    link = official_link(_source(page), locator, _version(_DAY))
    assert re.fullmatch(r"https://[!-~]+", link)
    assert not re.search(r"[\\\"<>^`{|}]|%(?![0-9A-Fa-f]{2})", link)
    host = (urlsplit(page).hostname or "").encode("idna").decode()
    assert urlsplit(link).hostname == host
    assert "/../" not in urlsplit(link).path


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=30))
def test_no_address_raises(page: str, locator: str) -> None:
    link = official_link(_source(page), locator)
    assert link == "" or link.startswith(("http://", "https://"))

"""Korean laws as the law service of the Ministry of Government Legislation gives them: 장, 절, 조, 항, 호, 목.

The service answers with XML or JSON, one law in each (`법령`), its articles as `조문단위` with paragraphs (항), items
(호) and sub-items (목) below. Some publish several laws of it in one JSON file (`laws`), each article as lines: `① …`
begins a paragraph, `1. …` an item, `가. …` a sub-item. Both become the same lines before the tree is built.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree

from corpus import instruments
from corpus.errors import FilledLine, UnreadableDocument
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.language.scripts import HANGUL
from corpus.model import Kind, Reading, Role, Source
from corpus.parsers.file import File, Parser
from corpus.parsers.markup import parse_xml
from corpus.structure import Addresses, TreeBuilder
from corpus.trust.gaps import MISSING_SUB_ITEM, MISSING_SUB_ITEMS, gap

_KOREAN_ARTICLE = lazy_regex(r"제(\d{1,4})조(?:의(\d{1,3}))?")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_KOREAN_PARAGRAPH = lazy_regex(rf"([{_CIRCLED}])")
_KOREAN_ITEM = lazy_regex(r"(\d{1,3})(?:의(\d{1,3}))?\.(?!\d)")
_SUBITEM = lazy_regex(r"([가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허])\.")
_KOREAN_DIVISION = lazy_regex(r"제(\d{1,3})(편|장|절|관)(?:의(\d{1,3}))?[^\S\n]*(.*)", re.DOTALL)
_KOREAN_RANKS = {"편": 0, "장": 1, "절": 2, "관": 3}
_SUBITEMS_MEANT = lazy_regex("다음 각 목")
_DELETED = lazy_regex(r"\S{1,12}\s?삭제(?:\s|<|$)")
_NAME, _NUMBER = "법령명_한글", "조문번호"


@dataclass(frozen=True, slots=True)
class _Article:
    """An article, or the heading of a division: its number with its branch, its caption, and its lines of text."""

    number: str  # 19, 19의2; "" for a heading
    caption: str
    lines: tuple[str, ...]
    since: date | None = None
    history: str = ""  # [본조신설 2024.2.20]: when it was inserted, amended or moved


@dataclass(frozen=True, slots=True)
class _Law:
    """A law as the service gives it."""

    name: str
    ministry: str
    promulgated: date | None
    in_force: date | None
    articles: tuple[_Article, ...]


def claims(file: File) -> float:
    """Return a high claim for XML or JSON with the fields of the Korean law service."""
    start = file.data[:6000].decode("utf-8", errors="ignore").lstrip("\ufeff \r\n\t")
    if start.startswith("<"):
        return 0.95 if "<법령" in start and ("<기본정보" in start or "<조문" in start) else 0.0
    if not start.startswith("{"):
        return 0.0
    service = '"법령"' in start and ('"기본정보"' in start or '"조문' in start)
    several = '"laws"' in start and '"lawName"' in start and '"articles"' in start
    return 0.95 if service or several else 0.0


def read(file: File) -> list[Reading]:
    """Return a reading for each law, with locators `제19조의2제1항제3호가목`.

    Raises UnreadableDocument for broken XML or JSON, and for a file with these fields and no article.
    """
    try:
        laws = tuple(_of_xml(file) if file.text().lstrip("\ufeff \r\n\t").startswith("<") else _of_json(file))
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(
            FilledLine("{name} is not valid XML or JSON.", {"name": file.name}), "Download it again."
        ) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableDocument(
            FilledLine(
                "{name} lacks a field that a law of the Korean service has ({error}).",
                {"name": file.name, "error": error},
            ),
            "Download it again.",
        ) from error
    laws = tuple(law for law in laws if law.articles)
    if not laws:
        raise UnreadableDocument(
            FilledLine("{name} holds no article of a Korean law.", {"name": file.name}), "Download it again."
        )
    return [_reading(law, file) for law in laws]


def _of_json(file: File) -> Iterator[_Law]:
    data = json.loads(file.text())
    if "법령" in data:
        yield _of_fields(data["법령"])
        return
    for name, law in data["laws"].items():
        articles = tuple(
            _Article(
                _numbered(str(a["articleNumber"]), str(a.get("subArticleNumber") or 0)),
                str(a.get("title") or ""),
                tuple(_lines(str(a["text"]))),
                _day(a.get("effectiveDate")),
                one_line(str(a.get("amendmentNote") or "")),
            )
            for a in law["articles"]
        )
        since = max((a.since for a in articles if a.since), default=None)
        ministry = str(law.get("competentMinistry") or "")
        yield _Law(str(law.get("lawName") or name), ministry, _day(law.get("promulgationDate")), since, articles)


def _of_fields(law: dict[str, object]) -> _Law:
    """Return the law of the service's JSON; what stands once in it is an object, what stands often a list."""
    about, text = _table(law["기본정보"]), _table(law["조문"])
    articles = tuple(_article(_table(unit)) for unit in _many(text["조문단위"]))
    ministry = about.get("소관부처")
    return _Law(
        one_line(str(about[_NAME])),
        one_line(str(ministry.get("content") or "") if isinstance(ministry, dict) else str(ministry or "")),
        _day(about.get("공포일자")),
        _day(about.get("시행일자")),
        articles,
    )


def _article(unit: dict[str, object]) -> _Article:
    heading = unit.get("조문여부") == "전문"
    number = "" if heading else _numbered(str(unit[_NUMBER]), str(unit.get("조문가지번호") or 0))
    lines = list(_lines(_words(unit.get("조문내용"))))
    for paragraph in _many(unit.get("항")):
        paragraph = _table(paragraph)
        lines += _lines(_words(paragraph.get("항내용")))
        for item in _many(paragraph.get("호")):
            item = _table(item)
            lines += _lines(_words(item.get("호내용")))
            for below in _many(item.get("목")):
                lines += _lines(_words(_table(below).get("목내용")))
    history = one_line(_words(unit.get("조문참고자료")))
    return _Article(number, _words(unit.get("조문제목")), tuple(lines), _day(unit.get("조문시행일자")), history)


def _of_xml(file: File) -> Iterator[_Law]:
    root, _ = parse_xml(file)
    for law in [root] if root.tag == "법령" else root.iter("법령"):
        yield _of_fields({"기본정보": _fields(law.find("기본정보")), "조문": {"조문단위": _units(law)}})


def _units(law: etree._Element) -> list[dict[str, object]]:
    out: list[dict[str, object]] = []
    for unit in law.iter("조문단위"):
        fields: dict[str, object] = {child.tag: child.text or "" for child in unit if child.tag != "항"}
        fields["항"] = [
            {
                "항내용": paragraph.findtext("항내용") or "",
                "호": [
                    {
                        "호내용": item.findtext("호내용") or "",
                        "목": [{"목내용": below.findtext("목내용") or ""} for below in item.findall("목")],
                    }
                    for item in paragraph.findall("호")
                ],
            }
            for paragraph in unit.findall("항")
        ]
        out.append(fields)
    return out


def _fields(element: etree._Element | None) -> dict[str, object]:
    return {child.tag: child.text or "" for child in element} if element is not None else {}


def _table(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError("a part of it is no object")
    return value


def _many(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _words(value: object) -> str:
    """Return a text of the service, which gives long ones in a list of lists of lines."""
    if isinstance(value, list):
        return "\n".join(filter(None, map(_words, value)))
    return "" if value is None else str(value)


def _lines(text: str) -> Iterator[str]:
    return (clean for line in text.splitlines() if (clean := one_line(line)))


def _numbered(number: str, branch: str) -> str:
    first, second = int(number), int(branch)
    return f"{first}의{second}" if second else str(first)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(re.sub(r"\D", "", str(value or ""))[:8])
    except ValueError:
        return None


def _reading(law: _Law, file: File) -> Reading:
    tree = TreeBuilder()
    tree.add(law.name, locator=law.name, role=Role.TITLE, heading=law.name)
    missing = _KoreanLaw(tree).read(law.articles)
    warnings = (gap(MISSING_SUB_ITEMS, count=missing) if missing > 1 else gap(MISSING_SUB_ITEM),)
    return tree.reading(
        _source(law, file.url), valid_from=file.as_of or law.in_force, warnings=warnings if missing else ()
    )


def _source(law: _Law, url: str) -> Source:
    """Return the source that a law is, known by its title."""
    known = instruments.find(law.name)
    mine = known if known and known.jurisdiction == "kr" else None
    return Source(
        id=mine.id if mine else "kr-" + re.sub(r"\W+", "-", law.name).strip("-"),
        title=f"{law.name} ({mine.english})" if mine and mine.english else law.name,
        kind=Kind.LAW,
        jurisdiction="kr",
        issuer=law.ministry,
        language="ko",
        url=url or f"https://www.law.go.kr/법령/{re.sub(rf'[^{HANGUL}0-9A-Za-z]', '', law.name)}",
        published=law.promulgated,
    )


class _KoreanLaw:
    """Builds the tree of one law from its articles."""

    def __init__(self, tree: TreeBuilder) -> None:
        self.tree = tree
        self.addresses = Addresses()
        self.divisions: list[tuple[int, int, str]] = []  # rank, index, locator

    def read(self, articles: Sequence[_Article]) -> int:
        """Add all articles in their order; return how many provisions refer to sub-items that are not there."""
        return sum(self._article(article) if article.number else self._division(article) for article in articles)

    def _division(self, article: _Article) -> int:
        text = "\n".join(article.lines)
        found = _KOREAN_DIVISION.fullmatch(text)
        if found is None:
            if text:
                address = self.addresses.unique("introductory text")
                self.tree.add(text, locator=address, role=Role.TEXT, parent=self._above()[0])
            return 0
        rank = _KOREAN_RANKS[found[2]]
        while self.divisions and self.divisions[-1][0] >= rank:
            self.divisions.pop()
        parent, prefix = self._above()
        branch = f"의{found[3]}" if found[3] else ""
        locator = self.addresses.unique(f"{prefix}제{int(found[1])}{found[2]}{branch}")
        index = self.tree.add(text, locator=locator, role=Role.PART, parent=parent, heading=one_line(found[4]))
        self.divisions.append((rank, index, locator))
        return 0

    def _above(self) -> tuple[int | None, str]:
        return (self.divisions[-1][1], self.divisions[-1][2]) if self.divisions else (None, "")

    def _article(self, article: _Article) -> int:
        number, _, branch = article.number.partition("의")
        locator = self.addresses.unique(f"제{number}조" + (f"의{branch}" if branch else ""))
        lead, *rest = article.lines or ("",)
        # A first paragraph may stand on the line of the article's number: 제5조(제목) ① …
        joined = re.match(rf"({_KOREAN_ARTICLE.pattern}(?:\([^()]{{0,200}}\))?)\s?(?=[{_CIRCLED}])", lead)
        if joined:
            lead, rest = joined[1], [lead[joined.end() :], *rest]
        parent = self._above()[0]
        reserved = _DELETED.match(lead) is not None
        index = self.tree.add(
            lead, locator=locator, role=Role.SECTION, parent=parent, heading=article.caption, reserved=reserved
        )
        missing = self._below(index, locator, rest, lead)
        if article.history:
            # Beside the article: it is not of its words, which notes are pinned to.
            address = self.addresses.unique(f"{locator} > amendment history")
            self.tree.add(article.history, locator=address, role=Role.META, parent=parent)
        return missing

    def _below(self, article: int, address: str, lines: Sequence[str], lead: str) -> int:
        """Add the lines below an article's first; return how many name sub-items that do not follow."""
        paragraph, item, last = (article, address), (article, address), (article, address)
        open_lead = _SUBITEMS_MEANT.search(lead) is not None
        missing = 0
        for line in lines:
            if found := _KOREAN_PARAGRAPH.match(line):
                locator = self.addresses.unique(f"{address}제{_CIRCLED.index(found[1]) + 1}항")
                last = paragraph = item = self._add(line, locator, article)
            elif found := _KOREAN_ITEM.match(line):
                branch = f"의{found[2]}" if found[2] else ""
                locator = self.addresses.unique(f"{paragraph[1]}제{int(found[1])}호{branch}")
                last = item = self._add(line, locator, paragraph[0])
            elif found := _SUBITEM.match(line):
                last = self._add(line, self.addresses.unique(f"{item[1]}{found[1]}목"), item[0])
                open_lead = False
                continue
            else:
                self.tree.add(line, locator=last[1], role=Role.CONTINUATION, parent=last[0])
                continue
            missing += open_lead
            open_lead = _SUBITEMS_MEANT.search(line) is not None
        return missing + open_lead

    def _add(self, line: str, locator: str, parent: int) -> tuple[int, str]:
        reserved = _DELETED.match(line) is not None
        index = self.tree.add(line, locator=locator, role=Role.PARAGRAPH, parent=parent, reserved=reserved)
        return index, locator


PARSER = Parser("Korean law", claims, read)

"""Finds the links of a page: where they lead, their words, the day written beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

import lxml.html
from lxml import etree

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import measures
from corpus.parsers.encoding import decode

_ROW = ("li", "tr", "p", "dd", "td", "article", "section", "div")
_ROW_LENGTH = 300  # characters; what is longer is no line of a list …
_ROW_ELEMENTS = 100  # … nor is what has more elements, which would be looked through again for each of its links
_MONTHS = measures.table().month_names
_MONTH_NAME = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in _MONTHS)
_YEAR_IN_LINK = r"(?:19|20)\d\d"
# Days in the ways in which publishers write them beside a link, and in addresses;
# where its year, month and day stand, 0 for nowhere.
_DAY_PATTERNS = (
    (
        rf"(?<!\d)({_YEAR_IN_LINK})[-./_年]\s?(\d{{1,2}})[-./_月]\s?(\d{{1,2}})(?!\d)",
        (1, 2, 3),
    ),  # 2024-12-05, 2024年12月5日
    (rf"(?<!\d)({_YEAR_IN_LINK})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)", (1, 2, 3)),  # 20241205
    (
        rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH_NAME})\.?,?\s+({_YEAR_IN_LINK})(?!\d)",
        (3, 2, 1),
    ),  # 5 December 2024
    (rf"\b({_MONTH_NAME})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+({_YEAR_IN_LINK})(?!\d)", (3, 1, 2)),  # December 5, 2024
    (r"令和\s?(\d{1,2}|元)年\s?(\d{1,2})月\s?(\d{1,2})日", (-1, 2, 3)),  # a year of the era Reiwa
    (rf"\b({_MONTH_NAME})\.?\s+({_YEAR_IN_LINK})(?!\d)", (2, 1, 0)),  # December 2024
    (rf"(?<!\d)({_YEAR_IN_LINK})[-/年]\s?(\d{{1,2}})(?!\d)", (1, 2, 0)),  # /2024/12/
    (rf"(?<!\d)({_YEAR_IN_LINK})(?!\d)", (1, 0, 0)),
)
_REIWA = 2018  # the year before the first one of the era
_DAYS_COMPILED = tuple((lazy_regex(pattern, re.IGNORECASE), places) for pattern, places in _DAY_PATTERNS)
_FILE_TYPES = {".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".doc": "doc", ".xls": "xls", ".zip": "zip"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its address, its words, and the day written beside it as (year, month, day), 0 for what is not given."""

    url: str
    text: str
    written: tuple[int, int, int] = (0, 0, 0)

    @property
    def type(self) -> str:
        """Return pdf, docx, xlsx, doc, xls or zip, by the address; html for all else."""
        return _FILE_TYPES.get(PurePosixPath(unquote(urlsplit(self.url).path)).suffix.casefold(), "html")

    @property
    def day(self) -> date | None:
        """Return the day, if all of it is written; else None."""
        try:
            return date(*self.written)
        except ValueError:
            return None


def links(page: bytes, url: str) -> list[Link]:
    """Return the links and frames of the page at `url` that lead to the web, in their order, each address once."""
    try:
        root = lxml.html.document_fromstring(decode(page).encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return []
    base = next((str(b.get("href")) for b in root.iter("base") if b.get("href")), "")
    found: dict[str, Link] = {}
    for link in _links(root, urljoin(url, base)):
        other = found.get(link.url)
        if other is None or len(link.text) > len(other.text):  # a picture and a title often lead to the same
            found[link.url] = link
    return list(found.values())


def _links(root: etree._Element, base: str) -> Iterator[Link]:
    for element in root.iter("a", "area", "iframe", "frame"):
        target = str(element.get("href") or element.get("src") or "").strip()
        try:
            parts = urlsplit(urljoin(base, target))
            host, _ = parts.hostname, parts.port
        except ValueError:
            continue
        if not target or target.startswith("#") or parts.scheme not in ("http", "https") or not host or parts.username:
            continue
        address = re.sub(r"\s", "%20", urlunsplit(parts._replace(fragment="")))
        text = _line(element) or str(element.get("title") or element.get("aria-label") or element.get("name") or "")
        yield Link(address, " ".join(text.split())[:300], _written(text, _row(element), unquote(address)))


def _line(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _row(element: etree._Element) -> str:
    """Return the line of a list in which a link stands: dates stand beside a link more often than in it."""
    row = next(element.iterancestors(*_ROW), None)
    inside = list(islice(row.iter(), _ROW_ELEMENTS + 1)) if row is not None else []
    if row is None or len(inside) > _ROW_ELEMENTS or sum(each.tag == "a" for each in inside) > 2:
        return ""
    text = _line(row)
    return text if len(text) <= _ROW_LENGTH else ""


def _written(*texts: str) -> tuple[int, int, int]:
    """Return the day in the first of these texts that has one: the most complete, then the latest."""
    for text in texts:
        days = {
            day
            for pattern, places in _DAYS_COMPILED
            for found in pattern.finditer(text)
            if (day := _read(found, places))
        }
        if days:
            return max(days, key=lambda d: (d[1] > 0, d[2] > 0, d))
    return (0, 0, 0)


def _read(found: re.Match[str], places: tuple[int, int, int]) -> tuple[int, int, int] | None:
    written = found.group(abs(places[0]))
    year = _REIWA + (1 if written == "元" else int(written)) if places[0] < 0 else int(written)
    month = _month(found.group(places[1])) if places[1] else 0
    day = int(found.group(places[2])) if places[2] else 0
    return (year, month, day) if month <= 12 and day <= 31 else None


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(text[:3].casefold()))

"""Removes running headers, footers and page numbers, which repeat at one height."""

from __future__ import annotations

import re
from collections import Counter

from corpus.language.lazy_regex import lazy_regex
from corpus.parsers.pdf.lines import Line, Page

_PAGE_DIGITS = lazy_regex(r"\d+")
_PAGE_NUMBER = lazy_regex(
    r"[-–— ]*+(?:(?:page|p\.|side|seite) *+)?(?:\d{1,4}|[ivxlc]{1,6})(?: *+(?:/|of|av|von) *+\d{1,4})?[-–— ]*",
    re.IGNORECASE,
)
_MARGIN = 0.12  # share of the page's height, at its top and at its bottom
_SHARE_OF_PAGES = 0.4  # share of pages with a line at one height that makes it the height of a header or footer


def _in_margin(line: Line, page: Page) -> bool:
    return line.top > 0 and (line.middle > page.height * (1 - _MARGIN) or line.middle < page.height * _MARGIN)


def _shape(line: Line) -> str:
    return _PAGE_DIGITS.sub("#", " ".join(sorted(line.text.split())))


def without_running_lines(pages: list[Page]) -> list[Page]:
    """Return the pages without their running lines.

    A line is removed if it stands in the top or bottom margin and is a page number alone, or has the wording and height
    of lines on other pages (apart from digits and the order of its parts, which alternates between left and right
    pages). Its height must also be one at which most pages have such a line: a note that happens to begin several pages
    stands at the height of the text, not of the header.
    """
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({(_key(line), _height(line)) for line in page.lines if _in_margin(line, page)})
    heights: Counter[int] = Counter()
    for page in pages:
        heights.update({_height(line) for line in page.lines if _in_margin(line, page) and _repeats(line, seen)})
    least = max(2.0, _SHARE_OF_PAGES * sum(bool(page.lines) for page in pages))
    return [
        Page(
            page.number,
            page.width,
            page.height,
            [
                line
                for line in page.lines
                if not (_in_margin(line, page) and _repeats(line, seen) and _near(heights, _height(line)) >= least)
            ],
        )
        for page in pages
    ]


def _height(line: Line) -> int:
    return round(line.middle / 6)


def _key(line: Line) -> str:
    return "#" if _PAGE_NUMBER.fullmatch(line.text.strip()) else _shape(line)


def _repeats(line: Line, seen: Counter[tuple[str, int]]) -> bool:
    return sum(seen[(_key(line), _height(line) + step)] for step in (-1, 0, 1)) >= 2


def _near(heights: Counter[int], height: int) -> int:
    return sum(heights[height + step] for step in (-1, 0, 1))


# "3A001.b.2. continued": a list repeats at the head of a page what is continued there.
CONTINUED = lazy_regex(r"(?:\d[A-E]\d{3}\S{0,60}|(?:Technical )?Notes?(?: \d+)?(?: to \S{1,60})?)\s*[Cc]ontinued\.?")


_FOOTNOTE_MARK = lazy_regex(r"\((?:\d{1,3}|\*{1,6})\)\s*\S")


def mark_footnotes(pages: list[Page]) -> None:
    """Mark the lines that begin a footnote: at the foot of a page, in smaller letters than its text."""
    for page in pages:
        heights = sorted(line.size for line in page.lines if line.size)
        if not heights:
            continue
        usual = heights[len(heights) // 2]
        foot = [line for line in page.lines if line.bottom < page.height * 0.45]
        for line in foot:
            line.footnote = line.size < 0.95 * usual and _FOOTNOTE_MARK.match(line.text) is not None

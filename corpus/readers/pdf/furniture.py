"""Running headers, footers and page numbers: found because they repeat at one height, and taken out."""

from __future__ import annotations

import re
from collections import Counter

from corpus.readers.pdf.pages import Line, Page

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"(?:[-–— ]*(?:page|p\.|side|seite)? *)(?:\d{1,4}|[ivxlc]{1,6})(?: *(?:/|of|av|von) *\d{1,4})?[-–— ]*", re.IGNORECASE
)
_MARGIN = 0.12  # of the page's height, at its top and at its bottom


def _in_margin(line: Line, page: Page) -> bool:
    return line.top > 0 and (line.middle > page.height * (1 - _MARGIN) or line.middle < page.height * _MARGIN)


def _shape(line: Line) -> str:
    return _DIGITS.sub("#", " ".join(sorted(line.text.split())))


def without_furniture(pages: list[Page]) -> list[Page]:
    """The pages without their running lines; `removed` lists them with their pages.

    A line is furniture when it stands in the top or bottom margin and either is a page number alone or has (digits
    aside, whatever the order of its parts, which alternates between left and right pages) the wording and the height
    of lines on at least a third of the pages near it.
    """
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        for key in {(_shape(line), round(line.middle / 6)) for line in page.lines if _in_margin(line, page)}:
            seen[key] += 1
    return [
        Page(p.number, p.width, p.height, [line for line in p.lines if not _is_furniture(line, p, seen, len(pages))])
        for p in pages
    ]


def _is_furniture(line: Line, page: Page, seen: Counter[tuple[str, int]], pages: int) -> bool:
    if not _in_margin(line, page):
        return False
    height = round(line.middle / 6)
    times = max(seen[(_shape(line), h)] for h in (height - 1, height, height + 1))
    if _NUMBER.fullmatch(line.text.strip()):
        return times > 1 or pages < 3
    return times >= 3 and times >= min(4, pages / 3)


# "3A001.b.2. continued": a list names at the head of a page what goes on there.
CONTINUED = re.compile(r"(?:\d[A-E]\d{3}\S*|(?:Technical )?Notes?(?: \d+)?(?: to \S+)?)\s+[Cc]ontinued\.?")


_FOOTNOTE = re.compile(r"\((?:\d{1,3}|\*{1,6})\)\s*\S")


def mark_footnotes(pages: list[Page]) -> None:
    """Marks the lines that begin a footnote: in smaller letters than the page's text, at its foot."""
    for page in pages:
        heights = sorted(line.size for line in page.lines if line.size)
        if not heights:
            continue
        usual = heights[len(heights) // 2]
        foot = [line for line in page.lines if line.bottom < page.height * 0.45]
        for line in foot:
            line.footnote = line.size < 0.95 * usual and _FOOTNOTE.match(line.text) is not None

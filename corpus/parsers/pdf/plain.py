"""A PDF without a legal structure: by its outline or its headings if it has some, else by page."""

from __future__ import annotations

import re

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import Role
from corpus.parsers.documents.outline import Outline
from corpus.parsers.pdf.lines import Hyphenation, Line, Page
from corpus.parsers.pdf.units import gaps
from corpus.structure import TreeBuilder

_NUMBERED_HEADING = lazy_regex(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?P<rest>[^\W\d_].{1,120})")
_LEAST_HEADINGS = 3
_LARGER = 1.12

ContentsEntry = tuple[int, str, int]  # level from 1, title, page from 1


def by_headings(
    pages: list[Page], hyphens: Hyphenation, tree: TreeBuilder, toc: list[ContentsEntry], title: str
) -> bool:
    """Add a tree of headings with their paragraphs; return False, adding nothing, if there are too few headings."""
    headings = _headings(pages, toc)
    if len(headings) < _LEAST_HEADINGS:
        return False
    outline = Outline(tree, title)
    text, first = "", pages[0].number
    recognised = False
    for page in pages:
        for line, apart in gaps(page.lines):
            level = headings.get(id(line))
            goes_on = not apart or (line is page.lines[0] and (line.text[:1].islower() or text.endswith("\ufffe")))
            if level is None and text and goes_on:
                text = hyphens.heal(text, line.text)
                continue
            outline.block(hyphens.finish(text), page=first, recognised=recognised)
            text, first, recognised = ("", page.number, False) if level else (line.text, page.number, line.recognised)
            if level:
                outline.heading(level, line.text, page=page.number)
    outline.block(hyphens.finish(text), page=first, recognised=recognised)
    return True


def _headings(pages: list[Page], toc: list[ContentsEntry]) -> dict[int, int]:
    """Return the level of each line that is a heading, by the line's identity."""
    found: dict[int, int] = {}
    by_page = {page.number: page for page in pages}
    for level, title, number in toc:
        wanted = _bare(title)
        page = by_page.get(number)
        line = (
            next(
                (
                    x
                    for x in page.lines
                    if wanted and (_bare(x.text) == wanted or (wanted.startswith(_bare(x.text)) and len(x.text) > 8))
                ),
                None,
            )
            if page
            else None
        )
        if line is not None:
            found.setdefault(id(line), level)
    if len(found) >= _LEAST_HEADINGS:
        return found
    sizes = sorted(line.size for page in pages for line in page.lines for _ in range(len(line.text) // 20))
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    lines = [line for page in pages for line in page.lines]
    numbered = {
        id(line): m["number"].count(".") + 1
        for line in lines
        if (m := _NUMBERED_HEADING.fullmatch(line.text)) and _stands_out(line, usual) and "...." not in line.text
    }
    larger = sorted({round(line.size, 1) for line in lines if _is_large(line, usual)}, reverse=True)
    if len(numbered) >= _LEAST_HEADINGS:
        return numbered
    return {id(line): min(larger.index(round(line.size, 1)) + 1, 6) for line in lines if _is_large(line, usual)}


def _stands_out(line: Line, usual: float) -> bool:
    return (line.bold or line.size > _LARGER * usual) and len(line.text) < 130 and line.text[-1:] not in ".;,"


def _is_large(line: Line, usual: float) -> bool:
    return bool(usual) and line.size > _LARGER * usual and 3 < len(line.text) < 130 and any(map(str.isalpha, line.text))


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", one_line(text)).casefold()


def by_page(pages: list[Page], hyphens: Hyphenation, tree: TreeBuilder) -> None:
    """Add a provision for each page, `p. 14`, with its paragraphs on lines of their own."""
    for page in pages:
        text = ""
        for line, apart in gaps(page.lines):
            text = f"{text}\n{line.text}" if apart and text else hyphens.heal(text, line.text) if text else line.text
        if text:
            recognised = any(line.recognised for line in page.lines)
            tree.add(
                hyphens.finish(text),
                locator=f"p. {page.number}",
                role=Role.TEXT,
                page=page.number,
                recognised=recognised,
            )

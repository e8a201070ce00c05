"""The tree of a document that only headings structure: Markdown, web pages, Word, e-mail, PDFs without legal structure.

A parser calls the outline's methods in document order; the outline gives each block its place and its address: `Heading
> Sub heading`, below it `… > block 2` and `… > table 1, row 3`.
"""

from __future__ import annotations

from collections import Counter

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import Role
from corpus.parsers.documents.tables.rows import filled, labels, paired, row_text
from corpus.structure import Addresses, TreeBuilder

MAX_LABEL = 120
_CLEAN = lazy_regex(r"(?<!\s)\s*>\s*")


class Outline:
    """Builds a tree of headings with their blocks. `title` is the document's own; no path repeats it."""

    def __init__(self, tree: TreeBuilder, title: str = "") -> None:
        self._tree = tree
        self._title = one_line(title).casefold()
        self._open: list[tuple[int, str, int]] = []  # level, path, index
        self._blocks: Counter[str] = Counter()
        self._tables: Counter[str] = Counter()
        self._addresses = Addresses()

    def heading(self, level: int, text: str, *, page: int | None = None) -> None:
        """Add a heading; level 1 is the outermost."""
        text = one_line(text)
        if not text:
            return
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        if not self._open and text.casefold() == self._title and not len(self._tree):
            self._tree.add(text, locator=self._addresses.unique(_label(text)), role=Role.TITLE, heading=text, page=page)
            return
        path = self._addresses.unique(self._path(_label(text)))
        index = self._tree.add(text, locator=path, role=Role.HEADING, parent=self._parent(), heading=text, page=page)
        self._open.append((level, path, index))

    def block(self, text: str, *, page: int | None = None, recognised: bool = False) -> None:
        """Add a paragraph, a quotation, or a list with its items on lines of their own."""
        if not one_line(text):
            return
        above = self._open[-1][1] if self._open else ""
        self._blocks[above] += 1
        locator = self._path(f"block {self._blocks[above]}")
        self._tree.add(
            text,
            locator=self._addresses.unique(locator),
            role=Role.TEXT,
            parent=self._parent(),
            page=page,
            recognised=recognised,
        )

    def table(self, rows: list[list[str]], *, headed: bool, page: int | None = None) -> None:
        """Add a table; `headed` says that its first row holds the headings of the columns."""
        above = self._open[-1][1] if self._open else ""
        self._tables[above] += 1
        name = f"table {self._tables[above]}"
        headings = rows[0] if headed and rows else []
        named = labels(filled(headings))
        if any(map(str.strip, headings)):
            self._tree.add(
                " | ".join(h for h in map(one_line, headings) if h),
                locator=self._addresses.unique(self._path(f"{name}, headings")),
                role=Role.TEXT,
                parent=self._parent(),
                page=page,
            )
        for number, row in enumerate(rows[1:] if headed else rows, 1):
            cells = paired(named, filled(row))
            text = row_text(cells)
            if text:
                self._tree.add(text, locator=self._addresses.unique(self._path(f"{name}, row {number}")), role=Role.ROW,
                               parent=self._parent(), page=page, cells=cells)  # fmt: skip

    def _parent(self) -> int | None:
        return self._open[-1][2] if self._open else None

    def _path(self, label: str) -> str:
        return f"{self._open[-1][1]} > {label}" if self._open else label


def _label(text: str) -> str:
    label = _CLEAN.sub(" ", text)
    return label if len(label) <= MAX_LABEL else label[:MAX_LABEL].rsplit(" ", 1)[0] + "…"

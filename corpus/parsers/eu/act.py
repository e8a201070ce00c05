"""Builds the tree of an act of the European Union from a stream of its blocks, whatever format they come from.

A parser reports what it finds (a title, an article, a point at some depth, plain text); `Act` knows what belongs where:
preamble with citations and recitals, titles and chapters, articles, numbered paragraphs, points, annexes, final
provisions. Locators are English in every language: `Article 3(1)(a)`, `recital (12)`, `Annex I, point 2(b)`.
"""

from __future__ import annotations

import re

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import block, one_line
from corpus.model import Role
from corpus.parsers.eu.act_headings import division_kind, division_rank
from corpus.parsers.eu.open_provisions import CONTAINERS, OpenProvisions
from corpus.structure import TreeBuilder

_RECITED = lazy_regex(
    r"(?:Having regard|Acting in accordance|After |gestützt auf|nach |vu |visto|visti)", re.IGNORECASE
)

PARAGRAPH_LEVEL = 10  # of a numbered paragraph of an article; points are one deeper for each level of lists
ITEM_LEVEL = 11
_IN_BODY, _IN_ANNEX = -20, 2  # levels of the outermost divisions: around articles, and below an annex


class Act:
    """Builds the tree of one act; its methods are called in document order, `close` last."""

    def __init__(self, tree: TreeBuilder) -> None:
        self._open = OpenProvisions(tree)
        self._preamble: int | None = None
        self.state = "preamble"  # preamble, body, final, annex
        self.titles: list[str] = []

    def title(self, text: str) -> None:
        """Add one line of the act's title."""
        top = self._open.top
        if top is None or top.role is not Role.TITLE:
            self._open.close(-100)
            self._preamble = None
            top = self._open.push(1000, "title", Role.TITLE, "")
        top.lines.append(text)
        top.heading = one_line(" ".join(top.lines))
        self.titles.append(one_line(text))

    def meta(self, text: str, label: str = "publication note") -> None:
        """Add text about the text: publication references, disclaimers, lists of amendments, amendment marks."""
        self._open.flush()
        holder = self._open.division
        prefix = f"{holder.locator} > " if holder else ""
        parent = holder.index if holder else self._preamble if self.state == "preamble" else None
        self._open.put(text, locator=prefix + label, role=Role.META, parent=parent)

    def mark(self, text: str) -> None:
        """Keep an amendment mark (▼M4), which precedes what it amends; it becomes META beside the next provision."""
        self._open.marks.append(text)

    def division(self, kind: str, number: str, heading: str = "", printed: str = "") -> None:
        """Begin a part, title, chapter or section; `kind` may be in any language."""
        kind = division_kind(kind)
        rank = division_rank(kind)
        if self.state != "annex":
            self.state = "body"
        level = rank + (_IN_ANNEX if self.state == "annex" else _IN_BODY)
        self._open.close(level)
        place = self._open.place
        address = f"{place}, {kind} {number}" if place else f"{kind} {number}"
        self._open.push(level, address, Role.PART, printed or f"{kind} {number}")
        if heading:
            self.subheading(heading)

    def article(self, number: str, printed: str) -> None:
        """Begin an article."""
        if self.state != "annex":
            self.state = "body"
        self._open.close(0 if self.state != "annex" else 9)
        holder = self._open.top
        prefix = f"{holder.locator}, " if self.state == "annex" and holder else ""
        self._open.push(9 if prefix else 0, f"{prefix}Article {number}".strip(), Role.SECTION, printed)

    def annex(self, number: str, printed: str, heading: str = "") -> None:
        """Begin an annex; `number` is "" for the only one."""
        self.state = "annex"
        self._open.close(-100)
        self._open.push(0, f"Annex {number}".strip(), Role.ANNEX, printed).heading = heading

    def subheading(self, text: str) -> None:
        """Add the caption of the division, article or annex that just began."""
        top = self._open.top
        if top is None or top.index is not None:
            self.heading(text)
            return
        top.lines.append(text)
        top.heading = one_line(f"{top.heading} {text}")

    def heading(self, text: str, rank: int = 9) -> None:
        """Add a heading without a number, within an annex or an article; `rank` is 1 (outermost) to 9."""
        top = self._open.top
        if top is None:
            self.text(text)
            return
        if self.state != "annex" or top.level > 9:
            self._open.close(PARAGRAPH_LEVEL)
            holder = self._open.top
            self._open.flush()
            self._open.put(
                text,
                locator=f"{holder.locator if holder else 'Preamble'} > {one_line(text)[:80]}",
                role=Role.HEADING,
                parent=holder.index if holder else None,
                heading=text,
            )
            return
        self._open.close(rank)
        holder = self._open.top
        prefix = f"{holder.locator} > " if holder else ""
        self._open.push(rank, prefix + one_line(text)[:80], Role.HEADING, text).heading = one_line(text)

    def recital(self, label: str, text: str = "", *, printed: bool = True) -> None:
        """Begin a recital with the label "(12)"; its text may follow through `text`.

        `printed` is False if the text has no numbers and the label was counted.
        """
        self._open.close(-99)
        self._open_preamble()
        number = label.strip("()[]. ")
        begun = self._open.push(ITEM_LEVEL, f"recital ({number})", Role.RECITAL, label, parent=self._preamble)
        if text:
            begun.lines[:1] = [f"{label} {text}" if printed else text]

    def item(self, label: str, depth: int, *, paragraph: bool = False) -> None:
        """Begin a numbered paragraph of an article, or a point at a depth of lists counted from 0.

        Its text follows by `text`.
        """
        level = PARAGRAPH_LEVEL if paragraph else ITEM_LEVEL + depth
        self._open.close(level)
        holder = self._open.top
        label = one_line(label)
        if holder is None and self.state == "preamble":
            self.recital(label)
            return
        self._open.push(level, self._open.address(label), Role.PARAGRAPH, label)

    def text(self, text: str, depth: int = 0, anchors: tuple[str, ...] = ()) -> None:
        """Add plain text at a depth of lists: it belongs to the innermost open provision outside that depth."""
        text = block(text)
        if not text:
            return
        self._open.close(ITEM_LEVEL + depth)
        holder = self._open.top
        if holder is None or holder.role is Role.TITLE:
            self._outside(text, anchors)
        elif holder.index is None and holder.level >= PARAGRAPH_LEVEL - 10 and holder.role not in CONTAINERS:
            bare_label = holder.level >= PARAGRAPH_LEVEL and len(holder.lines) == 1 and len(holder.lines[0]) < 12
            if bare_label:
                holder.lines[0] += f" {text}"
            else:
                holder.lines.append(text)
            holder.anchors += anchors
        elif holder.role in CONTAINERS:
            self._open.flush()
            first = f"{holder.locator} > introductory text"
            locator = first if first not in self._open.addresses else f"{holder.locator} > text"
            self._open.add(text, self._open.addresses.unique(locator), Role.TEXT, holder.index, anchors)
        else:
            self._open.flush()
            self._open.place_marks()
            self._open.add(text, holder.locator, Role.CONTINUATION, holder.index, anchors)

    def row(
        self,
        cells: list[str],
        headings: list[str],
        table: int,
        number: int,
        depth: int = 0,
        printed: list[str] | None = None,
    ) -> None:
        """Add one row of a data table; a row of headings has number 0.

        `printed` are the cells without those that span into this row from one above, where their text stands.
        """
        self._open.close(ITEM_LEVEL + depth)
        self._open.flush()
        holder = self._open.top
        place = self._open.place
        prefix = f"{place} > " if place else ""
        text = "\n".join(cell for cell in map(one_line, cells if printed is None else printed) if cell)
        if number == 0:
            role, label = Role.HEADING, f"table {table} headings"
        else:
            role, label = Role.ROW, f"table {table}, row {number}"
        titles = headings + [""] * (len(cells) - len(headings))
        pairs = tuple((one_line(title), one_line(cell)) for title, cell in zip(titles, cells, strict=False))
        self._open.put(
            text,
            locator=prefix + label,
            role=role,
            parent=holder.index if holder else None,
            cells=pairs if role is Role.ROW else (),
        )

    def note(self, number: str, text: str, anchor: str = "") -> None:
        """Add a footnote; one with an anchor is addressed by the provision that cites it, and placed at the end."""
        if anchor:
            self._open.flush()
            cited = self._open.anchors.get(anchor, "")
            prefix = f"{cited} > " if cited else ""
            self._open.close(-100 if self.state == "final" else 1)
            self._open.flush()
            holder = self._open.top
            parent = holder.index if holder else self._preamble if self.state == "preamble" else None
            self._open.put(text, locator=f"{prefix}footnote {number}", role=Role.NOTE, parent=parent)
            return
        top = self._open.top
        if top is None:
            self._open.put(text, locator=f"footnote {number}", role=Role.NOTE)
            return
        top.notes.append((number, text))

    def final(self, text: str, anchors: tuple[str, ...] = ()) -> None:
        """Add text after the last article: binding force, place and date, signatures."""
        self._open.close(-100)
        self._open.place_marks()
        self.state = "final"
        self._open.add(text, self._open.addresses.unique("final provisions"), Role.TEXT, None, anchors)

    def close(self) -> None:
        """End the act, adding everything that is still open."""
        self._open.close(-1000)
        self._open.place_marks()

    def _outside(self, text: str, anchors: tuple[str, ...]) -> None:
        self._open.close(-100)
        self._open.flush()
        if self.state == "final":
            self._open.add(text, self._open.addresses.unique("final provisions"), Role.TEXT, None, anchors)
        elif self.state == "preamble":
            self._open_preamble()
            label = "citation" if _RECITED.match(text) else "text"
            self._open.add(
                text, self._open.addresses.numbered(f"Preamble > {label}"), Role.TEXT, self._preamble, anchors
            )
        else:
            self._open.add(text, self._open.addresses.numbered("text"), Role.TEXT, None, anchors)

    def _open_preamble(self) -> None:
        self._open.flush()
        if self._preamble is None:
            self._preamble = self._open.put("", locator="Preamble", role=Role.PART)

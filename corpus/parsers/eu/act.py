"""Builds the tree of an act of the European Union from a stream of its blocks, whatever format they come from.

A parser reports what it finds (a title, an article, a point at some depth, plain text); `Act` knows what belongs where:
preamble with citations and recitals, titles and chapters, articles, numbered paragraphs, points, annexes, final
provisions. Locators are English in every language: `Article 3(1)(a)`, `recital (12)`, `Annex I, point 2(b)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from corpus.language.normal_form import block, one_line
from corpus.model import Role
from corpus.structure import Addresses, TreeBuilder

_NUMBER = r"(\d{1,4}\s?[a-z]{0,3}|[IVXLC]+[a-z]{0,2}|1er|premier|primo)"
ARTICLE = re.compile(
    rf"(?:Article|Artikel|Articolo|Art[íi]culo|Artigo|Artykuł|Články?|Čl[áa]nok|Art\.)\s+{_NUMBER}\.?", re.IGNORECASE
)
SOLE_ARTICLE = re.compile(r"(?:Sole|Single|Only) Article|Article unique|Einziger Artikel", re.IGNORECASE)
ANNEX = re.compile(
    r"(?:(?P<kind>ANNEX(?:ES)?|Annex|ANNEXE|ANHANG|ALLEGATO|ANEXO|BIJLAGE|ZAŁĄCZNIK|APPENDIX|Appendix|Anhang|Annexe)"
    r"(?:\s+(?P<number>[IVXLC]+\s?[a-zA-Z]{0,2}|\d{1,3}[a-zA-Z]{0,2}|[A-Z]))?)(?:\s*[:.–—-]?\s*)(?P<rest>.*)",
    re.DOTALL,
)
_KINDS = {
    "Part": ("PART", "TEIL", "PARTIE", "PARTE", "DEEL"),
    "Title": ("TITLE", "TITEL", "TITRE", "TITOLO", "TÍTULO"),
    "Chapter": ("CHAPTER", "KAPITEL", "CHAPITRE", "CAPO", "CAPÍTULO", "HOOFDSTUK", "CHAP."),
    "Section": ("SECTION", "ABSCHNITT", "SEZIONE", "SECCIÓN", "AFDELING"),
    "Subsection": ("SUBSECTION", "SUB-SECTION", "UNTERABSCHNITT", "SOUS-SECTION"),
}
_WORDS = {word: kind for kind, words in _KINDS.items() for word in words}
DIVISION = re.compile(
    (
        rf"({'|'.join(map(re.escape, sorted(_WORDS, key=len, reverse=True)))})\s+"
        rf"([IVXLC]+[a-z]{{0,2}}|\d{{1,3}}[a-zA-Z]{{0,2}}|[A-Z])\b[.:]?\s*(.*)"
    ),
    re.IGNORECASE | re.DOTALL,
)
_RANKS = {kind: rank for rank, kind in enumerate(_KINDS, -20)}
_CITATION = re.compile(
    r"(?:Having regard|Acting in accordance|After |gestützt auf|nach |vu |visto|visti)", re.IGNORECASE
)
_DASHES = "—–-•·▪"

PARAGRAPH_LEVEL = 10  # of a numbered paragraph of an article; points are one deeper for each level of lists
ITEM_LEVEL = 11


@dataclass(slots=True)
class _Open:
    level: int
    locator: str
    role: Role
    parent: int | None
    lines: list[str] = field(default_factory=list)
    heading: str = ""
    index: int | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    dashes: int = 0


class Act:
    """Builds the tree of one act; its methods are called in document order, `close` last."""

    def __init__(self, tree: TreeBuilder) -> None:
        self._tree = tree
        self._stack: list[_Open] = []
        self._addresses = Addresses()
        self._anchors: dict[str, str] = {}
        self._preamble: int | None = None
        self._marks: list[str] = []
        self.state = "preamble"  # preamble, body, final, annex
        self.titles: list[str] = []

    # Called by a parser, in document order.

    def title(self, text: str) -> None:
        """Add one line of the act's title."""
        if not (self._stack and self._stack[-1].role is Role.TITLE):
            self._pop(-100)
            self._preamble = None
            self._push(1000, self._addresses.unique("title"), Role.TITLE, None)
        self._stack[-1].lines.append(text)
        self._stack[-1].heading = one_line(" ".join(self._stack[-1].lines))
        self.titles.append(one_line(text))

    def meta(self, text: str, label: str = "publication note") -> None:
        """Add text about the text: publication references, disclaimers, lists of amendments, amendment marks."""
        self._flush()
        holder = next(
            (o for o in reversed(self._stack) if o.level <= 0 and o.index is not None and o.role is not Role.TITLE),
            None,
        )
        prefix = f"{holder.locator} > " if holder else ""
        parent = holder.index if holder else self._preamble if self.state == "preamble" else None
        self._put(text, locator=self._addresses.unique(prefix + label), role=Role.META, parent=parent)

    def mark(self, text: str) -> None:
        """Keep an amendment mark (▼M4), which precedes what it amends; it becomes META beside the next provision."""
        self._marks.append(text)

    def division(self, kind: str, number: str, heading: str = "", printed: str = "") -> None:
        """Begin a part, title, chapter or section; `kind` may be in any language."""
        kind = _WORDS.get(kind.upper(), kind.title())
        rank = _RANKS.get(kind, -1)
        if self.state == "annex":
            self._pop(2 + rank + 20)
            level, holder = 2 + rank + 20, self._top()
        else:
            self.state = "body"
            self._pop(rank)
            level, holder = rank, self._top()
        place = self._place(holder)
        self._push(
            level,
            self._addresses.unique(f"{place}, {kind} {number}" if place else f"{kind} {number}"),
            Role.PART,
            printed or f"{kind} {number}",
        )
        if heading:
            self.subheading(heading)

    def article(self, number: str, printed: str) -> None:
        """Begin an article."""
        if self.state != "annex":
            self.state = "body"
        self._pop(0 if self.state != "annex" else 9)
        holder = self._top()
        prefix = f"{holder.locator}, " if self.state == "annex" and holder else ""
        self._push(
            9 if prefix else 0, self._addresses.unique(f"{prefix}Article {number}".strip()), Role.SECTION, printed
        )

    def annex(self, number: str, printed: str, heading: str = "") -> None:
        """Begin an annex; `number` is "" for the only one."""
        self.state = "annex"
        self._pop(-100)
        self._push(0, self._addresses.unique(f"Annex {number}".strip()), Role.ANNEX, printed)
        self._stack[-1].heading = heading

    def subheading(self, text: str) -> None:
        """Add the caption of the division, article or annex that just began."""
        top = self._top()
        if top is None or top.index is not None:
            self.heading(text)
            return
        top.lines.append(text)
        top.heading = one_line(f"{top.heading} {text}")

    def heading(self, text: str, rank: int = 9) -> None:
        """Add a heading without a number, within an annex or an article; `rank` is 1 (outermost) to 9."""
        top = self._top()
        if top is None:
            self.text(text)
            return
        if self.state != "annex" or top.level > 9:
            self._pop(PARAGRAPH_LEVEL)
            holder = self._top()
            self._flush()
            self._put(
                text,
                locator=self._addresses.unique(f"{holder.locator if holder else 'Preamble'} > {one_line(text)[:80]}"),
                role=Role.HEADING,
                parent=holder.index if holder else None,
                heading=text,
            )
            return
        self._pop(rank)
        holder = self._top()
        prefix = f"{holder.locator} > " if holder else ""
        self._push(rank, self._addresses.unique(prefix + one_line(text)[:80]), Role.HEADING, text)
        self._stack[-1].heading = one_line(text)

    def recital(self, label: str, text: str = "", *, printed: bool = True) -> None:
        """Begin a recital with the label "(12)"; its text may follow through `text`.

        `printed` is False if the text has no numbers and the label was counted.
        """
        self._pop(-99)
        self._open_preamble()
        number = label.strip("()[]. ")
        self._push(
            ITEM_LEVEL, self._addresses.unique(f"recital ({number})"), Role.RECITAL, label, parent=self._preamble
        )
        if text:
            self._stack[-1].lines[0] = f"{label} {text}" if printed else text

    def item(self, label: str, depth: int, *, paragraph: bool = False) -> None:
        """Begin a numbered paragraph of an article, or a point at a depth of lists counted from 0.

        Its text follows by `text`.
        """
        level = PARAGRAPH_LEVEL if paragraph else ITEM_LEVEL + depth
        self._pop(level)
        holder = self._top()
        label = one_line(label)
        if holder is None and self.state == "preamble":
            self.recital(label)
            return
        self._push(level, self._addresses.unique(self._address(holder, label)), Role.PARAGRAPH, label)

    def text(self, text: str, depth: int = 0, anchors: tuple[str, ...] = ()) -> None:
        """Add plain text at a depth of lists: it belongs to the innermost open provision outside that depth."""
        text = block(text)
        if not text:
            return
        self._pop(ITEM_LEVEL + depth)
        holder = self._top()
        if holder is None or holder.role is Role.TITLE:
            self._outside(text, anchors)
        elif (
            holder.index is None
            and holder.level >= PARAGRAPH_LEVEL - 10
            and holder.role not in (Role.ANNEX, Role.HEADING, Role.PART)
        ):
            bare_label = holder.level >= PARAGRAPH_LEVEL and len(holder.lines) == 1 and len(holder.lines[0]) < 12
            if bare_label:
                holder.lines[0] += f" {text}"
            else:
                holder.lines.append(text)
            holder.anchors += anchors
        elif holder.role in (Role.ANNEX, Role.HEADING, Role.PART):
            self._flush()
            first = f"{holder.locator} > introductory text"
            locator = first if first not in self._addresses else f"{holder.locator} > text"
            self._add(text, self._addresses.unique(locator), Role.TEXT, holder.index, anchors)
        else:
            self._flush()
            self._place_marks()
            self._add(text, holder.locator, Role.CONTINUATION, holder.index, anchors)

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
        self._pop(ITEM_LEVEL + depth)
        self._flush()
        holder = self._top()
        place = self._place(holder)
        prefix = f"{place} > " if place else ""
        text = "\n".join(cell for cell in map(one_line, cells if printed is None else printed) if cell)
        if number == 0:
            role, label = Role.HEADING, f"table {table} headings"
        else:
            role, label = Role.ROW, f"table {table}, row {number}"
        titles = headings + [""] * (len(cells) - len(headings))
        pairs = tuple((one_line(title), one_line(cell)) for title, cell in zip(titles, cells, strict=False))
        self._put(
            text,
            locator=self._addresses.unique(prefix + label),
            role=role,
            parent=holder.index if holder else None,
            cells=pairs if role is Role.ROW else (),
        )

    def note(self, number: str, text: str, anchor: str = "") -> None:
        """Add a footnote; one with an anchor is addressed by the provision that cites it, and placed at the end."""
        if anchor:
            self._flush()
            cited = self._anchors.get(anchor, "")
            prefix = f"{cited} > " if cited else ""
            self._pop(-100 if self.state == "final" else 1)
            self._flush()
            holder = self._top()
            parent = holder.index if holder else self._preamble if self.state == "preamble" else None
            self._put(text, locator=self._addresses.unique(f"{prefix}footnote {number}"), role=Role.NOTE, parent=parent)
            return
        top = self._top()
        if top is None:
            self._put(text, locator=self._addresses.unique(f"footnote {number}"), role=Role.NOTE)
            return
        top.notes.append((number, text))

    def final(self, text: str, anchors: tuple[str, ...] = ()) -> None:
        """Add text after the last article: binding force, place and date, signatures."""
        self._pop(-100)
        self._place_marks()
        self.state = "final"
        self._add(text, self._addresses.unique("final provisions"), Role.TEXT, None, anchors)

    def close(self) -> None:
        """End the act, adding everything that is still open."""
        self._pop(-1000)
        self._place_marks()

    # Laying out the tree.

    def _outside(self, text: str, anchors: tuple[str, ...]) -> None:
        self._pop(-100)
        self._flush()
        if self.state == "final":
            self._add(text, self._addresses.unique("final provisions"), Role.TEXT, None, anchors)
        elif self.state == "preamble":
            self._open_preamble()
            label = "citation" if _CITATION.match(text) else "text"
            self._add(text, self._addresses.numbered(f"Preamble > {label}"), Role.TEXT, self._preamble, anchors)
        else:
            self._add(text, self._addresses.numbered("text"), Role.TEXT, None, anchors)

    def _open_preamble(self) -> None:
        self._flush()
        if self._preamble is None:
            self._preamble = self._put("", locator=self._addresses.unique("Preamble"), role=Role.PART)

    def _address(self, holder: _Open | None, label: str) -> str:
        """Return the locator of a labelled unit below `holder`."""
        if label and label[0] in _DASHES:
            if holder is None:
                return self._addresses.numbered("indent")
            holder.dashes += 1
            return f"{holder.locator}, indent {holder.dashes}"
        bare = label.strip("()[]. ")
        if holder is None:
            return f"point {bare}"
        if holder.role in (Role.ANNEX, Role.HEADING, Role.PART):
            point = bare if bare[:1].isdigit() else f"({bare})"
            short = f"{self._place(holder)}, point {point}"
            # Numbering that starts again under a heading needs the heading in its address.
            return short if short not in self._addresses else f"{holder.locator}, point {point}"
        above = re.search(r", point ([\d.]+)$", holder.locator)
        if above and bare.startswith(above[1].rstrip(".") + "."):  # 1.1 below 1
            return f"{holder.locator[: above.start()]}, point {bare}"
        return f"{holder.locator}({bare})"

    def _place(self, holder: _Open | None) -> str:
        """Return the locator of the innermost open unit with a number; headings without one do not enter addresses."""
        return next((o.locator for o in reversed(self._stack) if o.role is not Role.HEADING), "") if holder else ""

    def _top(self) -> _Open | None:
        return self._stack[-1] if self._stack else None

    def _push(self, level: int, locator: str, role: Role, printed: str | None, parent: int | None = None) -> None:
        self._flush()
        holder = self._top()
        self._place_marks()
        if parent is None and holder is not None:
            parent = holder.index
        self._stack.append(_Open(level, locator, role, parent, [printed] if printed else []))

    def _put(self, text: str, *, parent: int | None = None, **fields: Any) -> int:
        """Add a provision; at the root, if a damaged file has closed what should hold it."""
        try:
            return self._tree.add(text, parent=parent, **fields)
        except ValueError:
            return self._tree.add(text, **fields)

    def _place_marks(self) -> None:
        holder = self._top()
        prefix = f"{holder.locator} > " if holder else ""
        for text in self._marks:
            self._put(
                text,
                locator=self._addresses.unique(f"{prefix}amendment mark"),
                role=Role.META,
                parent=holder.index if holder else None,
            )
        self._marks.clear()

    def _pop(self, level: int) -> None:
        """Close everything at this level and deeper."""
        while self._stack and self._stack[-1].level >= level:
            self._flush()
            closed = self._stack.pop()
            for number, text in closed.notes:
                self._put(
                    text,
                    locator=self._addresses.unique(f"{closed.locator} > footnote {number}"),
                    role=Role.NOTE,
                    parent=closed.index,
                )

    def _flush(self) -> None:
        """Add what is open but not in the tree yet; only the innermost unit can be."""
        top = self._top()
        if top is not None and top.index is None:
            top.index = self._add(
                "\n".join(top.lines), top.locator, top.role, top.parent, tuple(top.anchors), top.heading
            )

    def _add(
        self, text: str, locator: str, role: Role, parent: int | None, anchors: tuple[str, ...] = (), heading: str = ""
    ) -> int:
        for anchor in anchors:
            self._anchors.setdefault(anchor, locator)
        reserved = (
            role is not Role.TITLE
            and len(text) < 60
            and re.search(r"\((?:repealed|deleted)\)|^▼?—————$|(?:^|\n)deleted$", text.lower()) is not None
        )
        return self._put(text, locator=locator, role=role, parent=parent, heading=heading, reserved=reserved)

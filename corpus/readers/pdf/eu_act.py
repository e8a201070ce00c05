"""An act of the European Union on paper, from the Official Journal or consolidated.

Title, citations, recitals, articles, numbered paragraphs, points, annexes with their tables and goods lists. What an
amending act inserts or replaces ("the following Article is inserted: ‘Article 3ea …’") is addressed as a part of the
act that it amends, because that is how it is cited from then on: `Article 3ea(1)`.
"""

from __future__ import annotations

import re

from corpus.model import Role
from corpus.readers.pdf.eu_words import (
    ADOPTED,
    AMENDED_ANNEX,
    ANNEX,
    ARTICLE,
    DASH,
    DIVISION,
    DOTTED,
    END,
    FOOTNOTE,
    GOODS,
    MARK,
    NOTE,
    PARAGRAPH,
    POINT,
    RULE,
    STYLES,
    TARGET,
)
from corpus.readers.pdf.pages import Line
from corpus.readers.pdf.tables import Table, tables
from corpus.readers.pdf.units import NEAR, Unit, Units, gaps
from corpus.text import one_line


def is_eu_act(lines: list[Line]) -> bool:
    """Whether the first pages carry an EU act's own formula, and articles follow."""
    head = "\n".join(line.text for line in lines[:160])
    formula = re.search(r"THE (?:COUNCIL|EUROPEAN PARLIAMENT|EUROPEAN COMMISSION)\b|Official Journal|HAS ADOPTED THIS", head)
    named = re.search(r"\b(?:REGULATION|DIRECTIVE|DECISION)\b", head)
    return bool(formula and named and any(ARTICLE.fullmatch(one_line(line.text)) for line in lines))


class EuAct:
    """Lays the lines of an EU act out in a tree."""

    def __init__(self, units: Units, lines: list[Line]) -> None:
        self.units = units
        self.lines = lines
        self.state = "title"  # title, preamble, body, annex, final
        self.before: Line | None = None
        self.quoted_from: int | None = None  # depth of the point whose quotation is open
        self.after_mark = False
        self.title = ""
        self.middle = 0.0  # of the last heading: its caption is centred below it
        self.mark = ""

    def read(self) -> None:
        """Every line to its place."""
        table_at = tables(self.lines, skip=lambda line: self._starts(line))
        skip_until = 0
        for n, (line, apart) in enumerate(gaps(self.lines)):
            if n < skip_until:
                continue
            table = table_at.get(n)
            if table is not None and (self.state == "annex" or self.state == "title"):
                self._table(table)
                skip_until = table.end
                continue
            apart = (apart or self.after_mark) and not self._runs_on(line)
            self.after_mark = MARK.fullmatch(line.text.strip()) is not None
            for begins in (self._mark, self._footnote, self._heading, self._closing, self._label):
                if begins(line, apart):
                    break
            else:
                self._text(line, apart)
            if not self.after_mark:
                self.before = line
        self.units.close(0)

    def _starts(self, line: Line) -> bool:
        return any(p.match(line.text) for p in (PARAGRAPH, POINT, DASH, NOTE)) or any(
            p.fullmatch(line.text) for p in (ARTICLE, ANNEX, GOODS, MARK, DIVISION)
        )

    def _runs_on(self, line: Line) -> bool:
        """Whether a line at the head of a page goes on with a sentence of the page before."""
        before, top = self.before, self.units.top
        if before is None or before.page == line.page or top is None or MARK.fullmatch(before.text):
            return False
        return line.text[:1].islower() or (
            not re.search(r"[.;:,’'\"”]\s*$|\b(?:and|or)$", before.text) and not self._starts(line)
        )

    def _mark(self, line: Line, apart: bool) -> bool:
        """An amendment mark of a consolidated text ("▼M13"): kept, apart from the text."""
        if not MARK.fullmatch(line.text.strip()):
            return False
        repeated = line.text == self.mark and self.before is not None and self.before.page != line.page
        self.mark = line.text
        if repeated:
            return True  # at the head of a page it says again what the page goes on with
        self.units.flush()
        holder = self.units.top
        prefix = f"{holder.locator} > " if holder else ""
        self.units.open(Unit(f"{prefix}amendment mark", Role.META, line.x0, line.page), line.text)
        self.units.close(len(self.units.stack) - 1)
        return True

    def _footnote(self, line: Line, apart: bool) -> bool:
        """A footnote, from its mark at the foot of the page or of a quotation."""
        match = FOOTNOTE.match(line.text)
        top = self.units.top
        if RULE.fullmatch(line.text.strip()) and len(line.text) > 8:
            self.units.extend(line, new_block=True)
            return True
        if match is None or not (
            (match["label"].startswith("*") and apart)
            or (match["label"].startswith("*") and top is not None and top.role is Role.NOTE)
            or line.footnote
        ):
            return False
        if top is not None and top.role is Role.NOTE:
            self.units.close(len(self.units.stack) - 1)
        self.units.flush()
        holder = self.units.top
        prefix = f"{holder.locator} > " if holder else ""
        self.units.open(Unit(f"{prefix}footnote {match['label']}", Role.NOTE, line.x0, line.page), line.text)
        return True

    def _heading(self, line: Line, apart: bool) -> bool:
        """An article, an annex, a division, the enacting formula."""
        text = one_line(line.text)
        article, annex, division = ARTICLE.fullmatch(text), ANNEX.fullmatch(text), DIVISION.fullmatch(text)
        quoted = text[:1] in "‘“'\""
        if ADOPTED.match(text):
            self.state = "body"
            self.units.close(0)
            self.units.open(Unit("enacting formula", Role.TEXT, line.x0, line.page), line.text)
        elif article and apart:
            self.state = "body" if self.state != "annex" else "annex"
            inside = self.quoted_from if self._in_quotation(line, quoted) else None
            self.units.close(inside if inside is not None else 0 if self.state == "body" else self._annex_depth())
            self.units.open(
                Unit(f"Article {article['number']}", Role.SECTION, line.x0, line.page, heading=text.lstrip("‘“'\"")), line.text
            )
        elif annex and apart and (self.state in ("body", "final", "annex") or quoted):
            inside = (self._in_quotation(line, quoted) and quoted) or (
                self.state == "annex" and self.quoted_from == 1 and not quoted and self._deeper(annex["number"])
            )
            self.state = "annex"
            self.units.close(1 if inside else 0)
            self.quoted_from = 1 if inside else None
            self.units.open(
                Unit(f"Annex {annex['number'] or ''}".strip(), Role.ANNEX, line.x0, line.page, heading=text.lstrip("‘“'\"")),
                line.text,
            )
        elif division and apart and self.state in ("annex", "body"):
            depth = self._annex_depth() if self.state == "annex" else 0
            amended = AMENDED_ANNEX.search(one_line(" ".join(unit.text for unit in self.units.stack[:3]))) if quoted else None
            self.units.close(depth)
            holder = self.units.top
            prefix = f"{amended['annex']}, " if amended else f"{holder.locator}, " if holder else ""
            self.units.open(
                Unit(f"{prefix}{division['kind'].title()} {division['number']}", Role.PART, line.x0, line.page, heading=text),
                line.text,
            )
        else:
            return False
        self.middle = (line.x0 + line.x1) / 2
        return True

    def _deeper(self, number: str | None) -> bool:
        """Whether an annex follows the quoted one before it in number, not the act's own annex."""
        outer = self.units.stack[0].locator if self.units.stack else ""
        return bool(number) and _roman(number or "") != _roman(outer.removeprefix("Annex ")) + 1

    def _annex_depth(self) -> int:
        return next((n + 1 for n in range(len(self.units.stack) - 1, -1, -1) if self.units.stack[n].role is Role.ANNEX), 0)

    def _in_quotation(self, line: Line, quoted: bool) -> bool:
        """Whether a heading belongs to a quotation: it opens one below a point or an annex, or one is open."""
        if quoted and self.units.stack:
            depth = 1 if self.state == "annex" else self._point_depth()
            self.quoted_from = depth
            return depth > 0
        if self.quoted_from is not None and self.quoted_from <= len(self.units.stack):
            closing = (
                self.before is not None and re.search(r"[’'\"”]\s*[;.,]?\s*(?:and)?$", self.before.text) and self.state == "body"
            )
            if not closing:
                return True
            self.quoted_from = None
        return False

    def _point_depth(self) -> int:
        """Depth after the amending point that is open: `(11) the following Article is inserted:`."""
        return next(
            (n + 1 for n, unit in enumerate(self.units.stack) if unit.style == "number-paren" or unit.style == "number-dot"), 1
        )

    def _closing(self, line: Line, apart: bool) -> bool:
        """The words behind the last article."""
        if (
            self.state != "body"
            or not apart
            or not END.match(line.text)
            or (self.quoted_from is not None and not END.match(line.text))
        ):
            return False
        self.state = "final"
        self.units.close(0)
        self.units.open(Unit("final provisions", Role.TEXT, line.x0, line.page), line.text)
        return True

    def _label(self, line: Line, apart: bool) -> bool:
        """A recital, a paragraph, a point, an item, a goods entry, a note."""
        if self.state in ("title", "final"):
            return False
        if self.state == "annex":
            if self._goods(line) or self._note(line):
                return True
        elif self.state == "preamble":
            point = POINT.fullmatch(line.text)
            if point is None or not point["label"].isdigit() or not apart:
                return False
            self.units.close(1)
            self.units.open(Unit(f"recital ({point['label']})", Role.RECITAL, line.x0, line.page), line.text)
            return True
        if not apart:
            return False
        return self._numbered(line)

    def _numbered(self, line: Line) -> bool:
        text = line.text
        paragraph, point, dotted, dash = (
            PARAGRAPH.fullmatch(text),
            POINT.fullmatch(text),
            DOTTED.fullmatch(text),
            DASH.fullmatch(text),
        )
        quoted = text[:1] in "‘“'\""
        if quoted and (paragraph or point) and self.state == "body":
            return self._quoted_part(line, paragraph["label"] if paragraph else point["label"], dot=paragraph is not None)  # type: ignore[index]
        match = point or paragraph or dotted
        if match is None:
            return self._indent(line) if dash else False
        label = match["label"]
        if point:
            style = "paren-number" if label[0].isdigit() else "paren-letter"
        else:
            style = "number-dot" if label[0].isdigit() else "letter-dot"
        floor = max(
            (n + 1 for n, unit in enumerate(self.units.stack) if unit.role in (Role.SECTION, Role.ANNEX, Role.ENTRY, Role.PART)),
            default=0,
        )
        if self.quoted_from is not None and self._back_outside(line, style, label):
            floor = self._point_depth() - 1
            floor = max(floor, 1)
            self.quoted_from = None
        placed = self.units.place(style, label, line.x0, line.page, floor, styles=STYLES)
        if placed is None:
            return False
        depth, found, value = placed
        self.units.close(depth)
        holder = self.units.top
        self.units.open(
            Unit(self._address(holder, label, point is not None), self._role(holder), line.x0, line.page, found, value), line.text
        )
        return True

    def _back_outside(self, line: Line, style: str, label: str) -> bool:
        """Whether a label goes on with the amending act's own points behind a quotation."""
        for unit in self.units.stack[: self.quoted_from]:
            if (
                unit.style == "number-paren"
                and style == "paren-number"
                and label.isdigit()
                and int(label) == unit.value + 1
                and line.x0 <= unit.x + NEAR
            ):
                return True
        return False

    def _quoted_part(self, line: Line, label: str, *, dot: bool) -> bool:
        """`‘4. …` or `‘(e) …` below "in Article 3h, the following paragraphs are added": a part of the amended act."""
        depth = self._point_depth()
        lead = one_line(self.units.stack[depth - 1].text) if self.units.stack else ""
        target = TARGET.search(lead)
        self.units.close(depth)
        holder = self.units.top
        base = (
            one_line(f"{target['article']}{target['steps']}").replace(" (", "(") if target else holder.locator if holder else ""
        )
        base = base.removesuffix(f"({label})")  # "in Article 5c(1), the introductory wording is replaced: ‘1. …"
        self.quoted_from = depth
        style = "number-dot" if dot else "number-paren" if label.isdigit() else "letter"
        if holder is not None:
            holder.amends = base
        unit = Unit(f"{base}({label})", Role.PARAGRAPH, line.x0, line.page, style, _ordinal(style, label))
        self.units.open(unit, line.text)
        return True

    def _indent(self, line: Line) -> bool:
        while (self.units.stack and self.units.stack[-1].style == "dash") or (
            self.units.top and self.units.top.style and self.units.top.x > line.x0 + NEAR
        ):
            self.units.close(len(self.units.stack) - 1)
        holder = self.units.top
        if holder is None:
            return False
        number = 1 + max((value for style, value, _ in holder.lists if style == "dash"), default=0)
        self.units.open(Unit(f"{holder.locator}, indent {number}", Role.PARAGRAPH, line.x0, line.page, "dash", number), line.text)
        return True

    def _goods(self, line: Line) -> bool:
        """An entry of a goods list in an annex: `X.A.VIII.001`, `8A992`."""
        match = GOODS.fullmatch(line.text)
        if match is None:
            return False
        self.units.close(self._floor_of_goods())
        holder = self.units.top
        prefix = f"{holder.locator} > " if holder else ""
        self.units.open(Unit(f"{prefix}{re.sub(r' ', '', match['code'])}", Role.ENTRY, line.x0, line.page), line.text)
        return True

    def _floor_of_goods(self) -> int:
        return next(
            (n + 1 for n in range(len(self.units.stack) - 1, -1, -1) if self.units.stack[n].role in (Role.PART, Role.ANNEX)), 0
        )

    def _note(self, line: Line) -> bool:
        match = NOTE.fullmatch(line.text)
        if match is None or not re.match(r"(?:Technical )?Notes?(?: \d+)?\s*:|N\.B|(?:Technical )?Notes?(?: \d+)?$", line.text):
            return False
        while (
            len(self.units.stack) > self._floor_of_goods()
            and self.units.stack[-1].x > line.x0 - NEAR
            and self.units.stack[-1].role is not Role.ENTRY
        ):
            self.units.close(len(self.units.stack) - 1)
        holder = self.units.top
        prefix = f"{holder.locator} > " if holder else ""
        self.units.open(Unit(f"{prefix}{match['name']}", Role.NOTE, line.x0, line.page), line.text)
        return True

    def _address(self, holder: Unit | None, label: str, paren: bool) -> str:
        """The locator of a labelled unit below `holder`."""
        if holder is None:
            return f"point ({label})" if paren else f"point {label}"
        if any(unit.role is Role.ENTRY for unit in self.units.stack):
            return f"{holder.locator} > {label}" if holder.role is Role.NOTE else f"{holder.locator}.{label}"
        if holder.amends:
            return f"{holder.amends}({label})"
        if holder.role in (Role.ANNEX, Role.PART, Role.HEADING, Role.TEXT):
            return f"{holder.locator}, point {label if not paren else f'({label})'}"
        return f"{holder.locator}({label})"

    def _role(self, holder: Unit | None) -> Role:
        return (
            Role.ITEM
            if any(u.role is Role.ENTRY for u in self.units.stack) and not any(u.role is Role.NOTE for u in self.units.stack)
            else Role.PARAGRAPH
        )

    def _text(self, line: Line, apart: bool) -> None:
        """A line that begins nothing of its own."""
        top = self.units.top
        if self.state == "title":
            self._title(line, apart)
            return
        if self.state == "preamble" and apart:
            self.units.close(1)
            label = "citation" if line.text.startswith(("Having regard", "Acting in", "After ")) else "text"
            self.units.open(Unit(f"Preamble > {label}", Role.TEXT, line.x0, line.page), line.text)
            return
        if apart and top is not None:
            if top.role is Role.NOTE:
                self.units.close(len(self.units.stack) - 1)
            while (
                self.units.top is not None
                and self.units.top.style in ("letter", "roman", "dash", "number-paren", "letter-dot")
                and self.units.top.x > line.x0 - 2
            ):
                if self.quoted_from is not None and len(self.units.stack) <= self.quoted_from:
                    break
                self.units.close(len(self.units.stack) - 1)
            top = self.units.top
            centred = abs((line.x0 + line.x1) / 2 - self.middle) < 12
            if (
                top is not None
                and top.index is None
                and top.role in (Role.ANNEX, Role.PART, Role.SECTION)
                and centred
                and line.text[-1:] not in ".;:,"
            ):
                top.heading = one_line(f"{top.heading} {line.text}")
        if apart and self.state == "annex" and top is not None and self._begins_block(top, line):
            self._block(line)
            return
        self.units.extend(line, new_block=apart)

    def _begins_block(self, top: Unit, line: Line) -> bool:
        """Whether a line without a label, in an annex, is a unit of its own: a name in a list of names, a paragraph."""
        if top.role is Role.TEXT and top.style == "block":
            return True
        if top.role not in (Role.ANNEX, Role.PART):
            return False
        return top.index is not None or not (abs((line.x0 + line.x1) / 2 - self.middle) < 12)

    def _block(self, line: Line) -> None:
        if self.units.top is not None and self.units.top.style == "block":
            self.units.close(len(self.units.stack) - 1)
        self.units.flush()
        holder = self.units.top
        assert holder is not None
        number = 1 + max((value for style, value, _ in holder.lists if style == "block"), default=0)
        self.units.open(Unit(f"{holder.locator} > block {number}", Role.TEXT, line.x0, line.page, "block", number), line.text)

    def _title(self, line: Line, apart: bool) -> None:
        if re.match(r"THE (?:COUNCIL|EUROPEAN|COMMISSION)", line.text):
            self.state = "preamble"
            self.units.close(0)
            self.units.open(Unit("Preamble", Role.PART, line.x0, line.page), line.text)
            return
        named = re.match(r"(?:►B\s*)?(?:[A-Z]+ )*(?:REGULATION|DIRECTIVE|DECISION)\b", line.text)
        top = self.units.top
        if named and "\n" not in line.text and not line.text.rstrip().endswith("S"):
            self.units.close(0)
            self.units.open(Unit("title", Role.TITLE, line.x0, line.page), line.text)
        elif top is None or (apart and top.role is Role.TITLE and len(top.text) > 60 and line.text[:1] in "(A►▼"):
            self.units.close(0)
            self.units.open(Unit("publication note", Role.META, line.x0, line.page), line.text)
        else:
            self.units.extend(line, new_block=top.role is not Role.TITLE)
        top = self.units.top
        if top is not None and top.role is Role.TITLE and top.locator == "title":
            self.title = one_line(top.text)

    def _table(self, table: Table) -> None:
        while self.units.top is not None and (
            self.units.top.style == "block"
            or (self.units.top.role in (Role.NOTE, Role.PARAGRAPH) and self.units.top.x > table.x - NEAR)
        ):
            self.units.close(len(self.units.stack) - 1)
        self.units.flush()
        holder = self.units.top
        table.add_to(self.units, f"{holder.locator} > " if holder is not None else "")


def _ordinal(style: str, label: str) -> int:
    from corpus.readers.pdf.units import value_of

    return value_of(style, label) or value_of("roman", label)


def _roman(number: str) -> int:
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    digits = [values.get(c, 0) for c in number]
    return sum(-v if n + 1 < len(digits) and digits[n + 1] > v else v for n, v in enumerate(digits))

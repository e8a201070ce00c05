"""An act of the European Union on paper, from the Official Journal or consolidated.

It has title, citations, recitals, articles, numbered paragraphs, points, and annexes with tables and goods lists. What
an amending act inserts or replaces ("the following Article is inserted: ‘Article 3ea …’") is addressed as a part of the
act that it amends, because that is how it is cited from then on: `Article 3ea(1)`.
"""

from __future__ import annotations

import re

from corpus.language.normal_form import one_line
from corpus.model import Role
from corpus.parsers.pdf.eu_annex import Annexes
from corpus.parsers.pdf.eu_points import Points
from corpus.parsers.pdf.eu_words import (
    ADOPTED,
    AMENDED_ANNEX,
    ANNEX,
    ARTICLE,
    DASH,
    DIVISION,
    END,
    FOOTNOTE,
    GOODS,
    MARK,
    NOTE,
    PARAGRAPH,
    POINT,
    RULE,
)  # fmt: skip
from corpus.parsers.pdf.lines import Line
from corpus.parsers.pdf.tables import tables
from corpus.parsers.pdf.units import Unit, Units, gaps

_CENTRED = 12.0  # points: a line whose middle is this near to that of the heading above is its caption


def is_eu_act(lines: list[Line]) -> bool:
    """Return whether the first pages have an EU act's own formula, and articles follow."""
    head = "\n".join(line.text for line in lines[:160])
    formula = re.search(
        r"THE (?:COUNCIL|EUROPEAN PARLIAMENT|EUROPEAN COMMISSION)\b|Official Journal|HAS ADOPTED THIS", head
    )
    named = re.search(r"\b(?:REGULATION|DIRECTIVE|DECISION)\b", head)
    return bool(formula and named and any(ARTICLE.fullmatch(one_line(line.text)) for line in lines))


class EuAct:
    """Builds the tree of an EU act from its lines."""

    def __init__(self, units: Units, lines: list[Line]) -> None:
        self.units = units
        self.lines = lines
        self.state = "title"  # title, preamble, body, annex, final
        self.before: Line | None = None
        self.points, self.annexes = Points(units), Annexes(units)
        self.after_mark = False
        self.title = ""
        self.middle = 0.0  # of the last heading: its caption is centred below it
        self.mark = ""

    def read(self) -> None:
        """Add every line in its place."""
        table_at = tables(self.lines, skip=lambda line: self._starts(line))
        skip_until = 0
        for n, (line, apart) in enumerate(gaps(self.lines)):
            if n < skip_until:
                continue
            table = table_at.get(n)
            if table is not None and (self.state == "annex" or self.state == "title"):
                self.annexes.table(table)
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
        """Return whether a line at the head of a page continues a sentence of the page before."""
        before, top = self.before, self.units.top
        if before is None or before.page == line.page or top is None or MARK.fullmatch(before.text):
            return False
        return line.text[:1].islower() or (
            not re.search(r"[.;:,’'\"”]\s*$|\b(?:and|or)$", before.text) and not self._starts(line)
        )

    def _mark(self, line: Line, apart: bool) -> bool:
        """Add an amendment mark of a consolidated text ("▼M13"), apart from the text; return whether it is one."""
        if not MARK.fullmatch(line.text.strip()):
            return False
        repeated = line.text == self.mark and self.before is not None and self.before.page != line.page
        self.mark = line.text
        if repeated:
            return True  # repeated at the head of a page, whose text it continues
        self.units.flush()
        holder = self.units.top
        prefix = f"{holder.locator} > " if holder else ""
        self.units.open(Unit(f"{prefix}amendment mark", Role.META, line.x0, line.page), line.text)
        self.units.close(len(self.units.stack) - 1)
        return True

    def _footnote(self, line: Line, apart: bool) -> bool:
        """Begin a footnote at its mark at the foot of the page or of a quotation; return whether it is one."""
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
        """Begin an article, an annex, a division or the enacting formula; return whether one began."""
        text = one_line(line.text)
        article, annex, division = ARTICLE.fullmatch(text), ANNEX.fullmatch(text), DIVISION.fullmatch(text)
        quoted = text[:1] in "‘“'\""
        if ADOPTED.match(text):
            self.state = "body"
            self.units.close(0)
            self.units.open(Unit("enacting formula", Role.TEXT, line.x0, line.page), line.text)
        elif article and apart:
            self.state = "body" if self.state != "annex" else "annex"
            inside = self.points.quoted_from if self._in_quotation(line, quoted) else None
            self.units.close(inside if inside is not None else 0 if self.state == "body" else self.annexes.depth)
            self.units.open(
                Unit(f"Article {article['number']}", Role.SECTION, line.x0, line.page, heading=text.lstrip("‘“'\"")),
                line.text,
            )
        elif annex and apart and (self.state in ("body", "final", "annex") or quoted):
            inside = (self._in_quotation(line, quoted) and quoted) or (
                self.state == "annex" and self.points.quoted_from == 1 and not quoted and self._deeper(annex["number"])
            )
            self.state = "annex"
            self.units.close(1 if inside else 0)
            self.points.quoted_from = 1 if inside else None
            self.units.open(
                Unit(
                    f"Annex {annex['number'] or ''}".strip(),
                    Role.ANNEX,
                    line.x0,
                    line.page,
                    heading=text.lstrip("‘“'\""),
                ),
                line.text,
            )
        elif division and apart and self.state in ("annex", "body"):
            depth = self.annexes.depth if self.state == "annex" else 0
            amended = (
                AMENDED_ANNEX.search(one_line(" ".join(unit.text for unit in self.units.stack[:3]))) if quoted else None
            )
            self.units.close(depth)
            holder = self.units.top
            prefix = f"{amended['annex']}, " if amended else f"{holder.locator}, " if holder else ""
            self.units.open(
                Unit(
                    f"{prefix}{division['kind'].title()} {division['number']}",
                    Role.PART,
                    line.x0,
                    line.page,
                    heading=text,
                ),
                line.text,
            )
        else:
            return False
        self.middle = (line.x0 + line.x1) / 2
        return True

    def _deeper(self, number: str | None) -> bool:
        """Return whether an annex follows the quoted one before it, and is not the act's own next annex."""
        outer = self.units.stack[0].locator if self.units.stack else ""
        return bool(number) and _roman(number or "") != _roman(outer.removeprefix("Annex ")) + 1

    def _in_quotation(self, line: Line, quoted: bool) -> bool:
        """Return whether a heading belongs to a quotation: it opens one below a point or an annex, or one is open."""
        if quoted and self.units.stack:
            depth = 1 if self.state == "annex" else self.points.point_depth()
            self.points.quoted_from = depth
            return depth > 0
        if self.points.quoted_from is not None and self.points.quoted_from <= len(self.units.stack):
            closing = (
                self.before is not None
                and re.search(r"[’'\"”]\s*+[;.,]?\s*+(?:and)?$", self.before.text)
                and self.state == "body"
            )
            if not closing:
                return True
            self.points.quoted_from = None
        return False

    def _closing(self, line: Line, apart: bool) -> bool:
        """Begin the words after the last article; return whether they began."""
        if self.state != "body" or not apart or not END.match(line.text):
            return False
        self.state = "final"
        self.units.close(0)
        self.units.open(Unit("final provisions", Role.TEXT, line.x0, line.page), line.text)
        return True

    def _label(self, line: Line, apart: bool) -> bool:
        """Begin a recital, a paragraph, a point, an item, a goods entry or a note; return whether one began."""
        if self.state in ("title", "final"):
            return False
        if self.state == "annex":
            if self.annexes.goods(line) or self.annexes.note(line):
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
        return self.points.begin(line, in_body=self.state == "body")

    def _text(self, line: Line, apart: bool) -> None:
        """Add a line that begins nothing of its own."""
        top = self.units.top
        centred = abs((line.x0 + line.x1) / 2 - self.middle) < _CENTRED
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
                if self.points.quoted_from is not None and len(self.units.stack) <= self.points.quoted_from:
                    break
                self.units.close(len(self.units.stack) - 1)
            top = self.units.top
            if (
                top is not None
                and top.index is None
                and top.role in (Role.ANNEX, Role.PART, Role.SECTION)
                and centred
                and line.text[-1:] not in ".;:,"
            ):
                top.heading = one_line(f"{top.heading} {line.text}")
        if apart and self.state == "annex" and top is not None and self.annexes.begins_block(top, centred=centred):
            self.annexes.block(line)
            return
        self.units.extend(line, new_block=apart)

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


def _roman(number: str) -> int:
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    digits = [values.get(c, 0) for c in number]
    return sum(-v if n + 1 < len(digits) and digits[n + 1] > v else v for n, v in enumerate(digits))

"""Paragraphs, points and indents of an EU act on paper, including those that an amending act quotes."""

from __future__ import annotations

from corpus.language.normal_form import one_line
from corpus.model import Role
from corpus.parsers.pdf.eu_words import DASH, DOTTED, PARAGRAPH, POINT, STYLES, TARGET
from corpus.parsers.pdf.lines import Line
from corpus.parsers.pdf.units import NEAR, Unit, Units, ordinal_of


class Points:
    """Adds labelled lines to the open units.

    `quoted_from` is the depth of the amending point whose quotation is open; None if none is.
    """

    def __init__(self, units: Units) -> None:
        self.units = units
        self.quoted_from: int | None = None

    def point_depth(self) -> int:
        """Return the depth after the open amending point: `(11) the following Article is inserted:`."""
        return next(
            (
                n + 1
                for n, unit in enumerate(self.units.stack)
                if unit.style == "number-paren" or unit.style == "number-dot"
            ),
            1,
        )

    def begin(self, line: Line, *, in_body: bool) -> bool:
        """Begin a paragraph, a point, an item or an indent; return whether the line begins one."""
        text = line.text
        paragraph, point, dotted, dash = (
            PARAGRAPH.fullmatch(text),
            POINT.fullmatch(text),
            DOTTED.fullmatch(text),
            DASH.fullmatch(text),
        )
        quoted = text[:1] in "‘“'\""
        labelled = paragraph or point
        if quoted and labelled and in_body:
            return self._quoted_part(line, labelled["label"], dot=paragraph is not None)
        match = point or paragraph or dotted
        if match is None:
            return self._indent(line) if dash else False
        label = match["label"]
        if point:
            style = "paren-number" if label[0].isdigit() else "paren-letter"
        else:
            style = "number-dot" if label[0].isdigit() else "letter-dot"
        floor = max(
            (
                n + 1
                for n, unit in enumerate(self.units.stack)
                if unit.role in (Role.SECTION, Role.ANNEX, Role.ENTRY, Role.PART)
            ),
            default=0,
        )
        if self.quoted_from is not None and self._back_outside(line, style, label):
            floor = self.point_depth() - 1
            floor = max(floor, 1)
            self.quoted_from = None
        placed = self.units.place(style, label, line.x0, line.page, floor, styles=STYLES)
        if placed is None:
            return False
        depth, found, value = placed
        self.units.close(depth)
        holder = self.units.top
        self.units.open(
            Unit(self._address(holder, label, point is not None), self._role(), line.x0, line.page, found, value),
            line.text,
        )
        return True

    def _back_outside(self, line: Line, style: str, label: str) -> bool:
        """Return whether a label continues the amending act's own points after a quotation."""
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
        """Begin a part of the amended act; return True.

        Such a part is `‘4. …` or `‘(e) …` below "in Article 3h, the following paragraphs are added".
        """
        depth = self.point_depth()
        lead = one_line(self.units.stack[depth - 1].text) if self.units.stack else ""
        target = TARGET.search(lead)
        self.units.close(depth)
        holder = self.units.top
        base = (
            one_line(f"{target['article']}{target['steps']}").replace(" (", "(")
            if target
            else holder.locator
            if holder
            else ""
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
        self.units.open(
            Unit(f"{holder.locator}, indent {number}", Role.PARAGRAPH, line.x0, line.page, "dash", number),
            line.text,
        )
        return True

    def _address(self, holder: Unit | None, label: str, paren: bool) -> str:
        """Return the locator of a labelled unit below `holder`."""
        if holder is None:
            return f"point ({label})" if paren else f"point {label}"
        if any(unit.role is Role.ENTRY for unit in self.units.stack):
            return f"{holder.locator} > {label}" if holder.role is Role.NOTE else f"{holder.locator}.{label}"
        if holder.amends:
            return f"{holder.amends}({label})"
        if holder.role in (Role.ANNEX, Role.PART, Role.HEADING, Role.TEXT):
            return f"{holder.locator}, point {label if not paren else f'({label})'}"
        return f"{holder.locator}({label})"

    def _role(self) -> Role:
        return (
            Role.ITEM
            if any(u.role is Role.ENTRY for u in self.units.stack)
            and not any(u.role is Role.NOTE for u in self.units.stack)
            else Role.PARAGRAPH
        )


def _ordinal(style: str, label: str) -> int:
    return ordinal_of(style, label) or ordinal_of("roman", label)

"""The annexes of an EU act on paper: goods lists, notes, tables, names and paragraphs without a label."""

from __future__ import annotations

import re

from corpus.model import Role
from corpus.parsers.pdf.eu_words import GOODS, NOTE
from corpus.parsers.pdf.lines import Line
from corpus.parsers.pdf.tables import Table
from corpus.parsers.pdf.units import NEAR, Unit, Units


class Annexes:
    """Adds the lines of annexes to the open units."""

    def __init__(self, units: Units) -> None:
        self.units = units

    @property
    def depth(self) -> int:
        """Return the depth after the innermost annex; 0 outside of one."""
        return next(
            (n + 1 for n in range(len(self.units.stack) - 1, -1, -1) if self.units.stack[n].role is Role.ANNEX), 0
        )

    def goods(self, line: Line) -> bool:
        """Begin an entry of a goods list (`X.A.VIII.001`, `8A992`); return whether the line is one."""
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
            (
                n + 1
                for n in range(len(self.units.stack) - 1, -1, -1)
                if self.units.stack[n].role in (Role.PART, Role.ANNEX)
            ),
            0,
        )

    def note(self, line: Line) -> bool:
        """Begin a note, a technical note or an N.B.; return whether the line is one."""
        match = NOTE.fullmatch(line.text)
        if match is None or not re.match(
            r"(?:Technical )?Notes?(?: \d+)?\s*:|N\.B|(?:Technical )?Notes?(?: \d+)?$", line.text
        ):
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

    def begins_block(self, top: Unit, *, centred: bool) -> bool:
        """Return whether a line without a label is a unit of its own: a name in a list of names, a paragraph."""
        if top.role is Role.TEXT and top.style == "block":
            return True
        if top.role not in (Role.ANNEX, Role.PART):
            return False
        return top.index is not None or not centred

    def block(self, line: Line) -> None:
        """Begin a unit without a label."""
        if self.units.top is not None and self.units.top.style == "block":
            self.units.close(len(self.units.stack) - 1)
        self.units.flush()
        holder = self.units.top
        assert holder is not None
        number = 1 + max((value for style, value, _ in holder.lists if style == "block"), default=0)
        self.units.open(
            Unit(f"{holder.locator} > block {number}", Role.TEXT, line.x0, line.page, "block", number), line.text
        )

    def table(self, table: Table) -> None:
        """Add a table below the unit that holds it."""
        while self.units.top is not None and (
            self.units.top.style == "block"
            or (self.units.top.role in (Role.NOTE, Role.PARAGRAPH) and self.units.top.x > table.x - NEAR)
        ):
            self.units.close(len(self.units.stack) - 1)
        self.units.flush()
        holder = self.units.top
        table.add_to(self.units, f"{holder.locator} > " if holder is not None else "")

"""A control list on paper: categories, product groups, entries, items with full ids, notes on what they qualify.

The form is that of the Wassenaar, EU and Norwegian lists: an entry's code stands at the left margin ("3A001"), its
items are below it ("b.", "2.", "a."), each a step further to the right; notes are set in italics at the text of what
they qualify.
"""

from __future__ import annotations

import itertools
import re

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import Role
from corpus.parsers.pdf.furniture import CONTINUED
from corpus.parsers.pdf.lines import Line
from corpus.parsers.pdf.tables import Table, tables
from corpus.parsers.pdf.units import NEAR, Unit, Units, gaps

_LIST_ENTRY = lazy_regex(r"(?P<code>\d[A-E]\d{3})\b\.?\s+(?P<rest>\S.*)")
_LIST_LABEL = lazy_regex(r"(?P<label>[a-z]{1,2}|\d{1,3})\.\s+(?P<rest>\S.*)")
_BARE = lazy_regex(r"(?P<label>[a-z]|\d{1,2})\s+(?P<rest>[A-Z0-9\"'].*)")  # a label whose full stop was forgotten
_NOTE = lazy_regex(
    r"(?P<name>(?:Technical )?Notes?(?: \d{1,2})?(?= ?:|$| to\b| \d)|N\.\s?B\.(?: ?\d\.?(?=\s))?)(?P<rest>.*)"
)
_LIST_CATEGORY = lazy_regex(r"CATEGORY (?P<number>\d)\b", re.IGNORECASE)
_LIST_PART = lazy_regex(r"Part (?P<number>\d)\b", re.IGNORECASE)
_LIST_GROUP = lazy_regex(r"(?P<code>\d[A-E]\d?)\s+(?P<rest>[A-Z].*)")
_DEFINED_TERM = lazy_regex(r"[\"“](?P<term>[^\"”]{2,80})[\"”]\s*(?:\(|means|is|are|see|,|\[)")
LARGE = 13.0  # points: the size from which a line is a heading of a division
_STYLES: dict[str, tuple[str, ...]] = {"number": ("number",), "letter": ("letter",)}


def is_control_list(lines: list[Line]) -> bool:
    """Return whether the lines are a control list: at least twenty codes of entries, mostly in ascending order."""
    codes = [m["code"] for m in (_LIST_ENTRY.fullmatch(line.text) for line in lines) if m]
    rising = sum(a < b for a, b in itertools.pairwise(codes))
    return len(codes) >= 20 and rising >= 0.6 * len(codes) and rising > len(lines) / 200


class ControlListPages:
    """Builds the tree of a control list from its lines."""

    def __init__(self, units: Units, lines: list[Line]) -> None:
        self.units = units
        self.lines = lines
        starts = sorted(line.x0 for line in lines if _LIST_ENTRY.fullmatch(line.text))
        self.margin = starts[len(starts) // 2] if starts else 0.0
        self.code = ""
        self.entry_depth = 0
        self.division = ""
        self.listing = False
        self.order = _entry_order(lines, self.margin)

    def read(self) -> None:
        """Add every line in its place."""
        table_at = tables(
            self.lines,
            skip=lambda line: any(
                p.match(line.text) for p in (_LIST_LABEL, _LIST_ENTRY, _NOTE, _LIST_GROUP, CONTINUED)
            ),
        )
        skip_until = 0
        for n, (line, apart) in enumerate(gaps(self.lines)):
            if n < skip_until or (CONTINUED.fullmatch(line.text) and abs(line.x0 - self.margin) < NEAR):
                continue
            table = table_at.get(n)
            if table is not None:
                self._table(table)
                skip_until = table.end
            elif not (self._division(line, n) or self._entry(line, n) or self._note(line, apart) or self._item(line)):
                self._rest(line, apart)
        self.units.close(0)

    def _division(self, line: Line, n: int) -> bool:
        """Begin a category, part, product group or other heading in large or bold letters; return whether one began."""
        text = one_line(line.text)
        group = _LIST_GROUP.fullmatch(text)
        if group and line.bold and abs(line.x0 - self.margin) < NEAR:
            self.listing = True
            self._open_division(line, f"{group['code']}", 1, text)
            return True
        if line.size < LARGE and not (
            line.bold and line.x0 < self.margin + NEAR and not line.italic and text.upper() == text and len(text) > 8
        ):
            return False
        category, part = _LIST_CATEGORY.match(text), _LIST_PART.match(text)
        top = self.units.top
        if part and self.division.startswith("Category"):
            self._open_division(line, f"Category {self.division.split()[1]} Part {part['number']}", 0, text)
        elif category:
            self._open_division(line, f"Category {category['number']}", 0, text)
        elif (
            top is not None
            and top.index is None
            and top.role is Role.PART
            and len(self.units.stack) == 1
            and self.lines[n - 1].size == line.size
        ):
            self.units.extend(line)  # the second line of a heading
            top.heading = one_line(top.text)
        else:
            self.listing = False
            self._open_division(line, text[:120], 0, text)
        return True

    def _open_division(self, line: Line, locator: str, depth: int, heading: str) -> None:
        self.units.close(depth)
        self.code = ""
        if depth == 0:
            self.division = locator
        self.units.open(Unit(locator, Role.PART, line.x0, line.page, heading=heading), line.text)

    def _entry(self, line: Line, n: int) -> bool:
        match = _LIST_ENTRY.fullmatch(line.text)
        if match is None or n not in self.order:
            return False
        self.units.close(min(len([u for u in self.units.stack if u.role is Role.PART]), 2))
        self.code = match["code"]
        first = _LIST_LABEL.fullmatch(match["rest"])  # "4E001 a. …": an entry without a heading of its own
        inline = first is not None and first["label"] in ("a", "1")
        self.units.open(Unit(self.code, Role.ENTRY, line.x0, line.page), self.code if inline else line.text)
        self.entry_depth = len(self.units.stack)
        if inline and first is not None:
            place = line.cells[1][0] if len(line.cells) > 1 else line.x0 + 6 * NEAR
            style = "letter" if first["label"] == "a" else "number"
            self.units.open(Unit(f"{self.code}.{first['label']}", Role.ITEM, place, line.page, style, 1), match["rest"])
        return True

    def _note(self, line: Line, apart: bool) -> bool:
        match = _NOTE.match(line.text)
        if match is None or not (
            line.italic
            or apart
            or (match["name"][0] == "N" and ":" in line.text[:12])
            or match["name"].startswith("N.")
        ):
            return False
        self._close_right_of(line.x0 - NEAR, line)
        holder = self.units.top
        name = re.sub(r"\s+", " ", match["name"]).rstrip(".") + ("." if match["name"].startswith("N.") else "")
        name = name.replace("N. B", "N.B")
        prefix = f"{holder.locator} > " if holder is not None else ""
        self.units.open(Unit(f"{prefix}{name}", Role.NOTE, line.x0, line.page, italic=True), line.text)
        return True

    def _close_right_of(self, x: float, line: Line) -> None:
        """Close the units whose labels stand at `x` or further right, since they cannot hold a note or a text there."""
        floor = self._floor()
        while len(self.units.stack) > floor and self.units.stack[-1].x > x:
            self.units.close(len(self.units.stack) - 1)

    def _floor(self) -> int:
        return self.entry_depth if self.code else len([u for u in self.units.stack if u.role is Role.PART])

    def _item(self, line: Line) -> bool:
        match = _LIST_LABEL.fullmatch(line.text) or _BARE.fullmatch(line.text)
        if match is None:
            return False
        bare = _LIST_LABEL.fullmatch(line.text) is None
        note = next((n for n, unit in enumerate(self.units.stack) if unit.role is Role.NOTE), None)
        floor = self._floor()
        if note is not None and (
            line.italic
            or (self.units.stack[note].x < line.x0 - NEAR and not self._goes_on(match["label"], line.x0, note))
        ):
            floor = note + 1
        elif note is not None and not bare:
            self.units.close(note)
        label = match["label"]
        style = "number" if label.isdigit() else "letter"
        placed = self.units.place(style, label, line.x0, line.page, floor, styles=_STYLES, strict=bare)
        if placed is None:
            return False
        depth, style, value = placed
        self.units.close(depth)
        holder = self.units.top
        in_note = any(unit.role is Role.NOTE for unit in self.units.stack)
        if holder is None:
            locator = f"{label}."
        elif in_note:
            locator = f"{holder.locator}.{label}" if holder.role is not Role.NOTE else f"{holder.locator} > {label}"
        elif holder.role is Role.PART:
            locator = f"{holder.locator} > {label}"
        else:
            locator = f"{holder.locator}.{label}"
        role = Role.PARAGRAPH if in_note or not self.code else Role.ITEM
        self.units.open(Unit(locator, role, line.x0, line.page, style, value, italic=in_note), line.text)
        return True

    def _goes_on(self, label: str, x: float, note: int) -> bool:
        """Return whether a label continues a list outside the note, at that list's place."""
        style = "number" if label.isdigit() else "letter"
        return any(
            u.style == style and abs(u.x - x) <= NEAR and u.value < _value(style, label)
            for u in self.units.stack[:note]
        )

    def _rest(self, line: Line, apart: bool) -> None:
        """Add a line that begins nothing."""
        top = self.units.top
        if not self.code and (apart or _DEFINED_TERM.match(line.text)) and self._free_block(line):
            return
        if top is not None and line.top:
            in_note = any(unit.role is Role.NOTE for unit in self.units.stack)
            if in_note and not line.italic and apart and line.page == top.page and line.text[:1].isalpha():
                note = next(n for n, unit in enumerate(self.units.stack) if unit.role is Role.NOTE)
                if line.x0 < self.units.stack[note].x + NEAR:
                    self.units.close(note)
            elif apart and not in_note and self.code:
                self._close_right_of(line.x0 - 2 * NEAR, line)
        self.units.extend(line, new_block=apart and line.page == (top.page if top else 0))

    def _free_block(self, line: Line) -> bool:
        """Add a paragraph outside the entries, a definition or text of its division; return whether it was one."""
        if line.page and line.text[:1].islower():
            return False
        depth = len([u for u in self.units.stack if u.role is Role.PART])
        if line.x0 > self.margin + 2 * NEAR and len(self.units.stack) > depth:
            return False
        term = _DEFINED_TERM.match(line.text)
        self.units.close(depth)
        holder = self.units.top
        prefix = f"{holder.locator} > " if holder is not None else ""
        if term:
            self.units.open(
                Unit(prefix + term["term"], Role.DEFINITION, line.x0, line.page, heading=term["term"]), line.text
            )
        else:
            self.units.open(Unit(f"{prefix}text", Role.TEXT, line.x0, line.page), line.text)
        return True

    def _table(self, table: Table) -> None:
        self._close_right_of(table.x - NEAR, self.lines[table.start])
        holder = self.units.top
        table.add_to(self.units, f"{holder.locator} > " if holder is not None else "")


def _value(style: str, label: str) -> int:
    from corpus.parsers.pdf.units import ordinal_of

    return ordinal_of(style, label)


def _entry_order(lines: list[Line], margin: float) -> set[int]:
    """Return which lines begin an entry: codes at the margin that form the longest ascending run.

    A list ascends; a code that stands at the margin because a sentence broke there does not fit into the run.
    """
    found: list[tuple[int, tuple[str, int, str]]] = []
    part = 0  # Category 5 begins again at A in its second part
    for n, line in enumerate(lines):
        match = _LIST_ENTRY.fullmatch(line.text)
        part = 0 if _LIST_CATEGORY.match(line.text) and line.size >= LARGE else part
        part += 1 if _LIST_PART.match(line.text) and line.size >= LARGE else 0
        if match and abs(line.x0 - margin) < NEAR:
            found.append((n, (match["code"][0], part, match["code"])))
    best: list[tuple[int, int]] = []  # length of the best run that ends here, and its position before
    for at, (_, code) in enumerate(found):
        before = max(
            (earlier for earlier in range(max(0, at - 40), at) if found[earlier][1] < code),
            key=lambda e: best[e][0],
            default=-1,
        )
        best.append((best[before][0] + 1 if before >= 0 else 1, before))
    at = max(range(len(best)), key=lambda n: best[n][0], default=-1)
    chosen: set[int] = set()
    while at >= 0:
        chosen.add(found[at][0])
        at = best[at][1]
    return chosen

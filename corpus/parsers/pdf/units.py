"""Open units of a legal text (articles, points, entries, items, notes) and the numbering that relates them.

A structure reads lines and says what begins; this module keeps the stack, joins the lines of each unit, and finds where
a label such as `b.`, `(ii)` or `4.` belongs: it continues an open list of its style or opens a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import Role
from corpus.parsers.pdf.lines import Hyphenation, Line
from corpus.structure import Addresses, TreeBuilder

NEAR = 6.0  # points: labels of one list stand this near to one another (a quotation mark may move one)
_RESERVED_UNIT = lazy_regex(r"^\W{0,40}\S{0,80}\s{0,3}\[?(?:reserved|not used|deleted)\b.{0,3}$")
_ROMAN_NUMERAL = lazy_regex(r"x{0,3}(?:ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10}


@dataclass(slots=True)
class Unit:
    """A unit that is still open. `style` and `value` place it in a list; `x` is where its label stands."""

    locator: str
    role: Role
    x: float
    page: int
    style: str = ""
    value: int = 0
    heading: str = ""
    text: str = ""
    index: int | None = None
    parent: int | None = None
    italic: bool = False
    recognised: bool = False
    cells: tuple[tuple[str, str], ...] = ()
    amends: str = ""  # the part of another act to which quoted units below it belong
    lists: list[tuple[str, int, float]] = field(default_factory=list)  # style, last value, place of lists below it


class Units:
    """The stack of open units over a tree."""

    def __init__(self, tree: TreeBuilder, hyphens: Hyphenation) -> None:
        self._tree = tree
        self._hyphens = hyphens
        self.addresses = Addresses()
        self.stack: list[Unit] = []

    @property
    def top(self) -> Unit | None:
        """Return the innermost open unit; None if there is none."""
        return self.stack[-1] if self.stack else None

    def open(self, unit: Unit, text: str) -> Unit:
        """Open a unit below the innermost one, and return it."""
        self.flush()
        parent = self.top
        unit.parent = parent.index if parent else None
        if parent is not None and unit.style:
            parent.lists = [known for known in parent.lists if known[0] != unit.style] + [
                (unit.style, unit.value, unit.x)
            ]
        unit.text = text
        if unit.role is not Role.CONTINUATION:
            unit.locator = self.addresses.unique(unit.locator)
        self.stack.append(unit)
        return unit

    def close(self, depth: int) -> None:
        """Close all units beyond the first `depth`."""
        self.flush()  # this ends a continuation or a row
        while len(self.stack) > max(depth, 0):
            self.stack.pop()

    def extend(self, line: Line, *, new_block: bool = False) -> None:
        """Add a line that begins nothing: to the innermost unit, or as its continuation after its children."""
        top = self.top
        if top is None:
            self.open(Unit("text", Role.TEXT, line.x0, line.page, recognised=line.recognised), line.text)
        elif top.index is not None:
            self.open(Unit(top.locator, Role.CONTINUATION, line.x0, line.page, recognised=line.recognised), line.text)
        else:
            top.text = f"{top.text}\n{line.text}" if new_block and top.text else self._hyphens.heal(top.text, line.text)

    def flush(self) -> None:
        """Add the innermost unit to the tree if it is not there yet; a continuation ends with that."""
        top = self.top
        if top is None or top.index is not None:
            return
        reserved = _RESERVED_UNIT.search(one_line(top.text).lower()) is not None
        top.index = self._tree.add(
            self._hyphens.finish(top.text),
            locator=top.locator,
            role=top.role,
            parent=top.parent,
            heading=top.heading,
            page=top.page,
            reserved=reserved and top.role is not Role.CONTINUATION,
            recognised=top.recognised,
            cells=top.cells,
        )
        if top.role in (Role.CONTINUATION, Role.ROW):
            self.stack.pop()

    def place(
        self,
        style: str,
        label: str,
        x: float,
        page: int,
        floor: int,
        *,
        styles: dict[str, tuple[str, ...]],
        strict: bool = False,
    ) -> tuple[int, str, int] | None:
        """Return where a label belongs: (depth of the stack to keep, its style, its value); None if it is no label.

        `floor` is the depth that a label never closes. `styles` gives the meanings of an ambiguous style ("(i)" is a
        letter after "(h)" and a Roman numeral elsewhere), the more common one first. `strict` accepts only exactly the
        next label of a list at its place.
        """
        readings = [(s, ordinal_of(s, label)) for s in styles.get(style, (style,))]
        readings = [(s, v) for s, v in readings if v]
        open_lists = [(n, unit) for n, unit in enumerate(self.stack) if n >= floor and unit.style]
        # The next of a list at its place, the innermost first: one that is open, or one that a note interrupted.
        for n in range(len(self.stack), floor - 1, -1):
            lists = self.stack[n - 1].lists if n > 0 else []
            for known, last, at in lists:
                for reading, value in readings:
                    if (known, last) == (reading, value - 1) and abs(at - x) <= NEAR:
                        return n, reading, value
        if strict:
            return None
        for n, unit in reversed(open_lists):
            for reading, value in readings:
                if (
                    unit.style == reading
                    and value == unit.value + 1 > 2
                    and (self.stack[-1].page != page or abs(unit.x - x) < 4 * NEAR)
                ):
                    return n, reading, value
        for n, unit in reversed(open_lists):  # "2a." after "2."
            if (
                style == "number-dot"
                and not label.isdigit()
                and unit.style == style
                and unit.value == ordinal_of(style, label)
            ):
                return n, style, unit.value
        for reading, value in readings:
            if value == 1:
                return self._deepest(x, floor), reading, value
        for n in range(len(self.stack), floor - 1, -1):  # a list with a gap in its numbers
            for known, last, at in self.stack[n - 1].lists if n > 0 else []:
                for reading, value in readings:
                    if known == reading and last < value <= last + 40 and abs(at - x) <= NEAR:
                        return n, reading, value
        return None

    def _deepest(self, x: float, floor: int) -> int:
        """Return the depth below which a new list at `x` opens: units whose labels stand clearly to its right end."""
        depth = len(self.stack)
        while depth > floor and self.stack[depth - 1].style and self.stack[depth - 1].x > x + NEAR:
            depth -= 1
        return depth


def ordinal_of(style: str, label: str) -> int:
    """Return the ordinal of a label in its style; 0 if it has none: "b" is 2, "aa" 27, "iv" 4, "12" 12, "2a" 2."""
    if style.startswith("number"):
        digits = re.match(r"\d+", label)
        return int(digits[0]) if digits else 0
    if style.startswith("roman"):
        if not label or not _ROMAN_NUMERAL.fullmatch(label):
            return 0
        values = [_VALUES[c] for c in label]
        return sum(-v if values[n + 1 : n + 2] and values[n + 1] > v else v for n, v in enumerate(values))
    if style.startswith("letter"):
        if len(label) == 1:
            return ord(label) - 96
        if len(label) == 2:  # aa, ab or aa, bb after z
            return (
                26 + (ord(label[1]) - 96) if label[0] == "a" else 26 + ord(label[0]) - 96 if label[0] == label[1] else 0
            )
    return 0


def gaps(lines: list[Line]) -> Iterator[tuple[Line, bool]]:
    """Yield each line with whether white space separates it from the one before: a new block or a new page begins."""
    before: Line | None = None
    for line in lines:
        if before is None or before.page != line.page or line.top == 0:
            yield line, True
        else:
            height = max(min(line.top - line.bottom, before.top - before.bottom), 1.0)
            apart = before.bottom - line.top
            yield line, apart > 0.45 * height or apart < -3 * height
        before = line

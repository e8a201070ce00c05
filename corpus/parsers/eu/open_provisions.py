"""Provisions of an act that have begun and not ended yet, each within the one before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from corpus.language.lazy_regex import lazy_regex
from corpus.model import Role
from corpus.structure import Addresses, TreeBuilder

_DASHES = "—–-•·▪"
_REPEALED = lazy_regex(r"\((?:repealed|deleted)\)|^▼?—————$|(?:^|\n)deleted$")
_RESERVED_LETTERS = 60  # of a text that says no more than that it was repealed
CONTAINERS = (Role.ANNEX, Role.HEADING, Role.PART)  # what stands in them has addresses of its own


@dataclass(slots=True)
class OpenProvision:
    """Provision that still takes lines, points and notes. `index` is its place in the tree, once it is there."""

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


class OpenProvisions:
    """Stack of open provisions over a tree: what is pushed is put into the tree when the next one begins."""

    def __init__(self, tree: TreeBuilder) -> None:
        self.addresses = Addresses()
        self.anchors: dict[str, str] = {}  # the locator at which each anchor of the file stands
        self.marks: list[str] = []  # amendment marks that wait for what they amend
        self._tree = tree
        self._stack: list[OpenProvision] = []

    @property
    def top(self) -> OpenProvision | None:
        """Return the innermost open provision."""
        return self._stack[-1] if self._stack else None

    @property
    def division(self) -> OpenProvision | None:
        """Return the innermost open division, article or annex that is in the tree."""
        return next(
            (o for o in reversed(self._stack) if o.level <= 0 and o.index is not None and o.role is not Role.TITLE),
            None,
        )

    @property
    def place(self) -> str:
        """Return the locator of the innermost open unit with a number; headings without one do not enter addresses."""
        return next((o.locator for o in reversed(self._stack) if o.role is not Role.HEADING), "")

    def address(self, label: str) -> str:
        """Return the locator of a labelled unit below the innermost open provision."""
        holder = self.top
        if label and label[0] in _DASHES:
            if holder is None:
                return self.addresses.numbered("indent")
            holder.dashes += 1
            return f"{holder.locator}, indent {holder.dashes}"
        bare = label.strip("()[]. ")
        if holder is None:
            return f"point {bare}"
        if holder.role in CONTAINERS:
            point = bare if bare[:1].isdigit() else f"({bare})"
            short = f"{self.place}, point {point}"
            # Numbering that starts again under a heading needs the heading in its address.
            return short if short not in self.addresses else f"{holder.locator}, point {point}"
        above = re.search(r", point ([\d.]+)$", holder.locator)
        if above and bare.startswith(above[1].rstrip(".") + "."):  # 1.1 below 1
            return f"{holder.locator[: above.start()]}, point {bare}"
        return f"{holder.locator}({bare})"

    def push(self, level: int, locator: str, role: Role, printed: str, parent: int | None = None) -> OpenProvision:
        """Begin a provision within the innermost open one, and return it; `printed` is its first line, if not empty."""
        address = self.addresses.unique(locator)
        self.flush()
        holder = self.top
        self.place_marks()
        if parent is None and holder is not None:
            parent = holder.index
        begun = OpenProvision(level, address, role, parent, [printed] if printed else [])
        self._stack.append(begun)
        return begun

    def close(self, level: int) -> None:
        """Close everything at this level and deeper."""
        while self._stack and self._stack[-1].level >= level:
            self.flush()
            closed = self._stack.pop()
            for number, text in closed.notes:
                self.put(text, locator=f"{closed.locator} > footnote {number}", role=Role.NOTE, parent=closed.index)

    def flush(self) -> None:
        """Add what is open but not in the tree yet; only the innermost unit can be."""
        top = self.top
        if top is not None and top.index is None:
            top.index = self.add(
                "\n".join(top.lines), top.locator, top.role, top.parent, tuple(top.anchors), top.heading
            )

    def place_marks(self) -> None:
        """Add the amendment marks that wait beside what begins next."""
        holder = self.top
        prefix = f"{holder.locator} > " if holder else ""
        for text in self.marks:
            self.put(text, locator=f"{prefix}amendment mark", role=Role.META, parent=holder.index if holder else None)
        self.marks.clear()

    def add(
        self, text: str, locator: str, role: Role, parent: int | None, anchors: tuple[str, ...] = (), heading: str = ""
    ) -> int:
        """Add a provision that takes nothing more at a locator as it is; return its place in the tree."""
        for anchor in anchors:
            self.anchors.setdefault(anchor, locator)
        reserved = role is not Role.TITLE and len(text) < _RESERVED_LETTERS and bool(_REPEALED.search(text.lower()))
        return self._put(text, locator=locator, role=role, parent=parent, heading=heading, reserved=reserved)

    def put(self, text: str, *, locator: str, role: Role, parent: int | None = None, **fields: Any) -> int:
        """Add a provision at a locator that is made unique; return its place in the tree."""
        return self._put(text, locator=self.addresses.unique(locator), role=role, parent=parent, **fields)

    def _put(self, text: str, *, parent: int | None = None, **fields: Any) -> int:
        """Add a provision; at the root, if a damaged file has closed what should hold it."""
        try:
            return self._tree.add(text, parent=parent, **fields)
        except ValueError:
            return self._tree.add(text, **fields)

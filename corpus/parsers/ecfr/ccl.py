"""The Commerce Control List (supplement no. 1 to part 774): entries, what each requires, and its items.

The list is one appendix of flat paragraphs. A bold paragraph that starts with an ECCN opens an entry; items are printed
without it (`b.2.a.`), so each gets its full address (`3A001.b.2.a`). What looks like items without being any (numbered
technical notes, the lists inside notes) stays with its note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.locators import eccn
from corpus.model import Role
from corpus.parsers.ecfr import tables
from corpus.parsers.ecfr.blocks import Block, note_text
from corpus.parsers.ecfr.labels import ITALIC, alphabetic, without_italics
from corpus.parsers.ecfr.writing import Writer

_CCL_ENTRY = lazy_regex(
    r"^\s*(?P<eccn>\d[A-E]\d{3})(?:\s*(?:-|–|through|to|and)\s*(?P<last>\d[A-E]\d{3}))?(?=[\s,.—–-]|$)(?!\.[a-z])"
)
_CCL_STEP = r"(?:[a-z]{1,2}|\d{1,3})"
_CCL_LABEL = rf"[a-z](?:\.{_CCL_STEP})*"
_CCL_ITEM = lazy_regex(
    rf"^\s*(?:\d[A-E]\d{{3}}\.)?(?P<label>{_CCL_LABEL})\.?(?:\s*(?:to|through|-|–|and)\s*"
    rf"(?P<until>{_CCL_LABEL})\.?)?(?<=[.\w])(?:\s+(?=\S)|$)"
)
_RESERVED_ENTRY = lazy_regex(r"\[\s*reserved\s*\]", re.IGNORECASE)
_NOTE = lazy_regex(
    (
        r"^\s*(?P<label>(?:Technical |Related )?Notes?\b(?:\s+\d+)?(?:\s+to\s++[\w.,’' ()-]{1,60})?"
        r"|N\.\s?B\.(?:\s+\d+)?(?:\s+to\s++[\w., ]{1,40})?)\s*[:.]"
    ),
    re.IGNORECASE,
)
_NOTE_ITEM = lazy_regex(
    rf"to\s+(?:paragraphs?\s+|items?\s+)?(?:\d[A-E]\d{{3}}\.?)?(?P<label>{_CCL_LABEL})\.?\s*(?:[:.,]|$|and\b|or\b)",
    re.IGNORECASE,
)
_CCL_SECTION = lazy_regex(
    (
        r"^(?:License Requirements?|List[- ]Based License Exceptions\b.*|Special Conditions for STA"
        r"|List of Items Controlled|Reporting Requirements|License Requirement Notes?:?)"
    ),
    re.IGNORECASE,
)
_FIELD = lazy_regex(rf"^\s*{ITALIC}\s*(?P<name>[A-Z][\w ,()/-]{{1,60}}?)\s*:")


def is_control_list(element: etree._Element) -> bool:
    """Return whether an appendix or a fragment holds entries: bold paragraphs that start with an ECCN."""
    if re.match(r"Supplement No\. 1 to Part 774\b", element.get("N", "")):
        return True
    return any(
        _bold(child) and _CCL_ENTRY.match("".join(map(str, child.itertext())))
        for child in element.iter("FP-2", "FP", "FP-1", "P")
    )


def _bold(element: etree._Element) -> bool:
    """Return whether a paragraph begins in bold type."""
    if (element.text or "").strip() or len(element) == 0:
        return False
    first = element[0]
    return first.tag in ("B", "STRONG", "b", "strong") or (
        first.tag == "E" and first.get("T") in ("02", "04", "05", "7462")
    )


def write(writer: Writer, items: list[Block], base: str, top: int) -> None:
    """Add the blocks of the list below `top`."""
    CommerceControlList(writer, base, top).write(items)


@dataclass(slots=True)
class CommerceControlList:
    """The list under construction: the open entry, its open section, item and note."""

    writer: Writer
    base: str
    top: int
    _group: int = -1
    _entry: str = ""
    _entry_index: int = -1
    _section: int = -1
    _current: int = -1
    _note_open: int = -1
    _note_lists: bool = False
    _letter: int = 0
    _in_items: bool = False
    _places: dict[str, int] = field(default_factory=dict)
    _levels: list[tuple[int, int]] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def write(self, items: list[Block]) -> None:
        """Add all blocks; a fragment that begins inside an entry opens the entry that its lines name."""
        self._current = self.top
        for position, block in enumerate(items):
            if position == 0 and block.kind != "heading" and not self._is_entry(block):
                inside = self._entry_named(items)
                if inside:
                    self._open_entry(inside, "", "")
            self._block(block)

    def _block(self, block: Block) -> None:
        text = without_italics(block.text)
        if block.kind == "heading" and not self._is_entry(block):
            self._heading(block)
        elif block.kind == "table" and block.element is not None:
            parent = self._section if self._section >= 0 and self.writer.is_open(self._section) else self._home()
            tables.write(self.writer, block.element, self._entry or self.base, parent, self._counts)
        elif block.kind in ("note", "footnote") and block.element is not None:
            label, body, rest = note_text(block.element)
            self._note(label.rstrip(":. ") or "Note", body)
            for inner in rest:
                self._block(inner) if inner.kind in ("table", "note") else self._continue(inner.text)
        elif block.kind in ("meta", "stay") and block.element is not None:
            name = {"meta": "citation", "stay": "effective date note"}[block.kind]
            role = Role.META if block.kind == "meta" else Role.NOTE
            self.writer.add(
                "".join(map(str, block.element.itertext())),
                f"{self.base} > {name}",
                role,
                self.writer.open_ancestor(self.top),
            )
        elif not text.strip():
            return
        elif self._is_entry(block):
            self._entry_paragraph(text)
        elif self._entry:
            self._inside_entry(block, text)
        else:
            self._continue(block.text)

    # -- headings and entries ----------------------------------------------------------------------------------------

    def _is_entry(self, block: Block) -> bool:
        text = without_italics(block.text)
        if not _CCL_ENTRY.match(text):
            return False
        return block.kind == "heading" or (
            block.element is not None and block.kind in ("p", "flush") and _bold(block.element)
        )

    def _entry_named(self, items: list[Block]) -> str:
        """Return the entry that a fragment without an entry's heading belongs to; "" if that cannot be told.

        It is the first ECCN in the fields (license exceptions and the like) before the first heading of an entry.
        """
        for block in items:
            if self._is_entry(block):
                return ""
            if _FIELD.match(block.text):
                named = eccn.mentions(without_italics(block.text))
                if named:
                    return named[0].locator.path[0]
        return ""

    def _heading(self, block: Block) -> None:
        caption = one_line(without_italics(block.text))
        while self._levels and self._levels[-1][0] >= block.level:
            self._levels.pop()
        parent = self._levels[-1][1] if self._levels else self.top
        role = Role.PART if caption.lower().startswith("categor") else Role.HEADING
        self._group = self.writer.add(
            caption, f"{self.base} > {caption}", role, self.writer.open_ancestor(parent), heading=caption
        )
        self._levels.append((block.level, self._group))
        self._entry, self._section, self._current, self._note_open = "", -1, self._group, -1

    def _entry_paragraph(self, text: str) -> None:
        found = _CCL_ENTRY.match(text)
        assert found is not None
        self._open_entry(found["eccn"], found["last"] or "", text)

    def _open_entry(self, number: str, last: str, text: str) -> None:
        parent = self._group if self._group >= 0 else self.top
        address = f"{number}-{last}" if last else number
        heading = _CCL_ENTRY.sub("", one_line(text), count=1).strip(" .—–-")
        self._entry, self._places, self._letter = address, {}, 0
        self._section, self._note_open, self._in_items, self._note_lists = -1, -1, False, False
        self._entry_index = self._current = self.writer.add(
            text,
            address,
            Role.ENTRY,
            self.writer.open_ancestor(parent),
            heading=heading,
            reserved=bool(_RESERVED_ENTRY.search(text)),
        )

    # -- inside an entry ---------------------------------------------------------------------------------------------

    def _inside_entry(self, block: Block, text: str) -> None:
        bold = block.element is not None and _bold(block.element)
        section = _CCL_SECTION.match(text.strip())
        note = _NOTE.match(text)
        named = _FIELD.match(block.text)
        if section and (bold or len(text.strip()) < 90):
            self._open_section(text, one_line(section[0]).rstrip(":"))
        elif named and not note:
            self._field(block.text, one_line(named["name"]))
        elif note:
            self._note(one_line(note["label"]), block.text)
        elif self._item(text):
            return
        else:
            self._continue(block.text)

    def _open_section(self, text: str, name: str) -> None:
        name = re.sub(r"(?<!\s)\s*\(.*", "", name)
        self._section = self.writer.add(text, f"{self._entry} > {name}", Role.HEADING, self._entry_index, heading=name)
        self._current, self._note_open = self._section, -1
        self._in_items = name.lower().startswith("list of items")

    def _field(self, text: str, name: str) -> None:
        """Add a line with a name of its own: `LVS: N/A`, `Reason for Control: NS, AT`, `Related Controls: …`."""
        parent = self.writer.open_ancestor(self._section if self._section >= 0 else self._entry_index)
        self._current = self.writer.add(text, f"{self._entry} > {name}", Role.TEXT, parent, heading=name)
        self._note_open = -1
        if name.lower() == "items":
            self._in_items, self._current = True, self._entry_index

    def _item(self, text: str) -> bool:
        """Add an item and return True, if the text begins with a label that continues the items."""
        found = _CCL_ITEM.match(text)
        if found is None or not self._in_items or not self._in_sequence(found["label"], bool(found["until"])):
            return False
        label, until = found["label"], found["until"] or ""
        locator = f"{self._entry}.{label}" + (f"-{until}" if until else "")
        index = self.writer.add(
            text, locator, Role.ITEM, self._item_parent(label), reserved=bool(_RESERVED_ENTRY.search(text))
        )
        self._places[label] = index
        if until:
            self._places[until] = index
        self._letter = max(self._letter, alphabetic((until or label).split(".")[0]))
        self._current, self._note_open, self._note_lists = index, -1, False
        return True

    def _in_sequence(self, label: str, is_range: bool) -> bool:
        """Return whether a label continues the items.

        A list inside a note starts again at `a.`, or has no parent here.
        """
        steps = label.split(".")
        if any(step.isdigit() != (position % 2 == 1) for position, step in enumerate(steps)):
            return False
        if len(steps) == 1:
            later = alphabetic(steps[0]) > self._letter
            return later and not (self._note_lists and steps[0] == "a")
        known = ".".join(steps[:-1]) in self._places or alphabetic(steps[0]) >= self._letter
        return label not in self._places and (known or is_range)

    def _item_parent(self, label: str) -> int:
        steps = label.split(".")
        for length in range(len(steps) - 1, 0, -1):
            index = self._places.get(".".join(steps[:length]))
            if index is not None and self.writer.is_open(index):
                return index
        return self.writer.open_ancestor(self._entry_index)

    def _note(self, name: str, text: str) -> None:
        """Add a note to the item that it names, else to the one before it."""
        named = _NOTE_ITEM.search(name)
        index = self._places.get(named["label"].rstrip(".")) if named else None
        above = self._current if index is None else index
        base = self.writer.locators[above]
        self._note_open = self.writer.add(
            text, f"{base} > {name}", Role.NOTE, self.writer.open_ancestor(above), heading=name
        )
        self._note_lists = without_italics(text).rstrip().endswith(":")

    def _continue(self, text: str) -> None:
        """Add text without an address: to the open note, field or item; outside entries, below the heading."""
        if not text.strip():
            return
        above = self._note_open if self._note_open >= 0 and self.writer.is_open(self._note_open) else self._home()
        if not self._entry and self._note_open < 0:
            self._counts["text"] = self._counts.get("text", 0) + 1
            locator = f"{self.writer.locators[above]} > paragraph {self._counts['text']}"
            self.writer.add(text, locator, Role.TEXT, above)
            return
        self.writer.add(text, self.writer.locators[above], Role.CONTINUATION, above)

    def _home(self) -> int:
        return self.writer.open_ancestor(self._current)

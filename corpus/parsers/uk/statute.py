"""Builds the tree of one document of legislation.gov.uk: parts, sections, schedules, tables, annotations."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import Role
from corpus.parsers.markup import children, local
from corpus.parsers.uk.elements import (
    elements_named,
    is_block,
    item_label,
    kind_of,
    number_of,
    printed_text,
    quoted_lines,
    titled,
    within,
)
from corpus.structure import Addresses, TreeBuilder

_UK_DIVISIONS = {
    "Group",
    "Part",
    "Chapter",
    "Pblock",
    "PsubBlock",
    "EUPart",
    "EUTitle",
    "EUChapter",
    "EUSection",
    "Division",
}
_SILENT = {"Metadata", "CommentaryRef", "Contents", "Resources", "Versions", "FootnoteRef", "MarginNoteRef"}
_QUOTING_ELEMENTS = {"BlockAmendment", "BlockExtract"}
_DOTS = lazy_regex(r"[.\s…]+")
_TERM_IN_QUOTES = lazy_regex(r"[“\"‘']([^”\"’']{2,80})[”\"’']")


@dataclass(slots=True)
class _Node:
    """A provision being read: its text is collected until the first unit below it begins."""

    locator: str
    role: Role
    parent: _Node | None
    lines: list[str] = field(default_factory=list)
    heading: str = ""
    index: int | None = None
    place: str = ""  # locator without headings: what the addresses below it begin with


class Statute:
    """Builds the tree of one document."""

    def __init__(self, tree: TreeBuilder, root: etree._Element) -> None:
        self.tree = tree
        self.root = root
        self.addresses = Addresses()
        self.notes: dict[str, str] = {}  # annotation id -> locator that cites it
        self.open: list[_Node] = []
        self.restarts = False  # paragraph numbers restart within this schedule
        self.tables = 0
        self.group_title = ""

    def read(self) -> None:
        """Add the whole document to the tree."""
        for child in children(self.root):
            self._any(child, None)
        self._close(None)

    # Nodes.

    def _begin(
        self,
        locator: str,
        role: Role,
        parent: _Node | None,
        text: str = "",
        heading: str = "",
        place: str | None = None,
    ) -> _Node:
        self._close(parent)
        node = _Node(self.addresses.unique(locator), role, parent, [text] if text else [], heading)
        node.place = node.locator if place is None else place
        self.open.append(node)
        return node

    def _close(self, keep: _Node | None) -> None:
        """Add everything open to the tree; end every node that is neither `keep` nor an ancestor of it."""
        for node in self.open:
            self._place(node)
        while self.open and self.open[-1] is not keep:
            self.open.pop()

    def _place(self, node: _Node) -> None:
        if node.index is None:
            text = "\n".join(node.lines)
            body = re.sub(r"^\(?\w+\)?\s", "", node.lines[-1]) if node.lines else ""
            dotted = bool(body.strip()) and len(body) > 5 and _DOTS.fullmatch(body) is not None
            node.index = self._put(text, locator=node.locator, role=node.role, heading=node.heading, reserved=dotted,
                                       parent=node.parent.index if node.parent else None)  # fmt: skip

    def _put(self, text: str, *, parent: int | None = None, **fields: Any) -> int:
        """Add a provision; at the root, if a damaged file has closed what should hold it."""
        try:
            return self.tree.add(text, parent=parent, **fields)
        except ValueError:
            return self.tree.add(text, **fields)

    def _say(self, text: str, node: _Node | None) -> None:
        """Add text to a provision: after its children it is a continuation, outside any provision it stands alone."""
        text = one_line(text)
        if not text:
            return
        if node is None:
            self._begin("introductory text", Role.TEXT, None, text)
        elif node.index is None:
            label_only = len(node.lines) == 1 and re.fullmatch(r"\(\w{1,6}\)|\d{1,3}[A-Z]{0,2}", node.lines[0])
            if label_only:
                node.lines[0] += f" {text}"
            else:
                node.lines.append(text)
        else:
            self._close(node)
            self._put(text, locator=node.locator, role=Role.CONTINUATION, parent=node.index)

    # Elements.

    def _any(self, element: etree._Element, node: _Node | None) -> None:
        name = local(element)
        if name in _SILENT:
            self._cite(element, node)
        elif name in ("PrimaryPrelims", "SecondaryPrelims", "EUPrelims"):
            self._prelims(element)
        elif name == "Schedule":
            self._schedule(element)
        elif name in _UK_DIVISIONS:
            self._division(element, node)
        elif re.fullmatch(r"P[1-7]group", name):
            self._group(element, node)
        elif re.fullmatch(r"P[1-7]", name):
            self._numbered(element, node)
        elif name in ("Commentaries", "Footnotes", "MarginNotes"):
            self._annotations(element)
        elif name in ("UnorderedList", "OrderedList", "KeyList"):
            self._list(element, node)
        elif name in _QUOTING_ELEMENTS:
            self._quoted(element, node)
        elif name in ("Tabular", "table"):
            self._table(element, node)
        elif name == "AppendText":
            self._append(element, node)
        elif name in ("ExplanatoryNotes", "EarlierOrders", "SignedSection", "Reference") and node is None:
            label = {"ExplanatoryNotes": "explanatory note", "EarlierOrders": "earlier orders"}.get(name, "signature")
            self._begin(label, Role.NOTE if name == "ExplanatoryNotes" else Role.TEXT, None)
            self._inside(element, self.open[-1])
        elif name in ("Text", "Title", "Number", "Pnumber", "Subtitle", "Reference", "ScheduleReference"):
            self._cite(element, node)
            self._say(printed_text(element), node)
        else:
            self._inside(element, node)

    def _inside(self, element: etree._Element, node: _Node | None) -> None:
        if not len(element) or not any(is_block(c) for c in children(element)):
            self._cite(element, node)
            self._say(printed_text(element), node)
            return
        if (element.text or "").strip():
            self._say(element.text or "", node)
        for child in children(element):
            self._any(child, node)
            if (child.tail or "").strip():
                self._say(child.tail or "", node)

    def _cite(self, element: etree._Element, node: _Node | None) -> None:
        """Record which provision cites an annotation, by reference or by a substitution's mark."""
        for e in element.iter(etree.Element):
            ref = (
                e.get("Ref")
                if local(e) in ("CommentaryRef", "FootnoteRef", "MarginNoteRef")
                else e.get("CommentaryRef")
            )
            if ref and node is not None:
                self.notes.setdefault(ref, node.place or node.locator)

    def _prelims(self, element: etree._Element) -> None:
        title = next((printed_text(c) for c in children(element) if local(c) == "Title"), "")
        node = self._begin("title", Role.TITLE, None, title, heading=title)
        preamble: _Node | None = None
        for child in children(element):
            name = local(child)
            if name == "Title":
                self._cite(child, node)
            elif "Preamble" in name or name in ("IntroductoryText", "EnactingText", "MultipleEUPreamble"):
                preamble = self._begin("Preamble", Role.TEXT, None)
                self._inside(child, preamble)
            else:
                self._cite(child, node)
                self._inside(child, preamble or node)

    def _schedule(self, element: etree._Element) -> None:
        number = next((printed_text(c) for c in children(element) if local(c) == "Number"), "")
        label = re.sub(r"(?i)^schedule\s*", "", number).strip()
        locator = f"Schedule {label}".strip() if not re.match(r"(?i)annex|appendix", number) else number.title()
        titles = [
            printed_text(t)
            for b in children(element)
            if local(b) in ("TitleBlock", "Title")
            for t in (b, *children(b))
            if local(t) in ("Title", "Subtitle")
        ]
        heading = " ".join(t for t in titles if t)
        numbers = Counter(number_of(e) for e in elements_named(element, "P1") if not within(e, _QUOTING_ELEMENTS))
        self.restarts = any(count > 1 for count in numbers.values())
        node = self._begin(locator, Role.ANNEX, None, number or "Schedule", heading=heading)
        node.lines += [t for t in titles if t]
        for child in children(element):
            self._cite(child, node) if local(child) in ("Number", "TitleBlock", "Title") else self._any(child, node)
        self.restarts = False

    def _division(self, element: etree._Element, parent: _Node | None) -> None:
        number = next((printed_text(c) for c in children(element) if local(c) == "Number"), "")
        titles = [printed_text(c) for c in children(element) if local(c) in ("Title", "Subtitle")]
        heading = " ".join(t for t in titles if t)
        prefix = parent.place if parent else ""
        if number:
            label = titled(number)
            locator = f"{prefix}, {label}" if prefix else label
            role = Role.SECTION if label.startswith("Article") else Role.PART
            node = self._begin(locator, role, parent, number, heading=heading)
        else:
            locator = f"{prefix} > {heading[:80]}" if prefix else heading[:80] or "heading"
            node = self._begin(locator, Role.HEADING, parent, heading=heading, place=prefix)
        node.lines += [t for t in titles if t]
        for child in children(element):
            self._cite(child, node) if local(child) in ("Number", "Title", "Subtitle") else self._any(child, node)

    def _group(self, element: etree._Element, node: _Node | None) -> None:
        """Add a titled group of one provision; the title becomes that provision's heading."""
        units = [c for c in children(element) if re.fullmatch(r"P[1-7]", local(c))]
        for child in children(element):
            if local(child) == "Title" and units:
                self.group_title = printed_text(child)
            else:
                self._any(child, node)
            if local(child) == "Title" and units:
                self._cite(child, node)
        self.group_title = ""

    def _numbered(self, element: etree._Element, parent: _Node | None) -> None:
        number = number_of(element)
        heading, self.group_title = self.group_title, ""
        level = int(local(element)[1])
        in_schedule = any(n.role is Role.ANNEX for n in _line(parent))
        body_unit = level == 1 and (parent is None or not in_schedule)
        if body_unit:
            kind = kind_of(element)  # an article's number may say itself what it is
            locator = number if number.startswith(f"{kind} ") else f"{kind} {number}"
            role, text = Role.SECTION, f"{number} {heading}".strip()
        elif level == 1:
            schedule = next(n for n in _line(parent) if n.role is Role.ANNEX)
            above = parent.place if self.restarts and parent else schedule.locator
            locator = f"{above}, paragraph {number}"
            role, text = Role.PARAGRAPH, f"{number} {heading}".strip()
        else:
            place = parent.place if parent else ""
            bracketed = number if number.startswith("(") else f"({number})"
            locator = f"{place}{bracketed}" if place and number else place or bracketed
            role, text = Role.PARAGRAPH, bracketed if number else ""
            text = f"{heading}\n{text}".strip() if heading else text
        node = self._begin(locator, role, parent, text, heading=heading.rstrip(". "))
        for child in children(element):
            if local(child) == "Pnumber":
                self._cite(child, node)
            else:
                self._any(child, node)

    def _list(self, element: etree._Element, node: _Node | None) -> None:
        """Add a list: definitions are addressed by their term, numbered items by their number, others counted."""
        place = node.place if node else ""
        definitions = "efinition" in (element.get("Class") or "")
        kind = element.get("Type") or ""
        for count, item in enumerate((c for c in children(element) if local(c) in ("ListItem", "KeyListItem")), 1):
            term = next((printed_text(t) for t in elements_named(item, "Term")), "") or (
                m[1] if (m := _TERM_IN_QUOTES.match(printed_text(item))) else ""
            )
            if definitions and term:
                below = self._begin(f"{place} > {term}", Role.DEFINITION, node)
            elif local(element) == "OrderedList":
                label = item.get("NumberOverride") or item_label(count, kind)
                bracketed = f"({label.strip('()')})"
                below = self._begin(f"{place}{bracketed}", Role.PARAGRAPH, node, bracketed)
            else:
                below = self._begin(f"{place}, item {count}" if place else f"item {count}", Role.PARAGRAPH, node)
            self._inside(item, below)

    def _quoted(self, element: etree._Element, node: _Node | None) -> None:
        """Add text that an amendment inserts elsewhere as the amending provision's own, a line for each unit."""
        self._cite(element, node)
        for line in quoted_lines(element):
            self._say(line, node)

    def _append(self, element: etree._Element, node: _Node | None) -> None:
        text = printed_text(element)
        if node is not None and node.index is None and node.lines:
            node.lines[-1] += text
        else:
            self._say(text, node)

    def _table(self, element: etree._Element, node: _Node | None) -> None:
        self.tables += 1
        prefix = f"{node.place} > " if node and node.place else ""
        headings: list[str] = []
        number = 0
        parent = node.index if node else None
        self._close(node)
        parent = node.index if node else None
        title = next((printed_text(c) for c in children(element) if local(c) in ("Title", "Number")), "")
        if title:
            self._say(title, node)
        for row in elements_named(element, "tr"):
            cells = [(printed_text(c), local(c) == "th") for c in children(row)]
            texts = [text for text, _ in cells]
            if not any(texts):
                continue
            if number == 0 and all(head for _, head in cells):
                headings = texts
                self._put(
                    "\n".join(filter(None, texts)),
                    locator=self.addresses.unique(f"{prefix}table {self.tables} headings"),
                    role=Role.HEADING,
                    parent=parent,
                )
                continue
            number += 1
            pairs = tuple(zip(headings + [""] * (len(texts) - len(headings)), texts, strict=False))
            self._put(
                "\n".join(filter(None, texts)),
                locator=self.addresses.unique(f"{prefix}table {self.tables}, row {number}"),
                role=Role.ROW,
                parent=parent,
                cells=pairs,
            )

    def _annotations(self, element: etree._Element) -> None:
        """Add footnotes, and the editors' annotations (F amendments, C modifications, I commencement, …) as META."""
        self._close(None)
        counts: Counter[str] = Counter()
        for note in children(element):
            kind = (note.get("Type") or "") if local(note) == "Commentary" else ""
            counts[kind] += 1
            number = next((printed_text(c) for c in children(note) if local(c) == "Number"), "") or str(counts[kind])
            cited = self.notes.get(note.get("id") or "", "")
            label = f"annotation {kind}{counts[kind]}" if local(note) == "Commentary" else f"footnote {number}"
            role = Role.META if kind in ("F", "I", "C", "E", "X") else Role.NOTE
            text = " ".join(filter(None, (printed_text(c) for c in children(note)))) or printed_text(note)
            self._put(text, locator=self.addresses.unique(f"{cited} > {label}" if cited else label), role=role)


def _line(node: _Node | None) -> list[_Node]:
    """Return a node and its ancestors."""
    found = []
    while node is not None:
        found.append(node)
        node = node.parent
    return found

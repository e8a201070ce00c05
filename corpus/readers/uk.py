"""legislation.gov.uk XML: Acts, instruments, retained EU law, and its Atom feeds (an entry a provision).

`P1` is a section, regulation, article or rule (the address in its DocumentURI says which), `P2` a subsection, `P3` and
`P4` what is below; in schedules `P1` is a paragraph. Numbers stand without their brackets in the file and with them here,
as on paper. Annotations (commencement, amendments) are kept behind the text, addressed by the provision that they note.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lxml import etree

from corpus.model import Kind, Reading, Role, Source
from corpus.readers.file import File, Reader
from corpus.readers.markup import children, local, parse_xml
from corpus.structure import Addresses, TreeBuilder
from corpus.text import one_line

_ISSUERS = {"UnitedKingdomPublicGeneralAct": "UK Parliament", "ScottishAct": "Scottish Parliament", "WelshParliamentAct": "Senedd Cymru",
            "NorthernIrelandAct": "Northern Ireland Assembly"}  # fmt: skip
_KINDS = ("section", "regulation", "article", "rule", "paragraph")
_DIVISIONS = {"Group", "Part", "Chapter", "Pblock", "PsubBlock", "EUPart", "EUTitle", "EUChapter", "EUSection", "Division"}
_SILENT = {"Metadata", "CommentaryRef", "Contents", "Resources", "Versions", "FootnoteRef", "MarginNoteRef"}
_QUOTED = {"BlockAmendment", "BlockExtract"}
_DOTS = re.compile(r"[.\s…]+")
_TERM = re.compile(r"[“\"‘']([^”\"’']{2,80})[”\"’']")


def claims(file: File) -> float:
    """Sure of legislation.gov.uk's namespace in XML."""
    head = file.data[:6000]
    if b"legislation.gov.uk/namespaces/legislation" not in head:
        return 0.0
    return 0.97 if re.search(rb"<(?:\w+:)?(?:Legislation|feed)\b", head) else 0.0


def read(file: File) -> list[Reading]:
    """One reading; locators `section 12(3)`, `regulation 5`, `Schedule 1, paragraph 4(2)`, `Part 1, Chapter 2`. Raises as `parse_xml`."""
    root, warnings = parse_xml(file)
    if local(root) == "feed":
        return [_feed(file, root, warnings)]
    tree = TreeBuilder()
    _Statute(tree, root).read()
    uri = root.get("DocumentURI") or next((e.text or "" for e in _named(root, "identifier")), "")
    path = re.sub(r"^https?://www\.legislation\.gov\.uk/(?:id/)?", "", uri)
    parts = path.split("/")[:3]
    main_type = next((e.get("Value") or "" for e in _named(root, "DocumentMainType")), "")
    made = next((e.get("Date") for e in _named(root, "EnactmentDate", "Made") if e.get("Date")), None)
    valid = next((e.text for e in _named(root, "valid")), None) or root.get("RestrictStartDate")
    source = Source(
        id="uk-" + ("-".join(parts) if len(parts) == 3 else re.sub(r"\W+", "-", file.stem).lower()),
        title=next((one_line(e.text or "") for e in _named(root, "title") if e.text), file.stem),
        kind=Kind.LAW,
        jurisdiction="uk",
        issuer=_ISSUERS.get(main_type, ""),
        url=uri or file.url,
        language=next((e.text or "en" for e in _named(root, "language")), "en")[:2].lower(),
        published=_day(made),
    )
    return [tree.reading(source, valid_from=file.as_of or _day(valid), warnings=warnings)]


def _feed(file: File, root: etree._Element, warnings: tuple[str, ...]) -> Reading:
    """A feed of legislation: what the publisher lists, one row an entry."""
    tree = TreeBuilder()
    addresses = Addresses()
    title = next((one_line(e.text or "") for e in children(root) if local(e) == "title"), file.stem)
    address = next((one_line(e.text or "") for e in children(root) if local(e) == "id"), file.url)
    updated = next((e.text for e in children(root) if local(e) == "updated"), None)
    top = tree.add(title, locator="title", role=Role.TITLE, heading=title)
    for entry in (e for e in children(root) if local(e) == "entry"):
        cells = [(name, one_line(e.text or "")) for name in ("title", "summary", "id", "published", "updated")
                 for e in children(entry) if local(e) == name and e.text]  # fmt: skip
        name = next((value for key, value in cells if key == "title"), "") or next((value for _, value in cells), "entry")
        tree.add(
            "\n".join(v for _, v in cells),
            locator=addresses.unique(name),
            role=Role.ROW,
            parent=top,
            heading=name,
            cells=tuple(cells),
        )
    name = re.sub(r"\W+", "-", re.sub(r"^https?://[^/]+/", "", address)).strip("-").lower()
    source = Source(
        id=f"uk-feed-{name or file.stem}",
        title=f"legislation.gov.uk: {title}",
        jurisdiction="uk",
        url=address,
        published=_day(updated),
    )
    return tree.reading(source, valid_from=file.as_of or _day(updated), warnings=warnings)


def _named(root: etree._Element, *names: str) -> list[etree._Element]:
    return [e for e in root.iter(etree.Element) if local(e) in names]


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


@dataclass(slots=True)
class _Node:
    """A provision being read: its text is gathered until the first unit below it begins."""

    locator: str
    role: Role
    parent: _Node | None
    lines: list[str] = field(default_factory=list)
    heading: str = ""
    index: int | None = None
    place: str = ""  # locator without headings: what the addresses below it begin with


class _Statute:
    """Puts one document into a tree."""

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
        for child in children(self.root):
            self._any(child, None)
        self._close(None)

    # Nodes.

    def _begin(
        self, locator: str, role: Role, parent: _Node | None, text: str = "", heading: str = "", place: str | None = None
    ) -> _Node:
        self._close(parent)
        node = _Node(self.addresses.unique(locator), role, parent, [text] if text else [], heading)
        node.place = node.locator if place is None else place
        self.open.append(node)
        return node

    def _close(self, keep: _Node | None) -> None:
        """Adds everything open; what is not an ancestor-or-self of `keep` is finished."""
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
        """Adds to the tree; below the root where a damaged file has closed what should hold it."""
        try:
            return self.tree.add(text, parent=parent, **fields)
        except ValueError:
            return self.tree.add(text, **fields)

    def _say(self, text: str, node: _Node | None) -> None:
        """Text of a provision; behind its children it is a continuation, outside any it stands alone."""
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
        elif name in _DIVISIONS:
            self._division(element, node)
        elif re.fullmatch(r"P[1-7]group", name):
            self._group(element, node)
        elif re.fullmatch(r"P[1-7]", name):
            self._numbered(element, node)
        elif name in ("Commentaries", "Footnotes", "MarginNotes"):
            self._annotations(element)
        elif name in ("UnorderedList", "OrderedList", "KeyList"):
            self._list(element, node)
        elif name in _QUOTED:
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
            self._say(_words(element), node)
        else:
            self._inside(element, node)

    def _inside(self, element: etree._Element, node: _Node | None) -> None:
        if not len(element) or not any(_is_block(c) for c in children(element)):
            self._cite(element, node)
            self._say(_words(element), node)
            return
        if (element.text or "").strip():
            self._say(element.text or "", node)
        for child in children(element):
            self._any(child, node)
            if (child.tail or "").strip():
                self._say(child.tail or "", node)

    def _cite(self, element: etree._Element, node: _Node | None) -> None:
        """Notes which provision cites an annotation, by reference or by a substitution's mark."""
        for e in element.iter(etree.Element):
            ref = e.get("Ref") if local(e) in ("CommentaryRef", "FootnoteRef", "MarginNoteRef") else e.get("CommentaryRef")
            if ref and node is not None:
                self.notes.setdefault(ref, node.place or node.locator)

    def _prelims(self, element: etree._Element) -> None:
        title = next((_words(c) for c in children(element) if local(c) == "Title"), "")
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
        number = next((_words(c) for c in children(element) if local(c) == "Number"), "")
        label = re.sub(r"(?i)^schedule\s*", "", number).strip()
        locator = f"Schedule {label}".strip() if not re.match(r"(?i)annex|appendix", number) else number.title()
        titles = [
            _words(t)
            for b in children(element)
            if local(b) in ("TitleBlock", "Title")
            for t in (b, *children(b))
            if local(t) in ("Title", "Subtitle")
        ]
        heading = " ".join(t for t in titles if t)
        numbers = Counter(_number(e) for e in _named(element, "P1") if not _within(e, _QUOTED))
        self.restarts = any(count > 1 for count in numbers.values())
        node = self._begin(locator, Role.ANNEX, None, number or "Schedule", heading=heading)
        node.lines += [t for t in titles if t]
        for child in children(element):
            self._cite(child, node) if local(child) in ("Number", "TitleBlock", "Title") else self._any(child, node)
        self.restarts = False

    def _division(self, element: etree._Element, parent: _Node | None) -> None:
        number = next((_words(c) for c in children(element) if local(c) == "Number"), "")
        titles = [_words(c) for c in children(element) if local(c) in ("Title", "Subtitle")]
        heading = " ".join(t for t in titles if t)
        prefix = parent.place if parent else ""
        if number:
            label = _titled(number)
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
        """A titled group of one provision: the title is that provision's heading."""
        units = [c for c in children(element) if re.fullmatch(r"P[1-7]", local(c))]
        for child in children(element):
            if local(child) == "Title" and units:
                self.group_title = _words(child)
            else:
                self._any(child, node)
            if local(child) == "Title" and units:
                self._cite(child, node)
        self.group_title = ""

    def _numbered(self, element: etree._Element, parent: _Node | None) -> None:
        number = _number(element)
        heading, self.group_title = self.group_title, ""
        level = int(local(element)[1])
        in_schedule = any(n.role is Role.ANNEX for n in _line(parent))
        body_unit = level == 1 and (parent is None or not in_schedule)
        if body_unit:
            locator = f"{_kind(element)} {number}"
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
        """Definitions get their term as address, numbered items their number; plain items are counted."""
        place = node.place if node else ""
        definitions = "efinition" in (element.get("Class") or "")
        kind = element.get("Type") or ""
        for count, item in enumerate((c for c in children(element) if local(c) in ("ListItem", "KeyListItem")), 1):
            term = next((_words(t) for t in _named(item, "Term")), "") or (m[1] if (m := _TERM.match(_words(item))) else "")
            if definitions and term:
                below = self._begin(f"{place} > {term}", Role.DEFINITION, node)
            elif local(element) == "OrderedList":
                label = item.get("NumberOverride") or _counted(count, kind)
                bracketed = f"({label.strip('()')})"
                below = self._begin(f"{place}{bracketed}", Role.PARAGRAPH, node, bracketed)
            else:
                below = self._begin(f"{place}, item {count}" if place else f"item {count}", Role.PARAGRAPH, node)
            self._inside(item, below)

    def _quoted(self, element: etree._Element, node: _Node | None) -> None:
        """Text that an amendment inserts elsewhere: it is the amending provision's own text, a line a unit."""
        self._cite(element, node)
        for line in _quoted_lines(element):
            self._say(line, node)

    def _append(self, element: etree._Element, node: _Node | None) -> None:
        text = _words(element)
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
        title = next((_words(c) for c in children(element) if local(c) in ("Title", "Number")), "")
        if title:
            self._say(title, node)
        for row in _named(element, "tr"):
            cells = [(_words(c), local(c) == "th") for c in children(row)]
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
            self._put("\n".join(filter(None, texts)), locator=self.addresses.unique(f"{prefix}table {self.tables}, row {number}"), role=Role.ROW,
                          parent=parent, cells=pairs)  # fmt: skip

    def _annotations(self, element: etree._Element) -> None:
        """Footnotes, and the editors' annotations (F amendments, C modifications, I commencement, …) as META."""
        self._close(None)
        counts: Counter[str] = Counter()
        for note in children(element):
            kind = (note.get("Type") or "") if local(note) == "Commentary" else ""
            counts[kind] += 1
            number = next((_words(c) for c in children(note) if local(c) == "Number"), "") or str(counts[kind])
            cited = self.notes.get(note.get("id") or "", "")
            label = f"annotation {kind}{counts[kind]}" if local(note) == "Commentary" else f"footnote {number}"
            role = Role.META if kind in ("F", "I", "C", "E", "X") else Role.NOTE
            text = " ".join(filter(None, (_words(c) for c in children(note)))) or _words(note)
            self._put(text, locator=self.addresses.unique(f"{cited} > {label}" if cited else label), role=role)


def _line(node: _Node | None) -> list[_Node]:
    """A node and its ancestors."""
    found = []
    while node is not None:
        found.append(node)
        node = node.parent
    return found


def _within(element: etree._Element, names: set[str]) -> bool:
    return any(local(a) in names for a in element.iterancestors())


def _is_block(element: etree._Element) -> bool:
    return local(element) not in ("Addition", "Substitution", "Repeal", "Emphasis", "Strong", "Term", "Citation", "CitationSubRef", "Acronym",
                                  "Abbreviation", "InlineAmendment", "Superior", "Inferior", "SmallCaps", "Underline", "Span", "Character",
                                  "CommentaryRef", "FootnoteRef", "MarginNoteRef", "ExternalLink", "InternalLink", "Definition", "Proviso")  # fmt: skip


def _words(element: etree._Element) -> str:
    """The text of an element as printed, without annotation marks."""
    parts: list[str] = []
    for event, e in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if _is_block(e) and parts:
                parts.append(" ")
            parts.append(e.text or "")
        elif e is not element:
            if _is_block(e):
                parts.append(" ")
            parts.append(e.tail or "")
    return one_line("".join(parts))


def _number(element: etree._Element) -> str:
    return next((_words(c) for c in children(element) if local(c) == "Pnumber"), "").strip(". ")


def _kind(element: etree._Element) -> str:
    """What a P1 is called, from its own address: …/section/12, …/regulation/5, …/article/3 (with a capital in EU law)."""
    uri = element.get("DocumentURI") or element.get("IdURI") or ""
    found = re.search(rf"/({'|'.join(_KINDS)})/[^/]+", uri)
    if found:
        return "Article" if "/eur/" in uri or "/eudr/" in uri else found[1]
    named = re.match(rf"({'|'.join(_KINDS)})-", element.get("id") or "")
    return named[1] if named else "section"


def _titled(number: str) -> str:
    """ "PART I" is cited as Part I."""
    word, _, rest = number.partition(" ")
    return f"{word.capitalize()} {rest}".strip() if word.isupper() and len(word) > 1 else number


def _counted(count: int, kind: str) -> str:
    if kind == "alpha":
        return chr(96 + count) if count <= 26 else str(count)
    if kind == "roman":
        return next(
            (r for n, r in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1) if n == count), str(count)
        )
    return str(count)


def _quoted_lines(element: etree._Element) -> list[str]:
    """The lines of quoted provisions, with their numbers before their text."""
    lines: list[str] = []
    label = ""
    for e in element.iter(etree.Element):
        name = local(e)
        if name == "Pnumber":
            depth = next((int(local(a)[1]) for a in e.iterancestors() if re.fullmatch(r"P[1-7]", local(a))), 1)
            number = _words(e)
            label = f"{label} {number if depth == 1 else f'({number})'}".strip()
        elif name in ("Text", "Title", "Number", "td", "th", "Reference") and not _within_any(
            e, element, ("Text", "Title", "Number", "td", "th")
        ):
            text = _words(e)
            if text:
                lines.append(f"{label} {text}".strip())
                label = ""
        elif name == "AppendText" and lines:
            lines[-1] += _words(e)
    return lines + ([label] if label else [])


def _within_any(element: etree._Element, top: etree._Element, names: tuple[str, ...]) -> bool:
    for ancestor in element.iterancestors():
        if ancestor is top:
            return False
        if local(ancestor) in names:
            return True
    return False


READER = Reader("legislation.gov.uk XML", claims, read)

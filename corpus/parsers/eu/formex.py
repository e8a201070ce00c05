"""Formex, the Publications Office's XML for acts in the Official Journal and for consolidated texts."""

from __future__ import annotations

import re
from datetime import date

from lxml import etree

from corpus.language.normal_form import one_line
from corpus.model import Reading
from corpus.parsers.eu import act_metadata
from corpus.parsers.eu.act import Act
from corpus.parsers.eu.act_headings import ANNEX_HEADING, ARTICLE_HEADING, DIVISION_HEADING
from corpus.parsers.file import File, Parser
from corpus.parsers.markup import children, local, parse_xml
from corpus.structure import TreeBuilder

_ROOTS = rb"<(?:ACT|CONS\.ACT|CONS\.DOC|LEXP\.COMBINED|ANNEX|CJT|GENERAL|DECISION|AGR)\b"
_UNSHOWN = {
    "BIB.INSTANCE",
    "BIB.INSTANCE.CONS",
    "INFO.CONSLEG",
    "INFO.PROD",
    "DOCUMENT.REF",
    "DOCUMENT.REF.CONS",
    "NO.DOC",
    "EEA",
}
_BLOCKS = {"P", "LIST", "ITEM", "NP", "TBL", "GR.SEQ", "ALINEA", "PARAG", "ARTICLE", "DIVISION", "TITLE", "TI", "STI",
           "QUOT.S", "ROW", "CELL", "CORPUS", "GR.NOTES", "DLIST", "DLIST.ITEM", "TXT", "NO.P", "CONTENTS",
           "INCL.ELEMENT", "SUBPARAG"}  # fmt: skip
_SPACED = {"HT", "DATE", "REF.DOC.OJ", "REF.DOC", "LINK", "FT"}  # inline elements around which Formex drops the space
_TIGHT = {"SUB", "SUP"}


def claims(file: File) -> float:
    """Return a high claim for XML whose root or schema is Formex's."""
    head = file.data[:5000]
    if re.search(rb"formex", head, re.IGNORECASE) and b"<html" not in head.lower():
        return 0.97
    return (
        0.9
        if re.search(_ROOTS, head)
        and re.search(rb"<(?:BIB\.INSTANCE|TI\.ART|ENACTING\.TERMS|NO\.CELEX)", file.data[:60_000])
        else 0.0
    )


def read(file: File) -> list[Reading]:
    """Return one reading, with the same English locators as for EUR-Lex's pages. Raises as `parse_xml`."""
    root, warnings = parse_xml(file)
    tree = TreeBuilder()
    act = Act(tree)
    walk = _Walk(act)
    walk.element(root, 0)
    act.close()
    celex = act_metadata.celex_of(" ".join(e.text or "" for e in _named(root, "NO.CELEX"))) or act_metadata.celex_of(
        file.name
    )
    language = next(
        ((e.text or "").strip().lower() for e in _named(root, "LG.DOC", "LG.OJ") if (e.text or "").strip()), "en"
    )
    info = next(iter(_named(root, "INFO.CONSLEG")), None)
    start = _day(info.get("START.DATE")) if info is not None else None
    ended = _day(info.get("END.DATE")) if info is not None else None
    source = act_metadata.source(act.titles, celex, language, file.url, file.stem, start)
    if start is None:
        published = next(
            (
                d
                for d in (_day(e.get("ISO")) for i in _named(root, "BIB.INSTANCE") for e in i if local(e) == "DATE")
                if d
            ),
            None,
        )
        start = act_metadata.into_force(tree.reading(source).text, published) or published or source.published
    return [
        tree.reading(source, valid_from=file.as_of or start, valid_to=None if file.as_of else ended, warnings=warnings)
    ]


def _named(root: etree._Element, *names: str) -> list[etree._Element]:
    return [e for e in root.iter(etree.Element) if local(e) in names]


def _day(value: str | None) -> date | None:
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:8])) if value and len(value) >= 8 else None
    except ValueError:
        return None


class _Walk:
    """Walks through one Formex instance and reports to the act what it finds."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.tables = 0
        self.notes = 0

    def element(self, element: etree._Element, depth: int) -> None:
        """Report one element by its name."""
        name = local(element)
        if name in _UNSHOWN:
            return
        handler = {
            "FAM.COMP": self._family,
            "TITLE": self._title,
            "DIVISION": self._division,
            "ARTICLE": self._article,
            "PARAG": self._paragraph,
            "CONS.ANNEX": self._annex,
            "ANNEX": self._annex,
            "GR.SEQ": self._sequence,
            "NP": self._point,
            "ITEM": self._item,
            "CONSID": self._recital,
            "FINAL": self._final,
            "SIGNATURE": self._final,
            "TBL": self._table,
            "NOTE": self._note,
        }.get(name)
        if handler is not None:
            handler(element, depth)
        elif self._has_blocks(element):
            self._mixed(element, depth)
        else:
            self._leaf(element, depth)

    def _has_blocks(self, element: etree._Element) -> bool:
        return any(
            local(d) in _BLOCKS and not self._in_note(d, element)
            for d in element.iter(etree.Element)
            if d is not element
        )

    def _in_note(self, element: etree._Element, top: etree._Element) -> bool:
        return any(local(a) == "NOTE" for a in element.iterancestors() if a is not top and top in a.iterancestors())

    def _mixed(self, element: etree._Element, depth: int) -> None:
        """Report the children in order; bare text and inline elements between them are blocks of their own."""
        run: list[str] = [element.text or ""]
        notes: list[tuple[str, str]] = []

        def settle() -> None:
            text = "".join(run)
            run.clear()
            if text.strip():
                self.act.text(text, depth)
            for number, note in notes:
                self.act.note(number, note)
            notes.clear()

        for child in children(element):
            if local(child) in _BLOCKS or self._has_blocks(child) or local(child) in _UNSHOWN:
                settle()
                self.element(child, depth)
            else:
                self._collect(child, run, notes)
            run.append(child.tail or "")
        settle()

    def _leaf(self, element: etree._Element, depth: int) -> None:
        text, notes = self._words(element)
        if text:
            self.act.text(text, depth)
        for number, note in notes:
            self.act.note(number, note)

    def _words(self, element: etree._Element) -> tuple[str, list[tuple[str, str]]]:
        """Return the text of an element and the footnotes that were in it."""
        run: list[str] = []
        notes: list[tuple[str, str]] = []
        self._collect(element, run, notes)
        return one_line("".join(run)), notes

    def _collect(self, element: etree._Element, run: list[str], notes: list[tuple[str, str]]) -> None:
        name = local(element)
        if name in _UNSHOWN or not name:
            return
        if name == "NOTE":
            self.notes += 1
            words: list[str] = []
            for child in children(element):
                self._collect(child, words, notes)
                words.append(child.tail or "")
            notes.append((str(self.notes), one_line((element.text or "") + "".join(words))))
            run.append(" ")
            return
        if name in ("QUOT.START", "QUOT.END"):
            # Formex drops the spaces around its marks: „Begriff“die is „Begriff“ die.
            opens = name == "QUOT.START"
            before = " " if opens and run and run[-1][-1:].isalnum() else ""
            after = " " if not opens and (element.tail or "")[:1].isalnum() else ""
            run.append(before + _quote(element.get("CODE")) + after)
            return
        spaced = name in _SPACED and element.get("TYPE") not in _TIGHT
        if name in _BLOCKS:
            run.append(" ")
        if spaced and run and run[-1][-1:].isalnum() and (element.text or "")[:1].isalnum():
            run.append(" ")
        run.append(element.text or "")
        for child in children(element):
            self._collect(child, run, notes)
            run.append(child.tail or "")
        if name in _BLOCKS or (spaced and (element.tail or "")[:1].isalnum()):
            run.append(" ")

    def _family(self, element: etree._Element, depth: int) -> None:
        """Report a consolidated text's list of the acts that it is made of, one note for each."""
        for data in _named(element, "BIB.DATA"):
            text, _ = self._words(data)
            if text:
                self.act.meta(text, "consolidated from")

    def _title(self, element: etree._Element, depth: int) -> None:
        """Report the act's own title; titles of divisions and annexes are read with them."""
        lines = list(_named(element, "P")) or [element]
        for line in lines:
            text, notes = self._words(line)
            if text:
                (self.act.title if self.act.state == "preamble" else self.act.subheading)(text)
            for number, note in notes:
                self.act.note(number, note)

    def _headline(self, element: etree._Element) -> tuple[list[str], etree._Element | None]:
        """Return the lines of an element's TITLE, and that element."""
        title = next((c for c in children(element) if local(c) == "TITLE"), None)
        if title is None:
            return [], None
        lines = [self._words(p)[0] for p in _named(title, "P")] or [self._words(title)[0]]
        return [line for line in lines if line], title

    def _division(self, element: etree._Element, depth: int) -> None:
        lines, title = self._headline(element)
        found = DIVISION_HEADING.fullmatch(lines[0]) if lines else None
        if found:
            self.act.division(found[1], found[2], found[3], lines[0] if not found[3] else f"{found[1]} {found[2]}")
        elif lines:
            self.act.heading(lines[0])
        for line in lines[1:]:
            self.act.subheading(line)
        self._rest(element, title, depth)

    def _rest(self, element: etree._Element, done: etree._Element | None, depth: int) -> None:
        for child in children(element):
            if child is not done:
                self.element(child, depth)

    def _article(self, element: etree._Element, depth: int) -> None:
        if depth > 0:  # an article quoted in a point of an amending act
            self._mixed(element, depth)
            return
        for child in children(element):
            name = local(child)
            text, notes = self._words(child) if name in ("TI.ART", "STI.ART") else ("", [])
            if name == "TI.ART":
                found = ARTICLE_HEADING.fullmatch(text)
                self.act.article(found[1].replace(" ", "") if found else text, text)
            elif name == "STI.ART":
                self.act.subheading(text)
            else:
                self.element(child, depth)
            for number, note in notes:
                self.act.note(number, note)

    def _paragraph(self, element: etree._Element, depth: int) -> None:
        self._labelled(element, "NO.PARAG", depth, paragraph=depth == 0)

    def _labelled(self, element: etree._Element, label_name: str, depth: int, *, paragraph: bool = False) -> None:
        label = next((c for c in children(element) if local(c) == label_name), None)
        if label is None:
            self._mixed(element, depth)
            return
        self.act.item(self._words(label)[0], depth, paragraph=paragraph)
        self._rest(element, label, depth + 1)

    def _item(self, element: etree._Element, depth: int) -> None:
        """Report an item of a list: by the number in it, else counted as an indent."""
        if any(local(c) == "NP" for c in children(element)):
            self._mixed(element, depth)
            return
        self.act.item("—", depth)
        self._mixed(element, depth + 1) if self._has_blocks(element) else self._leaf(element, depth + 1)

    def _point(self, element: etree._Element, depth: int) -> None:
        self._labelled(element, "NO.P", depth)

    def _recital(self, element: etree._Element, depth: int) -> None:
        label = next(iter(_named(element, "NO.P")), None)
        if label is None:
            self._mixed(element, depth)
            return
        self.act.recital(self._words(label)[0])
        holder = label.getparent()
        self._rest(holder if holder is not None else element, label, 1)

    def _annex(self, element: etree._Element, depth: int) -> None:
        lines, title = self._headline(element)
        found = ANNEX_HEADING.fullmatch(lines[0]) if lines else None
        self.act.annex((found["number"] or "").replace(" ", "") if found else "", lines[0] if lines else "Annex")
        for line in lines[1:]:
            self.act.subheading(line)
        self._rest(element, title, 0)

    def _sequence(self, element: etree._Element, depth: int) -> None:
        lines, title = self._headline(element)
        level = element.get("LEVEL") or "9"
        found = DIVISION_HEADING.fullmatch(lines[0]) if lines else None
        if found:
            self.act.division(found[1], found[2], found[3], lines[0] if not found[3] else f"{found[1]} {found[2]}")
        elif lines:
            self.act.heading(lines[0], min(9, int(level) if level.isdecimal() else 9))
        for line in lines[1:]:
            self.act.subheading(line)
        self._rest(element, title, depth)

    def _final(self, element: etree._Element, depth: int) -> None:
        for line in list(_named(element, "P")) or [element]:
            text, _ = self._words(line)
            if text:
                self.act.final(text)

    def _note(self, element: etree._Element, depth: int) -> None:
        run: list[str] = []
        notes: list[tuple[str, str]] = []
        self._collect(element, run, notes)
        for number, note in notes:
            self.act.note(number, note)

    def _table(self, element: etree._Element, depth: int) -> None:
        self.tables += 1
        headings: list[str] = []
        number = 0
        for row in _named(element, "ROW"):
            cells = [self._words(cell) for cell in children(row) if local(cell) == "CELL"]
            texts = [text for text, _ in cells]
            if not any(texts):
                continue
            header = row.get("TYPE") == "HEADER" and number == 0
            number += 0 if header else 1
            headings = texts if header else headings
            self.act.row(texts, [] if header else headings, self.tables, 0 if header else number, depth)
            for _, notes in cells:
                for mark, note in notes:
                    self.act.note(mark, note)


def _quote(code: str | None) -> str:
    try:
        return chr(int(code or "", 16)) if code and len(code) <= 6 else ""
    except (ValueError, OverflowError):
        return ""


PARSER = Parser("Formex", claims, read)

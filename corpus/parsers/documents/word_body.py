"""The body of a Word document: its paragraphs and tables in order, from the XML that python-docx has opened.

The library's own tables repeat a cell for each column that it claims to span, and its paragraphs leave out what stands
in content controls, tracked insertions, text boxes and footnotes. Here nothing is repeated, and nothing is left out
that the document shows; deleted text and the old place of moved text stay out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says what a newer form says too
_HEADING_STYLE = lazy_regex(r"(?:heading|überschrift|titre|título|título)\s*(\d)", re.IGNORECASE)
_MOST_COLUMNS = 1_000  # of a grid: Word allows 63
_PARAGRAPH, _TABLE, _ROW, _CELL = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_LEFT_OUT = frozenset((f"{_W}del", f"{_W}moveFrom", _FALLBACK))
_NOTE_ELEMENTS = {f"{_W}footnoteReference": "footnotes", f"{_W}endnoteReference": "endnotes"}
_SIGN_ELEMENTS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def word_blocks(document: Any) -> Iterator[tuple[object, object]]:
    """Yield (kind, content) in document order; the kind is a heading's level, "title", "text", "item" or "table".

    The content of a table is its rows, and whether the first looks like headings.
    """
    styles, notes = _styles(document), _notes(document)
    for element in _parts(document.element.body, (_PARAGRAPH, _TABLE)):
        if element.tag == _TABLE:
            yield "table", _rows(element)
        elif text := _text(element):
            yield _kind(styles.get(_style(element), ""), text)
        for name, number in _references(element):
            if note := notes.get((name, number), ""):
                yield "text", note


def _kind(style: str, text: str) -> tuple[object, str]:
    heading = _HEADING_STYLE.match(style)
    if heading:
        return int(heading[1]), one_line(text)
    if style.lower() in ("title", "titel"):
        return "title", one_line(text)
    return "item" if style.lower().startswith("list") else "text", text


def _styles(document: Any) -> dict[str, str]:
    """Return the names of styles by their ids."""
    found = {}
    for style in document.styles.element.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            found[str(style.get(f"{_W}styleId"))] = str(name.get(f"{_W}val") or "")
    return found


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else str(style.get(f"{_W}val"))


def _notes(document: Any) -> dict[tuple[str, str], str]:
    """Return the texts of footnotes and endnotes by kind and number."""
    found = {}
    for part in document.part.package.iter_parts():
        kind = part.partname.rpartition("/")[2].removesuffix(".xml")
        if kind in _NOTE_ELEMENTS.values():
            root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
            for note in root:
                found[kind, str(note.get(f"{_W}id"))] = _text(note)
    return found


def _references(element: etree._Element) -> list[tuple[str, str]]:
    """Return the footnotes and endnotes that an element refers to."""
    return [(_NOTE_ELEMENTS[str(note.tag)], str(note.get(f"{_W}id"))) for note in element.iter(*_NOTE_ELEMENTS)]


def _parts(element: etree._Element, wanted: tuple[str, ...]) -> Iterator[etree._Element]:
    """Yield the nearest elements of some kinds, through content controls, insertions and other wrappers."""
    for child in element.iterchildren(etree.Element):
        if child.tag in wanted:
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _parts(child, wanted)


def _text(element: etree._Element) -> str:
    pieces: list[str] = []
    _collect(element, pieces)
    return "".join(pieces).strip()


def _collect(element: etree._Element, pieces: list[str]) -> None:
    """Add the text below an element; a paragraph within it, of a text box or a cell, stands on a line of its own."""
    for child in element.iterchildren(etree.Element):
        if child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag in _SIGN_ELEMENTS:
            pieces.append(_SIGN_ELEMENTS[child.tag])
        elif child.tag == _PARAGRAPH:
            pieces.append("\n")
            _collect(child, pieces)
            pieces.append("\n")
        elif child.tag not in _LEFT_OUT and not child.tag.endswith("Pr"):
            _collect(child, pieces)


def _rows(table: etree._Element) -> tuple[list[list[str]], bool]:
    """Return a table's cells by row, and whether its first row looks like headings.

    A cell that spans columns stands once in its row; one that spans rows in each of them.
    """
    rows: list[list[str]] = []
    above: dict[int, str] = {}
    for row in _parts(table, (_ROW,)):
        column = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        cells = []
        for cell in _parts(row, (_CELL,)):
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merged is None or merged.get(f"{_W}val") == "restart":
                above[column] = one_line(_text(cell))
            cells.append(above.get(column, ""))
            column += _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
        rows.append(cells)
    headed = len(rows) > 1 and all(0 < len(cell) < 80 and not any(map(str.isdigit, cell)) for cell in rows[0])
    return rows, headed


def _number(element: etree._Element | None, default: int) -> int:
    """Return a count of columns, as far as a grid can have them."""
    value = "" if element is None else str(element.get(f"{_W}val"))
    return min(int(value), _MOST_COLUMNS) if value.isdecimal() and len(value) < 20 else default

"""XLSX: the sheets of a workbook, row by row, each row with the cells that hold something."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from corpus.errors import FilledLine, Problem, UnreadableDocument
from corpus.parsers.documents.package import unpacked_size
from corpus.parsers.documents.tables.rows import MAX_ROWS, Row, bounded, too_many
from corpus.parsers.file import File

_ROW = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}row"
_FORMULA = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}f"
_CLOSED = b"</row>"
_BEGUN = re.compile(rb"<row\b[^<>]{0,400}>\s{0,20}<c\b[^<>]{0,400}(?<!/)>")
_VALUE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}v"


def sheets(file: File) -> list[tuple[str, list[Row]]]:
    """Return the sheets that hold something. Raises UnreadableDocument, TooLarge."""
    from openpyxl import load_workbook

    size = unpacked_size(file)
    try:
        book = load_workbook(io.BytesIO(file.data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            _check_number(sheet, file.name)
        found = [(str(sheet.title), list(bounded(_rows(book, sheet), file.name, size))) for sheet in book.worksheets]
        book.close()
    except (Problem, MemoryError):
        raise
    except Exception as error:  # the library lets through errors of zipfile, of its XML parser and its own
        raise UnreadableDocument(
            FilledLine("{name} is not a readable workbook.", {"name": file.name}),
            "Open it and save it again as XLSX or CSV.",
        ) from error
    return [(name, rows) for name, rows in found if rows]


def _check_number(sheet: Any, name: str) -> None:
    """Raise TooLarge where more rows begin with a cell that holds something than are read: before all are read."""
    count, before = 0, b""
    with sheet._get_source() as source:
        while (chunk := source.read(2**20)) and len(before) < 2**20:
            rows, _, before = (before + chunk).rpartition(_CLOSED)
            count += sum(1 for _ in _BEGUN.finditer(rows))
    if count > MAX_ROWS + 1:  # and the headings
        raise too_many(name)


def _rows(book: Any, sheet: Any) -> Iterator[Row]:
    """Yield a sheet's rows; a formula that was never calculated stands for itself.

    The library's own iteration fills each row up to the last column that the sheet names, and each gap between rows: a
    sheet of two cells can cost hours. Its parser of one row does not.
    """
    from openpyxl.worksheet._reader import WorkSheetParser

    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for _, element in etree.iterparse(source, tag=_ROW, resolve_entities=False, no_network=True):
            _, cells = parser.parse_row(element)
            parser.row_dimensions.clear()
            yield {
                cell["column"] - 1: text
                for cell, written in zip(cells, element, strict=True)
                if (text := _shown(cell["value"], written))
            }
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _shown(value: object, written: etree._Element) -> str:
    if value is None:
        formula = written.findtext(_FORMULA)
        return f"={formula}" if formula and written.find(_VALUE) is None else ""
    return str(value)

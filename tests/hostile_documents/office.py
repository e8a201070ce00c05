"""Hostile files in Word, Excel, EPUB and OpenDocument."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from tests.hostile import _docx, _said, _xlsx
from tests.hostile_documents.shared import LANTERNS, declared, laughs
from tests.specimens import zipped


def laughing_word() -> bytes:
    """Return a Word document with such entities."""
    body = _docx(_said("&e9;"))
    return replaced(body, "word/document.xml", lambda part: declared("w:document", laughs(), part.decode()).encode())


def laughing_sheet() -> bytes:
    """Return a sheet with such entities."""
    body = _xlsx('<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row>')
    return replaced(
        body, "xl/worksheets/sheet1.xml", lambda part: declared("worksheet", laughs(), part.decode()).encode()
    )


def replaced(package: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a package with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        return zipped({n: change(parts.read(n)) if n == name else parts.read(n) for n in parts.namelist()})


def many_strings() -> bytes:
    """Return a sheet of one cell over 1,000,000 shared strings."""
    row = '<row r="1"><c r="A1" t="s"><v>999999</v></c></row>'
    return _xlsx(row, strings="<si><t>x</t></si>" * 1_000_000)


def merged_ranges() -> bytes:
    """Return a sheet that merges all its cells, 2,000 times."""
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    sheet = _xlsx(row)
    merged = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 2_000 + "</mergeCells></worksheet>"
    return replaced(sheet, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</worksheet>", merged.encode()))


def many_sheets() -> bytes:
    """Return a workbook of 5,000 sheets that are all the same part."""
    book = _xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')

    def workbook(part: bytes) -> bytes:
        start, end = part.index(b"<sheets>") + 8, part.index(b"</sheets>")
        one = part[start:end]
        sheets = b"".join(
            one.replace(b'sheetId="1"', b'sheetId="%d"' % n, 1).replace(b'name="', b'name="n%d ' % n, 1)
            for n in range(1, 5_001)
        )
        return part[:start] + sheets + part[end:]

    return replaced(book, "xl/workbook.xml", workbook)


def formulas() -> bytes:
    """Return a sheet of formulas that start programs, ask other files and name themselves."""
    cells = ("cmd|'/c calc'!A0", 'HYPERLINK("http://192.0.2.1/")', "'[http://192.0.2.1/x.xlsx]S'!A1", "A1", "1/0")
    row = "".join(f'<c r="{"ABCDE"[n]}1"><f>{cell}</f><v>7</v></c>' for n, cell in enumerate(cells))
    return _xlsx(f'<row r="1">{row}</row>')


def empty_word_cells() -> bytes:
    """Return a Word table of 400,000 empty cells."""
    row = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 1_000 + "</w:tr>"
    return _docx(f"{_said(LANTERNS)}<w:tbl>{row * 400}</w:tbl>")


def deep_word() -> bytes:
    """Return a Word document of 5,000 content controls in one another."""
    return _docx("<w:sdt><w:sdtContent>" * 5_000 + _said(LANTERNS) + "</w:sdtContent></w:sdt>" * 5_000)


def book() -> bytes:
    """Return an EPUB with a script, entities without end and a chapter that leads out of it."""
    chapter = f"<html><body><script>alert(1)</script><p>{LANTERNS}</p></body></html>"
    bomb = declared("html", laughs(), "<html><body><p>&e9;</p></body></html>")
    package = "<package><manifest><item href='../../../../etc/passwd'/></manifest></package>"
    parts = {"mimetype": "application/epub+zip", "one.xhtml": chapter, "two.xhtml": bomb, "content.opf": package}
    return zipped({name: part.encode() for name, part in parts.items()})


def open_document() -> bytes:
    """Return an OpenDocument text with entities without end, and cells and spaces that are repeated without end."""
    repeated = '<text:s text:c="2000000000"/><table:table-cell table:number-columns-repeated="2000000000"/>'
    content = declared("office:document-content", laughs(), f"<office:document-content>&e9;{repeated}</office:body>")
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


HOSTILE: dict[str, Callable[[], bytes]] = {
    "laughing.docx": laughing_word,
    "laughing.xlsx": laughing_sheet,
    "many-strings.xlsx": many_strings,
    "merged-ranges.xlsx": merged_ranges,
    "many-sheets.xlsx": many_sheets,
    "formulas.xlsx": formulas,
    "empty-cells.docx": empty_word_cells,
    "deep.docx": deep_word,
    "book.epub": book,
    "open.odt": open_document,
    "nothing.docx": lambda: b"",
}

"""Hostile files, made here: small for what they cost a reader that trusts them.

`HOSTILE` names each with the function that makes its bytes. None of them may stop a program, and each is either read
whole or refused in one line.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from tests.specimens import zipped

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def _docx(body: str, styles: str = "") -> bytes:
    """Return a Word document with this body, in WordprocessingML."""
    import docx

    out = io.BytesIO()
    docx.Document().save(out)
    parts = {}
    with zipfile.ZipFile(out) as package:
        for name in package.namelist():
            parts[name] = package.read(name)
    parts["word/document.xml"] = f"<w:document {_WORD}><w:body>{body}</w:body></w:document>".encode()
    if styles:
        parts["word/styles.xml"] = f"<w:styles {_WORD}>{styles}</w:styles>".encode()
    return zipped(parts)


def _said(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_said(text)}</w:tc>"


def wide_cell() -> bytes:
    """Return a table whose only cell says that it spans two thousand million columns."""
    return _docx(f'<w:tbl><w:tr>{_cell("Lanterns", """<w:gridSpan w:val="2000000000"/>""")}</w:tr></w:tbl>')


def merged_cells() -> bytes:
    """Return a table of 20,000 rows, each of which continues the cell above."""
    rows = "".join(f"<w:tr>{_cell('', '<w:vMerge/>')}</w:tr>" for _ in range(20_000))
    return _docx(f'<w:tbl><w:tr>{_cell("Lanterns", """<w:vMerge w:val="restart"/>""")}</w:tr>{rows}</w:tbl>')


def many_styles() -> bytes:
    """Return 20,000 paragraphs, each in the last of 20,000 styles."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:name w:val="style {n}"/></w:style>' for n in range(20_000)
    )
    body = '<w:p><w:pPr><w:pStyle w:val="s19999"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>' * 20_000
    return _docx(body, styles)


def nested_tables() -> bytes:
    """Return 60 tables, each in a cell of the one before."""
    body = _said("Lanterns")
    for _ in range(60):
        body = f"<w:tbl><w:tr><w:tc>{body}{_said('x')}</w:tc></w:tr></w:tbl>"
    return _docx(body)


def packed_word() -> bytes:
    """Return a Word document whose text is 150 MB of one letter."""
    return _docx(_said("x" * 150_000_000))


def _xlsx(rows: str, dimension: str = "", strings: str = "") -> bytes:
    import openpyxl

    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "x"  # type: ignore[index]
    book.save(out)
    with zipfile.ZipFile(out) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    named = f'<dimension ref="{dimension}"/>' if dimension else ""
    parts["xl/worksheets/sheet1.xml"] = f"<worksheet {_SHEET}>{named}<sheetData>{rows}</sheetData></worksheet>".encode()
    if strings:
        parts["xl/sharedStrings.xml"] = f"<sst {_SHEET}>{strings}</sst>".encode()
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    return zipped(parts)


def last_column() -> bytes:
    """Return a sheet of 20,000 rows with one cell each, in the last column that there can be."""
    return _xlsx("".join(f'<row r="{n}"><c r="XFD{n}"><v>{n}</v></c></row>' for n in range(1, 20_001)))


def whole_sheet() -> bytes:
    """Return a sheet that says it fills every cell there can be and has one at either end."""
    return _xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
        dimension="A1:XFD1048576",
    )


def shared_string() -> bytes:
    """Return a sheet of 50,000 cells that all hold the same string of 100,000 letters."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 50_001))
    return _xlsx(rows, strings=f"<si><t>{'lantern ' * 12_500}</t></si>")


def many_rows() -> bytes:
    """Return a sheet of 600,000 rows."""
    return _xlsx("".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 600_001)))


def _pdf(objects: list[bytes]) -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at))


def _stream(data: bytes, about: bytes = b"") -> bytes:
    import zlib

    packed = zlib.compress(data, 9)
    return b"<<%s/Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (about, len(packed), packed)


_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def form_bomb() -> bytes:
    """Return a page that draws a form of ten forms of ten forms, ten deep."""
    forms = [
        _stream(
            b"/F Do " * 10,
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>" % (number + 1),
        )
        for number in range(6, 15)
    ]
    last = _stream(
        b"BT /T 9 Tf 0 0 Td (Lanterns) Tj ET",
        b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</T 5 0 R>>>>",
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</F 6 0 R>>>>>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, _stream(b"/F Do " * 10), _FONT, *forms, last])


def text_bomb() -> bytes:
    """Return a page of three million letters."""
    text = b"BT /T 9 Tf 0 0 Td " + b"(Lanterns need a licence. ) Tj 0 1 Td " * 120_000 + b"ET"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</T 5 0 R>>>>>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, _stream(text), _FONT])


def scattered_letters() -> bytes:
    """Return a page of 100,000 letters, each of which stands alone."""
    text = b"BT /T 1 Tf " + b"".join(b"1 0 0 1 %d %d Tm (x) Tj " % (n * 7 % 599, n * 13 % 797) for n in range(100_000))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</T 5 0 R>>>>>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, _stream(text + b"ET"), _FONT])


def wide_records() -> bytes:
    """Return 499,000 records of JSON, of which the first has 499 fields."""
    first = ",".join(f'"{n}":1' for n in range(499))
    return f"[{{{first}}}{',{}' * 499_000}]".encode()


def long_names() -> bytes:
    """Return a JSON object whose one long name stands before each of 100,000 values."""
    inner = ",".join(f'"{n}":1' for n in range(100_000))
    return f'{{"{"x" * 100_000}":{{{inner}}}}}'.encode()


def deep_json() -> bytes:
    """Return a JSON list in a list, 100,000 deep."""
    return b"[" * 100_000 + b"]" * 100_000


def half_a_character() -> bytes:
    """Return JSON whose string holds half a character."""
    return b'[{"name": "\\ud800 lanterns", "\\udfff": "x"}]'


def long_number() -> bytes:
    """Return JSON with a number of 90,000 digits."""
    return b'[{"name": "lanterns", "count": ' + b"9" * 90_000 + b"}]"


def long_headings() -> bytes:
    """Return a CSV with a heading of 100,000 letters over 20,000 rows."""
    return b"x" * 100_000 + b",y\n" + b"1,2\n" * 20_000


def many_columns() -> bytes:
    """Return a CSV of 20,000 columns."""
    return b",".join(b"c%d" % n for n in range(20_000)) + b"\n" + b"1," * 19_999 + b"1\n"


def quotes() -> bytes:
    """Return a CSV of 60,000 quotation marks and commas."""
    return b"a,b\n" + b'",' * 30_000


def other_quotes() -> bytes:
    """Return a CSV of lines of quotation marks, with and without text between them."""
    return b'"x" "y"\n' * 4_000 + b"'" * 20_000 + b'"\n' * 4_000


def _repeated(text: str, size: int = 200_000) -> Callable[[], bytes]:
    def make() -> bytes:
        return (text * (size // len(text))).encode()

    make.__doc__ = f"Return {text!r} over and over again."
    return make


def hexadecimal_title() -> bytes:
    """Return Markdown whose title is a number of 90,000 digits."""
    return b"---\ntitle: 0x" + b"f" * 90_000 + b"\n---\nLanterns need a licence.\n"


def aliases() -> bytes:
    """Return Markdown whose front matter is a list of lists of lists, by reference."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return ("---\n" + "\n".join([*lines, "title: *a9"]) + "\n---\nLanterns need a licence.\n").encode()


def wide_table() -> bytes:
    """Return a Markdown table of 2,000 columns and 2,000 rows that name none of them."""
    return b"|" + b"a|" * 2_000 + b"\n|" + b"-|" * 2_000 + b"\n" + b"|x\n" * 2_000


def deep_list() -> bytes:
    """Return a Markdown list in a list, 1,000 deep."""
    return "".join(f"{'  ' * n}- lanterns {n}\n" for n in range(1_000)).encode()


def deep_page() -> bytes:
    """Return a web page of 50,000 elements in one another."""
    return b"<html><body>" + b"<div>" * 50_000 + b"Lanterns need a licence." + b"</div>" * 50_000


def many_scripts() -> bytes:
    """Return a web page of 100,000 scripts with a letter between them."""
    return b"<html><body><p>Lanterns need a licence.</p>" + b"x<script></script>" * 100_000


def open_bold() -> bytes:
    """Return a web page of 100,000 unclosed elements."""
    return b"<html><body><p>Lanterns need a licence.</p>" + b"<b>x<i>y" * 50_000


def many_articles() -> bytes:
    """Return a web page of 200 articles in one another and 20,000 paragraphs."""
    return b"<html><body>" + b"<article>" * 200 + b"<p>Lanterns need a licence." * 20_000


def many_attributes() -> bytes:
    """Return a web page with an element of 100,000 attributes."""
    names = b"".join(b" a%d=1" % n for n in range(100_000))
    return b"<html><body><p" + names + b">Lanterns need a licence.</p>"


def many_tables() -> bytes:
    """Return a web page of 100 tables in one another, with rows."""
    return b"<html><body>" + b"<table><tr><td>x<td>y<tr><td>" * 60 + b"<tr><td>Lanterns<td>y" * 5_000


def packed_text(layers: int = 1) -> bytes:
    """Return an archive of archives whose text is 300 MB in the end, at a tenth each time."""
    data = b"Lanterns need a licence. " * 400_000
    for _ in range(layers):
        data = zipped({f"{n}.txt" if _ == 0 else f"{n}.zip": data for n in range(30)})
    return data


def packed_thrice() -> bytes:
    """Return an archive of archives of archives: each layer is a tenth of what is inside, and repeats it."""
    return packed_text(3)


def overlapping() -> bytes:
    """Return an archive of 3,000 members that are all the same bytes of it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.txt", b"Lanterns need a licence. " * 40_000)
    data = packed.getvalue()
    start = data.index(b"PK\x01\x02")
    entry = data[start : data.index(b"PK\x05\x06")]
    end = bytearray(data[data.index(b"PK\x05\x06") :])
    count = 3_000
    end[8:12] = count.to_bytes(2, "little") * 2
    end[12:16] = (len(entry) * count).to_bytes(4, "little")
    return data[:start] + entry * count + bytes(end)


def many_members() -> bytes:
    """Return an archive of 20,000 files."""
    return zipped({f"{n}.txt": b"x" for n in range(20_000)})


def _mail(body: str) -> bytes:
    return (
        "From: a@b.example\nTo: c@d.example\nSubject: lanterns\nDate: Mon, 06 Jan 2031 10:00:00 +0000\n" + body
    ).encode()


def many_attachments() -> bytes:
    """Return a mail of 150 attachments."""
    parts = "".join(
        f'--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename="{n}.txt"\n\nRule {n}.\n'
        for n in range(150)
    )
    return _mail(
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nThe rules are attached.\n"
        f"{parts}--x--\n"
    )


def mail_in_mail() -> bytes:
    """Return a mail in a mail, 500 deep."""
    return _mail("MIME-Version: 1.0\nContent-Type: message/rfc822\n\n" * 500 + "Subject: end\n\nLanterns.\n")


def many_parts() -> bytes:
    """Return a mail of parts in parts, 300 deep."""
    opened = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(300))
    return _mail(f"MIME-Version: 1.0\n{opened}\nLanterns need a licence.\n")


def open_brackets() -> bytes:
    """Return a mail whose sender is 20,000 open brackets."""
    return _mail("Cc: " + "(" * 20_000 + "\n\nLanterns need a licence.\n")


def many_receivers() -> bytes:
    """Return a mail to 20,000 people."""
    people = ",\n ".join(f"person {n} <p{n}@d.example>" for n in range(20_000))
    return _mail(f"Cc: {people}\n\nLanterns need a licence.\n")


def marked_letters() -> bytes:
    """Return a text whose one letter carries 200,000 marks, in the worst order."""
    return ("Lanterns need a licence.\n\na" + "\u0301\u0316" * 100_000).encode()


def deep_xml() -> bytes:
    """Return XML of 100,000 elements in one another, called an act."""
    return b"<ACT>" + b"<P>" * 100_000 + b"x" + b"</P>" * 100_000 + b"</ACT>"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "wide-cell.docx": wide_cell,
    "merged-cells.docx": merged_cells,
    "many-styles.docx": many_styles,
    "nested-tables.docx": nested_tables,
    "packed.docx": packed_word,
    "last-column.xlsx": last_column,
    "whole-sheet.xlsx": whole_sheet,
    "shared-string.xlsx": shared_string,
    "many-rows.xlsx": many_rows,
    "forms.pdf": form_bomb,
    "text.pdf": text_bomb,
    "letters.pdf": scattered_letters,
    "wide-records.json": wide_records,
    "long-names.json": long_names,
    "deep.json": deep_json,
    "half.json": half_a_character,
    "long-number.json": long_number,
    "long-headings.csv": long_headings,
    "many-columns.csv": many_columns,
    "quotes.csv": quotes,
    "other-quotes.csv": other_quotes,
    **{
        f"{name}.md": _repeated(text)
        for name, text in {
            "comments": "<!--",
            "links": "<a ",
            "scripts": "<script ",
            "styles": "<style>x",
            "brackets": "[",
            "pictures": "![[](",
            "backticks": "a`b``c```",
            "stars": "*a _b **c __d ",
            "quotations": "> ",
            "list-marks": "- ",
            "definitions": "[a]: b\n",
            "angles": "<",
            "entities": "&a",
            "references": "[a][",
            "question-marks": "<?",
            "declarations": "<!A ",
            "cdata": "<![CDATA[",
            "hashes": "# #\n",
            "escapes": "\\",
            "addresses": "<x:",
            "attributes": "<a a=\"",
        }.items()
    },
    "hexadecimal.md": hexadecimal_title,
    "aliases.md": aliases,
    "wide-table.md": wide_table,
    "deep-list.md": deep_list,
    "deep.html": deep_page,
    "scripts.html": many_scripts,
    "bold.html": open_bold,
    "articles.html": many_articles,
    "attributes.html": many_attributes,
    "tables.html": many_tables,
    "comments.html": lambda: b"<html><body>Lanterns" + b"<!--" * 50_000,
    "thirty.zip": packed_text,
    "thrice.zip": packed_thrice,
    "overlapping.zip": overlapping,
    "many.zip": many_members,
    "attachments.eml": many_attachments,
    "mail-in-mail.eml": mail_in_mail,
    "parts.eml": many_parts,
    "open-brackets.eml": open_brackets,
    "receivers.eml": many_receivers,
    "marks.txt": marked_letters,
    "blank-lines.txt": _repeated("\n \n\t", 1_000_000),
    "spaces.txt": _repeated("x" + " " * 999, 1_000_000),
    "deep.xml": deep_xml,
}  # fmt: skip

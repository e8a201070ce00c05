"""Small documents in binary formats, made here for the tests.

`python -m tests.specimens` writes them to `tests/data`.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import openpyxl
from fpdf import FPDF

DATA = Path(__file__).resolve().parent / "data"

Placed = tuple[float, float, str, str]  # x, y from the top, style, text


def made(pages: list[list[Placed]], size: float = 10) -> bytes:
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    for page in pages:
        pdf.add_page()
        for x, y, style, text in page:
            pdf.set_font("Helvetica", style.replace("L", ""), 14 if "L" in style else size)
            pdf.text(x, y, text)
    pdf.set_creation_date(datetime(2031, 1, 1, tzinfo=UTC))
    return bytes(pdf.output())


def control_list() -> bytes:
    """Return three pages in the form of a control list, with 26 entries."""
    first: list[Placed] = [
        (230, 40, "", "CATEGORY 3 - PAPER GOODS"), (540, 800, "", "1"), (70, 90, "L", "CATEGORY 3 - PAPER GOODS"),
        (70, 110, "B", "3A Systems"),
        (70, 130, "", '3A001 "Paper mills", as follows:'), (113, 150, "", "a. Mills of any of the following:"),
        (141, 170, "I", "Note: 3A001.a. does not control toys."), (141, 190, "", "1. Mills for white paper; or"),
        (141, 210, "", "2. Mills for card;"),
        (141, 230, "I", "Technical Notes:"), (141, 242, "I", "1. White is a colour."),
        (141, 254, "I", "2. Card is thick."),
        (113, 275, "", "b. Presses."),
    ]  # fmt: skip
    second: list[Placed] = [
        (230, 40, "", "CATEGORY 3 - PAPER GOODS"),
        (540, 800, "", "2"),
        (70, 60, "", "3A001 continued"),
        (113, 80, "", "c. Not used;"),
    ]
    second += [(70, 100 + 20 * n, "", f"3A{n + 2:03} Paper of sort {n}.") for n in range(24)]
    third: list[Placed] = [
        (230, 40, "", "CATEGORY 3 - PAPER GOODS"),
        (540, 800, "", "3"),
        (70, 100, "B", "3B Tests"),
        (70, 130, "", "3B001 Scales."),
    ]
    return made([first, second, third])


def act() -> bytes:
    """Return an amending act of one page and an annex, in the form of the Official Journal."""
    head: list[Placed] = [
        (40, 30, "", "8.4.2031"),
        (220, 30, "", "Official Journal of the European Union"),
        (500, 30, "", "L 1/1"),
    ]
    first: list[Placed] = [
        *head, (210, 90, "B", "COUNCIL REGULATION (EU) 2031/5"), (260, 105, "B", "of 7 April 2031"),
        (150, 120, "B", "amending Regulation (EU) No 9/2029 on paper"),
        (68, 150, "", "THE COUNCIL OF THE EUROPEAN UNION,"), (68, 175, "", "Whereas:"),
        (68, 200, "", "(1) Paper matters."), (68, 225, "", "HAS ADOPTED THIS REGULATION:"),
        (280, 260, "", "Article 1"), (68, 290, "", "Regulation (EU) No 9/2029 is amended as follows:"),
        (68, 315, "", "(1) the following Article is inserted:"),
        (89, 340, "", "'Article 3a"), (89, 365, "", "1. It shall be prohibited to export:"),
        (89, 390, "", "(a) white paper, whether or not it"), (104, 401, "", "is lined; or"),
        (89, 425, "", "(b) card."), (89, 450, "", "2. Paragraph 1 shall not apply to toys.';"),
        (68, 475, "", "(2) in Article 4(2), point (b) is replaced by the following:"),
        (89, 500, "", "'(b) for schools;'."), (280, 530, "", "Article 2"),
        (68, 560, "", "This Regulation shall enter into force on the day following that of its publication."),
    ]  # fmt: skip
    second: list[Placed] = [
        *head, (280, 90, "", "ANNEX"), (230, 110, "", "Goods of paper"), (100, 140, "B", "CN code"),
        (300, 140, "B", "Name of the good"),
        (70, 160, "", "4801 00"), (180, 160, "", "Newsprint"), (70, 180, "", "4802 10"),
        (180, 180, "", "Paper that was made"), (180, 191, "", "by hand"),
        (70, 212, "", "4803 00"), (180, 212, "", "Tissue"),
    ]  # fmt: skip
    return made([first, second])


def scan() -> bytes:
    """Return a page that is only a picture of text."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (1240, 500), "white")
    ImageDraw.Draw(picture).text(
        (80, 100), "Licences are needed for lasers", fill="black", font=ImageFont.load_default(60)
    )
    pdf = FPDF(unit="pt", format="A4")
    pdf.add_page()
    pdf.set_font("Helvetica")
    pdf.text(70, 70, "A page with text.")
    pdf.add_page()
    pdf.image(picture, 0, 0, 595)
    pdf.set_creation_date(datetime(2031, 1, 1, tzinfo=UTC))
    return bytes(pdf.output())


def word() -> bytes:
    document = docx.Document()
    document.add_heading("On paper", 0)
    document.add_heading("Scope", 1)
    document.add_paragraph("Paper only.")
    document.add_paragraph("white", style="List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("Good", "Code", "Card", "4805"), strict=True):
        cell.text = text
    document.core_properties.author, document.core_properties.created = "Ann Quill", datetime(2031, 2, 3)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def workbook() -> bytes:
    """Return two sheets: a list under its headings, and one line."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["Name", "Code"], ["Laser", "6A005"], ["Mill", "2B001"]):
        book.active.append(row)
    book.create_sheet("More").append(["alone", "here"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def guide() -> bytes:
    """Return a page under numbered headings."""
    page: list[Placed] = [
        (70, 60, "L", "Guide to paper"), (70, 100, "B", "1 Scope"), (70, 120, "", "This guide is about paper. It goes"),
        (70, 132, "", "on in a second line."),
        (70, 160, "B", "1.1 White paper"), (70, 180, "", "White paper is white."), (70, 210, "B", "2 Card"),
        (70, 230, "", "Card is thick."),
    ]  # fmt: skip
    return made([page])


MAIL = (
    b"From: Ann <ann@paper.example>\r\nTo: bob@card.example\r\nSubject: =?utf-8?q?Caf=C3=A9?= rules\r\n"
    b"Date: Mon, 06 Jan 2031 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe rules are attached.\r\n"
    b'--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="../rules.txt"\r\n\r\n'
    b"Paper needs a licence.\r\n"
    b'--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="bad.pdf"\r\n\r\n'
    b"%PDF-1.4 bad\r\n--x--\r\n"
)


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


BINARIES = {
    "pdf/list.pdf": control_list,
    "pdf/act.pdf": act,
    "pdf/guide.pdf": guide,
    "pdf/scan.pdf": scan,
    "office/paper.docx": word,
    "office/goods.xlsx": workbook,
    "mail/rules.eml": lambda: MAIL,
    "archive/papers.zip": lambda: zipped(
        {"in/paper.docx": word(), "notes/a.txt": b"Paper needs a licence.\n", "goods.csv": b"Name;Code\nLaser;6A005\n"}
    ),
}

if __name__ == "__main__":
    for name, build in BINARIES.items():
        path = DATA / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(build())

"""Reads a PDF's bytes to pages of positioned text lines, and maps every way in which that can fail.

pypdfium2 gives a page's text in one call together with a character index, so a line costs a few look-ups (where it
begins, where it ends, how large it is) instead of one for each character.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PdfReader

from corpus.errors import FilledLine, ProtectedDocument, TooLarge, UnreadableDocument
from corpus.language.lazy_regex import lazy_regex
from corpus.parsers.file import File
from corpus.parsers.pdf.columns import in_reading_order
from corpus.parsers.pdf.lines import HYPHEN, Line, Page

MAX_PDF_PAGES = 5_000
MAX_PDF_CHARACTERS = 30_000_000
MAX_PDF_PAGE_CHARACTERS = 1_000_000
_MAX_OUTLINE = 5_000

_OLD_HYPHEN = "\x02"  # the engine's mark within a run
_WIDTH = 0.45  # a letter's mean width in heights of a line
_WIDER_THAN_FONT = 1.07
_LETTERS_SAMPLED = 4_000
_CELL_GAP = 0.9  # heights of a line: a wider space parts cells
_RUNS = lazy_regex(r"[^\r\n\ufffe]+")


@contextmanager
def opened_pdf(file: File) -> Iterator[pypdfium2.PdfDocument]:
    """Yield the document, closed afterwards.

    Raises ProtectedDocument, TooLarge (pages), UnreadableDocument.
    """
    try:
        document = pypdfium2.PdfDocument(file.data)
    except pypdfium2.PdfiumError as error:
        if (
            getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
            or "password" in str(error).lower()
        ):
            raise ProtectedDocument(
                FilledLine("{name} is protected by a password.", {"name": file.name}),
                "Save a copy without a password and add that.",
            ) from error
        raise UnreadableDocument(
            FilledLine("{name} is not a readable PDF: it is damaged or cut off.", {"name": file.name}),
            "Download or export it again.",
        ) from error
    try:
        pages = len(document)
        if pages > MAX_PDF_PAGES:
            raise TooLarge(
                FilledLine(
                    "{name} has {count} pages; the limit is {limit}.",
                    {"name": file.name, "count": pages, "limit": MAX_PDF_PAGES},
                ),
                "Split it, or add the part that you need.",
            )
        if pages == 0:
            raise UnreadableDocument(
                FilledLine("{name} is a PDF without pages.", {"name": file.name}), "Download or export it again."
            )
        yield document
    finally:
        document.close()


def properties_of(file: File) -> dict[str, str]:
    """Return Title, Author, CreationDate and the like, as the file gives them; empty if it gives none.

    pypdf reads the trailer of the bytes at hand, no page: it knows encodings of properties that the engine does not.
    """
    try:
        found: dict[str, object] = dict(PdfReader(BytesIO(file.data)).metadata or {})
        return {str(name).lstrip("/"): str(value)[:1000] for name, value in found.items() if value}
    except Exception:  # pypdf raises errors of every kind on damaged files, which can be read without their properties
        return {}


def outline_of(document: pypdfium2.PdfDocument) -> list[tuple[int, str, int]]:
    """Return the document's own outline: level from 1, title, page from 1; empty if it has none."""
    entries: list[tuple[int, str, int]] = []
    try:
        for bookmark in document.get_toc(max_depth=6):
            destination = bookmark.get_dest()
            index = destination.get_index() if destination is not None else None
            if index is not None and index >= 0:
                entries.append((bookmark.level + 1, bookmark.get_title()[:300], index + 1))
            if len(entries) >= _MAX_OUTLINE:
                break
    except (pypdfium2.PdfiumError, ValueError, OverflowError):
        return entries
    return entries


def pages(file: File, document: pypdfium2.PdfDocument) -> list[Page]:
    """Return every page with its lines; one that cannot be loaded is marked as damaged.

    Raises TooLarge if the text of a page or of all is over the limit.
    """
    result: list[Page] = []
    characters = 0
    widths: list[float] = []
    for index in range(len(document)):
        try:
            page = _page(file, document, index, widths)
        except (pypdfium2.PdfiumError, OverflowError, ValueError):
            page = Page(index + 1, 0.0, 0.0, damaged=True)
        characters += sum(len(line.text) for line in page.lines)
        if characters > MAX_PDF_CHARACTERS:
            raise TooLarge(
                FilledLine(
                    "{name} holds more than {limit} characters of text.",
                    {"name": file.name, "limit": f"{MAX_PDF_CHARACTERS:,}"},
                ),
                "Split it, or add the part that you need.",
            )
        result.append(page)
    return result


def _page(file: File, document: pypdfium2.PdfDocument, index: int, widths: list[float]) -> Page:
    handle = document[index]
    try:
        width, height = handle.get_size()
        text_page = handle.get_textpage()
        try:
            count = text_page.count_chars()
            if count > MAX_PDF_PAGE_CHARACTERS:
                raise TooLarge(
                    FilledLine(
                        "Page {page} of {name} holds more than {limit} characters.",
                        {"page": index + 1, "name": file.name, "limit": f"{MAX_PDF_PAGE_CHARACTERS:,}"},
                    ),
                    "Leave that page out, or save it in a simpler form.",
                )
            _refuse_hidden(file, handle, index, count)
            if count <= 0:
                return Page(index + 1, width, height)
            text = text_page.get_text_range().replace(_OLD_HYPHEN, HYPHEN)
            aligned = len(text) == count
            lines = _lines(text_page.raw, text, index + 1, widths, aligned=aligned)
            return Page(index + 1, width, height, _ordered(text_page.raw, text, lines) if aligned else lines)
        finally:
            text_page.close()
    finally:
        handle.close()


def _refuse_hidden(file: File, page: pypdfium2.PdfPage, index: int, characters: int) -> None:
    """Raise UnreadableDocument for a page most of whose texts the engine leaves out, as it does with texts drawn twice.

    A bold letter can be one that is drawn a few times; what is drawn a hundred times is text that would be missing
    without a word.
    """
    most = max(_TIMES_DRAWN * characters, _FEW_TEXTS)
    if pdfium.FPDFPage_CountObjects(page.raw) <= most:
        return
    kinds = (pdfium.FPDFPageObj_GetType(o) for o in _objects(page.raw))
    texts = sum(kind == pdfium.FPDF_PAGEOBJ_TEXT for kind in kinds)
    if texts > most:
        raise UnreadableDocument(
            FilledLine(
                "Page {page} of {name} draws {count} texts, of which only {limit} characters are read.",
                {"page": index + 1, "name": file.name, "count": f"{texts:,}", "limit": f"{characters:,}"},
            ),
            "Leave that page out, or print it to a PDF again.",
        )


def _objects(raw: object) -> Iterator[object]:
    return (pdfium.FPDFPage_GetObject(raw, n) for n in range(pdfium.FPDFPage_CountObjects(raw)))


_TIMES_DRAWN = 10  # times that one letter is drawn for its looks
_FEW_TEXTS = 10_000  # that a page may draw besides


def _lines(raw: object, text: str, number: int, widths: list[float], *, aligned: bool) -> list[Line]:
    """Return the page's text by line. `aligned` says that a position in `text` is the engine's character index."""
    lines: list[Line] = []
    for found in _RUNS.finditer(text):
        run, (start, end) = found[0], found.span()
        if not run.strip(" \t" + HYPHEN):
            continue
        start += len(run) - len(run.lstrip())
        end -= len(run) - len(run.rstrip())
        hyphen = HYPHEN if text[found.end() : found.end() + 1] == HYPHEN else ""
        shown = text[start:end] + hyphen
        if aligned:
            lines.append(_placed(raw, shown, number, start, end - 1))
        else:
            lines.append(Line(shown, number, 0.0, 0.0, 0.0, 0.0))
    _find_cells(raw, lines, widths)
    return lines


_LEFT, _RIGHT, _BOTTOM, _TOP = (ctypes.c_double() for _ in range(4))
_PLACES = tuple(map(ctypes.byref, (_LEFT, _RIGHT, _BOTTOM, _TOP)))


def _span(raw: object, index: int) -> tuple[float, float] | None:
    """Return the left and right edge of a character; None if it has no place."""
    if not pdfium.FPDFText_GetCharBox(raw, index, *_PLACES):
        return None
    return _LEFT.value, _RIGHT.value


def _placed(raw: object, text: str, number: int, first: int, last: int) -> Line:
    rect = pdfium.FS_RECTF()
    loose = pdfium.FPDFText_GetLooseCharBox(raw, first, rect)
    begin = (rect.left, rect.bottom, rect.right, rect.top) if loose else (0.0, 0.0, 0.0, 0.0)
    loose = pdfium.FPDFText_GetLooseCharBox(raw, last, rect)
    end = (rect.left, rect.bottom, rect.right, rect.top) if loose else begin
    size = pdfium.FPDFText_GetFontSize(raw, first)
    # A label may be upright before words in italics, so the style is read a little further on.
    inside = first + min(4, last - first)
    bold, italic = _style(raw, inside)
    x0, x1 = min(begin[0], end[0]), max(begin[2], end[2])
    height = begin[3] - begin[1]
    return Line(
        text, number, x0, x1, begin[1], begin[3], size if size > 2 else height, bold, italic, first=first, last=last
    )


def _ordered(raw: object, text: str, lines: list[Line]) -> list[Line]:
    """Return the lines in reading order; those that cross the gutter of two columns are cut there."""

    def gaps(line: Line, everywhere: bool) -> list[tuple[int, float, float]]:
        found = []
        margin = 0 if everywhere else (line.last - line.first) // 4
        first, last = line.first + margin, line.last - margin
        at = text.find(" ", first, last)
        while at >= 0:
            before, after = _span(raw, at - 1), _span(raw, at + 1)
            if before and after:
                found.append((at + 1, after[0], after[0] - before[1]))
            at = text.find(" ", at + 1, last)
        return found

    def cut(line: Line, at: int) -> tuple[Line, Line]:
        hyphen = HYPHEN if line.text.endswith(HYPHEN) else ""
        before = text[line.first : at].rstrip()
        if before.endswith("-") and before[-2:-1].isalpha():
            before = before[:-1] + HYPHEN  # the engine marks breaks at the ends of its own lines only
        left = _placed(raw, before, line.page, line.first, at - 2)
        return left, _placed(raw, text[at : line.last + 1] + hyphen, line.page, at, line.last)

    return in_reading_order(lines, gaps, cut)


def _find_cells(raw: object, lines: list[Line], widths: list[float]) -> None:
    """Set the cells of lines that are wider than their letters are: only there can be a gap.

    `widths` collects the letter widths of the document's long lines; tables are the rarer case, so a low quantile of
    them is that of prose.
    """
    if len(widths) < _LETTERS_SAMPLED:
        widths.extend(_letter_width(line) for line in lines if len(line.text) > 45)
        widths.sort()
    usual = min(widths[len(widths) // 5], 0.6) if widths else _WIDTH
    for line in lines:
        if " " in line.text and _letter_width(line) > _WIDER_THAN_FONT * usual:
            height = line.top - line.bottom
            spare = line.x1 - line.x0 - usual * height * len(line.text)
            line.cells = _cells(raw, line.text, line.first, line.x0, height, spare)


def _letter_width(line: Line) -> float:
    """Return the mean width of a line's letters in heights of the line."""
    return (line.x1 - line.x0) / max((line.top - line.bottom) * len(line.text), 1.0)


def _cells(raw: object, text: str, first: int, x0: float, height: float, spare: float) -> tuple[tuple[float, str], ...]:
    """Return the line's pieces between wide gaps; `spare` is the width that its letters do not account for."""
    pieces: list[tuple[float, str]] = []
    start, left = 0, x0
    at = text.find(" ")
    # Each space costs two look-ups: once the gaps found account for the width, the rest is prose.
    while 0 < at < len(text) - 1 and (not pieces or spare > _CELL_GAP * height):
        before, after = _span(raw, first + at - 1), _span(raw, first + at + 1)
        if before and after and after[0] - before[1] > _CELL_GAP * height and after[0] > left + 1:
            spare -= after[0] - before[1]
            pieces.append((left, text[start:at].strip()))
            start, left = at + 1, after[0]
        at = text.find(" ", at + 1)
    return (*pieces, (left, text[start:].strip())) if pieces else ()


_FLAGS = ctypes.c_int()
_FONT_NAME = ctypes.create_string_buffer(128)
_ITALIC_FLAG = 1 << 6  # ISO 32000-1, table 123: font descriptor flags


def _style(raw: object, index: int) -> tuple[bool, bool]:
    """Return whether a character is bold, and whether it is italic, by its font's flags and weight, else its name."""
    length = pdfium.FPDFText_GetFontInfo(raw, index, _FONT_NAME, len(_FONT_NAME), _FLAGS)
    name = _FONT_NAME.value.lower() if 0 < length <= len(_FONT_NAME) else b""
    bold = pdfium.FPDFText_GetFontWeight(raw, index) >= 600 or b"bold" in name
    return bold, bool(_FLAGS.value & _ITALIC_FLAG) or b"italic" in name or b"oblique" in name

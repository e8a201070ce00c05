"""Answers as PDF, with the fonts of the machine; characters without a font are written as code points."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.fonts import FontFace

from assistant.model import Answer
from ui.exports.legal import DISCLAIMER, legal_citation, provenance, translation_line, unescaped, without_markdown
from ui.exports.markdown import heading, is_headed
from ui.exports.spreadsheets import comparison_rows
from ui.exports.tables import RowTable, told_blocks, written_lines
from ui.language import _

_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts",
            "/System/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts")  # fmt: skip
_TEXT = (
    "DejaVuSerif",
    "LiberationSerif-Regular",
    "NotoSerif-Regular",
    "Georgia",
    "Times New Roman",
    "times",
    "DejaVuSans",
    "Arial",
    "arial",
)
_FURTHER = ("DejaVuSans", "NotoSansArabic-Regular", "Arial")  # Arabic, Hebrew, and what serifs lack
_WIDE = (
    "NotoSerifSC", "NotoSerifCJK", "NotoSansCJK", "SourceHanSerif", "SourceHanSans", "DroidSansFallback", "wqy-",
    "ipag",
    "Arial Unicode", "PingFang", "Hiragino", "msyh", "simsun", "YuGoth", "msgothic",
)  # fmt: skip
_WIDEST = 28  # letters of a cell that ask for room: the widths of a table's columns are in proportion to theirs
# A word has room in one line: shares of a letter of it, the longest such word, letters' room beside it.
_ROOM_OF_LETTER, _LONGEST_WORD, _BESIDE_A_WORD = 1.15, 16, 3

_LINE, _PADDING, _SLACK = 4, 0.8, 2.5  # mm of a table: a line, around a cell, lines that are split end so much earlier
_NARROWEST_CELL, _LINES_OF_HEAD = 5, 12  # mm that a letter has room in; lines of headings, which each page repeats

_COLUMNS_UPRIGHT = 6  # columns that have room on a page that stands
_SIDE_BY_SIDE, _POINT = 3, 0.55  # jurisdictions of a table; width of its points, where that of a jurisdiction is 1


def pdf(answers: Sequence[Answer], title: str = "") -> bytes:
    """Return answers as a PDF document (A4)."""
    sheet = _Sheet()
    sheet.line_of(title or (answers[0].question if answers else "Licet"), 18, after=4)
    for answer in answers:
        if is_headed(answers, title):
            sheet.line_of(answer.question, 13, before=5, after=1)
        sheet.line_of(heading(answer), 8.5, grey=True, after=2)
        if answer.comparison:
            _comparison(sheet, answer)
        else:
            for block in told_blocks(answer):
                if isinstance(block, RowTable):
                    sheet.table_of(block)
                    continue
                for line in written_lines(block):
                    size = 12 if line.kind == "heading" else 11
                    sheet.line_of(f"{line.mark}{without_markdown(line.text)}", size, after=1 if line.mark else 2)
        for notice in answer.notices:
            sheet.line_of(notice, 8.5, grey=True, after=1)
        for c in answer.citations:
            sheet.line_of(f"[{c.number}] {legal_citation(c)}", 9.5, before=1.5)
            sheet.line_of(f"“{c.quote}”", 9.5)
            if c.translation:
                sheet.line_of(translation_line(c), 8.5, grey=True)
            sheet.line_of(provenance(c), 7.5, grey=True)
    sheet.line_of(_(DISCLAIMER), 8, grey=True, before=6)
    if sheet.missing:
        sheet.line_of(
            _("Signs shown as [U+…] are in no font of the machine that made this file; the other formats hold them."),
            8,
            grey=True,
        )
    return bytes(sheet.output())


def _comparison(sheet: _Sheet, answer: Answer) -> None:
    """Write a comparison as a table on pages that lie; point by point where a row is longer than a page."""
    assert answer.comparison
    sheet.line_of(answer.lead, 11, after=2)
    rows = comparison_rows(answer.comparison)
    try:
        _Sheet().comparison_of(rows)
    except ValueError:
        for row in rows:
            point, *cells = row.items()
            sheet.line_of(point[1], 11.5, before=2, after=0.5)
            for name, text in cells:
                sheet.line_of(f"{name}: {text}", 10, after=1)
        return
    sheet.comparison_of(rows)
    sheet.add_page(orientation="portrait")


class _Sheet(FPDF):
    def __init__(self) -> None:
        super().__init__(format="A4")
        self.set_margins(24, 22)
        self.set_auto_page_break(True, 22)
        self.missing = False
        self.face = "Helvetica"
        self.covered: set[int] | None = None
        text, others = _font(_TEXT), [f for f in (_font(_WIDE), _font(_FURTHER)) if f]
        if text:
            self.add_font("text", "", str(text))
            self.face = "text"
            self.covered = _signs_of(self.fonts["text"])
            fallbacks = []
            for file in others:
                try:
                    self.add_font(file.stem, "", str(file))
                    self.covered |= _signs_of(self.fonts[file.stem.lower()])
                    fallbacks.append(file.stem)
                except Exception:  # a font file that cannot be embedded: its characters are written as code points
                    self.fonts.pop(file.stem.lower(), None)
            self.set_fallback_fonts(fallbacks)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(self.face, size=8)
        self.set_text_color(90, 96, 104)
        self.cell(0, 6, str(self.page_no()), align="C")

    def line_of(self, text: str, size: float, *, grey: bool = False, before: float = 0, after: float = 0) -> None:
        """Write one paragraph."""
        self.ln(before)
        self.set_font(self.face, size=size)
        self.set_text_color(*((90, 96, 104) if grey else (29, 35, 43)))
        self.multi_cell(0, size * 0.52, "".join(self._signs(text)), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(after)

    def table_of(self, told: RowTable) -> None:
        """Write a table whose columns are as wide as their words ask for."""
        lies = len(told.columns) > _COLUMNS_UPRIGHT
        if lies:
            self.add_page(orientation="landscape")
        self.set_font(self.face, size=8)
        self.set_text_color(29, 35, 43)
        head, *rows = [["".join(self._signs(unescaped(c))) for c in row] for row in (told.columns, *told.rows)]
        widths = tuple(_width([row[n] for row in (head, *rows)]) for n in range(len(head)))
        fill = FontFace(fill_color=(244, 241, 235))  # the face has no bold here
        inner = [self.epw * width / sum(widths) - 2 * _PADDING - _SLACK for width in widths]
        if min(inner) < _NARROWEST_CELL or self._lines(head, inner) > _LINES_OF_HEAD:
            self._listed(head, rows)
            return
        room = int((self.eph - (self._lines(head, inner) + 1) * _LINE - 4 * _PADDING) / _LINE)
        with self.table(
            col_widths=widths,
            line_height=_LINE,
            text_align="LEFT",
            padding=_PADDING,
            headings_style=fill,
            v_align="TOP",
        ) as table:
            table.row(head)
            for row in rows:
                for part in self._parts(row, inner, room):
                    table.row(part)
        if lies:
            self.add_page(orientation="portrait")
        self.ln(3)

    def _listed(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write rows one below the other, where a page is too narrow for their columns."""
        for row in rows:
            for name, text in zip(head, row, strict=True):
                if text:
                    self.line_of(f"{name}: {text}" if name else text, 9)
            self.ln(2)

    def _parts(self, row: Sequence[str], widths: Sequence[float], room: int) -> Iterator[list[str]]:
        """Yield a row as it is, or, where a page has no room for its lines, in rows that go on with it."""
        lines = [self._wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
        longest = max(map(len, lines))
        if longest <= room:
            yield list(row)
            return
        for begin in range(0, longest, room // 2):  # half a page at once leaves no page empty before it
            yield ["\n".join(cell[begin : begin + room // 2]) for cell in lines]

    def _lines(self, cells: Sequence[str], widths: Sequence[float]) -> int:
        return max(len(self._wrapped(cell, width)) for cell, width in zip(cells, widths, strict=True))

    def _wrapped(self, text: str, width: float) -> list[str]:
        return list(self.multi_cell(width, _LINE, text, align="L", dry_run=True, output=MethodReturnValue.LINES))  # type: ignore[arg-type]

    def comparison_of(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Write rows as tables on pages that lie, so many jurisdictions beside each other as can be read.

        Raise ValueError where a row is longer than a page.
        """
        point, *names = rows[0]
        head = FontFace(emphasis="", fill_color=(238, 235, 229))
        for begin in range(0, len(names), _SIDE_BY_SIDE):
            columns = [point, *names[begin : begin + _SIDE_BY_SIDE]]
            self.add_page(orientation="landscape")
            self.set_font(self.face, size=8.5)
            self.set_text_color(29, 35, 43)
            with self.table(
                col_widths=(_POINT, *(1 for _ in columns[1:])), text_align="LEFT", line_height=4.2, padding=1.4,
                headings_style=head, borders_layout="HORIZONTAL_LINES", v_align="TOP",
            ) as table:  # fmt: skip
                for cells in (columns, *([row[c] for c in columns] for row in rows)):
                    line = table.row()
                    for cell in cells:
                        line.cell("".join(self._signs(cell)))

    def _signs(self, text: str) -> Iterator[str]:
        for sign in text.replace("\t", " ").replace("\r", ""):
            here = ord(sign) in self.covered if self.covered is not None else sign.encode("latin-1", "ignore") != b""
            if here or sign == "\n":
                yield sign
            elif sign in _NEAR:
                yield _NEAR[sign]
            else:
                self.missing = True
                yield f"[U+{ord(sign):04X}]"


def _width(cells: Sequence[str]) -> float:
    """Return the share of a column in a table's width: room for its longest word, and more where it has long cells."""
    words = max((len(word) for cell in cells for word in cell.split()), default=0)
    return max(_ROOM_OF_LETTER * (min(words, _LONGEST_WORD) + _BESIDE_A_WORD), min(_WIDEST, max(map(len, cells))))


def _signs_of(font: Any) -> set[int]:
    return set(font.cmap)


_NEAR = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "•": "-", "\u00a0": " ", "−": "-"}


@cache
def _font(names: tuple[str, ...]) -> Path | None:
    files = [f for folder in (*_packaged(), *_FOLDERS) for f in _files(Path(folder).expanduser())]
    for name in names:
        for file in files:
            if file.stem.startswith(name) if name in _WIDE else file.stem == name:
                return file
    return None


def _packaged() -> list[str]:
    # Fonts from a Python package (the extra "fonts"), for machines without a Chinese font.
    found = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    return list(found.submodule_search_locations or ()) if found else []


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(f for f in folder.rglob("*") if f.suffix.lower() in (".ttf", ".otf", ".ttc"))
    except OSError:
        return []

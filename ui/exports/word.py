"""Answers as a Word document (docx) with real footnotes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

import docx
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from assistant.model import Answer, Citation, Comparison
from corpus.language.lazy_regex import lazy_regex
from ui.exports.legal import (
    DISCLAIMER,
    LABEL,
    legal_citation,
    provenance,
    translation_line,
    unescaped,
    without_markdown,
)
from ui.exports.markdown import heading, is_headed
from ui.exports.spreadsheets import comparison_rows
from ui.exports.tables import RowTable, told_blocks, written_lines
from ui.language import _

_COLUMNS_AS_TEXT, _COLUMNS_MEDIUM = 2, 5  # columns of a table, at most, in letters of the text, or in medium ones
_MEDIUM_LETTERS, _SMALL_LETTERS = Pt(9), Pt(7.5)
_MARKER = lazy_regex(r"(?<!\\)\[(\d{1,3})\]")
# Characters that XML 1.0 does not allow.
_NO_XML = lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STYLES = {"heading": "Heading 2", "bullet": "List Bullet", "number": "List"}
_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def word(answers: Sequence[Answer], title: str = "") -> bytes:
    """Return answers as a docx document."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Normal"].font.size = Pt(11)
    document.add_heading(_clean(title or (answers[0].question if answers else "Licet")), 0)
    notes: list[Citation] = []
    for answer in answers:
        if is_headed(answers, title):
            document.add_heading(_clean(answer.question), 1)
        _answer(document, answer, notes)
    _small(document.add_paragraph(), _(DISCLAIMER))
    part = Part(PackURI("/word/footnotes.xml"), _TYPE, _footnotes(notes).encode(), document.part.package)
    document.part.relate_to(part, _KIND)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _answer(document: docx.document.Document, answer: Answer, notes: list[Citation]) -> None:  # type: ignore[name-defined]
    _small(document.add_paragraph(), heading(answer))
    by_number = {c.number: c for c in answer.citations}
    if answer.comparison:
        document.add_paragraph(_clean(answer.lead))
        _table(document, answer.comparison, by_number, notes)
    else:
        for block in told_blocks(answer):
            if isinstance(block, RowTable):
                _rows(document, block, by_number, notes)
                continue
            for line in written_lines(block):
                paragraph = document.add_paragraph(style=_STYLES.get(line.kind))
                mark = line.mark if line.kind == "number" else ""  # Word would count on from the list before
                _cited(paragraph, mark + line.text, by_number, notes)
    for notice in answer.notices:
        _small(document.add_paragraph(), notice)
    unnamed = [c for c in answer.citations if c not in notes]
    if unnamed:
        document.add_heading(_("Sources"), 2)
    for c in unnamed:
        paragraph = document.add_paragraph()
        paragraph.add_run(_clean(legal_citation(c)) + ". ").bold = True
        paragraph.add_run(f"“{_clean(c.quote)}” ").italic = True
        if c.translation:
            _small(paragraph, f"{translation_line(c)} ")
        _small(paragraph, provenance(c))


def _cited(paragraph: object, block: str, by_number: Mapping[int, Citation], notes: list[Citation]) -> None:
    """Write a block with a footnote for each of its numbers."""
    at = 0
    if label := LABEL.match(block):
        paragraph.add_run(label[0].strip("* ") + " ").italic = True  # type: ignore[attr-defined]
        at = label.end()
    for marker in _MARKER.finditer(block):
        cited = by_number.get(int(marker[1]))
        if cited is None:
            continue
        paragraph.add_run(_clean(without_markdown(block[at : marker.start()])).rstrip())  # type: ignore[attr-defined]
        notes.append(cited)
        _refer(paragraph.add_run(), len(notes))  # type: ignore[attr-defined]
        at = marker.end()
    paragraph.add_run(_clean(without_markdown(block[at:])))  # type: ignore[attr-defined]


def _table(
    document: docx.document.Document,  # type: ignore[name-defined]
    compared: Comparison,
    by_number: Mapping[int, Citation],
    notes: list[Citation],
) -> None:
    rows = comparison_rows(compared)
    _point, *names = rows[0]
    _rows(document, RowTable(("", *names), tuple(tuple(row.values()) for row in rows), (), len(rows)), by_number, notes)


def _rows(
    document: docx.document.Document,  # type: ignore[name-defined]
    told: RowTable,
    by_number: Mapping[int, Citation],
    notes: list[Citation],
) -> None:
    table = document.add_table(rows=1, cols=len(told.columns), style="Table Grid")
    for place, name in zip(table.rows[0].cells, told.columns, strict=True):
        place.paragraphs[0].add_run(_clean(unescaped(name))).bold = True
    _repeated(table.rows[0])
    for row in told.rows:
        for place, text in zip(table.add_row().cells, row, strict=True):
            _cited(place.paragraphs[0], text, by_number, notes)
    if len(told.columns) <= _COLUMNS_AS_TEXT:
        return
    letters = _MEDIUM_LETTERS if len(told.columns) <= _COLUMNS_MEDIUM else _SMALL_LETTERS
    for run in (r for row in table.rows for place in row.cells for r in place.paragraphs[0].runs):
        run.font.size = letters


def _repeated(row: object) -> None:
    """Let the headings of a table stand on each page that it goes on to."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # type: ignore[attr-defined]


def _refer(run: object, number: int) -> None:
    run.font.superscript = True  # type: ignore[attr-defined]
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), str(number))
    run._r.append(reference)  # type: ignore[attr-defined]


def _footnotes(notes: Sequence[Citation]) -> str:
    # The first two footnotes are the separator lines above footnotes; Word refuses a document without them.
    lines = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    bodies = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        f"{_run(' ' + legal_citation(c) + '. ', '<w:b/>')}{_run(f'“{c.quote}” ', '<w:i/>')}"
        f"{_translation(c)}{_run(provenance(c), '')}</w:p></w:footnote>"
        for number, c in enumerate(notes, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:footnotes xmlns:w="{_SPACE}">{lines}{bodies}</w:footnotes>'
    )


def _translation(c: Citation) -> str:
    return _run(f"[{translation_line(c)}] ", '<w:color w:val="5A6068"/>') if c.translation else ""


def _run(text: str, look: str) -> str:
    return f'<w:r><w:rPr>{look}<w:sz w:val="17"/></w:rPr><w:t xml:space="preserve">{escape(_clean(text))}</w:t></w:r>'


def _small(paragraph: object, text: str) -> None:
    run = paragraph.add_run(_clean(text))  # type: ignore[attr-defined]
    run.font.size = Pt(8.5)
    run.font.color.rgb = RGBColor(0x5A, 0x60, 0x68)


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)

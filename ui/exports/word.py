"""Word (docx), the sources numbered at the end of each answer."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import docx
from docx.shared import Pt, RGBColor

from assistant.model import Answer
from ui.exports.legal import DISCLAIMER, legal_citation, provenance
from ui.exports.markdown import LABELS, vintage

_MARKER = re.compile(r"\[(\d{1,3})\]")
# XML 1.0 has no place for these.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def word(answers: Sequence[Answer], title: str = "") -> bytes:
    """A docx document."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Normal"].font.size = Pt(11)
    document.add_heading(_clean(title or (answers[0].question if answers else "Licet")), 0)
    for answer in answers:
        _answer(document, answer)
    _small(document.add_paragraph(), DISCLAIMER)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _answer(document: docx.document.Document, answer: Answer) -> None:  # type: ignore[name-defined]
    document.add_heading(_clean(answer.question), 1)
    _small(document.add_paragraph(), " · ".join(p for p in (LABELS[answer.outcome], vintage(answer)) if p))
    for block in re.split(r"\n{2,}", answer.text.strip()):
        paragraph, at = document.add_paragraph(), 0
        for marker in _MARKER.finditer(block):
            paragraph.add_run(_clean(block[at : marker.start()]))
            paragraph.add_run(marker[1]).font.superscript = True
            at = marker.end()
        paragraph.add_run(_clean(block[at:]))
    for notice in answer.notices:
        _small(document.add_paragraph(), notice)
    if answer.citations:
        document.add_heading("Sources", 2)
    for c in answer.citations:
        paragraph = document.add_paragraph()
        paragraph.add_run(str(c.number)).font.superscript = True
        paragraph.add_run(" " + _clean(legal_citation(c)) + ". ").bold = True
        paragraph.add_run(f"“{_clean(c.quote)}” ").italic = True
        _small(paragraph, provenance(c))


def _small(paragraph: object, text: str) -> None:
    run = paragraph.add_run(_clean(text))  # type: ignore[attr-defined]
    run.font.size = Pt(8.5)
    run.font.color.rgb = RGBColor(0x5A, 0x60, 0x68)


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)

"""Exports of answers and conversations, one module per format, all with sources, edition dates and digests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.model import Answer
from ui.exports.bibliography import bibtex, csl_json
from ui.exports.evidence import evidence_csv
from ui.exports.markdown import markdown
from ui.exports.spreadsheets import answers_workbook
from ui.language import N_


@dataclass(frozen=True)
class Format:
    """One export format: its name, its file ending and its media type."""

    name: str
    ending: str
    mime: str


FORMATS = (
    Format("Markdown", "md", "text/markdown"),
    Format("Word", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    Format("PDF", "pdf", "application/pdf"),
    Format("BibTeX", "bib", "application/x-bibtex"),
    Format("CSL-JSON", "json", "application/vnd.citationstyles.csl+json"),
    Format(N_("Evidence (CSV)"), "csv", "text/csv"),
    Format(N_("Workbook (XLSX)"), "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)


def export(answers: Sequence[Answer], ending: str, title: str = "") -> bytes:
    """Return the file of answers in one of `FORMATS`. Raises KeyError for an unknown ending."""
    if ending == "docx":
        from ui.exports.word import word

        return word(answers, title)
    if ending == "pdf":
        from ui.exports.pdf import pdf

        return pdf(answers, title)
    if ending == "xlsx":
        return answers_workbook(answers, title)
    text = {"md": markdown, "bib": bibtex, "json": csl_json, "csv": evidence_csv}[ending](answers, title)
    # Spreadsheets recognise UTF-8 only by the byte order mark.
    return text.encode("utf-8-sig" if ending == "csv" else "utf-8")

"""An answer or a conversation for use elsewhere: one file a format, all with sources, edition dates and digests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.model import Answer
from ui.exports.bibliography import bibtex, csl_json
from ui.exports.evidence import evidence_csv
from ui.exports.markdown import markdown


@dataclass(frozen=True)
class Format:
    """One export: how it is called, its file's ending and its media type."""

    name: str
    ending: str
    mime: str


FORMATS = (
    Format("Markdown", "md", "text/markdown"),
    Format("Word", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    Format("PDF", "pdf", "application/pdf"),
    Format("BibTeX", "bib", "application/x-bibtex"),
    Format("CSL-JSON", "json", "application/vnd.citationstyles.csl+json"),
    Format("Evidence (CSV)", "csv", "text/csv"),
)


def export(answers: Sequence[Answer], ending: str, title: str = "") -> bytes:
    """The file for one of FORMATS. Raises KeyError for an ending that is none of them."""
    if ending == "docx":
        from ui.exports.word import word

        return word(answers, title)
    if ending == "pdf":
        from ui.exports.pdf import pdf

        return pdf(answers, title)
    text = {"md": markdown, "bib": bibtex, "json": csl_json, "csv": evidence_csv}[ending](answers, title)
    # A spreadsheet takes UTF-8 for what it is only with the mark in front.
    return text.encode("utf-8-sig" if ending == "csv" else "utf-8")

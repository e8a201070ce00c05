"""Research memos in Markdown, Word and PDF: a summary, its sections with their tables, and what was not found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.evidence.citations import inert
from assistant.memo.model import Research
from assistant.model import Answer, AnswerBlock, BlockKind, Outcome
from corpus.errors import BadRequest
from corpus.language.lazy_regex import lazy_regex
from ui.exports.legal import unescaped
from ui.exports.markdown import markdown
from ui.file_output import save_file

MEMO_SUFFIXES = (".md", ".docx", ".pdf")
NOT_FOUND = "What was not found"
_MARKER_WITH_SPACE = lazy_regex(r" ?(?<!\\)\[\d{1,3}\]")


def parts_of(research: Research) -> list[Answer]:
    """Return a memo as answers, each under its heading: the summary first, what was not found last."""
    out = [replace(research.summary, question="Summary")] if research.summary else []
    out += research.sections
    if research.not_found:
        out.append(not_found(research))
    if out and research.notices:
        out[-1] = replace(out[-1], notices=(*out[-1].notices, *(n.text for n in research.notices)))
    return out


def not_found(research: Research) -> Answer:
    """Return what was not found as an answer that is a list, each word of it escaped once."""
    lines = [f"- {inert(asked)} {inert(plain_gap(told))}" for asked, told in research.not_found]
    return Answer(NOT_FOUND, NOT_FOUND, Outcome.SILENT, "\n".join(lines), layout=(AnswerBlock(BlockKind.BULLETS),))


def plain_gap(told: str) -> str:
    """Return what an answer said instead, in one line, without the numbers and the escapes of its Markdown."""
    return " ".join(unescaped(_MARKER_WITH_SPACE.sub("", told)).split())


def memo_markdown(research: Research) -> str:
    """Return a memo as Markdown."""
    return markdown(parts_of(research), research.question)


def exported(research: Research, suffix: str) -> bytes:
    """Return a memo as a file of a kind: .md, .docx or .pdf. Raise BadRequest for another one."""
    if suffix == ".docx":
        from ui.exports.word import word

        return word(parts_of(research), research.question)
    if suffix == ".pdf":
        from ui.exports.pdf import pdf

        return pdf(parts_of(research), research.question)
    if suffix == ".md":
        return memo_markdown(research).encode()
    raise BadRequest(f"A memo is not written as {suffix or 'a file without an ending'}.", "Use .docx, .pdf or .md.")


def saved(research: Research, path: Path) -> None:
    """Write a memo to a file. Raise BadRequest for an ending of no kind, and where it cannot be written."""
    save_file(path, exported(research, path.suffix.lower()))

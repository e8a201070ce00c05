"""A checked draft for people: a report in Markdown, and the comments of a Word document."""

from __future__ import annotations

from assistant.drafts.model import CheckedDraft, DraftVerdict, JudgedSentence
from assistant.evidence.citations import inert
from assistant.model import Citation
from corpus.parsers.drafts.model import DraftComment

_PASSAGE_REPORTED = 600  # characters of a passage that a comment or a report shows


def report_markdown(checked: CheckedDraft) -> str:
    """Return the report on a draft: what needs attention first, then every sentence in order."""
    counts = " · ".join(f"{checked.counted(v)} {v.words}" for v in DraftVerdict)
    lines = [f"# Check of {inert(checked.name)}", "", f"{len(checked.sentences)} sentences: {counts}.", ""]
    if checked.left:
        lines += [f"**Stopped: {checked.left} further sentences were not judged.**", ""]
    lines += [line for notice in checked.notices for line in (inert(notice), "")]
    for number, sentence in enumerate(checked.sentences, 1):
        lines += [f"## {number}. {sentence.verdict.words.capitalize()}", "", f"> {inert(sentence.text)}", ""]
        lines += [inert(sentence.reason), ""]
        for cited in sentence.citations:
            lines += [f"- **{inert(address(cited))}**: {inert(passage(cited))}"]
        lines += [""] if sentence.citations else []
    return "\n".join(lines)


def comments_of(checked: CheckedDraft, *, only_attention: bool = False) -> list[DraftComment]:
    """Return the comments on a draft's sentences; headings and questions get none."""
    chosen = [s for s in checked.sentences if s.commented and (s.needs_attention or not only_attention)]
    return [DraftComment(s.start, s.end, comment(s)) for s in chosen]


def comment(sentence: JudgedSentence) -> str:
    """Return what a comment on a sentence says."""
    lines = [f"{sentence.verdict.words.capitalize()}. {sentence.reason}"]
    lines += [f"{address(c)}: “{passage(c)}”" for c in sentence.citations]
    return "\n".join(lines)


def address(cited: Citation) -> str:
    """Return the address, the text and the edition of a citation in one line."""
    edition = f", text of {cited.version.valid_from.isoformat()}" if cited.version.valid_from else ""
    return f"{cited.locator} · {cited.source.title}{edition} · {cited.worth}"


def passage(cited: Citation) -> str:
    """Return the words of a citation on one line, as far as there is room."""
    line = " ".join(cited.quote.split())
    return line if len(line) <= _PASSAGE_REPORTED else f"{line[:_PASSAGE_REPORTED].rsplit(' ', 1)[0]} …"

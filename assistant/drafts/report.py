"""A checked draft for people: a report in Markdown, and the comments of a Word document."""

from __future__ import annotations

from collections.abc import Callable

from assistant.drafts.model import CheckedDraft, DraftVerdict, JudgedSentence
from assistant.evidence.citations import inert
from assistant.model import Citation
from corpus.errors import FilledLine
from corpus.parsers.drafts.model import DraftComment
from corpus.trust.trust_labels import origin_marks

ToldLine = Callable[[str], str]  # a line as its reader is told it: in English as it is, else in another language

_PASSAGE_REPORTED = 600  # characters of a passage that a comment or a report shows


def report_markdown(checked: CheckedDraft, told: ToldLine = str) -> str:
    """Return the report on a draft: what needs attention first, then every sentence in order."""
    counts = " · ".join(f"{checked.counted(v)} {told(v.words)}" for v in DraftVerdict)
    sentences = FilledLine("{count} sentences: {counts}.", {"count": len(checked.sentences), "counts": counts})
    lines = [f"# {inert(told(FilledLine('Check of {name}', {'name': checked.name})))}", "", told(sentences), ""]
    if checked.left:
        stopped = FilledLine("Stopped: {count} further sentences were not judged.", {"count": checked.left})
        lines += [f"**{told(stopped)}**", ""]
    lines += [line for notice in checked.notices for line in (inert(told(notice)), "")]
    for number, sentence in enumerate(checked.sentences, 1):
        lines += [f"## {number}. {told(sentence.verdict.words.capitalize())}", "", f"> {inert(sentence.text)}", ""]
        lines += [inert(told(sentence.reason)), ""]
        for cited in sentence.citations:
            lines += [f"- **{inert(address(cited, told))}**: {inert(passage(cited))}"]
        lines += [""] if sentence.citations else []
    return "\n".join(lines)


def comments_of(checked: CheckedDraft, *, only_attention: bool = False, told: ToldLine = str) -> list[DraftComment]:
    """Return the comments on a draft's sentences; headings and questions get none. The notices stand in the first."""
    chosen = [s for s in checked.sentences if s.commented and (s.needs_attention or not only_attention)]
    before = (tuple(map(told, checked.notices)), *[()] * len(chosen))
    return [
        DraftComment(s.start, s.end, "\n".join((*notices, comment(s, told))))
        for s, notices in zip(chosen, before, strict=False)
    ]


def comment(sentence: JudgedSentence, told: ToldLine = str) -> str:
    """Return what a comment on a sentence says."""
    lines = [f"{told(sentence.verdict.words.capitalize())}. {told(sentence.reason)}"]
    lines += [f"{address(c, told)}: “{passage(c)}”" for c in sentence.citations]
    return "\n".join(lines)


def address(cited: Citation, told: ToldLine = str) -> str:
    """Return the address, the text and the edition of a citation in one line."""
    worth = ", ".join(map(told, (cited.standing.value, *origin_marks(cited.source))))
    place, title, day = cited.locator, cited.source.title, cited.version.valid_from
    if day is None:
        return told(FilledLine("{place} · {title} · {worth}", {"place": place, "title": title, "worth": worth}))
    values: dict[str, object] = {"place": place, "title": title, "day": day, "worth": worth}
    return told(FilledLine("{place} · {title}, text of {day} · {worth}", values))


def passage(cited: Citation) -> str:
    """Return the words of a citation on one line, as far as there is room."""
    line = " ".join(cited.quote.split())
    return line if len(line) <= _PASSAGE_REPORTED else f"{line[:_PASSAGE_REPORTED].rsplit(' ', 1)[0]} …"

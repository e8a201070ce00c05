"""Answers as Markdown with footnotes."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.evidence import citations
from assistant.model import Answer, Citation, Outcome
from corpus.language.lazy_regex import lazy_regex
from ui.exports.legal import DISCLAIMER, LABEL, legal_citation, provenance, translation_line
from ui.exports.scope import limits_of, vintage
from ui.exports.tables import RowTable, row_card, row_table, source_numbers, told_blocks
from ui.language import N_, _, figure
from ui.locale.compared_lines import columns_told, told_comparison

_ACTIVE_LINE = lazy_regex(rf"(?m)^([^\S\n]*)(?!{LABEL.pattern})([#>*+=|-]|\d+[.)] )")  # a label stays one
_MARKER_AS_WRITTEN = lazy_regex(r"\[(\d{1,3})\]")
OUTCOME_LABELS = {
    Outcome.ANSWERED: N_("Answered from the texts"),
    Outcome.NOT_IN_CORPUS: N_("Not in this collection"),
    Outcome.SILENT: N_("No plain answer found"),
    Outcome.NEEDS_FACT: N_("Depends on a fact that is missing"),
}


def heading(answer: Answer) -> str:
    """Return the outcome of an answer, the age of its texts and its limits as one line; "" for small talk."""
    if answer.small_talk:
        return ""
    label = _("Answered in part") if answer.is_half else _(OUTCOME_LABELS[answer.outcome])
    return " · ".join(p for p in (label, vintage(answer), limits_of(answer)) if p)


def inert(text: str) -> str:
    """Return a text for Markdown without effect there: tags, links, images and headings are escaped."""
    text = (
        text.replace("\\", "\\\\").replace("<", "&lt;").replace("![", "!\\[").replace("](", "]\\(").replace("`", "\\`")
    )
    return _ACTIVE_LINE.sub(r"\1\\\2", text)


def is_headed(answers: Sequence[Answer], title: str) -> bool:
    """Return whether each answer stands under its question: the title of a file says that of a single one."""
    return len(answers) != 1 or bool(title and title != answers[0].question)


def _translation(c: Citation) -> str:
    # A model wrote it: everything that Markdown could act on is escaped, web addresses included.
    return citations.inert(f"[{translation_line(c)}]") if c.translation else ""


def _compared(answer: Answer) -> str:
    """Return the first sentence and the table of a comparison, whose words are harmless already."""
    from assistant.answer.render import (
        comparison_table,
    )  # with it come the index and its engine, which no first page needs

    assert answer.comparison
    compared = answer.comparison
    return f"{inert(answer.lead)}\n\n{comparison_table(told_comparison(compared), columns_told(compared))}"


def _told(answer: Answer) -> str:
    """Return what an answer says; what is laid out has its form, in which every word of a model is harmless already."""
    if answer.layout:
        return answer.text
    if answer.comparison:
        return _compared(answer)
    blocks = told_blocks(answer, numbered=False) if row_table(answer) or row_card(answer) else (answer.text,)
    return "\n\n".join(_table(b, answer) if isinstance(b, RowTable) else inert(b) for b in blocks)


def _table(table: RowTable, answer: Answer) -> str:
    rows = [list(map(citations.inert, table.columns)), ["---"] * len(table.columns)]
    for (first, *others), number in zip(table.rows, source_numbers(table, answer), strict=True):
        rows.append([citations.inert(first) + number, *map(citations.inert, others)])
    more = table.total - len(table.rows)
    left = _("{count} further rows are not in this file.").format(count=figure(more))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + (f"\n\n{left}" if more else "")


def markdown(answers: Sequence[Answer], title: str = "") -> str:
    """Return answers as one Markdown document.

    Footnotes are named by question and number, so that answers share no footnote.
    """
    out = [f"# {inert(title or (answers[0].question if answers else 'Licet'))}", ""]
    for number, answer in enumerate(answers, 1):
        out += [f"## {inert(answer.question)}", ""] if is_headed(answers, title) else []
        out += [f"*{inert(heading(answer))}*", ""] if heading(answer) else []
        said = _told(answer)
        out += [_MARKER_AS_WRITTEN.sub(rf"[^{number}-\1]", said), ""]
        for c in answer.citations:
            quote = " ".join(c.quote.split())
            line = f"[^{number}-{c.number}]: {inert(legal_citation(c))}. “{inert(quote)}” ({inert(provenance(c))})"
            out.append(f"{line} {_translation(c)}".rstrip())
        out.append("")
        out += [f"> {inert(n)}" for n in answer.notices]
    out += ["---", "", _(DISCLAIMER), ""]
    return "\n".join(out)

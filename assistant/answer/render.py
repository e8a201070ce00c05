"""Text of an answer in Markdown: statements with numbers, the words of a decline, a comparison as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from assistant.answer.annotated_answer import beside_the_answer, day_has_passed, plainly, stay_passed
from assistant.answer.outcome import Decision
from assistant.evidence.annotations import AnnotationMatch
from assistant.evidence.citations import inert
from assistant.lexicon.answer_words import answer_words
from assistant.model import (
    FILE_SAYS,
    FILE_SAYS_BY_MODEL,
    AnswerBlock,
    BlockKind,
    Citation,
    Comparison,
    Outcome,
    Statement,
    StatementRole,
    Verdict,
    place_of_part,
)
from assistant.query.model import Query
from assistant.reading_rules.official_texts import how_to_bring
from corpus.lexicon.jurisdictions import country_name

NOT_HERE = "not in this collection"
_ROLE_LABELS = {
    StatementRole.LEAD_IN: "Lead-in",
    StatementRole.ITEM: "Item",
    StatementRole.DEFINITION: "Definition",
    StatementRole.EXCEPTION: "Exception",
    StatementRole.STAY: "Stayed",
    StatementRole.NOTE: "Note",
    StatementRole.REFERENCED: "Referred to",
    StatementRole.CONDITION: "Condition",
    StatementRole.STATUS: "Status",
    StatementRole.WHO_DECIDES: "Who decides",
    StatementRole.CHECK_NEXT: "To check next",
    StatementRole.INSTEAD: "The text says",
    StatementRole.FOLDED: "Answer",
    StatementRole.OTHER_SOURCE: "Another text says",
    StatementRole.SEARCHED: "Note",
    StatementRole.NOTICE: "The notice says",
    StatementRole.OTHER_EDITION: "The other edition says",
    StatementRole.ADDED_DOCUMENT: FILE_SAYS,
    StatementRole.FILE_BRIEF: FILE_SAYS_BY_MODEL,
    StatementRole.CLOSEST: "Closest passages",
    StatementRole.CLOSEST_NOTE: "Closest note",
    StatementRole.AS_NEAR: "A question close to it",
}


def renumbered(
    statements: Sequence[Statement], citations: Sequence[Citation]
) -> tuple[tuple[Statement, ...], tuple[Citation, ...], dict[int, int]]:
    """Return the statements, the citations that they use, and the new number of each old one.

    Numbers begin at 1 and follow the statements; those of removed statements come last.
    """
    order = list(dict.fromkeys(n for s in statements if s.verdict is not Verdict.REMOVED for n in s.citations))
    order += [n for n in dict.fromkeys(n for s in statements for n in s.citations) if n not in order]
    number = {old: new for new, old in enumerate(order, 1)}
    by_old = {c.number: c for c in citations}
    return (
        tuple(replace(s, citations=tuple(number[n] for n in s.citations)) for s in statements),
        tuple(replace(by_old[old], number=new) for old, new in number.items()),
        number,
    )


def language_of_answer(statements: Sequence[Statement], question: Query) -> str:
    """Return the language of the labels of an answer: its question's where a note is told in that, else English."""
    return question.language if any(s.original for s in statements) else "en"


def role_label(role: StatementRole, language: str = "en") -> str:
    """Return the label of a role in a language (ISO 639-1), in English where it has none there. Raises KeyError."""
    words = answer_words(language)
    return (words.labels.get(role.value) if words else None) or _ROLE_LABELS[role]


def line(statement: Statement, language: str = "en") -> str:
    """Return a statement with its label, which is in a language (ISO 639-1), its marks and its numbers."""
    numbers = "".join(f"[{n}]" for n in statement.citations)
    label = f"*{role_label(statement.note, language)}:* " if statement.note in _ROLE_LABELS else ""
    told = f" *({'; '.join(statement.marks)})*" if statement.marks else ""
    return f"{label}{inert(statement.said)}{told} {numbers}".rstrip()


def statements_as_markdown(statements: Sequence[Statement], language: str = "en") -> str:
    """Return the statements as Markdown, a paragraph each.

    A statement with a note has its label, in a language (ISO 639-1). Statements of a part stand under its question.
    """
    lines: list[str] = []
    part = ""
    for s in statements:
        if s.part != part:
            part = s.part
            lines.append(f"**{inert(part)}**")
        lines.append(line(s, language))
    return "\n\n".join(lines)


def body_of_parts(
    parts: Sequence[str],
    statements: Sequence[Statement],
    unanswered: Sequence[tuple[str, str]],
    language: str = "en",
) -> str:
    """Return what is said of questions asked at once as Markdown, in their order, those without an answer among them.

    One statement may be on several of them: it stands at the place of the first.
    """
    groups = [
        (part, statements_as_markdown(list(group), language))
        for part, group in groupby(statements, key=lambda s: s.part)
    ]
    groups += [(asked, f"**{inert(asked)}**\n\n{said}") for asked, said in unanswered]
    return "\n\n".join(text for _, text in sorted(groups, key=lambda group: place_of_part(group[0], parts)))


def laid_out(layout: Sequence[AnswerBlock], statements: Sequence[Statement]) -> str:
    """Return statements as Markdown in the blocks that they have places in.

    One without a place is a paragraph of its own, behind the block of the statement before it. A block that nothing is
    left of is left out, and a heading above nothing.
    """
    parts: list[tuple[BlockKind, str]] = []
    headings = [n for n, block in enumerate(layout) if block.kind is BlockKind.HEADING and block.text]
    for number, group in groupby(statements, key=lambda s: s.place.block if s.place else -1):
        while number >= 0 and headings and headings[0] < number:
            parts.append((BlockKind.HEADING, f"## {inert(layout[headings.pop(0)].text)}"))
        block = layout[number] if number >= 0 else AnswerBlock(BlockKind.PARAGRAPH)
        parts.append((block.kind, _block(block, list(group))))
    kept = [
        text
        for n, (kind, text) in enumerate(parts)
        if kind is not BlockKind.HEADING or (n + 1 < len(parts) and parts[n + 1][0] is not BlockKind.HEADING)
    ]
    return "\n\n".join(kept)


def _block(block: AnswerBlock, statements: Sequence[Statement]) -> str:
    if statements[0].place is None:
        return statements_as_markdown(statements)
    items = [list(group) for _, group in groupby(statements, key=lambda s: s.place.item if s.place else 0)]
    if block.kind is BlockKind.TABLE:
        width = max([len(block.columns), *(len(s.place.cells) for item in items for s in item if s.place)])
        head = [inert(c) for c in block.columns] + [""] * (width - len(block.columns))
        rows = [head, ["---"] * width, *(_row(s, width) for item in items for s in item)]
        return "\n".join("| " + " | ".join(r) + " |" for r in rows)
    lines = [" ".join(map(line, _labelled_once(item))) for item in items]
    if block.kind is BlockKind.BULLETS:
        return "\n".join(f"- {text}" for text in lines)
    if block.kind is BlockKind.STEPS:
        return "\n".join(f"{n}. {text}" for n, text in enumerate(lines, 1))
    return "\n\n".join(lines)


def _labelled_once(item: Sequence[Statement]) -> list[Statement]:
    """Return the sentences of a paragraph with the label of an added document on the first alone."""
    later = [replace(s, note=StatementRole.PROPER) if s.note is StatementRole.ADDED_DOCUMENT else s for s in item[1:]]
    return [*item[:1], *later] if item[0].note is StatementRole.ADDED_DOCUMENT else list(item)


def _row(statement: Statement, width: int) -> list[str]:
    """Return the cells of a row; its marks stand in the last one."""
    cells = [inert(c) for c in statement.place.cells] if statement.place and statement.place.cells else []
    cells = (cells or [inert(statement.text)])[:width]
    cells += [""] * (width - len(cells))
    marks = line(replace(statement, text="")).strip()
    return [*cells[:-1], f"{cells[-1]} {marks}".strip()]


def comparison_table(comparison: Comparison, names: Sequence[str] = ()) -> str:
    """Return a comparison as a Markdown table: a row for each point, a column for each jurisdiction.

    `names` are those of the columns; without them the jurisdictions have their English ones.
    """
    head = ["", *(names or (country_name(c) or c for c in comparison.columns))]
    rows = [head, ["---"] * len(head)]
    for point, cells in comparison.rows:
        rows.append([inert(point), *(" ".join(line(s) for s in cell) or NOT_HERE for cell in cells)])
    return "\n".join("| " + " | ".join(r) + " |" for r in rows)


def declined(
    decision: Decision,
    question: Query,
    closest: str = "",
    other_days: tuple[date, ...] = (),
    language: str = "en",
) -> str:
    """Return the text of an outcome other than an answer to a question; empty for an answer.

    `closest` names the nearest passages, `other_days` are dates of editions that do hold the address asked for. That
    nothing plainly answers is said in a `language` (ISO 639-1).
    """
    if decision.outcome is Outcome.NEEDS_FACT:
        return f"That depends on {decision.asks_for}. Ask again with it, and the texts can answer."
    if decision.outcome is Outcome.SILENT and (words := answer_words(language)):
        return words.silent
    if decision.outcome is Outcome.SILENT and decision.untold:
        return _UNTOLD[decision.untold]
    if decision.outcome is Outcome.SILENT:
        where = f" Closest passages: {inert(closest)}." if closest else ""
        return f"The texts held here do not plainly answer this.{where}"
    if decision.outcome is Outcome.NOT_IN_CORPUS:
        if decision.not_held and other_days:
            days = " and ".join(d.isoformat() for d in other_days)
            one = len(other_days) == 1
            return (
                f"{inert(decision.not_held)} is held, but not as it stood on the day asked for: the "
                f"edition{'' if one else 's'} held "
                f"{'is' if one else 'are'} of {days}. Ask without the day, or add that day's text (`licet sync "
                f"--as-of`)."
                if question.filters.as_of
                else f"{inert(decision.not_held)} is held, but not as it stands today: the "
                f"edition{'' if one else 's'} held {'is' if one else 'are'} of {days}. Ask for "
                f"{'that day' if one else 'one of these days'} (“as of {other_days[-1].isoformat()}”), or add "
                "the text in force (licet add)."
            )
        if decision.unread:
            return _unread(decision.unread, question)
        if decision.not_held:
            return f"The text of {inert(decision.not_held)} is not held here. {inert(how_to_bring(decision.not_held))}"
        return "This collection does not cover that. licet sources lists what it holds."
    return ""


_UNTOLD = {
    "figure": "The texts held here are rules, lists and notices: they hold no such figure.",
    "forecast": "The texts held here say what holds, not what will be decided: they hold no such forecast.",
}


def _unread(match: AnnotationMatch, question: Query) -> str:
    """Return what a note says whose text is not held: how to bring the text, then the note, labelled as unchecked."""
    note, source = match.annotation, match.annotation.source
    told = plainly(note, question) or note.answer
    passed = stay_passed(note, question.filters.day)
    pins = "; ".join(pin.locator for pin in note.pins)
    return "\n\n".join(
        (
            f"The text of {inert(source.title)} is not held here. {inert(how_to_bring(source.id))} Until then this is "
            "a note of ours, from general knowledge, not checked against the text:",
            inert(f"{told} ({pins})"),
            *(inert(f"{_ROLE_LABELS[kind]}: {text}") for kind, text in beside_the_answer(note)),
            *([f"{_ROLE_LABELS[StatementRole.STATUS]}: {day_has_passed(passed)}"] if passed else []),
        )
    )

"""HTML of an answer: its outcome, its spine or own form with numbered sources, its tables, its removed sentences."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from assistant.evidence.citations import inert
from assistant.model import Answer, Citation, Form, Outcome, Statement, StatementRole, Verdict, place_of_part
from assistant.reading_rules.official_texts import how_to_bring
from corpus.passages import clipped, shorten
from ui.components.chat.answer_display.determination_html import steps_of, walk_html
from ui.components.chat.answer_display.layout import layout_html
from ui.components.chat.answer_display.never_folded import is_never_folded
from ui.components.chat.answer_display.outcome_line import (
    english_sentences_html,
    fact_html,
    needed_facts,
    outcome_html,
)
from ui.components.chat.answer_display.statements import ByNumber, cite_buttons, run_html, sentence_html
from ui.components.chat.answer_display.structured_answer import fold_html, section_html, spine_html
from ui.components.chat.answer_display.tables import card_html, comparison_html, rows_html
from ui.components.page import labels
from ui.components.page.markup import esc, marked_english, paragraphs, with_commands
from ui.components.text.citation_card import cite_button, quote_html
from ui.exports.legal import address, unescaped
from ui.exports.model_usage import usage_line
from ui.exports.tables import row_card, row_table, told_beside
from ui.language import N_, _

log = logging.getLogger("licet")
_RULES = {  # form of an answer: heading of what goes with its first sentence
    Form.CALCULATION: N_("How it was worked out"),
    Form.LIST: N_("Besides"),
    Form.STATUS: N_("In detail"),
    Form.CLAIMS: N_("In full"),
    Form.PROVISION: N_("What the texts say"),
}


def answer_html(answer: Answer, turn: int) -> str:
    """Return the whole answer as HTML; `turn` is its position in the conversation, which its buttons report."""
    head, body = answer_parts(answer, turn)
    return head + body


def answer_parts(answer: Answer, turn: int, *, fields: bool = False) -> tuple[str, str]:
    """Return the outcome with the first sentence, and the rest; of what is not held, the outcome alone comes first.

    Between the two stand the `fields` for what is needed and the button that brings a text. Where there are none, the
    facts that are needed are named. What cannot be drawn in its form is its text, under a line that says so: no answer
    takes the page down.
    """
    try:
        return _drawn(answer, turn, fields)
    except Exception as error:
        log.error("An answer cannot be drawn", exc_info=error)
        return _text_alone(answer, error), ""


def _text_alone(answer: Answer, error: Exception) -> str:
    """Return an answer that cannot be drawn as its plain text."""
    sign, title, __ = labels.outcome(answer)
    said = _("This answer cannot be shown in its form ({name}).").format(name=type(error).__name__)
    remedy = _("Its text stands below; ask again, or export it. The server's log has the details.")
    outcome = f'<div class="lc-outcome" data-outcome="{answer.outcome.value}"><i aria-hidden="true">{sign}</i>'
    return (
        f'<div class="lc">{outcome}<div><b>{esc(title)}</b></div></div>'
        f'<p class="lc-notice lc-warn" role="status"><b>{esc(said)}</b> {esc(remedy)}</p>'
        f'<div class="lc-group">{paragraphs(answer.text, {})}</div></div>'
    )


def _drawn(answer: Answer, turn: int, fields: bool) -> tuple[str, str]:
    outcome, needs = (
        outcome_html(answer, fields=fields) + english_sentences_html(answer),
        "" if fields else _needs(answer),
    )
    walks = steps_of(answer)
    if walks and not answer.layout:
        by_number = {c.number: c for c in answer.citations}
        kept = _kept(answer)
        told = [s for s in kept[1:] if not s.asks]
        lead = spine_html(kept[:1], by_number, turn) + needs
        after = walk_html(walks, answer, turn) + spine_sections(told, by_number, turn) + _notices(answer)
        return _around(answer, outcome, lead, after)
    if answer.layout:
        body = _in_form(answer, turn)
    elif answer.comparison:
        body = comparison_html(answer, turn)
    elif answer.computed or any(s.citations or s.part for s in _kept(answer)):
        body = _parts(answer, turn)
    else:
        body = _text(answer, turn)
    return _around(answer, outcome, f"{needs}{body}{_looked_at(answer)}{_notices(answer)}", "")


def _around(answer: Answer, outcome: str, first: str, after: str) -> tuple[str, str]:
    """Return what stands above the fields and the button that brings a text, and what stands below them."""
    above, below = (outcome, first + after) if answer.outcome is Outcome.NOT_IN_CORPUS else (outcome + first, after)
    return f'<div class="lc">{above}</div>', f'<div class="lc">{below}</div>' if below else ""


def _needs(answer: Answer) -> str:
    """Return the facts that a question leaves out as a section; "" where none decides it."""
    if answer.outcome is not Outcome.NEEDS_FACT:
        return ""
    return _section(
        _("What it turns on"), f"<ul>{''.join(f'<li>{fact_html(f)}</li>' for f in needed_facts(answer))}</ul>"
    )


_NOT_HELD = "The text of {} is not held here."  # which the line of the outcome says


def removed_html(answer: Answer, turn: int) -> str:
    """Return the sentences that failed the check, struck out, each with the reason and the passages against it."""
    by_number = {c.number: c for c in answer.citations}
    told = "".join(
        f'<p class="lc-removed"><del>{esc(s.text)}</del><em>{marked_english(s.reason)}</em>'
        f"{cite_buttons(s.citations, by_number, turn)}</p>"
        for s in answer.removed
    )
    return f'<div class="lc">{told}</div>'


def disagreements_html(answer: Answer, turn: int) -> str:
    """Return the points on which two sources disagree, each with the quotes of both."""
    by_number = {c.number: c for c in answer.citations}
    out = []
    for d in answer.disagreements:
        quotes = "".join(
            f'<div class="lc-group" data-standing="{c.standing.value}">'
            f"<h3>{esc(address(c.locator))} · {esc(labels.standing(c.standing))}</h3>"
            f"{quote_html(c, c.quote, cite_button(c, turn))}</div>"
            for c in (by_number[n] for n in d.citations if n in by_number)
        )
        out.append(f"<p><b>{esc(d.point)}</b></p>{quotes}")
    return f'<div class="lc">{"".join(out)}</div>'


def _kept(answer: Answer) -> list[Statement]:
    return [s for s in answer.statements if s.verdict is not Verdict.REMOVED]


def _text(answer: Answer, turn: int) -> str:
    """Return an answer that is a text alone; how to bring a missing text is a button below it, and no command."""
    cite = {c.number: cite_button(c, turn) for c in answer.citations}
    said = answer.text
    for name in answer.not_held:
        said = said.replace(inert(how_to_bring(name)), "").replace(_NOT_HELD.format(inert(name)), "").strip()
    if answer.outcome is Outcome.NOT_IN_CORPUS and not answer.small_talk and not answer.not_held:
        said = ""  # the line of the outcome says it
    if answer.outcome is Outcome.NEEDS_FACT:
        said = ""
    return f'<div class="lc-group">{paragraphs(said, cite)}</div>' if said.strip() else ""


def _in_form(answer: Answer, turn: int) -> str:
    """Return what a chat model wrote in its own form; what an engine computed stands first, and its table last."""
    by_number = {c.number: c for c in answer.citations}
    in_table = {s for _, cells in answer.comparison.rows for cell in cells for s in cell} if answer.comparison else ()
    said = [s for s in _kept(answer) if s not in in_table]
    told = layout_html(answer.layout, said, lambda s, words: sentence_html(s, words, by_number, turn))
    return told + (comparison_html(answer, turn, lead=False) if answer.comparison else "")


def _parts(answer: Answer, turn: int) -> str:
    """Return the spine of an answer; of several questions asked at once each has its own, under its heading."""
    by_number = {c.number: c for c in answer.citations}
    if answer.outcome is Outcome.SILENT:
        return "".join(
            _part_heading(part) + _closest(list(group), by_number, turn)
            for part, group in groupby(_kept(answer), key=lambda s: s.part)
        )
    table, card = row_table(answer), row_card(answer)
    said = [_dated(s) for s in (told_beside(answer) if table or card else _kept(answer))]
    rule = _(_RULES.get(answer.form, N_("The rule")))
    if answer.is_computed:  # parts of a result are its sections, and only the first sentence leads
        first = [s for s in said if not s.part]
        rows = rows_html(table, answer, turn) if table else card_html(card, answer, turn) if card else ""
        out = spine_html(first, by_number, turn, rule=rule, below=rows, asked=answer.question)
        for part, group in groupby([s for s in said if s.part], key=lambda s: s.part):
            out += _section(_(part), run_html(list(group), by_number, turn))
        return out
    sections = [
        (
            part,
            _part_heading(part) + spine_html(list(group), by_number, turn, rule=rule, asked=part or answer.question),
        )
        for part, group in groupby(said, key=lambda s: s.part)
    ]
    sections += [
        (
            part,
            f'{_part_heading(part)}<div class="lc-group"><p>{with_commands(unescaped(words))}</p></div>',
        )
        for part, words in answer.unanswered
    ]
    sections.sort(key=lambda section: place_of_part(section[0], answer.parts))
    return "".join(html for _, html in sections)


def _part_heading(part: str) -> str:
    """Return the heading of one of several questions; of a long one its beginning, since all of it stands above."""
    shown = shorten(part, _PART_SHOWN)
    whole = f' title="{esc(part)}"' if shown != part else ""
    return f'<h3 class="lc-part"{whole}>{esc(shown)}</h3>' if part else ""


_PART_SHOWN = 70  # characters of a question that stands above its answer


def _dated(s: Statement) -> Statement:
    """Return a sentence that an engine made with its dates in words; what is quoted stays as it is written."""
    return replace(s, text=labels.with_days_in_words(s.text)) if s.verdict is Verdict.COMPUTED else s


def spine_sections(said: Sequence[Statement], by_number: ByNumber, turn: int) -> str:
    """Return what stands beside the steps of a walk: what is left to check, and a note on a close question, folded."""
    left = [s for s in said if s.note is StatementRole.CHECK_NEXT]
    out = _section(_("What to check next"), run_html(left, by_number, turn, labelled=False)) if left else ""
    near = [s for s in said if s.note is StatementRole.AS_NEAR]
    told = f'<div class="lc-group">{run_html(near, by_number, turn, labelled=False)}</div>'
    titled = section_html if any(map(is_never_folded, near)) else fold_html
    return out + (titled(_("A question close to yours"), told) if near else "")


def _section(title: str, body: str) -> str:
    return section_html(title, f'<div class="lc-group">{body}</div>')


def _note_fold(s: Statement, by_number: ByNumber, turn: int) -> str:
    """Return a note that answers another question, folded under that question."""
    told = run_html([replace(s, text=s.beneath)], by_number, turn, labelled=False)
    named = f"“{s.under}”" if s.under else _("Closest note")
    return fold_html(named, f'<div class="lc-group">{told}</div>', heading=False)


def _closest(kept: Sequence[Statement], by_number: ByNumber, turn: int) -> str:
    """Return what comes nearest to a question that nothing answers: notes on such questions, then passages quoted.

    The first note is open, and each that tells a stay, or the first passage where no note comes near; the others open
    with a click.
    """
    notes = [s for s in kept if s.note is StatementRole.CLOSEST_NOTE]
    cited = [by_number[n] for s in kept if s.note is StatementRole.CLOSEST for n in s.citations if n in by_number]
    quoted = "".join(
        _passage(c, turn, opened=not n and not notes, named=not n or c.source != cited[n - 1].source)
        for n, c in enumerate(cited)
    )
    others = [s for s in kept if s.note not in (StatementRole.CLOSEST, StatementRole.CLOSEST_NOTE)]
    out = f'<div class="lc-group">{run_html(others, by_number, turn)}</div>' if others else ""
    if notes:
        at_once = [s for n, s in enumerate(notes) if not n or is_never_folded(s)]
        told = f'<div class="lc-group">{run_html(at_once, by_number, turn, labelled=False)}</div>'
        further = "".join(_note_fold(s, by_number, turn) for s in notes if s not in at_once)
        out += section_html(_("Notes on questions like yours"), told + further)
    return out + (section_html(_("Closest passages"), quoted) if quoted else "")


def _passage(c: Citation, turn: int, *, opened: bool, named: bool) -> str:
    """Return a passage that may answer another question, folded under its address unless it is the first to read.

    Its text is `named` where the passage before it is of another one.
    """
    place = esc(address(c.locator)) + (f", {esc(c.source.title)}" if named else "")
    quote = quote_html(c, clipped(c.quote, _PASSAGE_SHOWN), cite_button(c, turn))
    mark = f'<div class="lc-group" data-standing="{c.standing.value}">'
    if opened:
        return f"{mark}<h4>{place}</h4>{quote}</div>"
    return f'<details class="lc-more"><summary>{place}</summary>{mark}{quote}</div></details>'


_PASSAGE_SHOWN = 240  # characters of a passage that may answer another question


def _looked_at(answer: Answer) -> str:
    is_told = any(s.note is StatementRole.CLOSEST for s in answer.statements)
    said = unescaped(answer.text)
    if answer.outcome is not Outcome.SILENT or is_told or all(place in said for place in answer.looked_at):
        return ""
    places = "; ".join(map(address, answer.looked_at))
    return f'<p class="lc-under">{esc(_("Looked at: {places}").format(places=places))}</p>'


def _notices(answer: Answer) -> str:
    """Return what an answer says of itself, and what the chat model took for it."""
    told = "".join(f'<p class="lc-notice">{marked_english(n)}</p>' for n in answer.notices)
    used = usage_line(answer.usage)
    return told + (f'<p class="lc-under">{esc(used)}</p>' if used else "")

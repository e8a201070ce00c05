"""HTML of a research: its progress, its memo, and what was not found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.events import Step
from assistant.memo.model import Research, SubQuestion
from assistant.model import Answer, Outcome
from ui.components.chat.answer_display.answer import answer_html
from ui.components.chat.answer_display.outcome_line import step_line
from ui.components.page.markup import esc, with_commands
from ui.exports.memo import NOT_FOUND, plain_gap
from ui.exports.model_usage import usage_line
from ui.json_documents.memo import looked_into
from ui.language import _


def answers_of(research: Research) -> list[Answer]:
    """Return the answers that a memo is made of, in its order: the summary, then the sections."""
    return [*([research.summary] if research.summary else []), *research.sections]


def progress_html(research: Research, steps: Sequence[Step]) -> str:
    """Return the sub-questions with what came of each, and the step that is being made."""
    now = next((p for p in research.open), None)
    items = "".join(
        f'<li class="{"lc-now" if p is now else ""}"><i>{_sign(p)}</i> {esc(p.question)}</li>' for p in research.parts
    )
    step = f'<p class="lc-under">{esc(step_line(steps[-1]))}</p>' if steps else ""
    return (
        f'<div class="lc" role="status"><p class="lc-under"><b>{esc(looked_into(research))}</b></p>'
        f'<ul class="lc-parts">{items}</ul>{step}</div>'
    )


def memo_html(research: Research) -> str:
    """Return a memo as far as it is; the buttons of its sources report the position among `answers_of`."""
    out = []
    for place, answer in enumerate(answers_of(research)):
        heading = _("Summary") if answer is research.summary else answer.question
        out.append(f'<h3 class="lc lc-regime">{esc(heading)}</h3>{answer_html(replace(answer, usage=None), place)}')
    if research.not_found:
        lines = "".join(f"<li><b>{esc(asked)}</b> {esc(plain_gap(told))}</li>" for asked, told in research.not_found)
        out.append(f'<h3 class="lc lc-regime">{NOT_FOUND}</h3><div class="lc"><ul>{lines}</ul></div>')
    notices = "".join(f'<p class="lc-notice">{with_commands(n.text)}</p>' for n in research.notices)
    used = f'<p class="lc-under">{esc(told)}</p>' if (told := usage_line(research.usage)) else ""
    return "".join(out) + (f'<div class="lc">{notices}{used}</div>' if notices or used else "")


def _sign(part: SubQuestion) -> str:
    if part.answer is None:
        return "×" if part.problem else "·"
    return "✓" if part.answer.outcome is Outcome.ANSWERED else "○"

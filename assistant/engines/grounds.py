"""What an answer stands on: "why?" behind a computed answer is told the steps that decided it, with their texts."""

from __future__ import annotations

from dataclasses import replace

from assistant.engines.determination.law_texts.rules import said
from assistant.engines.model import Computed, Finding
from assistant.model import Form, StatementRole

_LIMITS = (StatementRole.CHECK_NEXT, StatementRole.STAY, StatementRole.NOTE, StatementRole.EXCEPTION)


def grounds_of(found: Computed | None) -> Computed | None:
    """Return the steps that decided a determination, or how a figure was computed; None for other answers.

    What limits the answer goes with them: what remains to be checked, exceptions, stays and notes, the facts asked for,
    the texts not held, and the words of the question that it does not answer.
    """
    if found is None or found.form not in (Form.DETERMINATION, Form.CALCULATION):
        return None
    lead, *rest = found.findings
    kept = [f for f in rest if f.note is StatementRole.PROPER and (f.cites or found.form is Form.CALCULATION)]
    if found.form is Form.DETERMINATION:
        kept = [f for f in kept if f.decides] or kept
    limits = [f for f in rest if f.note in _LIMITS and not f.asks]
    asked = [f for f in rest if f.asks]
    first = Finding(said("grounds", lead=lead.text), lead.cites)
    return replace(found, findings=(first, *kept, *limits, *asked), layout=None)

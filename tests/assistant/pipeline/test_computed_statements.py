"""What an engine found is told once: a step in the very words of the lead adds nothing."""

from __future__ import annotations

from assistant.engines.model import Computed, Finding
from assistant.evidence.citations import Citations
from assistant.model import Form, StatementRole
from assistant.pipeline import Assistant
from assistant.pipeline.answer_assembly import computed_statements


def test_a_step_that_says_what_the_lead_says_is_left_out(assistant: Assistant) -> None:
    lead = Finding("The rule does not reach Lemuria.")
    check = Finding("The rule does not reach Lemuria.", note=StatementRole.CHECK_NEXT)
    found = Computed(Form.CALCULATION, (lead, lead, Finding("Lemuria is in group E."), check))
    told = computed_statements(found, Citations(assistant.catalogue))
    assert [(s.text, s.note) for s in told] == [
        ("The rule does not reach Lemuria.", StatementRole.PROPER),
        ("Lemuria is in group E.", StatementRole.PROPER),
        ("The rule does not reach Lemuria.", StatementRole.CHECK_NEXT),
    ]

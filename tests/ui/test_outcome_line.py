"""The line of an outcome promises what is shown beneath it, and nothing else."""

from __future__ import annotations

from assistant.model import Answer, AnswerBlock, BlockKind, Outcome
from ui.components.page import labels


def test_no_passages_are_promised_where_none_is_shown() -> None:
    nothing = Answer("How many?", "How many?", Outcome.SILENT, "They hold no such figure.")
    assert labels.outcome(nothing)[1] == "No plain answer found"
    assert "nothing is shown" in labels.outcome(nothing)[2]
    shown = Answer("How many?", "How many?", Outcome.SILENT, "15 CFR 744.90", layout=(AnswerBlock(BlockKind.BULLETS),))
    assert labels.outcome(shown)[1] == "Closest passages"
    assert "nothing is shown" not in labels.outcome(shown)[2]

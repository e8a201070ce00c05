"""Statements in the making."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.model import Disagreement, Statement, Verdict
from corpus.language.normal_form import one_line


@dataclass
class Draft:
    """Statements and the citations they number."""

    statements: list[Statement] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)

    def say(
        self, text: str, numbers: Sequence[int], note: str = "", verdict: Verdict = Verdict.VERBATIM, reason: str = ""
    ) -> None:
        """Adds a statement."""
        if text.strip():
            self.statements.append(Statement(one_line(text), tuple(numbers), verdict, reason, note))

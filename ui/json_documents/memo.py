"""Document of a research memo, as `licet research --json` prints it."""

from __future__ import annotations

from typing import Any

from assistant.memo.model import Research, Stage
from ui import serializers
from ui.language import _


def looked_into(research: Research) -> str:
    """Return how far a research is: "2 of 5 sub-questions are looked into"."""
    done = len(research.parts) - len(research.open)
    return _("{done} of {count} sub-questions are looked into").format(done=done, count=len(research.parts))


def memo(research: Research) -> dict[str, Any]:
    """Return the object of a research."""
    return {
        "id": research.id,
        "question": research.question,
        "complete": research.stage is Stage.COMPLETE,
        "stage": research.stage.value,
        "summary": serializers.answer(research.summary) if research.summary else None,
        "sections": [serializers.answer(answer) for answer in research.sections],
        "sub_questions": [
            {"question": p.question, "outcome": p.answer.outcome.value if p.answer else None, "problem": p.problem}
            for p in research.parts
        ],
        "not_found": [{"question": asked, "told": told} for asked, told in research.not_found],
        "rounds": research.rounds,
        "usage": serializers.usage(research.usage),
        "notices": [n.text for n in research.notices],
    }

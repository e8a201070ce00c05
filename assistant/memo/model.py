"""Parts of a research memo. All are frozen, and can be written to a file and read again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from assistant.model import Answer, ClaimType, Outcome, Usage, Verdict
from corpus.filters import Filters

RESEARCH_NEEDS_MODEL = (
    "Research needs a chat model: it plans and writes.",
    "Set LICET_MODEL, e.g. openai:…, anthropic:… or ollama:… (docs/configuration.md).",
)


class Stage(StrEnum):
    """Stage of a research."""

    PLANNING = "planning"
    LOOKING = "looking into sub-questions"
    WRITING = "writing the summary"
    COMPLETE = "complete"


class MemoNoticeKind(StrEnum):
    """Kind of a notice: what went wrong with a memo. All but a plan's are told again only where they are true again."""

    PLAN = "a plan failed"
    TOKENS = "the limit of tokens was reached"
    SUMMARY = "no summary"
    UNKNOWN = "unknown"  # of a research that was kept before notices had kinds


@dataclass(frozen=True, slots=True)
class MemoNotice:
    """Line on what a memo lacks, and why."""

    text: str
    kind: MemoNoticeKind = MemoNoticeKind.UNKNOWN


@dataclass(frozen=True, slots=True)
class SubQuestion:
    """Question that a part of the memo answers; `answer` is None until it was looked into."""

    question: str
    answer: Answer | None = None
    problem: str = ""  # why it could not be looked into, in one line


@dataclass(frozen=True, slots=True)
class Research:
    """Research into one question, as far as it is. `rounds` counts how often sub-questions were thought of."""

    id: str
    question: str
    begun_at: datetime
    filters: Filters = field(default_factory=Filters)
    stage: Stage = Stage.PLANNING
    rounds: int = 0
    parts: tuple[SubQuestion, ...] = ()
    summary: Answer | None = None
    usage: Usage = field(default_factory=Usage)
    notices: tuple[MemoNotice, ...] = ()

    @property
    def open(self) -> tuple[SubQuestion, ...]:
        """Return the sub-questions that were not looked into."""
        return tuple(p for p in self.parts if p.answer is None and not p.problem)

    @property
    def sections(self) -> tuple[Answer, ...]:
        """Return the answers that the memo has sections of."""
        return tuple(p.answer for p in self.parts if p.answer and p.answer.outcome is Outcome.ANSWERED)

    @property
    def not_found(self) -> tuple[tuple[str, str], ...]:
        """Return (question, what is said instead) of all that was not found: also of gaps within answers."""
        out = []
        for part in self.parts:
            if part.answer is None:
                out.append((part.question, part.problem or "It was not looked into: a limit was reached."))
            elif part.answer.outcome is not Outcome.ANSWERED:
                out.append((part.question, part.answer.text))
            else:
                out += [(part.question, gap) for gap in _gaps(part.answer)]
        return tuple(out)

    def noticed(self, kind: MemoNoticeKind, line: str) -> Research:
        """Return it with one more notice."""
        notice = MemoNotice(line, kind)
        return self if notice in self.notices else replace(self, notices=(*self.notices, notice))

    def spent(self, used: Usage | None) -> Research:
        """Return it with what a chat model took besides."""
        return replace(self, usage=together(self.usage, used)) if used else self


def _gaps(answer: Answer) -> list[str]:
    return [s.text for s in answer.statements if s.claim is ClaimType.GAP and s.verdict is not Verdict.REMOVED]


def together(one: Usage, other: Usage) -> Usage:
    """Return the sum of two usages; its cost is known where that of every call is."""
    costs = [u.cost for u in (one, other) if u.calls]
    known = [cost for cost in costs if cost is not None]
    return Usage(
        one.calls + other.calls,
        one.input_tokens + other.input_tokens,
        one.output_tokens + other.output_tokens,
        round(sum(known), 6) if known and len(known) == len(costs) else None,
    )

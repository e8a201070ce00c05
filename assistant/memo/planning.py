"""Sub-questions of a research: what a chat model is asked, and what of its reply counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from langchain_core.messages import BaseMessage

from assistant.facts.extraction import Fact, FactKind, facts
from assistant.memo.model import SubQuestion
from assistant.model import Outcome
from assistant.prompts.loader import leaks, planning_messages, without_thoughts
from assistant.verification.injection import instructs
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line

LONGEST_PLAN = 6000  # characters of a reply
_LONGEST_SUB_QUESTION = 400
_SHORTEST_SUB_QUESTION = 8
_LEAD_READ = 300  # characters of an answer that the next round is told
_PLANNED_LINE = lazy_regex(r"^\s{0,4}(?:[-*•]|\(?\d{1,2}[.):])\s{1,4}(.{1,600})$")


def plan_of(
    question: str, today: date, held: Sequence[str], parts: Sequence[SubQuestion], most: int
) -> list[BaseMessage]:
    """Return the conversation that asks for sub-questions, at most so many. `held` are titles of the texts.

    `parts` are the sub-questions before, with what came of them.
    """
    return planning_messages(question, today, held, [(p.question, _became(p)) for p in parts], most)


def _became(part: SubQuestion) -> str:
    answer = part.answer
    if answer is None:
        return part.problem or "not looked into"
    if answer.outcome is Outcome.ANSWERED:
        return f"{'answered in part' if answer.in_part else 'answered'}: {one_line(answer.lead)[:_LEAD_READ]}"
    return answer.outcome.value.replace("_", " ")


def read_plan(reply: str, question: str, parts: Sequence[SubQuestion], most: int) -> list[str]:
    """Return the sub-questions of a reply, at most so many, each once and none of those before.

    A line counts where it is listed. What reads as an instruction, or repeats the prompt, is none; nor is one with a
    measure, an amount or a date that neither the person nor an answer has: no claim could be checked against it.
    """
    known = {_plain(p.question) for p in parts}
    figures = {f.value[:2] for f in facts("\n".join([question, *(p.answer.text for p in parts if p.answer)]))}
    out: list[str] = []
    for line in without_thoughts(reply)[:LONGEST_PLAN].splitlines():
        listed = _PLANNED_LINE.match(line)
        asked = one_line(re.sub(r"[*_`#]", "", listed[1])) if listed else ""
        if not _SHORTEST_SUB_QUESTION <= len(asked) <= _LONGEST_SUB_QUESTION or _plain(asked) in known:
            continue
        invented = any(_measured(f) and f.value[:2] not in figures for f in facts(asked))
        if invented or instructs(asked) or leaks(asked):
            continue
        known.add(_plain(asked))
        out.append(asked)
    return out[:most]


def _measured(fact: Fact) -> bool:
    return fact.kind in (FactKind.AMOUNT, FactKind.DATE) or (fact.kind is FactKind.NUMBER and bool(fact.value[1]))


def _plain(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))

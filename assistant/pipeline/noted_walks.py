"""Walks that lack a fact, where a note answers the very question: the note answers, and what to tell stands beneath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answer.inquiry import Inquiry
from assistant.answer.render import body
from assistant.engines.determination.law_texts.asked_facts import FactField
from assistant.engines.model import Computed
from assistant.model import Answer, Form, Outcome, Statement, StatementRole
from assistant.pipeline.answer_assembly import stretch_of, vintage_of
from assistant.query.yes_no_frames import Frame
from assistant.reading_rules.gate.probability import thresholds

# Questions that a note's word answers with a freedom: "may we?" yes, "need we?" no.
_FREED_BY = {"yes": (Frame.MAY, Frame.FREE, Frame.EXCEPTION), "no": (Frame.NEED, Frame.BANNED)}


def is_undecided(found: Computed) -> bool:
    """Return whether a determination only asks for facts: none of its walks requires or prohibits anything.

    One that asks for the country stands: what a note tells of any country is no answer to "can we give them …?".
    """
    if any(asked["field"] == FactField.TO for asked in found.payload.get("facts_asked", ())):
        return False
    states = {str(walk.get("status", "")) for walk in (found.payload, *found.payload.get("destinations", ()))}
    is_open = found.form is Form.DETERMINATION and found.outcome is Outcome.NEEDS_FACT
    return is_open and not states & {"required", "prohibited"}


def is_noted(inquiries: Sequence[Inquiry]) -> bool:
    """Return whether a note answers a question with at least the probability that a yes or no wants.

    One whose yes or no would free the asker does not go before a walk that has not found as much.
    """
    if len(inquiries) != 1:
        return False
    decision, match = inquiries[0].decision, inquiries[0].evidence.annotation
    is_answered = decision.outcome is Outcome.ANSWERED and decision.annotated
    if not is_answered or match is None or match.probability < thresholds()[2]:
        return False
    return inquiries[0].question.frame not in _FREED_BY.get(match.annotation.verdict, ())


def without_noted(
    parts: Mapping[str, Computed], inquiries: Sequence[Inquiry]
) -> tuple[dict[str, Computed], tuple[Inquiry, ...]]:
    """Return what engines made of questions asked at once without the undecided walks that a note answers.

    With it the inquiries that are left: what keeps its walk is not looked into as well.
    """
    kept = {
        part: made
        for part, made in parts.items()
        if not (is_undecided(made) and any(part in i.question.asked and is_noted([i]) for i in inquiries))
    }
    return kept, tuple(i for i in inquiries if i.question.asked not in kept)


def with_offer(noted: Answer, walked: Answer) -> Answer:
    """Return the answer of a note with what a walk asks for beneath, and its figures for programs and for fields."""
    citations = list(noted.citations)
    number: dict[int, int] = {}
    told = [s for n, s in enumerate(walked.statements) if n == 0 or s.asks]
    for old in dict.fromkeys(n for s in told for n in s.citations):
        cited = next(c for c in walked.citations if c.number == old)
        same = next((c for c in citations if stretch_of(c) == stretch_of(cited)), None)
        if same is None:
            same = replace(cited, number=len(citations) + 1)
            citations.append(same)
        number[old] = same.number
    offered = [_beneath(s, number) for s in told]
    return replace(
        noted,
        text=f"{noted.text}\n\n{body(offered)}",
        statements=(*noted.statements, *offered),
        citations=tuple(citations),
        vintage=vintage_of(citations),
        computed={**noted.computed, **walked.computed},
    )


def _beneath(said: Statement, number: dict[int, int]) -> Statement:
    cites = tuple(number[n] for n in said.citations)
    return replace(said, citations=cites, note=StatementRole.CHECK_NEXT, says_yes=None, part="")

"""Answers of a strong chat model, played from files: the good ones stand whole, and planted errors are seen.

Each question is answered by the completion that was written for it, once with a second look that reads and once by the
program only. Then each planted error takes its place: before a second look that reads, before one that agrees to
everything, and before the program alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from collections.abc import Generator as Generator_
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from assistant.events import JudgedSentences, WrittenSentences
from assistant.model import Answer, ClaimType, Outcome, Statement, StatementRole, Verdict
from assistant.pipeline import Assistant
from assistant.prompts.loader import prompt
from assistant.research.evidence_pack import EvidencePack
from assistant.research.generation import Generator, Request, WrittenAnswer
from assistant.settings import Settings
from assistant.tracing import NO_TRACE, Trace
from assistant.wiring import Application
from corpus.filters import Filters
from ui import serializers

DAY = date(2026, 12, 1)  # on which all questions are asked
SHOWN = (Verdict.SUPPORTED, Verdict.VERBATIM, Verdict.BY_PROGRAM)  # as checked
# Errors that stand in symbols, which the program sees by itself: with certainty, or as a doubt.
CERTAIN = ("number", "number in words", "unit", "date", "amount", "wrong address", "invented quote")
DOUBTED = ("country", "bound", "followed instruction")


@dataclass
class Played:
    """A question as it was answered: the answer, its model, and what the check was given."""

    answer: Answer
    model: Any
    request: Request | None = None
    pack: EvidencePack | None = None


@pytest.fixture(scope="module")
def play(beacons: Application, plays: Any, questions: dict[str, Any]) -> Callable[..., Played]:
    """Return a function that answers a question by its completion, once; turns of a conversation follow each other."""
    done: dict[tuple[str, str], Played] = {}

    def played(question: Any, verifier: str = "reader") -> Played:
        key = (question.id, verifier)
        if key not in done:
            earlier = [q for q in questions.values() if q.conversation and q.conversation == question.conversation]
            before = earlier[: earlier.index(question)] if question in earlier else []
            history = [_turn(q.asked, played(q, verifier).answer) for q in before]
            done[key] = _asked(beacons, plays, question, verifier, history)
        return done[key]

    return played


def _turn(asked: str, answer: Answer) -> dict[str, Any]:
    told = serializers.answer(answer)
    return {"question": asked, "answer": told["answer"], "citations": told["citations"]}


def _asked(app: Application, plays: Any, question: Any, verifier: str, history: list[dict[str, Any]]) -> Played:
    model = plays(question=question, said=question.reply, verifier=verifier)
    settings = Settings(home=app.settings.home, verifier="off" if verifier == "off" else "")
    given: list[tuple[Request, EvidencePack]] = []

    class Watched(Generator):
        def for_one_answer(self, trace: Trace = NO_TRACE, stop: threading.Event | None = None) -> Generator:
            return Watched(self.model, self.timeout, self.verifier, self.able, self.prices)

        def checking(
            self, request: Request, draft: str, pack: EvidencePack
        ) -> Generator_[WrittenSentences | JudgedSentences, None, WrittenAnswer]:
            given.append((request, pack))
            return super().checking(request, draft, pack)

    assistant = Assistant(app.collection, app.catalogue, settings, model)
    assert assistant.generator is not None
    assistant.__dict__["generator"] = Watched(
        model, 20, assistant.generator.verifier, assistant.generator.able, assistant.generator.prices
    )
    answer = assistant.ask(question.asked, history, Filters(as_of=DAY))
    return Played(answer, model, *(given[-1] if given else ()))


def told(answer: Answer) -> list[Statement]:
    """Return what the model wrote."""
    return [s for s in answer.statements if s.claim is not None]


def each(questions: dict[str, Any]) -> list[Any]:
    return list(questions.values())


def test_there_are_questions_of_all_kinds(questions: dict[str, Any]) -> None:
    assert len(questions) >= 40
    assert len([p for q in questions.values() for p in q.planted]) >= 60
    kinds = {p.kind for q in questions.values() for p in q.planted}
    assert {"number", "date", "negation", "may for must", "dropped condition", "invented exception", "actor",
            "or for and", "wrong address", "invented quote", "ignored stay"} <= kinds  # fmt: skip
    assert {q.outcome for q in questions.values()} == {"answered", "needs_fact", "silent"}


def test_a_good_answer_stands_whole(replayed: Any, play: Callable[..., Played]) -> None:
    played = play(replayed)
    answer = played.answer
    assert played.model.unseen == []  # the evidence has all that a good answer needs
    assert (answer.outcome.value, answer.in_part) == (replayed.outcome, replayed.in_part)
    assert [(s.verdict.value, s.text, s.reason) for s in told(answer) if s.verdict not in SHOWN] == []
    if answer.outcome is Outcome.ANSWERED:
        assert answer.engine == "generative"
        assert all(s.citations for s in told(answer) if s.claim not in (ClaimType.GAP, ClaimType.ADVICE))
    lacks = any(s.note is StatementRole.EXCEPTION and s.claim is None for s in answer.statements)
    assert lacks or "repair" not in played.model.kinds  # what no claim tells is asked for
    assert all(answer.citations[n - 1].number == n for s in answer.statements for n in s.citations)


@pytest.mark.slow
def test_without_a_second_look_nothing_good_is_removed_and_hardly_anything_is_marked(
    questions: dict[str, Any], play: Callable[..., Played]
) -> None:
    written = [(q, s) for q in each(questions) for s in told(play(q, "off").answer)]
    law = [(q, s) for q, s in written if s.claim is not ClaimType.GAP]  # that nothing is said no program can confirm
    assert [s.text for _, s in written if s.verdict is Verdict.REMOVED] == []
    marked = [s.text for _, s in law if s.verdict is Verdict.UNCONFIRMED]
    assert len(marked) <= 0.02 * len(law), marked
    assert not any(s.verdict is Verdict.SUPPORTED for _, s in written)


def errors() -> list[str]:
    return ["reader", "agreeable", "off"]


@pytest.mark.parametrize("verifier", errors())
def test_a_planted_error_is_not_shown_as_checked(
    verifier: str, replayed: Any, play: Callable[..., Played], plays: Any
) -> None:
    played = play(replayed)
    good = {s.text for s in told(played.answer)}
    for error in replayed.planted:
        assert replayed.reply.count(error.instead) == 1
        said = replayed.reply.replace(error.instead, error.says)
        model = plays(question=replayed, said=said, planted=error, verifier=verifier)
        assert played.request is not None
        assert played.pack is not None
        generator = Generator(model, 20, None if verifier == "off" else model)
        draft = "".join(generator.draft(played.request, played.pack))
        found = generator.checked(played.request, draft, played.pack).statements
        wrong = [s for s in found if s.claim is not None and s.text not in good]
        assert wrong, error
        seen = verifier == "reader" or error.kind in CERTAIN or (verifier == "off" and error.kind in DOUBTED)
        checked = [(s.verdict.value, s.text) for s in wrong if s.verdict in SHOWN]
        assert not (seen and checked), (error.kind, checked)
        if verifier == "off":  # what nobody has read is at most checked by the program only, and says so
            assert not any(s.verdict in (Verdict.SUPPORTED, Verdict.VERBATIM) for s in wrong)
        rest = [s.text for s in found if s.claim is not None and s.text in good and s.verdict is Verdict.REMOVED]
        assert rest == []  # nothing else goes with it


def test_an_ignored_stay_is_told_beside_the_answer(questions: dict[str, Any], beacons: Application, plays: Any) -> None:
    question = questions["stayed-report"]
    error = next(p for p in question.planted if p.kind == "ignored stay")
    model = plays(
        question=question, said=question.reply.replace(error.instead, error.says), planted=error, verifier="agreeable"
    )
    assistant = Assistant(beacons.collection, beacons.catalogue, Settings(home=beacons.settings.home), model)
    answer = assistant.ask(question.asked, (), Filters(as_of=DAY))
    assert "2027" in answer.text
    assert "stayed" in answer.text


def test_a_follow_up_is_put_with_what_was_answered(questions: dict[str, Any], play: Callable[..., Played]) -> None:
    last = play(questions["rep-4"])
    assert last.model.kinds[0] == "answer"  # of the last answer no search is made, and no question rewritten
    assert "Asked: Does that work for Iran?" in last.model.prompts[0]
    assert "neither REP nor SAF" in last.model.prompts[0].partition("<evidence>")[0]
    assert play(questions["rep-2"]).model.kinds[0] == "rewrite"


def test_the_planted_instruction_is_material(questions: dict[str, Any], play: Callable[..., Played]) -> None:
    played = play(questions["news"])
    assert "BANANA" in played.model.prompts[0]
    assert "BANANA" not in played.answer.text
    assert prompt("answer").template not in played.answer.text


@pytest.mark.parametrize(("shown", "noticed"), [("Yes, beacon", False), ("Beacon", True)])
def test_a_yes_or_no_that_is_missing_is_told(
    questions: dict[str, Any], beacons: Application, plays: Any, shown: str, noticed: bool
) -> None:
    question = questions["electronic"]
    said = question.reply.replace("Yes, beacon", shown)
    model = plays(question=replace(question, reply=said), said=said)
    assistant = Assistant(beacons.collection, beacons.catalogue, Settings(home=beacons.settings.home), model)
    answer = assistant.ask(question.asked, (), Filters(as_of=DAY))
    assert answer.outcome is Outcome.ANSWERED
    assert any("wants a yes or a no" in line for line in answer.notices) is noticed

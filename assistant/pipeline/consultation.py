"""Consultation: one question on its way through query, evidence, answer and verification, over one snapshot."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Collection as Names
from collections.abc import Generator as Generator_
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from assistant.answer.caveats.freshness import Vintages
from assistant.answer.composition import compose
from assistant.answer.inquiry import Inquiry, inquire, may_be_written
from assistant.engines.comparison.comparison_engine import by_topic
from assistant.engines.determination.command import GivenFacts, transaction
from assistant.engines.determination.determination_engine import determined
from assistant.engines.dispatch import computed
from assistant.engines.model import Computed
from assistant.events import Event, Step, TextDelta
from assistant.evidence.citations import Citations
from assistant.evidence.evidence_gathering import Gatherer
from assistant.evidence.served_languages import unserved
from assistant.model import Answer, Disagreement, Form, Outcome, Statement, place_of_part
from assistant.pipeline.answer_assembly import (
    computed_answer,
    computed_statements,
    finished,
    noticed,
    small_talk_answer,
)
from assistant.pipeline.asked_together import answered_place, is_open, judged_beside
from assistant.pipeline.closest_by_law import (
    best_of_each_law,
    closest_by_law,
    closest_of_law_asked,
    tells_of_one_law,
    with_notes_of_laws,
)
from assistant.pipeline.lost_clauses import with_lost_clauses
from assistant.pipeline.noted_walks import (
    gives_way,
    is_noted,
    lacks_a_text,
    with_near_note,
    with_offer,
    without_noted,
)
from assistant.pipeline.several_questions import asked_apart, computed_parts, notes_of_others, of_law_found
from assistant.pipeline.translated_quotes import with_translations
from assistant.pipeline.two_sides import told_by_sides
from assistant.query.budget import check_earlier, check_query, checked_question
from assistant.query.conversation import EarlierTurn
from assistant.query.model import Query
from assistant.query.parser import understand
from assistant.query.reworks import Rework, reworks
from assistant.settings import Settings
from assistant.tracing import NO_TRACE, Trace
from corpus.errors import ModelFailed
from corpus.filters import Filters
from corpus.language.normal_form import one_line
from corpus.model import Kind

if TYPE_CHECKING:  # a question without a chat model does not wait for what is done with one
    from assistant.research.generation import Generator

# What engines compute that a chat model may explain; a list or a name that was looked up is complete as it is.
EXPLAINED = frozenset((Form.DETERMINATION, Form.STATUS, Form.CALCULATION, Form.COMPARISON))


class Consultation:
    """One question's way through the pipeline. All of it reads one snapshot, which is released with it."""

    def __init__(
        self,
        gatherer: Gatherer,
        settings: Settings,
        vintages: Vintages,
        generator: Callable[[], Generator | None],
        trace: Trace = NO_TRACE,
        stop: threading.Event | None = None,
    ) -> None:
        """Keep the parts. `generator` returns the chat model's generator on first need, None where there is none.

        Once `stop` is set, the chat model is asked for nothing more, and Stopped is raised.
        """
        self.gatherer, self.settings, self.vintages = gatherer, settings, vintages
        self.catalogue = gatherer.catalogue
        self._generator, self._trace, self._stop = generator, trace, stop

    @cached_property
    def generator(self) -> Generator | None:
        """Return the chat model's generator, None where there is none. Raise BadRequest for an unusable model."""
        found = self._generator()
        return found.for_one_answer(self._trace, self._stop) if found else None

    def rehearse(self, question: str) -> None:
        """Compute what engines make of a question, look into it and compose its answer, without the chat model."""
        understood, inquiries = self.understood_and_found(question)
        computed(understood, self.catalogue)
        self._extractive(understood, inquiries)

    def understood_and_found(self, question: str) -> tuple[Query, tuple[Inquiry, ...]]:
        """Return a question as understood, and the inquiries into it, without the chat model."""
        understood = understand(question, (), Filters(), self.catalogue)
        return understood, self._look_into(understood, (), Filters(), ())

    def events(
        self,
        question: str,
        history: Sequence[str],
        filters: Filters,
        simply: bool,
        without: Names[str],
        turns: Sequence[EarlierTurn] = (),
        sections: Sequence[Answer] = (),
    ) -> Generator_[Event, None, None]:
        """Yield steps, pieces of text, and last the Answer. `turns` are the same history with its answers.

        `sections` are those of the memo of which the answer will be one.
        `simply` asks for plain words; `without` names implied filters that the user took away. Raise BadRequest for a
        question or filters that cannot be answered.
        """
        begun = time.perf_counter()
        self._check(question, filters)
        check_earlier(history, self.settings.max_question_chars)
        failed = ""  # why the chat model, which failed already, is asked for nothing more
        has_last = bool(turns and turns[-1].answer and self.generator is not None)
        wants, understood = reworks(question) if has_last else None, None
        if wants is None:
            understood, wants = self._understood(question, history, filters, without, has_last=has_last)
        if wants is not None:
            try:
                answer = yield from self._reworked(question, wants, filters, turns, begun)
            except ModelFailed as failure:
                answer, failed = None, failure.message
            if answer is not None:
                yield answer
                return
        if understood is None:
            understood, _ = self._understood(question, history, filters, without, asks=not failed)
        check_query(understood)
        simply = simply or understood.simply
        yield Step("understood", understood.standalone)
        if understood.small_talk:
            yield _timed(small_talk_answer(understood, self.catalogue), begun, begun)
            return
        inquiries: tuple[Inquiry, ...] = ()
        parts: dict[str, Computed] = {}
        with self._trace.span("engine") as tell:
            found = computed(understood, self.catalogue)
            if found is None or (understood.parts and found.form is Form.CALCULATION):
                parts = computed_parts(understood, history, filters, without, self.catalogue)
            tell(form=found.form.value if found else "", parts=len(parts))
        if found is not None and any(made.form is not found.form for made in parts.values()):
            found = None  # another of the questions is for another engine: each is answered by itself
        if found is not None and self.generator is None:
            understood, found, parts, inquiries = with_lost_clauses(understood, found, self.gatherer, filters, without)
        explains = found is None or found.form in EXPLAINED or found.outcome is Outcome.NEEDS_FACT
        writes = self.generator is not None and explains and not failed
        parts = parts if found is None else {}
        # A note goes before a walk that only asks for facts and before what lacks its text, a near one beneath it.
        beside = (
            found is not None
            and (found.outcome is Outcome.NEEDS_FACT or lacks_a_text(found))
            and self.generator is None
        )
        understood = replace(understood, parts=()) if beside else understood  # the engine has read all of them as one
        if (found is None or writes or beside) and not inquiries:
            skipped = () if writes else tuple(p for p, made in parts.items() if not gives_way(made))
            with self._trace.span("retrieval") as tell:
                inquiries = self._look_into(understood, history, filters, without, skipped if parts else None)
                if found is None and self.generator is None and inquiries and not understood.leans:
                    understood, inquiries = told_by_sides(understood, inquiries, self.gatherer, filters, without)
                inquiries = of_law_found(inquiries, parts, self.gatherer)
                parts, inquiries = (parts, inquiries) if writes else without_noted(parts, inquiries)
                passages = sum(len(i.evidence.hits) for i in inquiries)
                tell(passages=passages)
            yield Step("searched", f"{passages} passages")
        retrieved = time.perf_counter()
        if found is not None:
            told = found if self.generator else with_notes_of_laws(found, understood, self.gatherer)
            answer = computed_answer(understood, told, self.catalogue, self.vintages)
            if beside and gives_way(found) and is_noted(inquiries, found):
                answer = with_offer(self._extractive(understood, inquiries), answer)
            elif beside:
                answer = with_near_note(answer, inquiries, found, self.catalogue, self.vintages)
        else:
            answer = self._extractive(understood, inquiries, parts)
            if understood.compares and tells_of_one_law(answer, understood.compares):
                told = closest_by_law(understood, self.gatherer)
                answer = computed_answer(understood, told, self.catalogue, self.vintages)
            elif answer.outcome is Outcome.SILENT and [i.decision.of_another_law for i in inquiries] == [True]:
                told = closest_of_law_asked(understood, self.gatherer)
                answer = computed_answer(understood, told, self.catalogue, self.vintages)
        if writes and (found is not None or may_be_written(inquiries)):
            try:
                answer = yield from self._written(understood, inquiries, answer, filters, simply, turns, sections)
            except ModelFailed as failure:
                failed = failure.message
        # One that has just failed is not asked for translations as well: the answer would wait for it twice.
        if failed:
            answer = noticed(answer, f"{failed} This is the extractive answer.")
        else:
            answer = yield from with_translations(understood, answer, self.generator, self._model_name)
        if self.generator is not None:
            answer = replace(answer, usage=self.generator.speaker.usage)
        answer = _timed(answer, begun, retrieved)
        if answer.engine == "extractive":
            yield TextDelta(answer.text)
        yield answer

    def compare(self, topic: str, jurisdictions: Sequence[str], filters: Filters = Filters()) -> Answer:
        """Return the comparison of a topic, by its id or in words, between jurisdictions by their codes.

        Raise BadRequest as `events` does, for a topic without fixed points, and unless two to six are named.
        """
        begun = time.perf_counter()
        self._check(topic, filters)
        understood = understand(topic, (), filters, self.catalogue, ("jurisdiction",))
        found = by_topic(topic, jurisdictions, self.catalogue, filters)
        answer = computed_answer(understood, found, self.catalogue, self.vintages)
        translated = with_translations(understood, answer, self.generator, self._model_name)
        return _timed(_last(translated), begun, begun)

    def determine(self, facts: GivenFacts, filters: Filters = Filters()) -> Answer:
        """Return the determination on facts that are given one by one. Raise BadRequest for a place that is none."""
        begun = time.perf_counter()
        self._check(facts.question, filters)
        asked = transaction(facts)
        understood = understand(facts.question, (), filters, self.catalogue, ("jurisdiction",))
        answer = computed_answer(understood, determined(asked, self.catalogue, filters), self.catalogue, self.vintages)
        translated = with_translations(understood, answer, self.generator, self._model_name)
        return _timed(_last(translated), begun, begun)

    def summary(self, question: str, answers: Sequence[Answer], filters: Filters) -> Generator_[Event, None, None]:
        """Yield what `events` does for the summary of a memo whose sections are answers; no Answer where none stands.

        Raise BadRequest as `events` does, ModelFailed.
        """
        self._check(question, filters)
        if self.generator is None or not answers:
            return
        from assistant.pipeline.chat_model_answer import Writing

        begun = time.perf_counter()
        asked = understand(question, (), filters, self.catalogue)
        plain = replace(asked, asked=one_line(question), standalone=one_line(question), parts=())
        writing = Writing(self.generator, self._model_name, self.catalogue, self.vintages)
        found = yield from writing.summary(plain, answers)
        if found is not None:
            yield _timed(replace(found, usage=self.generator.speaker.usage), begun, begun)

    def _understood(
        self,
        question: str,
        history: Sequence[str],
        filters: Filters,
        without: Names[str],
        *,
        asks: bool = True,
        has_last: bool = False,
    ) -> tuple[Query, Rework | None]:
        """Return the query, read by rule. A follow-up is rewritten by the chat model where that can be trusted.

        Where it `has_last`, an answer before it, the model may find that this is all that it wants something of. Unless
        it `asks`, the model is left out.
        """
        by_rule = understand(question, history, filters, self.catalogue, without)
        if by_rule.small_talk or by_rule.simply or self.generator is None or not asks:
            return by_rule, None
        from assistant.research.rewriting import read_follow_up

        read = read_follow_up(by_rule.asked, [h for h in history if h.strip()], self.generator.speak)
        better = (
            understand(question, history, filters, self.catalogue, without, read.question) if read.question else None
        )
        return better or by_rule, read.wants if has_last else None

    def _check(self, question: str, filters: Filters) -> None:
        checked_question(question, self.settings.max_question_chars)
        self.catalogue.check(filters)

    def _look_into(
        self,
        question: Query,
        history: Sequence[str],
        filters: Filters,
        without: Names[str],
        told: Names[str] | None = None,
    ) -> tuple[Inquiry, ...]:
        """Return the inquiry into a question, or into each of its parts, which may be follow-ups of earlier ones.

        Parts that are `told` by an engine are left out.
        """
        if question.parts:
            return asked_apart(question, history, filters, without, self.gatherer, told)
        found = (self._after(inquire(question, self.gatherer), history, filters, without),)
        return (*self._explained(question), *found) if question.simply else found

    def _after(self, inquiry: Inquiry, history: Sequence[str], filters: Filters, without: Names[str]) -> Inquiry:
        """Return an inquiry into a follow-up, judged beside the answer to the question before it.

        One whose note is the nearest one to that question too is told as one of two questions at once, since it may say
        nothing new: of 14 follow-ups that were told the note of the question before nine were answered by it, and four
        of the others by the next one.
        """
        if not history or not inquiry.question.leans:
            return inquiry
        before = understand(history[-1], history[:-1], filters, self.catalogue, without)
        if is_open(inquiry) and not before.parts and computed(before, self.catalogue) is None:
            place = answered_place(inquire(before, self.gatherer))
            inquiry = judged_beside(inquiry, [place] if place else [], self.catalogue)
        told = inquiry.evidence.annotation
        if not inquiry.decision.annotated or told is None or self.gatherer.nearest_note(before) != told.annotation:
            return inquiry
        return replace(inquiry, beside=told)

    def _explained(self, question: Query) -> tuple[Inquiry, ...]:
        """Return the inquiry into the explainers, whose plain words come first; nothing when they do not answer."""
        held = self.catalogue.in_force(question.filters).values()
        if question.filters.kinds or question.bare_address or not any(s.kind is Kind.EXPLAINER for s, _ in held):
            return ()
        found = inquire(
            replace(question, filters=replace(question.filters, kinds=(Kind.EXPLAINER.value,))), self.gatherer
        )
        # A definition comes from the law whatever the filter: it is in the answer already, and no plainer for standing
        # first.
        return (found,) if found.decision.outcome is Outcome.ANSWERED and not found.evidence.defining else ()

    # --- the extractive answer ------------------------------------------------------------------------------------

    def _extractive(self, question: Query, inquiries: Sequence[Inquiry], parts: Mapping[str, Computed] = {}) -> Answer:
        """Return the answer that the inquiries give. Of `parts` an engine has the answers, which go before theirs."""
        cites = Citations(self.catalogue)
        statements: list[Statement] = []
        disagreements: list[Disagreement] = []
        for part, made in parts.items():
            statements += computed_statements(made, cites, part)
        for inquiry in inquiries:
            if inquiry.question.asked in parts:
                continue
            composed = compose(inquiry, cites, notes_of_others(inquiry, inquiries))
            told = composed.statements
            name = inquiry.question.asked if question.parts else ""
            if question.simply and inquiry is not inquiries[-1]:  # of the explainers' part, what is in their words
                told = tuple(
                    s for s in told if all(cites.all[n - 1].source.kind is Kind.EXPLAINER for n in s.citations)
                )
            said = {s.text for s in statements} if not question.parts else set()
            statements.extend(replace(s, part=name) for s in told if s.text not in said)
            disagreements.extend(composed.disagreements)
        statements.sort(key=lambda s: place_of_part(s.part, question.parts))
        answer, number = finished(question, inquiries, statements, cites, self.vintages, parts=parts)
        if question.simply and self.generator is None:
            answer = noticed(answer, "The words are the texts' own; a chat model can put them more simply.")
        if answer.outcome is not Outcome.ANSWERED and (notice := unserved(question.asked)):
            answer = noticed(answer, notice)
        points = [replace(d, citations=(number[d.citations[0]], number[d.citations[1]])) for d in disagreements]
        return replace(answer, disagreements=tuple(points))

    # --- the model's answer ---------------------------------------------------------------------------------------

    def _written(
        self,
        question: Query,
        inquiries: Sequence[Inquiry],
        default: Answer,
        filters: Filters,
        simply: bool,
        turns: Sequence[EarlierTurn],
        sections: Sequence[Answer],
    ) -> Generator_[Event, None, Answer]:
        """Return the chat model's checked answer; `default` where there is no model. Raise ModelFailed."""
        if self.generator is None:
            return default
        from assistant.pipeline.agent_tool_calls import HeldLookUps
        from assistant.pipeline.chat_model_answer import Writing

        # The agent looks into all that the person chose, whatever the words of the question imply.
        chosen = replace(filters, as_of=question.filters.as_of)
        look_ups = HeldLookUps(self.gatherer, chosen, self.vintages) if self.generator.able.tools else None
        writing = Writing(
            self.generator, self._model_name, self.catalogue, self.vintages, simply=simply, look_ups=look_ups
        )
        answer = yield from writing.answer(
            question, inquiries, default, turns, best_of_each_law(question, self.gatherer, chosen), sections
        )
        return answer

    def _reworked(
        self, question: str, wants: Rework, filters: Filters, turns: Sequence[EarlierTurn], begun: float
    ) -> Generator_[Event, None, Answer | None]:
        """Return the last answer in the form that is asked for, over its own evidence; None where nothing stands.

        Where it is doubted, or the caller kept no citations, the last question is looked into again; then also what
        contradicts or limits what was cited is looked for. Raise ModelFailed.
        """
        if self.generator is None:
            return None
        from assistant.pipeline.chat_model_answer import Writing
        from assistant.pipeline.limits_of_cited import add_limits

        last, before = turns[-1], [t.question for t in turns[:-1]]
        yield Step("understood", f"{one_line(question)} (the last answer)")
        of_last = understand(last.question, before, filters, self.catalogue)
        doubts = wants is Rework.DOUBT
        inquiries: Sequence[Inquiry] = ()
        default: Answer | None = None
        if doubts or not last.cited:
            inquiries = self._look_into(of_last, before, filters, ())
            found = computed(of_last, self.catalogue) if doubts else None
            default = computed_answer(of_last, found, self.catalogue, self.vintages) if found else None
            default = default or self._extractive(of_last, inquiries)
        if doubts:
            yield Step("searched", "what contradicts or limits the last answer")
        retrieved = time.perf_counter()
        writing = Writing(self.generator, self._model_name, self.catalogue, self.vintages)
        asked = replace(of_last, asked=one_line(question), standalone=one_line(question))
        limits = partial(add_limits, search=self.gatherer.search, filters=of_last.filters) if doubts else None
        answer = yield from writing.reworked(asked, inquiries, default, turns, limits)
        return _timed(replace(answer, usage=self.generator.speaker.usage), begun, retrieved) if answer else None

    @property
    def _model_name(self) -> str:
        return self.settings.model or "the chat model"


def _last(making: Generator_[Event, None, Answer]) -> Answer:
    """Return what a generator returns; its events are for those who watch."""
    while True:
        try:
            next(making)
        except StopIteration as end:
            return cast("Answer", end.value)


def _timed(answer: Answer, begun: float, retrieved: float) -> Answer:
    """Return an answer with the milliseconds that its evidence and its composition took."""
    now = time.perf_counter()
    spent = {"retrieve": retrieved - begun, "compose": now - retrieved, "total": now - begun}
    return replace(answer, timings_ms={stage: 1000 * seconds for stage, seconds in spent.items()})

"""Consultation: one question on its way through query, evidence, answer and verification, over one snapshot."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from collections.abc import Collection as Names
from collections.abc import Generator as Generator_
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

from assistant.answer.composition import compose
from assistant.answer.freshness import Vintages
from assistant.answer.inquiry import Inquiry, inquire
from assistant.engines.comparison.engine import by_topic
from assistant.engines.dispatch import computed
from assistant.evidence.citations import Citations, inert
from assistant.evidence.retriever import Gatherer
from assistant.evidence.served_languages import unserved
from assistant.model import Answer, Disagreement, Event, Outcome, Statement, Step, TextDelta, Verdict
from assistant.pipeline.closest_by_law import closest_by_law, tells_of_one_law
from assistant.pipeline.finishing import computed_answer, finished, small_talk
from assistant.prompts.loader import leaks
from assistant.query.budget import check_earlier, check_query, checked
from assistant.query.model import Query
from assistant.query.parser import understand
from assistant.settings import Settings
from corpus.errors import ModelFailed
from corpus.filters import Filters
from corpus.model import Kind

if TYPE_CHECKING:  # a question without a chat model does not wait for what is done with one
    from assistant.research.generation import Generator

_TAIL = 400  # characters of a draft that are looked through for the prompt's words as it comes


class Consultation:
    """One question's way through the pipeline. All of it reads one snapshot, which is released with it."""

    def __init__(
        self, gatherer: Gatherer, settings: Settings, vintages: Vintages, generator: Callable[[], Generator | None]
    ) -> None:
        """Keep the parts. `generator` returns the chat model's generator on first need, None where there is none."""
        self.gatherer, self.settings, self.vintages = gatherer, settings, vintages
        self.catalogue = gatherer.catalogue
        self._generator = generator

    @property
    def generator(self) -> Generator | None:
        """Return the chat model's generator, None where there is none. Raise BadRequest for an unusable model."""
        return self._generator()

    def rehearse(self, question: str) -> None:
        """Compute what engines make of a question, look into it and compose its answer, without the chat model."""
        understood = understand(question, (), Filters(), self.catalogue)
        computed(understood, self.catalogue)
        self._extractive(understood, self._look_into(understood, (), Filters(), ()))

    def events(
        self, question: str, history: Sequence[str], filters: Filters, simply: bool, without: Names[str]
    ) -> Generator_[Event, None, None]:
        """Yield steps, pieces of text, and last the Answer.

        `simply` asks for plain words; `without` names implied filters that the user took away. Raise BadRequest for a
        question or filters that cannot be answered.
        """
        begun = time.perf_counter()
        self._check(question, filters)
        check_earlier(history, self.settings.max_question_chars)
        understood = self._understood(question, history, filters, without)
        check_query(understood)
        simply = simply or understood.simply
        yield Step("understood", understood.standalone)
        if understood.small_talk:
            yield _timed(small_talk(understood, self.catalogue), begun, begun)
            return
        if found := computed(understood, self.catalogue):
            answer = computed_answer(understood, found, self.catalogue, self.vintages)
            retrieved, speaks = time.perf_counter(), True
        else:
            inquiries = self._look_into(understood, history, filters, without)
            retrieved = time.perf_counter()
            yield Step("searched", f"{sum(len(i.evidence.hits) for i in inquiries)} passages")
            answer, speaks = self._extractive(understood, inquiries), True
            if understood.compares and tells_of_one_law(answer, understood.compares):
                told = closest_by_law(understood, self.gatherer)
                answer = computed_answer(understood, told, self.catalogue, self.vintages)
            if _may_be_written(inquiries):
                try:
                    answer = yield from self._written(understood, inquiries, answer, simply)
                except ModelFailed as failure:
                    # One that has just failed is not asked for translations as well: the answer would wait for it
                    # twice.
                    answer, speaks = _noticed(answer, f"{failure.message} This is the extractive answer."), False
        if speaks:
            answer = yield from self._translated(understood, answer)
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
        return _timed(_last(self._translated(understood, answer)), begun, begun)

    def _understood(self, question: str, history: Sequence[str], filters: Filters, without: Names[str]) -> Query:
        """Return the query, read by rule. A follow-up is rewritten by the chat model where that can be trusted."""
        by_rule = understand(question, history, filters, self.catalogue, without)
        if by_rule.small_talk or by_rule.simply or self.generator is None:
            return by_rule
        from assistant.research.rewriting import rewritten

        better = rewritten(by_rule.asked, [h for h in history if h.strip()], self.generator.speak)
        return understand(question, history, filters, self.catalogue, without, better) if better else by_rule

    def _check(self, question: str, filters: Filters) -> None:
        checked(question, self.settings.max_question_chars)
        self.catalogue.check(filters)

    def _look_into(
        self, question: Query, history: Sequence[str], filters: Filters, without: Names[str]
    ) -> tuple[Inquiry, ...]:
        """Return the inquiry into a question, or into each of its parts, which may be follow-ups of earlier ones."""
        if not question.parts:
            found = (inquire(question, self.gatherer),)
            return (*self._explained(question), *found) if question.simply else found
        before = list(history)
        out: list[Inquiry] = []
        for part in question.parts:
            found_one = inquire(understand(part, before, filters, self.catalogue, without), self.gatherer)
            same = next((n for n, other in enumerate(out) if _same_note(found_one, other)), None)
            if same is None:
                out.append(found_one)
            else:  # one note that addresses both is told once, under both
                out[same] = out[same].together_with(found_one)
            before.append(part)
        return tuple(out)

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

    def _extractive(self, question: Query, inquiries: Sequence[Inquiry]) -> Answer:
        cites = Citations(self.catalogue)
        statements: list[Statement] = []
        disagreements: list[Disagreement] = []
        for inquiry in inquiries:
            composed = compose(inquiry, cites)
            told = composed.statements
            name = inquiry.question.asked if question.parts else ""
            if question.simply and inquiry is not inquiries[-1]:  # of the explainers' part, what is in their words
                told = tuple(
                    s for s in told if all(cites.all[n - 1].source.kind is Kind.EXPLAINER for n in s.citations)
                )
            said = {s.text for s in statements} if not question.parts else set()
            statements.extend(replace(s, part=name) for s in told if s.text not in said)
            disagreements.extend(composed.disagreements)
        answer, number = finished(question, inquiries, statements, cites, self.vintages)
        if question.simply and self.generator is None:
            answer = _noticed(
                answer, "The words are the texts' own; a chat model (LICET_MODEL) can put them more simply."
            )
        if answer.outcome is not Outcome.ANSWERED and (notice := unserved(question.asked)):
            answer = _noticed(answer, notice)
        points = [replace(d, citations=(number[d.citations[0]], number[d.citations[1]])) for d in disagreements]
        return replace(answer, disagreements=tuple(points))

    # --- the model's answer ---------------------------------------------------------------------------------------

    def _written(
        self, question: Query, inquiries: Sequence[Inquiry], extractive: Answer, simply: bool
    ) -> Generator_[Event, None, Answer]:
        """Return the chat model's verified answer; the extractive one, with a notice, where nothing of it stands.

        Raise ModelFailed.
        """
        generator = self.generator
        if generator is None:
            return extractive
        from assistant.research.generation import cite_evidence

        cites = Citations(self.catalogue)
        cite_evidence(inquiries, extractive, cites)
        yield Step("composing", f"{self.settings.model or 'chat model'} reads {len(cites.all)} passages")
        draft = ""
        for piece in generator.draft(question.standalone, cites.all, simply=simply):
            draft += piece
            if not leaks(draft[-len(piece) - _TAIL :]):
                yield TextDelta(inert(piece) if piece.strip() else piece, provisional=True)
        yield Step("checking", "every sentence against what it cites")
        today = question.filters.as_of or date.today()
        statements = generator.checked(question.standalone, draft, cites.all, today, simply=simply)
        if not generator.stands(statements):
            removed = tuple(
                replace(s, citations=())
                if s.verdict is Verdict.REMOVED
                else replace(s, citations=(), verdict=Verdict.REMOVED, reason="not confirmed by the second look")
                for s in statements
            )
            notice = (
                "Nothing that the chat model wrote is confirmed by the texts."
                if statements
                else "The chat model found no answer in the texts."
            )
            told = _noticed(extractive, f"{notice} This is the extractive answer.")
            return replace(told, statements=(*extractive.statements, *removed))
        return finished(question, _answered(inquiries), statements, cites, self.vintages, engine="generative")[0]

    def _translated(self, question: Query, answer: Answer) -> Generator_[Event, None, Answer]:
        """Return the answer with translations beside the quotes that are not in the question's language."""
        if self.generator is None:
            return answer  # before the languages are told apart, for which a model of some megabytes is read
        from assistant.research.translation import to_translate, translated

        language, wanted = to_translate(question.asked, question.standalone, answer.citations)
        if not wanted:
            return answer
        yield Step("translating", f"{len(wanted)} quote{'s' if len(wanted) > 1 else ''}, by {self._model_name}")
        try:
            cited = translated(answer.citations, wanted, language, self.generator.speak, self._model_name)
        except ModelFailed as failure:
            return _noticed(answer, f"{failure.message} The quotes stand untranslated.")
        if not any(c.translation for c in cited):
            return _noticed(answer, "The chat model gave no usable translation of the quotes.")
        return replace(answer, citations=cited)

    @property
    def _model_name(self) -> str:
        return self.settings.model or "the chat model"


def _may_be_written(inquiries: Sequence[Inquiry]) -> bool:
    """Return whether a chat model may read the evidence: where passages were found and no look-up settled the question.

    It may find the answer in passages that do not plainly give one; what it writes is checked against them.
    """
    return any(i.evidence.hits for i in inquiries) and not all(i.by_look_up for i in inquiries)


def _answered(inquiries: Sequence[Inquiry]) -> tuple[Inquiry, ...]:
    """Return the inquiries with those left silent as answered, for what a chat model wrote and the check let stand."""
    return tuple(
        replace(i, decision=replace(i.decision, outcome=Outcome.ANSWERED))
        if i.decision.outcome is Outcome.SILENT
        else i
        for i in inquiries
    )


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


def _noticed(answer: Answer, notice: str) -> Answer:
    return replace(answer, notices=(*answer.notices, notice))


def _same_note(one: Inquiry, other: Inquiry) -> bool:
    """Return whether the same note answers both."""
    notes = [i.evidence.annotation for i in (one, other) if i.decision.annotated]
    first, *rest = [note.annotation.id for note in notes if note] or [""]
    return len(rest) == 1 and first == rest[0]

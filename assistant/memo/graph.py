"""Researcher: a graph that plans sub-questions, looks into each, plans again, and writes the summary of a memo.

Every answer comes from the pipeline, so every claim of the memo was checked as in an answer. What was done is yielded
after each step, for whoever keeps it; a research that was kept goes on where it stopped.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, TypedDict

from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph

from assistant.events import Event, Step
from assistant.memo.model import RESEARCH_NEEDS_MODEL, MemoNoticeKind, Research, Stage, SubQuestion
from assistant.memo.planning import LONGEST_PLAN, plan_of, read_plan
from assistant.memo.store import research_id
from assistant.model import Answer
from assistant.pipeline import Assistant
from assistant.query.budget import checked_question
from assistant.settings import Settings
from corpus.errors import BadRequest, ModelFailed
from corpus.filters import Filters
from corpus.language.normal_form import one_line

_PLAN, _LOOK, _WRITE = "plan", "look into", "write"
_A_ROUND = 8  # sub-questions of one plan
_TITLES = 60  # texts that a plan is told of
_HITS_FOR_TITLES = 40  # passages whose texts come first among them
_NO_SUMMARY = "The memo has no summary."
_NOT_CONFIRMED = "No sentence of a summary was confirmed by the texts."
_TOKENS_REACHED = "The limit of tokens was reached (LICET_RESEARCH_TOKENS): the memo stands on what was found by then."


class ResearchState(TypedDict):
    """State of the graph."""

    research: Research


class Researcher:
    """Research with a chat model, within the limits of the settings."""

    def __init__(self, assistant: Assistant, settings: Settings) -> None:
        """Keep the parts. Raise BadRequest where there is no chat model, or it cannot be used.

        Once `stop` is set, from whatever thread, a research under way ends at once: it raises Stopped.
        """
        if assistant.generator is None:
            raise BadRequest(*RESEARCH_NEEDS_MODEL)
        self.assistant, self.settings, self.generator = assistant, settings, assistant.generator
        self.stop = threading.Event()
        graph = StateGraph(ResearchState)
        graph.add_node(_PLAN, self._plan)
        graph.add_node(_LOOK, self._look)
        graph.add_node(_WRITE, self._write)
        nodes = {_PLAN: _PLAN, _LOOK: _LOOK, _WRITE: _WRITE, END: END}
        for node in (START, _PLAN, _LOOK, _WRITE):
            graph.add_conditional_edges(node, self._next, nodes)  # type: ignore[arg-type]
        self.graph = graph.compile()

    def begin(self, question: str, filters: Filters = Filters()) -> Research:
        """Return a research that has not begun. Raise BadRequest for a question or filters that cannot be asked."""
        asked = one_line(checked_question(question, self.settings.max_question_chars))
        self.assistant.catalogue.check(filters)
        return Research(research_id(asked, filters), asked, datetime.now(UTC), filters)

    def resumed(self, research: Research) -> Research:
        """Return a research that was kept, as it can go on: what stands on a text that has changed is asked again.

        So is what a limit left out, once the limit is higher, and a summary that failed. What was told of these is
        told again only where it is true again.
        """
        held = {version.digest for _, version in self.assistant.catalogue.editions().values()}

        def whole(answer: Answer | None) -> bool:
            return answer is not None and all(c.version.digest in held for c in answer.citations)

        parts = tuple(p if whole(p.answer) else SubQuestion(p.question) for p in research.parts)
        left_out = bool(research.open) and not self._spent(research)
        summed_up = whole(research.summary) or (research.summary is None and len(research.sections) <= 1)
        kept = research.stage is Stage.COMPLETE and parts == research.parts and summed_up and not left_out
        if kept or not parts:
            return research
        stage = Stage.WRITING if research.stage is Stage.COMPLETE else research.stage
        stage = Stage.LOOKING if any(p.answer is None for p in parts) else stage
        notices = tuple(n for n in research.notices if n.kind is MemoNoticeKind.PLAN)
        return replace(research, parts=parts, stage=stage, summary=None, notices=notices)

    def run(self, research: Research) -> Iterator[Event | Research]:
        """Yield the steps, the words as they are written, and the research after each step, whole in the end.

        A chat model that fails ends it with what was found; closing the iterator stops it at once. Raise BadRequest,
        ModelFailed where not even a plan was made.
        """
        limit = 4 * (self.settings.research_questions + self.settings.research_rounds) + 10
        state: ResearchState = {"research": research}
        events: Iterator[Any] = self.graph.stream(state, {"recursion_limit": limit}, stream_mode="custom")
        yield from events

    def _next(self, state: ResearchState) -> str:
        research = state["research"]
        nodes = {Stage.PLANNING: _PLAN, Stage.LOOKING: _LOOK, Stage.WRITING: _WRITE, Stage.COMPLETE: END}
        return nodes[research.stage]

    # --- the nodes ------------------------------------------------------------------------------------------------

    def _plan(self, state: ResearchState) -> dict[str, Any]:
        research, send = state["research"], get_stream_writer()
        left = self.settings.research_questions - len(research.parts)
        send(Step("planning", "which sub-questions there are" if not research.parts else "what is still missing"))
        asked: list[str] = []
        if left > 0 and not self._spent(research):
            generator = self.generator.for_one_answer(stop=self.stop)
            most = min(left, _A_ROUND)
            today = research.filters.as_of or date.today()
            titles = self._titles(research)
            conversation = plan_of(research.question, today, titles, research.parts, most)
            try:
                reply = "".join(generator.speak(conversation, longest=LONGEST_PLAN))
            except ModelFailed as failure:
                if not research.parts:
                    raise
                reply, research = "", research.noticed(MemoNoticeKind.PLAN, failure.message)
            asked = read_plan(reply, research.question, research.parts, most)
            research = research.spent(generator.speaker.usage)
        if not asked and not research.parts:
            asked = [research.question]  # what has no parts is looked into as it is
        parts = (*research.parts, *map(SubQuestion, asked))
        stage = Stage.LOOKING if asked else Stage.WRITING
        return self._kept(replace(research, parts=parts, rounds=research.rounds + 1, stage=stage))

    def _titles(self, research: Research) -> list[str]:
        """Return the titles of the texts held, as many as a plan is told of.

        First those in which a search finds what is asked, then those that sections stand on, then binding texts.
        """
        held = [source for source, _ in self.assistant.catalogue.in_force(research.filters).values()]
        search = self.assistant.collection.search  # an altered text is left out here, and told with the sections
        asked = [research.question, *(p.question for p in research.parts)]
        found = [h.source.title for words in asked for h in search(words, _HITS_FOR_TITLES, research.filters)]
        found += [c.source.title for answer in research.sections for c in answer.citations]
        rest = sorted((s.rank, s.title) for s in held)
        return list(dict.fromkeys([*found, *(title for _, title in rest)]))[:_TITLES]

    def _look(self, state: ResearchState) -> dict[str, Any]:
        research, send = state["research"], get_stream_writer()
        if not research.open or self._spent(research):
            over = research.open or research.rounds >= self.settings.research_rounds
            research = research.noticed(MemoNoticeKind.TOKENS, _TOKENS_REACHED) if research.open else research
            return self._kept(replace(research, stage=Stage.WRITING if over else Stage.PLANNING))
        part = research.open[0]
        send(Step("researching", f"{research.parts.index(part) + 1} of {len(research.parts)}: {part.question}"))
        done = part
        try:
            for event in self.assistant.section(part.question, research.sections, research.filters, self.stop):
                if isinstance(event, Answer):
                    done = replace(part, answer=event)
                else:
                    send(event)
        except BadRequest as problem:
            done = replace(part, problem=problem.message)
        parts = tuple(done if p is part else p for p in research.parts)
        return self._kept(replace(research, parts=parts).spent(done.answer.usage if done.answer else None))

    def _write(self, state: ResearchState) -> dict[str, Any]:
        research, send = state["research"], get_stream_writer()
        found: Answer | None = None
        if len(research.sections) > 1:
            send(Step("writing", f"the summary of {len(research.sections)} sections"))
            try:
                made = self.assistant.summary(research.question, research.sections, research.filters, self.stop)
                for event in made:
                    if isinstance(event, Answer):
                        found = event
                    else:
                        send(event)
            except ModelFailed as failure:
                research = research.noticed(MemoNoticeKind.SUMMARY, f"{failure.message} {_NO_SUMMARY}")
            else:
                research = research if found else research.noticed(MemoNoticeKind.SUMMARY, _NOT_CONFIRMED)
        research = research.spent(found.usage if found else None)
        return self._kept(replace(research, summary=found, stage=Stage.COMPLETE))

    def _kept(self, research: Research) -> dict[str, Any]:
        get_stream_writer()(research)
        return {"research": research}

    def _spent(self, research: Research) -> bool:
        used = research.usage
        return used.input_tokens + used.output_tokens >= self.settings.research_tokens

"""Asking a question: check it, save it, show its answer step by step, save the answer."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.engines.determination.command import GivenFacts
from assistant.events import Event, JudgedSentences, Step, TextDelta, WrittenSentences
from assistant.model import Answer, Statement
from assistant.query.budget import LAST_TURNS
from assistant.query.conversation import Earlier
from assistant.query.texts_meant import asks_of_this
from corpus.errors import Problem
from corpus.filters import Filters
from ui.app_state import Desk
from ui.components.chat import conversation_list
from ui.components.chat.answer_display.outcome_line import by_words_html, judged_line, steps_html, streaming_html
from ui.components.chat.checking import checking_html
from ui.components.page import bridge, filters, links, problems
from ui.components.page.session import check_question, check_rate
from ui.conversations import Conversation, Conversations, Turn
from ui.language import _
from ui.locale.problem_lines import in_readers_words
from ui.offers import library_words

_PENDING = "pending"
_ADDED = "texts_added"
_CHECKS_EVERY = 0.25  # seconds between checks whether the reader pressed stop
IN_VIEW = "active_turn"  # key of the turn whose evidence is shown


@dataclass(frozen=True)
class Pending:
    """Question to ask in this run of the page.

    `replaces` is the first of the turns that it replaces (edit, ask again).
    """

    question: str
    filters: Filters
    replaces: int | None = None
    without: tuple[str, ...] = ()  # filter fields that words of the question must not set
    facts: GivenFacts | None = None  # of a transaction, from a form; they are determined in the question's place


@dataclass(frozen=True)
class AskedTurn:
    """A question that stands in its conversation, last of the turns unless it went on elsewhere, without an answer."""

    conversation: Conversation
    turn: Turn
    pending: Pending


def put_pending(
    question: str,
    filters: Filters,
    replaces: int | None = None,
    without: tuple[str, ...] = (),
    facts: GivenFacts | None = None,
) -> None:
    """Ask a question in the next run of the page; for callbacks of buttons."""
    put_off(Pending(question, filters, replaces, without, facts))


def take_pending() -> Pending | None:
    """Return the question that a button asked for, once."""
    found: Pending | None = st.session_state.pop(_PENDING, None)
    return found


def note_added(conversation: Conversation, texts: Sequence[str]) -> None:
    """Note the texts that were added on the page of a conversation, for questions about "this"."""
    if texts:
        st.session_state[_ADDED] = (conversation.id, len(conversation.turns), tuple(texts))


def about_added(pending: Pending, conversation: Conversation) -> Pending:
    """Return a question on "this document" as one on what was added here last, where nothing else was asked since."""
    id, turns, texts = st.session_state.get(_ADDED, ("", 0, ()))
    since = conversation.turns[turns : pending.replaces]
    is_meant = id == conversation.id and all(t.filters.sources == texts for t in since)
    if not is_meant or pending.filters.sources or not asks_of_this(pending.question):
        return pending
    return replace(pending, filters=replace(pending.filters, sources=texts))


def linked(desk: Desk, conversation: Conversation) -> Pending | None:
    """Return the question in the address of the page, once, with its filters; None where there is none.

    It must be called before the filters are drawn.
    """
    asked = st.query_params.to_dict()
    if not asked.get("q") or conversation.turns:
        return None
    st.query_params.clear()
    with problems.shown():
        found = links.filters_asked(asked)
        filters.set_from(found, desk.licet.catalogue)
        return Pending(asked["q"], found)
    return None


def put_off(pending: Pending) -> None:
    """Ask a question in the next run of the page, which draws what this one has changed."""
    st.session_state[_PENDING] = pending


def put(desk: Desk, store: Conversations, conversation: Conversation, pending: Pending) -> AskedTurn:
    """Put a question into its conversation, which is kept with it; nothing is drawn.

    It is saved before it is answered, so that a stop, a lost connection or a killed server does not lose it. Raises
    BadRequest where it may not be asked.
    """
    question = check_question(pending.question, desk.settings)
    check_rate(desk.questions)
    st.session_state.pop(IN_VIEW, None)  # show the evidence of the new answer
    turn = Turn(question, datetime.now(UTC), pending.filters, pending.without, stopped=True)
    seen, number = conversation, pending.replaces

    def put_into(kept: Conversation) -> Conversation:
        return kept.with_turn(turn) if number is None else kept.asked_again(turn, number, seen)

    return AskedTurn(conversation_list.keep(store, conversation, put_into), turn, pending)


def answer(desk: Desk, store: Conversations, asked: AskedTurn, place: DeltaGenerator) -> Conversation:
    """Answer a question, showing in a place how the answer develops; return the conversation, kept with the answer.

    The page is drawn in this same run, since a second one takes as long as a short answer. Only where the conversation
    went on elsewhere or cannot be saved, which stands above what is drawn already, it is drawn anew.
    """
    turn, conversation = asked.turn, asked.conversation
    history = conversation.with_answers(len(conversation.turns) - 1)[-LAST_TURNS:]
    try:
        with place.container():
            bring_into_view(conversation, asked=True)
            with desk.offers.standing_back():
                found = _follow(desk, turn.question, history, asked.pending)
        turn = replace(turn, answer=found, stopped=False)
    except Problem as problem:
        turn = replace(turn, problem=(problem.message, problem.remedy), stopped=False)
    except Exception as error:  # whatever it is, the question stays, with a line in the place of its answer
        turn = replace(turn, problem=problems.unforeseen(error), stopped=False)
    came = {"answer": turn.answer, "problem": turn.problem, "stopped": turn.stopped}
    kept = conversation_list.keep(store, conversation, lambda held: held.with_changed(asked.turn, **came))
    if kept.went_on_since(conversation) or conversation_list.is_unsaved():
        st.rerun()
    return kept


def bring_into_view(conversation: Conversation, *, asked: bool = False) -> None:
    """Scroll to the newest question when it is `asked`, and again when its answer stands; once each per turn."""
    turn = f"{conversation.id}-{len(conversation.turns)}-{conversation.turns[-1].asked_at:%H%M%S%f}"
    key, after = (f"asked-{turn}", "") if asked else (f"show-{turn}", f"asked-{turn}")
    bridge.listen("nothing", key=key, scroll=".lc-question", once=True, after=after)


def _follow(desk: Desk, question: str, history: Sequence[Earlier], pending: Pending) -> Answer | None:
    seen, text = st.empty(), st.empty()
    steps: list[Step] = []
    if not desk.wait(0):
        with problems.contained():
            if told := _by_words(desk, question):
                text.html(told)
    while not desk.wait(0.25):
        state = desk.warmth
        of = f" ({state.done} / {state.total})" if state.total else ""
        seen.html(
            steps_html(
                [Step("warming", _("Getting ready: {line}{of}").format(line=in_readers_words(state.line), of=of))]
            )
        )
    if desk.warmth.problem:
        raise desk.warmth.problem
    desk.licet.catalogue.check(pending.filters)
    pieces: list[tuple[str, bool]] = []
    written = WrittenSentences((), ())
    judged: dict[int, Statement] = {}
    unwanted = threading.Event()
    if pending.facts:
        events = _determined(desk, pending.facts, pending.filters)
    else:
        events = desk.licet.assistant.events(question, history, pending.filters, without=pending.without, stop=unwanted)
    for event in _as_they_come(desk.in_turn(events, unwanted), unwanted):
        if event is None:
            seen.html(steps_html(steps))  # drawing is where Streamlit checks whether the reader pressed stop
        elif isinstance(event, Step):
            steps.append(event)
            seen.html(steps_html(steps))
        elif isinstance(event, TextDelta):
            pieces.append((event.text, event.provisional))
            text.html(streaming_html(pieces))
        elif isinstance(event, WrittenSentences):
            written, judged = event, {}
            text.html(checking_html(written, judged))
        elif isinstance(event, JudgedSentences):
            judged |= zip(event.at, event.statements, strict=True)
            done = [s for s in steps if s.stage != "checking"]
            steps = [*done, Step("checking", judged_line(list(judged.values()), max(event.of, len(judged))))]
            seen.html(steps_html(steps))
            text.html(checking_html(written, judged))
        else:
            return event
    return None


def _by_words(desk: Desk, question: str) -> str:
    """Return what the starter library has by words alone, for the time until the models are ready; "" for nothing."""
    held = desk.licet.catalogue.holdings()
    if held and not any(h.origin.startswith("library://") for h in held):
        return ""
    return by_words_html(library_words.nearest(question))


def _determined(desk: Desk, facts: GivenFacts, limits: Filters) -> Iterator[Event]:
    yield Step("understood", facts.question)
    yield desk.licet.assistant.determine(facts, limits)


def _as_they_come(events: Iterator[Event], unwanted: threading.Event) -> Iterator[Event | None]:
    # Events come from a thread of their own; None is yielded while there is none, so that the stop button works while a
    # model is silent. Once nobody reads them, `unwanted` is set, which ends what the model is asked.
    found: queue.SimpleQueue[Event | BaseException | None] = queue.SimpleQueue()

    def work() -> None:
        try:
            for event in events:
                found.put(event)
                if unwanted.is_set():
                    return
            found.put(StopIteration())
        except BaseException as error:  # raised again where the events are read
            found.put(error)

    threading.Thread(target=work, name="licet-answer", daemon=True).start()
    try:
        while True:
            try:
                event = found.get(timeout=_CHECKS_EVERY)
            except queue.Empty:
                yield None
                continue
            if isinstance(event, StopIteration):
                return
            if isinstance(event, BaseException):
                raise event
            yield event
    finally:
        unwanted.set()

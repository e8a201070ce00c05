"""One question on its way: checked, kept, answered step by step, kept again."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import streamlit as st

from assistant.model import Answer, Event, Step, TextDelta
from corpus.errors import Problem
from corpus.filters import Filters
from ui.app_state import Desk
from ui.components.chat import conversation_list
from ui.components.chat.answer import steps_html, streaming_html
from ui.components.chat.suggestions import suggestions
from ui.components.page import bridge, filters, links, problems
from ui.components.page.markup import esc
from ui.conversations import Conversation, Conversations, Turn
from ui.session import check_question, check_rate

_PENDING = "pending"
_LOOK = 0.25  # seconds after which a stop is seen
IN_VIEW = "active_turn"  # whose evidence is at the right


@dataclass(frozen=True)
class Pending:
    """A question to ask in this run. `replaces` is the turn from which on the conversation is taken back (edit, ask again)."""

    question: str
    filters: Filters
    replaces: int | None = None
    without: tuple[str, ...] = ()  # fields that the question's own words must not limit


def put_pending(question: str, filters: Filters, replaces: int | None = None, without: tuple[str, ...] = ()) -> None:
    """Asks in the next run; for the callbacks of buttons."""
    st.session_state[_PENDING] = Pending(question, filters, replaces, without)


def take_pending() -> Pending | None:
    """What a button asked for, once."""
    found: Pending | None = st.session_state.pop(_PENDING, None)
    return found


def linked(desk: Desk, conversation: Conversation) -> Pending | None:
    """The question that the page's address asks, once, with the filters that it carries; call it before the filters are drawn."""
    asked = st.query_params.to_dict()
    if not asked.get("q") or conversation.turns:
        return None
    st.query_params.clear()
    with problems.shown():
        found = links.filters_asked(asked)
        filters.set_from(found, desk.licet.catalogue)
        return Pending(asked["q"], found)
    return None


def ask(desk: Desk, store: Conversations, conversation: Conversation, pending: Pending) -> None:
    """Asks and shows the answer in the making, then draws the page anew with it in its place.

    The question is on disk before it is answered: a stop, a lost connection or a killed server leave it there.
    Raises BadRequest for a question that may not be asked.
    """
    question = check_question(pending.question, desk.settings)
    check_rate(desk.settings)
    if pending.replaces is not None:
        conversation = replace(conversation, turns=conversation.turns[: pending.replaces])
    history = conversation.history
    st.session_state.pop(IN_VIEW, None)  # the evidence of the new answer is the one to see
    turn = Turn(question, datetime.now(UTC), pending.filters, pending.without, stopped=True)
    conversation = conversation_list.keep(store, conversation.with_turn(turn))
    st.html(f'<h2 class="lc lc-question">{esc(question)}</h2>')
    bring_into_view(conversation)
    try:
        answer = _follow(desk, question, history, pending)
        if answer and not answer.follow_ups:
            answer = replace(answer, follow_ups=suggestions(desk.licet.catalogue, answer))
        turn = replace(turn, answer=answer, stopped=False)
    except Problem as problem:
        turn = replace(turn, problem=(problem.message, problem.remedy), stopped=False)
    conversation_list.keep(store, replace(conversation, turns=(*conversation.turns[:-1], turn)))
    st.rerun()


def bring_into_view(conversation: Conversation) -> None:
    """Scrolls to the newest question, once: while it is answered, or when an answer came before the page had got there."""
    bridge.listen("nothing", key=f"show-{conversation.id}-{len(conversation.turns)}", scroll=".lc-question", once=True)


def _follow(desk: Desk, question: str, history: tuple[str, ...], pending: Pending) -> Answer | None:
    seen, text = st.empty(), st.empty()
    steps: list[Step] = []
    while not desk.wait(0.25):
        state = desk.warmth
        of = f" ({state.done} of {state.total})" if state.total else ""
        seen.html(steps_html([Step("warming", f"Getting ready: {state.line}{of}")]))
    if desk.warmth.problem:
        raise desk.warmth.problem
    desk.licet.catalogue.check(pending.filters)
    pieces: list[tuple[str, bool]] = []
    events = desk.licet.assistant.events(question, history, pending.filters, without=pending.without)
    for event in _as_they_come(events):
        if event is None:
            seen.html(steps_html(steps))  # where Streamlit looks whether the reader has pressed stop
        elif isinstance(event, Step):
            steps.append(event)
            seen.html(steps_html(steps))
        elif isinstance(event, TextDelta):
            pieces.append((event.text, event.provisional))
            text.html(streaming_html(pieces))
        else:
            return event
    return None


def _as_they_come(events: Iterator[Event]) -> Iterator[Event | None]:
    # On a thread of their own, with None now and then while there is none: a model that keeps silent must not keep the stop button waiting.
    found: queue.SimpleQueue[Event | BaseException | None] = queue.SimpleQueue()
    unwanted = threading.Event()

    def work() -> None:
        try:
            for event in events:
                found.put(event)
                if unwanted.is_set():
                    return
            found.put(StopIteration())
        except BaseException as error:  # it is raised again where the events are read
            found.put(error)

    threading.Thread(target=work, name="licet-answer", daemon=True).start()
    try:
        while True:
            try:
                event = found.get(timeout=_LOOK)
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

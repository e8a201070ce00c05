"""An earlier question whose cited provisions have changed: its old answer beside today's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.model import Answer
from assistant.query.budget import LAST_TURNS
from assistant.query.conversation import Earlier
from corpus.filters import Filters
from ui.app_state import Desk
from ui.components.chat.answer_display.answer import answer_html
from ui.components.chat.answer_display.outcome_line import shaped_html
from ui.components.page import labels, problems
from ui.components.page.captions import caption
from ui.components.page.markup import esc
from ui.components.page.session import check_rate
from ui.components.text.change import Gone, changed_places, removed_line
from ui.conversations import Conversation, Conversations
from ui.language import _


def show(
    desk: Desk, store: Conversations, conversation: Conversation, number: int, gone: Gone, place: int
) -> list[Answer | None]:
    """Show what became of the citations, the old answer, and the new one once requested; return both answers.

    `gone` are the citations whose quotes no longer stand in what is held; buttons of the old answer report `place`,
    those of the new one the position after it.
    """
    turn = conversation.turns[number]
    key = f"{conversation.id}-{number}"
    places = changed_places(gone)
    changed = _("{places} changed since it was answered.").format(places=places) if places else ""
    told = " ".join(filter(None, (changed, removed_line(gone))))
    st.html(
        '<div class="lc lc-outcome" data-outcome="changed"><i aria-hidden="true">↻</i>'
        f"<div><b>{esc(turn.question)}</b> <span>{esc(told)}</span></div></div>"
        + (shaped_html(turn.answer.filters, turn.answer.implied) if turn.answer else "")
    )
    earlier = conversation.with_answers(number)[-LAST_TURNS:]
    now = today(desk, key, turn.question, earlier, turn.filters, turn.without)
    right = side_by_side(turn.asked_at, turn.answer, now, place)
    if now is None:
        return [turn.answer, None]
    with right:
        if st.button(_("Replace the old answer"), key=f"keep-{key}", type="primary"):
            with problems.shown():
                changes = {"answer": now, "asked_at": datetime.now(UTC), "shared": ""}
                store.change(conversation, lambda kept: kept.with_changed(turn, **changes))
                st.session_state.pop("conversation", None)
                st.session_state.pop(f"now-{key}")
                st.rerun()
    return [turn.answer, now]


def today(
    desk: Desk, key: str, question: str, earlier: Sequence[Earlier], filters: Filters, without: Sequence[str]
) -> Answer | None:
    """Return today's answer to an earlier question once the button that is shown for it was pressed; None before."""
    now: Answer | None = st.session_state.get(f"now-{key}")
    if now is None and st.button(_("Answer it from today's texts"), key=f"again-{key}", icon=":material/refresh:"):
        with problems.shown(), st.spinner(_("Reading the texts of today")):
            check_rate(desk.questions)
            desk.wait(60)
            st.session_state[f"now-{key}"] = desk.licet.assistant.ask(question, earlier, filters, without=without)
            st.rerun()
    return now


def side_by_side(asked_at: datetime, then: Answer | None, now: Answer | None, place: int) -> DeltaGenerator:
    """Show two answers of a question in columns, and return the column of the later one."""
    left, right = st.columns(2, gap="large")
    with left:
        _column(_("Answered on {day}").format(day=labels.day(asked_at.date())), then, place)
    with right:
        if now is None:
            caption(_("The answer of today appears here."))
        else:
            _column(_("Today"), now, place + 1)
    return right


def _column(when: str, answer: Answer | None, place: int) -> None:
    caption(when)
    if answer:
        st.html(answer_html(answer, place))

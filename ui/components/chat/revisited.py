"""An earlier question whose cited provisions have changed: its old answer beside today's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from assistant.model import Answer, Citation
from assistant.query.budget import LAST_TURNS
from ui.app_state import Desk
from ui.components.chat.answer import answer_html
from ui.components.page import labels, problems
from ui.components.page.captions import caption
from ui.components.page.markup import esc
from ui.components.page.session import check_rate
from ui.conversations import Conversation, Conversations
from ui.exports.legal import address


def show(
    desk: Desk, store: Conversations, conversation: Conversation, number: int, gone: Sequence[Citation], place: int
) -> list[Answer | None]:
    """Show the changed citations, the old answer, and the new one once requested; return both answers.

    `gone` are the citations whose quotes have changed; buttons of the old answer report `place`, those of the new one
    the position after it.
    """
    turn = conversation.turns[number]
    key = f"{conversation.id}-{number}"
    places = "; ".join(dict.fromkeys(address(c.locator) for c in gone))
    st.html(
        '<div class="lc lc-outcome" data-outcome="changed"><i aria-hidden="true">↻</i>'
        f"<div><b>{esc(turn.question)}</b> <span>{esc(places)} changed since it was answered.</span></div></div>"
    )
    now: Answer | None = st.session_state.get(f"now-{key}")
    if now is None and st.button("Answer it from today's texts", key=f"again-{key}", icon=":material/refresh:"):
        with problems.shown(), st.spinner("Reading the texts of today"):
            check_rate(desk.questions)
            desk.wait(60)
            now = desk.licet.assistant.ask(
                turn.question, conversation.with_answers(number)[-LAST_TURNS:], turn.filters, without=turn.without
            )
            st.session_state[f"now-{key}"] = now
            st.rerun()
    then, today = st.columns(2, gap="large")
    with then:
        _column(f"Answered on {labels.day(turn.asked_at.date())}", turn.answer, place)
    with today:
        if now is None:
            caption("The answer of today appears here.")
            return [turn.answer, None]
        _column("Today", now, place + 1)
        if st.button("Replace the old answer", key=f"keep-{key}", type="primary"):
            with problems.shown():
                store.save(conversation.with_changed_turn(number, answer=now, asked_at=datetime.now(UTC)))
                st.session_state.pop("conversation", None)
                st.session_state.pop(f"now-{key}")
                st.rerun()
    return [turn.answer, now]


def _column(when: str, answer: Answer | None, place: int) -> None:
    caption(when)
    if answer:
        st.html(answer_html(answer, place))

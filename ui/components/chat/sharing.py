"""The menu that shares an answer as it stands by a link, and withdraws the link."""

from __future__ import annotations

import streamlit as st

from ui.app_state import Desk
from ui.components.chat import conversation_list
from ui.components.page import links, problems
from ui.components.page.captions import caption
from ui.components.page.session import reader_id
from ui.conversations import Conversation, Conversations, SharedAnswer, SharedAnswers
from ui.language import _

_OWN = "shared_here"  # ids of what was shared in this session, by a reader whom nothing else identifies


def share_menu(desk: Desk, store: Conversations, conversation: Conversation, number: int) -> None:
    """Show the menu that makes a link to an answer as it stands, shows the link, and withdraws it."""
    turn = conversation.turns[number]
    key = f"{conversation.id}-{number}"
    with st.popover(_("Share"), icon=":material/link:", type="tertiary"):
        if not turn.shared:
            caption(_("Whoever has the link reads this question and its answer as they stand now, and nothing else."))
            st.button(
                _("Make a link to this answer"), key=f"share-{key}", type="primary",
                on_click=_share, args=(desk, store, conversation, number),
            )  # fmt: skip
            return
        st.code(links.to_shared_answer(turn.shared), language=None, wrap_lines=True)
        caption(_("It shows the answer as it was given, and what has become of its texts since."))
        st.button(_("Stop sharing"), key=f"unshare-{key}", on_click=_stop, args=(desk, store, conversation, number))


def is_own(shared: SharedAnswer) -> bool:
    """Return whether this reader shared an answer, and so may withdraw it."""
    return bool(shared.by and shared.by == reader_id()) or shared.id in st.session_state.get(_OWN, ())


def _share(desk: Desk, store: Conversations, conversation: Conversation, number: int) -> None:
    with problems.shown():
        turn = conversation.turns[number]
        shared = SharedAnswers(desk.licet.records).share(turn, reader_id())
        st.session_state.setdefault(_OWN, set()).add(shared.id)
        conversation_list.keep(store, conversation, lambda kept: kept.with_changed(turn, shared=shared.id))


def _stop(desk: Desk, store: Conversations, conversation: Conversation, number: int) -> None:
    with problems.shown():
        turn = conversation.turns[number]
        SharedAnswers(desk.licet.records).stop(turn.shared)
        conversation_list.keep(store, conversation, lambda kept: kept.with_changed(turn, shared=""))

"""The session: who the reader is, and how much the reader may ask."""

from __future__ import annotations

import hashlib

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assistant.query.budget import checked_question
from assistant.settings import Settings
from corpus.errors import BadRequest, FilledLine
from corpus.language.lazy_regex import lazy_regex
from corpus.records import Records
from ui.components.page.sign_in import identity
from ui.conversations import Conversations, PassingConversations
from ui.serving.headers import READER_COOKIE
from ui.serving.rate_limit import RateLimit

_YOU_REACHED = "The limit is {count} questions within a minute, and you reached it."
_ADDRESS_REACHED = "The limit is {count} questions within a minute, and your address reached it."
_COOKIE = lazy_regex(r"[0-9a-f]{32}")


def own_conversations(records: Records) -> Conversations:
    """Return the store of this reader's conversations, which no other reader can open."""
    name = reader_id()
    if name:
        return Conversations(records, name)
    held: PassingConversations = st.session_state.setdefault("passing_conversations", PassingConversations())
    return held


def reader_id() -> str:
    """Return the name of this reader's folder: from the sign-in, else from the browser's random cookie, else "".

    It is hashed, so that neither an e-mail address nor a cookie becomes a path.
    """
    signed_in = identity()
    if signed_in:
        return _folder("user:" + signed_in)
    cookie = st.context.cookies.get(READER_COOKIE, "")
    return _folder("browser:" + cookie) if _COOKIE.fullmatch(cookie) else ""


def session_id() -> str:
    """Return Streamlit's id of this session, which its requests carry; "" outside of one."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def _folder(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:24]


def check_question(question: str, settings: Settings) -> str:
    """Return the question without surrounding white space. Raises BadRequest where it is empty or too long."""
    return checked_question(question.strip(), settings.max_question_chars)


def check_rate(limit: RateLimit, questions: int = 1) -> None:
    """Count questions of this person or address. Raises BadRequest where there were too many in the last minute.

    Neither a session nor a cookie is counted by: whoever wants more questions would begin another one.
    """
    signed_in = identity()
    wait = limit.wait("user:" + signed_in if signed_in else f"address:{st.context.ip_address}", questions)
    if wait:
        reached = _YOU_REACHED if signed_in else _ADDRESS_REACHED
        raise BadRequest(
            FilledLine(reached, {"count": limit.per_minute}),
            FilledLine("Wait {seconds} seconds and ask again.", {"seconds": f"{wait:.0f}"}),
        )

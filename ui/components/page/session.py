"""The session: who the reader is, and how much the reader may ask."""

from __future__ import annotations

import hashlib
import re
import time

import streamlit as st

from assistant.settings import Settings
from corpus.errors import BadRequest
from ui.components.page.sign_in import identity

_COOKIE = re.compile(r"[0-9a-f]{32}")
READER_COOKIE = "licet_reader"


def reader_id() -> str:
    """Return the name of this reader's folder: from the sign-in, else from the browser's random cookie, else "local".

    It is hashed, so that neither an e-mail address nor a cookie becomes a path.
    """
    signed_in = identity()
    if signed_in:
        return _folder("user:" + signed_in)
    cookie = st.context.cookies.get(READER_COOKIE, "")
    return _folder("browser:" + cookie) if _COOKIE.fullmatch(cookie) else "local"


def _folder(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:24]


def check_question(question: str, settings: Settings) -> str:
    """Return the question without surrounding white space. Raises BadRequest where it is empty or too long."""
    text = question.strip()
    if not text:
        raise BadRequest("The question is empty.", "Ask in plain words, or give an address such as 744.21(f).")
    if len(text) > settings.max_question_chars:
        raise BadRequest(
            f"The question has {len(text):,} characters; the limit is {settings.max_question_chars:,}.",
            "Shorten it, or add the text as a document and ask about it.",
        )
    return text


def check_rate(settings: Settings, now: float | None = None) -> None:
    """Count one question of this session. Raises BadRequest where it asked too many in the last minute."""
    now = time.monotonic() if now is None else now
    recent = [t for t in st.session_state.get("asked_at", []) if now - t < 60]
    if len(recent) >= settings.questions_per_minute:
        wait = 60 - (now - recent[0])
        raise BadRequest(
            f"This session has asked {len(recent)} questions within a minute.",
            f"Wait {wait:.0f} seconds and ask again.",
        )
    st.session_state["asked_at"] = [*recent, now]

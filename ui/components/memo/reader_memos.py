"""Researches of a reader: which they are, kept beside the reader's conversations; the memos are in the store."""

from __future__ import annotations

import json
from contextlib import suppress

import streamlit as st

from corpus.errors import StoreUnavailable
from corpus.records import Records, reworded
from corpus.records.names import CONVERSATIONS
from ui.components.page.session import reader_id

_MOST_KEPT = 40
_OF_SESSION = "researches"


def own_researches(records: Records) -> dict[str, str]:
    """Return the questions that this reader had researched by their ids, the newest first."""
    name = _name()
    if name is None:
        return dict(st.session_state.get(_OF_SESSION, {}))
    with suppress(StoreUnavailable):  # what cannot be read must not take the page away
        return _read(records.read(name))
    return {}


def add_own(records: Records, id: str, question: str) -> None:
    """Put a research first among the reader's. Raise StoreUnavailable where that cannot be kept."""
    name = _name()
    if name is None:
        st.session_state[_OF_SESSION] = _with(own_researches(records), id, question)
        return
    with reworded("The list of your researches cannot be saved"):
        records.change(name, lambda held: _written(_with(_read(held), id, question)))


def _with(others: dict[str, str], id: str, question: str) -> dict[str, str]:
    return dict(list({id: question, **{i: q for i, q in others.items() if i != id}}.items())[:_MOST_KEPT])


def _read(content: bytes | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in (content or b"").splitlines():
        with suppress(ValueError, TypeError):  # one damaged line takes no other away
            id, question = map(str, json.loads(line))
            found[id] = question
    return found


def _written(researches: dict[str, str]) -> bytes:
    return "".join(json.dumps(e) + "\n" for e in researches.items()).encode()


def _name() -> str | None:
    """Return the reader's record; None where nothing identifies the reader, whose list ends with the session."""
    reader = reader_id()
    return f"{CONVERSATIONS}/{reader}/researches.jsonl" if reader else None

"""Researches of a reader: which they are, kept beside the reader's conversations; the memos are in the store."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import streamlit as st

from assistant.settings import CONVERSATIONS
from corpus.errors import StoreUnavailable
from corpus.kept_file import read_whole, write_whole
from ui.components.page.session import reader_id
from ui.language import _

_MOST_KEPT = 40
_OF_SESSION = "researches"


def own_researches(home: Path) -> dict[str, str]:
    """Return the questions that this reader had researched by their ids, the newest first."""
    file = _file(home)
    if file is None:
        return dict(st.session_state.get(_OF_SESSION, {}))
    try:
        lines = read_whole(file).decode().splitlines()
    except (OSError, ValueError):
        return {}  # none yet, or a file of another release, which must not take the page away
    found: dict[str, str] = {}
    for line in lines:
        with suppress(ValueError, TypeError):  # one damaged line takes no other away
            id, question = map(str, json.loads(line))
            found[id] = question
    return found


def add_own(home: Path, id: str, question: str) -> None:
    """Put a research first among the reader's. Raise StoreUnavailable where that cannot be kept."""
    others = {i: q for i, q in own_researches(home).items() if i != id}
    found = dict(list({id: question, **others}.items())[:_MOST_KEPT])
    st.session_state[_OF_SESSION] = found
    if (file := _file(home)) is None:
        return
    try:
        write_whole(file, "".join(json.dumps(e) + "\n" for e in found.items()).encode(), private=True)
    except OSError as error:
        raise StoreUnavailable(
            _("The list of your researches cannot be saved: {strerror}.").format(strerror=error.strerror),
            _("Check that LICET_HOME is writable and has space."),
        ) from error


def _file(home: Path) -> Path | None:
    """Return the file of this reader; None where nothing identifies the reader, whose list ends with the session."""
    reader = reader_id()
    return home / CONVERSATIONS / reader / "researches.jsonl" if reader else None

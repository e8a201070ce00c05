"""What helps where a text is not held: the button that brings it from its publisher, and a field for a file."""

from __future__ import annotations

import streamlit as st

from assistant.model import Answer, Outcome
from corpus.sources.entries import Entry, official_entries
from ui.app_state import Desk
from ui.components.chat import asking
from ui.components.collection import adding, official
from ui.components.page import problems
from ui.components.page.captions import caption
from ui.components.page.markup import plain_markdown
from ui.conversations import Turn
from ui.language import _

_TAKEN = "files_taken"


def missing_entries(answer: Answer) -> list[Entry]:
    """Return the official texts that bring what an answer lacks, in its order."""
    known = {e.id: e for e in official_entries()}
    return [known[id] for id in answer.brings if id in known]


def show(desk: Desk, turn: Turn, number: int) -> None:
    """Show how to bring what the newest answer lacks; once it is held, the question is asked again."""
    answer = turn.answer
    if answer is None or answer.small_talk:
        return
    is_missing = answer.outcome is Outcome.NOT_IN_CORPUS
    lacking = missing_entries(answer)
    if not (is_missing or lacking):
        return
    if desk.settings.read_only:
        if is_missing:
            caption(_("This desk is read-only: ask the people who run it to add the text."))
        return
    with st.container(key=f"bring-{number}"):
        for entry in lacking:
            if st.button(
                _("Bring {title}").format(title=plain_markdown(entry.title)), key=f"bring-{number}-{entry.id}",
                icon=":material/download:", type="primary" if is_missing else "tertiary",
            ):  # fmt: skip
                with problems.shown():
                    if official.bring(desk, [entry]):
                        _ask_again(turn, number)
        if is_missing:
            taken = int(st.session_state.get(_TAKEN, 0))
            files = st.file_uploader(
                _("Add a file that answers it"), accept_multiple_files=True, key=f"file-{number}-{taken}",
                max_upload_size=desk.settings.max_upload_mb,
            )  # fmt: skip
            if files:
                st.session_state[_TAKEN] = taken + 1  # the next run has an empty field: each file is added once
                with problems.shown():
                    done = adding.add_files(desk, files)
                    adding.keep(done)
                    if any(not d.problem for d in done):
                        _ask_again(turn, number)


def _ask_again(turn: Turn, number: int) -> None:
    asking.put_pending(turn.question, turn.filters, number, turn.without)
    st.rerun()

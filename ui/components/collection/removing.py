"""Removing a text, with undo: the log keeps its editions."""

from __future__ import annotations

import streamlit as st

from ui.app_state import Desk
from ui.components.collection import history
from ui.components.page import problems
from ui.components.page.markup import plain_markdown
from ui.components.page.sign_in import reader_name
from ui.language import _

_REMOVED = "removed_text"


def remove(desk: Desk, source_id: str) -> None:
    """Remove a text; the log keeps its editions for undo."""
    with problems.shown():
        if desk.settings.read_only:
            return
        desk.licet.collection.remove(source_id, by=reader_name())
        st.session_state[_REMOVED] = desk.licet.catalogue.history(source_id, 1)[0]


def offer_undo(desk: Desk) -> None:
    """Show the button that undoes the last removal of this session."""
    entry = st.session_state.get(_REMOVED)
    if entry is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("Removed **{title}**.").format(title=plain_markdown(entry.title)), width="content")
        undo = st.button(_("Undo"), icon=":material/undo:", type="tertiary")
    if undo:
        st.session_state.pop(_REMOVED)
        history.undo(desk, entry.entry)

"""Removing a text, with undo: its editions are kept in the session and added again on request."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.app_state import Desk
from ui.components.page import problems
from ui.components.page.markup import plain_markdown

_UNDO = "removed_text"


def remove(desk: Desk, source_id: str) -> None:
    """Remove a text; its editions are kept in the session for undo."""
    with problems.shown():
        if desk.settings.read_only:
            return
        catalogue = desk.licet.catalogue
        holding = next(h for h in catalogue.holdings() if h.source.id == source_id)
        kept = [(catalogue.reading(v.number), catalogue.original(v.number)) for v in holding.versions]
        desk.licet.collection.remove(source_id)
        st.session_state[_UNDO] = (holding.source.title, holding.origin, kept)


def offer_undo(desk: Desk) -> None:
    """Show the button that undoes the last removal."""
    kept: Any = st.session_state.get(_UNDO)
    if not kept:
        return
    title, origin, readings = kept
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Removed **{plain_markdown(title)}**.", width="content")
        undo = st.button("Undo", icon=":material/undo:", type="tertiary")
    if undo:
        bar = st.progress(0.0, text="Holding it again")
        with problems.shown():
            for number, (reading, original) in enumerate(reversed(readings)):
                desk.licet.collection.add(
                    reading,
                    origin=origin,
                    original=original,
                    progress=lambda n, of, number=number: bar.progress(
                        min(1.0, (number + n / max(of, 1)) / len(readings)), text="Holding it again"
                    ),
                )
            st.session_state.pop(_UNDO)
            st.rerun()

"""Example questions for the first visit, by who is asking.

They are suggestions: nothing about their answers is prepared.
"""

from __future__ import annotations

import streamlit as st

from corpus.filters import Filters
from ui.app_state import Desk
from ui.components.chat.asking import put_pending
from ui.components.collection import official
from ui.components.page import filters, frame

STARTERS = {
    "Journalist": (
        "What did China announce about exports to Japan in January 2026?",
        "What does it mean when a company is put on the Entity List?",
        "What is a military end use?",
    ),
    "Policy": (
        "Which items need an authorisation to leave the European Union?",
        "What does 15 CFR 744.21 require for military end users?",
        "How does China's Export Control Law reach beyond China?",
    ),
    "New to this": (
        "What are export controls?",
        "What is an ECCN and how do I find mine?",
        "When does telling a foreign colleague something count as an export?",
    ),
}


def welcome(desk: Desk, chosen: Filters) -> None:
    """Show the empty research desk: what it is, and where to begin."""
    st.html(
        '<div class="lc lc-welcome"><h1>What do the texts say?</h1>'
        "<p>Ask about export controls in plain words. Every sentence of the answer shows the paragraph it stands on, "
        "whether it binds, and how old it is. Where the texts do not answer, it says so.</p></div>"
    )
    _only_explainers(desk)
    board = st.container(key="starters")
    for column, (who, questions) in zip(board.columns(len(STARTERS), gap="large"), STARTERS.items(), strict=True):
        with column:
            st.html(f'<p class="lc lc-under" style="margin:0"><b>{who}</b></p>')
            for n, question in enumerate(questions):
                st.button(
                    question, key=f"start-{who}-{n}", on_click=put_pending, args=(question, chosen), width="stretch"
                )


def _only_explainers(desk: Desk) -> None:
    # A new collection holds explainers only: answers from them are commentary, and the reader should learn how to get
    # the law itself.
    held = filters.held(desk.licet.catalogue)
    if not held or desk.settings.read_only or any(not h.origin.startswith("library://") for h in held):
        return
    with st.container(key="first", horizontal=True, vertical_alignment="center"):
        st.html(
            '<p class="lc lc-under" style="margin:0"><b>No law is held yet.</b> '
            "Answers come from the starter library of explainers, which is commentary.</p>",
            width="content",
        )
        if st.button(
            "Add the official texts",
            icon=":material/library_add:",
            type="tertiary",
            on_click=official.ask_for,
            args=("core",),
        ):
            frame.go_to("library")

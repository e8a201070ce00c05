"""Errors on the page: one line and its remedy, never a stack trace."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from corpus.errors import Problem
from ui.components.page.markup import plain_markdown

log = logging.getLogger("licet")


def show(message: str, remedy: str = "") -> None:
    """One problem."""
    st.error(f"**{plain_markdown(message)}** {plain_markdown(remedy)}", icon=":material/error:")


@contextmanager
def shown() -> Iterator[None]:
    """Shows a Problem that the block raises, where the block stands."""
    try:
        yield
    except Problem as problem:
        show(problem.message, problem.remedy)


def show_unforeseen(error: Exception) -> bool:
    """What no page foresaw: the details go to the log, the reader gets a line. Tells Streamlit that it was shown."""
    if isinstance(error, Problem):
        show(error.message, error.remedy)
    else:
        log.error("A page failed", exc_info=error)
        show(
            f"Something went wrong here ({type(error).__name__}).",
            "Reload the page; the conversation is kept. The server's log has the details.",
        )
    return True

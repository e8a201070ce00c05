"""Errors on the page: one line with its remedy, never a stack trace."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from corpus.errors import Problem
from ui.components.page.markup import plain_markdown
from ui.language import _

log = logging.getLogger("licet")


def show(message: str, remedy: str = "") -> None:
    """Show one problem with its remedy."""
    st.error(f"**{plain_markdown(message)}** {plain_markdown(remedy)}", icon=":material/error:")


@contextmanager
def shown() -> Iterator[None]:
    """Show a Problem that the block raises, in the place of the block."""
    try:
        yield
    except Problem as problem:
        show(problem.message, problem.remedy)


def show_unforeseen(error: Exception) -> bool:
    """Show a line for an error that no page handles, and log its details.

    Returns True, which tells Streamlit that the error is shown.
    """
    if isinstance(error, Problem):
        show(error.message, error.remedy)
    else:
        log.error("A page failed", exc_info=error)
        show(
            _("Something went wrong here ({name}).").format(name=type(error).__name__),
            _("Reload the page; the conversation is kept. The server's log has the details."),
        )
    return True

"""Errors on the page: one line with its remedy, never a stack trace."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.errors import FragmentHandledException

from corpus.errors import Problem
from corpus.language.lazy_regex import lazy_regex
from ui.components.page.markup import markdown_with_commands, plain_markdown
from ui.language import _
from ui.locale.problem_lines import in_readers_words

log = logging.getLogger("licet")
_SETTING = lazy_regex(r"\bLICET_[A-Z]")


def show(message: str, remedy: str = "") -> None:
    """Show one problem with its remedy, in the reader's language where its lines are known."""
    told, then = in_readers_words(message), in_readers_words(remedy)
    st.error(f"**{plain_markdown(told)}** {markdown_with_commands(then)}", icon=":material/error:")


def for_reader(remedy: str) -> str:
    """Return a remedy for someone who reads: one that is a setting is left to whoever runs the desk."""
    return _("Whoever runs the desk can correct it in its settings.") if _SETTING.search(remedy) else remedy


@contextmanager
def shown() -> Iterator[None]:
    """Show a Problem that the block raises, in the place of the block."""
    try:
        yield
    except Problem as problem:
        show(problem.message, problem.remedy)


@contextmanager
def contained() -> Iterator[None]:
    """Show a line in the place of a block that fails in any way; what stands around the block is drawn all the same.

    Stops and reruns of the page pass: in Streamlit they are no `Exception`.
    """
    try:
        yield
    except FragmentHandledException:
        pass  # the fragment has shown it in its own place
    except Exception as error:
        show_unforeseen(error)


def unforeseen(error: Exception) -> tuple[str, str]:
    """Return what a reader is told of an error that nothing handles, and the remedy; its details go to the log."""
    log.error("Something was not foreseen", exc_info=error)
    return (
        _("Something went wrong here ({name}).").format(name=type(error).__name__),
        _("Reload the page; the conversation is kept. The server's log has the details."),
    )


def show_unforeseen(error: Exception) -> bool:
    """Show a line for an error that no page handles, and log its details.

    Returns True, which tells Streamlit that the error is shown.
    """
    if isinstance(error, Problem):
        show(error.message, error.remedy)
    else:
        show(*unforeseen(error))
    return True

"""A draft that is being checked: how far it is, its first sentences, and what is kept where its reader stops it."""

from __future__ import annotations

import time

import streamlit as st

from assistant.drafts.model import CheckedDraft
from corpus.parsers.file import File
from ui.components.page.progress_pace import Pace
from ui.components.text import judged_sentences
from ui.language import _, figure

CHECKED = "checked"  # key of (checked draft, its file)
SENTENCES_ON_A_PAGE = 100
_STOP_SEEN_EVERY = 0.2  # seconds between two signs of progress, at which the page notices that its reader stops it


class DraftProgress:
    """The progress of a check on the page, with the button that stops it."""

    def __init__(self, file: File) -> None:
        self._file, self._pace, self._looked, self._is_drawn = file, Pace(), 0.0, False
        with st.container(horizontal=True, vertical_alignment="center"):
            self._bar = st.progress(0.0, text=_("Reading the texts held"))
            st.button(_("Stop"), icon=":material/stop:", type="tertiary")  # a click ends this run of the page
        self._first = st.empty()

    def report(self, done: int, of: int) -> None:
        """Show how many sentences are done, how fast it goes and how long it will take."""
        now = time.monotonic()
        if done < of and now - self._looked < _STOP_SEEN_EVERY:
            return
        self._looked = now
        told = _("{done} of {of} sentences").format(done=figure(done), of=figure(of))
        self._bar.progress(done / of, text=told + self._pace.told(done, of))

    def arrived(self, checked: CheckedDraft) -> None:
        """Keep what is judged, which stands where the check is stopped, and draw the first sentences of it."""
        st.session_state[CHECKED] = (checked, self._file)
        if not self._is_drawn:
            self._is_drawn = True
            self._first.html(judged_sentences.sentences_html(checked.sentences[:SENTENCES_ON_A_PAGE]))


def chosen_page(count: int, key: str) -> slice:
    """Return which of so many sentences are drawn; where they are more than a page, the reader chooses."""
    begin, begins = 0, range(0, count, SENTENCES_ON_A_PAGE)
    if len(begins) > 1:
        begin = st.selectbox(
            _("Sentences shown"), begins, key=f"sentences-{key}", width=260,
            format_func=lambda n: _("{first} to {last} of {count}").format(
                first=figure(n + 1), last=figure(min(n + SENTENCES_ON_A_PAGE, count)), count=figure(count)
            ),
        )  # fmt: skip
    return slice(begin, begin + SENTENCES_ON_A_PAGE)

"""Licet behind the pages: opened once a process, warmed up on a thread while the page is already there."""

from __future__ import annotations

import gc
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module

import streamlit as st

from assistant.settings import Settings
from assistant.wiring import Application, open_application
from corpus.errors import Problem

_VISITOR, _DRAWING = (
    1.0,
    4.0,
)  # seconds: how long the warm-up waits for a first reader, and for that reader's page to stand
_PAGE = (
    ".components.chat.turns",
    ".components.collection.adding",
    ".components.chat.starters",
    ".components.text.passage_dialog",
)  # with all that they import


@dataclass(frozen=True)
class Warmth:
    """How far the start has come: a line for the reader, how much of how much, and what went wrong if something did."""

    line: str
    done: int = 0
    total: int = 0
    ready: bool = False
    problem: Problem | None = None

    @property
    def share(self) -> float:
        """0 to 1, for a bar."""
        return min(1.0, self.done / self.total) if self.total else 0.0


class Desk:
    """The parts of Licet and their state of warmth. Searching before it is warm is correct, only slower."""

    def __init__(self, licet: Application) -> None:
        self.licet = licet
        self.warmth = Warmth("Opening the collection")
        self._done, self._asked_for, self._drawn = threading.Event(), threading.Event(), threading.Event()
        self.writing = (
            threading.Lock()
        )  # one upload at a time in this process; other processes are held off by the collection
        threading.Thread(target=self._warm, name="licet-warm-up", daemon=True).start()

    @property
    def settings(self) -> Settings:
        """The settings of this process."""
        return self.licet.settings

    def wait(self, seconds: float) -> bool:
        """Waits until the desk is warm, at most so long; whether it is."""
        return self._done.wait(seconds)

    def page_begins(self) -> None:
        """A reader's page is being made."""
        self._asked_for.set()

    def page_stands(self) -> None:
        """A reader's page is there."""
        self._drawn.set()

    def _let_the_page_by(self) -> None:
        # Models load for seconds and hold the interpreter while they do: a page that is asked for meanwhile would wait for them.
        for name in _PAGE:
            import_module(name, __package__)
        if self._asked_for.wait(_VISITOR):
            self._drawn.wait(_DRAWING)

    def _warm(self) -> None:
        begun = time.monotonic()
        try:
            self._let_the_page_by()
            _ = self.licet.catalogue
            self.warmth = Warmth("Loading the language model")
            collection = self.licet.collection
            collection.warm()
            self.licet.ensure_library(self._progress)
            _ = self.licet.assistant
            self.warmth = Warmth(f"Ready after {time.monotonic() - begun:.1f} s", ready=True)
        except Problem as problem:
            self.warmth = Warmth(problem.message, problem=problem)
        except Exception as error:  # the thread's edge: nothing above it would show the error to anyone
            unforeseen = Problem(
                f"The start failed: {type(error).__name__}: {error}.", "Run `licet doctor`; it names what is missing."
            )
            self.warmth = Warmth(unforeseen.message, problem=unforeseen)
        finally:
            self._done.set()
        if self.warmth.ready:
            self._rehearse()
            _leave_alone_what_stays()

    def _rehearse(self) -> None:
        # The first question pays for every import and every cold page of the store: here it is nobody's.
        with suppress(Problem):
            self.licet.assistant.warm()

    def _progress(self, what: str, done: int, total: int) -> None:
        self.warmth = Warmth(f"Indexing the {what}" if what.startswith("starter") else f"Indexing {what}", done, total)


def _leave_alone_what_stays() -> None:
    # Streamlit collects garbage after every run of a page. Modules, models and the catalogue's tables never become garbage, and to
    # look through them each time stopped all sessions for 150 to 200 ms: they are taken out of the collector's sight, once.
    gc.collect()
    gc.freeze()


@st.cache_resource(show_spinner=False)
def open_desk() -> Desk:
    """The desk of this process. Raises BadRequest for a setting that is wrong."""
    return Desk(open_application(Settings.load()))

"""Licet behind the pages: opened once a process, warmed up on a thread while the page is already there."""

from __future__ import annotations

import gc
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

import streamlit as st

from assistant.settings import Settings
from assistant.wiring import Licet, open_licet
from corpus.errors import Problem

_REHEARSAL = "Which exports need a licence?"


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

    def __init__(self, licet: Licet) -> None:
        self.licet = licet
        self.warmth = Warmth("Opening the collection")
        self._done = threading.Event()
        self.writing = threading.Lock()  # one upload at a time in this process; other processes are held off by the collection
        threading.Thread(target=self._warm, name="licet-warm-up", daemon=True).start()

    @property
    def settings(self) -> Settings:
        """The settings of this process."""
        return self.licet.settings

    def wait(self, seconds: float) -> bool:
        """Waits until the desk is warm, at most so long; whether it is."""
        return self._done.wait(seconds)

    def _warm(self) -> None:
        begun = time.monotonic()
        try:
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
        # The first question pays for every import and every cold page of the store: here it is nobody's. The chat model is not asked.
        from assistant.assistant import Assistant

        with suppress(Problem):
            Assistant(self.licet.collection, self.licet.catalogue, self.settings.model_copy(update={"model": ""})).ask(_REHEARSAL)

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
    return Desk(open_licet(Settings.load()))

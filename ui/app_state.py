"""State of the app that all sessions share: opened once per process, loaded on a background thread."""

from __future__ import annotations

import gc
import logging
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module

import streamlit as st

from assistant.settings import Settings
from assistant.wiring import Application, open_application
from corpus.errors import Problem
from ui.rate_limit import RateLimit

log = logging.getLogger("licet")

# Seconds that loading waits for a first reader, and then for that reader's page to be drawn.
_VISITOR, _DRAWING = 1.0, 4.0
_SESSIONS = 10_000  # remembered as signed in; the earliest is forgotten first, and its reader reloads the page
_PAGE = (
    ".components.chat.turns",
    ".components.collection.adding",
    ".components.chat.starters",
    ".components.text.passage_dialog",
)  # modules that the first page needs, imported before the models are loaded


@dataclass(frozen=True)
class Warmth:
    """Progress of the start: a line for the reader, a count, and the problem where the start failed."""

    line: str
    done: int = 0
    total: int = 0
    ready: bool = False
    problem: Problem | None = None

    @property
    def share(self) -> float:
        """Return the share of the work done, 0 to 1, for a progress bar."""
        return min(1.0, self.done / self.total) if self.total else 0.0


class Desk:
    """The research desk: the application and the progress of its start.

    Questions can be asked before the start is complete; they only take longer.
    """

    def __init__(self, licet: Application) -> None:
        self.licet = licet
        self.questions = RateLimit(licet.settings.questions_per_minute)
        self.warmth = Warmth("Opening the collection")
        self._inside: dict[str, None] = {}
        self._done, self._asked_for, self._drawn = threading.Event(), threading.Event(), threading.Event()
        self.writing = threading.Lock()  # one upload at a time; the writer lock of the collection holds off processes
        threading.Thread(target=self._warm, name="licet-warm-up", daemon=True).start()

    @property
    def settings(self) -> Settings:
        """Return the settings of this process."""
        return self.licet.settings

    def let_in(self, session: str) -> None:
        """Record that a session is past the sign-in."""
        self._inside[session] = None
        while len(self._inside) > _SESSIONS:
            self._inside.pop(next(iter(self._inside)), None)

    def is_inside(self, session: str) -> bool:
        """Return whether a session is past the sign-in."""
        return session in self._inside

    def wait(self, seconds: float) -> bool:
        """Wait for the end of the start, at most `seconds`; return whether it has ended."""
        return self._done.wait(seconds)

    def page_begins(self) -> None:
        """Record that a page is being drawn for a reader."""
        self._asked_for.set()

    def page_stands(self) -> None:
        """Record that a page has been drawn."""
        self._drawn.set()

    def _let_the_page_by(self) -> None:
        # Loading the models blocks the interpreter for seconds: a page that is requested meanwhile would wait for them.
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
        except Exception as error:  # nothing above this thread would report the error
            unforeseen = Problem(
                f"The start failed: {type(error).__name__}: {error}.", "Run `licet doctor`; it names what is missing."
            )
            self.warmth = Warmth(unforeseen.message, problem=unforeseen)
        finally:
            self._done.set()
        if self.warmth.problem:  # the health check tells everyone only that it failed
            log.error("%s", self.warmth.problem)
        if self.warmth.ready:
            self._rehearse()
            _leave_alone_what_stays()

    def _rehearse(self) -> None:
        # The first question is slow because of imports and cold disk pages: run one here that no reader waits for.
        with suppress(Problem):
            self.licet.assistant.warm()

    def _progress(self, what: str, done: int, total: int) -> None:
        self.warmth = Warmth(f"Indexing the {what}" if what.startswith("starter") else f"Indexing {what}", done, total)


def _leave_alone_what_stays() -> None:
    # Streamlit collects garbage after every run of a page. Modules, models and the tables of the catalogue never become
    # garbage, and visiting them each time stopped all sessions for 150 to 200 ms: they are exempted once.
    gc.collect()
    gc.freeze()


@st.cache_resource(show_spinner=False)
def open_desk() -> Desk:
    """Return the desk of this process. Raises BadRequest where a setting is wrong."""
    return Desk(open_application(Settings.load()))

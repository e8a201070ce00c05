"""Start of a server: models, index and starter library are loaded on a background thread, while it answers already."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

from assistant.wiring import Application
from corpus.errors import FilledLine, Problem
from ui.language import N_
from ui.serving.garbage_collection import leave_alone_what_stays

log = logging.getLogger("licet")


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


class WarmUp:
    """The application of a server and the progress of its start.

    Questions can be asked before the start is complete; they only take longer.
    """

    def __init__(self, licet: Application) -> None:
        self.licet = licet
        self.warmth = Warmth(N_("Opening the collection"))
        self._done, self._rehearsed, self._unwanted = threading.Event(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._warm, name="licet-warm-up", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait for the end of the start, at most `seconds`; return whether it has ended."""
        return self._done.wait(seconds)

    def wait_rehearsed(self, seconds: float) -> bool:
        """Wait until a first question was asked and answered too, which on a new home takes longer than the start."""
        return self._rehearsed.wait(seconds)

    def end(self, seconds: float) -> bool:
        """Give the rest of the start up, and wait for the end of what cannot be; return whether it has ended."""
        self._unwanted.set()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def is_unwanted(self) -> bool:
        """Return whether the rest of the start was given up."""
        return self._unwanted.is_set()

    def before_loading(self) -> None:
        """Do what must not wait for the models, before they are loaded."""

    def before_rehearsal(self) -> None:
        """Do what is soon done and a first visitor would wait for, before the rehearsal."""

    def let_by(self) -> None:
        """Wait while somebody is served whom the rest of the start would slow down."""

    def after_rehearsal(self) -> None:
        """Do what a first visitor would wait for and no answer needs, once questions are answered."""

    def _warm(self) -> None:
        begun = time.monotonic()
        try:
            self.before_loading()
            _ = self.licet.catalogue
            self.warmth = Warmth(N_("Loading the language model"))
            self.licet.ensure_library(self._progress)  # first: a new home takes what was prepared for it
            self.licet.collection.warm()
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
        try:
            if self.warmth.ready and not self.is_unwanted:
                self.before_rehearsal()
                self._rehearse()
                self._rehearsed.set()
                leave_alone_what_stays()
                try:
                    with suppress(Problem):  # whoever wants it is told on the page
                        self.after_rehearsal()
                finally:
                    leave_alone_what_stays()  # what was gathered stays, too
        finally:
            self._rehearsed.set()

    def _rehearse(self) -> None:
        # The first question is slow because of imports and cold disk pages: run one here that no reader waits for.
        with suppress(Problem):
            self.licet.assistant.warm(self.let_by)

    def _progress(self, what: str, done: int, total: int) -> None:
        values = what.values if isinstance(what, FilledLine) else {"name": what}
        self.warmth = Warmth(FilledLine("Indexing the starter library: {name}", values), done, total)

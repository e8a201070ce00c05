"""Start behind the server: models, index and library are loaded once a first client has been answered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus.errors import BadRequest

if TYPE_CHECKING:  # both wait for the first answer
    from assistant.wiring import Application
    from ui.warm_up import WarmUp

_START_PATIENCE = 45.0  # seconds that a tool waits: clients give a call up after 60
_LAST_SECONDS_OF_START = 5.0


class LazyStart:
    """Application of the server, which is opened, and its warm-up, which begins, when it is first asked for."""

    def __init__(self, open_licet: Callable[[], Application]) -> None:
        self._open = open_licet
        self._lock = threading.Lock()
        self._warm_up: WarmUp | None = None

    def begin(self) -> WarmUp:
        """Return the warm-up, begun."""
        from ui.warm_up import WarmUp

        with self._lock:
            if self._warm_up is None:
                self._warm_up = WarmUp(self._open())
            return self._warm_up

    @property
    def licet(self) -> Application:
        """Return the application, whose parts may still be loading."""
        return self.begin().licet

    def wait(self, seconds: float, for_notes: bool = False) -> bool:
        """Wait for the end of the start; return whether it has ended. Raises the Problem that it failed with.

        `for_notes` waits for the vectors of notes as well, which only questions need.
        """
        begun = self.begin()
        if not (begun.wait_rehearsed(seconds) if for_notes else begun.wait(seconds)):
            return False
        if begun.warmth.problem:
            raise begun.warmth.problem
        return True

    @property
    def waits_for(self) -> str:
        """Return what a call waits for, in a line."""
        warmth = self.begin().warmth
        return "Preparing the notes for the first question" if warmth.ready else warmth.line

    def is_patient(self, seconds: float) -> bool:
        """Return whether a call that has waited so long waits on."""
        return seconds < _START_PATIENCE

    def still_starting(self) -> BadRequest:
        """Return the problem of a call that has waited long enough; over HTTP it is told in its own words."""
        return BadRequest(
            f"Licet is still starting: {self.waits_for}.",
            "Ask again in a minute; over a new home the start takes several.",
        )

    def end(self) -> None:
        """Close the application where its start has ended; else the process ends beneath it, as it may at any time."""
        with self._lock:
            begun = self._warm_up
        if begun is not None and begun.end(_LAST_SECONDS_OF_START):
            begun.licet.close()

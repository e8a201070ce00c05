"""Start behind the server: models, index and library are loaded once a first client has been answered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus.errors import StoreUnavailable

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

    def wait(self, seconds: float) -> bool:
        """Wait for the end of the start; return whether it has ended. Raises the Problem that it failed with."""
        begun = self.begin()
        if not begun.wait(seconds):
            return False
        if begun.warmth.problem:
            raise begun.warmth.problem
        return True

    def progress(self, seconds: float) -> tuple[float, float, str]:
        """Return how far a call has waited, of how long at most, and for what."""
        return seconds, _START_PATIENCE, self.begin().warmth.line

    def is_patient(self, seconds: float) -> bool:
        """Return whether a call that has waited so long waits on."""
        return seconds < _START_PATIENCE

    def still_starting(self) -> StoreUnavailable:
        """Return the problem of a call that has waited long enough."""
        return StoreUnavailable(
            f"Licet is still starting: {self.begin().warmth.line}.",
            "Ask again in a minute; a new home takes one or two.",
        )

    def end(self) -> None:
        """Close the application where its start has ended; else the process ends beneath it, as it may at any time."""
        with self._lock:
            begun = self._warm_up
        if begun is not None and begun.end(_LAST_SECONDS_OF_START):
            begun.licet.close()

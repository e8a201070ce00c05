"""Collection of garbage on a server, at times of its own and not after each run of a page."""

from __future__ import annotations

import gc
import threading

EVERY = 30.0  # seconds between two collections


def leave_alone_what_stays() -> None:
    """Exempt all that is in memory from collection: modules, models and tables of the catalogue never become garbage.

    Visiting them stops all sessions for 150 to 300 ms.
    """
    gc.collect()
    gc.freeze()


class GarbageCollection:
    """A thread that collects garbage every `EVERY` seconds, until it is ended.

    Streamlit would collect after every run of a page, and until the start is complete that took two thirds of the time
    of twenty readers at once.
    """

    def __init__(self) -> None:
        self._ended = threading.Event()
        threading.Thread(target=self._collect, name="licet-garbage", daemon=True).start()

    def end(self) -> None:
        """Let the thread end at its next turn."""
        self._ended.set()

    def _collect(self) -> None:
        while not self._ended.wait(EVERY):
            gc.collect()

"""A chat model of Ollama on this machine, which the desk offers to use where none is set."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from assistant.research.local_models import LocalModel, find_local_model, loopback_address
from assistant.settings import Settings, ollama_host

_LOOKS_AGAIN = 60.0  # seconds after which Ollama may have been started or stopped


class LocalModelOffer:
    """The model that is offered, as it was last found. It is looked for behind the page. Safe to use from threads."""

    def __init__(self, settings: Settings, find: Callable[[str], LocalModel | None] = find_local_model) -> None:
        self._find, self._lock = find, threading.Lock()
        one_person = not (settings.model or settings.read_only or settings.public)
        self._url = loopback_address(ollama_host()) if one_person else ""
        self._found: LocalModel | None = None
        self._looking, self._looked = False, float("-inf")

    def found(self) -> LocalModel | None:
        """Return what was found last; look again on another thread where that is long ago, so that no page waits."""
        with self._lock:
            if self._url and not self._looking and time.monotonic() - self._looked > _LOOKS_AGAIN:
                self._looking = True
                threading.Thread(target=self._look, name="licet-local-model", daemon=True).start()
            return self._found

    def close(self) -> None:
        """Offer nothing from now on: a model is in use."""
        with self._lock:
            self._url, self._found = "", None

    def _look(self) -> None:
        try:
            found = self._find(self._url)
        except Exception:  # whatever answers at that address, the desk goes on without it
            found = None
        with self._lock:
            self._found = found if self._url else None
            self._looking, self._looked = False, time.monotonic()

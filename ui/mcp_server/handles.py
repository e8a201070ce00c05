"""Answers that were cut, whole, under handles: so many, and so many characters, and no more."""

from __future__ import annotations

import json
import secrets
import threading
from collections import OrderedDict
from typing import Any

from corpus.errors import BadRequest, NotHeld
from ui.mcp_server.cutting import CutDocument, at, cut_value, size
from ui.terminal import json_line

MOST_CHARACTERS = 8_000  # of one answer
_MOST_HANDLES = 64
_MOST_CHARACTERS_KEPT = 32 * 2**20  # of all answers under handles together
_HANDLE_BYTES = 12  # nobody guesses another caller's
_HOW = "Call the tool `more` with this handle and a path and start of `left_out`."


class Handles:
    """Whole answers by their handles; the one that was not asked for longest is forgotten first. Safe for threads."""

    def __init__(self, most: int = _MOST_HANDLES, most_characters: int = _MOST_CHARACTERS_KEPT) -> None:
        self._most, self._most_characters = most, most_characters
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def told(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Return an answer that is no longer than an answer may be: what was left out has a handle under `cut`."""
        if size(answer) <= MOST_CHARACTERS:
            return answer
        return self._within(answer, self._keep(json_line(answer)))

    def more(self, handle: str, path: str | None = None, start: int = 0) -> dict[str, Any]:
        """Return what was left out of an answer at a place; without a path, at the first. Raises NotHeld, BadRequest.

        The part is no longer than an answer may be either, and what it leaves out is under the same handle.
        """
        answer = json.loads(self._find(handle))
        if path is None:
            first = self._within(answer, handle)["cut"]["left_out"][0]
            path, start = first["path"], first["start"]
        found = at(answer, path)
        whole = len(found) if isinstance(found, str | list | dict) else 1
        if not 0 <= start <= whole:
            raise BadRequest(f"There are {whole:,} at {path!r}, none at {start:,}.", "Take a start of `left_out`.")
        told = {"handle": handle, "path": path, "start": start, "part": found}
        if not start and size(told) <= MOST_CHARACTERS:
            return told
        return self._within(found, handle, path, start)

    def _within(self, value: Any, handle: str, path: str = "", start: int = 0) -> dict[str, Any]:
        """Return what there is room for, beside what tells of the rest, which takes room too."""
        room = MOST_CHARACTERS
        while True:
            found = cut_value(value, room, path, start)
            told = self._assembled(found, handle, path, start)
            over = size(told) - MOST_CHARACTERS
            if over <= 0:
                return told
            room -= over

    @staticmethod
    def _assembled(found: CutDocument, handle: str, path: str, start: int) -> dict[str, Any]:
        rest = [{"path": r.path, "start": r.start, "of": r.of} for r in found.left_out]
        tells = {"cut": {"handle": handle, "left_out": rest, "how": _HOW}} if rest else {}
        if path or start:
            return {"handle": handle, "path": path, "start": start, "part": found.value, **tells}
        return {**found.value, **tells}

    def _keep(self, text: str) -> str:
        handle = secrets.token_urlsafe(_HANDLE_BYTES)
        with self._lock:
            self._kept[handle] = text
            self._characters += len(text)
            while len(self._kept) > 1 and (len(self._kept) > self._most or self._characters > self._most_characters):
                self._characters -= len(self._kept.popitem(last=False)[1])
        return handle

    def _find(self, handle: str) -> str:
        with self._lock:
            if (found := self._kept.get(handle)) is None:
                raise NotHeld(
                    f"There is no answer under the handle {handle[:60]!r}.",
                    f"The last {self._most} answers that were cut are kept while the server runs: ask again.",
                )
            self._kept.move_to_end(handle)
            return found

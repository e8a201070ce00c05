"""Limits on what one person or address may ask, whatever their tabs and sessions: so many a minute, one draft."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager

_SECONDS_COUNTED = 60.0  # seconds
_ASKERS = 10_000  # remembered at most; the one who has not asked for longest is forgotten first


class RateLimit:
    """Counts of questions within the last minute. Safe to share between threads."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, asker: str, questions: int = 1, now: float | None = None, per_minute: int | None = None) -> float:
        """Count questions and return 0; where the asker has too few left, count none and return the seconds to wait.

        More questions than a minute allows are counted where nothing else was asked within the last minute.
        `per_minute` is the asker's own limit, None that of all.
        """
        now = time.monotonic() if now is None else now
        most = self.per_minute if per_minute is None else per_minute
        with self._lock:
            asked = self._asked.setdefault(asker, deque())
            self._asked.move_to_end(asker)
            while asked and now - asked[0] >= _SECONDS_COUNTED:
                asked.popleft()
            if asked and len(asked) + questions > most:
                place = min(len(asked) + questions - most, len(asked)) - 1
                return _SECONDS_COUNTED - (now - asked[place])
            asked.extend([now] * questions)
            if len(self._asked) > _ASKERS:
                self._asked.popitem(last=False)
            return 0.0


class OneAtATime:
    """Long works, of which each asker has one at a time and all together have a few. Safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._askers: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def of(self, asker: str) -> Iterator[bool]:
        """Yield whether the asker may begin; while the block runs, the next one of the same asker may not."""
        with self._lock:
            begins = asker not in self._askers and len(self._askers) < self._most
            if begins:
                self._askers.add(asker)
        try:
            yield begins
        finally:
            if begins:
                with self._lock:
                    self._askers.discard(asker)

"""How fast a work goes that a reader waits for."""

from __future__ import annotations

import time
from collections.abc import Callable

from ui.language import _, figure

_TELLS_FROM = 1.0  # seconds after which a pace is told


class Pace:
    """How fast the passages of one document are indexed, from the first that was reported on."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._first: tuple[float, int] | None = None

    def told(self, n: int, of: int) -> str:
        """Return the passages in a second and the time that is left; "" as long as nothing can be said of them."""
        now = self._clock()
        if self._first is None or n < self._first[1]:  # another document of the same file begins
            self._first = now, n
        seconds, done = now - self._first[0], n - self._first[1]
        if seconds < _TELLS_FROM or done <= 0:
            return ""
        rate = done / seconds
        left = _(", about {seconds} s left").format(seconds=figure(max(of - n, 0) / rate)) if n < of else ""
        return (
            _(", {rate} a second{left}").format(rate=figure(rate), left=left)
            if rate >= 1
            else _(", {rate} a minute{left}").format(rate=figure(60 * rate), left=left)
        )

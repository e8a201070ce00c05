"""Lets a parser ask for more time and memory where a format is slow by nature: recognising the picture of a page."""

from __future__ import annotations

from collections.abc import Callable

Grant = Callable[[float, int], None]


def _unlimited(seconds: float, memory: int) -> None:
    """Grant nothing: where no limits are set, none are raised."""


_grant: Grant = _unlimited


def granted_by(grant: Grant) -> None:
    """Name the function that raises the limits of this process."""
    global _grant
    _grant = grant


def ensure(*, seconds: float = 0.0, memory: int = 0) -> None:
    """Make sure that the document that is read may take so many seconds from now on, and so many bytes in all."""
    _grant(seconds, memory)

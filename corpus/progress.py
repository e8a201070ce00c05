"""Shapes of the functions that are told how far a long job has come."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]  # done, of how many
NamedProgress = Callable[[str, int, int], None]  # what is worked on, done, of how many

"""Measures how the time of each pattern grows with its input, and prints the patterns whose time grows faster.

    python -m tests.patterns.growth [PART OF A PLACE]

A line "? PLACE" goes before each pattern, so that whoever stops this program knows which one it hung on; "! PLACE …"
tells a pattern that needs more than eight times as long for four times the input.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from typing import Any

from tests.patterns.collection import Collection, Found
from tests.patterns.hostile import Unit, units

_TURNS = (8, 12, 16, 20, 24, 100, 300)  # what doubles its time with each turn shows here, before it takes for ever
_TOO_LONG = 0.1  # seconds of the processor, for so few turns and for the first of the sizes
_SIZES = (1000, 4000, 16_000)  # signs
_LINEAR = 8.0  # times as long for four times as much; linear is 4, quadratic 16
_TRIES = 4  # of a time that seems to grow too fast: the shortest counts
_CLEAR = 0.02  # seconds of the processor, from which a time is no accident
_END = "\0"  # what hardly any pattern takes, so that every way is tried
Attempt = Callable[[str], Any]


def main(part: str = "") -> int:
    """Print the patterns that are not linear; return how many they are."""
    collection = Collection()
    print(f"{len(collection.found)} patterns", flush=True)
    slow = [f"! {call}" for call in collection.unknown]
    for found in collection.found.values():
        if any(part in place for place in found.places):
            print(f"? {found.places[0]}", flush=True)
            if grown := worst(found):
                slow.append(f"! {' '.join(found.places)}: {grown} {found.pattern.pattern!r:.200}")
                print(slow[-1], flush=True)
    return len(slow)


def worst(found: Found) -> str:
    """Return the input on which a pattern's time grows faster than the input; empty where there is none."""
    pattern = found.pattern
    if isinstance(pattern.pattern, bytes):
        pattern = re.compile(pattern.pattern.decode("latin-1"), pattern.flags | re.ASCII)
    attempts: list[Attempt] = [] if found.anchored else [lambda text: sum(1 for _ in pattern.finditer(text))]
    if found.methods & {"match", "fullmatch"}:
        attempts += [pattern.match, pattern.fullmatch]
    for unit in units(pattern.pattern, pattern.flags):
        for attempt in attempts:
            if grown := _grown(attempt, unit):
                return f"{grown} {unit!r}"
    return ""


def _grown(attempt: Attempt, unit: Unit) -> str:
    """Return how the time grows if it grows faster than the input; small inputs come first."""
    before, repeated = unit
    for turns in _TURNS:
        if (seconds := _seconds(attempt, before + repeated * turns + _END)) > _TOO_LONG:
            return f"{seconds:.2f} s for {turns} turns"
    texts = [before + repeated * (signs // len(repeated)) + _END for signs in _SIZES]
    small = min(_seconds(attempt, texts[0]), _seconds(attempt, texts[0]))
    if small > _TOO_LONG:
        return f"{small:.1f} s for {len(texts[0])} signs"
    for text in texts[1:]:
        large = _seconds(attempt, text)
        if large > _LINEAR * small:
            large = min(large, *(_seconds(attempt, text) for _ in range(_TRIES if large < _CLEAR else 1)))
        if large < _LINEAR * small:
            return ""
        if large > _CLEAR:
            break
        small = large
    return f"{large / small:.0f} times as long for {len(text)} signs as for a quarter of them ({large:.2f} s)"


def _seconds(attempt: Attempt, text: str) -> float:
    began = time.thread_time()
    attempt(text)
    return time.thread_time() - began


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) > 0)

"""A server collects garbage at times of its own, not after each run of a page."""

from __future__ import annotations

import gc
import time
import weakref
from pathlib import Path
from typing import Any

from assistant.settings import Settings
from ui.server import options
from ui.serving import garbage_collection
from ui.serving.garbage_collection import GarbageCollection, leave_alone_what_stays


class _Cycle:
    def __init__(self) -> None:
        self.itself = self


def test_what_sessions_leave_behind_is_collected_until_the_server_ends(tmp_path: Path, monkeypatch: Any) -> None:
    assert options(Settings(home=tmp_path), 1, "127.0.0.1")["runner.postScriptGC"] is False
    monkeypatch.setattr(garbage_collection, "EVERY", 0.01)
    gc.disable()
    try:
        left = weakref.ref(_Cycle())
        collection = GarbageCollection()
        for _ in range(6000):
            if left() is None:
                break
            time.sleep(0.01)
        assert left() is None
        collection.end()
    finally:
        gc.enable()


def test_what_stays_is_not_visited_again() -> None:
    before = gc.get_freeze_count()
    kept = [_Cycle() for _ in range(1000)]
    try:
        leave_alone_what_stays()
        assert gc.get_freeze_count() >= before + len(kept)
    finally:
        gc.unfreeze()

"""Questions that wait for their turn, and what a page remembers while it is drawn."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from assistant.events import Event, Step
from ui import app_state
from ui.app_state import Desk


def desk_of(model: str = "") -> Any:
    """Return a desk that answers one question at a time, without the rest of its start."""
    desk = Desk.__new__(Desk)
    desk.licet = SimpleNamespace(chat_model=None, settings=SimpleNamespace(model=model))  # type: ignore[assignment]
    desk._answering = threading.BoundedSemaphore(1)
    return desk


def events(*lines: str) -> Iterator[Event]:
    """Yield a step for each line."""
    yield from (Step("understood", line) for line in lines)


def test_a_question_waits_until_another_is_answered(monkeypatch: Any) -> None:
    monkeypatch.setattr(app_state, "_TURN_SECONDS", 0.01)
    desk, unwanted = desk_of(), threading.Event()
    first = desk.in_turn(events("one", "two"), unwanted)
    assert next(first) == Step("understood", "one")
    found: list[Event] = []
    second = threading.Thread(target=lambda: found.extend(desk.in_turn(events("three"), unwanted)))
    second.start()
    second.join(0.1)
    assert not found
    assert list(first) == [Step("understood", "two")]
    second.join(10)
    assert found == [Step("understood", "three")]


def test_a_question_whose_reader_has_gone_waits_no_longer_and_a_turn_given_up_is_free(monkeypatch: Any) -> None:
    monkeypatch.setattr(app_state, "_TURN_SECONDS", 0.01)
    desk, gone = desk_of(), threading.Event()
    first = desk.in_turn(events("one", "two"), threading.Event())
    next(first)
    gone.set()
    assert list(desk.in_turn(events("three"), gone)) == []
    first.close()
    assert list(desk.in_turn(events("four"), threading.Event())) == [Step("understood", "four")]


def test_questions_to_a_chat_model_wait_for_nobody() -> None:
    desk = desk_of(model="ollama:any")
    first = desk.in_turn(events("one"), threading.Event())
    next(first)
    assert list(desk.in_turn(events("two"), threading.Event())) == [Step("understood", "two")]

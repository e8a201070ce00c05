"""What a question that comes before the models are ready shows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from assistant.events import Event, Step, Stopped
from assistant.model import Statement, Verdict
from corpus.errors import ModelFailed
from corpus.filters import Filters
from ui.components.chat import asking
from ui.components.chat.answer_display.outcome_line import judged_line


def test_a_reader_who_leaves_ends_what_the_model_is_asked() -> None:
    unwanted = threading.Event()

    def silent() -> Iterator[Event]:
        yield Step("understood", "What is a lamp?")
        assert unwanted.wait(20)
        raise Stopped

    coming = asking._as_they_come(silent(), unwanted)
    assert next(coming) == Step("understood", "What is a lamp?")
    assert next(coming) is None
    coming.close()  # type: ignore[attr-defined]
    assert unwanted.is_set()


def test_verdicts_are_told_as_they_come() -> None:
    verdicts = (Verdict.SUPPORTED, Verdict.VERBATIM, Verdict.BY_PROGRAM, Verdict.UNCONFIRMED, Verdict.REMOVED)
    line = judged_line([Statement("Lamps are lit.", (), verdict) for verdict in verdicts], 9)
    assert line == "5 of 9 sentences checked, 2 confirmed"


def test_a_question_before_the_models_waits_where_no_words_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check that nothing is drawn where words find nothing: the page refuses an empty text."""
    monkeypatch.setattr(asking, "_by_words", lambda desk, question: "")
    ready = iter((False, True))
    failed = ModelFailed("No models.", "Install them.")
    desk = SimpleNamespace(wait=lambda seconds: next(ready), warmth=SimpleNamespace(problem=failed))
    with pytest.raises(ModelFailed, match="No models"):  # it got as far as waiting
        asking._follow(desk, "What is a lamp?", (), asking.Pending("What is a lamp?", Filters()))  # type: ignore[arg-type]

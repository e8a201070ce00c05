"""Replies that end before they are whole: at a limit of length, or by a provider's filter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from assistant.model import Outcome
from assistant.pipeline import Assistant
from assistant.settings import Settings
from index.collection import Collection
from tests.assistant.research.test_generation import QUESTION, looked, number_of


@pytest.fixture
def with_ends(collection: Collection, scripted: Any) -> Any:
    """Return what makes an assistant over a model whose replies end for a reason: (words, reason)."""

    class Ended(scripted):  # type: ignore[misc, valid-type]
        def _stream(self, messages: Any, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
            said = self.script[min(len(self.asked), len(self.script) - 1)]
            self.asked.append(list(messages))
            words, reason = said if isinstance(said, tuple) else (said, "stop")
            yield ChatGenerationChunk(message=AIMessageChunk(content=words))
            end = AIMessageChunk(content="", response_metadata={"finish_reason": reason})
            yield ChatGenerationChunk(message=end)

    def make(*script: Any) -> tuple[Assistant, Any]:
        model = Ended(script=list(script))
        settings = Settings(home=collection.home, model_timeout=20)
        return Assistant(collection, collection.catalogue, settings, model), model

    return make


def test_what_a_model_was_cut_off_in_is_left_out_and_said(with_second_look: Any, with_ends: Any) -> None:
    assistant, _ = with_second_look("")
    n = number_of(assistant, "seven years")
    draft = f"Records are kept for seven years from the export [{n}]. Records of widgets may be kept for"
    assistant, model = with_ends((draft, "length"), looked("supported"))
    answer = assistant.ask(QUESTION)
    assert [s.text for s in answer.statements] == ["Records are kept for seven years from the export."]
    assert "may be kept" not in answer.text
    assert "may be kept" not in str(model.asked[1][-1].content)
    assert answer.in_part  # what would have come is not known
    assert "cut off" in answer.notices[-1]
    assistant, _ = with_ends((draft, "stop"), looked("supported") + looked("supported", 2))
    whole = assistant.ask(QUESTION)
    assert len(whole.statements) == 2
    assert not whole.in_part
    assert not any("cut off" in n for n in whole.notices)


@pytest.mark.parametrize("draft", ["Records are kept for", "OUTCOME: answered\nThe texts do not tell it [gap]. And"])
def test_a_reply_that_was_cut_off_at_once_is_no_answer(with_ends: Any, draft: str) -> None:
    assistant, _ = with_ends((draft, "length"))
    answer = assistant.ask(QUESTION)
    assert (answer.engine, answer.outcome) == ("extractive", Outcome.ANSWERED)
    assert "seven years" in answer.text
    assert "cut off" in answer.notices[-1]


def test_a_reply_that_a_filter_cuts_costs_nothing(with_ends: Any) -> None:
    assistant, _ = with_ends(("Records are kept for seven years [1].", "content_filter"))
    answer = assistant.ask(QUESTION)
    assert answer.engine == "extractive"
    assert "held the reply back" in answer.notices[0]

"""Cost of an answer: each model by its own prices, and none told where one of them is not known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk

from assistant.memo.model import together
from assistant.model import Usage
from assistant.pipeline.assistant import Assistant
from assistant.research.model_calls import Speaker
from assistant.settings import Settings
from index.collection import Collection


@pytest.fixture
def counting(scripted: Any) -> Any:
    class Counting(scripted):  # type: ignore[misc]
        """Model whose server counts a million tokens read and half a million written."""

        def _stream(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> Iterator[Any]:
            used = {"input_tokens": 1_000_000, "output_tokens": 500_000, "total_tokens": 1_500_000}
            yield ChatGenerationChunk(message=AIMessageChunk(content="Yes.", usage_metadata=used))  # type: ignore[arg-type]

    return Counting


@pytest.mark.parametrize(
    ("prices", "others", "cost"),
    [
        ((1.0, 2.0), (10.0, 20.0), 2.0 + 20.0),
        ((1.0, 2.0), None, None),
        (None, (10.0, 20.0), None),
        (None, None, None),
    ],
)
def test_each_model_is_priced_by_its_own(counting: Any, prices: Any, others: Any, cost: float | None) -> None:
    writer, verifier = counting(script=[]), counting(script=[])
    speaker = Speaker(writer, 20, prices, other=(verifier, others))
    assert speaker.usage.cost == (0.0 if prices else None)
    for model in (None, verifier):
        assert "".join(speaker.speak([HumanMessage("?")], model=model)) == "Yes."
    assert (speaker.usage.calls, speaker.usage.input_tokens, speaker.usage.cost) == (2, 2_000_000, cost)


def test_the_writer_as_its_own_verifier_has_one_price(collection: Collection, counting: Any, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, model_prices="1/2", verifier_prices="10/20")
    assert settings.prices_of_verifier == (10.0, 20.0)
    generator = Assistant(collection, collection.catalogue, settings, counting(script=[])).generator
    assert generator is not None
    list(generator.speaker.speak([HumanMessage("?")], model=generator.verifier))
    assert generator.speaker.usage.cost == 2.0
    assert generator.for_one_answer().verifier_prices == (10.0, 20.0)


def test_a_sum_of_usages_has_a_cost_where_every_call_has_one() -> None:
    known, unknown = Usage(1, 10, 10, 0.5), Usage(1, 10, 10)
    assert together(Usage(), known).cost == 0.5
    assert together(known, known) == Usage(2, 20, 20, 1.0)
    assert together(known, unknown).cost is together(unknown, known).cost is None
    assert together(Usage(), unknown).cost is None


def test_what_a_model_calls_tools_with_is_counted_where_its_server_does_not_count(scripted: Any) -> None:
    class Caller(scripted):  # type: ignore[misc]
        def _stream(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> Iterator[Any]:
            call = tool_call_chunk(name="search", args='{"query": "records of lanterns"}', id="1", index=0)
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[call]))

    speaker = Speaker(Caller(script=[]), 20)
    list(speaker.chunks([HumanMessage("?")]))
    assert speaker.usage.output_tokens >= 5

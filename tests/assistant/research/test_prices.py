"""Cost of an answer: each model by its own prices, and none told where one of them is not known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage
from langchain_core.outputs import ChatGenerationChunk

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

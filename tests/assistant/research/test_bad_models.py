"""Chat models that misbehave, over servers in the shapes of OpenAI, Anthropic and Ollama: the default answer stands.

One line says what happened.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import Any

import pytest

from assistant.pipeline import Assistant
from assistant.settings import Settings, Switch
from index.collection import Collection
from tests.assistant.research.test_servers import SHAPES, Sent, error, serving, shapes
from tests.assistant.research.test_tool_servers import CALLS

QUESTION = "How long must an exporter keep widget sales records?"
GERMAN = (
    "Die Ausfuhrunterlagen sind nach der Ausfuhr neun Jahre lang aufzubewahren, und zwar von jedem Ausführer, der die "
    "Waren in ein anderes Land verbringt [1]."
)
BAD: dict[str, tuple[Sequence[Any], str]] = {
    "calls unknown tools": ([("shell", '{"cmd": "id"}')], "wrote nothing"),
    "loops": ([("search", '{"query": "widget records"}')], "wrote nothing"),
    "200,000 characters": (["x " * 100_000], "cut off"),
    "cites what is not there": (
        ['OUTCOME: answered\nRecords are kept for nine years [99 "nine years"].'],
        "Nothing that",
    ),
    "follows a document": (["OUTCOME: answered\nBANANA [1]."], "Nothing that"),
    "another language": ([GERMAN], "answers in German"),
    "dies before the reply": ([("search", '{"query": "widget records"}'), 500], "status 500"),
    "dies in the middle": ([("search", '{"query": "widget records"}'), None], "chat model"),
    "says nothing": ([""], "chat model"),
}


def sent(shape: str, said: Any) -> Sent:
    """Return what a server of a shape sends: words, a tool's call, an error by its number; None breaks off."""
    if isinstance(said, int):
        return error(said, "gone")
    if isinstance(said, tuple):
        return CALLS[shape](*said)
    if said is None:
        status, headers, lines = SHAPES[shape]("OUTCOME: answered\nRecords are kept for ", "seven years [1].")
        return status, headers, list(lines)[: 3 if shape == "anthropic" else 1]
    return SHAPES[shape](said)


@shapes
@pytest.mark.parametrize("bad", BAD)
def test_the_default_answer_stands_and_one_line_says_why(
    collection: Collection, shape: str, bad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if importlib.util.find_spec(f"langchain_{shape}") is None:
        pytest.skip(f"langchain-{shape} is not installed: `make test` installs it")
    monkeypatch.setattr("assistant.research.model_calls._WAITS", ())
    replies, line = BAD[bad]
    with serving(*(sent(shape, said) for said in replies)) as (url, asked):
        settings = Settings(
            home=collection.home, model=f"{shape}:m", model_url=url + ("/v1" if shape == "openai" else ""),
            model_key="k", model_timeout=20, model_tools=Switch.ON, verifier="off",
        )  # fmt: skip
        answer = Assistant(collection, collection.catalogue, settings).ask(QUESTION)
    assert len(asked) <= 8
    assert (answer.engine, answer.outcome.value) == ("extractive", "answered")
    assert "seven years" in answer.text
    assert "nine" not in answer.text
    assert "BANANA" not in answer.text
    told = [notice for notice in answer.notices if "chat model" in notice]
    assert len(told) == 1, answer.notices
    assert line in told[0]

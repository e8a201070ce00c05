"""Tool calls over servers in the shapes of OpenAI, Anthropic and Ollama on loopback: sound, halved, endless, absent."""

from __future__ import annotations

import itertools
import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from assistant.events import Step
from assistant.research.evidence_pack import EvidencePack
from assistant.research.graph import Agent
from assistant.research.model_calls import LONGEST_MESSAGE
from assistant.research.tools import ToolBox
from corpus.errors import ModelFailed
from tests.assistant.research.test_servers import SHAPES, Sent, error, serving, shapes, speaker

ARGUMENTS = '{"query": "lantern records"}'


def openai_calls(name: str, arguments: str) -> Sent:
    head = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    call = {"index": 0, "id": "c1", "type": "function", "function": {"name": name, "arguments": arguments}}
    choices = [
        {"index": 0, "finish_reason": None, "delta": {"role": "assistant", "content": None, "tool_calls": [call]}},
        {"index": 0, "finish_reason": "tool_calls", "delta": {}},
    ]
    lines = [f"data: {json.dumps({**head, 'choices': [c]})}\n\n".encode() for c in choices]
    return 200, {"Content-Type": "text/event-stream"}, [*lines, b"data: [DONE]\n\n"]


def anthropic_calls(name: str, arguments: str) -> Sent:
    message = {"id": "1", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": None,
               "stop_sequence": None, "usage": {"input_tokens": 11, "output_tokens": 0}}  # fmt: skip
    begins = {"type": "tool_use", "id": "c1", "name": name, "input": {}}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": begins},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": arguments}},
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "tool_use"},
            "usage": {"input_tokens": 11, "output_tokens": 7},
        },
        {"type": "message_stop"},
    ]
    lines = [f"event: {e['type']}\ndata: {json.dumps(e)}\n\n".encode() for e in events]
    return 200, {"Content-Type": "text/event-stream"}, lines


def ollama_calls(name: str, arguments: str) -> Sent:
    said = {
        "role": "assistant",
        "content": "",
        "tool_calls": [{"function": {"name": name, "arguments": json.loads(arguments)}}],
    }
    lines = [
        {"model": "m", "message": said, "done": False},
        {"model": "m", "message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop",
         "prompt_eval_count": 11, "eval_count": 7},
    ]  # fmt: skip
    return 200, {"Content-Type": "application/x-ndjson"}, [f"{json.dumps(x)}\n".encode() for x in lines]


CALLS = {"openai": openai_calls, "anthropic": anthropic_calls, "ollama": ollama_calls}


class Searched:
    """Look-ups that only search, and remember what for."""

    def __init__(self) -> None:
        self.sought: list[str] = []

    def search(self, pack: EvidencePack, asked: Any) -> str:
        self.sought.append(asked.query)
        pack.add_computed("search", f"found: {asked.query}", ())
        return ""


def agent(shape: str, url: str, tmp_path: Path, rounds: int = 2) -> tuple[Agent, Searched]:
    look_ups = Searched()
    pack = EvidencePack(None, 4000, date(2026, 12, 1))  # type: ignore[arg-type]  # nothing here asks the catalogue
    return Agent(speaker(shape, url, tmp_path), ToolBox(look_ups, pack), rounds), look_ups  # type: ignore[arg-type]


def ran(made: Agent) -> tuple[str, list[str]]:
    """Return the text that came after the last look-up, and the look-ups."""
    text, steps = "", []
    for event in made.run([HumanMessage("How long are records of lanterns kept?")]):
        if isinstance(event, Step):
            text = ""
            steps.append(event.detail)
        else:
            text += event
    return text, steps


@shapes
def test_a_call_is_made_and_its_result_goes_back(shape: str, tmp_path: Path) -> None:
    with serving(CALLS[shape]("search", ARGUMENTS), SHAPES[shape]("Five years.")) as (url, asked):
        made, look_ups = agent(shape, url, tmp_path)
        assert ran(made) == ("Five years.", ["search: lantern records"])
    assert look_ups.sought == ["lantern records"]
    assert len(asked) == 2
    assert all(request["tools"] for request in asked)
    assert "found: lantern records" in json.dumps(asked[1]["messages"])


@shapes
def test_unknown_tools_and_wrong_arguments_are_told_to_the_model(shape: str, tmp_path: Path) -> None:
    calls = CALLS[shape]("shell", '{"cmd": "id"}'), CALLS[shape]("search", '{"words": 1}')
    with serving(*calls, SHAPES[shape]("Five years.")) as (url, asked):
        made, look_ups = agent(shape, url, tmp_path)
        assert ran(made)[0] == "Five years."
    assert look_ups.sought == []
    told = json.dumps(asked[-1]["messages"])
    assert "There is no tool 'shell'" in told
    assert "query" in told


@pytest.mark.parametrize("shape", ["openai", "anthropic"])
def test_half_of_the_arguments_makes_no_call(shape: str, tmp_path: Path) -> None:
    with serving(CALLS[shape]("search", '{"query": "lant'), SHAPES[shape]("Five years.")) as (url, _):
        made, look_ups = agent(shape, url, tmp_path)
        with suppress(ModelFailed):  # a client may count it as an error
            ran(made)
    assert all("lant" in words for words in look_ups.sought)  # at most what was readable of it


@shapes
def test_a_model_that_only_calls_must_write_in_the_end(shape: str, tmp_path: Path) -> None:
    again = [CALLS[shape]("search", json.dumps({"query": f"lantern {n}"})) for n in range(9)]
    with serving(*again) as (url, asked):
        made, look_ups = agent(shape, url, tmp_path, rounds=2)
        assert ran(made)[0] == ""
    assert len(look_ups.sought) == 2
    assert len(asked) == 3
    assert not asked[2].get("tools")
    last = json.dumps(asked[2]["messages"])  # some servers refuse calls where they are told of no tools
    assert "found: lantern 1" in last
    assert not any(mark in last for mark in ("tool_calls", "tool_use", "tool_call_id"))


@shapes
def test_two_hundred_thousand_characters_are_cut(shape: str, tmp_path: Path) -> None:
    with serving(SHAPES[shape](*["word " * 400] * 100)) as (url, _):
        made, _ = agent(shape, url, tmp_path)
        text, _ = ran(made)
    assert LONGEST_MESSAGE <= len(text) < LONGEST_MESSAGE + 4000


@shapes
def test_a_server_without_tools_says_so_in_one_line(shape: str, tmp_path: Path) -> None:
    with serving(error(400, "this model does not support tools")) as (url, _):
        made, _ = agent(shape, url, tmp_path)
        with pytest.raises(ModelFailed, match="does not support tools") as failed:
            ran(made)
    assert "\n" not in failed.value.message


@pytest.mark.parametrize("shape", ["openai", "ollama"])
def test_one_that_dies_in_the_middle_of_a_call_fails_or_makes_none(shape: str, tmp_path: Path) -> None:
    status, headers, lines = CALLS[shape]("search", ARGUMENTS)
    half = [next(iter(lines))[:60]]
    with serving((status, headers, half)) as (url, _):
        made, look_ups = agent(shape, url, tmp_path)
        with suppress(ModelFailed):  # a client may count it as an error
            assert ran(made)[0] == ""
    assert look_ups.sought == []


@pytest.mark.parametrize("shape", ["openai", "anthropic"])
def test_an_endless_call_is_cut(shape: str, tmp_path: Path) -> None:
    status, headers, lines = CALLS[shape]("search", "x" * 2000)
    at = 0 if shape == "openai" else 2
    first = list(lines)
    endless = itertools.chain(first[:at], itertools.repeat(first[at]))
    with serving((status, headers, endless), SHAPES[shape]("Five years.")) as (url, _):
        made, look_ups = agent(shape, url, tmp_path)
        with suppress(ModelFailed):  # a client may count it as an error
            ran(made)
    assert look_ups.sought == []

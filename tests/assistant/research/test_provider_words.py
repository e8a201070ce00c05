"""Errors as the servers of OpenAI, Anthropic and Ollama really word them: each is one line with its own remedy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import ModelFailed
from tests.assistant.research.test_servers import Sent, said, serving, speaker


def body(status: int, told: Any) -> Sent:
    return status, {"Content-Type": "application/json"}, [json.dumps(told).encode()]


def openai(status: int, message: str, code: str) -> Sent:
    return body(status, {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}})


def anthropic(status: int, kind: str, message: str) -> Sent:
    return body(status, {"type": "error", "error": {"type": kind, "message": message}, "request_id": "r"})


def ollama(status: int, message: str) -> Sent:
    return body(status, {"error": message})


def half_of_anthropic() -> Sent:
    message = {"id": "1", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": None,
               "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 0}}  # fmt: skip
    over = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    events = [{"type": "message_start", "message": message}, over]
    lines = [f"event: {e['type']}\ndata: {json.dumps(e)}\n\n".encode() for e in events]
    return 200, {"Content-Type": "text/event-stream"}, lines


def half_of_ollama() -> Sent:
    lines: list[dict[str, Any]] = [
        {"model": "m", "message": {"role": "assistant", "content": "Five "}, "done": False},
        {"error": "an error was encountered while running the model"},
    ]
    return 200, {"Content-Type": "application/x-ndjson"}, [f"{json.dumps(x)}\n".encode() for x in lines]


@pytest.mark.parametrize(
    ("shape", "reply", "line", "remedy"),
    [
        ("ollama", ollama(404, "model 'm' not found"), "does not know the chat model (model 'm' not found).", "MODEL"),
        ("ollama", ollama(400, "library/m:latest does not support tools"), "status 400", "LICET_MODEL_TOOLS=off"),
        ("ollama", ollama(500, "model requires more system memory (5.6 GiB) than is available"), "memory", "MODEL"),
        ("ollama", ollama(503, "server busy, please try again"), "is overloaded", "Wait"),
        ("ollama", half_of_ollama(), "while running the model).", "LICET_MODEL"),
        ("anthropic", anthropic(401, "authentication_error", "invalid x-api-key"), "key (invalid x-api-key).", "KEY"),
        ("anthropic", anthropic(400, "invalid_request_error", "Your credit balance is too low"), "no credit", "Top"),
        ("anthropic", anthropic(404, "not_found_error", "model: m"), "does not know the chat model", "LICET_MODEL"),
        ("anthropic", anthropic(529, "overloaded_error", "Overloaded"), "is overloaded", "Wait"),
        ("anthropic", half_of_anthropic(), "is overloaded", "Wait"),
        ("anthropic", anthropic(413, "request_too_large", "Request exceeds the maximum size"), "too long", "WINDOW"),
        ("anthropic", anthropic(400, "invalid_request_error", "prompt is too long: 9 tokens"), "too long", "WINDOW"),
        ("anthropic", anthropic(400, "invalid_request_error", "Output blocked by content filtering policy"), "content "
         "filter", "otherwise"),
        ("anthropic", anthropic(400, "invalid_request_error", "temperature is deprecated for this model"), "status 400",
         "Unset LICET_TEMPERATURE"),
        ("openai", openai(400, "Unsupported value: 'temperature' does not support 0.2", "unsupported_value"),
         "status 400", "Unset LICET_TEMPERATURE"),
        ("openai", openai(429, "You exceeded your current quota", "insufficient_quota"), "no credit", "Top"),
        ("openai", (502, {"Content-Type": "text/html"}, [b"<html><h1>502 Bad Gateway</h1></html>"]), "502", "server"),
    ],
)  # fmt: skip
def test_the_words_of_a_real_server_are_one_line_with_its_remedy(
    shape: str, reply: Sent, line: str, remedy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.research.model_calls._WAITS", ())
    with serving(reply) as (url, _):
        one = speaker(shape, url, tmp_path)
        with pytest.raises(ModelFailed) as failed:
            said(one)
    assert line in failed.value.message
    assert remedy in failed.value.remedy
    assert not any(mark in str(failed.value) for mark in ("\n", "status code", "status -1", "status 200"))

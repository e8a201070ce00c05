"""Servers of chat models in the shapes of OpenAI, Anthropic and Ollama on loopback, sound and broken."""

from __future__ import annotations

import importlib.util
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from assistant.events import Stopped
from assistant.research.chat_models import abilities, chat_model
from assistant.research.model_calls import Speaker
from assistant.research.provider_errors import ContextTooLong, Filtered
from assistant.settings import Settings, Switch
from corpus.errors import BadRequest, ModelFailed
from tests.loopback import QuietHandler, on_loopback

Sent = tuple[int, dict[str, str], Iterable[bytes]]


def error(status: int, message: str, code: str = "", **headers: str) -> Sent:
    body = {"error": {"message": message, "code": code, "type": code}}
    return status, {"Content-Type": "application/json", **headers}, [json.dumps(body).encode()]


def openai_says(*pieces: str, ending: str = "stop") -> Sent:
    head = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    deltas = [{"index": 0, "finish_reason": None, "delta": {"role": "assistant", "content": p}} for p in pieces]
    deltas += [{"index": 0, "finish_reason": ending, "delta": {}}]
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    chunks = [{**head, "choices": [d]} for d in deltas] + [{**head, "choices": [], "usage": usage}]
    lines = [f"data: {json.dumps(c)}\n\n".encode() for c in chunks]
    return 200, {"Content-Type": "text/event-stream"}, [*lines, b"data: [DONE]\n\n"]


def ollama_says(*pieces: str, ending: str = "stop") -> Sent:
    lines = [{"model": "m", "message": {"role": "assistant", "content": p}, "done": False} for p in pieces]
    last = {"model": "m", "message": {"role": "assistant", "content": ""}, "done": True, "done_reason": ending,
            "prompt_eval_count": 11, "eval_count": 7}  # fmt: skip
    return 200, {"Content-Type": "application/x-ndjson"}, [f"{json.dumps(x)}\n".encode() for x in (*lines, last)]


def anthropic_says(*pieces: str, ending: str = "end_turn") -> Sent:
    message = {"id": "1", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": None,
               "stop_sequence": None, "usage": {"input_tokens": 11, "output_tokens": 0}}  # fmt: skip
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": p}} for p in pieces),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": ending},
            "usage": {"input_tokens": 11, "output_tokens": 7},
        },
        {"type": "message_stop"},
    ]
    lines = [f"event: {e['type']}\ndata: {json.dumps(e)}\n\n".encode() for e in events]
    return 200, {"Content-Type": "text/event-stream"}, lines


SHAPES: dict[str, Callable[..., Sent]] = {"openai": openai_says, "ollama": ollama_says, "anthropic": anthropic_says}
shapes = pytest.mark.parametrize("shape", SHAPES)


@contextmanager
def serving(*replies: Sent) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve replies in their order, the last one again and again; yield the address and the requests so far."""
    asked: list[dict[str, Any]] = []
    left = list(replies)

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.body()))
            status, headers, body = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            try:
                for piece in body:
                    self.wfile.write(piece)
                    self.wfile.flush()
            except OSError:
                pass  # the client has hung up

    with on_loopback(Handler) as url:
        yield url, asked


def speaker(shape: str, url: str, tmp_path: Path, seconds: float = 10, **more: Any) -> Speaker:
    if importlib.util.find_spec(f"langchain_{shape}") is None:
        pytest.skip(f"langchain-{shape} is not installed: `make test` installs it")
    address = url + ("/v1" if shape == "openai" else "")
    key = {"model_url": address, "model_key": "sk-secret-1", "model_timeout": seconds}
    settings = Settings(home=tmp_path, model=f"{shape}:m", **key, **more)
    model = chat_model(settings)
    assert model is not None
    return Speaker(model, seconds, settings.prices)


def said(speaker: Speaker) -> str:
    return "".join(speaker.speak([HumanMessage("How long?")]))


@shapes
def test_a_sound_server_is_heard_and_its_tokens_are_counted(shape: str, tmp_path: Path) -> None:
    with serving(SHAPES[shape]("Five ", "years.")) as (url, asked):
        one = speaker(shape, url, tmp_path, model_prices="1/2")
        assert said(one) == "Five years."
    assert one.usage.calls == 1
    assert one.usage.input_tokens >= 11 or shape == "openai"  # a server is asked to count only where it must
    assert one.usage.cost is not None
    assert one.usage.cost > 0
    sent = asked[0]
    assert "temperature" not in sent
    assert sent.get("options", {}).get("temperature") is None


@shapes
@pytest.mark.parametrize(
    ("reply", "words", "kind"),
    [
        (error(401, "Incorrect API key provided: sk-secret-1", "invalid_api_key"), "refuses the key", ModelFailed),
        (error(429, "You exceeded your current quota", "insufficient_quota"), "no credit", ModelFailed),
        (error(404, "The model `m` does not exist", "model_not_found"), "does not know the chat model", ModelFailed),
        (error(400, "maximum context length is 4096 tokens", "context_length_exceeded"), "too long", ContextTooLong),
        (error(400, "flagged by our content management policy", "content_filter"), "content filter", Filtered),
        (error(500, "boom"), "status 500", ModelFailed),
        ((200, {"Content-Type": "text/html"}, [b"<html>not a model</html>"]), "", ModelFailed),
    ],
    ids=["key", "credit", "model", "context", "filter", "broken", "no model at all"],
)
def test_the_servers_own_error_is_told_in_one_line(
    shape: str, tmp_path: Path, reply: Sent, words: str, kind: type[ModelFailed], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.research.model_calls._WAITS", ())
    if not words and shape != "ollama":
        pytest.skip("these clients take it for an empty stream, which the answer reports")
    with serving(reply) as (url, _):
        one = speaker(shape, url, tmp_path)
        with pytest.raises(kind) as failed:
            said(one)
    assert words in failed.value.message
    assert "\n" not in str(failed.value)
    assert "sk-secret" not in str(failed.value)
    assert failed.value.remedy


@shapes
def test_a_busy_server_is_asked_again(shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.research.model_calls._WAITS", (0.01, 0.01))
    busy = error(429, "slow down", "rate_limit", **{"retry_after": "0"})
    with serving(busy, error(503, "overloaded"), SHAPES[shape]("Five years.")) as (url, asked):
        assert said(speaker(shape, url, tmp_path)) == "Five years."
    assert len(asked) == 3


def test_a_wrong_key_is_not_tried_again(tmp_path: Path) -> None:
    with serving(error(401, "no")) as (url, asked):
        with pytest.raises(ModelFailed):
            said(speaker("openai", url, tmp_path))
        assert len(asked) == 1


@shapes
def test_an_empty_reply_is_empty(shape: str, tmp_path: Path) -> None:
    with serving(SHAPES[shape]()) as (url, _), suppress(ModelFailed):  # a client may count it as an error
        assert said(speaker(shape, url, tmp_path)) == ""


@shapes
def test_a_reply_without_an_end_is_cut(shape: str, tmp_path: Path) -> None:
    status, headers, lines = SHAPES[shape]("word " * 50)
    first = list(lines)[: 3 if shape == "anthropic" else 1]
    with serving((status, headers, itertools.chain(first[:-1], itertools.repeat(first[-1])))) as (url, _):
        begun = time.monotonic()
        assert len(said(speaker(shape, url, tmp_path))) == 24_000
        assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("shape", "ending", "is_cut"),
    [
        ("openai", "stop", False),
        ("openai", "length", True),
        ("ollama", "stop", False),
        ("ollama", "length", True),
        ("anthropic", "end_turn", False),
        ("anthropic", "max_tokens", True),
    ],
)
def test_a_reply_that_ends_at_a_limit_is_known(shape: str, ending: str, is_cut: bool, tmp_path: Path) -> None:
    with serving(SHAPES[shape]("Five years", ending=ending)) as (url, _):
        one = speaker(shape, url, tmp_path)
        assert said(one) == "Five years"
        assert one.is_cut is is_cut


@pytest.mark.parametrize(("shape", "ending"), [("openai", "content_filter"), ("anthropic", "refusal")])
def test_a_reply_that_is_held_back_in_the_middle_is_no_answer(shape: str, ending: str, tmp_path: Path) -> None:
    with serving(SHAPES[shape]("Five years", ending=ending)) as (url, _), pytest.raises(Filtered, match="held the"):
        said(speaker(shape, url, tmp_path))


@pytest.mark.parametrize("shape", ["openai", "ollama"])
def test_half_a_reply_is_told_or_kept(shape: str, tmp_path: Path) -> None:
    status, headers, lines = SHAPES[shape]("Five ", "years.")
    half = [*list(lines)[:1], b'data: {"id": "1", "choi' if shape == "openai" else b'{"model": "m", "mess']
    with serving((status, headers, half)) as (url, _), suppress(ModelFailed):
        assert said(speaker(shape, url, tmp_path)) in ("Five ", "")


@shapes
def test_a_reply_whose_stream_breaks_off_is_cut(shape: str, tmp_path: Path) -> None:
    status, headers, lines = SHAPES[shape]("Five ", "years.")
    whole = list(lines)
    for kept, is_cut in ((whole, False), (whole[: 4 if shape == "anthropic" else 2], True)):
        with serving((status, headers, kept)) as (url, _):
            one = speaker(shape, url, tmp_path)
            with suppress(ModelFailed):  # a client may count it as an error
                assert said(one) == "Five years."
                assert one.is_cut is is_cut


def test_a_server_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.research.model_calls._WAITS", ())
    with pytest.raises(ModelFailed, match="could not be reached"):
        said(speaker("openai", "http://127.0.0.1:9", tmp_path))


def test_a_silent_server_is_late(tmp_path: Path) -> None:
    over = threading.Event()

    def nothing() -> Iterator[bytes]:
        over.wait(20)
        yield b""

    with serving((200, {"Content-Type": "text/event-stream"}, nothing())) as (url, _):
        try:
            with pytest.raises(ModelFailed, match="longer than 1 s"):
                said(speaker("openai", url, tmp_path, seconds=1))
        finally:
            over.set()


@pytest.mark.parametrize("replies", [True, False], ids=["in the middle", "silent"])
def test_a_call_that_nobody_waits_for_any_more_ends_at_once(replies: bool, tmp_path: Path) -> None:
    over, stop = threading.Event(), threading.Event()
    status, headers, lines = openai_says("Five ", "years.")

    def slow() -> Iterator[bytes]:
        yield next(iter(lines)) if replies else b""
        over.wait(20)

    with serving((status, headers, slow())) as (url, asked):
        one = speaker("openai", url, tmp_path)
        stopped = Speaker(one.model, 20, stop=stop)
        threading.Timer(0.5, stop.set).start()
        begun = time.monotonic()
        try:
            with pytest.raises(Stopped):
                said(stopped)
            assert time.monotonic() - begun < 2
            with pytest.raises(Stopped):  # and nothing more is asked
                said(stopped)
            assert len(asked) == 1
        finally:
            over.set()


def test_abilities_follow_the_settings_and_the_client(tmp_path: Path) -> None:
    def able(**settings: Any) -> Any:
        chosen = Settings(home=tmp_path, model_key="sk-x", **settings)
        model = chat_model(chosen)
        assert model is not None
        return abilities(model, chosen)

    hosted = able(model="openai:gpt-4o-mini")
    assert (hosted.tools, hosted.evidence_tokens) == (True, 24_000)
    own = able(model="openai:gpt-4o-mini", model_url="http://127.0.0.1:9/v1")
    assert not own.tools  # a server of one's own is asked for nothing special
    assert able(model="openai:m", model_url="http://127.0.0.1:9/v1", model_tools=Switch.ON).tools
    assert able(model="openai:m", model_url="http://127.0.0.1:9/v1", model_window=4096).evidence_tokens == 2048


def test_an_unknown_provider_is_a_bad_setting(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="LICET_MODEL"):
        chat_model(Settings(home=tmp_path, model="nobody:m"))

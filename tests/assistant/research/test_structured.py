"""Claims as structured output, over servers in the shapes of OpenAI, Anthropic and Ollama: sound, refusing, halved."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from assistant.events import Step
from assistant.model import ClaimType
from assistant.research.chat_models import Abilities, abilities, chat_model
from assistant.research.evidence_pack import EvidencePack
from assistant.research.generation import Generator, Request
from assistant.research.graph import Agent
from assistant.research.replies.reply import ReplyOutcome, read_reply
from assistant.research.replies.structured import ANSWER_TOOL, as_plain_text, reply_so_far, whole_reply
from assistant.research.tools import ToolBox
from assistant.settings import Settings, Switch
from corpus.errors import ModelFailed
from tests.assistant.research.test_servers import SHAPES, Sent, error, serving, shapes, speaker
from tests.assistant.research.test_tool_servers import CALLS, Searched

SPAN = 'shall be marked "in blue"'
REPLY: dict[str, Any] = {
    "outcome": "in part",
    "fact": "",
    "blocks": [
        {"kind": "paragraph", "heading": "", "columns": [], "claims": [
            {"text": "Widgets are marked in blue.", "cells": [], "type": "states",
             "support": [{"piece": 3, "words": SPAN}]},
            {"text": "Yours is one", "cells": [], "type": "applies", "support": [{"piece": 3, "words": "Widgets"}]},
        ]},
        {"kind": "heading", "heading": "Steps", "columns": [], "claims": []},
        {"kind": "steps", "heading": "", "columns": [], "claims": [
            {"text": "Ask the office.", "cells": [], "type": "advice", "support": []},
        ]},
        {"kind": "table", "heading": "", "columns": ["what", "how long"], "claims": [
            {"text": "", "cells": ["widgets", "5 | years"], "type": "states", "support": [{"piece": 4, "words": ""}]},
        ]},
        {"kind": "paragraph", "heading": "", "columns": [], "claims": [
            {"text": "The evidence does not tell the fine.", "cells": [], "type": "gap", "support": []},
        ]},
    ],
}  # fmt: skip
OBJECT = json.dumps(REPLY)
PLAIN = 'OUTCOME: answered\nWidgets are marked in blue [3 "shall be marked"].'


def asked_for(shape: str, request: dict[str, Any]) -> bool:
    """Return whether a request asks for the form of the schema."""
    by = {"openai": "response_format", "ollama": "format", "anthropic": "output_"}[shape]
    return "blocks" in json.dumps({k: v for k, v in request.items() if k.startswith(by) or k == "tools"})


def drafted(shape: str, url: str, tmp_path: Path, times: int = 1) -> tuple[str, int]:
    """Return the draft that counts in the end, and how often what was said before was dropped."""
    model = speaker(shape, url, tmp_path).model
    generator = Generator(model, 10, None, Abilities(structured=True))  # type: ignore[arg-type]
    pack: Any = SimpleNamespace(shown=lambda first=1: "[3] provision · Widgets shall be marked in blue.")
    for _ in range(times):
        said, dropped = "", 0
        for piece in generator.for_one_answer().draft(Request("How?", date(2026, 7, 2)), pack):
            dropped += isinstance(piece, Step)
            said = "" if isinstance(piece, Step) else said + piece
    return said, dropped


def pieces_of(text: str) -> list[str]:
    return [text[n : n + 90] for n in range(0, len(text), 90)]


@shapes
def test_a_sound_object_is_read_as_claims(shape: str, tmp_path: Path) -> None:
    with serving(SHAPES[shape](*pieces_of(OBJECT))) as (url, asked):
        said, dropped = drafted(shape, url, tmp_path)
    assert asked_for(shape, asked[0])
    assert (len(asked), dropped) == (1, 0)
    reply = read_reply(said)
    assert reply.outcome is ReplyOutcome.IN_PART
    assert [c.type for c in reply.claims] == [
        ClaimType.STATES, ClaimType.APPLIES, ClaimType.ADVICE, ClaimType.STATES, ClaimType.GAP
    ]  # fmt: skip
    assert reply.claims[0].support == ((3, SPAN.replace('"', "'")),)
    assert reply.claims[3].cells == ("widgets", "5 / years")
    assert [b.text for b in reply.blocks if b.text] == ["Steps"]


@shapes
@pytest.mark.parametrize("status", [400, 422, 501])
def test_a_server_that_refuses_the_form_is_asked_in_plain_text_and_not_again(
    shape: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.research.model_calls._WAITS", ())
    refuses = error(status, "structured output is not supported", "invalid_request_error")
    with serving(refuses, SHAPES[shape](PLAIN)) as (url, asked):
        said, dropped = drafted(shape, url, tmp_path, times=2)
    assert read_reply(said).claims[0].text == "Widgets are marked in blue."
    assert [asked_for(shape, a) for a in asked] == [True, False, False]
    assert dropped == 0  # the second time nothing was tried that could fail


@shapes
@pytest.mark.parametrize(
    "broken",
    [OBJECT[: len(OBJECT) // 2], OBJECT[:-1], "{}", "[]", '{"blocks": 3}', "I would rather not.", "", "{" * 5000],
    ids=["half", "all but the end", "empty", "a list", "another form", "words", "nothing", "braces"],
)
def test_half_an_object_and_none_are_asked_for_again_in_plain_text(shape: str, broken: str, tmp_path: Path) -> None:
    with serving(SHAPES[shape](*pieces_of(broken)), SHAPES[shape](PLAIN)) as (url, asked):
        said, dropped = drafted(shape, url, tmp_path)
    assert said.strip() == PLAIN
    assert dropped == 1
    assert [asked_for(shape, a) for a in asked] == [True, False]


@shapes
def test_an_object_without_an_end_is_cut(shape: str, tmp_path: Path) -> None:
    status, headers, lines = SHAPES[shape]('{"outcome": "' + "a" * 200)
    first = list(lines)[: 3 if shape == "anthropic" else 1]
    endless: Sent = (status, headers, itertools.chain(first[:-1], itertools.repeat(first[-1])))
    with serving(endless, SHAPES[shape](PLAIN)) as (url, _):
        assert drafted(shape, url, tmp_path)[0].strip() == PLAIN


class Caller(BaseChatModel):
    """Model that talks, and then calls the tool of the schema."""

    @property
    def _llm_type(self) -> str:
        return "caller"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError

    def _stream(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        yield ChatGenerationChunk(message=AIMessageChunk(content="I answer in {the form}."))
        for piece in pieces_of(OBJECT):
            call = tool_call_chunk(name=ANSWER_TOOL, args=piece, id="1", index=0)
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[call]))


def test_what_is_said_before_the_tool_is_called_is_no_part_of_the_object() -> None:
    form: Any = SimpleNamespace(bound=Caller, is_refused=False)
    pack: Any = SimpleNamespace(shown=lambda first=1: "[3] provision · Widgets shall be marked in blue.")
    generator = Generator(Caller(), 10, None, Abilities(structured=True), form=form)
    pieces = list(generator.draft(Request("How?", date(2026, 7, 2)), pack))
    assert "".join(map(str, pieces)) == as_plain_text(REPLY)
    assert len(pieces) > 1  # it is shown as it comes


@shapes
@pytest.mark.parametrize("status", [401, 404, 429])
def test_what_would_fail_in_plain_text_too_is_told_at_once(
    shape: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.research.model_calls._WAITS", ())
    with serving(error(status, "the model does not exist")) as (url, asked):
        with pytest.raises(ModelFailed):
            drafted(shape, url, tmp_path)
        assert len(asked) == 1


@shapes
def test_the_agent_may_hand_its_answer_in_with_a_tool(shape: str, tmp_path: Path) -> None:
    pack = EvidencePack(None, 5000, date(2026, 7, 2))  # type: ignore[arg-type]
    with serving(CALLS[shape]("answer", OBJECT)) as (url, asked):
        one = speaker(shape, url, tmp_path)
        agent = Agent(one, ToolBox(Searched(), pack), 2, structured=True)  # type: ignore[arg-type]
        said = "".join(p for p in agent.run(Request("How?", date(2026, 7, 2)).messages(pack)) if isinstance(p, str))
    assert len(asked) == 1
    assert len(read_reply(said).claims) == 5


def test_an_answer_by_tool_that_cannot_be_read_is_written_in_words(tmp_path: Path) -> None:
    pack = EvidencePack(None, 5000, date(2026, 7, 2))  # type: ignore[arg-type]
    with serving(CALLS["openai"]("answer", '{"blocks": 3}'), SHAPES["openai"](PLAIN)) as (url, _):
        agent = Agent(speaker("openai", url, tmp_path), ToolBox(Searched(), pack), 2, structured=True)  # type: ignore[arg-type]
        said = "".join(p for p in agent.run(Request("How?", date(2026, 7, 2)).messages(pack)) if isinstance(p, str))
    assert said.strip() == PLAIN


@pytest.mark.parametrize(
    "told",
    [None, 3, "", [], {}, {"blocks": [3, None, {}]}, {"blocks": [{"kind": "paragraph", "claims": [{"text": 3}]}]},
     {"outcome": [], "blocks": [{"kind": "table", "claims": [{"cells": None}]}]}],
)  # fmt: skip
def test_an_object_of_another_form_says_nothing(told: Any) -> None:
    assert read_reply(as_plain_text(told)).claims == ()


def test_what_comes_is_shown_as_it_comes_and_only_grows() -> None:
    shown = ""
    for end in range(0, len(OBJECT), 37):
        so_far = reply_so_far(OBJECT[:end])
        assert not so_far or so_far.startswith(shown)
        shown = so_far or shown
    assert whole_reply(OBJECT).startswith(shown)
    assert "Widgets are marked in blue" in shown


def test_a_model_that_declares_the_form_is_asked_for_it(tmp_path: Path) -> None:
    def able(**settings: Any) -> bool:
        chosen = Settings(home=tmp_path, model_key="sk-x", **settings)
        model = chat_model(chosen)
        assert model is not None
        return abilities(model, chosen).structured

    assert able(model="openai:gpt-4o-mini")
    assert not able(model="openai:gpt-4o-mini", model_structured=Switch.OFF)
    assert not able(model="openai:gpt-4o-mini", model_url="http://127.0.0.1:9/v1")
    assert able(model="openai:m", model_url="http://127.0.0.1:9/v1", model_structured=Switch.ON)

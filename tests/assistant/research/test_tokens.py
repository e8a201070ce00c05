"""Tokens of a text: by the chat model's own tokeniser where that is here, else estimated; nothing is fetched."""

from __future__ import annotations

import hashlib
import socket
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from langchain_openai import ChatOpenAI

from assistant.pipeline import Assistant
from assistant.pipeline.chat_model_answer import Writing
from assistant.research.chat_models import abilities, chat_model
from assistant.research.evidence_pack import EvidencePack
from assistant.research.generation import Generator, Request
from assistant.research.tokens import own_count, shortened, tokens
from assistant.settings import Settings, Switch
from index.collection import Collection

TODAY = date(2026, 7, 2)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("something was asked for on the network")

    monkeypatch.setattr(socket, "getaddrinfo", refused)
    monkeypatch.setattr(socket.socket, "connect", refused)


@pytest.mark.usefixtures("no_network")
def test_a_model_whose_tokeniser_is_not_here_is_estimated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"model_key": "k", "home": tmp_path}
    for name in ("openai:gpt-4o", "openai:some-model", "ollama:llama3"):
        settings = Settings(model=name, **given)
        model = chat_model(settings)
        assert model is not None
        assert not abilities(model, settings).counts_itself
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    settings = Settings(model="openai:gpt-4o", **given)
    model = chat_model(settings)
    assert model is not None
    assert not abilities(model, settings).counts_itself
    address = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
    (tmp_path / hashlib.sha1(address.encode()).hexdigest()).write_bytes(b"")
    assert abilities(model, settings).counts_itself  # the table lies there
    served = Settings(model="openai:gpt-4o", model_url="http://127.0.0.1:9/v1", **given)
    assert not abilities(model, served).counts_itself  # a server of one's own may have any model under that name


def test_the_table_is_where_the_client_looks_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check against tiktoken itself that the file which is looked for is the one that it reads."""
    read: list[str] = []

    def opened(path: str) -> bool:
        read.append(path)
        return False

    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr("tiktoken.load.os.path.exists", opened)
    monkeypatch.setattr("tiktoken.load.read_file", lambda address: b"")
    model = ChatOpenAI(model="gpt-4o", api_key="k")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Hash"):
        model.get_num_tokens("x")
    address = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
    assert str(tmp_path / hashlib.sha1(address.encode()).hexdigest()) in read


def test_a_tokeniser_that_was_given_counts_the_evidence(collection: Collection, scripted: Any) -> None:
    model = scripted(script=[""], custom_get_token_ids=lambda text: list(range(len(text))))
    count = own_count(model)
    assert count is not None
    assert count("four") == 4
    long = "\n".join("word" for _ in range(300))
    held = [EvidencePack(collection.catalogue, 4000, TODAY, c) for c in (count, tokens)]
    for pack in held:
        pack.add_computed("first", long)
        pack.add_computed("second", f"{long}\nand more")
    assert [len(pack.pieces) for pack in held] == [1, 2]
    assert held[0].spent == len(held[0].shown()) + 1
    assert shortened([("q", "a" * 90)], 50, count=count)[0][1] == f"{'a' * 50} …"


def test_what_a_tokeniser_cannot_read_is_estimated(scripted: Any) -> None:
    def refuses(text: str) -> list[int]:
        raise ValueError("a sign of its own")

    count = own_count(scripted(script=[""], custom_get_token_ids=refuses))
    assert count is not None
    assert count("Records are kept.") == tokens("Records are kept.")


def test_the_answer_tool_and_the_plan_are_counted_beside_the_evidence(assistant: Assistant, scripted: Any) -> None:
    def besides(tools: bool, structured: bool, plans: bool) -> int:
        switches = {"model_tools": Switch(_SWITCH[tools]), "model_structured": Switch(_SWITCH[structured])}
        settings = Settings(home=assistant.collection.home, **switches)  # type: ignore[arg-type]
        generator = Generator(model, 20, able=abilities(model, settings))
        look_ups: Any = object() if tools else None
        writing = Writing(generator, "told", assistant.catalogue, None, look_ups=look_ups)  # type: ignore[arg-type]
        return writing._besides(Request("How long?", TODAY, plans=plans))

    model = scripted(script=[""])
    plain, tools = besides(False, False, True), besides(True, False, False)
    assert besides(False, True, False) > plain + 200  # the schema of the answer
    assert besides(True, True, False) > tools + 200
    assert besides(True, False, True) > tools + 400  # the plan, and what asks for it
    assert plain == besides(False, False, False)  # nothing plans without tools


_SWITCH = {True: "on", False: "off"}

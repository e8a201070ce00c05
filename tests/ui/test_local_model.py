"""A model of Ollama that runs on this machine is offered, used with one click, and not waited for."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant.research.local_models import LocalModel
from assistant.settings import Settings
from tests.loopback import QuietHandler, on_loopback
from ui.offers.local_model import LocalModelOffer

SAID = "A quantum lantern is a lamp whose light is colder than the room in which it burns [1]."


@contextmanager
def ollama(listed: bytes) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve a list of models, and a chat model that says one sentence; yield the address and what it was asked."""
    asked: list[dict[str, Any]] = []

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(listed)

        def do_POST(self) -> None:
            asked.append(json.loads(self.body()))
            said = {"model": "m", "message": {"role": "assistant", "content": SAID}, "done": True,
                    "done_reason": "stop", "prompt_eval_count": 11, "eval_count": 7}  # fmt: skip
            self.begin("application/x-ndjson")
            self.wfile.write(f"{json.dumps(said)}\n".encode())

    with on_loopback(Handler) as url:
        yield url.removeprefix("http://"), asked


def found_soon(offer: LocalModelOffer) -> LocalModel | None:
    until = time.monotonic() + 5
    while (found := offer.found()) is None and time.monotonic() < until:
        time.sleep(0.01)
    return found


def test_no_page_waits_while_it_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    may_end = threading.Event()

    def find(url: str) -> LocalModel:
        may_end.wait(10)
        return LocalModel("lantern", url)

    offer = LocalModelOffer(Settings(home=tmp_path), find)
    begun = time.monotonic()
    assert [offer.found() for _ in range(3)] == [None] * 3
    assert time.monotonic() - begun < 0.5
    may_end.set()
    assert found_soon(offer) == LocalModel("lantern", "http://127.0.0.1:11434")
    offer.close()
    assert offer.found() is None


@pytest.mark.parametrize("given", [{"model": "openai:m"}, {"read_only": True}, {"public": True}])
def test_nothing_is_asked_where_it_is_not_one_persons_choice(
    given: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    asked: list[str] = []
    offer = LocalModelOffer(Settings(home=tmp_path, **given), lambda url: asked.append(url))
    assert offer.found() is None
    time.sleep(0.1)
    assert asked == []


def test_nothing_is_asked_of_another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "192.0.2.7")
    asked: list[str] = []
    assert LocalModelOffer(Settings(home=tmp_path), lambda url: asked.append(url)).found() is None
    time.sleep(0.1)
    assert asked == []


def test_a_fault_in_looking_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    offer = LocalModelOffer(Settings(home=tmp_path), lambda url: LocalModel(str(1 // 0), url))
    assert offer.found() is None
    time.sleep(0.1)
    assert offer.found() is None


@pytest.mark.slow
@pytest.mark.browser
def test_a_model_on_this_machine_is_used_with_one_click(home_with: Any, serve: Any, browse: Any) -> None:
    pytest.importorskip("langchain_ollama", reason="the ollama extra is not installed")
    with ollama(json.dumps({"models": [{"name": "lantern:3b"}]}).encode()) as (host, asked):
        app = serve(home_with(), OLLAMA_HOST=host)
        app.wait()
        tab = browse(app).open()
        tab.page.get_by_text("A model of Ollama runs on this machine: lantern:3b.").wait_for()
        tab.settled()
        assert asked == []  # nothing is written before the reader says so
        tab.button("Use it").click()
        tab.page.get_by_text("lantern:3b writes the answers").wait_for()
        assert tab.barriers() == []
        tab.ask("What is a quantum lantern?")
        assert asked
        assert {request["model"] for request in asked} == {"lantern:3b"}
        assert "colder than the room" in tab.text


@pytest.mark.browser
@pytest.mark.slow
def test_what_answers_at_the_address_and_is_no_ollama_shows_nothing(home_with: Any, serve: Any, browse: Any) -> None:
    with ollama(b"<html>a page</html>") as (host, _):
        app = serve(home_with(), OLLAMA_HOST=host)
        app.wait()
        tab = browse(app).open()
        tab.page.wait_for_timeout(2_500)
        tab.settled()
        assert "Ollama" not in tab.text

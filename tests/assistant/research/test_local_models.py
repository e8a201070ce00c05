"""A model of Ollama on this machine is found where one is, within a moment, and nothing is asked of another machine."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from assistant.research.local_models import LocalModel, find_local_model, loopback_address
from tests.loopback import QuietHandler, on_loopback

CHATS = {"name": "lantern:3b", "details": {"family": "llama"}}
EMBEDS = {"name": "wick:latest", "details": {"family": "nomic-bert"}}
FAR = {"name": "beacon:120b-cloud", "remote_host": "https://models.example"}


@contextmanager
def tags(body: bytes, *, kind: str = "application/json", status: int = 200, pause: float = 0) -> Iterator[str]:
    """Serve the list of models; with a pause, byte by byte and so long before each."""

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            self.begin(kind, status if self.path == "/api/tags" else 404)
            try:
                for piece in [body[n : n + 1] for n in range(len(body))] if pause else [body]:
                    time.sleep(pause)
                    self.wfile.write(piece)
            except OSError:
                pass  # the client has hung up

    with on_loopback(Handler) as url:
        yield url


def listing(*models: Any) -> bytes:
    return json.dumps({"models": models}).encode()


def test_the_first_model_that_chats_on_this_machine_is_found() -> None:
    with tags(listing(FAR, EMBEDS, CHATS, {"name": "later:1b"})) as url:
        assert find_local_model(url) == LocalModel("lantern:3b", url)
    assert LocalModel("lantern:3b", url).setting == "ollama:lantern:3b"


@pytest.mark.parametrize(
    "body",
    [
        b"<html>not Ollama</html>",
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"models": 5}',
        b'{"models": [5, {"name": 7}, {"name": "<b>bold</b>"}]}',
        listing(),
        listing(EMBEDS, FAR),
        b'{"models": "' + b"x" * 2**21 + b'"}',
    ],
    ids=["html", "nothing", "a list", "deep", "a number", "no names", "no models", "none that chats here", "endless"],
)
def test_what_has_no_model_has_none(body: bytes) -> None:
    with tags(body, kind="text/html") as url:
        assert find_local_model(url) is None


def test_a_server_that_fails_is_late_or_is_not_there_has_none() -> None:
    with tags(listing(CHATS), status=500) as url:
        assert find_local_model(url) is None
    assert find_local_model(url) is None
    for pause in (0.03, 3.0):  # byte by byte, and silent
        begun = time.monotonic()
        with tags(listing(CHATS), pause=pause) as url:
            assert find_local_model(url, 0.3) is None
            assert time.monotonic() - begun < 1.5


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("", "http://127.0.0.1:11434"),
        ("127.0.0.1", "http://127.0.0.1:11434"),
        ("localhost:1234", "http://127.0.0.1:1234"),
        ("http://127.0.0.1:1234/", "http://127.0.0.1:1234"),
        (":1234", "http://127.0.0.1:1234"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("[::1]:1234", "http://[::1]:1234"),
        ("192.168.1.5", ""),
        ("ollama.example:11434", ""),
        ("https://127.0.0.1", ""),
        ("http://person@127.0.0.1", ""),
        ("127.0.0.1:lamp", ""),
        ("127.0.0.1/path", ""),
        ("[::", ""),
    ],
)
def test_only_an_address_of_this_machine_is_asked(host: str, address: str) -> None:
    assert loopback_address(host) == address

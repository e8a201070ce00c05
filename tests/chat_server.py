"""A chat model's server on loopback: it speaks the OpenAI protocol, answers as told, and remembers its requests."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.loopback import QuietHandler, begun

Messages = list[dict[str, Any]]
# Words; pieces of a stream, as words or whole deltas; a status code to fail
# with; None for silence until the test is over.
Reply = str | Iterable[str | dict[str, Any]] | int | None


class ChatServer:
    """A chat model: `reply` is called with the messages of a request. `url` is its address for LICET_MODEL_URL."""

    def __init__(self, reply: Callable[[Messages], Reply]) -> None:
        self.reply = reply
        self.asked: list[Messages] = []
        self.faults: list[Exception] = []
        self.over = threading.Event()
        chat = self

        class Handler(QuietHandler):
            def do_POST(self) -> None:
                request = json.loads(self.body())
                chat.asked.append(request["messages"])
                try:
                    said = chat.reply(request["messages"])
                except Exception as error:  # an answer is made without the model, and the test would test nothing
                    chat.faults.append(error)
                    said = 500
                if said is None:
                    chat.over.wait(120)
                elif isinstance(said, int):
                    self.send_error(said)
                elif request.get("stream"):
                    self.stream([said] if isinstance(said, str) else said)
                else:
                    self.whole("".join(p if isinstance(p, str) else p.get("content", "") for p in said))

            def whole(self, text: str) -> None:
                choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
                self.begin("application/json")
                self.wfile.write(json.dumps({"id": "1", "created": 0, "model": "told", "choices": [choice]}).encode())

            def stream(self, pieces: Iterable[str | dict[str, Any]]) -> None:
                self.begin("text/event-stream")
                try:
                    for piece in itertools.chain(pieces, (None,)):  # the last one only says that it is the last
                        delta = {"role": "assistant", "content": piece} if isinstance(piece, str) else piece or {}
                        choice = {"index": 0, "finish_reason": "stop" if piece is None else None, "delta": delta}
                        chunk = {
                            "id": "1",
                            "object": "chat.completion.chunk",
                            "created": 0,
                            "model": "told",
                            "choices": [choice],
                        }
                        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                        if chat.over.is_set():
                            return
                    self.wfile.write(b"data: [DONE]\n\n")
                except OSError:
                    pass  # the client has hung up, which is what an endless stream is there to test

        self.server = begun(Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def about(self, mark: str) -> list[Messages]:
        """Return the requests whose last message contains `mark`."""
        return [m for m in self.asked if mark in str(m[-1]["content"])]


@contextmanager
def chatting(reply: Callable[[Messages], Reply]) -> Iterator[ChatServer]:
    """Run a server until the block ends. Raise what `reply` raised."""
    chat = ChatServer(reply)
    try:
        yield chat
    finally:
        chat.over.set()
        chat.server.shutdown()
        chat.server.server_close()
    for fault in chat.faults:
        raise fault


def endless(piece: str | dict[str, Any]) -> Iterator[str | dict[str, Any]]:
    """Yield the same piece for ever."""
    return itertools.repeat(piece)

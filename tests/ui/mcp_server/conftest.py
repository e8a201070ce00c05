"""Fixtures: the MCP server over a home with documents and lists, and the official client of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from assistant.wiring import Application, open_application
from tests.ui.api.conftest import api_home as api_home
from tests.ui.api.conftest import licet as licet

pytest.importorskip("mcp", reason="the mcp extra is not installed")

from mcp.client.client import Client

from ui.mcp_server.handles import MOST_CHARACTERS
from ui.mcp_server.server import build_server
from ui.mcp_server.start import LazyStart

MODES = ("legacy", "auto")  # a client that begins with `initialize`, and one of today


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine on a thread of its own; a browser test before it may have left an event loop running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.fixture(scope="session")
def application(api_home: Path) -> Iterator[Application]:
    """Open the home of the API's tests."""
    opened = open_application(Settings(home=api_home))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def connected(application: Application) -> Callable[..., Any]:
    """Return a function that runs a coroutine function of a client of a server over the home."""
    start = LazyStart(lambda: application)
    assert start.wait(600, for_notes=True)

    def connect(work: Callable[[Client], Coroutine[Any, Any, Any]], mode: str = "legacy") -> Any:
        async def inside() -> Any:
            async with Client(build_server(start), mode=mode) as client:
                return await work(client)

        return run(inside())

    return connect


async def document(client: Client, name: str, /, **arguments: Any) -> dict[str, Any]:
    """Return what a tool answers: its structured content, which its text says too, and no more than is allowed."""
    answer = await client.call_tool(name, arguments)
    (content,) = answer.content
    assert not answer.is_error, content.text
    assert json.loads(content.text) == answer.structured_content
    assert len(content.text) <= MOST_CHARACTERS
    return dict(answer.structured_content)


async def whole(client: Client, name: str, /, **arguments: Any) -> dict[str, Any]:
    """Return a tool's document put together from all the parts that it was cut into."""
    told = await document(client, name, **arguments)
    await _complete(client, told, told.pop("cut", None))
    return told


async def _complete(client: Client, told: dict[str, Any], cut: dict[str, Any] | None) -> None:
    for rest in cut["left_out"] if cut else ():
        more = await document(client, "more", handle=cut["handle"], path=rest["path"], start=rest["start"])
        steps = rest["path"].split("/")[1:]
        above: Any = told
        for step in steps[:-1]:
            above = above[_key(above, step)]
        last = _key(above, steps[-1])
        if isinstance(above[last], dict):
            above[last] |= more["part"]
        else:
            above[last] += more["part"]
        await _complete(client, told, more.get("cut"))


def _key(above: Any, step: str) -> Any:
    return int(step) if isinstance(above, list) else step.replace("~1", "/").replace("~0", "~")

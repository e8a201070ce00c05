"""The server over standard input and output, and over HTTP: what comes first, who may call, what is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from mcp.shared.exceptions import MCPError
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS, MODERN_PROTOCOL_VERSIONS
from typer.testing import CliRunner

from assistant.settings import Settings
from assistant.wiring import Application, open_application
from corpus.errors import BadRequest, NotHeld, StoreUnavailable
from corpus.records.home import HomeRecords
from tests.ui.api.conftest import eventually
from tests.ui.conftest import ROOT, Served
from tests.ui.mcp_server.conftest import MODES, document, run
from ui.api.keys import KeyRing
from ui.api.problems import LARGEST_BODY
from ui.cli import app
from ui.mcp_server import identity
from ui.mcp_server.http import told_elsewhere
from ui.mcp_server.server import build_server
from ui.mcp_server.start import LazyStart
from ui.mcp_server.stdio import greeting


def opening(protocol: str = "2025-06-18", number: Any = 1, **other: Any) -> dict[str, Any]:
    params = {"protocolVersion": protocol, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}, **other}
    return {"jsonrpc": "2.0", "id": number, "method": "initialize", "params": params}


def discovering(protocol: str = "2026-07-28", **other: Any) -> dict[str, Any]:
    meta = {"protocolVersion": protocol, "clientInfo": {"name": "test", "version": "1"}, "clientCapabilities": {}}
    params = {"_meta": {f"io.modelcontextprotocol/{name}": value for name, value in (meta | other).items()}}
    return {"jsonrpc": "2.0", "id": "first", "method": "server/discover", "params": params}


class Piped:
    """The server as a program starts it, spoken to line by line."""

    def __init__(self, home: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LICET_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ui.cli", "mcp"], cwd=ROOT, env={**kept, "LICET_HOME": str(home)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def write(self, *messages: Any) -> None:
        """Write messages, each as one line; a text as it is."""
        assert self.process.stdin is not None
        for message in messages:
            self.process.stdin.write((message if isinstance(message, str) else json.dumps(message)) + "\n")
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        """Return the next line as a message."""
        assert self.process.stdout is not None
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def end(self) -> int:
        """Close its input, as a client that leaves; return its exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        code = self.process.wait(60)
        assert self.process.stdout is not None
        assert self.process.stdout.read() == ""
        self.process.stdout.close()
        return code


@pytest.fixture
def piped(tmp_path: Path) -> Iterator[Callable[[], Piped]]:
    """Return a function that starts the server over a home that is not there yet."""
    started: list[Piped] = []

    def start() -> Piped:
        started.append(Piped(tmp_path / "new home"))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


def test_a_client_of_an_empty_home_waits_for_no_model(piped: Callable[[], Piped], tmp_path: Path) -> None:
    """Check the order: greeted before the home is there, listed and answered before its models are."""
    server = piped()
    server.write(opening())
    greeted = server.read()
    assert greeted["result"]["serverInfo"]["version"] == identity.version()
    assert not (tmp_path / "new home").exists()  # loading begins with the next message
    listing = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
    calling = {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "sources", "arguments": {}}}
    server.write({"jsonrpc": "2.0", "method": "notifications/initialized"}, listing)
    assert {tool["name"] for tool in server.read()["result"]["tools"]} >= {"ask", "more"}
    server.write(calling)
    told = server.read()
    assert (told["id"], told["result"]["isError"]) == (3, False)
    assert not (tmp_path / "new home" / "index").exists()
    assert server.end() == 0


def test_a_client_of_today_is_greeted_as_early(piped: Callable[[], Piped], tmp_path: Path) -> None:
    server = piped()
    server.write(discovering())
    assert server.read()["result"]["supportedVersions"] == list(identity.DISCOVERED)
    assert not (tmp_path / "new home").exists()
    server.write({**discovering(), "id": 2, "method": "tools/list"})
    told = server.read()
    assert (told["id"], bool(told["result"]["tools"])) == (2, True)
    assert server.end() == 0


def test_a_first_line_that_is_no_greeting_is_answered_by_the_server(piped: Callable[[], Piped]) -> None:
    server = piped()
    server.write("", {"jsonrpc": "2.0", "id": "a", "method": "ping"}, opening(number="b"))
    assert server.read() == {"jsonrpc": "2.0", "id": "a", "result": {}}
    assert server.read()["result"]["protocolVersion"] == "2025-06-18"
    assert server.end() == 0


def test_every_line_of_a_client_is_answered(piped: Callable[[], Piped]) -> None:
    server = piped()
    server.write(opening())
    assert server.read()["id"] == 1
    server.write({"jsonrpc": "2.0", "method": "notifications/initialized"})
    called = {"name": "show", "arguments": {"locator": "Article \ud800 2"}}  # half a character, as a cut text has it
    for line, code in (
        ("{{{", -32700),
        ("[" * 100_000, -32700),
        (f'{{"jsonrpc": "2.0", "id": {"9" * 5_000}, "method": "ping"}}', -32700),
        ('{"\\ud800": ' * 2_000, -32700),
        ("[1]", -32600),
        ('{"jsonrpc": "1.0", "id": 1}', -32600),
    ):
        server.write(line)
        told = server.read()
        assert (told["id"], told["error"]["code"]) == (None, code)
        assert len(json.dumps(told)) < 300
    server.write({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": called})
    told = server.read()
    assert told["id"] == 7
    assert "Article \ufffd 2" in told["result"]["structuredContent"]["problem"]
    server.write({"jsonrpc": "2.0", "id": 8, "method": "ping"})
    assert server.read() == {"jsonrpc": "2.0", "id": 8, "result": {}}
    assert server.end() == 0


def test_a_client_that_leaves_at_once_ends_it(piped: Callable[[], Piped]) -> None:
    assert piped().end() == 0


@pytest.mark.parametrize(
    "asked", [*map(opening, HANDSHAKE_PROTOCOL_VERSIONS), *map(discovering, MODERN_PROTOCOL_VERSIONS)]
)
def test_the_greeting_is_what_the_server_says_itself(application: Application, asked: dict[str, Any]) -> None:
    from mcp.client._memory import InMemoryTransport  # the only way to see the wire without a process
    from mcp.shared.message import SessionMessage
    from mcp_types import jsonrpc_message_adapter

    async def said() -> Any:
        server = build_server(LazyStart(lambda: application))
        async with InMemoryTransport(server) as (read, write):
            await write.send(SessionMessage(jsonrpc_message_adapter.validate_python(asked)))
            answer = await read.receive()
            return json.loads(answer.message.model_dump_json(by_alias=True, exclude_unset=True))

    greeted = greeting(json.dumps(asked).encode())
    assert greeted is not None
    assert json.loads(greeted) == run(said())


@pytest.mark.parametrize(
    "line",
    [
        b"", b"nothing", b"[]", b"{}", b"3", b"\xff", b'{"jsonrpc": "2.0", "id": 1, "method": "initialize"}',
        *(
            json.dumps(message).encode()
            for message in (
                opening("2099-01-01"), opening("2026-07-28"), opening(number=None), opening(number=True),
                opening(clientInfo={"name": "x"}), opening(capabilities=[]), opening(_meta={}),
                discovering("2099-01-01"), discovering(clientInfo=[]), discovering(clientCapabilities=None),
                {**discovering(), "params": {}}, {**discovering(), "params": {"_meta": []}},
                {**opening(), "method": "tools/list"}, {**opening(), "jsonrpc": "1.0"},
            )
        ),
    ],
)  # fmt: skip
def test_what_is_out_of_the_ordinary_is_left_to_the_server(line: bytes) -> None:
    assert greeting(line) is None


def test_every_handshake_of_the_protocol_is_greeted() -> None:
    assert set(identity.HANDSHAKES) == set(HANDSHAKE_PROTOCOL_VERSIONS)
    assert set(identity.DISCOVERED) == set(MODERN_PROTOCOL_VERSIONS)


@pytest.mark.parametrize("mode", MODES)
def test_the_official_client_over_standard_input_and_output(api_home: Path, mode: str) -> None:
    started = StdioServerParameters(
        command=sys.executable, args=["-m", "ui.cli", "mcp"], cwd=str(ROOT),
        env={**os.environ, "LICET_HOME": str(api_home)},
    )  # fmt: skip

    async def asked() -> Any:
        async with Client(stdio_client(started), mode=mode) as client:
            found = await document(client, "search", query="quantum lantern", k=1)
            refused = await client.call_tool("show", {"locator": "Article 999"})
            return client.server_info.name, found, refused, await client.list_prompts(), await client.list_resources()

    name, found, refused, prompts, resources = run(asked())
    assert name == "licet"
    assert "lantern" in found["passages"][0]["text"].lower()
    assert refused.is_error
    assert prompts.prompts
    assert resources.resources


class _Slow(Application):
    """Application whose models are loaded when the test says so."""

    gate = threading.Event()

    def ensure_library(self, progress: Any = None) -> int:
        self.gate.wait(60)
        return 0


def test_a_question_waits_for_the_models_and_the_rest_does_not(api_home: Path) -> None:
    slow = _Slow(Settings(home=api_home))
    start = LazyStart(lambda: slow)
    said: list[str] = []

    async def asked() -> Any:
        async def progress(done: float, total: float | None, message: str | None) -> None:
            said.append(f"waits: {message}")
            slow.gate.set()

        async with Client(build_server(start), mode="legacy") as client, anyio.create_task_group() as group:

            async def ask() -> None:
                answer = await client.call_tool("search", {"query": "lantern"}, progress_callback=progress)
                said.append(f"answered: {not answer.is_error}")

            await document(client, "show", locator="Article 2")
            said.append("shown")
            group.start_soon(ask)

    run(asked())
    start.end()
    assert said[0] == "shown"
    assert said[1].startswith("waits: ")
    assert said[-1] == "answered: True"


def test_a_start_that_fails_is_a_problem_of_the_call(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_bytes(b"no catalogue" * 100)
    broken = open_application(Settings(home=tmp_path))

    async def asked() -> Any:
        async with Client(build_server(LazyStart(lambda: broken)), mode="legacy") as client:
            return await client.call_tool("search", {"query": "lantern"}), await client.call_tool("sources", {})

    for answer in run(asked()):
        assert answer.is_error
        assert answer.structured_content["problem"]
        assert answer.structured_content["remedy"]


class _Faulty(Application):
    """Application with a fault that nobody foresaw."""

    def official_sources(self, what: Any) -> Any:
        raise RuntimeError("a fault in /home/somebody")


def test_a_fault_that_nobody_foresaw_is_a_problem_too(api_home: Path) -> None:
    start = LazyStart(lambda: _Faulty(Settings(home=api_home)))

    async def asked(**told: Any) -> Any:
        async with Client(build_server(start, **told), mode="legacy") as client:
            return await client.call_tool("sources", {}), await client.call_tool("lists", {})

    for told, says in (({}, "RuntimeError: a fault"), ({"told": told_elsewhere}, "Licet failed")):
        failed, other = run(asked(**told))
        assert failed.is_error
        assert says in failed.structured_content["problem"]
        assert failed.structured_content["remedy"]
        assert not other.is_error
    assert "/home/somebody" not in str(failed)
    start.end()


class ServedTools(Served):
    """The server over HTTP in a process of its own."""

    def __init__(self, home: Path, **variables: str) -> None:
        super().__init__(home, command="mcp --http", **variables)
        self.url = f"{self.base}/mcp"

    def listening(self) -> ServedTools:
        """Wait until it refuses what is no message."""
        eventually(lambda: self.process.poll() is not None or _refuses(self.url), 120)
        assert self.process.poll() is None, self.output()
        return self

    def post(self, message: Any, **headers: str) -> httpx.Response:
        """Post a message as a client of 2025 does."""
        accept = {"Accept": "application/json, text/event-stream"}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.post(self.url, json=message, headers={**accept, **given}, timeout=60)


def _refuses(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code in (401, 405)
    except httpx.TransportError:
        return False


@pytest.fixture
def over_http(api_home: Path, tmp_path: Path) -> Iterator[Callable[..., ServedTools]]:
    """Return a function that serves tools over HTTP from a copy of the home."""
    home, started = tmp_path / "home", list[ServedTools]()
    shutil.copytree(api_home, home, symlinks=True)

    def serve(**variables: str) -> ServedTools:
        started.append(ServedTools(home, **variables))
        return started[-1].listening()

    yield serve
    for one in started:
        if one.process.poll() is None:
            one.stop()


def test_the_official_client_over_http(over_http: Callable[..., ServedTools]) -> None:
    served = over_http()

    async def asked(mode: str) -> Any:
        async with Client(served.url, mode=mode) as client:
            found = await document(client, "search", query="quantum lantern", k=1)
            cut = await document(client, "sources")
            refused = await client.call_tool("show", {"locator": "Article 999"})
            unknown = await client.call_tool("more", {"handle": "unknown"})
            return found, cut, refused, unknown, await client.list_resources(), await client.list_prompts()

    for mode in MODES:
        found, cut, refused, unknown, resources, prompts = run(asked(mode))
        assert "lantern" in found["passages"][0]["text"].lower()
        assert cut["sources"]
        assert (refused.is_error, unknown.is_error) == (True, True)
        assert "no answer under the handle" in unknown.structured_content["problem"]
        assert resources.resources
        assert prompts.prompts
    for headers, status in (
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Host": "elsewhere.example"}, 403),
        ({"X_Forwarded_For": "192.0.2.1"}, 403),
    ):
        refusal = served.post(opening(), **headers)
        assert (refusal.status_code, bool(refusal.json()["remedy"])) == (status, True)
    assert served.post({"large": "x" * LARGEST_BODY}).status_code == 413
    stream = httpx.get(served.url)
    assert (stream.status_code, stream.headers["allow"]) == (405, "POST")
    assert served.post(opening(), Origin=served.base).status_code == 200
    served.process.terminate()
    assert served.process.wait(40) == 0


def test_keys_are_those_of_the_api(over_http: Callable[..., ServedTools]) -> None:
    served = over_http(LICET_QUESTIONS_PER_MINUTE="1")
    _, secret = KeyRing(HomeRecords(served.home)).add("reader")
    assert served.post(opening()).status_code == 401
    assert served.post(opening(), Authorization="Bearer licet_wrong").status_code == 401
    key = {"Authorization": f"Bearer {secret}"}
    assert served.post(opening(), **key).status_code == 200
    assert served.post(opening(), **key, Origin="https://elsewhere.example").status_code == 403

    async def asked() -> str:
        """Ask twice at once, and wait for the refusal: the other question is not waited for."""
        transport = streamable_http_client(served.url, http_client=create_mcp_http_client(headers=key))
        refused = list[str]()
        async with Client(transport) as client, anyio.create_task_group() as group:

            async def ask() -> None:
                answer = await client.call_tool("ask", {"question": "What is a quantum lantern?"})
                if answer.is_error and "still starting" not in answer.content[0].text:
                    refused.append(answer.content[0].text)
                    group.cancel_scope.cancel()

            group.start_soon(ask)
            group.start_soon(ask)
        return refused[0]

    refused = run(asked())
    assert "more than 1 questions within a minute" in refused
    assert "Wait " in refused


def test_a_key_is_kept_to_the_tools_that_it_has_a_right_to(over_http: Callable[..., ServedTools]) -> None:
    served = over_http()
    _, secret = KeyRing(HomeRecords(served.home)).add("reader", only=["lists"])
    key = {"Authorization": f"Bearer {secret}"}

    async def called() -> None:
        transport = streamable_http_client(served.url, http_client=create_mcp_http_client(headers=key))
        async with Client(transport) as client:
            assert not (await client.call_tool("lists", {})).is_error
            refused = await client.call_tool("sources", {})
            assert refused.is_error
            assert "no right to `sources`: it is kept to `lists`" in refused.content[0].text
            with pytest.raises(MCPError, match="no right to `sources`"):
                await client.list_resources()
            with pytest.raises(MCPError, match="no right to `show`"):
                await client.read_resource("licet://edition/eccn/undated")

    run(called())


def test_nobody_elsewhere_reaches_it_without_a_key(tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["mcp", "--http", "--address", "0.0.0.0"], env={"LICET_HOME": str(tmp_path)})
    assert isinstance(said.exception, BadRequest)
    assert "open to everyone who reaches 0.0.0.0" in said.exception.message
    assert "licet keys add" in said.exception.remedy


def test_a_problem_of_the_server_is_not_told_elsewhere(tmp_path: Path) -> None:
    _, remedy = told_elsewhere(StoreUnavailable(f"{tmp_path} cannot be read.", f"Repair {tmp_path}."))
    assert str(tmp_path) not in remedy
    assert told_elsewhere(NotHeld("There is no Article 9.", "Look it up.")) == ("There is no Article 9.", "Look it up.")

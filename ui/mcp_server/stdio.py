"""Standard input and output: a client's first line is answered before the protocol's package is loaded.

Loading that package takes longer than a second on a small machine, and a client that connects waits for it. So where
the first message is an ordinary greeting, its answer is written at once; the server then reads the same message,
and its own answer, which is the same, is not written again.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import Any

from assistant.settings import Settings
from ui.mcp_server import identity

_LONGEST_FIRST_LINE = 2**20  # bytes


def serve_stdio(settings: Settings) -> None:
    """Serve one client until it closes standard input."""
    line, greeted = _greeted()
    if not line:
        return
    import anyio

    from assistant.wiring import open_application
    from ui.mcp_server.server import build_server
    from ui.mcp_server.start import LazyStart

    start = LazyStart(lambda: open_application(settings))
    try:
        anyio.run(_served, build_server(start), line, greeted)
    finally:
        start.end()


def greeting(line: bytes) -> bytes | None:
    """Return the answer to a first line that is an ordinary greeting; None for any other, which the server reads.

    Ordinary is `initialize` or `server/discover` that asks for a known revision of the protocol and names the client as
    the protocol has it.
    """
    try:
        message = json.loads(line)
        number, params = message["id"], message["params"]
        if message["jsonrpc"] != "2.0" or isinstance(number, bool) or not isinstance(number, int | str):
            return None
        result = {"initialize": _initialized, "server/discover": _discovered}[message["method"]](params)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    return json.dumps({"jsonrpc": "2.0", "id": number, "result": result}).encode() + b"\n" if result else None


def _initialized(params: Any) -> dict[str, Any] | None:
    protocol = params["protocolVersion"]
    whole = _is_client(params["clientInfo"]) and isinstance(params["capabilities"], dict)
    return (
        identity.initialized(protocol) if whole and protocol in identity.HANDSHAKES and "_meta" not in params else None
    )


def _discovered(params: Any) -> dict[str, Any] | None:
    told = {name.removeprefix(identity.META_PREFIX): value for name, value in params["_meta"].items()}
    whole = _is_client(told["clientInfo"]) and isinstance(told["clientCapabilities"], dict)
    known = told["protocolVersion"] in identity.DISCOVERED
    return identity.discovered() if whole and known and params.keys() == {"_meta"} else None


def _is_client(about: Any) -> bool:
    return isinstance(about["name"], str) and isinstance(about["version"], str)


def _greeted() -> tuple[bytes, bool]:
    """Return the first line that is not empty, and whether it was answered; b"" at the end of the input.

    It is read byte by byte: what comes after it is the server's to read.
    """
    line = b""
    while not line.strip():
        line = b""
        while not line.endswith(b"\n") and len(line) < _LONGEST_FIRST_LINE:
            byte = os.read(0, 1)
            if not byte:
                break
            line += byte
        if not line:
            return b"", False
    answer = greeting(line)
    if answer is not None:
        written = 0
        while written < len(answer):
            written += os.write(1, answer[written:])
    return line, answer is not None


async def _served(server: Any, line: bytes, greeted: bool) -> None:
    import anyio
    import mcp_types as types
    from mcp.server.stdio import stdio_server
    from mcp.shared.message import SessionMessage

    async with stdio_server() as (read, write), anyio.create_task_group() as group:
        inward, to_server = anyio.create_memory_object_stream[Any](0)
        outward, from_server = anyio.create_memory_object_stream[Any](0)

        async def pass_in() -> None:
            with suppress(anyio.BrokenResourceError), reading:  # broken: the server has ended
                async with inward, read:
                    await hand_on(_first(line))
                    async for message in read:
                        await hand_on(message)

        async def hand_on(message: Any) -> None:
            whole = message if isinstance(message, SessionMessage) else reread(message)
            if whole is not None:
                await inward.send(whole)
                return
            with suppress(anyio.ClosedResourceError, anyio.BrokenResourceError):  # nobody hears it any more
                await write.send(refusal(message))

        async def pass_out() -> None:
            said = json.loads(line)["id"] if greeted else None
            async with from_server, write:
                async for message in from_server:
                    told = message.message
                    is_told = isinstance(told, types.JSONRPCResponse | types.JSONRPCError) and told.id == said
                    if said is not None and is_told:  # the greeting, which the client has had
                        said = None
                        continue
                    await write.send(message)

        reading = anyio.CancelScope()
        group.start_soon(pass_in)
        group.start_soon(pass_out)
        await server.run(to_server, outward, server.create_initialization_options())
        await outward.aclose()  # what was said is still written
        reading.cancel()


def _first(line: bytes) -> Any:
    """Return the first line as a message; of what is none the fault, as any such line is given."""
    import mcp_types as types
    from mcp.shared.message import SessionMessage

    try:
        return SessionMessage(types.jsonrpc_message_adapter.validate_json(line, by_name=False))
    except ValueError as error:
        return error


def _unread(fault: Any) -> str | None:
    """Return the line that is not JSON; None where the fault is another one."""
    from pydantic import ValidationError

    if not isinstance(fault, ValidationError):
        return None
    first = fault.errors(include_url=False)[0]
    return str(first["input"]) if first["type"] == "json_invalid" else None


def reread(fault: Any) -> Any:
    """Return the message in a line that was refused for half a character, as "\\ud800" is one; None of any other.

    A sign of replacement stands in its place. A program that cuts texts anywhere writes such characters, and would wait
    for an answer for good.
    """
    from corpus.language.normal_form import whole_characters

    line = _unread(fault)
    if line is None or "\\u" not in line:
        return None
    try:
        whole = whole_characters(json.dumps(json.loads(line), ensure_ascii=False)).encode()
    except (ValueError, RecursionError):
        return None
    message = _first(whole)
    return None if isinstance(message, Exception) else message


def refusal(fault: Any) -> Any:
    """Return the error that answers a line that is no message: a client that waits for an answer hears of it."""
    import mcp_types as types
    from mcp.shared.message import SessionMessage
    from pydantic import ValidationError

    is_json = isinstance(fault, ValidationError) and _unread(fault) is None
    code, told = (
        (types.INVALID_REQUEST, "The line is no message of JSON-RPC 2.0. Send one request in one line.")
        if is_json
        else (types.PARSE_ERROR, "The line is not JSON that can be read. Send one message in one line, in UTF-8.")
    )
    return SessionMessage(types.JSONRPCError(jsonrpc="2.0", id=None, error=types.ErrorData(code=code, message=told)))

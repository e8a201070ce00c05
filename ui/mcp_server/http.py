"""Streamable HTTP: one path for every message, open to who may call the HTTP API, by the same keys and limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import ceil
from typing import Any

from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette

from assistant.settings import Settings
from assistant.wiring import Application
from corpus.errors import BadRequest, Problem
from ui.api import problems
from ui.api.admission import CALLER, Admission, Caller
from ui.api.keys import KeyRing
from ui.api.server import run
from ui.mcp_server.server import Context, build_server
from ui.mcp_server.start import LazyStart
from ui.serving.rate_limit import RateLimit
from ui.serving.request_guard import header, is_same

PATH = "/mcp"
_LAST_SECONDS_OF_CALLS = 5  # for calls that are under way when the server is stopped


def serve_http(settings: Settings, port: int, address: str) -> None:
    """Run the server until it is stopped, and print its address. Raise what `ui.api.server.run` raises."""
    run(settings, port, address, served, "MCP server", PATH, _LAST_SECONDS_OF_CALLS)


def served(licet: Application, keys: KeyRing) -> Any:
    """Return the ASGI app over an application: every message is a call of its own, without a session."""
    settings, start = licet.settings, LazyStart(lambda: licet)
    questions = RateLimit(settings.questions_per_minute)

    def admit(ctx: Context, right: str, is_question: bool) -> None:
        if ctx.request is None:
            return
        caller: Caller = ctx.request.scope[CALLER]
        _refuse_without_right(caller, right)
        if is_question:
            _refuse_too_many(caller, questions)

    server = build_server(start, told_elsewhere, admit)
    app: Starlette = server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        max_request_body_size=problems.LARGEST_BODY,
        # Hosts and origins are judged by the doors below, which know of keys.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    sessions = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[Any]:
        start.begin()
        async with sessions(app) as state:
            yield state
        start.end()

    app.router.lifespan_context = lifespan
    return OwnPages(Admission(app, keys, RateLimit(settings.requests_per_minute)))


def _refuse_without_right(caller: Caller, right: str) -> None:
    """Raise BadRequest for a caller whose key has not the right."""
    detail, remedy = caller.missing(right)
    if detail:
        raise BadRequest(detail, remedy)


def _refuse_too_many(caller: Caller, questions: RateLimit) -> None:
    """Count a question; raise BadRequest for a caller who asks too many."""
    seconds, per_minute = caller.seconds_to_wait(questions, question=True)
    if seconds:
        raise BadRequest(
            f"There were more than {per_minute} questions within a minute.", f"Wait {ceil(seconds)} seconds."
        )


def told_elsewhere(problem: Problem) -> tuple[str, str]:
    """Return a problem as a caller elsewhere may know it: nothing about the server's files."""
    told = problems.of_problem(problem)
    return told["detail"], told["remedy"]


class OwnPages:
    """Middleware that refuses pages of other sites, with keys too: a browser sends where its page is from.

    Refused as well is what is no message: without sessions there is nothing to listen to (GET) or to end (DELETE).
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand the request on, or refuse it."""
        if scope["type"] == "http":
            origin = header(scope, b"origin")
            if origin and not is_same(origin, header(scope, b"host")):
                refusal = problems.problem(
                    403, "Pages of other sites may not call this server.", "Call it from a program, or through a proxy."
                )
                await refusal(scope, receive, send)
                return
            if scope["method"] != "POST":
                refusal = problems.problem(
                    405, "This server takes messages only.", f"POST them to {PATH}.", headers={"Allow": "POST"}
                )
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)

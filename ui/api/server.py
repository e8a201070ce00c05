"""Server of the API: one application for all callers, loaded on a background thread as that of the desk."""

from __future__ import annotations

import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from assistant.settings import Settings
from assistant.wiring import Application, open_application
from corpus.errors import BadRequest, Problem
from ui.api import problems
from ui.api.admission import Admission
from ui.api.description import api_description
from ui.api.heads import HeadAsGet
from ui.api.keys import KeyRing
from ui.api.routes import router
from ui.news.news_cache import CollectedNews
from ui.serving.ports import refuse_taken_port, url_host
from ui.serving.rate_limit import OneAtATime, RateLimit
from ui.serving.request_guard import is_local
from ui.warm_up import WarmUp

_LAST_SECONDS = 20  # for answers that are under way when the server is stopped …
_WARM_UP_SECONDS = 5.0  # … and for its own start
_DRAFTS = 4  # checked at once: each may take minutes, and questions need threads as well


def serve_api(settings: Settings, port: int = 8600, address: str = "127.0.0.1") -> None:
    """Run the API until it is stopped, and print its address. Raise what `run` raises."""
    run(settings, port, address, build, "API", "/v1", _LAST_SECONDS)


def run(
    settings: Settings,
    port: int,
    address: str,
    made: Callable[[Application, KeyRing], Any],
    what: str,
    path: str,
    last_seconds: int,
) -> None:
    """Run an ASGI app over an application until it is stopped, and print its address; `what` it is called.

    Calls that are under way then have `last_seconds` to end. Raises BadRequest where the port is taken, or where others
    could reach it and no key was made.
    """
    licet = open_application(settings)
    keys = KeyRing(licet.records)
    refuse_without_keys(keys, address)
    if warning := no_key_lets_in(keys):
        print(warning, file=sys.stderr, flush=True)
    refuse_taken_port(port, address)
    _ = licet.catalogue  # what is wrong with the home is told at once
    server = uvicorn.Server(
        uvicorn.Config(
            made(licet, keys), host=address, port=port, log_level="warning", access_log=False, server_header=False,
            timeout_graceful_shutdown=last_seconds, ws="none",
        )
    )  # fmt: skip
    for stop in (signal.SIGINT, signal.SIGTERM):  # the server raises them again when it has ended well
        signal.signal(stop, lambda *_: None)
    print(f"Licet's {what} is at http://{url_host(address)}:{port}{path}  (Ctrl+C stops it)", flush=True)
    server.run()


def build(licet: Application, keys: KeyRing) -> FastAPI:
    """Return the ASGI app over an application."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.warm_up = WarmUp(licet)
        yield
        if app.state.warm_up.end(_WARM_UP_SECONDS):  # else the process ends beneath it, as it may at any time
            licet.close()

    settings = licet.settings
    app = FastAPI(
        title="Licet",
        lifespan=lifespan,
        openapi_url="/v1/openapi.json",
        docs_url=None,  # its page would load scripts from another host
        redoc_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(Admission, keys=keys, limit=RateLimit(settings.requests_per_minute)),
            Middleware(HeadAsGet),
        ],
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        exception_handlers={
            Problem: problems.on_problem,
            HTTPException: problems.on_refusal,
            RequestValidationError: problems.on_invalid,
        },
    )
    app.state.questions = RateLimit(settings.questions_per_minute)
    app.state.drafts = OneAtATime(_DRAFTS)
    app.include_router(router)
    app.state.news = cache(lambda: CollectedNews(licet.catalogue))
    app.openapi = lambda: api_description(app)  # type: ignore[method-assign]
    return app


def no_key_lets_in(keys: KeyRing) -> str:
    """Return the line that says that every call will be refused, where keys were made and none lets in; else ""."""
    made = keys.all()
    if not made or any(key.lets_in for key in made):
        return ""
    return "All keys are revoked or ended: every call is refused. Make one with `licet keys add NAME`."


def refuse_without_keys(keys: KeyRing, address: str) -> None:
    """Raise BadRequest where others can reach the address and no key was made."""
    if not is_local(address) and not keys.all():
        raise BadRequest(
            f"The server would be open to everyone who reaches {address}.",
            "Make a key for each caller with `licet keys add NAME`, or listen on 127.0.0.1.",
        )

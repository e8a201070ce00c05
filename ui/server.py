"""Server of the research desk: one ASGI app with a health check, on this machine only unless configured otherwise."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.settings import Settings
from corpus.errors import BadRequest
from ui.components.page.links import PAGE_NAMES
from ui.components.page.sign_in import check_sign_in, own_origin, signs_in
from ui.components.page.theme import theme_options
from ui.serving.garbage_collection import GarbageCollection
from ui.serving.headers import ReaderCookie, SafetyHeaders, content_policy
from ui.serving.ports import refuse_taken_port, url_host
from ui.serving.request_guard import Doors, Rules, is_local
from ui.serving.unknown_pages import UnknownPages

if TYPE_CHECKING:
    from ui.app_state import Desk

_TRIAL_SECONDS = 5.0  # that the end of the server waits for what is being gathered, and for a question being tried
_CHORE_SECONDS = 10.0  # that it waits for a chore to clear away what it has begun
_MEANWHILE = "Models and collection are being loaded; until then it answers from the starter library by words."


def serve_desk(settings: Settings, port: int = 8501, address: str = "127.0.0.1", once_ready: str = "") -> None:
    """Run the app until it is stopped; print its address, what it is doing, and when it answers in full.

    `once_ready` is a command that is run from then on, beside the app.

    Raises BadRequest where the port is taken, the address is open to others without sign-in, or sign-in is incomplete.
    """
    check_sign_in()
    refuse_open_door(settings, address)
    refuse_taken_port(port, address)
    sys.argv = ["licet-ui"]  # Streamlit reads the arguments of its script from here: those of `licet` are not for it
    app = build(settings, once_ready)
    print(f"Licet is at http://{url_host(address)}:{port}{_path(settings)}  (Ctrl+C stops it)", flush=True)
    print(_MEANWHILE, flush=True)
    _leave_out_restart_line()
    try:
        app.run(config=options(settings, port, address))
    except SystemExit as ending:
        if ending.code not in (0, None):
            raise BadRequest("The app could not start.", "Read the lines above, or try another --port.") from ending


def _leave_out_restart_line() -> None:
    """Leave out of the log that Streamlit asks to be restarted: it takes the options of its start for a change."""
    from streamlit.logger import get_logger

    get_logger("streamlit.config").addFilter(lambda record: "section was detected" not in record.getMessage())


def build(settings: Settings, once_ready: str = "") -> Any:
    """Return the ASGI app: Streamlit, the health check, and the middleware that sets headers and shuts doors."""
    import streamlit as st
    from starlette.middleware import Middleware
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    from ui.app_state import open_desk, open_news
    from ui.components.page.problems import show_unforeseen
    from ui.news.routes import desk_routes

    async def health(request: Any) -> Any:
        warmth = open_desk().warmth
        return JSONResponse(
            {"status": "failed" if warmth.problem else "ok", "ready": warmth.ready},
            status_code=503 if warmth.problem else 200,
        )

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
        desk = open_desk()  # loads models on a background thread, so that pages need not wait
        chore, garbage = Chore(desk, once_ready), GarbageCollection()
        yield {}
        garbage.end()
        chore.end()
        desk.end(_TRIAL_SECONDS)
        desk.offers.end(_TRIAL_SECONDS)

    return st.App(
        Path(__file__).with_name("app.py"),
        lifespan=lifespan,
        routes=[Route(f"{_path(settings)}/healthz", health), *desk_routes(_path(settings), open_news, _no_feeds)],
        middleware=[
            Middleware(SafetyHeaders, policy=content_policy(Path(st.__file__).parent / "static" / "index.html")),
            Middleware(Doors, rules=door_rules(settings)),
            Middleware(ReaderCookie, path=_path(settings) or "/"),
            Middleware(UnknownPages, path=_path(settings), pages=PAGE_NAMES),
        ],
        on_script_error=show_unforeseen,
    )


class Chore:
    """A command that runs once the desk answers in full, and ends with it; the terminal is told when that is."""

    def __init__(self, desk: Desk, command: str) -> None:
        self._desk, self._command = desk, shlex.split(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._ended, self._starting = False, threading.Lock()
        threading.Thread(target=self._wait, name="licet-chore", daemon=True).start()

    def _wait(self) -> None:
        while not self._desk.wait(_CHORE_SECONDS):
            pass
        if not self._desk.warmth.ready:
            return  # what failed is in the log
        print(f"{self._desk.warmth.line}: questions are answered in full.", flush=True)
        while self._command and not self._desk.wait_rehearsed(_CHORE_SECONDS):
            pass
        with self._starting:
            if self._command and not self._ended:
                try:
                    self._process = subprocess.Popen(self._command, start_new_session=True)
                except OSError as error:
                    print(f"Not run: {error}.", file=sys.stderr)

    def end(self) -> None:
        """Let the command end as Ctrl+C would, so that it clears away what it has begun."""
        with self._starting:
            self._ended = True
        if self._process is None or self._process.poll() is not None:
            return
        try:
            os.killpg(self._process.pid, signal.SIGINT)
            self._process.wait(_CHORE_SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            with suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _no_feeds() -> str:
    return "This desk asks for sign-in: save feeds as files on the page Changes." if signs_in() else ""


def door_rules(settings: Settings) -> Rules:
    """Return what the doors let in under these settings."""
    from ui.app_state import open_desk

    path, signed = _path(settings), signs_in()
    local = not signed and not settings.public
    if settings.read_only:
        return Rules(path, local, own_origin(), lambda session: False, "This desk is read-only: it takes no files.")
    if signed:
        inside = "Sign in, then upload the file again."
        return Rules(path, local, own_origin(), lambda session: open_desk().is_inside(session), inside)
    return Rules(path, local)


def options(settings: Settings, port: int, address: str) -> dict[str, Any]:
    """Return the configuration of Streamlit: no telemetry, no development menu, the limits and colours of Licet."""
    return {
        "server.port": port,
        "server.address": address,
        "server.headless": True,
        "server.baseUrlPath": _path(settings).strip("/"),
        "server.maxUploadSize": settings.max_upload_mb,
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.enableStaticServing": False,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "runner.postScriptGC": False,  # `GarbageCollection` does it
        "runner.magicEnabled": False,  # no page shows a bare value; to look for them takes longer than to compile
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "viewer",
        "client.showErrorDetails": "none",
        "client.showSidebarNavigation": False,
        "logger.hideWelcomeMessage": True,
        **theme_options(),
    }


def refuse_open_door(settings: Settings, address: str) -> None:
    """Raise BadRequest where others can reach the address without sign-in, unless LICET_PUBLIC allows it."""
    if is_local(address) or settings.public or signs_in():
        return
    raise BadRequest(
        f"The app would be open to everyone who reaches {address}.",
        "Configure sign-in ([auth] in .streamlit/secrets.toml), listen on 127.0.0.1, "
        "or set LICET_PUBLIC=true if that is meant.",
    )


def _path(settings: Settings) -> str:
    path = settings.base_path.strip("/")
    return f"/{path}" if path else ""

"""The doors of the research desk: requests that no reader's browser makes are refused before Streamlit sees them.

Refused are hosts that are not this machine where nobody signs in (another site's page can give its own name this
machine's address), origins that are not the app's own, uploads that the reader may not make, and figures about the
server, which Streamlit would tell everyone.
"""

from __future__ import annotations

import ipaddress
import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_READING = frozenset(("GET", "HEAD", "OPTIONS"))
_UPLOAD = "/_stcore/upload_file"
# Counts of sessions and memory, a run of the page for whoever asks, and the page as an interface for programs.
_CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent")


@dataclass(frozen=True)
class Rules:
    """What the doors let in.

    `only_local` refuses every host but this machine's own names. `origin` is the app's address where readers know it by
    another host than the one in their requests, as behind a proxy that rewrites it. `may_upload` says whether a session
    may upload, by Streamlit's id of it; the text `no_upload` is the answer where it may not.
    """

    path: str = ""
    only_local: bool = True
    origin: str = ""
    may_upload: Callable[[str], bool] = lambda session: True
    no_upload: str = ""


class Doors:
    """Middleware that refuses by the rules."""

    def __init__(self, app: Any, rules: Rules) -> None:
        self.app, self.rules = app, rules

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand the request on, or answer it with the reason why not."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refused = self._refused(scope)
        if refused is not None:
            await _refuse(scope, send, *refused)
            return
        if scope["type"] == "websocket":
            scope = _as_same_origin(scope)
        await self.app(scope, receive, send)

    def _refused(self, scope: Any) -> tuple[int, str] | None:
        """Return the status and the text of a refusal; None for a request that may pass."""
        host, origin = header(scope, b"host"), header(scope, b"origin")
        if self.rules.only_local and not is_local(host_name(host)):
            return 403, (
                "This desk answers on its own machine only. Configure sign-in ([auth] in .streamlit/secrets.toml), "
                "or set LICET_PUBLIC=true if it is meant for everyone."
            )
        if self._is_foreign(scope, host, origin):
            return 403, "The page that asked is not this desk's own. Open the desk at its own address."
        return self._closed(posixpath.normpath("/" + scope["path"].lstrip("/")).removeprefix(self.rules.path))

    def _is_foreign(self, scope: Any, host: str, origin: str) -> bool:
        # Every browser names its page's origin when it opens a WebSocket or changes something.
        if scope["type"] == "http" and (scope["method"] in _READING or not origin):
            return False
        return not is_same(origin, host) and not (self.rules.origin and origin.lower() == self.rules.origin)

    def _closed(self, path: str) -> tuple[int, str] | None:
        if any(path == closed or path.startswith(closed + "/") for closed in _CLOSED):
            return 404, "There is nothing here."
        if path.startswith(_UPLOAD):
            session = path.removeprefix(_UPLOAD).strip("/").partition("/")[0]
            if not self.rules.may_upload(session):
                return 403, self.rules.no_upload
        return None


def is_local(name: str) -> bool:
    """Return whether a host name or address is this machine's own, which no other machine can answer to."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_same(origin: str, host: str) -> bool:
    """Return whether an origin is the host that a request is for; the scheme's own port may be left out."""
    try:
        parts = urlsplit(origin.lower())
        port = _DEFAULT_PORTS[parts.scheme]
    except (KeyError, ValueError):
        return False
    return bool(parts.netloc) and parts.netloc.removesuffix(port) == host.lower().removesuffix(port)


def host_name(host: str) -> str:
    """Return the name in a Host header, without port and brackets; "" where it is malformed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def header(scope: Any, name: bytes) -> str:
    """Return the first header of a name in a request; "" where there is none."""
    return next((v.decode("latin-1") for n, v in scope["headers"] if n == name), "")


def _as_same_origin(scope: Any) -> Any:
    """Return the scope with the host as the origin spells it.

    Streamlit compares the two literally; where they differ it asks a web service for this machine's address.
    """
    host = urlsplit(header(scope, b"origin")).netloc.encode("latin-1")
    return {**scope, "headers": [(b"host", host), *((n, v) for n, v in scope["headers"] if n != b"host")]}


async def _refuse(scope: Any, send: Any, status: int, text: str) -> None:
    if scope["type"] == "websocket":
        await send(
            {"type": "websocket.close", "code": 1008, "reason": text}
        )  # the server answers the handshake with 403
        return
    body = (text + "\n").encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

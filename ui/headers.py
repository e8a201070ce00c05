"""Headers that every response carries in addition to Streamlit's: the reader's cookie and security headers."""

from __future__ import annotations

import secrets
from http.cookies import SimpleCookie
from typing import Any

READER_COOKIE = "licet_reader"
_YEAR = 365 * 24 * 3600


class ReaderCookie:
    """Middleware that gives every browser a random name, once; it contains nothing about the person."""

    def __init__(self, app: Any, path: str = "/") -> None:
        self.app, self.path = app, path

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Add the cookie to the first response that is a page."""
        headers = dict(scope.get("headers") or ())
        wants_page = (
            scope["type"] == "http" and scope["method"] == "GET" and b"text/html" in headers.get(b"accept", b"")
        )
        if not wants_page or READER_COOKIE in SimpleCookie(headers.get(b"cookie", b"").decode("latin-1")):
            await self.app(scope, receive, send)
            return
        secure = "; Secure" if headers.get(b"x-forwarded-proto", scope.get("scheme", "").encode()) == b"https" else ""
        name = secrets.token_hex(16)
        cookie = f"{READER_COOKIE}={name}; Path={self.path}; Max-Age={_YEAR}; HttpOnly; SameSite=Lax{secure}"

        async def with_cookie(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), (b"set-cookie", cookie.encode())]}
            await send(message)

        await self.app(scope, receive, with_cookie)


class SafetyHeaders:
    """Middleware with security headers.

    They keep other sites from framing the app and from learning what was asked through a link.
    """

    HEADERS = (
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"content-security-policy", b"frame-ancestors 'self'; object-src 'none'; base-uri 'self'"),
    )

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Add the headers to every response."""

        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                held = {name.lower() for name, _ in message.get("headers", ())}
                added = [h for h in self.HEADERS if h[0] not in held]
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            await send(message)

        await self.app(scope, receive, with_headers)

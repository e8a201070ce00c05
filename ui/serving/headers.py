"""Headers that every response carries in addition to Streamlit's: the reader's cookie and security headers."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from corpus.language.lazy_regex import lazy_regex

READER_COOKIE = "licet_reader"
_YEAR = 365 * 24 * 3600
_INLINE = lazy_regex(r"<script>((?:(?!<script>).)*?)</script>", re.DOTALL)


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

    They keep other sites from framing the app and from learning what was asked through a link, and the page from
    running any script that is not its own.
    """

    def __init__(self, app: Any, policy: str) -> None:
        self.app = app
        self.headers = (
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
            (b"content-security-policy", policy.encode()),
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Add the headers to every response."""

        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                held = {name.lower() for name, _ in message.get("headers", ())}
                added = [h for h in self.headers if h[0] not in held]
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            await send(message)

        await self.app(scope, receive, with_headers)


def content_policy(page: Path) -> str:
    """Return the content security policy for Streamlit's page, whose inline scripts are allowed by their digests.

    Streamlit writes styles while the page runs, and imports a component's script, here bridge.js, from a blob. Raises
    OSError.
    """
    scripts = " ".join(f"'sha256-{_digest(inline)}'" for inline in _INLINE.findall(page.read_text("utf-8")))
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' blob: {scripts}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
        "base-uri": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

"""Addresses of pages that there are not: they lead to the first page, which says so in the reader's language.

Streamlit would open its own window over the first page, in English.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

UNKNOWN_PAGE = "unknown"  # parameter of the first page's address: what was asked for
_NAME_TOLD = 80  # characters of that
# First parts of addresses that Streamlit or this server answers otherwise than with a page.
_NO_PAGES = frozenset({"", "_stcore", "app", "auth", "component", "healthz", "media", "oauth2callback", "static"})


class UnknownPages:
    """Middleware that sends a browser which asks for an unknown page to the first one."""

    def __init__(self, app: Any, path: str, pages: Collection[str]) -> None:
        self.app, self.path, self.pages = app, path, frozenset(pages)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer for a page that is unknown; leave everything else to the app."""
        name = self._unknown(scope) if scope["type"] == "http" else ""
        if not name:
            await self.app(scope, receive, send)
            return
        there = f"{self.path}/?{urlencode({UNKNOWN_PAGE: name[:_NAME_TOLD]})}"
        await send({"type": "http.response.start", "status": 303, "headers": [(b"location", there.encode())]})
        await send({"type": "http.response.body", "body": b""})

    def _unknown(self, scope: Any) -> str:
        if scope["method"] != "GET" or b"text/html" not in dict(scope["headers"]).get(b"accept", b""):
            return ""
        path = scope["path"]
        if self.path and not path.startswith(f"{self.path}/"):
            return ""
        name = path.removeprefix(self.path).strip("/")
        return "" if name in self.pages or name.partition("/")[0] in _NO_PAGES or "." in name else name

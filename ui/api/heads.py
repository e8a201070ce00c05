"""HEAD wherever there is GET, as the protocol has it: what looks whether a server is up asks so."""

from __future__ import annotations

from typing import Any


class HeadAsGet:
    """Middleware that answers HEAD as GET: the server sends no body to who asked for the head."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand the request on, HEAD as GET."""
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self.app({**scope, "method": "GET"} if is_head else scope, receive, send)

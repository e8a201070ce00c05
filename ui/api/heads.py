"""HEAD wherever there is GET, as the protocol has it: what looks whether a server is up asks so."""

from __future__ import annotations

from typing import Any


class HeadAsGet:
    """Middleware that answers HEAD with the head of what GET would be answered."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand the request on; of an answer to HEAD send no body."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Any) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, without_body)

"""Sends a document to an address that the operator of a home set; nothing that a text says leads here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from corpus.errors import BadRequest, FetchFailed
from corpus.sources.http.errors import USER_AGENT

_POST_SECONDS = 20.0


def post_json(url: str, document: Any) -> None:
    """Send a document as JSON. Raise BadRequest for what is no web address, FetchFailed where it is not taken."""
    import httpx

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadRequest(f"{url[:200]!r} is not a web address.", "Give it as https://host/path.")
    try:
        reply = httpx.post(
            url, json=document, headers={"User-Agent": USER_AGENT}, timeout=_POST_SECONDS, follow_redirects=False
        )
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise FetchFailed(
            f"{parts.hostname} did not take the notice: {error or type(error).__name__}.",
            "Nothing is lost: the next run sends it again.",
        ) from error
    if not reply.is_success:
        raise FetchFailed(
            f"{parts.hostname} answered {reply.status_code} to the notice.",
            "Nothing is lost: correct the address, and the next run sends it again.",
        )

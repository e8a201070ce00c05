"""Respects robots.txt, by which a publisher tells programs which links not to follow.

Source: RFC 9309
"""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from corpus.errors import FetchFailed
from corpus.sources.http.client import Client


def check_robots(client: Client, url: str) -> None:
    """Raise FetchFailed if the host of `url` asks programs not to fetch it.

    A missing robots.txt forbids nothing; if it cannot be fetched, neither can the text, and that is reported there.
    """
    parts = urlsplit(url)
    try:
        reply = client.get_once(f"{parts.scheme}://{parts.netloc}/robots.txt", accept="text/plain")
    except FetchFailed:
        return
    rules = RobotFileParser()
    rules.parse(reply.data[: 2**19].decode("utf-8", "replace").splitlines())
    if not rules.can_fetch("Licet", url):
        raise FetchFailed(
            f"{parts.hostname} asks programs in its robots.txt not to fetch {url[:300]}.",
            "Open it in a browser, save it and add the file.",
        )

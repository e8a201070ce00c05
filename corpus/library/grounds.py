"""What a sentence of the starter library rests on: the addresses of law in its brackets, each with its link.

Read from the page as it is packaged: links of a file that somebody handed in are never followed up, since an answer
links to nothing that a document chose.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_LAW_LINK = re.compile(r"\[(?P<locator>[^\[\]]+)\]\((?P<url>https?://(?:[^\s()]|\([^\s()]*\))+)\)")


class LawGround(NamedTuple):
    """Address of law that a sentence names, and where it is read on its publisher's site."""

    locator: str
    url: str


class _Page(NamedTuple):
    text: str  # as it is read: one line, with the words of its links
    links: tuple[tuple[int, LawGround], ...]  # by where their words begin


def grounds(page: str, quote: str) -> tuple[LawGround, ...]:
    """Return what a quote of an explainer rests on, in its order; () where the packaged page has no such words."""
    known = _page(page)
    found: dict[LawGround, None] = {}
    for line in quote.split("\n"):  # a list or several paragraphs: each stands in the page by itself
        words = " ".join(line.split())
        start = known.text.find(words) if words else -1
        if start >= 0:
            found.update(dict.fromkeys(g for at, g in known.links if start <= at < start + len(words)))
    return tuple(found)


@cache
def _page(page: str) -> _Page:
    """Return an explainer with its links; an empty page where none of this name is packaged."""
    file = files(__package__).joinpath(f"{page}.md")
    if not page.replace("-", "").isalnum() or not file.is_file():
        return _Page("", ())
    source = " ".join(file.read_text("utf-8").split())
    text, end = "", 0
    links: list[tuple[int, LawGround]] = []
    for link in _LAW_LINK.finditer(source):
        text += source[end : link.start()]
        links.append((len(text), LawGround(link["locator"], link["url"])))
        text += link["locator"]
        end = link.end()
    return _Page(text + source[end:], tuple(links))

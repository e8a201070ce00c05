"""Pages that lead to a text: the newest link that matches a pattern is the text.

`where.url` (else the entry's page) is the page; `where.link` is a pattern for a link's words or address, `where.then`
one for the next page, if the text stands one page further; `where.types` says what the text may be (pdf, docx, xlsx,
html; all of them by default). A link counts only if it leads to one of the publisher's hosts: that of the page, its
subdomains, and `where.hosts`. The publisher's robots.txt is respected, since no person gave the address of a link.
"""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from urllib.parse import urlsplit

from corpus.errors import FetchFailed
from corpus.sources.document_request import DocumentRequest
from corpus.sources.entries import Entry
from corpus.sources.http.client import Client, Reply
from corpus.sources.http.errors import describe_reply
from corpus.sources.http.hosts import belongs, is_inside, refusal
from corpus.sources.http.response_validation import check_parts, page_title
from corpus.sources.publishers.page_links import Link, links
from corpus.sources.publishers.plain_page import file_name

TYPES = ("pdf", "docx", "xlsx", "html")
_SHAPES = {"pdf": "pdf", "docx": "office", "xlsx": "office", "html": "page"}
_LINKS_SHOWN = 3  # links that a failure shows of those that are there


def document_requests(entry: Entry, client: Client, as_of: date | None) -> list[DocumentRequest]:
    """Return the request for the page that leads to the text; `as_of` has no effect on a page."""
    url = entry.where.get("url") or entry.page
    patterns = [entry.where[name] for name in ("link", "then") if name in entry.where]
    return [_page(entry, url, patterns)]


def hosts_of(entry: Entry) -> tuple[str, ...]:
    """Return the publisher's hosts; one without `www.` includes its subdomains."""
    page = urlsplit(entry.where.get("url") or entry.page).hostname or ""
    return tuple(dict.fromkeys((page.removeprefix("www."), *entry.where.get("hosts", "").split())))


def _page(entry: Entry, url: str, patterns: list[str], found: bool = False) -> DocumentRequest:
    return DocumentRequest(
        entry.id,
        url,
        file_name(url, entry.id),
        "html",
        dated=False,
        hosts=hosts_of(entry),
        leads=partial(_led, entry, patterns),
        found=found,
    )


def _led(entry: Entry, patterns: list[str], reply: Reply) -> DocumentRequest:
    """Return the request for what the page leads to: the text, or the next page.

    Raises FetchFailed, saying what was there instead.
    """
    last = len(patterns) == 1
    types = entry.where.get("types", " ".join(TYPES)).split() if last else ["html"]
    found = newest(entry, reply, patterns[0], types)
    if not last:
        return _page(entry, found.url, patterns[1:], found=True)
    today = date.today()
    told: dict[str, object] = {"url": entry.page}
    if found.text and found.type != "html":  # a page has its own title; a file is titled by its link
        told["title"] = f"{entry.title}: {found.text}"
    if found.day and found.day <= today:
        told["published"] = found.day
    return DocumentRequest(
        entry.id,
        found.url,
        file_name(found.url, entry.id),
        _SHAPES[found.type],
        dated=False,
        valid_from=found.day if found.day and found.day <= today else None,
        expects=entry.where.get("expect", ""),
        hosts=hosts_of(entry),
        retold=told,
        found=True,
    )


def newest(entry: Entry, reply: Reply, pattern: str, types: list[str]) -> Link:
    """Return the newest link of a page that matches: by the day written beside it, else the first.

    Raises FetchFailed.
    """
    hosts = hosts_of(entry)
    check_parts(reply, "a page")
    there = links(reply.data, reply.url)
    matching = [
        link
        for link in there
        if re.search(pattern, link.text, re.IGNORECASE) or re.search(pattern, link.url, re.IGNORECASE)
    ]
    typed = [link for link in matching if link.type in types and link.url != reply.url]
    own = [link for link in typed if belongs(urlsplit(link.url).hostname or "", hosts)]
    if own:
        return max(own, key=lambda link: (link.written, -own.index(link)))
    for link in typed:
        if is_inside(urlsplit(link.url).hostname or ""):
            raise refusal(urlsplit(link.url).hostname or "")
    raise FetchFailed(
        f"{reply.url} has no link to {' or '.join(types)} at {', '.join(hosts)} that matches “{pattern}”: "
        f"{_instead(there, matching, typed)}; the page is titled “{page_title(reply.data)}” ({describe_reply(reply)}).",
        f"Find the text at {entry.page}, save it and add the file with `licet add`.",
    )


def _instead(there: list[Link], matching: list[Link], typed: list[Link]) -> str:
    """Describe what a page has instead of the link."""
    if typed:
        return f"what matches leads elsewhere, to {_shown(typed)}"
    if matching:
        return f"what matches is no such file, but {_shown(matching)}"
    files = [link for link in there if link.type != "html"]
    told = f", {len(files)} of them to files, such as {_shown(files)}" if files else ", none of them to a file"
    return f"it has {len(there)} links{told}" if there else "it has no links at all, as pages that a script fills in"


def _shown(some: list[Link]) -> str:
    return ", ".join(f"“{link.text[:60]}” ({link.url[:120]})" for link in some[:_LINKS_SHOWN])

"""Plain pages and PDFs: one address without editions. A change is noticed by its bytes, and begins on that day."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from corpus.sources.document_request import DocumentRequest
from corpus.sources.entries import Entry
from corpus.sources.http.client import Client


def document_requests(entry: Entry, client: Client, as_of: date | None) -> list[DocumentRequest]:
    """Return the request for `where.url`, else for the entry's page; `as_of` has no effect on a page."""
    url = entry.where.get("url") or entry.page
    own = "watch" in entry.sets  # the user's own address may be anything that can be read
    shape = "pdf" if urlsplit(url).path.casefold().endswith(".pdf") else "any" if own else "page"
    return [
        DocumentRequest(
            entry.id, url, file_name(url, entry.id), shape, dated=False, expects=entry.where.get("expect", "")
        )
    ]


def file_name(url: str, otherwise: str) -> str:
    """Return a file name for an address; parsers go by the extension, so a page gets .html."""
    name = PurePosixPath(unquote(urlsplit(url).path)).name.replace("\\", "_") or otherwise
    known = (".pdf", ".html", ".htm", ".xhtml", ".xml", ".json", ".csv", ".txt", ".docx", ".xlsx", ".md", ".zip")
    return name[-120:] if name.casefold().endswith(known) else f"{name[:110]}.html"

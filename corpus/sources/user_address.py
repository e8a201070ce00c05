"""Fetches one page or document from an address that the user gives, under the limits that hold for strangers."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from corpus.errors import BadRequest
from corpus.parsers.file import File
from corpus.sources.http.client import Client, Limits
from corpus.sources.http.response_validation import check_shape
from corpus.sources.publishers.plain_page import file_name

# A person waits for the answer: less patience than for an official text of some megabytes.
LIMITS = Limits(size=100 * 2**20, total=300.0, patience=30.0, attempts=3, longest_wait=30.0)
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/json": ".json",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


def fetch_address(url: str, allow_private: bool = False, *, base_url: str = "", limits: Limits = LIMITS) -> File:
    """Return the document at a web address; its `url` is the last one after redirects. `base_url` names a mirror.

    Private, link-local and loopback addresses are refused, after name resolution and after every redirect, unless
    `allow_private` is set. Raises BadRequest for anything but an http(s) address, FetchFailed, TooLarge.
    """
    with Client(base_url=base_url, allow_private=allow_private, limits=limits) as client:
        reply = client.get(checked_address(url))
    check_shape(reply, "any")
    name = file_name(reply.url, urlsplit(reply.url).hostname or "page")
    extension = ".pdf" if reply.data.startswith(b"%PDF") else _EXTENSIONS.get(reply.media_type, "")
    if extension and not name.casefold().endswith((extension, extension.replace(".html", ".htm"))):
        name = f"{name.removesuffix('.html')}{extension}"
    return File(name, reply.data, url=reply.url)


def checked_address(url: str) -> str:
    """Return the address without its fragment. Raises BadRequest if it is none that a browser would open."""
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host or any(ord(c) < 33 for c in url.strip()):
        raise BadRequest(f"{url[:200]!r} is not a web address.", "Give it with http:// or https:// in front.")
    if parts.username or parts.password:
        raise BadRequest("An address with a name and password in it is not fetched.", "Save the page and add the file.")
    return urlunsplit(parts._replace(fragment=""))

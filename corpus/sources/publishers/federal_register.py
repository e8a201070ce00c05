"""The Federal Register: API v1 of www.federalregister.gov. Every document is a source of its own and never changes.

The service returns at most the first 2,000 documents of a query, newest first, so a longer list is requested again from
the day on which the last page ended. Source: https://www.federalregister.gov/developers/documentation/api/v1
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from corpus.errors import FetchFailed
from corpus.language.lazy_regex import lazy_regex
from corpus.sources.document_request import DocumentRequest
from corpus.sources.entries import Entry
from corpus.sources.http.client import Client
from corpus.sources.http.response_validation import describe_last_reply, json_member, optional_json_member

ROOT = "https://www.federalregister.gov/api/v1"
_FIELDS = (
    "title",
    "type",
    "document_number",
    "publication_date",
    "citation",
    "action",
    "html_url",
    "body_html_url",
)
_HOST = "www.federalregister.gov"
_DOCUMENTS_A_PAGE = 100
_MOST_PAGES = 20  # of one query, which returns 2,000 documents at most
_NUMBER = lazy_regex(r"[\w-]{1,60}", re.ASCII)
_SERVICE_REMEDY = "Its service may have changed: look for a newer Licet."


def document_requests(entry: Entry, client: Client, as_of: date | None) -> list[DocumentRequest]:
    """Return requests for an agency's rules and notices since `where.since`, else of the last `where.days` days.

    They come newest first. Raises FetchFailed.
    """
    day = as_of or date.today()
    since = (
        date.fromisoformat(entry.where["since"])
        if "since" in entry.where
        else day - timedelta(int(entry.where["days"]))
    )
    out: dict[str, DocumentRequest] = {}
    until = as_of
    while True:
        rows, count = _listed(entry, client, since, until)
        new = {document.source_id: document for document in (_document(row, client) for row in rows)}
        fresh = new.keys() - out.keys()
        out.update(new)
        last = date.fromisoformat(rows[-1]["publication_date"]) if rows else since
        if len(rows) >= count or not fresh or (until is not None and last >= until):
            return list(out.values())
        until = last


def _listed(entry: Entry, client: Client, since: date, until: date | None) -> tuple[list[dict[str, Any]], int]:
    """Return the rows of one query, page by page, and the number of documents that the service says there are."""
    query = [
        ("conditions[agencies][]", entry.where["agency"]),
        *([("conditions[term]", entry.where["term"])] if "term" in entry.where else []),
        *(("conditions[type][]", kind) for kind in entry.where.get("types", "RULE NOTICE").split()),
        ("conditions[publication_date][gte]", since.isoformat()),
        *([("conditions[publication_date][lte]", until.isoformat())] if until else []),
        *(("fields[]", name) for name in _FIELDS),
        ("order", "newest"),
        ("per_page", str(_DOCUMENTS_A_PAGE)),
    ]
    url: str = f"{ROOT}/documents.json?{urlencode(query)}"
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    count = 0
    while url and url not in seen and len(seen) < _MOST_PAGES:
        seen.add(url)
        count = max(count, int(json_member(client, url, "count") or 0))
        # An answer without matches leaves `results` out.
        rows += json_member(client, url, "results") if count else []
        url = str(optional_json_member(client, url, "next_page_url") or "")
        if not _is_own(url):
            url = ""
    return rows, count


def _document(row: dict[str, Any], client: Client) -> DocumentRequest:
    """Return the request for one document. Raises FetchFailed if its row lacks what is needed."""
    try:
        title = " ".join(str(row["title"]).split())
        html_url = str(row.get("html_url") or row.get("body_html_url"))
        day, number = _place(html_url)
        number = str(row.get("document_number") or number)
        if not _NUMBER.fullmatch(number):
            raise ValueError(f"its number is {number[:60]!r}")
        published = date.fromisoformat(row["publication_date"])
    except (KeyError, TypeError, ValueError) as error:
        raise FetchFailed(
            f"www.federalregister.gov describes a document without what Licet needs ({error}); it has "
            f"{', '.join(row)[:150]} "
            f"({describe_last_reply(client)}).",
            _SERVICE_REMEDY,
        ) from error
    body = str(row.get("body_html_url") or "")
    if not _is_own(body):
        body = f"https://{_HOST}/documents/full_text/html/{day}/{number}.html"
    cited = f"{row['citation']}: {title}" if row.get("citation") else title
    return DocumentRequest(
        f"us-fr-{number.casefold()}",
        body,
        f"{number}.html",
        "html",  # a fragment without a document around it
        valid_from=published,  # the day of publication; the text itself says from when its rule applies
        fixed=True,
        retold={"title": cited, "url": html_url, "published": published},
        finish=lambda data: _page(cited, data),
    )


def _is_own(url: str) -> bool:
    """Return whether an address that the service tells is one of its own: it becomes the text's, and its link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.hostname == _HOST


def _place(html_url: str) -> tuple[str, str]:
    """Return the day (as in addresses) and the number of a document.

    Example: /documents/2026/07/07/2026-13726/… is document 2026-13726 of 2026/07/07.
    """
    found = re.search(r"/(\d{4}/\d\d/\d\d)/([\w-]+)", html_url)
    if found is None or not _is_own(html_url):
        raise KeyError("html_url")
    return found.group(1), found.group(2)


def _page(title: str, body: bytes) -> bytes:
    """Return the fragment that the service sends as a whole page."""
    if re.search(rb"<html\b", body[:2000], re.IGNORECASE):
        return body
    head = f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body>\n'
    return head.encode() + body + b"\n</body></html>\n"

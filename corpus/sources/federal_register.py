"""The Federal Register: API v1 of www.federalregister.gov. Every document is a source of its own and never changes.

Source: https://www.federalregister.gov/developers/documentation/api/v1
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from corpus.errors import FetchFailed
from corpus.sources.client import Client
from corpus.sources.entries import Entry
from corpus.sources.shapes import asked
from corpus.sources.wanted import Wanted

ROOT = "https://www.federalregister.gov/api/v1"
_FIELDS = (
    "title",
    "type",
    "document_number",
    "publication_date",
    "effective_on",
    "citation",
    "action",
    "html_url",
    "body_html_url",
)
_PAGES = 20  # of 100 documents each: more than a decade of one agency's rules


def wanted(entry: Entry, client: Client, as_of: date | None) -> list[Wanted]:
    """The rules and notices of an agency that were published in the last `where.days` days. Raises FetchFailed."""
    day = as_of or date.today()
    since = date.fromisoformat(entry.where["since"]) if "since" in entry.where else day - timedelta(int(entry.where["days"]))
    query = [
        ("conditions[agencies][]", entry.where["agency"]),
        *([("conditions[term]", entry.where["term"])] if "term" in entry.where else []),
        *(("conditions[type][]", kind) for kind in entry.where.get("types", "RULE NOTICE").split()),
        ("conditions[publication_date][gte]", since.isoformat()),
        *([("conditions[publication_date][lte]", as_of.isoformat())] if as_of else []),
        *(("fields[]", name) for name in _FIELDS),
        ("order", "newest"),
        ("per_page", "100"),
    ]
    url = f"{ROOT}/documents.json?{urlencode(query)}"
    out: list[Wanted] = []
    for _ in range(_PAGES):
        count = asked(client, url, "count")
        # An answer without matches leaves `results` out.
        rows = asked(client, url, "results") if count else []
        out += [_document(row, entry) for row in rows]
        following = _next(client, url) if rows else ""
        if not following:
            break
        url = following
    return out


def _next(client: Client, url: str) -> str:
    answer = json.loads(client.get_once(url, accept="application/json").data)
    following = str(answer.get("next_page_url") or "")
    return following if urlsplit(following).hostname == "www.federalregister.gov" else ""


def _document(row: dict[str, Any], entry: Entry) -> Wanted:
    try:
        number, title = str(row["document_number"]), " ".join(str(row["title"]).split())
        body = str(row.get("body_html_url") or "") or _body_url(str(row["html_url"]))
        published = date.fromisoformat(row["publication_date"])
        effective = date.fromisoformat(row["effective_on"]) if row.get("effective_on") else published
    except (KeyError, TypeError, ValueError) as error:
        raise FetchFailed(
            f"www.federalregister.gov describes a document without what Licet needs ({error}); it has {', '.join(row)[:150]}.",
            "Its service may have changed: look for a newer Licet.",
        ) from error
    cited = f"{row['citation']}: {title}" if row.get("citation") else title
    told: dict[str, object] = {"title": cited, "url": row.get("html_url") or body, "published": published}
    return Wanted(
        f"us-fr-{number.casefold()}",
        body,
        f"{number}.html",
        "any",  # a fragment of HTML without a document around it
        valid_from=effective,
        fixed=True,
        retold=told,
        finish=lambda data: _page(cited, data),
    )


def _body_url(html_url: str) -> str:
    """Where the text of a document is: /documents/2026/07/07/2026-13726/… has it at /documents/full_text/html/2026/07/07/2026-13726.html."""
    found = re.search(r"/documents/(\d{4}/\d\d/\d\d)/([\w-]+)", html_url)
    if found is None:
        raise KeyError("body_html_url")
    return f"https://www.federalregister.gov/documents/full_text/html/{found.group(1)}/{found.group(2)}.html"


def _page(title: str, body: bytes) -> bytes:
    if re.search(rb"<html\b", body[:2000], re.IGNORECASE):
        return body
    head = f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body>\n'
    return head.encode() + body + b"\n</body></html>\n"

"""e-Gov laws API v2 of Japan's Digital Agency: the XML of a law on a day.

`/law_revisions/{law id}` lists the revisions with the days on which they come into force, `/law_file/xml/{law
id}?asof=` gives the text that stands on a day. Source: https://laws.e-gov.go.jp/api/2/swagger-ui
"""

from __future__ import annotations

from datetime import date

from corpus.sources.document_request import DocumentRequest
from corpus.sources.entries import Entry
from corpus.sources.http.client import Client, NotFound
from corpus.sources.http.response_validation import json_member
from corpus.sources.publishers import japan_law_xml

ROOT = "https://laws.e-gov.go.jp/api/2"


def document_requests(entry: Entry, client: Client, as_of: date | None) -> list[DocumentRequest]:
    """Return the request for the law `where.law` on a day (None: today). Raises FetchFailed."""
    law = entry.where["law"]
    day = as_of or date.today()
    starts = _starts(client, law)
    begins = max((d for d in starts if d <= day), default=None)
    address = f"https://laws.e-gov.go.jp/law/{law}"
    return [
        DocumentRequest(
            entry.id,
            f"{ROOT}/law_file/xml/{law}?asof={day}",
            f"{law}.md",
            "xml",
            accept="application/xml",
            valid_from=begins,
            valid_to=min((d for d in starts if d > day), default=None),
            starts=starts,
            fixed=begins is not None,
            dated=begins is not None,
            retold={"url": address, "language": "ja"},
            finish=lambda data: japan_law_xml.markdown(data, law, address).encode(),
        )
    ]


def _starts(client: Client, law: str) -> tuple[date, ...]:
    """Return the days on which a law's revisions come into force, in order; () if the service does not say."""
    try:
        rows = json_member(client, f"{ROOT}/law_revisions/{law}", "revisions")
    except NotFound:
        return ()
    written = [row.get("amendment_enforcement_date") for row in rows]
    if written and not any(written):
        raise KeyError(
            "amendment_enforcement_date"
        )  # the registry reports it with the answer, like every unknown shape
    return tuple(sorted({day for value in written if (day := _day(value))}))


def _day(value: object) -> date | None:
    """Return the date; None for a revision whose day is not set yet."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None

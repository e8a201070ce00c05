"""legislation.gov.uk: the XML of an act or instrument, now or at a point in time.

`/{type}/{year}/{number}/data.xml` is the text as it stands, `/{type}/{year}/{number}/{YYYY-MM-DD}/data.xml` as it stood
on a day. The XML states from which day it stands and links every version that exists (`hasVersion`), so that an edition
ends on the day on which its true successor begins. Source: https://www.legislation.gov.uk/developer/uris
"""

from __future__ import annotations

import re
from datetime import date

from corpus.sources.document_request import DocumentRequest
from corpus.sources.entries import Entry
from corpus.sources.http.client import Client

ROOT = "https://www.legislation.gov.uk"


def document_requests(entry: Entry, client: Client, as_of: date | None) -> list[DocumentRequest]:
    """Return the request for `where.act` (`uksi/2008/3231`) on a day (None: today)."""
    act = entry.where["act"].strip("/")
    place = f"{act}/{as_of}" if as_of else act
    return [
        DocumentRequest(
            entry.id,
            f"{ROOT}/{place}/data.xml",
            f"{act.replace('/', '-')}.xml",
            "xml",
            root="Legislation",
            names_itself=rf"legislation\.gov\.uk/(?:id/)?{re.escape(act)}\b",
            accept="application/xml",
            retold={"url": f"{ROOT}/{place}"},
            starts_in=versions,
        )
    ]


def versions(data: bytes) -> tuple[date, ...]:
    """Return the first days of an act's versions, as its XML links them, in order.

    The versions `enacted` and `made` have no day.
    """
    days = set()
    for link in re.findall(rb"<atom:link\b[^<>]*>", data):
        found = re.search(rb'\btitle="(\d{4}-\d\d-\d\d)"', link)
        if found and re.search(rb'\bhasVersion"', link):
            days.add(date.fromisoformat(found.group(1).decode()))
    return tuple(sorted(days))

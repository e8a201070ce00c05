"""legislation.gov.uk: the XML of an act or instrument, now or at a point in time.

`/{type}/{year}/{number}/data.xml` is the text as it stands, `/{type}/{year}/{number}/{YYYY-MM-DD}/data.xml` as it stood on
a day. The XML says itself from when on it stands.
Source: https://www.legislation.gov.uk/developer/uris
"""

from __future__ import annotations

from datetime import date

from corpus.sources.client import Client
from corpus.sources.entries import Entry
from corpus.sources.wanted import Wanted

ROOT = "https://www.legislation.gov.uk"


def wanted(entry: Entry, client: Client, as_of: date | None) -> list[Wanted]:
    """The text of `where.act` (`uksi/2008/3231`) on a day (None: today)."""
    act = entry.where["act"].strip("/")
    place = f"{act}/{as_of}" if as_of else act
    return [
        Wanted(
            entry.id,
            f"{ROOT}/{place}/data.xml",
            f"{act.replace('/', '-')}.xml",
            "xml",
            accept="application/xml",
            retold={"url": f"{ROOT}/{place}"},
        )
    ]

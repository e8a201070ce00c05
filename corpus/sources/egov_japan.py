"""e-Gov laws API v2 of Japan's Digital Agency: the XML of a law on a day.

`/law_revisions/{law id}` lists the revisions with the days on which they come into force, `/law_file/xml/{law id}?asof=`
gives the text that stands on a day.
Source: https://laws.e-gov.go.jp/api/2/swagger-ui
"""

from __future__ import annotations

from datetime import date

from corpus.sources import law_xml
from corpus.sources.client import Client, NotThere
from corpus.sources.entries import Entry
from corpus.sources.shapes import asked
from corpus.sources.wanted import Wanted

ROOT = "https://laws.e-gov.go.jp/api/2"


def wanted(entry: Entry, client: Client, as_of: date | None) -> list[Wanted]:
    """The law `where.law` on a day (None: today). Raises FetchFailed."""
    law = entry.where["law"]
    day = as_of or date.today()
    begins, ends = _edition(client, law, day)
    address = f"https://laws.e-gov.go.jp/law/{law}"
    return [
        Wanted(
            entry.id,
            f"{ROOT}/law_file/xml/{law}?asof={day}",
            f"{law}.md",
            "xml",
            accept="application/xml",
            valid_from=begins,
            valid_to=ends,
            fixed=begins is not None,
            dated=begins is not None,
            retold={"url": address, "language": "ja"},
            finish=lambda data: law_xml.markdown(data, law, address).encode(),
        )
    ]


def _edition(client: Client, law: str, day: date) -> tuple[date | None, date | None]:
    try:
        rows = asked(client, f"{ROOT}/law_revisions/{law}", "revisions")
    except NotThere:
        return None, None
    starts = set()
    for row in rows if isinstance(rows, list) else ():
        # Revisions that are only enacted carry a date in the future, repealed ones none.
        text = str(row.get("amendment_enforcement_date") or "") if isinstance(row, dict) else ""
        try:
            starts.add(date.fromisoformat(text))
        except ValueError:
            continue
    before, after = [d for d in sorted(starts) if d <= day], [d for d in sorted(starts) if d > day]
    return (before[-1] if before else None), (after[0] if after else None)

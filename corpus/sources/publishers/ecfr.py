"""The Electronic Code of Federal Regulations: the versioner service of www.ecfr.gov.

`titles.json` states up to which day each title is complete; `versions` lists when each section and appendix of a part
was issued; `full` gives the text of a part (or one appendix of it) on a day. The text changes on issue dates only, so
an edition begins on the last issue date up to the day asked for, and ends on the next one. Source:
https://www.ecfr.gov/developers/documentation/api/v1
"""

from __future__ import annotations

import json
import re
from datetime import date
from urllib.parse import quote, urlencode

from corpus.errors import FetchFailed
from corpus.sources.document_request import DocumentRequest
from corpus.sources.entries import Entry
from corpus.sources.http.client import Client, NotFound
from corpus.sources.http.response_validation import describe_last_reply, json_member

ROOT = "https://www.ecfr.gov/api/versioner/v1"


def document_requests(entry: Entry, client: Client, as_of: date | None) -> list[DocumentRequest]:
    """Return the request for a part, or one of its appendices, on a day (None: the newest). Raises FetchFailed."""
    title, part, appendix = entry.where["title"], entry.where["part"], entry.where.get("appendix", "")
    complete, changed = _title(client, int(title))
    day = min(as_of, complete) if as_of else complete
    issued = _issued(client, title, part, appendix)
    begins = max((d for d in issued if d <= day), default=None)
    query = urlencode({"part": part} | ({"appendix": appendix} if appendix else {}), quote_via=quote)
    days = [day, *(d for d in (begins, *changed) if d and d < day)]
    urls = tuple(dict.fromkeys(f"{ROOT}/full/{d}/title-{title}.xml?{query}" for d in days))
    return [
        DocumentRequest(
            entry.id,
            urls[0],
            f"title-{title}_part-{part}.xml",
            "xml",
            root=r"DIV\d|ECFR",
            names_itself=rf'\bN="{re.escape(appendix or part)}"',
            accept="application/xml",
            valid_from=begins or day,
            valid_to=min((d for d in issued if d > day), default=None),
            fixed=begins is not None,
            others=urls[1:],
            starts=issued,
        )
    ]


def _title(client: Client, title: int) -> tuple[date, tuple[date, ...]]:
    """Return the day up to which a title is complete, and the days on which it was last issued and amended."""
    url = f"{ROOT}/titles.json"
    answer = json_member(client, url, "titles")
    for row in answer:
        if row.get("number") == title:
            try:
                complete = date.fromisoformat(row["up_to_date_as_of"])
                others = (row.get("latest_issue_date"), row.get("latest_amended_on"))
                return complete, tuple(date.fromisoformat(d) for d in others if d)
            except (KeyError, TypeError, ValueError) as error:
                raise FetchFailed(
                    (
                        f"www.ecfr.gov describes title {title} as {json.dumps(row)[:200]}, without the dates that "
                        f"Licet needs ({describe_last_reply(client)})."
                    ),
                    "Its service may have changed: look for a newer Licet.",
                ) from error
    raise FetchFailed(
        f"www.ecfr.gov lists no title {title}: {describe_last_reply(client)}.",
        "Its service may have changed: look for a newer Licet.",
    )


def _issued(client: Client, title: str, part: str, appendix: str) -> tuple[date, ...]:
    """Return the days on which a part (or one appendix) was issued, in order; () if the service does not say."""
    query = urlencode({"part": part} | ({"appendix": appendix} if appendix else {}), quote_via=quote)
    url = f"{ROOT}/versions/title-{title}.json?{query}"
    try:
        rows, meta = json_member(client, url, "content_versions"), json_member(client, url, "meta")
    except NotFound:
        return ()
    if not isinstance(meta, dict) or meta.get("section") or meta.get("part") not in (None, part):
        return ()  # the history of something smaller does not date the whole part
    return tuple(sorted({d for row in rows if row.get("part") == part and (d := _day(row.get("issue_date")))}))


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None

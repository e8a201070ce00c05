"""Open service of Korea's National Law Information Center (law.go.kr): the XML of a law in the edition of a day.

`lawSearch.do?target=eflaw` lists the editions of the laws whose name has the words, each with the number of its text
and the day on which it comes into force; `lawService.do?target=eflaw` gives the text by both. The service answers those
who have an account (OC), which is free and which the client adds as a request is sent; without one the law's own page
is looked through, as any page that leads to a text. Source: https://open.law.go.kr
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from corpus.errors import BadRequest, FetchFailed
from corpus.language.normal_form import one_line
from corpus.sources.document_request import DocumentRequest
from corpus.sources.entries import Entry
from corpus.sources.http.client import Client
from corpus.sources.http.response_validation import json_member, optional_json_member
from corpus.sources.publishers import landing_page

HOST, ACCOUNT = "www.law.go.kr", "OC"
ROOT = f"https://{HOST}/DRF"
_MOST_EDITIONS = 100  # of one answer; the Foreign Trade Act has some sixty
_NO_ACCOUNT = "Apply for one at open.law.go.kr (free), and set LICET_KOREAN_LAW_ACCOUNT to its id."


@dataclass(frozen=True, slots=True)
class _Edition:
    begins: date
    number: str


def document_requests(entry: Entry, client: Client, as_of: date | None) -> list[DocumentRequest]:
    """Return the request for the law `where.law` on a day (None: today). Raises BadRequest, FetchFailed."""
    day = as_of or date.today()
    if not client.has_account(HOST):
        if day < date.today():
            raise BadRequest(f"Past editions of {entry.title} are given to accounts only.", _NO_ACCOUNT)
        return landing_page.document_requests(entry, client, as_of)
    law = entry.where["law"]
    starts = sorted(_editions(client, law), key=lambda e: (e.begins, int(e.number)))
    standing = [e for e in starts if e.begins <= day]
    if not standing:
        raise FetchFailed(f"{HOST} has no edition of {law} on {day}.", "Ask for a later day.")
    found = standing[-1]
    return [
        DocumentRequest(
            entry.id,
            f"{ROOT}/lawService.do?target=eflaw&type=XML&MST={found.number}&efYd={found.begins:%Y%m%d}",
            f"{re.sub(r'[^0-9A-Za-z가-힣]', '', law)}.xml",
            "xml",
            root="법령",
            names_itself=rf"<법령명_한글>\s*(?:<!\[CDATA\[)?\s*{re.escape(law)}\s*(?:\]\]>)?\s*</법령명_한글>",
            accept="application/xml",
            valid_from=found.begins,
            valid_to=min((e.begins for e in starts if e.begins > day), default=None),
            starts=tuple(dict.fromkeys(e.begins for e in starts)),
            fixed=True,
            retold={"url": entry.page, "language": entry.language},
        )
    ]


def _editions(client: Client, law: str) -> Iterator[_Edition]:
    """Yield the editions of a law of that very name; its decree and rules have longer ones. Raises FetchFailed."""
    url = f"{ROOT}/lawSearch.do?target=eflaw&type=JSON&display={_MOST_EDITIONS}&query={quote(law)}"
    if refused := optional_json_member(client, url, "result"):
        raise FetchFailed(f"{HOST} refused the account: {one_line(str(refused))[:200]}", _NO_ACCOUNT)
    found = json_member(client, url, "LawSearch")
    rows = found.get("law") or []  # what stands once is an object
    for row in rows if isinstance(rows, list) else [rows]:
        begins = _day(row["시행일자"])
        if " ".join(str(row["법령명한글"]).split()) == law and begins:
            yield _Edition(begins, str(int(row["법령일련번호"])))


def _day(value: object) -> date | None:
    """Return the date; None for an edition whose day is not set yet."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None

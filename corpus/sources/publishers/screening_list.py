"""The Consolidated Screening List of the US Departments of Commerce, State and the Treasury, as a download.

Source: https://www.trade.gov/consolidated-screening-list
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date

from corpus.errors import FetchFailed
from corpus.sources.document_request import DocumentRequest
from corpus.sources.entries import Entry
from corpus.sources.http.client import Client

ROOT = "https://data.trade.gov/downloadable_consolidated_screening_list/v1"


def document_requests(entry: Entry, client: Client, as_of: date | None) -> list[DocumentRequest]:
    """Return the request for the whole list as it stands; the download keeps no past editions."""
    url = f"{ROOT}/consolidated.json"
    return [
        DocumentRequest(
            entry.id,
            url,
            "consolidated.json",
            "json",
            accept="application/json",
            dated=False,
            retold={"url": entry.page},
            finish=_rows,
        )
    ]


def _rows(data: bytes) -> bytes:
    """Return the download in the shape that the parser knows: repeated values stand once, in tables.

    The download is `{"results": [{"name", "alt_names", "source", "programs", "addresses", …}]}`. Data already in the
    parser's shape is returned unchanged. Raises FetchFailed if there are no results.
    """
    answer = json.loads(data)
    if "entries" in answer:
        return data
    if not isinstance(answer.get("results"), list) or not answer["results"]:
        raise FetchFailed(
            f"data.trade.gov answered without “results” (it has {', '.join(answer)[:120]}).",
            "Its download may have changed: look for a newer Licet.",
        )
    tables: dict[str, dict[str, int]] = {
        name: {} for name in ("sources", "licenceRequirements", "licencePolicies", "programmes", "urls")
    }

    def place(table: str, value: object) -> int | None:
        text = "; ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        return tables[table].setdefault(text, len(tables[table])) if text else None

    entries = []
    for row in answer["results"]:
        countries = dict.fromkeys(str(a.get("country")) for a in row.get("addresses") or [] if a.get("country"))
        entry = {
            "n": row["name"],
            "a": row.get("alt_names"),
            "s": place("sources", row["source"]),
            "t": row.get("type"),
            "e": row.get("entity_number"),
            "c": list(countries),
            "lr": place("licenceRequirements", row.get("license_requirement")),
            "lp": place("licencePolicies", row.get("license_policy")),
            "pg": place("programmes", row.get("programs")),
            "fr": row.get("federal_register_notice"),
            "u": place("urls", row.get("source_list_url")),
        }
        entries.append({name: value for name, value in entry.items() if value not in (None, "", [])})
    counts = Counter(str(row["source"]) for row in answer["results"])
    authority = {
        name: {"code": found.group(1) if (found := re.search(r"\((\w[\w-]*)(?: List)?\)", name)) else name}
        for name in counts
    }
    whole = {
        "citation": "U.S. Consolidated Screening List (Departments of Commerce, State and the Treasury)",
        "countsBySource": dict(counts),
        "listAuthority": authority,
        "tables": {name: list(values) for name, values in tables.items()},
        "entries": entries,
    }
    return json.dumps(whole, ensure_ascii=False).encode()

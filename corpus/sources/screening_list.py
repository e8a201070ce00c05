"""The Consolidated Screening List of the US Departments of Commerce, State and the Treasury: the download of data.trade.gov.

Source: https://www.trade.gov/consolidated-screening-list
"""

from __future__ import annotations

from datetime import date

from corpus.sources.client import Client
from corpus.sources.entries import Entry
from corpus.sources.wanted import Wanted

ROOT = "https://data.trade.gov/downloadable_consolidated_screening_list/v1"


def wanted(entry: Entry, client: Client, as_of: date | None) -> list[Wanted]:
    """The whole list as it stands; the download keeps no past days."""
    url = f"{ROOT}/consolidated.json"
    return [Wanted(entry.id, url, "consolidated.json", "json", accept="application/json", dated=False, retold={"url": entry.page})]

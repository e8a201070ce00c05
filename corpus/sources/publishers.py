"""Which module asks which publisher."""

from __future__ import annotations

from datetime import date

from corpus.errors import BadRequest
from corpus.sources import cellar, ecfr, egov_japan, federal_register, legislation_uk, page, screening_list
from corpus.sources.client import Client
from corpus.sources.entries import Entry
from corpus.sources.wanted import Wanted

BY_NAME = {
    "cellar": cellar.wanted,
    "ecfr": ecfr.wanted,
    "egov_japan": egov_japan.wanted,
    "federal_register": federal_register.wanted,
    "legislation_uk": legislation_uk.wanted,
    "page": page.wanted,
    "screening_list": screening_list.wanted,
}
KEEPS_PAST = {"cellar", "ecfr", "egov_japan", "legislation_uk"}  # where the edition of a past day can be had


def wanted(entry: Entry, client: Client, as_of: date | None) -> list[Wanted]:
    """The documents of a source, in the edition of a day. Raises BadRequest where the publisher keeps no past days."""
    if as_of is not None and as_of < date.today() and entry.how not in (*KEEPS_PAST, "federal_register"):
        raise BadRequest(
            f"{entry.issuer} keeps no past editions of {entry.title}.", "Leave --as-of out to hold it as it stands today."
        )
    return BY_NAME[entry.how](entry, client, as_of)

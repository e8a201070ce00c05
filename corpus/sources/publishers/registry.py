"""Assigns each entry of the official catalogue to the module of its publisher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from corpus.errors import BadRequest, FetchFailed
from corpus.sources.document_request import DocumentRequest
from corpus.sources.entries import Entry
from corpus.sources.http.client import Client
from corpus.sources.http.hosts import domain_of
from corpus.sources.http.response_validation import describe_last_reply
from corpus.sources.publishers import (
    cellar,
    ecfr,
    egov_japan,
    federal_register,
    landing_page,
    law_korea,
    legislation_uk,
    plain_page,
    screening_list,
)

BY_NAME = {
    "cellar": cellar.document_requests,
    "ecfr": ecfr.document_requests,
    "egov_japan": egov_japan.document_requests,
    "federal_register": federal_register.document_requests,
    "landing": landing_page.document_requests,
    "law_korea": law_korea.document_requests,
    "legislation_uk": legislation_uk.document_requests,
    "page": plain_page.document_requests,
    "screening_list": screening_list.document_requests,
}
# Publishers that offer past editions.
KEEPS_PAST = {"cellar", "ecfr", "egov_japan", "law_korea", "legislation_uk"}


def document_requests(entry: Entry, client: Client, as_of: date | None) -> list[DocumentRequest]:
    """Return the requests for the documents of a source, in the edition of a day.

    Raises FetchFailed, saying what came, if the publisher's answer has another shape; BadRequest if the publisher keeps
    no past editions, or the entry names no module that is known.
    """
    if not keeps(entry, as_of):
        raise BadRequest(
            f"{entry.issuer} keeps no past editions of {entry.title}.",
            "Leave --as-of out to hold it as it stands today.",
        )
    if entry.how not in BY_NAME:
        raise BadRequest(f"{entry.id} names no publisher's module: {entry.how}.", f"They are {', '.join(BY_NAME)}.")
    try:
        return [_bound(request, entry) for request in BY_NAME[entry.how](entry, client, as_of)]
    except (
        AttributeError,
        IndexError,
        KeyError,
        TypeError,
        ValueError,
    ) as error:  # the publisher's index has another shape
        raise FetchFailed(
            (
                f"{entry.issuer} answered in a shape that Licet does not know ({type(error).__name__}: "
                f"{str(error)[:120]}): {describe_last_reply(client)}."
            ),
            "Its service may have changed: look for a newer Licet.",
        ) from error


def _bound(request: DocumentRequest, entry: Entry) -> DocumentRequest:
    """Return the request of an official text with its publisher's hosts: what comes from another is not its text.

    A watched address may lead anywhere; its text's origin is the last address.
    """
    if request.hosts or "watch" in entry.sets:
        return request
    domains = dict.fromkeys(domain_of(urlsplit(url).hostname or "") for url in (request.url, entry.page))
    return replace(request, hosts=tuple(domains))


def keeps(entry: Entry, as_of: date | None) -> bool:
    """Return whether this source's publisher offers the edition of a day."""
    return as_of is None or as_of >= date.today() or entry.how in (*KEEPS_PAST, "federal_register")


def without_edition(chosen: Sequence[Entry], names: Sequence[str], as_of: date | None) -> list[Entry]:
    """Return the chosen sources that offer no edition of a day and came only with a set.

    A source that was named itself is not among them, so that it fails and says why.
    """
    return [entry for entry in chosen if entry.id not in names and not keeps(entry, as_of)]

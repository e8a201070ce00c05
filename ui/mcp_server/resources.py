"""Resources: editions and provisions by addresses of their own, `licet://edition/…` and `licet://provision/…`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from assistant.wiring import Application
from corpus.errors import BadRequest
from corpus.filters import Filters

UNDATED = "undated"  # in the place of an edition's day
EDITION_TEMPLATE = "licet://edition/{source}/{day}"
PROVISION_TEMPLATE = "licet://provision/{source}/{+locator}{?as_of}"
_HOW_WRITTEN = f"Write {PROVISION_TEMPLATE} or {EDITION_TEMPLATE}, each part percent-encoded."


@dataclass(frozen=True, slots=True)
class ListedEdition:
    """Edition as a resource: its address, its title and a line about it."""

    uri: str
    title: str
    about: str


def editions(licet: Application) -> list[ListedEdition]:
    """Return the editions that are held as resources."""
    return [
        ListedEdition(
            edition_uri(h.source.id, v.valid_from.isoformat() if v.valid_from else ""),
            h.source.title,
            f"{h.source.kind.value}, {h.source.jurisdiction or 'no jurisdiction'}, "
            + (f"edition of {v.valid_from}" if v.valid_from else "undated"),
        )
        for h in licet.catalogue.holdings()
        for v in h.versions
    ]


def edition_uri(source_id: str, day: str) -> str:
    """Return the address of an edition; the day is "" for one without a date."""
    return f"licet://edition/{quote(source_id, safe='')}/{day or UNDATED}"


def provision_uri(source_id: str, locator: str) -> str:
    """Return the address of a provision in the edition in force."""
    return f"licet://provision/{quote(source_id, safe='')}/{quote(locator, safe='()')}"


def read(licet: Application, uri: str) -> dict[str, Any]:
    """Return the document at an address. Raises BadRequest, NotHeld, AlteredText."""
    from ui import parameters
    from ui.json_documents import provision_documents, source_documents

    try:
        parts = urlsplit(uri)
    except ValueError as error:
        raise _no_address(uri) from error
    source_id, _, rest = parts.path.removeprefix("/").partition("/")
    source_id, rest = unquote(source_id), unquote(rest)
    if parts.scheme != "licet" or not source_id or not rest or parts.fragment:
        raise _no_address(uri)
    if parts.netloc == "edition":
        found = source_documents.edition(
            licet.catalogue, source_id, None if rest == UNDATED else parameters.given_day(rest)
        )
        told = [{**p, "uri": provision_uri(source_id, p["locator"])} for p in found["provisions"]]
        return {**found, "provisions": told}
    if parts.netloc != "provision":
        raise _no_address(uri)
    day = parse_qs(parts.query).get("as_of", [None])[0]
    filters = Filters(sources=(source_id,), as_of=parameters.day(day))
    return provision_documents.shown(licet.catalogue, provision_documents.located(licet.catalogue, rest, filters))


def _no_address(uri: str) -> BadRequest:
    return BadRequest(f"{uri[:200]!r} is no address of a resource here.", _HOW_WRITTEN)

"""Documents of provisions: their text, since and until when they are in force, and what changed in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from corpus.catalogue import Catalogue
from corpus.filters import Filters
from ui import serializers

if TYPE_CHECKING:  # `show` does not wait for the ledger
    from assistant.engines.ledger.model import LedgerEvent
    from corpus.catalogue_results import HeldProvision


def located(catalogue: Catalogue, locator: str, filters: Filters) -> list[HeldProvision]:
    """Return the provisions that an address means. Raise NotHeld, BadRequest."""
    from corpus.lookup import locate

    catalogue.check(filters)
    return list(locate(catalogue, locator, filters))


def shown(catalogue: Catalogue, found: Sequence[HeldProvision]) -> dict[str, Any]:
    """Return provisions in full, each with its ancestors, as one document: the first, and the others under `also`."""
    first, *others = (serializers.provision(p, catalogue.full_text(p), catalogue.ancestors(p)) for p in found)
    return {**first, "also": others} if others else first


def status(catalogue: Catalogue, what: str, filters: Filters) -> dict[str, Any]:
    """Return since and until when something is in force; for "" all that begins and ends from the day on."""
    from assistant.engines.ledger import whole_ledger
    from assistant.engines.ledger.status_findings import status_computed

    if not what.strip():
        return calendar(whole_ledger.everything(catalogue, filters), filters.day)
    return dict(status_computed(whole_ledger.matter_of(what, catalogue, filters), filters.day, catalogue).payload)


def status_calendar(catalogue: Catalogue, what: str, filters: Filters) -> str:
    """Return what begins and ends from the day on as iCalendar: of something, or of all for ""."""
    from assistant.engines.ledger import whole_ledger
    from assistant.engines.ledger.calendar import coming, icalendar

    named = what.strip()
    events = (
        whole_ledger.matter_of(what, catalogue, filters).events
        if named
        else whole_ledger.everything(catalogue, filters)
    )
    return icalendar(coming(events, filters.day))


def calendar(events: Sequence[LedgerEvent], day: date) -> dict[str, Any]:
    """Return what of events is on a day or later."""
    from assistant.engines.ledger.calendar import coming
    from assistant.engines.ledger.status_findings import event

    return {"as_of": day.isoformat(), "events": [{"day": d.isoformat(), **event(e)} for d, e in coming(events, day)]}


def changes(catalogue: Catalogue, since: date | None, sources: Sequence[str]) -> list[dict[str, Any]]:
    """Return what changed between the editions held, newest first."""
    from corpus.editions.changes import edition_changes

    return [
        {
            "source_id": c.source.id,
            "title": c.source.title,
            "since": serializers.iso(c.day),
            "locator": c.locator,
            **_change(c.change),
        }
        for c in edition_changes(catalogue, since, sources=tuple(sources))
    ]


def differences(catalogue: Catalogue, locator: str, first: date, second: date) -> list[dict[str, Any]]:
    """Return what changed in a provision between two days. Raise NotHeld, BadRequest."""
    from corpus.editions.changes import changes_between

    changed = changes_between(catalogue, locator, first, second)
    return [{"locator": c.new or c.old, **_change(c)} for c in changed]


def _change(c: Any) -> dict[str, Any]:
    return {
        "change": c.kind.value,
        "description": c.description,
        "old": c.old,
        "new": c.new,
        "before": c.before,
        "after": c.after,
    }

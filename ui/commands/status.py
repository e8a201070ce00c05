"""Command `status`: since when and until when a provision, a text or a topic is in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assistant.engines.ledger import register as ledger
from assistant.engines.ledger.calendar import coming, icalendar
from assistant.engines.ledger.model import LedgerEvent
from assistant.engines.ledger.telling import event, told
from assistant.wiring import open_application
from corpus.errors import StoreUnavailable
from ui.commands import options


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(status)


def status(
    what: Annotated[
        str,
        typer.Argument(
            help="An address, a text or a topic: 744.11(a)(1), 2021/953, rare-earths. Empty for all that ends next."
        ),
    ] = "",
    as_of: options.AsOf = None,
    json: options.Json = False,
    ics: Annotated[
        Path | None, typer.Option("--ics", help="Write what begins and ends from that day on as a calendar.")
    ] = None,
) -> None:
    """Print since when and until when something is in force, what stays it, and what ends next."""
    catalogue = open_application().catalogue
    filters = options.filters(None, None, None, None, as_of)
    if not what.strip():
        events = ledger.everything(catalogue, filters)
        _calendar(events, filters.day, ics, json=json)
        return
    matter = ledger.matter_of(what, catalogue, filters)
    if ics:
        _write(ics, matter.events, filters.day)
    found = told(matter, filters.day, catalogue)
    if json:
        options.emit(dict(found.payload))
        return
    out = Console(highlight=False)
    for finding in found.findings:
        out.print(finding.text, markup=False, soft_wrap=True)
    for e in matter.events:
        when = e.day.isoformat() if e.day else "no date"
        out.print(f"  {when}  {e.kind.value}: {e.locator} · {e.title}", markup=False, soft_wrap=True, style="dim")


def _calendar(events: Sequence[LedgerEvent], day: date, ics: Path | None, *, json: bool) -> None:
    """Print or write what begins and ends from a day on, in every text held."""
    dated = coming(events, day)
    if ics:
        _write(ics, events, day)
    if json:
        options.emit({"as_of": day.isoformat(), "events": [{"day": d.isoformat(), **event(e)} for d, e in dated]})
        return
    out = Console(highlight=False)
    for d, e in dated:
        out.print(f"{d.isoformat()}  {e.locator} · {e.title}: {e.says[:160]}", markup=False, soft_wrap=True)
    if not dated:
        out.print(
            f"Nothing in the texts held begins or ends on {day.isoformat()} or later by its own words.", markup=False
        )


def _write(file: Path, events: Sequence[LedgerEvent], day: date) -> None:
    try:
        file.write_text(icalendar(coming(events, day)), "utf-8", newline="")
    except OSError as error:
        raise StoreUnavailable(f"{file} cannot be written: {error.strerror}.", "Name another file.") from error

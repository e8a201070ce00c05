"""Commands `show` and `status`: print a provision, and since when and until when something is in force."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from assistant.engines.ledger import whole_ledger
from assistant.engines.ledger.calendar import coming, icalendar
from assistant.engines.ledger.model import LedgerEvent
from assistant.engines.ledger.status_findings import status_computed
from assistant.wiring import Application, open_application
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest, NotHeld
from corpus.filters import Filters
from corpus.passages import shorten
from corpus.trust.trust_labels import claims_line, origin_mark
from ui import parameters
from ui.commands import options
from ui.file_output import save_file
from ui.json_documents import provision_documents
from ui.terminal import Terminal


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(show)
    app.command()(status)


def show(
    locator: Annotated[
        str,
        typer.Argument(
            help="An address in any common spelling: 744.21(f), Art. 3(2) of Reg. 833/2014, 出口管制法第十二条."
        ),
    ] = "",
    source: options.SourcesOption = None,
    as_of: options.AsOfOption = None,
    text: Annotated[
        str, typer.Option("--text", metavar="SOURCE", help="The whole text of a source; its SHA-256 is its digest.")
    ] = "",
    json: options.Json = False,
) -> None:
    """Print a provision in full, with its ancestors, or the whole text of a source."""
    licet = open_application()
    if text or not locator.strip():
        _whole(licet, text, parameters.day(as_of))
        return
    chosen = parameters.filters(None, None, source, None, as_of)
    catalogue = licet.catalogue
    found = provision_documents.located(catalogue, locator, chosen)
    document = provision_documents.shown(catalogue, found)
    if json:
        options.emit(document)
        return
    told = {p.source.id: [line for line in (origin_mark(p.source), claims_line(p.source)) if line] for p in found}
    out = Terminal(highlight=False)
    for p in (document, *document.get("also", ())):
        out.print(f"{p['locator']} · {p['title']}", soft_wrap=True, style="bold")
        for line in told[p["source_id"]]:
            out.print(f"  {line}", soft_wrap=True, style="dim")
        for a in p["ancestors"]:
            out.print(f"  in {a['locator']}: {a['heading'] or shorten(a['text'], 120)}", soft_wrap=True, style="dim")
        if p["stay"]:
            out.print(
                f"  stayed until {p['stay']['until'] or 'further notice'}: {p['stay']['note']}",
                soft_wrap=True,
                style="bold",
            )
        out.print(p["text"] + "\n", soft_wrap=True)


def _whole(licet: Application, source_id: str, day: date | None) -> None:
    """Write the text of a source in force on a day: to a file or a pipe byte for byte, so that its digest fits."""
    if not source_id:
        raise BadRequest("No address was given.", "Write it as 744.21(f), or name a source with `--text`.")
    licet.catalogue.source(source_id)
    editions = licet.catalogue.in_force(Filters(sources=(source_id,), as_of=day))
    if not editions:
        raise NotHeld(f"No edition of {source_id} is held for that day.", "List what is held with `licet sources`.")
    text = licet.catalogue.text(next(iter(editions)))
    if sys.stdout.isatty():
        Terminal(highlight=False).print(text, soft_wrap=True)
    else:
        sys.stdout.buffer.write(text.encode())


def status(
    what: Annotated[
        str,
        typer.Argument(
            help="An address, a text or a topic: 744.11(a)(1), 2021/953, rare-earths. Empty for all that ends next."
        ),
    ] = "",
    as_of: options.AsOfOption = None,
    json: options.Json = False,
    ics: Annotated[
        Path | None, typer.Option("--ics", help="Write what begins and ends from that day on as a calendar.")
    ] = None,
) -> None:
    """Print since when and until when something is in force, what stays it, and what ends next."""
    catalogue = open_application().catalogue
    filters = parameters.filters(None, None, None, None, as_of)
    if not what.strip():
        _calendar(catalogue, filters, ics, json=json)
        return
    matter = whole_ledger.matter_of(what, catalogue, filters)
    if ics:
        _write(ics, matter.events, filters.day)
    found = status_computed(matter, filters.day, catalogue)
    if json:
        options.emit(dict(found.payload))
        return
    out = Terminal()
    for finding in found.findings:
        out.print(finding.text, markup=False, soft_wrap=True)
    for e in matter.events:
        when = e.day.isoformat() if e.day else "no date"
        out.print(f"  {when}  {e.kind.value}: {e.locator} · {e.title}", markup=False, soft_wrap=True, style="dim")


def _calendar(catalogue: Catalogue, filters: Filters, ics: Path | None, *, json: bool) -> None:
    """Print or write what begins and ends from a day on, in every text held."""
    day, events = filters.day, whole_ledger.everything(catalogue, filters)
    if ics:
        _write(ics, events, day)
    if json:
        options.emit(provision_documents.calendar(events, day))
        return
    dated = coming(events, day)
    out = Terminal()
    for d, e in dated:
        out.print(
            f"{d.isoformat()}  {e.locator} · {e.title}: {shorten(e.said_of(d), 160)}", markup=False, soft_wrap=True
        )
    if not dated:
        out.print(
            f"Nothing in the texts held begins or ends on {day.isoformat()} or later by its own words.", markup=False
        )


def _write(file: Path, events: Sequence[LedgerEvent], day: date) -> None:
    dated = coming(events, day)
    save_file(file, icalendar(dated).encode())
    print(f"{len(dated):,} events written to {file}", file=sys.stderr)

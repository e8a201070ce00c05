"""Command `show`: print a provision."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated

import typer

from assistant.wiring import Application, open_application
from corpus.errors import BadRequest, NotHeld
from corpus.filters import Filters
from corpus.trust.marks import claims_line, origin_mark
from ui import serializers
from ui.commands import options
from ui.terminal import Terminal


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(show)


def show(
    locator: Annotated[
        str,
        typer.Argument(
            help="An address in any common spelling: 744.21(f), Art. 3(2) of Reg. 833/2014, 出口管制法第十二条."
        ),
    ] = "",
    source: options.Sources = None,
    as_of: options.AsOf = None,
    text: Annotated[
        str, typer.Option("--text", metavar="SOURCE", help="The whole text of a source; its SHA-256 is its digest.")
    ] = "",
    json: options.Json = False,
) -> None:
    """Print a provision in full, with its ancestors, or the whole text of a source."""
    from corpus.lookup import locate

    licet = open_application()
    if text or not locator.strip():
        _whole(licet, text, options.day(as_of))
        return
    chosen = options.filters(None, None, source, None, as_of)
    licet.catalogue.check(chosen)
    found = locate(licet.catalogue, locator, chosen)
    catalogue = licet.catalogue
    shown = [serializers.provision(p, catalogue.full_text(p), catalogue.ancestors(p)) for p in found]
    if json:
        options.emit(shown[0] if len(shown) == 1 else {**shown[0], "also": shown[1:]})
        return
    told = {p.source.id: [line for line in (origin_mark(p.source), claims_line(p.source)) if line] for p in found}
    out = Terminal(highlight=False)
    for p in shown:
        out.print(f"{p['locator']} · {p['title']}", soft_wrap=True, style="bold")
        for line in told[p["source_id"]]:
            out.print(f"  {line}", soft_wrap=True, style="dim")
        for a in p["ancestors"]:
            out.print(f"  in {a['locator']}: {a['heading'] or a['text'][:120]}", soft_wrap=True, style="dim")
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

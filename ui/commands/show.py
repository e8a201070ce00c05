"""Command `show`: print a provision."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from assistant.wiring import open_application
from corpus.trust.marks import claims_line, origin_mark
from ui import serializers
from ui.commands import options


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(show)


def show(
    locator: Annotated[
        str,
        typer.Argument(
            help="An address in any common spelling: 744.21(f), Art. 3(2) of Reg. 833/2014, 出口管制法第十二条."
        ),
    ],
    source: options.Sources = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
) -> None:
    """Print a provision in full, with its ancestors."""
    from corpus.lookup import locate

    licet = open_application()
    chosen = options.filters(None, None, source, None, as_of)
    licet.catalogue.check(chosen)
    found = locate(licet.catalogue, locator, chosen)
    catalogue = licet.catalogue
    shown = [serializers.provision(p, catalogue.full_text(p), catalogue.ancestors(p)) for p in found]
    if json:
        options.emit(shown[0] if len(shown) == 1 else {**shown[0], "also": shown[1:]})
        return
    told = {p.source.id: [line for line in (origin_mark(p.source), claims_line(p.source)) if line] for p in found}
    out = Console(highlight=False)
    for p in shown:
        out.print(f"{p['locator']} · {p['title']}", markup=False, soft_wrap=True, style="bold")
        for line in told[p["source_id"]]:
            out.print(f"  {line}", markup=False, soft_wrap=True, style="dim")
        for a in p["ancestors"]:
            out.print(
                f"  in {a['locator']}: {a['heading'] or a['text'][:120]}", markup=False, soft_wrap=True, style="dim"
            )
        if p["stay"]:
            out.print(
                f"  stayed until {p['stay']['until'] or 'further notice'}: {p['stay']['note']}",
                markup=False,
                soft_wrap=True,
                style="bold",
            )
        out.print(p["text"] + "\n", markup=False, soft_wrap=True)

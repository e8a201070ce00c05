"""Command `determine`: the walk from an item and a destination to what the texts require."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.engines.determination.command import determination
from assistant.wiring import open_application
from ui.commands import options
from ui.commands.options import err
from ui.terminal import Terminal


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(determine)


def determine(
    item: Annotated[
        str, typer.Option("--item", help="ECCN with its paragraph (3A001.a.7), EAR99, or words that describe the item.")
    ],
    to: Annotated[str, typer.Option("--to", help="The country or town where the item goes.")],
    end_user: Annotated[str, typer.Option("--end-user", help="Who will use it, as far as known.")] = "",
    end_use: Annotated[str, typer.Option("--end-use", help="What it will be used for.")] = "",
    as_of: options.AsOf = None,
    json: options.Json = False,
) -> None:
    """Walk from an item and a destination to what the texts held require, every step with its paragraph."""
    licet = open_application()
    with options.progress("starter library") as report:
        licet.ensure_library(report)
    day = options.filters(None, None, None, None, as_of)
    found = determination(licet.catalogue, item, to, end_user, end_use, day)
    if json:
        options.emit(found)
        return
    out = Terminal(highlight=False)
    out.print(found["status"].replace("_", " "), style="bold")
    out.print(found["text"], soft_wrap=True)
    cited = {(c["locator"], c["quote"]): c for s in found["steps"] for c in s["citations"]}
    for c in cited.values():
        mark = f", {c['origin_note']}" if c["origin_note"] else ""
        out.print(f"\n{c['locator']} · {c['title']}{mark} · edition of {c['edition']}", soft_wrap=True, style="bold")
        out.print(f"    {c['quote']}", soft_wrap=True)
    err.print("\nComputed from the texts as held; not legal advice.", style="dim")

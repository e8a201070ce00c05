"""Commands `backup` and `restore`: a home in one file, and bringing it back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.wiring import open_application
from ui.commands import options
from ui.commands.options import err


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(backup)
    app.command()(restore)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; an earlier backup of that name is replaced.")],
    index: Annotated[
        bool, typer.Option("--index", help="With the index, which is large and can be made anew from the texts.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Write what cannot be made anew into one file: texts, log, conversations, the watch list."""
    licet = open_application()
    with options.progress("backing up"):
        made = licet.back_up(file, with_index=index)
    if json:
        options.emit(
            {
                "status": "saved", "file": str(made.file), "bytes": made.size, "made_at": made.made_at,
                "sources": made.sources, "editions": made.editions, "conversations": made.conversations,
                "index": made.with_index, "altered": list(made.altered),
            }
        )  # fmt: skip
        return
    with_index = ", with the index" if made.with_index else ""
    err.print(
        f"saved      {made.sources} sources in {made.editions} editions and {made.conversations} conversations"
        f"{with_index}: {made.file} ({made.size / 2**20:.1f} MB)",
        markup=False,
        soft_wrap=True,
    )
    for line in made.altered:
        err.print(f"altered    {line}", markup=False, soft_wrap=True)


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `licet backup` wrote.")], json: options.Json = False
) -> None:
    """Put a backup in the place of what is held, at once; what people left stays, what is missing comes back."""
    licet = open_application()
    with options.progress("restoring") as report:
        done = licet.restore(file, lambda part, of: report("making the index", part, of))
    if json:
        options.emit(
            {
                "status": "restored", "file": str(done.file), "made_at": done.made_at, "sources": done.sources,
                "editions": done.editions, "sources_before": done.before, "conversations": done.conversations,
                "index": done.with_index, "altered": list(done.altered),
            }
        )  # fmt: skip
    else:
        before = "a catalogue that could not be read" if done.before is None else f"{done.before} sources"
        err.print(
            f"restored   {done.sources} sources in {done.editions} editions, as they were on {done.made_at}, in the "
            f"place of {before}; {done.conversations} conversations came back",
            markup=False,
            soft_wrap=True,
        )
        for line in done.altered:
            err.print(f"altered    {line}", markup=False, soft_wrap=True)
    if done.altered:
        raise typer.Exit(1)

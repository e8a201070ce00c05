"""Commands `history` and `undo`: the log of what changed in the collection, and taking a change back."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.wiring import open_application
from corpus.catalogue import LogEntry
from corpus.language.normal_form import one_line
from ui import serializers
from ui.commands import options
from ui.commands.options import err


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(history)
    app.command()(undo)


def history(
    source: Annotated[str | None, typer.Option("--source", help="Only the changes of this source, by its id.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="The newest so many changes.")] = 50,
    json: options.Json = False,
) -> None:
    """List what was added, replaced, removed and synced: when, by whom, and what can still be undone."""
    found = open_application().catalogue.history(source or "", limit)
    if json:
        options.emit([serializers.change(c) for c in found])
        return
    if not found:
        err.print("Nothing has changed yet." if source is None else f"The log has no change of {source}.")
        return
    columns = ("entry", "when (UTC)", "by", "what", "source", "title", "origin", "digests", "undo")
    options.table(columns, [_row(c) for c in found])


def _row(c: LogEntry) -> tuple[str, ...]:
    digests = " → ".join(", ".join(e.digest[:12] for e in editions) or "none" for editions in (c.before, c.after))
    undone = f"by {c.undone}" if c.undone else "licet undo " + str(c.entry) if c.can_undo else ""
    what = f"{c.action.value} (undoes {c.undoes})" if c.undoes else c.action.value
    origin = f"{c.origin_class.value.replace('_', ' ')}: {one_line(c.origin)}"
    return str(c.entry), f"{c.at:%Y-%m-%d %H:%M}", c.by, what, c.source_id, one_line(c.title), origin, digests, undone


def undo(
    entry: Annotated[int, typer.Argument(help="The entry's number, as `licet history` lists it.")],
    json: options.Json = False,
) -> None:
    """Bring back what a replacement or a removal took away."""
    licet = open_application()
    with options.progress("bringing it back") as report:
        change = licet.collection.undo(entry, progress=lambda done, of: report("bringing it back", done, of))
    if json:
        options.emit(serializers.change(licet.catalogue.history(change.source_id, 1)[0]))
    else:
        many = f"{len(change.before)} editions of " if len(change.before) > 1 else ""
        err.print(f"restored   {many}{one_line(change.title)} ({change.source_id})", soft_wrap=True)

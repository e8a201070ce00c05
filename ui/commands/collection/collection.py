"""Commands that change the collection: `add`, `remove` and `rebuild`."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.wiring import open_application
from corpus.errors import StoreUnavailable
from corpus.trust.trust_labels import claims_line
from ui import parameters, serializers, terminal
from ui.commands import options
from ui.commands.options import err


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(add)
    app.command()(remove)
    app.command()(rebuild)


def add(
    what: Annotated[list[str], typer.Argument(metavar="PATH|FOLDER|URL…", help="Files, folders or web addresses.")],
    title: Annotated[str | None, typer.Option(help="The title to hold it under.")] = None,
    jurisdiction: Annotated[str | None, typer.Option(help="us, eu, uk, cn, jp, …")] = None,
    kind: Annotated[str | None, typer.Option(help="law, list, guidance, news, explainer or user.")] = None,
    as_of: options.AsOfOption = None,
    json: options.Json = False,
) -> None:
    """Read documents and make them searchable; one bad file fails alone."""
    from index.ingest.intake import Intake, Labels

    labels = Labels(title, jurisdiction.lower() if jurisdiction else None, parameters.kind(kind), parameters.day(as_of))
    licet = open_application()
    done: list[Intake] = []
    with options.progress("starting") as report:
        licet.ensure_library(report)
        for result in licet.add(what, labels, report):
            done.append(result)
            _say(result, json)
            if isinstance(result.problem, StoreUnavailable):
                break  # it is no fault of this file, and would be told of each that follows
    if json:
        options.emit([serializers.intake(d) for d in done])
    failed = sum(1 for d in done if d.status == "failed")
    if not json:
        counts = ", ".join(
            f"{n} {s}" for s in ("added", "updated", "unchanged", "failed") if (n := sum(d.status == s for d in done))
        )
        err.print(counts or "Nothing to add: the folder holds no files.")
    if failed:
        raise typer.Exit(1)


def _say(done, quiet: bool) -> None:  # type: ignore[no-untyped-def]
    if done.problem:
        err.print(f"failed     {terminal.name(done.name)}: {done.problem}", soft_wrap=True)
    elif not quiet:
        err.print(
            f"{done.status:<10} {terminal.name(done.title)} "
            f"({done.provisions} provisions, {done.passages} passages, {done.seconds:.1f} s)",
            soft_wrap=True,
        )
        if done.source and (told := claims_line(done.source)):
            own = "" if done.source.origin_class.is_own else f"; held as kind {done.source.kind.value}"
            err.print(f"           note: {told}{own}", soft_wrap=True)
        for warning in done.warnings:
            err.print(f"           note: {warning}", soft_wrap=True)


def remove(
    source_id: Annotated[str, typer.Argument(help="The source's id, as `licet sources` lists it.")],
    json: options.Json = False,
) -> None:
    """Take a source out, with all its editions; `licet undo` brings it back."""
    licet = open_application()
    title = licet.catalogue.title(source_id)
    licet.collection.remove(source_id)
    if json:
        options.emit({"source_id": source_id, "title": title, "status": "removed"})
    else:
        err.print(f"removed    {terminal.name(title)}", soft_wrap=True)


def rebuild(json: options.Json = False) -> None:
    """Build the index anew from the catalogue: after another encoder was set, or when `licet doctor` says so."""
    licet = open_application()
    with options.progress("building the index anew") as report:
        altered = licet.collection.rebuild(lambda done, total: report("building the index anew", done, total))
    count = len(licet.catalogue.holdings())
    if json:
        options.emit({"status": "rebuilt", "sources": count, "altered": [str(problem) for problem in altered]})
    else:
        err.print(f"The index is built anew over {count} sources.")
        for problem in altered:
            err.print(f"left out   {problem}", markup=False, soft_wrap=True)
    if altered:
        raise typer.Exit(1)

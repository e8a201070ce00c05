"""What is held: add, remove, and the index over it built anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from assistant.wiring import Licet, open_licet
from ui import serializers
from ui.commands import options
from ui.commands.options import err


def register(app: typer.Typer) -> None:
    """Adds these commands to the application."""
    app.command()(add)
    app.command()(remove)
    app.command()(rebuild)


def add(
    what: Annotated[list[str], typer.Argument(metavar="PATH|FOLDER|URL…", help="Files, folders or web addresses.")],
    title: Annotated[str | None, typer.Option(help="The title to hold it under.")] = None,
    jurisdiction: Annotated[str | None, typer.Option(help="us, eu, uk, cn, jp, …")] = None,
    kind: Annotated[str | None, typer.Option(help="law, list, guidance, news, explainer or user.")] = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
) -> None:
    """Read documents and make them searchable; one bad file fails alone."""
    from index.ingest.intake import Intake, Labels, found, take_in

    labels = Labels(title, jurisdiction.lower() if jurisdiction else None, options.kind(kind), options.day(as_of))
    licet = open_licet()
    done: list[Intake] = []
    with options.progress("starting") as report:
        licet.ensure_library(report)
        addresses = [w for w in what if "://" in w]
        files = list(found(Path(w) for w in what if "://" not in w))
        for number, path in enumerate(files, 1):
            report(f"({number}/{len(files)}) {path.name}", 0, 0)
            for result in take_in(licet.collection, path, labels, _numbered(report, number, len(files))):
                done.append(result)
                _say(result, json)
        for address in addresses:
            report(address, 0, 0)
            for result in _take_in_address(licet, address, labels, report):
                done.append(result)
                _say(result, json)
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


def _numbered(report: Callable[[str, int, int], None], number: int, of_all: int) -> Callable[[str, int, int], None]:
    """The progress of one file among several."""
    return lambda title, done, total: report(f"({number}/{of_all}) {title}", done, total)


def _take_in_address(licet: Licet, address: str, labels, report):  # type: ignore[no-untyped-def]
    from corpus.errors import Problem
    from index.ingest.intake import Intake, take_in_file

    try:
        file = licet.fetch(address)
    except Problem as problem:
        return [Intake(address, "failed", problem=problem)]
    return take_in_file(licet.collection, file, labels, report)


def _say(done, quiet: bool) -> None:  # type: ignore[no-untyped-def]
    if done.problem:
        err.print(f"failed     {done.name}: {done.problem}", markup=False, soft_wrap=True)
    elif not quiet:
        err.print(
            f"{done.status:<10} {done.title} ({done.provisions} provisions, {done.passages} passages, {done.seconds:.1f} s)",
            markup=False,
            soft_wrap=True,
        )
        for warning in done.warnings:
            err.print(f"           note: {warning}", markup=False, soft_wrap=True)


def remove(
    source_id: Annotated[str, typer.Argument(help="The source's id, as `licet sources` lists it.")],
    json: options.Json = False,
) -> None:
    """Take a source out, with all its editions."""
    licet = open_licet()
    title = licet.catalogue.source(source_id).title
    licet.collection.remove(source_id)
    if json:
        options.emit({"source_id": source_id, "title": title, "status": "removed"})
    else:
        err.print(f"removed    {title}", markup=False, soft_wrap=True)


def rebuild(json: options.Json = False) -> None:
    """Build the index anew from the catalogue: after another encoder was set, or when `licet doctor` says so."""
    licet = open_licet()
    with options.progress("building the index anew") as report:
        licet.collection.rebuild(lambda done, total: report("building the index anew", done, total))
    count = len(licet.catalogue.holdings())
    if json:
        options.emit({"status": "rebuilt", "sources": count})
    else:
        err.print(f"The index is built anew over {count} sources.")

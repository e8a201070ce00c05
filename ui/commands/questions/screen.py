"""Command `screen`: a name, or a file of names, against every list held."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.engines.screening.names_file import NamedLine, read_names
from assistant.wiring import open_application
from corpus.errors import BadRequest
from corpus.filters import Filters
from ui import parameters
from ui.commands import options
from ui.commands.options import err
from ui.exports.list_rows import screening_rows
from ui.exports.spreadsheets import as_csv, as_workbook
from ui.file_output import save_file
from ui.json_documents.list_documents import screening

_FILES = (".csv", ".txt", ".tsv")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(screen)


def screen(
    name: Annotated[str, typer.Argument(metavar="NAME_OR_FILE", help="A name, or a CSV or text file of names.")],
    country: Annotated[str, typer.Option("--country", help="Only rows under this country, or under none.")] = "",
    csv: Annotated[Path | None, typer.Option("--csv", help="Save the result to this file.")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Save the result to this workbook.")] = None,
    as_of: options.AsOfOption = None,
    json: options.Json = False,
) -> None:
    """Screen a name or a file of names against every list held, with the words that differ."""
    catalogue, filters = open_application().catalogue, Filters(as_of=parameters.day(as_of))
    found = screening(catalogue, _lines(name), country, filters)
    results = found["results"]
    for path, made in ((csv, as_csv), (xlsx, lambda rows: as_workbook(rows, "Screening"))):
        if path is not None:
            _save(path, made(screening_rows(results)))
    if json:
        options.emit(found)
        return
    _print(results, found["searched"], found["not_held"])


def _lines(name: str) -> list[NamedLine]:
    if name.casefold().endswith(_FILES):
        return read_names(Path(name))
    if not name.strip():
        raise BadRequest("The name is empty.", "Give a name, or a CSV file of names.")
    return [NamedLine(1, " ".join(name.split()))]


def _save(path: Path, data: bytes) -> None:
    save_file(path, data)
    err.print(f"saved {path}", soft_wrap=True)


def _print(results: list[dict[str, Any]], searched: list[dict[str, str]], missing: list[str]) -> None:
    for result in results:
        head = f"{result['line']}. " if len(results) > 1 else ""
        text = result["text"]
        if len(results) > 1 and result["status"] == "not_found":
            text = "not found"
        options.out(f"{head}{result['name']} [{result['status'].replace('_', ' ')}] {text}")
        for match in result["matches"] if len(results) == 1 else ():
            options.out(
                f"   {match['score']:g} {match['likeness']}: {match['name']} · {match['country']} · {match['list']}"
            )
            if match["citation"]["origin_note"]:
                options.out(f"      {match['citation']['origin_note']}")
            if match["requirement"]:
                options.out(f"      requirement: {match['requirement']}; review: {match['policy']}")
            if match["means"]:
                options.out(f"      {match['means']}")
        if left := result.get("matches_in_all", 0) - len(result["matches"]):
            options.out(
                f"   {len(result['matches'])} of {result['matches_in_all']:,} matches are told; {left:,} are less like "
                "the name. Give more of the name, or --country."
            )
    lists = ", ".join(f"{s['list']} ({s['edition']})" for s in searched)
    err.print(f"\nSearched: {lists}.", soft_wrap=True, style="dim")
    if missing:
        err.print(
            f"Not held, so not searched: {', '.join(missing)}, and lists that are not known here. A name that is not "
            "found may stand there.",
            markup=False,
            soft_wrap=True,
            style="dim",
        )

"""Command `lists`: rows of a list, counted, chosen, compared between two editions, and saved as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.wiring import open_application
from corpus.filters import Filters
from ui import parameters
from ui.commands import options
from ui.commands.options import err
from ui.exports.list_rows import flat_row
from ui.exports.spreadsheets import as_csv, as_workbook
from ui.file_output import save_file
from ui.json_documents import list_documents
from ui.json_documents.list_documents import Choice

_SHOWN = (
    "name",
    "country",
    "added",
    "policy",
    "requirement",
    "label",
    "countries",
    "marks",
    "pointer",
    "reasons",
    "heading",
)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(lists)


def lists(
    name: Annotated[str, typer.Argument(metavar="LIST", help="Name of a list; without one, what is held.")] = "",
    country: Annotated[list[str] | None, typer.Option("--country", help="Only under this country; repeatable.")] = None,
    policy: Annotated[str, typer.Option("--policy", help="Only rows whose review policy has these words.")] = "",
    requirement: Annotated[
        str, typer.Option("--requirement", help="Only rows whose licence requirement has these words.")
    ] = "",
    footnote: Annotated[str, typer.Option("--footnote", help="Only rows with this footnote, by its number.")] = "",
    cites: Annotated[str, typer.Option("--citation", help="Only rows that cite this, such as “90 FR 4622”.")] = "",
    party: Annotated[str, typer.Option("--name", help="Only rows with these words in a name or an alias.")] = "",
    added_on: Annotated[
        str | None, typer.Option("--added-on", metavar="DATE", help="First listed on that day.")
    ] = None,
    added_since: Annotated[
        str | None, typer.Option("--added-since", metavar="DATE", help="First listed on that day or later.")
    ] = None,
    added_until: Annotated[
        str | None, typer.Option("--added-until", metavar="DATE", help="First listed on that day or earlier.")
    ] = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="The days are those of a change, not of the listing.")
    ] = False,
    between: Annotated[
        tuple[str, str] | None,
        typer.Option("--between", metavar="DATE DATE", help="What differs between the editions of two days."),
    ] = None,
    count: Annotated[bool, typer.Option("--count", help="Only how many.")] = False,
    csv: Annotated[Path | None, typer.Option("--csv", help="Save the rows to this file.")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Save the rows to this workbook.")] = None,
    as_of: options.AsOfOption = None,
    json: options.Json = False,
) -> None:
    """Count, choose and compare the rows of a list, every row with its place."""
    catalogue, filters = open_application().catalogue, Filters(as_of=parameters.day(as_of))
    choice = Choice(
        tuple(country or ()), party, policy, requirement, footnote, cites, parameters.day(added_on),
        parameters.day(added_since), parameters.day(added_until), changed,
    )  # fmt: skip
    if not name:
        _overview(list_documents.all_lists(catalogue, choice, filters, count=count), json)
        return
    found = list_documents.looked_up(
        catalogue, name, choice, filters, between=between or (), count=count and not (csv or xlsx)
    )
    _save(found, csv, xlsx)
    if json:
        options.emit({**found, "rows": []} if count else found)
    else:
        _print(found, count)


def _overview(rows: list[dict[str, Any]], json: bool) -> None:
    if json:
        options.emit(rows)
    elif rows:
        options.table(tuple(rows[0]), [tuple(map(str, row.values())) for row in rows])
    else:
        err.print("No list is held. `licet sync us-15-cfr-744` and `licet sync us-list-screening` bring them.")


def _save(found: dict[str, Any], csv: Path | None, xlsx: Path | None) -> None:
    for path, made in ((csv, as_csv), (xlsx, lambda rows: as_workbook(rows, found["list"]))):
        if path is None:
            continue
        save_file(path, made(list(map(flat_row, found["rows"]))))
        err.print(f"saved {len(found['rows']):,} rows to {path}", soft_wrap=True)


def _told(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _print(found: dict[str, Any], count: bool) -> None:
    value = found["value"]
    edition = f", edition of {found['edition']}" if found["edition"] else ""
    if isinstance(value, dict):
        told = ", ".join(f"{word} {len(names):,}" for word, names in value.items())
        told += f", changed {len(found['changed']):,}, different in print only {found['in_print_only']:,}"
        options.out(f"{found['list']}, editions of {' and '.join(found['editions'])}: {told}")
    else:
        options.out(f"{found['list']}{edition}: {value:,} {'row' if value == 1 else 'rows'}")
    for mark in dict.fromkeys(row["citation"]["origin_note"] for row in found["rows"] if "citation" in row):
        if mark:
            options.out(mark)
    if found["rows"] and not count:
        shown = [c for c in _SHOWN if any(row.get(c) for row in found["rows"])]
        options.table(tuple(shown), [tuple(_told(row.get(c)) for c in shown) for row in found["rows"]])

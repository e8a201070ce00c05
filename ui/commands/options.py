"""Options that commands share, and how they print: JSON, lines, tables, progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Column, Table

from corpus.model import Kind
from ui import terminal
from ui.terminal import Terminal

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else there.")]
JurisdictionOption = Annotated[
    list[str] | None,
    typer.Option("--jurisdiction", help="Only texts of this jurisdiction (us, eu, uk, cn, jp, …); repeatable."),
]
Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        help="Only this kind: law, list, guidance, news, explainer, user; repeatable.",
        autocompletion=lambda incomplete: [kind.value for kind in Kind if kind.startswith(incomplete)],
    ),
]
SourcesOption = Annotated[list[str] | None, typer.Option("--source", help="Only this source, by its id; repeatable.")]
Languages = Annotated[
    list[str] | None, typer.Option("--language", help="Only texts in this language (en, zh, ja, …); repeatable.")
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="The law as it stood on that day.")
]

_WIDE = 240  # columns
err = Terminal(stderr=True, highlight=False)


def emit(document: Any) -> None:
    """Print one JSON document on stdout."""
    print(terminal.json_line(document), flush=True)


def out(line: str) -> None:
    """Print one line on stdout, for people; white space before it stays."""
    before = line[: len(line) - len(line.lstrip())]
    Terminal(highlight=False).print(before + terminal.name(line), soft_wrap=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table on stdout, for people; wide where stdout is no terminal."""
    made = Table(box=None, pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*map(terminal.cell, row))
    Terminal(highlight=False, width=None if sys.stdout.isatty() else _WIDE).print(made)


@contextmanager
def progress(
    label: str, total: int | None = None, *, foretold: bool = True
) -> Iterator[Callable[[str, int, int], None]]:
    """Show a progress bar on stderr; yields a function of (what is being done, how much is done, how much there is).

    `foretold`: whether the bar estimates the time left; not where the caller knows better.
    """
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis")),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        *([TimeRemainingColumn()] if foretold else []),
        console=err,
        transient=True,
        disable=not err.is_terminal,  # a file would get an empty line
    )
    with bar:
        task = bar.add_task(label, total=total)

        def report(what: str, done: int, of: int) -> None:
            bar.update(task, description=terminal.name(what)[:100], completed=done, total=of or None)

        yield report

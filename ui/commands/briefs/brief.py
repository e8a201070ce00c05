"""Command `brief`: what a text is and what it holds, taken from it in its order."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from assistant.wiring import open_application
from ui.commands import options
from ui.documents.brief import brief_of
from ui.terminal import Terminal


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(brief)


def brief(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The id of a text, as `licet sources` lists it.")],
    json: options.Json = False,
) -> None:
    """Print a brief of a text: what it is, its parts, dates, sums, names on lists, duties, terms, and questions."""
    told = brief_of(open_application(), source)
    if json:
        options.emit(told)
        return
    _print(told)


def _print(told: dict[str, Any]) -> None:
    out = Terminal(highlight=False)
    out.print(told["title"], soft_wrap=True, style="bold")
    for fact in told["facts"]:
        out.print(fact, soft_wrap=True)
    for part in told["parts"]:
        out.print(f"\n{part['name']} ({len(part['lines'])} of {part['of']})", soft_wrap=True, style="bold")
        for line in part["lines"]:
            out.print(f"- {line['text']}", soft_wrap=True, markup=False)
    if told["listed"]:
        out.print("\nNames that are on a list held, or like one that is", soft_wrap=True, style="bold")
        for hit in told["listed"]:
            out.print(f"- {hit['name']}: {hit['likeness']}, {hit['row']} · {hit['list']}", soft_wrap=True, markup=False)
    if told["questions"]:
        out.print("\nQuestions that it answers", soft_wrap=True, style="bold")
        for question in told["questions"]:
            out.print(f"- {question}", soft_wrap=True, markup=False)
    for line in told["left_out"]:
        out.print(f"\n{line}", soft_wrap=True, style="dim")

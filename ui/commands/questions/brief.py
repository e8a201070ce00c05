"""Command `brief`: what a text is and what it holds, taken from it in its order."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from assistant.wiring import open_application
from corpus.annotations.briefs import BriefCheck
from ui.commands import options
from ui.json_documents.brief import brief_of
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
    if told["by_model"]:
        _print_by_model(told["by_model"], out)
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


def _print_by_model(brief: dict[str, Any], out: Terminal) -> None:
    checked = f"{brief['model']} wrote this on {brief['made_on']}; each sentence was checked against the text."
    part = (
        f" It was written from {brief['read']:,} of {brief['of']:,} characters." if brief["read"] < brief["of"] else ""
    )
    left = f" {brief['left_out']} of its sentences did not pass and are left out." if brief["left_out"] else ""
    out.print(f"\nBrief by a chat model\n{checked}{part}{left}", soft_wrap=True, style="bold", markup=False)
    for section in brief["parts"]:
        out.print(f"\n{section['name']}", soft_wrap=True, style="bold")
        for line in section["lines"]:
            out.print(f"- {_with_check(line)}", soft_wrap=True, markup=False)
    if brief["questions"]:
        out.print("\nQuestions", soft_wrap=True, style="bold")
    for asked in brief["questions"]:
        said = " ".join([*map(_with_check, asked["lines"]), *asked["exceptions"]])
        out.print(f"- {asked['question']} {said}", soft_wrap=True, markup=False)


def _with_check(line: dict[str, Any]) -> str:
    mark = f" ({line['check']})" if line["check"] == BriefCheck.PROGRAM else ""
    return f"{line['text']}{mark}"

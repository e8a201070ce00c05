"""Command `research`: sub-questions, their evidence, and a memo whose every claim was checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.events import Step
from assistant.memo.model import Stage
from assistant.wiring import open_application
from corpus.errors import BadRequest, ModelFailed
from ui import parameters
from ui.commands import options
from ui.commands.options import err
from ui.exports.memo import MEMO_SUFFIXES, memo_markdown, saved
from ui.exports.model_usage import usage_line
from ui.json_documents.memo import looked_into, memo
from ui.terminal import Terminal


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(research)


def research(
    question: Annotated[str, typer.Argument(help="A question that needs several look-ups.")],
    jurisdiction: options.JurisdictionOption = None,
    kind: options.Kinds = None,
    source: options.SourcesOption = None,
    language: options.Languages = None,
    as_of: options.AsOfOption = None,
    save: Annotated[
        list[Path] | None, typer.Option("--save", help="Save the memo to this file: .docx, .pdf or .md; repeatable.")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew, also where a memo was begun before.")] = False,
    json: options.Json = False,
) -> None:
    """Research a question with a chat model: sub-questions, a memo of checked claims, and what was not found.

    Every step is kept: what was stopped or killed goes on when it is asked again.
    """
    for path in save or ():
        if path.suffix.lower() not in MEMO_SUFFIXES:
            raise BadRequest(f"A memo is not saved as {path.name}.", "Use a name that ends in .docx, .pdf or .md.")
    filters = parameters.filters(jurisdiction, kind, source, language, as_of)
    licet = open_application()
    researching = licet.researching(question, filters, fresh=fresh)
    if researching.at.parts and researching.at.stage is not Stage.COMPLETE:
        err.print(f"Going on: {looked_into(researching.at)}.", soft_wrap=True, markup=False)
    try:
        for event in researching:
            if isinstance(event, Step):
                err.print(f"{event.stage}: {event.detail}", soft_wrap=True, markup=False, style="dim")
    except KeyboardInterrupt:
        raise ModelFailed(
            f"Stopped: {looked_into(researching.at)}.", "Ask the same again, and the research goes on from there."
        ) from None
    made = researching.at
    for path in save or ():
        saved(made, path)
        err.print(f"saved {path}", soft_wrap=True, markup=False)
    if json:
        options.emit(memo(made))
    else:
        Terminal(highlight=False).print(memo_markdown(made), soft_wrap=True, markup=False)
        if told := usage_line(made.usage):
            err.print(told, soft_wrap=True, style="dim")

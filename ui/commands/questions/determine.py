"""Commands `determine` and `compare`: what the texts require for an item, and how jurisdictions differ on a topic."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.engines.comparison.fixed_points import topics
from assistant.engines.determination.command import determination
from assistant.model import Answer
from assistant.wiring import open_application
from corpus.errors import BadRequest
from ui import parameters, serializers
from ui.commands import options
from ui.commands.options import err
from ui.commands.questions import ask
from ui.exports import FORMATS, export
from ui.file_output import save_file
from ui.terminal import Terminal


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(determine)
    app.command()(compare)


def determine(
    item: Annotated[
        str, typer.Option("--item", help="ECCN with its paragraph (3A001.a.7), EAR99, or words that describe the item.")
    ],
    to: Annotated[str, typer.Option("--to", help="The country or town where the item goes.")],
    end_user: Annotated[str, typer.Option("--end-user", help="Who will use it, as far as known.")] = "",
    end_use: Annotated[str, typer.Option("--end-use", help="What it will be used for.")] = "",
    jurisdiction: Annotated[
        str,
        typer.Option("--jurisdiction", help="Whose licence: us (without it), eu, cn, jp; of others says what is held."),
    ] = "",
    as_of: options.AsOfOption = None,
    json: options.Json = False,
) -> None:
    """Walk from an item and a destination to what the texts held require, every step with its paragraph."""
    licet = open_application()
    with options.progress("starter library") as report:
        licet.ensure_library(report)
    day = parameters.filters(None, None, None, None, as_of)
    found = determination(licet.catalogue, item, to, end_user, end_use, day, jurisdiction)
    if json:
        options.emit(found)
        return
    out = Terminal(highlight=False)
    out.print(found["status"].replace("_", " "), style="bold")
    out.print(found["text"], soft_wrap=True)
    cited = {(c["locator"], c["quote"]): c for s in found["steps"] for c in s["citations"]}
    for c in cited.values():
        mark = f", {c['origin_note']}" if c["origin_note"] else ""
        edition = f"edition of {c['edition']}" if c["edition"] else "undated"
        out.print(f"\n{c['locator']} · {c['title']}{mark} · {edition}", soft_wrap=True, style="bold")
        out.print(f"    {c['quote']}", soft_wrap=True)
    err.print("\nComputed from the texts as held; not legal advice.", style="dim")


def compare(
    topic: Annotated[str, typer.Argument(help="What is compared: penalties, records, … Without one, the topics.")] = "",
    jurisdictions: Annotated[
        list[str] | None, typer.Argument(metavar="JURISDICTION…", help="Two to six codes: us eu uk cn jp.")
    ] = None,
    save: Annotated[
        list[Path] | None,
        typer.Option("--save", help="Write the table to a file as its ending says: .md, .xlsx, .docx, …; repeatable."),
    ] = None,
    as_of: options.AsOfOption = None,
    json: options.Json = False,
) -> None:
    """Compare jurisdictions by the fixed points of a topic, every cell with its provision."""
    if not topic:
        rows = [{"topic": t.id, "name": t.name, "points": list(t.points.values())} for t in topics()]
        if json:
            options.emit(rows)
        else:
            options.table(("topic", "name", "points"), [(t.id, t.name, "; ".join(t.points.values())) for t in topics()])
        return
    licet = open_application()
    chosen = parameters.filters(None, None, None, None, as_of)
    codes = [code.lower() for code in jurisdictions or ()]
    answer = licet.assistant.compare(topic, codes, chosen)
    for path in save or ():
        _save(path, _export(path, answer))
    if json:
        options.emit(serializers.answer(answer))
    else:
        ask.show_answer(answer)


def _export(path: Path, answer: Answer) -> bytes:
    """Return an answer in the format that the ending of a file names. Raises BadRequest for an unknown one."""
    try:
        return export([answer], path.suffix.lower().removeprefix("."))
    except KeyError:
        raise BadRequest(
            f"No format has the ending {path.suffix or path.name!r}.",
            f"Use one of {', '.join(f.ending for f in FORMATS)}.",
        ) from None


def _save(path: Path, content: bytes) -> None:
    save_file(path, content)
    err.print(f"saved {path}", soft_wrap=True)

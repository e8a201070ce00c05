"""Commands that check and measure: `doctor` and `eval`."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps as to_json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from assistant.wiring import open_application
from ui.commands import options
from ui.file_output import save_file
from ui.terminal import Terminal


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(doctor)
    evaluation = typer.Typer(
        help="Measure retrieval, answers and the support check on labelled data.", no_args_is_help=True
    )
    evaluation.command("retrieval")(eval_retrieval)
    evaluation.command("answers")(eval_answers)
    evaluation.command("users")(eval_users)
    evaluation.command("support")(eval_support)
    evaluation.command("determine")(eval_determine)
    evaluation.command("claims")(eval_claims)
    app.add_typer(evaluation, name="eval")


def doctor(
    repair: Annotated[
        bool, typer.Option("--mend/--no-mend", help="Make anew what is damaged of the index, or only look.")
    ] = True,
    json: options.Json = False,
) -> None:
    """Check the installation, the models, the texts and the index; make anew what is damaged of the index."""
    from assistant.doctor import examine

    with options.progress("checking") as report:
        checks = examine(
            open_application(), repair=repair, progress=lambda done, total: report("making the index anew", done, total)
        )
    if json:
        options.emit([{"check": c.check, "ok": c.ok, "message": c.message, "remedy": c.remedy} for c in checks])
    else:
        out = Terminal(highlight=False)
        for c in checks:
            out.print(
                f"{'ok ' if c.ok else 'BAD'} {c.check}: {c.message}" + ("" if c.ok else f" {c.remedy}"),
                soft_wrap=True,
                style=None if c.ok else "bold red",
            )
    if not all(c.ok for c in checks):
        raise typer.Exit(1)


def eval_retrieval(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder with passages.jsonl and questions.jsonl.")],
    split: Annotated[str | None, typer.Option(help="Only questions of this split.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many questions.")] = None,
    json: options.Json = False,
) -> None:
    """Index labelled passages through the production path and measure what is found."""
    from assistant.evaluation.retrieval import evaluate_retrieval

    _print(evaluate_retrieval(folder, split=split, limit=limit), json)


def eval_answers(file: Annotated[Path, typer.Argument(metavar="FILE.jsonl")], json: options.Json = False) -> None:
    """Ask labelled questions of what is held and measure the answers."""
    from assistant.evaluation.answers import evaluate_answers

    licet = open_application()
    with options.progress("asking") as report:
        licet.ensure_library(report)
        result = evaluate_answers(file, licet.assistant, progress=report)
    _print(result, json)


def eval_users(file: Annotated[Path, typer.Argument(metavar="FILE.jsonl")], json: options.Json = False) -> None:
    """Ask labelled questions in users' own words, and measure what is right, what misleads and what is declined."""
    from assistant.evaluation.users import evaluate_users

    licet = open_application()
    with options.progress("asking") as report:
        licet.ensure_library(report)
        result = evaluate_users(file, licet.assistant, progress=report)
    _print(result, json)


def eval_support(file: Annotated[Path, typer.Argument(metavar="FILE.jsonl")], json: options.Json = False) -> None:
    """Measure the support check on labelled claims (AttributionBench's format)."""
    from assistant.evaluation.support import evaluate_support

    _print(evaluate_support(file, open_application().settings), json)


def eval_determine(file: Annotated[Path, typer.Argument(metavar="FILE.jsonl")], json: options.Json = False) -> None:
    """Ask labelled questions about licences, lists and calculations, and measure what the engines compute."""
    from assistant.evaluation.determine import evaluate_determine

    licet = open_application()
    with options.progress("asking") as report:
        licet.ensure_library(report)
        result = evaluate_determine(file, licet.assistant, progress=report)
    _print(result, json)


def eval_claims(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl")],
    predictions: Annotated[
        Path | None, typer.Option(metavar="OUT.json", help="Write what is said of each claim by its id.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Measure the check of a chat model's sentences on labelled claims; LICET_MODEL takes the second look."""
    from assistant.evaluation.claims import evaluate_claims

    licet = open_application()
    with options.progress("checking") as report:
        generator = licet.assistant.generator if licet.settings.model else None
        result, said = evaluate_claims(file, generator, lambda done, total: report("claims", done, total))
    if predictions:
        save_file(predictions, to_json(said, indent=0).encode())
    _print(result, json)


def _print(result: dict[str, Any], json: bool) -> None:
    if json:
        options.emit(result)
        return
    out = Terminal(highlight=False)
    for name, value in _leaves(result):
        if isinstance(value, list) and value and isinstance(value[0], dict):
            table = Table(title=name, box=None)
            for column in value[0]:
                table.add_column(column, overflow="fold")
            for row in value:
                table.add_row(*(Text(" ".join(str(v).split())) for v in row.values()))
            out.print(table)
        else:
            shown = f"{value:.4f}" if isinstance(value, float) else str(value)
            out.print(f"{name:<52} {shown}", soft_wrap=True)


def _leaves(held: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the figures in nested results, each under its full name, as `subsets, LFQA, macro_f1`."""
    for name, value in held.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{above}{name}, ")
        else:
            yield f"{above}{name}", value

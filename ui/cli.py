"""The command line `licet`. Errors are shown here and only here, as one line with its remedy."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Annotated

import typer

from assistant.settings import Settings
from corpus.errors import Problem
from corpus.language.normal_form import whole_characters
from ui.command_table import CommandGroup
from ui.terminal import name

app = typer.Typer(
    name="licet",
    help="Answers questions about export controls from the texts themselves, "
    "and shows the paragraph that every sentence stands on.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    cls=CommandGroup,
)
debugging = False
# Commands that have nothing to clean up at their end.
_READING = frozenset(
    (
        "search",
        "ask",
        "determine",
        "compare",
        "brief",
        "show",
        "diff",
        "changes",
        "sources",
        "history",
        "lists",
        "screen",
        "check",
        "status",
        "serve",
        "mcp",
    )
)
_STOPPED = "Stopped. What was finished is kept; nothing half-added is searchable."


def _tell_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version as of

        print(f"licet {of('licet')}")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    """Options of every command."""
    global debugging
    debugging = debug


def main(arguments: list[str] | None = None) -> None:
    """Run one command. Exits with 0 on success, 1 on an error (shown with its remedy), 2 on bad usage."""
    if arguments is not None:
        _run(arguments)
        return
    try:
        _run(sys.argv[1:])
    except SystemExit as end:
        command = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
        if command in _READING and isinstance(end.code, int) and _leaves_nothing_behind():
            _leave(end.code)
        raise


def _leaves_nothing_behind() -> bool:
    """Return whether a reading command had nothing to copy: of a read-only home it did, which is deleted at the end."""
    with suppress(Problem):
        return os.access(Settings.load().home, os.W_OK)
    return True


def _leave(code: int) -> None:
    """End the process at once, because freeing the encoders and the store takes longer than a search.

    What such a command writes (the starter library, on its first run) has been committed by then.
    """
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return  # let the interpreter end normally: it reports what is wrong with the output
    os._exit(code)


def _run(arguments: list[str]) -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(args=[_whole(argument) for argument in arguments])
    except Problem as problem:
        if "--debug" in arguments:
            raise
        fail(str(problem))
    except KeyboardInterrupt:
        fail(_STOPPED)
    except SystemExit as end:
        if end.code == 130:  # exit code of the command-line library for an interrupted command
            fail(_STOPPED)
        raise
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(1) from None
    except Exception as error:
        if "--debug" in arguments:
            raise
        fail(
            f"Something went wrong that Licet has no word for: {type(error).__name__}: {error}. "
            "Run it again with --debug and report what it prints."
        )


def _whole(argument: str) -> str:
    """Return an argument with U+FFFD for bytes that are no UTF-8, as of a terminal in Latin-1; a path keeps them."""
    return argument if os.sep in argument or os.path.lexists(argument) else whole_characters(argument)


def fail(line: str) -> None:
    """Print one line on stderr and exit with code 1."""
    print(f"licet: {name(line)}", file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    main()

"""`licet`: the command line. Errors are shown here, once, as one line with its remedy."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from typer.core import TyperGroup

from corpus.errors import Problem
from ui.commands import ask, check, hold, mcp, official, read, serve, sources

app = typer.Typer(
    name="licet",
    help="Answers questions about export controls from the texts themselves, and shows the paragraph that every sentence stands on.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    cls=TyperGroup,
)
debugging = False
_STOPPED = "Stopped. What was finished is kept; nothing half-added is searchable."


@app.callback()
def options(debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False) -> None:
    """Options of every command."""
    global debugging
    debugging = debug


for module in (hold, sources, official, read, ask, check, serve, mcp):
    module.register(app)


def main(arguments: list[str] | None = None) -> None:
    """Runs one command. Exits 0 on success, 1 on an error with its remedy, 2 on bad usage."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(args=arguments)
    except Problem as problem:
        if "--debug" in arguments:
            raise
        fail(str(problem))
    except KeyboardInterrupt:
        fail(_STOPPED)
    except SystemExit as end:
        if end.code == 130:  # how the command-line library ends a command that was interrupted
            fail(_STOPPED)
        raise
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(1) from None
    except Exception as error:
        if "--debug" in arguments:
            raise
        fail(
            f"Something went wrong that Licet has no word for: {type(error).__name__}: {error}. Run it again with --debug and report what it prints."
        )


def fail(line: str) -> None:
    """One line on stderr, exit code 1."""
    print("licet: " + " ".join(line.split()), file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    main()

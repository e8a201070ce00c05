"""Commands `ui`, `serve` and `keys`: the research desk, the HTTP API, and the keys of its callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.settings import Settings
from corpus.errors import BadRequest
from ui import parameters
from ui.commands import options
from ui.commands.options import err

if TYPE_CHECKING:
    from ui.api.keys import CallerKey, KeyRing

AddressOption = Annotated[str, typer.Option(help="Address to listen on; only this machine by default.")]
Name = Annotated[str, typer.Argument(help="Name of the caller.")]
PerMinute = Annotated[int | None, typer.Option("--per-minute", min=1, help="Requests a minute, else the server's.")]
Questions = Annotated[
    int | None, typer.Option("--questions-per-minute", min=1, help="Questions and drafts a minute, else the server's.")
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", help="Only these calls: ask,search,show,…; without it all. Repeatable.", metavar="CALLS"),
]
Until = Annotated[str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="Last day on which it lets in.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(ui)
    app.command()(serve)
    keys = typer.Typer(help="Make, list and revoke keys for callers of the HTTP API.", no_args_is_help=True)
    keys.command("add")(add_key)
    keys.command("list")(list_keys)
    keys.command("revoke")(revoke_key)
    app.add_typer(keys, name="keys")


def ui(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the app.")] = 8501,
    address: AddressOption = "127.0.0.1",
    once_ready: Annotated[str, typer.Option(help="Command to run once the desk answers in full.")] = "",
) -> None:
    """Open the research desk in the browser."""
    from ui.server import serve_desk

    serve_desk(Settings.load(), port=port, address=address, once_ready=once_ready)


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the API.")] = 8600,
    address: AddressOption = "127.0.0.1",
) -> None:
    """Serve search, questions, determinations, lists and provisions to other programs over HTTP, read-only."""
    from ui.api.server import serve_api

    serve_api(Settings.load(), port=port, address=address)


def add_key(
    name: Name,
    per_minute: PerMinute = None,
    questions: Questions = None,
    only: Only = None,
    until: Until = None,
    json: options.Json = False,
) -> None:
    """Make a key for a caller and print it, once: it is kept as a digest only."""
    rights = [right.strip() for given in only or () for right in given.split(",") if right.strip()]
    if only and not rights:
        raise BadRequest("--only names no call.", "Name some: --only ask,search. Without it the key has all.")
    made, secret = _keys().add(
        name, per_minute=per_minute, questions_per_minute=questions, only=rights, until=parameters.day(until)
    )
    if json:
        options.emit({**_told(made), "key": secret})
    else:
        options.out(secret)
        err.print(f"The key of {made.name}. Keep it: it cannot be shown again.", soft_wrap=True)


def list_keys(json: options.Json = False) -> None:
    """List the keys that were made, without what would let anybody in."""
    keys = _keys().all()
    if json:
        options.emit([_told(key) for key in keys])
    elif keys:
        columns = ("caller", "made", "revoked", "until", "only", "per minute", "questions")
        options.table(columns, list(map(_row, keys)))
    else:
        err.print("No key was made: the API answers programs on this machine only. Make one with `licet keys add`.")


def revoke_key(name: Name, json: options.Json = False) -> None:
    """Revoke a caller's key; a server that runs refuses it from then on."""
    revoked = _keys().revoke(name)
    if json:
        options.emit(_told(revoked))
    else:
        err.print(f"revoked: {revoked.name}", soft_wrap=True)


def _keys() -> KeyRing:
    from corpus.records import open_records
    from ui.api.keys import KeyRing

    settings = Settings.load()
    return KeyRing(open_records(settings.home, settings.database_url.get_secret_value()))


def _row(key: CallerKey) -> tuple[str, ...]:
    limits = (str(limit) if limit is not None else "" for limit in (key.per_minute, key.questions_per_minute))
    return key.name, key.made_at, key.revoked_at, key.until, ", ".join(key.only) or "all", *limits


def _told(key: CallerKey) -> dict[str, Any]:
    return {
        "name": key.name,
        "made_at": key.made_at,
        "revoked_at": key.revoked_at or None,
        "until": key.until or None,
        "only": list(key.only),
        "per_minute": key.per_minute,
        "questions_per_minute": key.questions_per_minute,
    }

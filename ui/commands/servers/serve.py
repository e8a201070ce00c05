"""Commands `ui`, `serve` and `keys`: the research desk, the HTTP API, and the keys of its callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.settings import Settings
from ui.commands import options
from ui.commands.options import err

if TYPE_CHECKING:
    from ui.api.keys import CallerKey, KeyRing

AddressOption = Annotated[str, typer.Option(help="Address to listen on; only this machine by default.")]
Name = Annotated[str, typer.Argument(help="Name of the caller.")]


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
    from ui.server import serve as serve_desk

    serve_desk(Settings.load(), port=port, address=address, once_ready=once_ready)


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the API.")] = 8600,
    address: AddressOption = "127.0.0.1",
) -> None:
    """Serve search, questions, determinations, lists and provisions to other programs over HTTP, read-only."""
    from ui.api.server import serve as serve_api

    serve_api(Settings.load(), port=port, address=address)


def add_key(name: Name, json: options.Json = False) -> None:
    """Make a key for a caller and print it, once: it is kept as a digest only."""
    made, secret = _keys().add(name)
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
        options.table(("caller", "made", "revoked"), [(k.name, k.made_at, k.revoked_at) for k in keys])
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


def _told(key: CallerKey) -> dict[str, Any]:
    return {"name": key.name, "made_at": key.made_at, "revoked_at": key.revoked_at or None}

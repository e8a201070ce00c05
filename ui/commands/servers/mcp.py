"""Command `mcp`: Licet as tools for other programs, over the Model Context Protocol."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from assistant.settings import Settings
from corpus.errors import BadRequest


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(mcp)


def mcp(
    http: Annotated[bool, typer.Option("--http", help="Over HTTP instead of standard input and output.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="With --http: the port.")] = 8700,
    address: Annotated[
        str, typer.Option(help="With --http: the address to listen on; only this machine by default.")
    ] = "127.0.0.1",
) -> None:
    """Serve questions, determinations, lists, provisions and drafts as tools over the Model Context Protocol."""
    if find_spec("mcp") is None:
        raise BadRequest(
            "The Model Context Protocol package is not installed.", 'Install it with `pip install "licet[mcp]"`.'
        )
    settings = Settings.load()
    if http:
        from ui.mcp_server.http import serve_http

        serve_http(settings, port, address)
        return
    from ui.mcp_server.stdio import serve_stdio

    serve_stdio(settings)

"""Command `ui`: serve the research desk."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(ui)


def ui(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the app.")] = 8501,
    address: Annotated[str, typer.Option(help="Address to listen on; only this machine by default.")] = "127.0.0.1",
) -> None:
    """Open the research desk in the browser."""
    from ui.server import serve

    serve(Settings.load(), port=port, address=address)

"""Commands by their names: each is read from its module in `ui/commands` when it is called, and loads nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import CompletionItem, TyperCommand, TyperGroup  # type: ignore[attr-defined]
from typer.main import get_group

# Every command with its module in `ui/commands`, in the order of `licet --help`.
COMMAND_MODULES: Mapping[str, str] = {
    "add": "collection.collection",
    "remove": "collection.collection",
    "rebuild": "collection.collection",
    "backup": "collection.backup",
    "restore": "collection.backup",
    "history": "collection.history",
    "undo": "collection.history",
    "sources": "collection.sources",
    "sync": "collection.official_texts",
    "watch": "collection.watch",
    "changes": "collection.changes",
    "diff": "collection.changes",
    "brief": "questions.brief",
    "show": "questions.show",
    "status": "questions.show",
    "search": "questions.ask",
    "ask": "questions.ask",
    "research": "questions.research",
    "determine": "questions.determine",
    "compare": "questions.determine",
    "lists": "questions.lists",
    "screen": "questions.screen",
    "check": "questions.check",
    "annotations": "collection.annotated_law",
    "doctor": "doctor",
    "ui": "servers.serve",
    "serve": "servers.serve",
    "keys": "servers.serve",
    "mcp": "servers.mcp",
    "eval": "doctor",
}


class CommandGroup(TyperGroup):
    """Group whose commands are read when they are called, or when the help lists them."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = Commands()  # type: ignore[assignment]  # nothing is ever added to it

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Return what may follow in a shell: the names of commands, of which none is read for that, and options."""
        if incomplete.startswith("-"):
            return TyperCommand.shell_complete(self, ctx, incomplete)  # type: ignore[arg-type]
        return [CompletionItem(name) for name in COMMAND_MODULES if name.startswith(incomplete)]


class Commands(Mapping[str, Any]):
    """Commands by their names, each built when it is looked up."""

    def __init__(self) -> None:
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            app = typer.Typer(rich_markup_mode=None)
            import_module(f"{__package__}.commands.{COMMAND_MODULES[name]}").register(app)
            self._built |= get_group(app).commands
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMAND_MODULES)

    def __len__(self) -> int:
        return len(COMMAND_MODULES)

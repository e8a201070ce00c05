"""Finds the files of what a person names: a folder may hold links, loops and depths that nobody has looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import FilledLine, Problem, UnreadableDocument


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that was named, or stands in a folder that was; `problem` says why it is not to be read."""

    path: Path
    problem: Problem | None = None


def found(paths: Iterable[Path]) -> Iterator[FoundFile]:
    """Yield the files that `paths` name, folders in sorted order, without hidden files.

    A path that does not exist is yielded too, so that its failure is reported by name. A link is followed where a
    person names it. In a folder, one that leads out of it is not: who packed the folder could have it show any file of
    this account; and none to a folder is, as it may lead back to where it stands.
    """
    for path in paths:
        waiting = [path]
        while waiting:
            next_one = waiting.pop()
            if next_one is not path and (problem := _leads_away(next_one, path)):
                yield FoundFile(next_one, problem)
            elif (inside := _inside(next_one)) is None:
                yield FoundFile(next_one)
            else:
                waiting += reversed([p for p in inside if not p.name.startswith(".")])


def _inside(path: Path) -> list[Path] | None:
    """Return what stands in a folder, sorted; None for a file, and for what cannot be opened: its reader says why."""
    try:
        return sorted(path.iterdir()) if path.is_dir() else None
    except (OSError, ValueError):
        return None


def _leads_away(path: Path, folder: Path) -> Problem | None:
    try:
        if not path.is_symlink():
            return None
        target = path.resolve(strict=True)
        if target.is_dir():
            return UnreadableDocument(
                FilledLine("{name} is a link to a folder.", {"name": path.name}), "Add that folder itself."
            )
        if target.is_relative_to(folder.resolve()):
            return None
        out = FilledLine("{name} is a link out of {folder}.", {"name": path.name, "folder": folder.name or str(folder)})
        return UnreadableDocument(out, "Add the file that it names itself.")
    except (OSError, RuntimeError):  # RuntimeError: a link to itself
        nothing = FilledLine("{name} is a link to nothing.", {"name": path.name})
        return UnreadableDocument(nothing, "Delete it, or add the file that it should name.")

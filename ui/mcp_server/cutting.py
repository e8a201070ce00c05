"""Cuts a document to what one answer may hold, and says at which places the rest begins.

A document stays one: strings are shortened, lists end early, members keep their names. A place is a JSON pointer
(RFC 6901), so that the rest can be asked for by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import BadRequest
from ui.terminal import json_line

_KEPT_MEMBER = 300  # characters: a member that every object keeps
_LEAST_PART = 600  # characters, for less of which no item of a list is begun
_LONGEST_LAST_WORD = 80  # characters, at most so many are left off so that no word is cut


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rest of a string, list or object: its place, the first character or item that was left out, and how many it has.

    `start` and `of` count characters of a string, items of a list, members of an object.
    """

    path: str
    start: int
    of: int


@dataclass(frozen=True, slots=True)
class CutDocument:
    """Document as far as there was room, and the rests that were left out, in its order."""

    value: Any
    left_out: tuple[LeftOut, ...]


def size(value: Any) -> int:
    """Return how many characters a value takes as it is written."""
    return len(json_line(value))


def cut_value(value: Any, room: int, path: str = "", start: int = 0) -> CutDocument:
    """Return as much of a value as `room` characters hold, from `start` on where a part was shown already."""
    left_out: list[LeftOut] = []
    if start:
        value = rest(value, start)
    made = _cut(value, room, path, left_out, start)
    return CutDocument(made, tuple(left_out))


def rest(value: Any, start: int) -> Any:
    """Return what a string, list or object has from a character, an item or a member on."""
    if isinstance(value, dict):
        return dict(list(value.items())[start:])
    return value[start:] if isinstance(value, str | list) else value


def at(value: Any, path: str) -> Any:
    """Return what stands at a JSON pointer. Raises BadRequest."""
    found = value
    for step in path.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        try:
            found = found[int(name)] if isinstance(found, list) and name.isdecimal() else found[name]
        except (LookupError, TypeError, ValueError) as error:
            raise _no_place(path) from error
    if path and not path.startswith("/"):
        raise _no_place(path)
    return found


def _no_place(path: str) -> BadRequest:
    return BadRequest(f"The answer has nothing at {path[:200]!r}.", "Take a path of those under `cut`, `left_out`.")


def _cut(value: Any, room: int, path: str, left_out: list[LeftOut], start: int = 0) -> Any:
    if size(value) <= room or not isinstance(value, str | list | dict):
        return value
    if isinstance(value, str):
        return _text(value, room, path, left_out, start)
    if isinstance(value, list):
        return _items(value, room, path, left_out, start)
    return _members(value, room, path, left_out, start)


def _text(text: str, room: int, path: str, left_out: list[LeftOut], start: int) -> str:
    end, beyond = 0, min(len(text), max(0, room - 2)) + 1
    while beyond - end > 1:  # by halves: a character can take six as it is written
        middle = (end + beyond) // 2
        end, beyond = (middle, beyond) if size(text[:middle]) <= room else (end, middle)
    space = text.rfind(" ", max(0, end - _LONGEST_LAST_WORD), end)
    end = space + 1 if space > 0 else end
    left_out.append(LeftOut(path, start + end, start + len(text)))
    return text[:end]


def _items(items: Sequence[Any], room: int, path: str, left_out: list[LeftOut], start: int) -> list[Any]:
    taken: list[Any] = []
    used = 2
    for number, item in enumerate(items):
        takes = size(item) + (2 if taken else 0)
        if used + takes > room:
            after = number
            remaining = room - used - 2
            if isinstance(item, str | list | dict) and (remaining >= _LEAST_PART or (not taken and remaining > 2)):
                taken.append(_cut(item, remaining, f"{path}/{start + number}", left_out))
                after += 1
            if after < len(items):
                left_out.append(LeftOut(path, start + after, start + len(items)))
            break
        taken.append(item)
        used += takes
    return taken


def _members(members: dict[str, Any], room: int, path: str, left_out: list[LeftOut], start: int) -> dict[str, Any]:
    names = {name: size(name) + 4 for name in members}  # with the colon, the comma and their spaces
    sizes = {name: size(value) for name, value in members.items()}
    kept = {name for name in members if sizes[name] <= _KEPT_MEMBER}
    large = [name for name in members if name not in kept]
    free = room - 2 - sum(names.values()) - sum(sizes[name] for name in kept) - 2 * len(large)
    if free < 0:
        return _first_members(members, room, path, left_out, start)
    made: dict[str, Any] = {}
    for name, value in members.items():
        if name in kept:
            made[name] = value
            continue
        made[name] = _cut(value, free + 2, f"{path}/{_step(name)}", left_out)
        free -= size(made[name]) - 2
    return made


def _first_members(
    members: dict[str, Any], room: int, path: str, left_out: list[LeftOut], start: int
) -> dict[str, Any]:
    """Return the members that come first, of an object with so many that not even the small ones have room."""
    made: dict[str, Any] = {}
    used = 2
    for number, (name, value) in enumerate(members.items()):
        takes = size(name) + 4 + size(value)
        if used + takes > room:
            after = number
            if not made and isinstance(value, str | list | dict):
                made[name] = _cut(value, max(2, room - used - size(name) - 4), f"{path}/{_step(name)}", left_out)
                after += 1
            if after < len(members):
                left_out.append(LeftOut(path, start + after, start + len(members)))
            break
        made[name] = value
        used += takes
    return made


def _step(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")

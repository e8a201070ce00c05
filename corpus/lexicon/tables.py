"""Reads the TOML tables that come with Licet; a mistake in one is a line that names its file, entry and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from corpus.errors import BadRequest

T = TypeVar("T")
_NOWHERE = r"(?!)"  # where an empty alternative would match anywhere

# What TOML holds for a field of a type; any other type is left to `convert`.
_IN_TOML: Mapping[Any, tuple[type, str]] = {
    tuple: (list, "a list, in brackets"),
    re.Pattern: (str, "a pattern, in quotes"),
    str: (str, "a text, in quotes"),
    bool: (bool, "true or false"),
    int: (int, "a whole number"),
    Mapping: (dict, "a table, in braces"),
}


def content(file: Path | Traversable) -> dict[str, Any]:
    """Return what a table file holds. Raises BadRequest where it is not TOML in UTF-8."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise BadRequest(f"{file.name} is not TOML: {error}.", "Correct that line.") from error


def entry(
    kind: type[T],
    row: Mapping[str, Any],
    where: str,
    *,
    convert: Callable[[str, Any], Any],
    patterns: Collection[str] = (),
) -> T:
    """Return one entry of a table as an object of the dataclass `kind`.

    `where` names the file and the entry. `convert` makes a field's value of what TOML holds; `patterns` are fields of
    text that hold a pattern. Raises BadRequest, naming the field, for one that is unknown, missing, of another type or
    a broken pattern.
    """
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    hints = _hints(kind)  # type: ignore[arg-type]
    for name in row:
        if name not in known:
            raise BadRequest(f"{where}: no field is called {name}.", f"The fields are {', '.join(known)}.")
    for name, field in known.items():
        if name not in row and field.default is MISSING and field.default_factory is MISSING:
            raise BadRequest(f"{where}: the field {name} is missing.", "Add it.")
    values = {}
    for name, value in row.items():
        _check_type(value, hints[name], f"{where}: {name}")
        try:
            values[name] = convert(name, value)
            if name in patterns:
                re.compile(value)
        except re.error as error:
            raise BadRequest(f"{where}: the pattern {name} is broken: {error}.", "Correct it.") from error
    return kind(**values)


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    """Return the types of a dataclass's fields; working them out takes longer than reading an entry."""
    return get_type_hints(kind)


def as_tuple(_: str, value: Any) -> Any:
    """Return a list as a tuple and any other value as it is: a `convert` for entries."""
    return tuple(value) if isinstance(value, list) else value


def _check_type(value: Any, hint: Any, where: str) -> None:
    """Raise BadRequest where TOML holds another type than the field has. `X | None` is X."""
    hint = get_args(hint)[0] if isinstance(hint, UnionType) else hint
    kind, told = _IN_TOML.get(get_origin(hint) or hint, (object, ""))
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise BadRequest(f"{where} is {told}, not {str(value)[:60]!r}.", "Write it that way.")


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of any of these words, signs in them as they stand; of no words, one that matches nowhere."""
    return f"(?:{'|'.join(map(re.escape, words)) or _NOWHERE})"

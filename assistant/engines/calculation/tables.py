"""Reads the calculators' tables: fields that are patterns come compiled, without regard to case."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, TypeVar

from corpus import tables

T = TypeVar("T")


def entries(file: Path, name: str, kind: type[T], patterns: Collection[str] = ()) -> tuple[T, ...]:
    """Return the entries `[[name]]` of a table as objects of a dataclass. Raises BadRequest for a mistake in it."""

    def convert(field: str, value: Any) -> Any:
        if field not in patterns:
            return value
        if isinstance(value, list):
            return tuple(re.compile(pattern, re.I) for pattern in value)
        return re.compile(value, re.I)

    rows = tables.content(file)[name]
    return tuple(tables.entry(kind, row, f"{file.name}, {row.get('id', name)}", convert=convert) for row in rows)

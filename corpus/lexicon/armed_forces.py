"""Armed forces and services that are named without their country (`armed_forces.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.lexicon import tables

TABLE = Path(__file__).with_name("armed_forces.toml")


@dataclass(frozen=True, slots=True)
class ArmedForce:
    """Entry of the table; its head says what each field does."""

    country: str
    named: re.Pattern[str]


@cache
def forces() -> tuple[ArmedForce, ...]:
    """Return the entries of the table. Raises BadRequest for a mistake in it."""

    def convert(name: str, value: Any) -> Any:
        return re.compile(value) if name == "named" else value

    rows = tables.content(TABLE)["force"]
    return tuple(
        tables.entry(ArmedForce, row, f"{TABLE.name}, {row.get('country', '?')}", convert=convert) for row in rows
    )


def forces_named(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, country) of each force that a text names without its country."""
    for force in forces():
        yield from ((m.start(), m.end(), force.country) for m in force.named.finditer(text))

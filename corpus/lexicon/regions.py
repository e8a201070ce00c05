"""Regions of the world (`regions.toml`) by which a question chooses countries: "African companies"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.tables import as_tuple, content, entry

TABLE = Path(__file__).with_name("regions.toml")


@dataclass(frozen=True, slots=True)
class WorldRegion:
    """Region of the table; the head of `regions.toml` says what each field does."""

    name: str
    asked: str
    countries: tuple[str, ...]


@cache
def load(path: Path) -> tuple[WorldRegion, ...]:
    """Read a table of regions. Raises BadRequest for a mistake in it."""
    rows = content(path)["region"]
    return tuple(
        entry(WorldRegion, row, f"{path.name}, {row.get('name')}", convert=as_tuple, patterns=("asked",))
        for row in rows
    )


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], WorldRegion], ...]:
    return tuple((re.compile(region.asked, re.IGNORECASE), region) for region in load(TABLE))


def regions_named(text: str) -> list[tuple[int, int, WorldRegion]]:
    """Return (start, end, region) of the regions that a question names."""
    found = [(m.start(), m.end(), region) for pattern, region in _patterns() for m in pattern.finditer(text)]
    return [f for f in found if not any(o is not f and o[0] <= f[0] and f[1] < o[1] for o in found)]

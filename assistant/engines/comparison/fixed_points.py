"""Fixed points of topics (`fixed_points.toml`), and the references that fill the cells of each jurisdiction."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from corpus.errors import BadRequest
from corpus.lexicon import tables

TABLE = Path(__file__).with_name("fixed_points.toml")
_WORDS, _AT = " :: ", " @ "


@dataclass(frozen=True, slots=True)
class CellReference:
    """What fills a cell: an annotation, or those of its sentences that have `words`, or a provision of a source."""

    note: str = ""
    words: str = ""
    source: str = ""
    address: str = ""

    @classmethod
    def read(cls, written: str) -> CellReference:
        """Return the reference that the table writes."""
        if _AT in written:
            source, _, address = written.partition(_AT)
            return cls(source=source, address=address)
        note, _, words = written.partition(_WORDS)
        return cls(note, words)


@dataclass(frozen=True, slots=True)
class ComparedTopic:
    """Entry of `fixed_points.toml`; its head says what each field does."""

    id: str
    name: str
    asked: re.Pattern[str]
    points: Mapping[str, str]
    cells: Mapping[str, Mapping[str, tuple[CellReference, ...]]]
    texts: Mapping[str, tuple[str, ...]]
    periods: tuple[str, ...] = ()
    abroad: re.Pattern[str] | None = None
    point_asked: Mapping[str, re.Pattern[str]] = field(default_factory=dict)

    def points_asked(self, text: str) -> tuple[str, ...]:
        """Return the points that a text is about by its words, in the order of the rows."""
        return tuple(p for p in self.points if p in self.point_asked and self.point_asked[p].search(text))

    def references(self, jurisdiction: str, point: str) -> tuple[CellReference, ...]:
        """Return what fills a cell, in order; nothing where no provision is pinned for it."""
        return self.cells.get(jurisdiction, {}).get(point, ())


def read(file: Path) -> tuple[ComparedTopic, ...]:
    """Return the topics of a table file. Raises BadRequest for a mistake in it."""
    rows = tables.content(file)["topic"]
    found = [tables.entry(ComparedTopic, row, f"{file.name}, {row.get('id', '?')}", convert=_converted) for row in rows]
    for topic in found:
        unknown = {p for cells in topic.cells.values() for p in cells} | set(topic.point_asked) | set(topic.periods)
        unknown -= set(topic.points)
        if unknown:
            raise BadRequest(f"{file.name}, {topic.id}: no point is called {min(unknown)}.", "Name it in `points`.")
    return tuple(found)


@cache
def patterns_beside() -> Mapping[str, re.Pattern[str]]:
    """Return the patterns of the questions that are of a source beside the law compared, by its id."""
    rows = tables.content(TABLE)["beside"]
    return {row["source"]: re.compile(row["asked"], re.IGNORECASE) for row in rows}


@cache
def topics() -> tuple[ComparedTopic, ...]:
    """Return the topics that come with Licet. Raises BadRequest for a mistake in the table."""
    return read(TABLE)


def topics_named(
    text: str, among: tuple[ComparedTopic, ...] | None = None, *, abroad: bool = False
) -> tuple[ComparedTopic, ...]:
    """Return the topics that a text names, by id, name or in other words; `abroad` is one in another language."""
    known, plain = topics() if among is None else among, text.strip().casefold()
    exact = tuple(t for t in known if plain in (t.id, t.name.casefold()))
    return exact or tuple(t for t in known if t.asked.search(text) or (abroad and t.abroad and t.abroad.search(text)))


def _converted(name: str, value: Any) -> Any:
    if name in ("asked", "abroad"):
        return re.compile(value, re.IGNORECASE)
    if name == "point_asked":
        return {point: re.compile(pattern, re.IGNORECASE) for point, pattern in value.items()}
    if name == "periods":
        return tuple(value)
    if name == "cells":
        return {
            code: {p: tuple(map(CellReference.read, refs)) for p, refs in cells.items()}
            for code, cells in value.items()
        }
    if name == "texts":
        return {code: tuple(ids) for code, ids in value.items()}
    return value

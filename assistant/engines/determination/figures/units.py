"""Units and quantities by which control lists limit goods (`corpus/lexicon/control_units.toml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from corpus import lexicon
from corpus.lexicon.tables import as_tuple, content, entry

TABLE = Path(lexicon.__file__ or "").with_name("control_units.toml")


@dataclass(frozen=True, slots=True)
class ControlUnit:
    """Unit of the table; the head of `control_units.toml` says what each field does."""

    of: str
    factor: float
    written: tuple[str, ...]
    plus: float = 0.0
    exact: bool = False
    telling: bool = False


@dataclass(frozen=True, slots=True)
class NamedQuantity:
    """Quantity of the table that its name tells from others."""

    name: str
    words: re.Pattern[str]
    of: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Quotient:
    """Quantity of the table that follows from two others."""

    name: str
    of: str
    over: str
    under: str
    constant: float
    says: str


@dataclass(frozen=True, slots=True)
class ProductOfBits:
    """Quantity of the table that is a figure times a number of bits."""

    name: str
    of: str
    times: str
    bits: re.Pattern[str]
    choose: re.Pattern[str]
    says: str


@dataclass(frozen=True, slots=True)
class FigureWord:
    """Word of the table that gives a figure."""

    words: re.Pattern[str]
    of: str
    size: float


@dataclass(frozen=True, eq=False)
class ControlUnits:
    """Table of the units and quantities of control lists, with what is derived from it once."""

    units: tuple[ControlUnit, ...]
    quantities: tuple[NamedQuantity, ...]
    quotients: tuple[Quotient, ...]
    products: tuple[ProductOfBits, ...]
    words: tuple[FigureWord, ...] = ()

    @cached_property
    def pattern(self) -> str:
        """Return an alternation of all ways in which units are written, the longer ones first."""
        written = sorted({w for u in self.units for w in u.written}, key=len, reverse=True)
        return "|".join(re.escape(w).replace(r"\ ", r"\s?") for w in written)

    def unit(self, written: str) -> ControlUnit | None:
        """Return the unit that is written so: with the same capitals, else whatever they are."""
        return self._exact.get(_joined(written)) or self._folded.get(_joined(written).casefold())

    @cached_property
    def _exact(self) -> Mapping[str, ControlUnit]:
        return {_joined(w): u for u in self.units for w in u.written}

    @cached_property
    def _folded(self) -> Mapping[str, ControlUnit]:
        return {_joined(w).casefold(): u for u in self.units for w in u.written if not u.exact}


def _joined(written: str) -> str:
    return "".join(written.split())


def _value(name: str, value: Any) -> Any:
    if name in ("words", "bits", "choose"):
        return re.compile(value, re.I)
    return float(value) if name in ("factor", "plus", "constant", "size") else as_tuple(name, value)


@cache
def load(path: Path) -> ControlUnits:
    """Read a table of units and quantities."""
    rows = content(path)

    def of(kind: type[Any], group: str) -> tuple[Any, ...]:
        return tuple(entry(kind, r, f"{path.name}, {group} {r.get('name', '')}", convert=_value) for r in rows[group])

    return ControlUnits(
        of(ControlUnit, "unit"),
        of(NamedQuantity, "quantity"),
        of(Quotient, "quotient"),
        of(ProductOfBits, "product"),
        of(FigureWord, "word"),
    )


def table() -> ControlUnits:
    """Return the table that comes with Licet."""
    return load(TABLE)

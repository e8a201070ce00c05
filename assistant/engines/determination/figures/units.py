"""Quantities by which control lists limit goods (`control_quantities.toml`), in the units of `measures.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from corpus import lexicon
from corpus.lexicon import measures
from corpus.lexicon.measures import MeasureUnit
from corpus.lexicon.tables import as_tuple, content, entry

TABLE = Path(lexicon.__file__ or "").with_name("control_quantities.toml")


@dataclass(frozen=True, slots=True)
class NamedQuantity:
    """Quantity that its name tells from others; the head of `control_quantities.toml` says what each field does."""

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
class ControlQuantities:
    """Units and quantities of control lists, with what is derived from them once."""

    units: tuple[MeasureUnit, ...]
    quantities: tuple[NamedQuantity, ...]
    quotients: tuple[Quotient, ...]
    products: tuple[ProductOfBits, ...]
    words: tuple[FigureWord, ...] = ()

    @cached_property
    def pattern(self) -> str:
        """Return an alternation of all ways in which units are written, the longer ones first."""
        written = sorted({w for u in self.units for w in u.listed}, key=lambda w: (-len(w), w))
        return "|".join(re.escape(w).replace(r"\ ", r"\s?") for w in written)

    def unit(self, written: str) -> MeasureUnit | None:
        """Return the unit that is written so: with the same capitals, else whatever they are."""
        return self._exact.get(_joined(written)) or self._folded.get(_joined(written).casefold())

    @cached_property
    def _exact(self) -> Mapping[str, MeasureUnit]:
        return {_joined(w): u for u in self.units for w in u.listed}

    @cached_property
    def _folded(self) -> Mapping[str, MeasureUnit]:
        return {_joined(w).casefold(): u for u in self.units for w in u.listed if not u.exact}


def _joined(written: str) -> str:
    return "".join(written.split())


def _value(name: str, value: Any) -> Any:
    if name in ("words", "bits", "choose"):
        return re.compile(value, re.I)
    return float(value) if name in ("constant", "size") else as_tuple(name, value)


@cache
def load(path: Path, units: Path) -> ControlQuantities:
    """Read a table of quantities, and one of units."""
    rows = content(path)

    def of(kind: type[Any], group: str) -> tuple[Any, ...]:
        return tuple(entry(kind, r, f"{path.name}, {group} {r.get('name', '')}", convert=_value) for r in rows[group])

    return ControlQuantities(
        measures.load(units).limiting,
        of(NamedQuantity, "quantity"),
        of(Quotient, "quotient"),
        of(ProductOfBits, "product"),
        of(FigureWord, "word"),
    )


def control_quantities() -> ControlQuantities:
    """Return the tables that come with Licet."""
    return load(TABLE, measures.TABLE)

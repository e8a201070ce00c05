"""Towns (`towns.txt`), states and provinces (`provinces.txt`) by the country in which they lie."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

TABLE = Path(__file__).with_name("towns.txt")
PROVINCES = Path(__file__).with_name("provinces.txt")


@lru_cache(maxsize=4096)  # each word of a question is asked for again and again
def folded_town(name: str) -> str:
    """Return a name without accents and case, in which towns are compared."""
    folded = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("ø", "o").replace("ß", "ss"))
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).casefold().split())


@cache
def load(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the codes of the countries in which a town of each name lies, by the name in its plain form.

    The file holds that form already: 22,000 names are not made plain at every start.
    """
    found: dict[str, tuple[str, ...]] = {}
    for line in path.read_text("utf-8").splitlines():
        code, sign, names = line.partition(": ")
        if sign and not line.startswith("#"):
            for name in names.split("; "):
                found[name] = (*found.get(name, ()), code)
    return MappingProxyType(found)


def towns() -> Mapping[str, tuple[str, ...]]:
    """Return the table that comes with Licet."""
    return load(TABLE)


def provinces() -> Mapping[str, tuple[str, ...]]:
    """Return the states and provinces, in the same form."""
    return load(PROVINCES)

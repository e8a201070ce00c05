"""Countries named in a text."""

from __future__ import annotations

import re
from functools import cache

from corpus.readers.country_codes import NAMES

_MORE = ("Russia", "China", "PRC", "Iran", "North Korea", "South Korea", "Syria", "Turkey", "UK", "USA", "Hong Kong", "Taiwan", "EU", "European Union", "Crimea", "UAE", "Burma", "Myanmar", "Czechia")  # fmt: skip


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted({n.split(" (")[0] for n in NAMES.values()} | set(_MORE), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(n) for n in names) + r")(?!\w)", re.IGNORECASE)


def places_named(text: str) -> tuple[str, ...]:
    """The countries and territories that a text names, as it writes them."""
    return tuple(dict.fromkeys(m.group() for m in _pattern().finditer(text)))

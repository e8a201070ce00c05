"""Country groups, country chart and control list (`reference_tables.toml`): where they stand and their names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from corpus.lexicon import jurisdictions

TABLE = Path(__file__).with_name("reference_tables.toml")


@dataclass(frozen=True, slots=True)
class ReferenceTable:
    """Table of the export rules; the head of `reference_tables.toml` says what each field does."""

    kind: str
    name: str
    jurisdiction: str
    address: str
    short: tuple[str, ...]
    official: str
    asked: re.Pattern[str]
    left_from: re.Pattern[str] | None = None


@dataclass(frozen=True, eq=False)
class ReferenceTables:
    """Tables by their kind, and the words for reasons for control."""

    by_kind: Mapping[str, ReferenceTable]
    reasons: Mapping[str, tuple[str, ...]]

    @cached_property
    def countries(self) -> frozenset[str]:
        """Return the countries whose tables they are."""
        return frozenset(jurisdictions.table().country_of(t.jurisdiction) for t in self.by_kind.values())

    @cached_property
    def reason_pattern(self) -> re.Pattern[str]:
        """Return a pattern of the words for reasons, the longest first, and of their letters with capitals."""
        words = sorted((w for forms in self.reasons.values() for w in forms), key=len, reverse=True)
        return re.compile(rf"\b(?:(?i:{'|'.join(map(re.escape, words))})|{'|'.join(self.reasons)})\b")

    def is_column(self, words: str) -> bool:
        """Return whether words are a column of the country chart: "CB 3", "NP Column 2"."""
        return re.fullmatch(rf"(?:{'|'.join(self.reasons)}) ?(?:[Cc]ol(?:umn|\.)? ?)?\d", words) is not None

    def reason(self, written: str) -> str:
        """Return the letters of a reason by its words; empty where there is none."""
        lower = written.casefold()
        return next((code for code, forms in self.reasons.items() if lower in forms or written == code), "")


@cache
def load(path: Path) -> ReferenceTables:
    """Read the tables."""
    rows = tomllib.loads(path.read_text("utf-8"))
    found = {
        row["kind"]: ReferenceTable(
            **{**row, "short": tuple(row["short"])}
            | {name: re.compile(row[name], re.IGNORECASE) for name in ("asked", "left_from") if name in row}
        )
        for row in rows["table"]
    }
    return ReferenceTables(found, {code: tuple(words) for code, words in rows["reasons"].items()})


def reference_tables() -> ReferenceTables:
    """Return the tables that come with Licet."""
    return load(TABLE)

"""The table of laws that have a walk of their own (`own_laws.toml`): steps that are notes on their provisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.lexicon.tables import as_tuple, content, entry

TABLE = Path(__file__).with_name("own_laws.toml")


@dataclass(frozen=True, slots=True)
class OwnLaw:
    """A law of the table; its head says what the fields do."""

    code: str
    lead: str
    required: str
    remains: str
    rows: str = ""
    row_asks: str = ""
    row_asks_more: str = ""
    row_condition: str = ""
    row_everywhere: str = ""
    row_named: str = ""
    row_at: str = ""
    row_says: str = ""
    row_says_more: str = ""
    titles: bool = False


@dataclass(frozen=True, slots=True)
class NotedStep:
    """A step of the table; its head says what the fields do."""

    law: str
    name: str
    note: str
    when: str = ""
    places: tuple[str, ...] = ()
    listed: str = ""
    unlisted: str = ""
    effect: str = "note"
    asks: tuple[str | Mapping[str, str], ...] = ()
    lacks: tuple[str | Mapping[str, str], ...] = ()


@cache
def own_laws() -> Mapping[str, OwnLaw]:
    """Return the laws by the code of their jurisdiction. Raises BadRequest for a mistake in the table."""
    rows = content(TABLE)["law"]
    return {
        r["code"]: entry(OwnLaw, r, f"{TABLE.name}, {r['code']}", convert=as_tuple, patterns=("row_named",))
        for r in rows
    }


@cache
def noted_steps(code: str) -> tuple[NotedStep, ...]:
    """Return the steps of a law, in order. Raises BadRequest for a mistake in the table."""
    rows = content(TABLE)["step"]
    found = (entry(NotedStep, r, f"{TABLE.name}, {r['name']}", convert=as_tuple, patterns=("when",)) for r in rows)
    return tuple(step for step in found if step.law == code)

"""The lists of parties that questions name, and whether a row stands in one: on the Entity List is not on the Unverified List."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartyList:
    """A list as people call it: where its rows stand in the law (empty where only a compilation is held), and its mark in compilations."""

    name: str
    asked: re.Pattern[str]
    table: str
    mark: str


_LISTS = tuple(
    PartyList(name, re.compile(asked, re.I), table, mark)
    for name, asked, table, mark in (
        ("Entity List", r"\bentity list\b", "Supplement No. 4 to Part 744", "(EL)"),
        ("Unverified List", r"\bunverified list\b|\bUVL\b", "Supplement No. 6 to Part 744", "(UVL)"),
        (
            "Military End-User List",
            r"\bMEU\b|\bmilitary end[- ]users?['’]? list\b",
            "Supplement No. 7 to Part 744",
            "(MEU)",
        ),
        ("Specially Designated Nationals List", r"\bSDN\b|\bspecially designated nationals\b", "", "(SDN)"),
        ("Denied Persons List", r"\bdenied persons?\b|\bDPL\b", "", "(DPL)"),
    )
)


def lists_asked(text: str) -> tuple[PartyList, ...]:
    """The lists that a question names, in the order of the table above; none for "a list" or "which list"."""
    return tuple(named for named in _LISTS if named.asked.search(text))


def stands_on(table: str, row: str, named: Sequence[PartyList]) -> bool:
    """Whether a row stands on one of these lists; `table` is the address of the text's table, `row` what the row says."""
    return any((n.table and table == n.table) or f"{n.mark} -" in row for n in named)


def is_party(table: str, row: str) -> bool:
    """Whether a row names a party on one of the lists; a register of agencies or ports is none."""
    return stands_on(table, row, _LISTS)

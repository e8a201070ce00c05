"""Differences of a list between two editions: substance apart from punctuation, spacing and order."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.engines.lists.held_lists import editions_of
from assistant.engines.lists.model import HeldList, PartyRow
from assistant.engines.lists.payloads import party_rows
from corpus.catalogue import CatalogueReader
from corpus.errors import NotHeld
from corpus.lexicon.party_lists import PartyList


@dataclass(frozen=True, slots=True)
class ListDifference:
    """What two editions of a list do not have in common. `in_print` counts rows whose letters and figures are equal."""

    old: HeldList
    new: HeldList
    added: tuple[PartyRow, ...]
    removed: tuple[PartyRow, ...]
    changed: tuple[tuple[PartyRow, PartyRow], ...]
    in_print: int

    @property
    def substantive(self) -> int:
        """Return how many rows were added, removed or changed in substance."""
        return len(self.added) + len(self.removed) + len(self.changed)


def difference(old: HeldList, new: HeldList, catalogue: CatalogueReader) -> ListDifference:
    """Return the rows that two editions of a list do not share, compared once for what is held."""
    key = f"difference of {new.about.name} in {old.version.number} and {new.version.number}"
    return catalogue.once(key, lambda: _difference(old, new))


def _difference(old: HeldList, new: HeldList) -> ListDifference:
    before, after = _by_substance(old), _by_substance(new)
    gone = [row for key, rows in before.items() for row in rows[len(after.get(key, ())) :]]
    come = [row for key, rows in after.items() for row in rows[len(before.get(key, ())) :]]
    by_name: dict[tuple[str, ...], list[PartyRow]] = defaultdict(list)
    for row in gone:
        by_name[_identity(row)].append(row)
    changed: list[tuple[PartyRow, PartyRow]] = []
    added: list[PartyRow] = []
    for row in come:
        twins = by_name[_identity(row)]
        if twins:
            changed.append((twins.pop(0), row))
        else:
            added.append(row)
    removed = [row for rows in by_name.values() for row in rows]
    printed = Counter(map(_printed, old.rows)) - Counter(map(_printed, new.rows))
    in_print = sum(printed.values()) - len(gone)
    return ListDifference(old, new, tuple(added), tuple(removed), tuple(changed), max(0, in_print))


def same_entry(row: PartyRow, edition: HeldList) -> PartyRow | None:
    """Return the row of another edition that lists the same name under the same country, None where none does."""
    return next((r for r in edition.rows if _identity(r) == _identity(row)), None)


def is_same_in_substance(one: PartyRow, other: PartyRow) -> bool:
    """Return whether two rows have the same letters and figures."""
    return _substance(one) == _substance(other)


def editions_between(about: PartyList, first: date, last: date, catalogue: CatalogueReader) -> ListDifference:
    """Return the difference of the editions in force on two days. Raise NotHeld where one of them is not held."""
    held = editions_of(about, catalogue)
    return difference(_on(about, held, min(first, last)), _on(about, held, max(first, last)), catalogue)


def difference_payload(found: ListDifference, catalogue: CatalogueReader) -> dict[str, Any]:
    """Return a difference as programs read it."""
    return {
        "list": found.new.about.name,
        "edition": found.new.edition,
        "editions": [found.old.edition, found.new.edition],
        "value": {"added": [r.name for r in found.added], "removed": [r.name for r in found.removed]},
        "changed": [
            {
                "before": party_rows(found.old, [a], catalogue)[0],
                "after": party_rows(found.new, [b], catalogue)[0],
            }
            for a, b in found.changed
        ],
        "in_print_only": found.in_print,
        "rows": [
            *party_rows(found.new, found.added, catalogue),
            *party_rows(found.old, found.removed, catalogue),
        ],
    }


def _on(about: PartyList, held: Sequence[HeldList], day: date) -> HeldList:
    in_force = [h for h in held if h.version.valid_from and h.version.valid_from <= day]
    if not in_force:
        oldest = f"the oldest one held is of {held[0].edition}" if held else "none is held"
        raise NotHeld(
            f"No edition of the {about.name} of {day.isoformat()} is held; {oldest}.",
            f"Bring it with `licet sync {about.official} --as-of {day.isoformat()}`." if about.official else "",
        )
    return in_force[-1]


def _by_substance(held: HeldList) -> dict[tuple[str, ...], list[PartyRow]]:
    found: dict[tuple[str, ...], list[PartyRow]] = defaultdict(list)
    for row in held.rows:
        found[_substance(row)].append(row)
    return found


def _substance(row: PartyRow) -> tuple[str, ...]:
    """Return what a row says in letters and figures alone."""
    cells = (*row.countries, row.cell, row.requirement, row.policy, *(p.citation for p in row.publications))
    return tuple(map(_letters, cells))


def _identity(row: PartyRow) -> tuple[str, ...]:
    return (*map(_letters, row.countries), _letters(row.name))


def _printed(row: PartyRow) -> tuple[str, ...]:
    return (*row.countries, row.cell, row.requirement, row.policy, *(str(p) for p in row.publications))


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[\W_]+|\u0300-\u036f", "", plain)

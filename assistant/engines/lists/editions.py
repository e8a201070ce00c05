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
from assistant.engines.lists.party_questions import PartyQuestion, Wanted
from assistant.engines.lists.payloads import party_rows
from assistant.engines.model import Computed, Finding
from assistant.facts.days import written
from assistant.model import Form, Note, Outcome
from corpus.catalogue import CatalogueReader
from corpus.errors import NotHeld
from corpus.lexicon import measures
from corpus.lexicon.party_lists import PartyList

_TWO = 2  # days of which the editions are compared


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


def difference(old: HeldList, new: HeldList) -> ListDifference:
    """Return the rows that two editions of a list do not share."""
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


def between(about: PartyList, first: date, last: date, catalogue: CatalogueReader) -> ListDifference:
    """Return the difference of the editions in force on two days. Raise NotHeld where one of them is not held."""
    held = editions_of(about, catalogue)
    return difference(_on(about, held, min(first, last)), _on(about, held, max(first, last)))


def answer(question: PartyQuestion, asked: str, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer to a question about two editions of a list, None where fewer are held."""
    held = editions_of(question.lists[0], catalogue)
    if len(held) < 2:
        return None
    named = sorted({first for _, _, first, last in written(asked) if first == last})
    if len(named) == _TWO and question.wanted is Wanted.DIFFERENCE:
        return _between_days(question.lists[0], named, catalogue)
    if question.wanted is Wanted.COUNT_EDITIONS:
        return _counts(question.lists[0], _named(asked, held), catalogue)
    since, until = question.query.since, question.query.until
    if since:
        first, last = held[0].version.valid_from, held[-1].version.valid_from
        if first is None or last is None or (until or last) < first or since > last:
            return None
        # Days before the oldest edition are not told by any: only what both ends of the span show is said.
        held = [h for h in held if h.version.valid_from and (until is None or h.version.valid_from <= until)]
        if len(held) < 2 or since.replace(day=1) < first.replace(day=1):
            return None
    found = difference(held[0] if since else held[-2], held[-1])
    return Computed(Form.LIST, _findings(found), payload(found, catalogue))


def _between_days(about: PartyList, days: Sequence[date], catalogue: CatalogueReader) -> Computed:
    """Return the difference of the editions in force on two days, or which of them is not held."""
    try:
        found = between(about, days[0], days[1], catalogue)
    except NotHeld as absent:
        line = f"{absent.message} {absent.remedy}".strip()
        told: dict[str, Any] = {"list": about.name, "edition": None, "value": None, "rows": []}
        return Computed(Form.LIST, (Finding(line),), told, Outcome.NOT_IN_CORPUS, missing_texts=(absent.message,))
    return Computed(Form.LIST, _findings(found), payload(found, catalogue))


def payload(found: ListDifference, catalogue: CatalogueReader) -> dict[str, Any]:
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


def _findings(found: ListDifference) -> tuple[Finding, ...]:
    old, new = found.old, found.new
    name = new.about.name
    if not found.substantive:
        lead = (
            f"Nothing was added to or removed from the {name} between the editions of {old.edition} and {new.edition}: "
            f"the same {len(new.counted):,} rows stand in both."
        )
    else:
        lead = (
            f"{name}, edition of {old.edition} to that of {new.edition}: {len(found.added):,} added, "
            f"{len(found.removed):,} removed, {len(found.changed):,} changed."
        )
    findings = [Finding(lead, (old.head, new.head))]
    findings += [Finding(f"Added: {r.name}", (new.span(r),), Note.ROW) for r in found.added]
    findings += [Finding(f"Removed: {r.name}", (old.span(r),), Note.ROW) for r in found.removed]
    findings += [Finding(f"Changed: {b.name}", (old.span(a), new.span(b)), Note.ROW) for a, b in found.changed]
    if found.in_print:
        said = f"{found.in_print:,} rows differ in punctuation or spacing only, which changes nothing."
        findings.append(Finding(said, note=Note.NOTE))
    return tuple(findings)


def _counts(about: PartyList, editions: Sequence[tuple[str, HeldList]], catalogue: CatalogueReader) -> Computed:
    value = {word: len(held.counted) for word, held in editions}
    told = ", ".join(f"{len(held.counted):,} rows in the edition of {held.edition}" for _, held in editions)
    return Computed(
        Form.LIST,
        (Finding(f"{about.name}: {told}.", tuple(held.head for _, held in editions)),),
        {"list": about.name, "edition": editions[-1][1].edition, "value": value, "rows": []},
    )


def _named(asked: str, held: Sequence[HeldList]) -> list[tuple[str, HeldList]]:
    """Return the editions by a question's words for them ("march", "july"), or by their days."""
    days = written(asked)
    months = measures.table().month_names
    lower = asked.casefold()
    out = []
    for edition in held:
        day = edition.version.valid_from
        word = months[day.month - 1] if day else ""
        plain = word if word and word in lower else edition.edition
        if not days or not day or word in lower or any(first <= day <= last for _, _, first, last in days):
            out.append((plain, edition))
    return out or [(h.edition, h) for h in held]


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

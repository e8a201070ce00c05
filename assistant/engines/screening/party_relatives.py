"""Answer on a party's relatives in a place: "the Hong Kong arm of …"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.engines.lists import places
from assistant.engines.lists.model import HeldList
from assistant.engines.model import Computed, Finding
from assistant.engines.screening import report, row_facts
from assistant.engines.screening.asked.parties_asked import PartiesAsked
from assistant.engines.screening.found_parties import FoundParty
from assistant.engines.screening.name_likeness import Likeness
from assistant.engines.screening.party_sentences import (
    ADDRESS_BINDS,
    MATCHES_TOLD,
    MOST_ROWS,
    facts_asked,
    facts_together,
    in_one_line,
    is_in,
    line_on,
    result,
    rows_listed,
)
from assistant.engines.screening.same_party import relatives
from assistant.engines.screening.screen import ScreeningMatch, screened
from assistant.model import StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.lexicon import countries
from corpus.lexicon.towns import towns


def on_relatives(
    asked: PartiesAsked,
    found: Sequence[FoundParty],
    lists: Sequence[HeldList],
    question: Query,
    catalogue: CatalogueReader,
) -> Computed | None:
    """Return the rows of a party's relatives in the place asked for, or that no row names one there."""
    owner = next((f for f in found if f.same or f.sharing or (f.near and f.asked.stands)), None)
    if owner is None:
        return None
    # Of an alias the relatives may have the row's own name: "YMTC" is "Yangtze Memory Technologies", in Japan as well.
    own = list(dict.fromkeys([owner.asked.name, *(m.row.name for m in owner.same if not m.held.compiled)]))
    family = list(_family(own, asked, catalogue, question.filters).values())
    spots = [*asked.countries, *asked.towns]
    there = [m for m in family if any(is_in(m, s) for s in spots)]
    named = [(s, places.name_in_answer(s) if s.isupper() else s.title()) for s in spots]
    place = " and ".join(name for _, name in named)
    about = f"“{owner.asked.name}”"
    rows = there
    lacking = [name for s, name in named if not any(is_in(m, s) for m in there)]
    if there:
        still = "Still listed: " if asked.off else ""
        met = " and ".join(name for _, name in named if name not in lacking)
        lead = f"{still}{rows_listed(there, MATCHES_TOLD)}, with {met} in its row."
        if lacking:
            lead += f" No row of the {report.of_days(lists)} names a relative of {about} in {' or '.join(lacking)}."
        if asked.relative.lower().endswith(("companies", "firms", "businesses", "entities")):
            every = {(m.held.about.name, m.row.start) for m in (*owner.same, *family)}
            lead += f" In all, {len(every):,} rows have the name in theirs."
        if itself := [m for m in owner.same if m not in there]:
            lead += f" By that name alone: {rows_listed(itself, MATCHES_TOLD)}."
        if any(m.found.likeness is Likeness.ADDRESS for m in (*there, *owner.same)):
            lead += f" {ADDRESS_BINDS}"
    elif not spots and (others := _further(owner, family)):
        rows = [*owner.same, *others]
        itself = list(owner.same)
        lead = f"Listed by that name: {rows_listed(itself, MATCHES_TOLD)}. " if itself else ""
        lead += f"Further rows whose names have it: {rows_listed(others, MATCHES_TOLD)}. "
        lead += "Whether they belong to it no list says; that a relative has another name is possible."
    else:
        of_place = f" in {place}" if spots else ""
        rows = list(owner.same or family or owner.near)
        told = rows_listed(rows, MATCHES_TOLD)
        known = f"Listed by that name: {told}" if owner.same else f"Similar names on the lists: {told}"
        lead = f"No row of the {report.of_days(lists)} names a relative of {about}{of_place}. " if spots else ""
        lead += f"{known}." if rows else ""
    if not (owner.same or owner.sharing or there):
        lead += f" {about} itself was not found under that name alone."
    if there:
        rows = [*there, *(m for m in owner.same if m not in there)]
    facts = [t for _, t in facts_together(asked, rows[:MOST_ROWS])] if len(rows) > 1 else []
    facts = facts or [f for m in rows[:1] for f in facts_asked(asked, m, several=False)]
    cited = tuple(m.span for m in rows[:MATCHES_TOLD]) or tuple(h.head for h in lists)[:3]
    findings = [Finding(in_one_line([lead, *facts]), cited)]
    for other in found:
        if other is not owner:
            cites = tuple(m.span for m in other.rows[:MATCHES_TOLD]) or tuple(h.head for h in lists)[:3]
            findings.append(
                Finding(line_on(other, lists), cites, StatementRole.PROPER if other.rows else StatementRole.NOT_LISTED)
            )
    if not there:
        findings += row_facts.meanings(rows, {"affiliates"}, catalogue, question.filters)
        findings.append(
            Finding("To check: who owns the company that is meant and how much of it, its address, and its own name.")
        )
    shown = [*rows, *(m for o in found if o is not owner for m in o.rows[:MATCHES_TOLD])]
    findings += [Finding(report.match_line(m), (m.span,), StatementRole.ROW) for m in shown[:MOST_ROWS]]
    findings += report.further(owner.asked.name, len(shown), MOST_ROWS)
    value: Any = [m.row.name for m in there]
    names = {n.name for n in asked.lists}
    return result(findings, value, shown, lists, names, catalogue, question.filters)


def _further(owner: FoundParty, family: Sequence[ScreeningMatch]) -> list[ScreeningMatch]:
    """Return the rows with a name in them that are not its own, the law's lists before compilations of them."""
    own = {(m.held.about.name, m.row.start) for m in owner.same}
    others = [m for m in family if (m.held.about.name, m.row.start) not in own]
    return sorted(others, key=lambda m: m.held.compiled)


def _family(
    names: Sequence[str], asked: PartiesAsked, catalogue: CatalogueReader, filters: Filters
) -> dict[tuple[str, int], ScreeningMatch]:
    """Return the rows that bear names, those of the places asked for first: of others only some are told."""
    lands = [*asked.countries, *(code for town in asked.towns for code in towns().get(town, ()))]
    out: dict[tuple[str, int], ScreeningMatch] = {}
    for country in (*dict.fromkeys(c for land in lands for c in (land, _above(land)) if c), ""):
        for found in screened(names, catalogue, filters, country):
            for match in relatives(found):
                out.setdefault((match.held.about.name, match.row.start), match)
    return out


def _above(code: str) -> str:
    """Return the country under whose heading lists put the rows of a place, such as Hong Kong; "" for others."""
    known = countries.table().by_code
    return known[code].under if code in known else ""

"""Answers on one named party, and on several: a line for each, then the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.engines.lists.model import HeldList
from assistant.engines.model import Computed, Finding
from assistant.engines.screening import report, row_facts
from assistant.engines.screening.asked.parties_asked import PartiesAsked
from assistant.engines.screening.found_parties import FoundParty, alike
from assistant.engines.screening.name_likeness import Likeness
from assistant.engines.screening.party_sentences import (
    FULL_NAME,
    MATCHES_TOLD,
    MOST_ROWS,
    answer_value,
    beyond_the_row,
    facts_asked,
    facts_note,
    facts_together,
    family,
    in_one_line,
    in_place,
    lead_on,
    line_on,
    notes_on,
    result,
    status_of,
)
from assistant.engines.screening.screen import ScreeningMatch
from assistant.model import Outcome, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader


def on_one(
    asked: PartiesAsked, found: FoundParty, lists: Sequence[HeldList], question: Query, catalogue: CatalogueReader
) -> Computed:
    """Return the answer about one name."""
    names = {n.name for n in asked.lists}
    wanted = [m for m in found.same if not names or m.held.about.name in names]
    elsewhere = [m for m in found.same if m not in wanted]
    rows = wanted or elsewhere or list(found.sharing or found.near)
    if elsewhere and not wanted:
        asked = replace(asked, aspects=asked.aspects | {"means"})  # the list that is meant demands something else
    lead, says_yes = lead_on(asked, found, wanted, elsewhere, lists, question)
    pending = [] if found.same else row_facts.in_editorial_notes(found.asked.name, lists, catalogue)
    if pending and says_yes is False:
        says_yes = None  # no row has it yet, and that is no "no"
    spelt = found.near[:1] if found.near and found.near[0].found.likeness is Likeness.SPELLING else ()
    of_rows = wanted or elsewhere or in_place(asked, found) or found.sharing or spelt
    several = len(rows) > 1 or of_rows is spelt
    told, apart = ([], []) if found.is_common else _facts(asked, of_rows, several)
    in_that_place = [] if any(m in wanted for m in in_place(asked, found)) else in_place(asked, found)
    heads = [h.head for h in lists if not names or h.about.name in names]
    cites = [m.span for m in rows[:2]] if wanted else [*heads[: 1 if rows else 4], *(m.span for m in rows[:2])]
    findings = [
        Finding(
            in_one_line([lead, *told]),
            (*(m.span for m in in_that_place[:2]), *cites),
            StatementRole.PROPER if rows else StatementRole.NOT_LISTED,
            says_yes,
            in_a_word=True,
        )
    ]
    beyond = [] if found.is_common else beyond_the_row(asked, found, catalogue, question)
    findings += [*apart, *pending, *beyond]
    own = {m.held.about.name for m in found.same}
    beside = [m for m in alike(found) if m.held.about.name not in own] if found.same else []
    others = [*rows, *(elsewhere if wanted else []), *family(found), *beside]
    shown = [*in_that_place, *(m for m in others if m not in in_that_place)]
    findings += [Finding(report.match_line(m), (m.span,), StatementRole.ROW) for m in shown[:MOST_ROWS]]
    findings += report.further(found.asked.name, len(shown), MOST_ROWS)
    findings += notes_on(asked, [found], lists, catalogue, question)
    value = answer_value(asked, found, wanted, elsewhere)
    made = result(findings, value, shown, lists, names, catalogue, question.filters)
    return replace(made, outcome=Outcome.NEEDS_FACT, asks_for=(FULL_NAME,)) if found.is_common else made


def on_several(
    asked: PartiesAsked,
    found: Sequence[FoundParty],
    lists: Sequence[HeldList],
    question: Query,
    catalogue: CatalogueReader,
) -> Computed:
    """Return a line for each name."""
    heads = tuple(h.head for h in lists)
    findings: list[Finding] = []
    if "same" in asked.aspects:
        findings.append(_same_or_not(found))
    for one in found:
        of_rows = one.same or one.sharing
        told, apart = ([], []) if one.is_common else _facts(asked, of_rows, len(of_rows) > 1)
        cites = tuple(m.span for m in one.rows[:MATCHES_TOLD]) or heads[:4]
        findings.append(
            Finding(
                in_one_line([line_on(one, lists, {n.name for n in asked.lists}), *told]),
                cites,
                StatementRole.PROPER if one.rows else StatementRole.NOT_LISTED,
            )
        )
        findings += apart
    for one in found:
        findings += [] if one.same else row_facts.in_editorial_notes(one.asked.name, lists, catalogue)
        findings += [] if one.is_common else beyond_the_row(asked, one, catalogue, question)
    shown = list({(m.held.about.name, m.row.start): m for one in found for m in one.rows[:MATCHES_TOLD]}.values())
    most = max(MOST_ROWS, 2 * len(found))
    findings += [Finding(report.match_line(m), (m.span,), StatementRole.ROW) for m in shown[:most]]
    if len(shown) > most:
        left = f"{len(shown) - most:,} further rows: `licet screen NAME` shows all of one name."
        findings.append(Finding(left, note=StatementRole.SHORTENED))
    findings += notes_on(asked, found, lists, catalogue, question)
    value = {f.asked.name: status_of(f) for f in found}
    made = result(findings, value, shown, lists, set(), catalogue, question.filters)
    undecided = all(f.is_common for f in found)
    return replace(made, outcome=Outcome.NEEDS_FACT, asks_for=(FULL_NAME,)) if undecided else made


def _facts(asked: PartiesAsked, rows: Sequence[ScreeningMatch], several: bool) -> tuple[list[str], list[Finding]]:
    """Return what is asked of rows: of one as sentences for the line on it, of several apart, what is alike once."""
    if several:
        told = facts_together(asked, rows[:MOST_ROWS])
        return [], [Finding(text, tuple(m.span for m in of[:MATCHES_TOLD]), facts_note(asked)) for of, text in told]
    return [fact for m in rows[:MATCHES_TOLD] for fact in facts_asked(asked, m, several)], []


def _same_or_not(found: Sequence[FoundParty]) -> Finding:
    rows = [{(m.held.about.name, m.row.start) for m in f.same} for f in found]
    names = " and ".join(f"“{f.asked.name}”" for f in found)
    if all(rows) and set.intersection(*rows):
        return Finding(f"{names} are names of one entry.", (found[0].same[0].span,))
    if all(rows):
        cites = tuple(f.same[0].span for f in found)
        return Finding(f"Not the same entry: the lists have {names} as different parties, each in its own row.", cites)
    return Finding(f"The lists do not tell whether {names} are the same: not each of them has a row by that name.")

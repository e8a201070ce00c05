"""What a row of a list says on what is asked of it: since when, which items, which policy, which footnote."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from assistant.engines.lists import places
from assistant.engines.lists.model import HeldList, PartyRow
from assistant.engines.lists.notices import notices
from assistant.engines.lists.party_query import PartyQuery, chosen_rows, folded_cell
from assistant.engines.model import Finding, Span
from assistant.engines.screening import report
from assistant.engines.screening.screen import ScreeningMatch
from assistant.model import StatementRole, Verdict
from assistant.verification.annotation_checks import unsupported
from corpus.annotations import PinState, kept_notes, pinned_texts
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line

_ALL_ITEMS = "all items subject to the ear"
_BUT = lazy_regex(
    r"\bexcept\b|\bapart from\b|\bother than\b|\bexcluding\b|\bwhen\b|\bif\b|\bused (?:in|for)\b|\bdestined\b", re.I
)
_NAMES_EXCEPTION = lazy_regex(r"\blicen[sc]e exceptions?\b|§ ?740\.\d", re.I)
_EAR99 = lazy_regex(r"\bEAR ?99\b", re.I)
_NUMBERED_NOTE = lazy_regex(r"\n(?=\d{1,2}\. )")
_BETWEEN_ADDRESSES = lazy_regex(r";\s{0,2}(?:and\s)?")
_OTHERS = 40  # names of one notice that are told


def facts(match: ScreeningMatch, aspects: Collection[str], footnote: str) -> Iterator[str]:
    """Yield a sentence for each thing that is asked of a row, from its own cells."""
    if "since" in aspects or "notice" in aspects:
        yield _since(match)
    if "footnote" in aspects:
        yield _footnote(match, footnote)
    if "requirement" in aspects or "ear99" in aspects:
        yield _requirement(match, about_ear99="ear99" in aspects)
    if "exceptions" in aspects and "requirement" not in aspects and (own := own_exception(match.row)):
        yield own
    if "policy" in aspects or ("ear99" in aspects and _EAR99.search(match.row.policy)):
        yield f"Review policy: “{_cell(match.row.policy)}”." if match.row.policy else _says_none(match, "review policy")
    if "address" in aspects:
        yield f"Its name and address in the row: “{_cell(one_line(match.row.cell))}”."
    if "aliases" in aspects:
        told = "; ".join(match.row.aliases)
        yield f"Aliases in the row: {told}." if told else "The row gives no alias."


def in_place(match: ScreeningMatch, spot: str, place: str) -> str:
    """Return the names and addresses of a row that have the words of a place, or that the row names none there.

    An address is asked of a row as it prints it: where none is printed, nothing is said of that place.
    """
    wanted = f" {places.folded_heading(spot)} "
    aliases = [a for a in match.row.names if wanted in f" {places.folded_heading(a)} "]
    cell = one_line(match.row.cell)
    for name in sorted(match.row.names, key=len, reverse=True):
        cell = cell.replace(name, ";")
    pieces = (piece.strip(" ,;.—") for piece in _BETWEEN_ADDRESSES.split(cell))
    addresses = [p for p in pieces if wanted in f" {places.folded_heading(p)} "]
    told = [f"the name “{a}”" for a in aliases] + [f"the address “{a}”" for a in addresses]
    if not told:
        none = f"names no address in {place}, which clears no site there"
        return f"The row of {match.row.name} on the {match.held.about.name} {none}."
    return f"The row of {match.row.name} on the {match.held.about.name} has for {place}: {'; '.join(told)}."


def own_exception(row: PartyRow) -> str:
    """Return what a row itself says of license exceptions, in its own words; "" where it names none."""
    said = [one_line(cell) for cell in (row.requirement, row.policy) if _NAMES_EXCEPTION.search(cell)]
    return f"The row of {row.name} itself names exceptions: “{_cell(' '.join(said))}”." if said else ""


def _cell(text: str) -> str:
    return text.strip().rstrip(".")


def _says_none(match: ScreeningMatch, what: str) -> str:
    return f"The row on the {match.held.about.name} gives no {what}."


def _since(match: ScreeningMatch) -> str:
    cited = match.row.publications
    if not cited:
        own = " Whoever keeps that list may tell it." if match.held.compiled else ""
        return f"{_says_none(match, 'date of listing')}{own}"
    first = f"First listed on {cited[0].day.isoformat()} by {cited[0].citation}"
    later = "; ".join(f"{p.citation}, {p.day.isoformat()}" for p in cited[1:])
    return f"{first}; later notices in the row: {later}." if later else f"{first}; the row cites no later notice."


def _requirement(match: ScreeningMatch, *, about_ear99: bool) -> str:
    said = match.row.requirement
    if not said:
        return _says_none(match, "licence requirement")
    told = f"Licence requirement: “{_cell(said)}”."
    excepts = bool(_BUT.search(said))
    if _ALL_ITEMS in folded_cell(said) and not excepts:
        whole = "That is every item subject to the EAR, EAR99 included" if about_ear99 else "That is every item"
        return f"{told} {whole}: the row's requirement makes no exception."
    return f"{told} Not every item: the row says which." if excepts or _ALL_ITEMS not in folded_cell(said) else told


def _footnote(match: ScreeningMatch, asked: str) -> str:
    marks = match.row.footnotes
    has = f"footnote{'s' if len(marks) > 1 else ''} {' and '.join(marks)}" if marks else "no footnote"
    if not asked:
        return f"The row has {has}."
    if asked in marks:
        return f"The row has {has}."
    return f"The row has no footnote {asked}; it has {has}."


def footnote_texts(match: ScreeningMatch, asked: str, catalogue: CatalogueReader) -> list[Finding]:
    """Return the words of a row's footnotes, of one alone where it is asked for."""
    found = []
    for mark in match.row.footnotes:
        place = match.held.footnotes.get(mark)
        if place and (not asked or mark == asked):
            text = one_line(catalogue.slice(match.held.version.number, *place))
            found.append(
                Finding(text, (Span(match.held.source, match.held.version, *place),), verdict=Verdict.VERBATIM)
            )
    return found


def others_added(match: ScreeningMatch) -> Finding | None:
    """Return who else the notice listed that first listed a party, as far as they stand in the edition."""
    if not match.row.publications:
        return None
    first = match.row.publications[0]
    rows = [
        row
        for row in chosen_rows(match.held, PartyQuery(citation=first.citation)).rows
        if row.publications[0] == first and row is not match.row
    ]
    names = [f"{row.name} ({row.country})" if row.country else row.name for row in rows]
    told = "; ".join(names[:_OTHERS])
    more = f"; and {len(names) - _OTHERS:,} more" if len(names) > _OTHERS else ""
    lead = f"With {match.row.name}, {first.citation} of {first.day.isoformat()} first listed {len(rows):,} other rows"
    text = f"{lead} that stand in this edition: {told}{more}." if rows else f"{lead}."
    return Finding(text, (match.span, *(match.held.span(row) for row in rows[:3])))


def reasons(match: ScreeningMatch, catalogue: CatalogueReader, filters: Filters) -> list[Finding]:
    """Return what notices of the day that first listed a party say, where they are held: no row gives a reason."""
    first = match.row.publications[0] if match.row.publications else None
    where = f"; the notice that it cites may: {first.citation} of {first.day.isoformat()}" if first else ""
    found = [Finding(f"The row of {match.row.name} gives no reason for its listing{where}.", (match.span,))]
    spans = notices(match.held.about, first.day, catalogue, filters) if first else []
    return found + [
        Finding(one_line(catalogue.slice(s.version.number, s.start, s.end)), (s,), StatementRole.NOTICE) for s in spans
    ]


def in_editorial_notes(name: str, lists: Sequence[HeldList], catalogue: CatalogueReader) -> list[Finding]:
    """Return what editors of the texts with the lists say of a name: an amendment that no row has yet."""
    found = []
    for held in lists:
        for at in (
            () if held.compiled else catalogue.in_edition(held.version.number, f"{held.address} > editorial note")
        ):
            for note in _NUMBERED_NOTE.split(at.text):
                if name.casefold() in note.casefold():
                    start = at.text.find(note)
                    told = f"An editorial note to the {held.about.name} names “{name}”: {one_line(note)}"
                    found.append(Finding(told, (Span.of(at, start, len(note)),), StatementRole.NOTICE))
    return found


def noted(ids: Sequence[str], catalogue: CatalogueReader, filters: Filters) -> list[Finding]:
    """Return notes by their ids, each on its provisions; one whose text is not held, or has changed, is left out."""
    notes = kept_notes(catalogue).by_id
    found = []
    for name in dict.fromkeys(filter(None, ids)):
        note = notes.get(name)
        if note is None:
            continue
        pins = pinned_texts(note, catalogue, filters.as_of)
        if any(p.state in (PinState.MISSING, PinState.CHANGED) for p in pins):
            continue
        if not note.source.held and unsupported(note, pins, catalogue):
            continue
        said = note.without_word()
        spans = tuple(map(Span.pinned, pins))
        found.append(Finding(said[:1].upper() + said[1:], spans, verdict=Verdict.ANNOTATED))
        stay = next((p.stay for p in pins if p.state is PinState.STAYED and p.stay), None)
        if stay and stay.until and "stay" not in said:
            found.append(
                Finding(f"Stayed until {stay.until.isoformat()} by a note in the text.", spans[:1], StatementRole.STAY)
            )
    return found


def meanings(
    matches: Sequence[ScreeningMatch], aspects: Collection[str], catalogue: CatalogueReader, filters: Filters
) -> list[Finding]:
    """Return what the texts held say that being on these lists means, of exceptions and of companies owned."""
    lists = list({m.held.about.name: m.held for m in matches}.values())
    found: list[Finding] = []
    if "means" in aspects or "exceptions" in aspects:
        for held in lists:
            own = noted([held.about.means], catalogue, filters)
            if not own and (said := report.effect_of(held, catalogue, filters)):
                own = [Finding(one_line(said[0]), (said[1],), verdict=Verdict.VERBATIM)]
            found += [f for f in own if f not in found]
    if "affiliates" in aspects:
        found += noted([h.about.affiliates for h in lists], catalogue, filters)
    return found

"""Answer on who is on several lists, or on one and not on another: rows are put together by names and aliases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engines.list_questions.row_answers.row_words import (
    edition_of,
    narrowed,
    note_on_kinds,
    row_line,
    rows_word,
    untold,
)
from assistant.engines.list_questions.row_choice import chooses_by
from assistant.engines.lists.held_lists import held_list
from assistant.engines.lists.model import HeldList, PartyRow, RowKind
from assistant.engines.lists.party_query import PartyQuery, applied_to, chosen_rows, is_told_by, tells_kinds
from assistant.engines.lists.payloads import party_rows
from assistant.engines.lists.question_form import COUNT, QuestionForm, ReadBy
from assistant.engines.lists.set_words import BOTH, REFUSES, refuses_next
from assistant.engines.model import Computed, Finding
from assistant.engines.screening.romanised import name_words
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.list_words import words_that_choose_nothing
from corpus.lexicon.party_lists import PartyList, lists_asked

_IF_ANY = lazy_regex(r"^\W*(?:is|are|was|were) (?:there )?any\w*\b", re.I)
_OF_LISTS = lazy_regex(r"\b(?:both|the same time|also|but|too|only|lists?|common|overlap\w*)\b", re.I)
_ROWS_IN_ALL_LISTS = 40
_ACRONYM = 6  # letters up to which a name of one word may be short for several parties
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListsTogether:
    """Lists that a question puts together: rows of the first are wanted that are on all of these and on none of those.

    `read` says that nothing else in the question may choose rows.
    """

    on: tuple[PartyList, ...]
    not_on: tuple[PartyList, ...]
    query: PartyQuery
    read: bool


def lists_together(text: str, by: ReadBy) -> ListsTogether | None:
    """Return the lists that a question puts together, None where it names fewer than two or asks of each by itself."""
    about = lists_asked(text)
    if len(about) < 2 or not (BOTH.search(text) or REFUSES.search(text)):
        return None
    form = QuestionForm(text)
    places: list[tuple[int, PartyList]] = []
    for one in about:
        if one.asked is not None and (match := one.asked.search(form.rest)):
            places.append((match.start(), one))
    places.sort(key=lambda p: p[0])
    on = tuple(one for start, one in places if not refuses_next(text[:start]))
    not_on = tuple(one for start, one in places if refuses_next(text[:start]))
    if not on or not (not_on or BOTH.search(text)):
        return None
    for one in about:
        if one.asked is not None:
            form.take(one.asked)
    for pattern in (BOTH, REFUSES, COUNT, _IF_ANY, _OF_LISTS):
        form.take(pattern)
    query = chooses_by(form.rest, by, form)
    return ListsTogether(on, not_on, query, all(w.casefold() in words_that_choose_nothing() for w in form.words()))


def answer_of_lists_together(asked: ListsTogether, question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the rows of the first list that the question wants; None where it is not read whole or a list lacks."""
    held = {a.name: held_list(a, catalogue, question.filters) for a in (*asked.on, *asked.not_on)}
    if not asked.read or any(h is None for h in held.values()):
        return None
    on = [h for a in asked.on if (h := held[a.name]) is not None]
    if asked.query.types or asked.query.not_types:  # the rows of a list that tells the kinds of party are chosen first
        on.sort(key=lambda h: not tells_kinds(h))
    first, *others = on
    without = [h for a in asked.not_on if (h := held[a.name]) is not None]
    rows = [r for r in chosen_rows(first, asked.query).rows if r.kind is RowKind.ENTRY]
    total = len(rows)
    partners: dict[int, list[tuple[HeldList, PartyRow]]] = {r.start: [] for r in rows}
    for other in others:
        known = _named(other)
        met = {r.start: found for r in rows if (found := _rows_named(r, known))}
        rows = [r for r in rows if r.start in met]
        for start, found in met.items():
            partners[start] += [(other, row) for row in found]
    for other in without:
        known = _named(other)
        rows = [r for r in rows if not _rows_named(r, known)]
    told = is_told_by(first, asked.query)
    lead = (
        _lead(first, others, without, total, len(rows), applied_to(first, asked.query))
        if told
        else untold(on, asked.query)
    )
    heads = tuple(h.head for h in (first, *others, *without))
    findings = [Finding(lead, heads)]  # no yes or no: a name that two rows bear need not be one party
    for row in rows[:_ROWS_IN_ALL_LISTS]:
        spans = (first.span(row), *(h.span(r) for h, r in partners[row.start][:2]))
        beside = "; ".join(f"{h.about.name}: {r.name}" for h, r in partners[row.start][:2])
        findings.append(Finding(f"{row_line(row)}{f' ({beside})' if beside else ''}", spans, StatementRole.ROW))
    if len(rows) > _ROWS_IN_ALL_LISTS:
        findings.append(
            Finding(
                f"{len(rows) - _ROWS_IN_ALL_LISTS:,} further rows are not shown here.", note=StatementRole.SHORTENED
            )
        )
    if note := note_on_kinds(first, asked.query):
        findings.append(Finding(note, note=StatementRole.NOTE))
    findings.append(
        Finding(
            "Names and aliases are compared word by word: a party that the other list spells otherwise is not met by "
            "this. `licet screen NAME` shows near names as well.",
            note=StatementRole.NOTE,
        )
    )
    payload = {
        "list": ", ".join(h.about.name for h in (first, *others, *without)),
        "edition": ", ".join(dict.fromkeys(h.edition for h in (first, *others, *without))),
        "value": (len(rows) if COUNT.search(question.core) else [r.name for r in rows]) if told else None,
        "rows": party_rows(first, rows, catalogue),
        "rows_in_all": len(rows),
    }
    return Computed(Form.LIST, tuple(findings), payload)


def _lead(
    first: HeldList, others: Sequence[HeldList], without: Sequence[HeldList], total: int, n: int, query: PartyQuery
) -> str:
    named = " and the ".join(f"{h.about.name}{edition_of(h)}" for h in others)
    refused = " or the ".join(f"{h.about.name}{edition_of(h)}" for h in without)
    said = [f"a name that the {named} has as well"] if others else []
    said += [f"no name that the {refused} has"] if without else []
    have = "bears" if n == 1 else "bear"
    many = f"{n:,}" if n else "None"
    rows = f"{total:,} {rows_word(total)}{narrowed(query)} of the {first.about.name}{edition_of(first)}"
    return f"{many} of the {rows} {have} {' and '.join(said)}{':' if n else '.'}"


def _named(held: HeldList) -> dict[Key, list[PartyRow]]:
    out: dict[Key, list[PartyRow]] = {}
    for row in held.counted:
        for key in _keys(row):
            out.setdefault(key, []).append(row)
    return out


def _keys(row: PartyRow) -> Sequence[Key]:
    """Return the words of each name of a row, in the order of its names: a set's order changes from run to run."""
    return [*dict.fromkeys(key for name in row.names if row.kind is RowKind.ENTRY and (key := tuple(name_words(name))))]


def _rows_named(row: PartyRow, known: dict[Key, list[PartyRow]]) -> list[PartyRow]:
    """Return the rows that bear a name of a row; one by a short word alone only where a country is the same, too."""
    found: dict[int, PartyRow] = {}
    for key in _keys(row):
        for other in known.get(key, ()):
            short = len(key) == 1 and len(key[0]) < _ACRONYM
            if not short or set(row.codes) & set(other.codes):
                found.setdefault(other.start, other)
    return list(found.values())

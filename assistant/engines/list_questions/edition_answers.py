"""Answers about two or more editions of a list: what changed between them, how many rows each has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.engines.list_questions.question_scope import today
from assistant.engines.list_questions.questions import PartyQuestion, Wanted
from assistant.engines.list_questions.reading import of_removals
from assistant.engines.lists import day_ranges
from assistant.engines.lists.editions import ListDifference, difference, difference_payload, editions_between
from assistant.engines.lists.held_lists import editions_of
from assistant.engines.lists.model import HeldList, PartyRow
from assistant.engines.lists.notices import held_notices
from assistant.engines.model import Computed, Finding, MissingText, span_payload
from assistant.engines.screening import parties
from assistant.facts.days import days_written
from assistant.model import Form, Outcome, StatementRole
from assistant.query.candidate_names import candidates
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.errors import NotHeld
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.lexicon import measures
from corpus.lexicon.party_lists import PartyList, lists_asked

_REMOVES = lazy_regex(r"\bremov(?:es|ing|ed|als?)\b", re.I)
_TWO = 2  # days of which the editions are compared


def answer_of_editions(question: PartyQuestion, asked: str, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer to a question about two editions of a list, None where fewer are held."""
    if len(question.lists) > 1:
        each = [answer_of_editions(replace(question, lists=(about,)), asked, catalogue) for about in question.lists]
        return _together([made for made in each if made]) if all(each) else None
    held = editions_of(question.lists[0], catalogue)
    if len(held) < 2:
        return None
    named = sorted({first for _, _, first, last in days_written(asked) if first == last})
    if len(named) == _TWO and question.wanted is Wanted.DIFFERENCE:
        return _between_days(question.lists[0], named, catalogue)
    if question.wanted is Wanted.DIFFERENCE and len(spans := days_written(asked)) == _TWO:
        # "between the April and the June text": the one edition of each span.
        of_spans = [[h for h in held if (d := h.version.valid_from) and a <= d <= b] for *_, a, b in spans]
        if all(len(found) == 1 for found in of_spans) and of_spans[0] != of_spans[1]:
            old, new = sorted((h for found in of_spans for h in found), key=lambda h: h.edition)
            return differing(difference(old, new, catalogue), catalogue)
        if not question.query.since:
            return None  # never two other editions than those that are named
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
    return differing(difference(held[0] if since else held[-2], held[-1], catalogue), catalogue)


def told_by_notices(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what the notices held of a span of days say of who came off a list.

    None for any other question, and where no notice of that time removes anybody. Whoever came off has no row in an
    edition, and two editions tell it only where both are held. Of somebody who is named it is told first whether the
    newest list still has the row: a notice that names nobody says nothing of it.
    """
    if not of_removals(question.core):
        return None
    lists, spans = lists_asked(question.core), [*day_ranges.ranges(question.core, today(question))]
    if len(lists) != 1 or len(spans) != 1:
        return None
    since, until = spans[0].since or date.min, spans[0].until or date.max
    told = [
        (day, span, text)
        for day, span in sorted(held_notices(lists[0], catalogue, question.filters), key=lambda n: n[0])
        if since <= day <= until
        and _REMOVES.search(text := one_line(catalogue.slice(span.version.number, span.start, span.end)))
    ]
    named = parties.of_removed(question, catalogue)
    if named is None and (not told or any(not lists_asked(n) for n in candidates(question.core))):
        return None
    if not told:
        return named
    days = ", ".join(day.isoformat() for day, *_ in told)
    lead = f"The notices held of that time: {days}."
    if named is None:
        lead = f"An edition of the {lists[0].name} has no row of whoever came off it. {lead}"
    else:
        lead = f"{lead} Whom a notice does not name, it does not say to be removed; the list in force decides."
    findings = (
        Finding(lead, tuple(span for _, span, _ in told)),
        *(Finding(t, (s,), StatementRole.NOTICE) for _, s, t in told),
    )
    rows = [{"citation": span_payload(span, catalogue)} for _, span, _ in told]
    if named is not None:
        return replace(named, findings=(*named.findings, *findings))
    difference_payload: dict[str, Any] = {"list": lists[0].name, "edition": None, "value": None, "rows": rows}
    return Computed(Form.LIST, findings, difference_payload)


def differing(found: ListDifference, catalogue: CatalogueReader) -> Computed:
    """Return in words, and for programs, what differs between two editions of a list."""
    return Computed(Form.LIST, _findings(found), difference_payload(found, catalogue))


def _together(made: Sequence[Computed]) -> Computed:
    """Return the differences of several lists as one answer."""
    difference_payload = {
        "list": ", ".join(str(m.payload["list"]) for m in made),
        "edition": made[-1].payload["edition"],
        "value": {str(m.payload["list"]): m.payload["value"] for m in made},
        "rows": [row for m in made for row in m.payload["rows"]],
    }
    worst = next((m for m in made if m.outcome is not Outcome.ANSWERED), made[0])
    findings = tuple(f for m in made for f in m.findings)
    return Computed(Form.LIST, findings, difference_payload, worst.outcome, missing_texts=worst.missing_texts)


def _between_days(about: PartyList, days: Sequence[date], catalogue: CatalogueReader) -> Computed:
    """Return the difference of the editions in force on two days, or which of them is not held."""
    try:
        found = editions_between(about, days[0], days[1], catalogue)
    except NotHeld as absent:
        line = f"{absent.message} {absent.remedy}".strip()
        told: dict[str, Any] = {"list": about.name, "edition": None, "value": None, "rows": []}
        return Computed(
            Form.LIST,
            (Finding(line),),
            told,
            Outcome.NOT_IN_CORPUS,
            missing_texts=(MissingText(f"an edition of the {about.name}"),),
        )
    return differing(found, catalogue)


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
    findings += [Finding(f"Added: {r.name}{_under(r)}", (new.span(r),), StatementRole.ROW) for r in found.added]
    findings += [Finding(f"Removed: {r.name}{_under(r)}", (old.span(r),), StatementRole.ROW) for r in found.removed]
    findings += [Finding(f"Changed: {b.name}", (old.span(a), new.span(b)), StatementRole.ROW) for a, b in found.changed]
    if found.in_print:
        said = f"{found.in_print:,} rows differ in punctuation or spacing only, which changes nothing."
        findings.append(Finding(said, note=StatementRole.NOTE))
    return tuple(findings)


def _under(row: PartyRow) -> str:
    """Return the country of a row: one that moved to another is added there and removed here."""
    return f", under {row.country}" if row.country else ", under no country"


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
    days = days_written(asked)
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

"""Facts that a walk lacks: what is asked for, with the entries that the words for the item may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.engines.determination.checks.jurisdiction import moved_entry_step
from assistant.engines.determination.checks.reasons_for_control.chart import Destination, footnotes_on, reasons_at
from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.candidates import EntryWords
from assistant.engines.determination.facts.places import Place, without_places
from assistant.engines.determination.facts.told_users import told_user
from assistant.engines.determination.facts.told_uses import told_use
from assistant.engines.determination.facts.unknown_places import place_not_known
from assistant.engines.determination.law_texts.asked_facts import AskedFact
from assistant.engines.determination.law_texts.countries import CHART, Geography, answer_name
from assistant.engines.determination.law_texts.entries import ListEntry, entry_at
from assistant.engines.determination.law_texts.rules import asked_fact, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans, missing_text
from assistant.engines.determination.steps import Effect, WalkStep
from assistant.engines.model import Span
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Role

_BRIEF_ROW = 70  # characters of a row
_OF_HEADING = 110  # characters of a heading
_PRODUCT_GROUP = lazy_regex(r"\d[A-E]")  # what an entry's number begins with


def asking_steps(
    texts: Texts,
    geography: Geography,
    words: EntryWords,
    asked: Transaction,
    place: Place | None,
    *,
    party_known: bool = False,
) -> Iterator[WalkStep]:
    """Yield what is to be asked for, with the entries that the item's words may mean.

    `party_known` says that a list has the party: its name then stands for no place.
    """
    procedure, end = found_spans([texts.span(f"{CHART} > procedure, step 1")]), _end_asked(asked)
    if len(asked.codes) > 1:
        names = " or ".join(answer_name(c) for c in asked.codes)
        written = ", ".join(dict.fromkeys(p.written for p in asked.to))
        key = "which_place" if any(len(p.codes) > 1 for p in asked.to) else "several_places"
        question = said(key, written=written, names=names)
        yield WalkStep(
            "destination", question, procedure, Effect.UNKNOWN, (asked_fact("ask_which_place", names=names),)
        )
    elif place is None:
        asks = (asked_fact("ask_place"), *end)
        name = "" if party_known else place_not_known(asked.now or asked.text)
        told = said("place_not_known", name=name) if name else said("no_place")
        yield WalkStep(
            "destination", told, procedure, Effect.UNKNOWN, asks, short=told if name else "", leads=bool(name)
        )
    if not asked.has_item:
        yield WalkStep("item", said("no_item"), procedure, Effect.UNKNOWN, (asked_fact("ask_item"), *end))
        if munitions := words.like_munitions(without_places(asked.text)):
            yield _munitions_step(munitions)
        yield _candidates(texts, geography, words, asked, place)
        if place is not None and (by := geography.row(place.code)[1]) is not None:
            row = said("row_read_for", place=answer_name(place.code), row=by.stands_for)
            yield WalkStep(f"{CHART}: territory", row, (by.span,), names_place=True)
    elif asked.number:
        entry = entry_at(texts, asked.number)
        if entry is None:
            yield unheld_entry_step(texts, asked)
            return
        lacks = tuple(missing_text(t) for t in _references(entry))
        ask = () if asked.paragraph else (asked_fact("ask_paragraph", number=asked.number),)
        rows = "; ".join(f"{_cut(c.applies_to)}: {_cut(c.rule)}" for c in entry.controls)
        finding = said("entry_says", number=asked.number, rows=rows)
        yield WalkStep(asked.number, finding, tuple(c.span for c in entry.controls), Effect.UNKNOWN, ask, lacks)


def _end_asked(asked: Transaction) -> tuple[AskedFact, ...]:
    """Return the end user and the end use as facts to ask for, each where the question has not told it."""
    user, use = told_user(asked), told_use(asked)
    if user and use:
        return ()
    return (asked_fact("ask_end_use" if user else "ask_end_user" if use else "ask_end"),)


def _munitions_step(found: Sequence[HeldProvision]) -> WalkStep:
    lines = "; ".join(f"{p.locator}: {' '.join(p.text.split())[:_OF_HEADING]}" for p in found)
    cites = tuple(Span.of(p) for p in found)
    lacks = (missing_text("22 CFR part 123 (licences under the ITAR)"),)
    return WalkStep("munitions list", said("munitions", list=lines), cites, Effect.NOTE, (), lacks)


def _candidates(
    texts: Texts, geography: Geography, words: EntryWords, asked: Transaction, place: Place | None
) -> WalkStep:
    """Return the step that names entries to choose from, with what each would require at the destination.

    That the chart asks for nothing is told of no entry that nobody has chosen.
    """
    if not words.entries:
        lacks = (missing_text("Supplement No. 1 to Part 774"),)
        return WalkStep("candidate entries", said("no_list_held"), effect=Effect.UNKNOWN, lacks=lacks)
    found, spans = [], []
    for number, heading in words.like(without_places(asked.text)):
        entry = entry_at(texts, number)
        short = heading if len(heading) <= _OF_HEADING else f"{heading[:_OF_HEADING].rsplit(' ', 1)[0]} …"
        line = said("candidate_unmarked", number=number, heading=short)
        if entry is not None:
            spans.append(entry.span)
        if entry is not None and place is not None:
            to = Destination.of(geography, place)
            reasons = reasons_at(texts, geography, entry, (), to)
            certain = next((r for r in reasons if r.effect is Effect.REQUIRED and r.applies is True), None)
            if certain is not None:
                why = certain.column or certain.words
                line = said("candidate_required", number=number, heading=short, place=to.name, why=why)
            elif held := [r for r in reasons if r.mark and r.applies and r.column]:
                why = "; ".join(f"{r.column} (“{_cut(r.condition or r.words)}”)" for r in held)
                line = said("candidate_depends", number=number, heading=short, place=to.name, why=why)
            for mark, _ in footnotes_on(entry, to):
                line += said("candidate_footnote", mark=mark, place=to.name)
                spans += found_spans([texts.span(f"{CHART} > footnote {mark}")])
        found.append(line)
    said_of = said("candidates", list="; ".join(found)) if found else said("no_candidate")
    return WalkStep("candidate entries", said_of, tuple(spans), Effect.NOTE)


def _cut(text: str) -> str:
    return text.rstrip(".") if len(text) <= _BRIEF_ROW else f"{text[:_BRIEF_ROW].rsplit(' ', 1)[0]} …"


def _references(entry: ListEntry) -> list[str]:
    rules_of = " ".join(c.rule for c in entry.controls)
    return [f"15 CFR {m}" for m in dict.fromkeys(re.findall(r"Refer to § (\d{3}\.\d{1,2})", rules_of))]


def unheld_entry_step(texts: Texts, asked: Transaction) -> WalkStep:
    """Return the step on an entry that is not held: where it has moved to, or which ones stand around its number."""
    if moved := moved_entry_step(texts, asked):
        return moved
    near = _neighbours(texts, asked.number)
    if not near:
        return WalkStep(
            asked.number,
            said("no_list_held"),
            effect=Effect.UNKNOWN,
            lacks=(missing_text("Supplement No. 1 to Part 774"),),
        )
    spans: list[Span | None] = [e.span for n in near[:2] if (e := entry_at(texts, n))]
    key = "no_entry_held" if _PRODUCT_GROUP.match(asked.number) else "no_such_group"
    words = said(key, number=asked.number, near=", ".join(near))
    return WalkStep(
        asked.number, words, found_spans(spans), Effect.UNKNOWN, (asked_fact("ask_item"),), short=words, leads=True
    )


def _neighbours(texts: Texts, number: str) -> list[str]:
    """Return the entries of the list that stand around a number, three before it and three after."""
    held = texts.all("3A001") or texts.all("0A501") or texts.all("1A004")
    if not held:
        return []
    all_of = [p.locator for p in texts.catalogue.with_role(held[-1].version.number, Role.ENTRY)]
    kind = [n for n in sorted(set(all_of)) if n[:2] == number[:2]] or sorted(set(all_of))
    before = [n for n in kind if n < number][-3:]
    return [*before, *[n for n in kind if n > number][:3]]

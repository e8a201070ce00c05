"""Steps of the country chart: the entry's reasons for control at a destination, and the notes and footnotes on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.engines.determination.accompanied import accompanied_step
from assistant.engines.determination.checks.reasons_for_control.chart import (
    Destination,
    footnotes_referring,
    named_though_excluded,
    reasons_at,
    requires,
)
from assistant.engines.determination.checks.reasons_for_control.exceptions import ALL_DESTINATIONS
from assistant.engines.determination.checks.reasons_for_control.reason_steps import either_step, either_way, reason_step
from assistant.engines.determination.checks.reasons_for_control.scope import Applies
from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.law_texts.asked_facts import AskedFact, FactField
from assistant.engines.determination.law_texts.countries import CHART, Geography
from assistant.engines.determination.law_texts.entries import ListEntry
from assistant.engines.determination.law_texts.rules import asked_fact, pattern, rule_table, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans, missing_text
from assistant.engines.determination.sample_shipments import sample_step
from assistant.engines.determination.steps import Effect, Reason, Walk, WalkStep
from assistant.engines.model import MissingText, Span
from corpus.language.lazy_regex import lazy_regex

_A_LICENCE_IS_REQUIRED = lazy_regex(r"\blicense is (?:still )?required\b")
_LETTERS = lazy_regex(r"\b[A-Z]{2}\b")
_SECTION_OF_RULE = lazy_regex(r"§ ?\d{3}\.\d{1,2}(?:\(\w{1,4}\)){0,6}")


def chart_walk(texts: Texts, geography: Geography, asked: Transaction, entry: ListEntry, to: Destination) -> Walk:
    """Return what the entry and the chart say of the item, with the reasons for control that apply."""
    if wrong := _wrong_paragraph(asked, entry):
        return Walk((wrong,))
    if elsewhere := _elsewhere(texts, entry):
        return Walk((elsewhere,))
    uses = _uses(asked)
    every = reasons_at(texts, geography, entry, asked.paragraph, to, asked.given, asked.denied, uses)
    everywhere = _everywhere_step(texts, asked, entry)
    reasons = [r for r in every if r.applies is not False] + ([] if everywhere else _unread(entry, every))
    walk = Walk(reasons=tuple(reasons)).then(everywhere)
    walk = walk.then(*_use_steps([r for r in every if r.applies is False], uses, asked, to))
    if not geography.rows:
        walk = walk.then(WalkStep(CHART, said("no_chart_held"), effect=Effect.UNKNOWN, lacks=(missing_text(CHART),)))
    elif to.by is not None and to.row is not None:
        words = said("territory", place=to.name, row=to.row.country, basis="")
        walk = walk.then(WalkStep(f"{CHART}: territory", words.strip(), (to.by.span,), names_place=True))
    elif to.row is None:
        note = texts.span(f"{CHART} > note territories")
        asks = (AskedFact(f"which row of the chart governs {to.name}", FactField.FURTHER),)
        walk = walk.then(
            WalkStep(CHART, said("no_row", place=to.name), found_spans([entry.span, note]), Effect.UNKNOWN, asks,
                     (missing_text("15 CFR 738.3(b)"),), names_place=True)
        )  # fmt: skip
    elif to.row.marks is None:
        words = said("not_graded", place=to.name, pointer=to.row.pointer)
        walk = walk.then(WalkStep(CHART, words, (to.row.span,), names_place=True))
    either = list(either_way(walk.reasons))
    for pair in either:
        walk = walk.then(either_step(asked, entry, pair, to))
    settled = [r for pair in either for r in pair]
    for reason in walk.reasons:
        step = reason_step(reason, entry, to)
        walk = walk.then(replace(step, effect=Effect.NOTE, asks=(), lacks=()) if reason in settled else step)
    walk = walk.then(*_named_apart(geography, walk.reasons, to))
    walk = walk.then(_footnote_step(texts, asked, entry, to, walk.reasons))
    walk = walk.then(*_referring_steps(texts, entry, to))
    walk = walk.then(sample_step(texts, geography, asked, entry, to.code))
    return walk.then(accompanied_step(texts, asked, entry))


def _named_apart(geography: Geography, reasons: Sequence[Reason], to: Destination) -> Iterator[WalkStep]:
    """Yield the step on a rule that names a destination and excludes a group that it is in."""
    for reason in reasons:
        groups = named_though_excluded(geography, reason.words, to) if not reason.column else []
        if not groups or reason.effect is not Effect.REQUIRED:
            continue
        section = _SECTION_OF_RULE.search(reason.words)
        words = said(
            "named_apart", place=to.name, groups=" and ".join(groups), section=section[0] if section else "the section"
        )
        words = f"{words[:1].upper()}{words[1:]}"
        yield WalkStep("named apart from its group", words, reason.cites, Effect.NOTE, told_first=words)


def _uses(asked: Transaction) -> dict[str, bool]:
    """Return the uses that rows except, in their words, and whether the item is told to be for it."""
    out = {}
    for use in rule_table()["use"]:
        meant, other = asked.says(pattern(str(use["when"]))), asked.says(pattern(str(use["unless"])))
        if meant or other:
            out[str(use["words"])] = meant and not other
    return out


def _use_steps(
    reasons: Sequence[Reason], uses: Mapping[str, bool], asked: Transaction, to: Destination
) -> Iterator[WalkStep]:
    """Yield a step for the rows that except the use which is told: they hold for every other use."""
    for use in rule_table()["use"]:
        rows = [r for r in reasons if str(use["words"]) in r.condition]
        if not rows or not uses.get(str(use["words"])):
            continue
        columns = " and ".join(dict.fromkeys(r.column or r.reason for r in rows))
        mark = said("use_marked" if any(r.mark for r in rows) else "use_unmarked", place=to.name)
        words = said("use_excepted", use=use["words"], columns=columns, condition=rows[0].condition)
        first = said("use_excepted_first", use=use["words"], columns=columns, entry=asked.entry, mark=mark)
        cites = tuple(dict.fromkeys(s for r in rows for s in r.cites))
        yield WalkStep("use excepted", words, cites, Effect.NOTE, told_first=first, names_place=True)


def _everywhere_step(texts: Texts, asked: Transaction, entry: ListEntry) -> WalkStep | None:
    """Return the step of the chart's own note on entries that need a licence for all destinations."""
    note = texts.at(f"{CHART} > note all destinations")
    whole = rf"\b(?:{re.escape(asked.entry)}|{entry.number})(?![\w.]| \()"
    if note is None or not re.search(whole, note.text):
        return None
    finding, short = said("everywhere", entry=asked.entry), said("everywhere_short", entry=asked.entry)
    return WalkStep(ALL_DESTINATIONS, finding, (entry.span, Span.of(note)), Effect.REQUIRED, (), (), short)


def _unread(entry: ListEntry, read: Sequence[Reason]) -> list[Reason]:
    """Return the reasons that the entry names and that no row of the text held says anything of."""
    rows = {c.reason for c in entry.controls} | {w for c in entry.controls for w in _LETTERS.findall(c.applies_to[:3])}
    lost = [r for r in _LETTERS.findall(entry.reasons) if r not in rows]
    if entry.controls and not any(c.reason == r for r in lost for c in entry.controls):
        lost = [r for r in lost if r != "AT"] or lost
    if not lost and not entry.controls:
        lost = ["its reasons"]
    return [
        Reason(r, "", None, True, Effect.UNKNOWN, said("unread_reasons", reasons=r), (entry.span,), unread=True,
               lacks=(f"the license requirements of {entry.number} in Supplement No. 1 to Part 774",))
        for r in lost
    ]  # fmt: skip


def _footnote_step(
    texts: Texts, asked: Transaction, entry: ListEntry, to: Destination, reasons: Sequence[Reason]
) -> WalkStep | None:
    """Return the step of a footnote to the row that requires a licence whatever the columns show."""
    if to.row is None or any(r.footnote for r in reasons):
        return None
    told: WalkStep | None = None  # a footnote that names the entry, though not the item as it is described
    for mark, words in to.row.footnotes:
        applies = requires(words, entry.number, asked.paragraph, asked.given)
        column = re.search(r"\b[A-Z]{2} column [1-3]\b", words, re.I)
        span = texts.span(f"{CHART} > footnote {mark}") or to.row.span
        if column:
            continue
        if applies is Applies.NO:
            if entry.number in words and _A_LICENCE_IS_REQUIRED.search(words):
                finding = said("footnote_not_met", mark=mark, place=to.name, words=words)
                told = told or WalkStep(f"footnote {mark}", finding, (span,), Effect.NONE, names_place=True)
            continue
        effect = Effect.REQUIRED if applies is Applies.YES else Effect.UNKNOWN
        finding = f"Footnote {mark} to the row of {to.name}: “{words}”"
        asks = (asked_fact("ask_footnote", mark=mark),) if effect is Effect.UNKNOWN else ()
        return WalkStep(f"footnote {mark}", finding, (span,), effect, asks, footnote=mark, names_place=True)
    return told


def _referring_steps(texts: Texts, entry: ListEntry, to: Destination) -> Iterator[WalkStep]:
    """Yield the steps of footnotes to the row that refer to special provisions on the entry's goods elsewhere."""
    for mark, words in footnotes_referring(entry, to):
        sections = [f"15 CFR {section}" for section in _SECTION_NAMED.findall(words)]
        lacks = tuple(missing_text(s) for s in sections if texts.span(s) is None)
        span = texts.span(f"{CHART} > footnote {mark}") or (to.row.span if to.row else entry.span)
        finding = said("footnote_refers", mark=mark, place=to.name, entry=entry.number, words=words)
        yield WalkStep(f"footnote {mark}", finding, (span,), Effect.NOTE, (), lacks, names_place=True)


_SECTION_NAMED = lazy_regex(r"§ (\d{3}\.\d{1,2})")


def _elsewhere(texts: Texts, entry: ListEntry) -> WalkStep | None:
    """Return the step of an entry that only points to another law, or to another entry."""
    if entry.controls or entry.reasons:
        return None
    munitions = str(rule_table()["munitions"])
    if pattern(str(rule_table()["of_munitions"])).search(entry.heading) and (held := texts.span(munitions)) is not None:
        lead = said("munitions_pointer", number=entry.number, list=munitions)
        lacks = (
            missing_text("22 CFR part 120 (definitions of the ITAR)"),
            missing_text("22 CFR part 123 (ITAR licences)"),
        )
        told = f"{entry.number}: {entry.heading}"
        return WalkStep(
            f"{entry.number} and other laws", told, (entry.span, held), Effect.UNKNOWN, (), lacks, lead, leads=True
        )
    return WalkStep(
        f"{entry.number} and other laws", f"{entry.number} has no reasons for control of its own: {entry.heading}",
        (entry.span,), Effect.UNKNOWN, (), _pointed_to(entry.heading),
    )  # fmt: skip


def _pointed_to(heading: str) -> tuple[MissingText, ...]:
    found = re.findall(r"\d{1,2} CFR (?:parts? )?\d{1,4}(?: through \d{1,4})?", heading)
    return tuple(missing_text(f.replace("parts ", "part ")) for f in dict.fromkeys(found))


def _wrong_paragraph(asked: Transaction, entry: ListEntry) -> WalkStep | None:
    """Return the step that says that a paragraph does not exist, where the text held has the entry's paragraphs."""
    label = ".".join(asked.paragraph)
    if not label or not entry.paragraphs or label in entry.paragraphs:
        return None
    if any(label.startswith(f"{p}.") or p.startswith(f"{label}.") for p in entry.paragraphs):
        return None
    named = " ".join(c.applies_to for c in entry.controls)
    if re.search(rf"(?:{re.escape(entry.number)}|\s)\.{re.escape(label)}\b", named):
        return None
    tops = sorted({p.split(".")[0] for p in entry.paragraphs})
    words = said("no_paragraph", number=entry.number, paragraph=label, near=", ".join(f".{t}" for t in tops))
    return WalkStep(
        entry.number, words, (entry.span,), Effect.UNKNOWN, (asked_fact("ask_paragraph", number=entry.number),)
    )

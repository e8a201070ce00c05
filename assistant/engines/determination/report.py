"""A walk as an answer: one plain sentence first, then the steps, then what is to be asked and what is not held."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.held.countries import CHART, name_of
from assistant.engines.determination.held.own_laws import own_laws
from assistant.engines.determination.held.rules import said, table
from assistant.engines.determination.held.texts import Texts, quoted
from assistant.engines.determination.steps import Effect, Reason, Walk, WalkStep
from assistant.engines.determination.walk import labels
from assistant.engines.model import Computed, Finding, cited
from assistant.model import Form, Note, Outcome
from corpus.lexicon import jurisdictions

_BRIEF_SENTENCE = 40  # characters of a sentence that says too little alone
_CAVEAT = "noMarkCaveat"
_GRAVEST = ("prohibited", "required", "indeterminate", "no_chart_requirement")


def reported(texts: Texts, asked: Transaction, walk: Walk) -> Computed:
    """Return a walk as an engine's result."""
    status = walk.status
    asks = tuple(dict.fromkeys(a for s in walk.steps if s.effect is not Effect.NONE for a in s.asks))
    lacks = tuple(dict.fromkeys(t for s in walk.steps if s.effect is not Effect.NONE for t in s.lacks))
    lead = Finding(
        _lead(texts, asked, walk, status), _lead_cites(walk, status), says_yes=True if status == "required" else None
    )
    steps = _ordered(walk.steps, status)
    findings = [lead, *(Finding(s.finding[:1].upper() + s.finding[1:], s.cites) for s in steps)]
    findings.append(_remaining(texts, walk))
    if status != "required" and asks:
        findings.append(Finding(f"To decide it: {'; '.join(asks)}.", (), Note.CHECK_NEXT, asks=True))
    if lacks:
        findings.append(Finding(f"Texts that are not held: {'; '.join(lacks)}.", (), Note.CHECK_NEXT))
    told: dict[str, Any] = {
        "status": status,
        "facts": _facts(asked),
        "steps": [
            {"step": s.name, "finding": s.finding, "effect": s.effect.value,
             "citations": [cited(c, texts.catalogue) for c in s.cites]}
            for s in walk.steps
        ],
        "reasons": [
            {"reason": r.reason, "column": r.column or None, "mark": r.mark, "applies": r.applies,
             "effect": r.effect.value, "text": r.words}
            for r in walk.reasons
        ],
        "asks_for": list(asks),
        "missing_texts": list(lacks),
        "text": "\n\n".join(f.text for f in findings),
    }  # fmt: skip
    outcome = Outcome.ANSWERED
    if status == "indeterminate":
        outcome = Outcome.NEEDS_FACT if asks else Outcome.NOT_IN_CORPUS
    return Computed(Form.DETERMINATION, tuple(findings), told, outcome, asks, lacks)


def _facts(asked: Transaction) -> dict[str, str]:
    """Return what was understood of a transaction, under the names by which a command and a form take it."""
    return {
        "item": asked.entry or (said("unlisted") if asked.unlisted else ""),
        "to": _place(asked) if asked.to else "",
        "end_user": asked.end_user or (asked.names[0] if len(asked.names) == 1 else ""),
        "end_use": asked.end_use,
        "jurisdiction": jurisdictions.table().of_country(asked.exporters[0]) if asked.exporters else "",
    }


def reported_each(texts: Texts, walks: Sequence[tuple[Transaction, Walk]], names: Sequence[str] = ()) -> Computed:
    """Return several walks as one result: a sentence for each, then their steps under their names.

    A walk without a name is called by its destination, and by its item where those differ.
    """
    walks = sorted(walks, key=lambda w: _GRAVEST.index(w[1].status)) if not names else walks
    each = [reported(texts, asked, walk) for asked, walk in walks]
    items = len({(asked.number, asked.paragraph) for asked, _ in walks}) > 1
    names = names or [_item_to(asked) if items else _place(asked) for asked, _ in walks]
    leads = [found.findings[0] for found in each]
    lead = " ".join(
        f.text if name in f.text else said("for_place", place=name, finding=f.text)
        for name, f in zip(names, leads, strict=True)
    )
    findings = [Finding(lead, tuple(dict.fromkeys(s for f in leads for s in f.cites)))]
    told: set[str] = set()
    later: list[Finding] = []
    for name, found in zip(names, each, strict=True):
        for finding in found.findings[1:]:
            if finding.text in told:
                continue  # what holds for every destination is said once
            told.add(finding.text)
            if finding.note is Note.CHECK_NEXT:
                later.append(finding)
            else:
                words = finding.text if name in finding.text else said("for_place", place=name, finding=finding.text)
                findings.append(replace(finding, text=words))
    states = [str(found.payload["status"]) for found in each]
    told_each = [{"place": name, **found.payload} for name, found in zip(names, each, strict=True)]
    asks = tuple(dict.fromkeys(a for found in each for a in found.asks_for))
    lacks = tuple(dict.fromkeys(t for found in each for t in found.missing_texts))
    payload = {
        **each[0].payload,
        "status": min(states, key=_GRAVEST.index),
        "steps": [s for found in each for s in found.payload["steps"]],
        "reasons": [r for found in each for r in found.payload["reasons"]],
        "destinations": told_each,
        "asks_for": list(asks),
        "missing_texts": list(lacks),
        "text": "\n\n".join(f.text for f in (*findings, *later)),
    }
    open_ones = [found.outcome for found in each if found.outcome is not Outcome.ANSWERED]
    outcome = open_ones[0] if len(open_ones) == len(each) else Outcome.ANSWERED
    return Computed(Form.DETERMINATION, (*findings, *later), payload, outcome, asks, lacks)


def _item_to(asked: Transaction) -> str:
    return f"{asked.entry or said('unlisted')} to {_place(asked)}"


def _place(asked: Transaction) -> str:
    return asked.to[0].region or name_of(asked.to[0].code)


def _remaining(texts: Texts, walk: Walk) -> Finding:
    """Return what is left to check, by the law that the walk went through."""
    own = texts.filters.jurisdictions == (str(table()["jurisdiction"]),)
    if own and not any(s.leads for s in walk.steps):
        return Finding(said("remains"), quoted([texts.span(f"{CHART} > note {_CAVEAT}")]), Note.CHECK_NEXT)
    if law := next((own_laws()[code] for code in texts.filters.jurisdictions if code in own_laws()), None):
        return Finding(law.remains, (), Note.CHECK_NEXT)
    return Finding(said("remains_other" if own else "remains_union"), (), Note.CHECK_NEXT)


def _ordered(steps: list[WalkStep], status: str) -> list[WalkStep]:
    """Return the steps with those that decide first."""
    deciding = {"required": Effect.REQUIRED, "prohibited": Effect.PROHIBITED, "indeterminate": Effect.UNKNOWN}.get(
        status
    )
    return [*(s for s in steps if s.effect is deciding), *(s for s in steps if s.effect is not deciding)]


def _lead_cites(walk: Walk, status: str) -> tuple[Any, ...]:
    wanted = {"required": Effect.REQUIRED, "prohibited": Effect.PROHIBITED, "indeterminate": Effect.UNKNOWN}.get(status)
    step = next((s for s in walk.steps if s.effect is wanted), None) if wanted else None
    return step.cites if step else ()


def _lead(texts: Texts, asked: Transaction, walk: Walk, status: str) -> str:
    place = asked.to[0].region or name_of(asked.to[0].code) if asked.to else ""
    entry = asked.entry or said("unlisted" if asked.unlisted else "the_item")
    if status == "prohibited":
        return said("prohibited", step=next(s.short for s in walk.steps if s.effect is Effect.PROHIBITED))
    if status == "no_chart_requirement" and texts.filters.jurisdictions != (str(table()["jurisdiction"]),):
        return said("no_prohibition")
    if status == "required":
        return _required(texts, entry, place, walk)
    if status == "no_chart_requirement":
        columns = ", ".join(f"{r.reason} ({r.column})" for r in walk.reasons if r.column and r.applies is True)
        why = f"It is controlled for {columns}; {place} has no X there." if columns else ""
        if not asked.number:
            return said("no_requirement_unlisted", place=place)
        return said("no_requirement", entry=entry, place=place, why=why).strip()
    unknown = [s for s in walk.steps if s.effect is Effect.UNKNOWN]
    first = unknown[0]
    if first.leads and first.short:
        return first.short
    of = f" for {entry} to {place}" if asked.has_item and len(asked.codes) == 1 else ""
    if first.asks:
        return said("indeterminate_asks", of=of, why=first.asks[0].rstrip(". "))
    return said("indeterminate", of=of, why=first.finding.rstrip(". "))


def _required(texts: Texts, entry: str, place: str, walk: Walk) -> str:
    certain = [r for r in walk.reasons if r.effect is Effect.REQUIRED and r.applies is True]
    names = labels(texts)
    for reason in certain:
        if reason.reason == table()["reason_by_arms_embargo"]:
            return said("required_embargoed", entry=entry, reason=reason.reason, place=place)
        label = names.get(reason.column.replace(" Column", ""), reason.reason)
        if reason.mark:
            return said("required_column", entry=entry, label=label, column=reason.column, place=place)
        if reason.footnote:
            return said(
                "required_footnote", entry=entry, label=label, column=reason.column, place=place, mark=reason.footnote
            )
    step = next(s for s in walk.steps if s.effect is Effect.REQUIRED)
    if step.leads:
        return step.short or step.finding
    if step.footnote:
        return said("required_footnote_alone", entry=entry, place=place, mark=step.footnote)
    if certain and step.controls:
        return said("required_words", entry=entry, rule=_sentence(certain[0]))
    return said("required_short", entry=entry, place=place, short=step.short or step.finding)


def _sentence(reason: Reason) -> str:
    first = re.split(r"(?<=[a-z)])\.\s+(?=[A-Z(])", reason.words)[0]
    return (first if len(first) > _BRIEF_SENTENCE else reason.words).rstrip(".") + "."

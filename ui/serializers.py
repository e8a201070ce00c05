"""Serialisers: the JSON that other programs rely on, one function per document.

Field names and types are a contract: they may be added to, not changed.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from corpus.locators.links import official_link
from corpus.trust.trust_labels import origin_mark

if TYPE_CHECKING:  # real imports would load parsers and the HTTP library into commands that need neither
    from collections.abc import Sequence

    from assistant.drafts.model import CheckedDraft
    from assistant.model import Answer, Citation, Statement, Usage
    from corpus.annotations.coverage import SourceCoverage
    from corpus.catalogue import LogEntry
    from corpus.catalogue.history import LoggedEdition
    from corpus.catalogue_results import HeldProvision, Holding
    from corpus.model import Source
    from corpus.sources.entries import Entry
    from corpus.sources.freshness import Coverage, Freshness
    from corpus.sources.sync import SyncOutcome
    from corpus.sources.sync_plan import PlannedSync
    from corpus.sources.watch_list import WatchedAddress
    from index.hits import Hit
    from index.ingest.intake import Intake


def iso(moment: date | datetime | None) -> str | None:
    """Return a date or time in ISO format, or None."""
    return moment.isoformat() if moment else None


def trust(source: Source) -> dict[str, Any]:
    """Return what tells how far a source is trusted: its origin, what the person who added it said, its own claims."""
    return {
        "origin_class": source.origin_class.value,
        "origin_note": origin_mark(source),
        "declared": list(source.declared),
        "claims": dict(source.claims),
    }


def change(entry: LogEntry) -> dict[str, Any]:
    """Return the object of one entry of the log in `licet history --json`."""

    def editions(some: Sequence[LoggedEdition]) -> list[dict[str, Any]]:
        return [{"valid_from": iso(e.valid_from), "digest": e.digest} for e in some]

    return {
        "entry": entry.entry,
        "at": iso(entry.at),
        "by": entry.by,
        "action": entry.action.value,
        "source_id": entry.source_id,
        "title": entry.title,
        "origin_class": entry.origin_class.value,
        "origin": entry.origin,
        "before": editions(entry.before),
        "after": editions(entry.after),
        "undoes": entry.undoes,
        "undone_by": entry.undone,
        "can_undo": entry.can_undo,
    }


def intake(done: Intake) -> dict[str, Any]:
    """Return the object of one document in `licet add --json`."""
    return {
        "source_id": done.source_id or None,
        "title": done.title or done.name,
        "provisions": done.provisions,
        "passages": done.passages,
        "status": done.status,
        "seconds": round(done.seconds, 3),
        "problem": str(done.problem) if done.problem else None,
        "warnings": list(done.warnings),
        **({"kind": done.source.kind.value, **trust(done.source)} if done.source else {}),
    }


def holding(held: Holding, fresh: Freshness | None = None) -> dict[str, Any]:
    """Return the object of one source in `licet sources --json`; `fresh` adds how current it is."""
    s = held.source
    told = (
        {
            "edition": iso(fresh.edition),
            "retrieved_at": iso(fresh.retrieved_at),
            "checked_at": iso(fresh.looked_at),
            "rhythm_days": fresh.rhythm,
            "stale": fresh.stale,
            "freshness": fresh.summary,
        }
        if fresh
        else {}
    )
    return {
        "source_id": s.id,
        "title": s.title,
        "kind": s.kind.value,
        "standing": s.kind.standing.value,
        "jurisdiction": s.jurisdiction,
        "issuer": s.issuer,
        "url": s.url,
        "language": s.language,
        "licence": s.licence,
        "published": iso(s.published),
        "origin": held.origin,
        **trust(s),
        "provisions": held.provisions,
        "passages": held.passages,
        **told,
        "versions": [
            {
                "valid_from": iso(v.valid_from),
                "valid_to": iso(v.valid_to),
                "retrieved_at": iso(v.retrieved_at),
                "digest": v.digest,
            }
            for v in held.versions
        ],
        "warnings": list(held.warnings),
    }


def regime(covered: Coverage) -> dict[str, Any]:
    """Return the object of one regime in `licet sources --coverage --json`."""
    return {
        "jurisdiction": covered.jurisdiction,
        "regime": covered.name,
        "held": [e.id for e in covered.held],
        "stale": [e.id for e in covered.stale],
        "missing": [
            {
                "source_id": e.id,
                "title": e.title,
                "page": e.page,
                "core": "core" in e.sets,
                "checked": shape_check(e),
            }
            for e in covered.missing
        ],
        "others": [s.id for s in covered.others],
    }


def coverage(covered: SourceCoverage) -> dict[str, Any]:
    """Return the object of one source in `licet annotations --json`."""
    return {
        "source_id": covered.source_id,
        "title": covered.title,
        "jurisdiction": covered.jurisdiction,
        "held": covered.held,
        "annotations": covered.annotations,
        "questions": covered.questions,
        "provisions_pinned": covered.pinned,
        "sections": covered.sections,
        "sections_without": list(covered.open_sections),
        "pins": {state.value: count for state, count in covered.pins.items()},
        "translated": dict(covered.translated),
    }


def synced(outcome: SyncOutcome) -> dict[str, Any]:
    """Return the object of one source in `licet sync --json`."""
    return {
        "source_id": outcome.source_id,
        "title": outcome.title,
        "status": outcome.status,
        "edition": iso(outcome.edition),
        "bytes": outcome.size,
        "encoded": outcome.encoded,
        "seconds": round(outcome.seconds, 3),
        "problem": str(outcome.problem) if outcome.problem else None,
        "warnings": list(outcome.warnings),
    }


def watched(kept: WatchedAddress, status: str) -> dict[str, Any]:
    """Return the object of one watched address in `licet watch --json`."""
    return {
        "source_id": kept.id,
        "url": kept.url,
        "title": kept.title,
        "jurisdiction": kept.jurisdiction,
        "kind": kept.kind,
        "rhythm_days": kept.rhythm,
        "added": kept.added,
        "status": status,
    }


def shape_check(entry: Entry) -> dict[str, Any]:
    """Return what the shape of a publisher's answers was last compared with, and on which day."""
    found = entry.checked
    return {"against": found.against.value if found else "nothing", "on": iso(found.on) if found else None}


def step(planned: PlannedSync) -> dict[str, Any]:
    """Return the object of one planned download in `licet sync --dry-run --json`."""
    entry = planned.entry
    return {
        "source_id": entry.id,
        "title": entry.title,
        "why": planned.why,
        "edition": iso(planned.edition),
        "bytes": planned.size,
        "about_bytes": planned.about,
        "verified": entry.verified,
        "checked": shape_check(entry),
        "page": entry.page,
    }


def provision(held: HeldProvision, text: str, ancestors: list[HeldProvision]) -> dict[str, Any]:
    """Return the object of one provision in full in `licet show --json`."""
    p = held.provision
    return {
        "source_id": held.source.id,
        "title": held.source.title,
        "locator": p.locator,
        "role": p.role.value,
        "heading": p.heading,
        "text": text,
        "start": p.start,
        "end": p.start + len(text),
        "page": p.page,
        "kind": held.source.kind.value,
        "jurisdiction": held.source.jurisdiction,
        "language": p.language or held.source.language,
        "url": official_link(held.source, p.locator, held.version, text),
        **trust(held.source),
        "valid_from": iso(held.version.valid_from),
        "valid_to": iso(held.version.valid_to),
        "retrieved_at": iso(held.version.retrieved_at),
        "reserved": p.reserved,
        "recognised": p.recognised,
        "stay": {"note": p.stay.note, "since": iso(p.stay.since), "until": iso(p.stay.until)} if p.stay else None,
        "cells": [{"heading": a, "value": b} for a, b in p.cells],
        "identifiers": list(p.identifiers),
        "references": [
            {"start": r.start, "end": r.end, "locator": r.locator, "instrument": r.instrument} for r in p.references
        ],
        "defines": [d.term for d in p.defines],
        "ancestors": [{"locator": a.locator, "heading": a.provision.heading, "text": a.text} for a in ancestors],
    }


def hit(found: Hit) -> dict[str, Any]:
    """Return the object of one passage in `licet search --json`."""
    return {
        "rank": found.rank,
        "passage_id": found.passage.id,
        "source_id": found.source.id,
        "title": found.source.title,
        "locator": found.passage.locator,
        "text": found.passage.text,
        "score": round(float(found.score), 6),
        "page": found.passage.page,
        "kind": found.source.kind.value,
        "jurisdiction": found.source.jurisdiction,
        "origin_class": found.source.origin_class.value,
        "origin_note": origin_mark(found.source),
        "valid_from": iso(found.version.valid_from),
        "valid_to": iso(found.version.valid_to),
        "why": list(found.why),
    }


def statement(s: Statement) -> dict[str, Any]:
    """Return the object of one sentence of an answer; "language" is that of a note's words."""
    return {
        "text": s.said,
        "citations": list(s.citations),
        "verdict": s.verdict.value,
        "reason": s.reason,
        "note": s.note,
        **({"claim": s.claim.value} if s.claim else {}),
        **({"language": s.language} if s.language else {}),
    }


def usage(used: Usage) -> dict[str, Any]:
    """Return the object of what chat models took for an answer; `cost` is null where no prices are set."""
    return {
        "calls": used.calls,
        "input_tokens": used.input_tokens,
        "output_tokens": used.output_tokens,
        "cost": used.cost,
    }


def citation(c: Citation) -> dict[str, Any]:
    """Return the object of one numbered quote; "translation" is present only where a chat model made one."""
    t = c.translation
    told = {"translation": {"text": t.text, "language": t.language, "by": t.by, "checked": False}} if t else {}
    return {
        "number": c.number,
        "passage_id": c.passage_id,
        "source_id": c.source.id,
        "title": c.source.title,
        "locator": c.locator,
        "quote": c.quote,
        "start": c.start,
        "end": c.end,
        "page": c.page,
        "url": c.link or None,
        "grounds": [{"locator": g.locator, "url": g.url} for g in c.grounds],
        "kind": c.source.kind.value,
        "jurisdiction": c.source.jurisdiction,
        **trust(c.source),
        "valid_from": iso(c.version.valid_from),
        "valid_to": iso(c.version.valid_to),
        "retrieved_at": iso(c.version.retrieved_at),
        "digest": c.version.digest,
        **told,
    }


def answer(a: Answer, id: str | None = None) -> dict[str, Any]:
    """Return the object of one answer in `licet ask --json`."""
    timings = {name: round(float(a.timings_ms.get(name, 0.0)), 2) for name in ("retrieve", "compose", "total")}
    return {
        "id": id,
        "question": a.question,
        "standalone_question": a.standalone_question,
        "outcome": a.outcome.value,
        "answer": a.text,
        "statements": [statement(s) for s in a.statements],
        "citations": [citation(c) for c in a.citations],
        "passages": [hit(h) for h in a.hits],
        "engine": a.engine,
        "timings_ms": timings,
        "implied": [{"field": i.field, "value": i.value, "words": i.words} for i in a.implied],
        "looked_at": list(a.looked_at),
        "asks_for": a.asks_for,
        "notices": list(a.notices),
        "lead": a.lead,
        "form": a.form.value,
        "confidence": round(float(a.confidence), 3),
        "in_part": a.in_part,
        "layout": [{"kind": b.kind.value, "text": b.text, "columns": list(b.columns)} for b in a.layout],
        "usage": usage(a.usage) if a.usage else None,
        **a.computed,
    }


def checked_draft(checked: CheckedDraft) -> dict[str, Any]:
    """Return the object of a checked draft in `licet check --json`."""
    return {
        "sentences": [
            {
                "text": s.text,
                "start": s.start,
                "end": s.end,
                "verdict": s.verdict.value,
                "citations": [citation(c) for c in s.citations],
                "reason": s.reason,
            }
            for s in checked.sentences
        ],
        "draft": checked.name,
        "by_model": checked.by_model,
        "notices": list(checked.notices),
    }

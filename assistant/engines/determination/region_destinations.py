"""An item to a part of the world instead of a country: which of its countries need what, and which one it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.engines.determination.checks.reasons_for_control.exceptions import asked_at
from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.places import Place
from assistant.engines.determination.law_texts.countries import Geography, answer_name
from assistant.engines.determination.law_texts.entries import entry_at
from assistant.engines.determination.law_texts.rules import asked_fact, own_country, said
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.determination.steps import Walk
from assistant.engines.model import Computed, Finding, Span
from assistant.model import Form, Outcome, StatementRole
from corpus.lexicon.regions import regions_named

_MOST_COUNTRIES = 40  # of a region that is walked through


def of_region(
    texts: Texts, geography: Geography, asked: Transaction, walker: Callable[[Transaction], Walk]
) -> Computed | None:
    """Return what an entry means in each country of the one region that a question names in place of a country."""
    named = regions_named(asked.text)
    if len(named) != 1 or not asked.number or asked.to or asked.exporters:
        return None
    start, end, region = named[0]
    codes = [c for c in region.countries if c != own_country()]
    entry = entry_at(texts, asked.number)
    if entry is None or not 1 < len(codes) <= _MOST_COUNTRIES:
        return None
    by_status: dict[str, list[str]] = {}
    by_exception: dict[str, list[str]] = {}
    cites: list[Span] = [entry.span]
    for code in codes:
        place = Place(start, end, asked.text[start:end], (code,))
        walk = walker(replace(asked, to=(place,)))
        by_status.setdefault(walk.status, []).append(code)
        row, _ = geography.row(code)
        cites += [row.span] if row is not None else []
        for words in asked_at(geography, replace(asked, to=(place,)), entry, code):
            by_exception.setdefault(words, []).append(code)
    fact = asked_fact("ask_place")
    status = next(iter(by_status)) if len(by_status) == 1 else "indeterminate"
    all_alike = status == "required" and len(by_exception) <= 1
    key = "region_every" if status == "required" else "region_asks"
    told = [said(key, region=region.name, entry=asked.entry, fact=fact.words)]
    if key != "region_every":
        told += [said(f"region_{state}", places=_names(found)) for state, found in by_status.items()]
    told += [said("for_place", place=_names(found), finding=words) for words, found in by_exception.items()]
    findings = (
        Finding(" ".join(told), tuple(dict.fromkeys(cites))[:_MOST_COUNTRIES], asks=not all_alike),
        Finding(said("remains"), (), StatementRole.CHECK_NEXT),
    )
    payload: Mapping[str, object] = {
        "status": status,
        "destinations": [{"place": answer_name(c), "status": s} for s, found in by_status.items() for c in found],
        "asks_for": [] if all_alike else [fact.words],
        "text": "\n\n".join(f.text for f in findings),
    }
    if all_alike:
        return Computed(Form.DETERMINATION, findings, dict(payload))
    return Computed(Form.DETERMINATION, findings, dict(payload), Outcome.NEEDS_FACT, (fact.words,))


def _names(codes: Sequence[str]) -> str:
    names = ", ".join(map(answer_name, codes))
    return f"{names[:1].upper()}{names[1:]}"

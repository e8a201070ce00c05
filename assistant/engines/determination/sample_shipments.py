"""Sample shipments of a chemical: what a note of its entry takes out of the requirement, by the quantities told."""

from __future__ import annotations

import re

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.quantities import size_written
from assistant.engines.determination.law_texts.countries import Geography, answer_name
from assistant.engines.determination.law_texts.entries import ListEntry
from assistant.engines.determination.law_texts.rules import said
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.determination.steps import Effect, WalkStep
from assistant.engines.model import Span
from corpus.lazy_regex import lazy_regex

_SAMPLE = lazy_regex(r"\bsamples?\b", re.I)
_SAMPLE_NOTE = lazy_regex(
    r"license is not required for sample shipments when the cumulative total[^.]{0,80}?(?P<kg>\d{2,4}) kg of a single "
    r"chemical to any one consignee during a calendar year"
)
_NO_SAMPLES_TO = "E:1"
_MASS = lazy_regex(
    r"(?<![\w.,])(?P<n>\d{1,3}(?:[, \u00a0\u202f]\d{3})++(?!\d)(?:\.\d{1,3})?|\d{1,6}(?:\.\d{1,3})?) ?"
    r"(?P<unit>kgs?|kilos?|kilograms?|grams?|g|t|tons?|tonnes?)\b",
    re.I,
)
_FURTHER = lazy_regex(r"\b(?:another|more|further|additional|extra|again|second|repeat|top[- ]?up|on top|plus)\b", re.I)
# What the note counts apart: another year, consignee or chemical.
_COUNTED_APART = lazy_regex(
    r"\b(?:next|following|new|another|different|second) (?:calendar )?year\b|\byear after\b|\b(?:an)?other "
    r"(?:consignee|buyer|customer|chemical|recipient|company)\b|\bdifferent (?:consignee|buyer|customer|chemical)\b",
    re.I,
)
_SO_MANY = lazy_regex(
    r"\b(?P<count>\d{1,2}|two|three|four|five) (?:x|times|lots of|drums of|shipments of|samples of)\b ?$", re.I
)
_BEFORE_MASS = 24  # characters before a mass in which its count stands
_SAMPLE_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}


def sample_step(texts: Texts, geography: Geography, asked: Transaction, entry: ListEntry, code: str) -> WalkStep | None:
    """Return what the entry's note on sample shipments says of the quantities told; None where no sample is told of.

    Quantities of one conversation are added up: the note counts what one consignee gets in a calendar year.
    """
    if not asked.says(_SAMPLE):
        return None
    notes = ((p, _SAMPLE_NOTE.search(p.text)) for p in texts.catalogue.subtree(entry.held))
    held, limit = next(((p, float(m["kg"])) for p, m in notes if m), (None, 0.0))
    if held is None:
        return None
    cites, at, limited = (Span.of(held),), f"The note of {entry.number} on sample shipments", f"{limit:,g}"
    if geography.member(code, _NO_SAMPLES_TO):
        words = said("sample_not_there", at=at, place=answer_name(code))
        return WalkStep("sample shipments", words, cites, Effect.NOTE, told_first=words)
    amounts = _amounts(asked)
    if not amounts:
        words = said("sample_unknown", at=at, limit=limited)
    elif (total := sum(amounts)) <= limit:
        words = said("sample_within", at=at, told=_sum(amounts), limit=limited, left=f"{limit - total:,g}")
        return WalkStep("sample shipments", words, cites, Effect.NOTE, told_before=f"{words} {said('sample_else')}")
    else:
        before = amounts[:-1]
        left = limit - sum(before)
        room = said("sample_room", limit=limited, left=f"{left:,g}") if before and left > 0 else ""
        which = "the further quantity" if before else "it"
        words = said("sample_over", at=at, limit=limited, sum=_sum(amounts), which=which, room=room)
    return WalkStep("sample shipments", words, cites, Effect.NOTE, told_first=words)


def _sum(amounts: list[float]) -> str:
    total = f"{sum(amounts):,g}"
    return f"{' + '.join(f'{a:,g}' for a in amounts)} = {total}" if len(amounts) > 1 else total


def _amounts(asked: Transaction) -> list[float]:
    """Return the masses told, in kilograms: those of a follow-up alone unless it comes on top of what was before."""
    now = asked.now
    if now and _MASS.search(now) and (_COUNTED_APART.search(now) or not _FURTHER.search(now)):
        return _masses(now)
    return _masses(asked.text)


def _masses(text: str) -> list[float]:
    out = []
    for m in _MASS.finditer(text):
        unit = m["unit"].casefold()
        by = 0.001 if unit.startswith("g") else 1000.0 if unit.startswith("t") else 1.0
        count = _SO_MANY.search(text, max(0, m.start() - _BEFORE_MASS), m.start())
        times = (_SAMPLE_COUNTS.get(count["count"].casefold()) or int(count["count"])) if count else 1
        out.append(size_written(m["n"]) * by * times)
    return out

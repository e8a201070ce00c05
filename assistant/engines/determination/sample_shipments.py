"""Sample shipments of a chemical: what a note of its entry takes out of the requirement, by the quantities told."""

from __future__ import annotations

import re

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.written_numbers import is_tail, without_entries, written_numbers
from assistant.engines.determination.law_texts.countries import Geography, answer_name
from assistant.engines.determination.law_texts.entries import ListEntry
from assistant.engines.determination.law_texts.rules import said
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.determination.steps import Effect, WalkStep
from assistant.engines.model import Span
from corpus.language.lazy_regex import lazy_regex
from corpus.language.number_words import up_to

_SAMPLE = lazy_regex(r"\bsamples?\b", re.I)
_SAMPLE_NOTE = lazy_regex(
    r"license is not required for sample shipments when the cumulative total[^.]{0,80}?(?P<kg>\d{2,4}) kg of a single "
    r"chemical to any one consignee during a calendar year"
)
_NO_SAMPLES_TO = "E:1"
_KILOGRAMS = {"mg": 1e-6, "g": 1e-3, "gram": 1e-3, "t": 1e3, "ton": 1e3, "tonne": 1e3}  # of others one
_MASS_UNIT = lazy_regex(r"[\s-]?(?P<unit>kgs?|kilos?|kilograms?|grams?|mg|g|t|(?:metric )?tons?|tonnes?)\b", re.I)
# A unit that no number before it tells a mass in: "five hundred kg", "a tonne", "40 litres".
_ANY_UNIT = lazy_regex(
    r"(?<!per )(?<!/)(?<!how many )(?<!how much )\b(?:kgs?|kilos?|kilograms?|grams?|tons?|tonnes?|lbs?|pounds?|ounces?|"
    r"lit(?:re|er)s?|gallons?)\b",
    re.I,
)
_TIMES_MORE = lazy_regex(
    r"\s?(?:each|apiece|every|monthly|weekly|daily|/|an? \w|per (?!(?:calendar )?(?:year|annum)))", re.I
)
_FURTHER = lazy_regex(r"\b(?:another|more|further|additional|extra|again|second|repeat|top[- ]?up|on top|plus)\b", re.I)
# What the note counts apart: another year, consignee or chemical.
_COUNTED_APART = lazy_regex(
    r"\b(?:next|following|new|another|different|second) (?:calendar )?year\b|\byear after\b|\b(?:an)?other "
    r"(?:consignee|buyer|customer|chemical|recipient|company)\b|\bdifferent (?:consignee|buyer|customer|chemical)\b",
    re.I,
)
_COUNTS_OF_SAMPLES = up_to(90)
_SO_MANY = lazy_regex(
    rf"\b(?P<count>\d{{1,3}}|{'|'.join(_COUNTS_OF_SAMPLES)})(?:[- ](?:x|times|\w{{2,15}}s of))?[- ]?$", re.I
)
_UNCOUNTED = lazy_regex(
    r"\b(?:hundred|thousand|dozen|several|many|few|multiple|number)s?(?: of)? (?:\w{2,15}s (?:of )?)?$", re.I
)
_BEFORE_MASS = 30  # characters before a mass in which its count stands


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
    """Return the masses told, in kilograms: those of a follow-up alone unless it comes on top of what was before.

    None of them where one cannot be read: a part of what is sent frees nothing.
    """
    now = asked.now
    told = _masses(now) if now else []
    if told != [] and (_COUNTED_APART.search(now) or not _FURTHER.search(now)):
        return told or []
    return _masses(asked.text) or []


def _masses(told: str) -> list[float] | None:
    """Return the masses of a text, in kilograms; None where one of them cannot be read whole."""
    out: list[float] = []
    text, read_to = without_entries(told), 0
    for number in written_numbers(text, point_parts_thousands=False):
        unit = _MASS_UNIT.match(text, number.end)
        if unit is None:
            continue
        if number.size is None or is_tail(text, number.start) or _TIMES_MORE.match(text, unit.end()):
            return None
        begin = max(0, number.start - _BEFORE_MASS)
        if _ANY_UNIT.search(text, read_to, number.start) or _UNCOUNTED.search(text, begin, number.start):
            return None
        read_to = unit.end()
        count = _SO_MANY.search(text, begin, number.start)
        times = (_COUNTS_OF_SAMPLES.get(count["count"].casefold()) or int(count["count"])) if count else 1
        name = unit["unit"].casefold().removeprefix("metric ")
        out.append(number.size * _KILOGRAMS.get(name.removesuffix("s"), 1.0) * times)
    return None if _ANY_UNIT.search(text, read_to) else out

"""How many items a question tells of, where an amount is that of one item: in boxes, "of the same", "90 to Japan"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.engines.calculation.figures import SMALL_NUMBER, to_decimal
from assistant.engines.calculation.nuclear.activities import ACTIVITY
from assistant.engines.calculation.reading import Asked
from corpus.language.lazy_regex import lazy_regex

_COUNT_WRITTEN = lazy_regex(
    rf"(?<![\w.,/§$€£-])(?P<n>\d{{1,3}}(?:,\d{{3}}){{1,2}}|\d{{1,6}}|{SMALL_NUMBER})(?![\w-]|[.,/]\d|\s?%)", re.I
)
_TIMES_WRITTEN = lazy_regex(r"\bx\s?(?P<n>\d{1,4})\b", re.I)
_ITEM_WORDS = (
    r"(?:pcs|pieces?|signs?|sources?|capsules?|items?|units?|lights?|lamps?|tubes?|vials?|devices?|watches|sights?|"
    r"dials?|markers?|gauges?|bottles?|them|those|these|(?:the )?same|such|the like|more|each|apiece)"
)
_BOX_WORDS = (
    r"(?:box(?:es)?|crates?|cartons?|cases?|pallets?|packs?|packages?|parcels?|drums?|bags?|batch(?:es)?|sets?)"
)
_BEHIND_ITEMS = lazy_regex(rf"\s(?:(?!per\b|in\b|to\b)[\w'’-]{{1,20}} ){{0,4}}?{_ITEM_WORDS}\b|\s?(?:x|×)(?=\s)", re.I)
_BEHIND_BOXES = lazy_regex(rf"\s(?:(?!per\b|in\b|to\b)[\w'’-]{{1,20}} ){{0,2}}?{_BOX_WORDS}\b", re.I)
# "90 to Japan": of what was told before.
_OF_THOSE_TOLD = lazy_regex(
    r"\s(?:to|for|go|goes|going|would|will|can|may|at (?:once|a time)|in (?:one|a single))\b|\s?[?.,;]|$", re.I
)
# What else a number may be of: a rule, a measure, a length of time, shipments, money.
_OF_A_RULE = lazy_regex(
    r"(?:\bpart|\bsections?|§§?|\bCFR|\bcategory|\barticle|\bparagraph|\bappendix|\bclass|\bform)\s?$", re.I
)
_OF_A_MEASURE = lazy_regex(
    r"\s?(?:CFR|kg|g|mg|kilograms?|kilos?|grams?|tonnes?|tons?|t|lbs?|pounds?|m|cm|mm|km|metres?|meters?|years?|months?|"
    r"weeks?|days?|hours?|times|shipments?|consignments?|deliver(?:y|ies)|countries|customers?|[kMGT]?Bq|m?Ci|"
    r"curies?|usd|eur|euros?|dollars?|percent|per cent|and a half)\b",
    re.I,
)
_YEAR_WRITTEN = lazy_regex(r"(?:19|20)\d\d")
_IN_EACH_BOX = lazy_regex(
    rf"\b(?:each|every|per|an?) (?:[\w-]{{1,20}} )?{_BOX_WORDS}\b|"
    rf"\b{_BOX_WORDS} (?:(?:each|every one) )?(?:of|with|holding|containing)\b|"
    rf"\b{_BOX_WORDS},? (?:each|every one|apiece)\b|\bin each\b|\bto (?:a|the) {_BOX_WORDS}\b",
    re.I,
)
# "40 markers each", "40 apiece": of each box; "40 markers each of 9 Ci" is not.
_EACH_BEHIND = lazy_regex(
    r"(?:(?<=each)|(?<=apiece)| (?:each|apiece))\b(?! (?:of|with|at|having|holding|an?|\d))", re.I
)
_IN_BOXES = lazy_regex(r"\b(?:in|into|over|across|among) (?:(?:the|these|those|just|only) )?$", re.I)
_IN_TOTAL = lazy_regex(r"\b(?:in (?:total|all)|all (?:told|together)|altogether|total|overall)\b", re.I)
_BEFORE_BOXES = 16  # characters before the number of boxes
_BEFORE_NUMBER = 12  # characters before a number that say what it is of
_IN_ONE = lazy_regex(
    r"\b(?:in|as|with|by|on) (?:one|1|a single|the same|just one) "
    r"(?:go|shipment|consignment|load|lot|delivery|truck|flight|container|pallet|parcel|export)\b|"
    r"\b(?:all (?:together|at once)|at once|at one time|in one go)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class ItemCount:
    """Number of items that a text tells, at `start`; `number` is None where how many they are is not clear."""

    number: int | None
    start: int


def pieces_together(text: str) -> ItemCount | None:
    """Return how many pieces go in one shipment, where a text tells that several do: "15 drums in one go"."""
    if not _IN_ONE.search(text):
        return None
    return item_count(_IN_ONE.sub(" ", text), boxes_alone=True)


def item_count(text: str, *, boxes_alone: bool = False) -> ItemCount | None:
    """Return how many items a text tells of, those in boxes taken together; None where it counts none.

    A number beside others of which it is not told what they are of makes it unclear, and so do boxes without what
    each of them has; `boxes_alone` takes the boxes for the items then, whose amount is told.
    """
    items: list[tuple[int, int]] = []
    boxes: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    of_each = _IN_EACH_BOX.search(text) is not None
    for number, start, kind in _numbers(text):
        of_each = of_each or kind == "items of each"
        (items if kind.startswith("items") else boxes if kind == "boxes" else others).append((number, start))
    found = sorted((*items, *boxes, *others), key=lambda pair: pair[1])
    if not found:
        return None
    first = found[0][1]
    if len(items) > 1 or len(boxes) > 1 or len(others) > (not items):
        return ItemCount(None, first)
    if boxes:
        if boxes_alone and not (items or others):
            return ItemCount(boxes[0][0], first)
        if items and of_each and not _IN_TOTAL.search(text):
            return ItemCount(items[0][0] * boxes[0][0], first)
        at = boxes[0][1]
        in_boxes = items and items[0][1] < at and _IN_BOXES.search(text, max(0, at - _BEFORE_BOXES), at)
        return ItemCount(items[0][0] if in_boxes and not of_each else None, first)
    return ItemCount((items or others)[0][0], first)


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (number, start, kind) of the numbers above one that may count items or boxes of them."""
    asked = Asked.of(text)
    of_activity = [(m.start(), m.end()) for m in ACTIVITY.finditer(text)]
    dates = [(m.start, m.end) for m in asked.dates_written] + [(a.start, a.end) for a in asked.amounts]
    yield from ((int(m["n"]), m.start(), "items") for m in _TIMES_WRITTEN.finditer(text) if int(m["n"]) > 1)
    for m in _COUNT_WRITTEN.finditer(text):
        if any(start <= m.start() < end for start, end in (*of_activity, *dates)) or _YEAR_WRITTEN.fullmatch(m["n"]):
            continue
        if asked.is_code(m.start()) or _OF_A_RULE.search(text, max(0, m.start() - _BEFORE_NUMBER), m.start()):
            continue
        number = int(to_decimal(m["n"]))
        if number <= 1 or _OF_A_MEASURE.match(text, m.end()):
            continue
        if _BEHIND_BOXES.match(text, m.end()):
            yield number, m.start(), "boxes"
        elif item := _BEHIND_ITEMS.match(text, m.end()):
            yield number, m.start(), "items of each" if _EACH_BEHIND.match(text, item.end()) else "items"
        elif _OF_THOSE_TOLD.match(text, m.end()):
            yield number, m.start(), "others"

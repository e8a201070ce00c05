"""Quantities of an item that a question gives, compared with the thresholds that a control states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.engines.determination.facts.written_numbers import is_part_of_another
from corpus.language.lazy_regex import lazy_regex

# How texts and questions write the units in which controls are limited, each with its size in the unit named first.
_UNIT_FACTORS: dict[str, tuple[str, float]] = {
    "km": ("m", 1000.0), "kilometers": ("m", 1000.0), "kilometres": ("m", 1000.0), "kilometer": ("m", 1000.0),
    "m": ("m", 1.0), "mm": ("m", 0.001), "cm": ("m", 0.01), "in": ("m", 0.0254), "inches": ("m", 0.0254),
    "inch": ("m", 0.0254), "hz": ("hz", 1.0), "khz": ("hz", 1e3), "mhz": ("hz", 1e6), "ghz": ("hz", 1e9),
    "elements": ("elements", 1.0), "pixel": ("elements", 1.0), "pixels": ("elements", 1.0), "kg": ("kg", 1.0),
    "kilograms": ("kg", 1.0), "bit": ("bit", 1.0), "bits": ("bit", 1.0), "gflops": ("gflops", 1.0),
    "tflops": ("gflops", 1000.0),
}  # fmt: skip
_UNIT = "|".join(sorted(_UNIT_FACTORS, key=len, reverse=True))
_QUANTITY = r"(?P<number>\d{1,3}(?:[, '’\u00a0\u202f]\d{3}){1,5}+(?!\d)|\d{1,9}(?:\.\d{1,6})?)"
_GIVEN = lazy_regex(
    rf"(?<![\w.,]){_QUANTITY}\s?(?P<thousand>k(?=\s?(?:pixel|element)))?[\s-]?(?P<unit>{_UNIT})\b", re.I
)
_ARRAY = lazy_regex(
    r"(?<![\w.,])(?P<rows>\d{2,5})\s?[x×*]\s?(?P<columns>\d{2,5})(?![\w.,]\d)(?:[\s-]?(?P<unit>elements?|pixels?|px))?",
    re.I,
)
_OF_ARRAY = lazy_regex(r"\b(?:arrays?|FPAs?|focal plane|resolution|pixels?|sensor|detector|microbolometer)\b", re.I)
_SIGN = (
    r"(?P<sign>at least|greater than or equal to|greater than|more than|exceeding|not more than|not exceeding|"
    r"less than or equal to|less than|no more than|equal to or greater than|equal to or less than)"
)
_LIMIT = lazy_regex(
    rf"(?<![\w.,])(?:{_SIGN}(?:\s{{1,3}}of)?\s{{0,3}})?{_QUANTITY}[\s-]?(?P<unit>{_UNIT})\b\.?"
    r"(?P<behind>\s{1,3}or\s(?:less|more|greater)\b(?! than))?",
    re.I,
)
_AT_MOST = frozenset(
    ["not more than", "not exceeding", "less than or equal to", "no more than", "equal to or less than"]
)


# Words before a quantity that give no size but one side of it: "a range well below 300 km".
_SIDE_GIVEN = lazy_regex(
    r"(?:(?P<below>\b(?:below|under|less than|shorter than|lighter than|fewer than|short of)|<)|"
    r"(?P<above>\b(?:over|above|more than|longer than|heavier than|beyond|exceeding|exceeds)|>))\s{0,3}$",
    re.I,
)
_SIDE_WITHIN = 16  # characters before a quantity in which such words stand


@dataclass(frozen=True, slots=True)
class ItemQuantity:
    """Size in a base unit. `side` is "below" or "above" where only this side of it is given, else ""."""

    size: float
    unit: str
    side: str = ""


def quantities(text: str) -> tuple[ItemQuantity, ...]:
    """Return the quantities that a text gives, with a unit in which controls are limited; "640 x 480" is an array's."""
    out = []
    rest = text
    for array in _ARRAY.finditer(text):
        if array["unit"] or _OF_ARRAY.search(text):
            out.append(ItemQuantity(float(array["rows"]) * float(array["columns"]), "elements"))
            rest = rest[: array.start()] + " " * len(array[0]) + rest[array.end() :]
    for found in _given(rest):
        unit, factor = _UNIT_FACTORS[found["unit"].lower()]
        thousand = 1000.0 if found["thousand"] else 1.0
        side = _SIDE_GIVEN.search(rest[max(0, found.start() - _SIDE_WITHIN) : found.start()])
        given = (side.lastgroup or "") if side else ""
        out.append(ItemQuantity(_size_written(found["number"]) * factor * thousand, unit, given))
    return tuple(out)


def _given(text: str) -> Iterator[re.Match[str]]:
    """Yield the numbers with their units that are whole, no power or factor of another."""
    return (m for m in _GIVEN.finditer(text) if not is_part_of_another(text, m.start()))


def _size_written(number: str) -> float:
    """Return a number without what stands between its thousands."""
    return float(re.sub(r"[, '’\u00a0\u202f]", "", number))


@dataclass(frozen=True, slots=True)
class ItemAlternative:
    """Quantity by which one of several items differs from the others, and where it stands in the text."""

    written: str
    quantity: ItemQuantity
    start: int
    end: int


def alternatives(text: str) -> tuple[ItemAlternative, ...]:
    """Return the quantities of one unit that are told of several items: "one with a 16 inch barrel, one of 26 inches".

    Nothing where one of them is not told apart by a word for an item of its own: they may be two sizes of one thing.
    """
    found = list(_given(text))
    for unit in dict.fromkeys(_UNIT_FACTORS[m["unit"].lower()][0] for m in found):
        mine = [m for m in found if _UNIT_FACTORS[m["unit"].lower()][0] == unit]
        starts = [0, *(m.end() for m in mine)]
        if len({m[0] for m in mine}) < 2 or not all(
            _OF_ONE_ITEM.search(text, max(at, m.start() - _ITEM_WITHIN), m.start())
            for at, m in zip(starts, mine, strict=False)
        ):
            continue
        out = []
        for m in mine:
            behind = _THING_BEHIND.match(text, m.end())
            written = f"{m[0]}{behind[0] if behind else ''}"
            out += [ItemAlternative(written, q, m.start(), m.end()) for q in quantities(m[0])]
        return tuple(out)
    return ()


_OF_ONE_ITEM = lazy_regex(
    r"\b(?:one|first|second|third|fourth|other|another|part|model|type|unit|version|variant|chip|gun|camera|batch|lot|"
    r"sample|box|[A-F](?=\b[^.]))\b(?! of them)",
    re.I,
)
_ITEM_WITHIN = 45  # characters before a quantity in which its item is told
_THING_BEHIND = lazy_regex(r"[ -](?!and\b|or\b|to\b|for\b|in\b|is\b|the\b|one\b|with\b|both\b)[a-z]{3,15}\b", re.I)


def thresholds_met(words: str, given: Sequence[ItemQuantity]) -> bool | None:
    """Return True where the quantities meet every threshold of a clause, False where none, None where it is not known.

    A quantity is compared only where the item has one of that unit, and every threshold must find its own; of
    thresholds that are joined by "or" one that is met is enough.
    """
    results: set[bool | None] = set()
    for limit in _LIMIT.finditer(words):
        unit, factor = _UNIT_FACTORS[limit["unit"].lower()]
        mine = [q for q in given if q.unit == unit]
        sign, behind = (limit["sign"] or "").lower(), (limit["behind"] or "").lower()
        if not (sign or behind):
            return None
        size = _size_written(limit["number"]) * factor
        results.add(_known(mine[0], size, sign, behind) if len(mine) == 1 else None)
    if True in results and _is_any_of(words):
        return True
    return results.pop() if len(results) == 1 else None


def _is_any_of(words: str) -> bool:
    """Return whether the thresholds of a clause are joined by "or": one that is met is enough."""
    between = _SIDES.sub("", _between(words))
    return " or " in between and " and " not in between


def _known(given: ItemQuantity, size: float, sign: str, behind: str) -> bool | None:
    """Return whether a quantity meets a threshold; None where it does not follow from the side that is given of it."""
    at_the_limit = _holds(given.size, size, sign, behind)
    if not given.side:
        return at_the_limit
    wants_less = sign in _AT_MOST or sign == "less than" or behind.endswith("less")
    if (given.side == "below") == wants_less:
        return True if at_the_limit or given.size == size else None
    return False if not at_the_limit or given.size == size else None


def _holds(value: float, size: float, sign: str, behind: str) -> bool:
    if sign in _AT_MOST or behind.endswith("less"):
        return value <= size
    if sign == "less than":
        return value < size
    if sign in ("greater than", "more than", "exceeding"):
        return value > size
    return value >= size


def complementary(one: str, other: str) -> bool:
    """Return whether of two conditions exactly one always holds, whatever the item's quantities.

    "More than 60 Hz or more than 9 elements, or when embedded" and "60 Hz or less and not more than 9 elements if not
    embedded": the same thresholds from both sides, joined by "or" in the one and by "and" in the other.
    """
    return _is_negation(one, other) or _is_negation(other, one)


def _is_negation(any_of: str, all_of: str) -> bool:
    mine, theirs = _senses(any_of), _senses(all_of)
    if not mine or mine.keys() != theirs.keys():
        return False
    if any({mine[k], theirs[k]} not in _OPPOSITES for k in mine):
        return False
    if _IF_NOT.search(any_of) or " and " in _between(any_of) or " or " in _SIDES.sub("", _between(all_of)):
        return False
    unless = _IF_NOT.search(all_of)
    given = _IF_NOT.sub("", all_of)
    return " if " not in given and (
        unless is None or re.search(rf"\b(?:when|if) {re.escape(unless[1])}", any_of) is not None
    )


_OPPOSITES = ({"over", "up to"}, {"from", "under"})
_IF_NOT = lazy_regex(r" if not ([\w ]{3,120})$")
_SIDES = lazy_regex(r"\bor (?:less|more|greater|equal to)\b|\bthan or equal\b")


def _senses(words: str) -> dict[tuple[float, str], str]:
    """Return the thresholds of a condition, each with the side of it that is meant."""
    found = {}
    for limit in _LIMIT.finditer(words):
        unit, factor = _UNIT_FACTORS[limit["unit"].lower()]
        sign, behind = (limit["sign"] or "").lower(), (limit["behind"] or "").lower()
        size = _size_written(limit["number"]) * factor
        if sign in _AT_MOST or behind.endswith("less"):
            found[size, unit] = "up to"
        elif sign == "less than":
            found[size, unit] = "under"
        elif sign in ("greater than", "more than", "exceeding"):
            found[size, unit] = "over"
        elif sign or behind:
            found[size, unit] = "from"
        else:
            return {}
    return found


def _between(words: str) -> str:
    """Return what stands between the first and the last threshold of a condition."""
    found = list(_LIMIT.finditer(words))
    return words[found[0].end() : found[-1].start()]

"""Finds how deep each paragraph of a flat sequence stands.

The eCFR sets `(a)`, `(1)`, `(i)`, `(A)` as siblings. Depth follows from the order of kinds (letters, numbers, Roman
numerals, capitals, italic numbers, italic Roman numerals: 1 CFR 21.11) and from counting, but `(i)`, `(v)`, `(x)`,
`(ii)` can be letter or numeral, and lists skip levels. So all interpretations of a sequence compete, and the one that
breaks the fewest rules wins: what comes after decides what `(i)` was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.parsers.ecfr.labels import Label, alphabetic, roman

# Order of the kinds from the outside in; those with a dot are the appendices' own.
_LABEL_DEPTHS = {
    "I.": -4.0,
    "A.": -3.0,
    "1.": -2.0,
    "1.1": -1.5,
    "a.": -1.0,
    "a": 0.0,
    ">": 0.5,
    "1": 1.0,
    "i": 2.0,
    "A": 3.0,
    "1*": 4.0,
    "i*": 5.0,
}
_OUT_OF_COUNT = 2.0  # (c) after (a)
_REPEATED = 6.0  # (b) after (c)
_NOT_FIRST = 4.0  # a list that begins with (2)
_SKIPPED_KIND = 0.8  # (a)(i) without numbers between
_AGAINST_ORDER = 2.5  # letters below numbers
_SAME_KIND_ABOVE = 1.0
_UNMARKED_ITALIC = 0.3
_UNANNOUNCED = 0.1  # a list below a paragraph that does not end in a colon
_CLIMB = 0.01
_BEAM = 12


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of an interpretation: its kind of label, the count reached, and the label there."""

    kind: str
    count: int
    label: Label


@dataclass(frozen=True, slots=True)
class _Reading:
    """One interpretation of the labels so far, with its cost and the one that it continues."""

    cost: float
    stack: tuple[_Level, ...]
    before: _Reading | None = None


def paths(labels: Sequence[Label], *, italics_known: bool = True) -> list[tuple[Label, ...]]:
    """Return, for each label in order, the labels from the outermost down to itself.

    `italics_known` is False if the source has lost its italics (plain Markdown), so that `(1)` may be the italic one.
    """
    beam = [_Reading(0.0, ())]
    for label in labels:
        grown: dict[tuple[tuple[str, int], ...], _Reading] = {}
        for reading in beam:
            for cost, stack in _continuations(reading.stack, label, italics_known):
                total = reading.cost + cost
                key = tuple((level.kind, level.count) for level in stack)
                if key not in grown or total < grown[key].cost:
                    grown[key] = _Reading(total, stack, reading)
        beam = sorted(grown.values(), key=lambda reading: reading.cost)[:_BEAM]
    result: list[tuple[Label, ...]] = []
    best: _Reading | None = beam[0]
    while best is not None and best.stack:
        result.append(tuple(level.label for level in best.stack))
        best = best.before
    return result[::-1]


def _continuations(
    stack: tuple[_Level, ...], label: Label, italics_known: bool
) -> list[tuple[float, tuple[_Level, ...]]]:
    """Return every way in which a label can continue a stack of levels, with its cost."""
    if label.form == ">":
        return [_definition(stack, label)]
    found: list[tuple[float, tuple[_Level, ...]]] = []
    for kind, count, doubt in _kinds(label, italics_known):
        end = _Level(kind, _last_count(label, kind) or count, label)
        for depth in range(len(stack) - 1, -1, -1):
            level = stack[depth]
            if level.kind != kind:
                continue
            if kind == "1.1" and _prefix(level.label.name) != _prefix(label.name):
                continue
            step = count - level.count
            cost = 0.0 if step == 1 else _OUT_OF_COUNT if step > 1 else _REPEATED
            found.append((cost + doubt + _CLIMB * (len(stack) - depth), (*stack[:depth], end)))
        found.append((doubt + _opening_cost(stack, label, kind, count), (*stack, end)))
        if kind == "1.1":
            # 1.2 belongs below 1, whatever levels are open in between.
            for depth, level in enumerate(stack):
                if level.kind == "1." and level.label.name == _prefix(label.name):
                    found.append((doubt, (*stack[: depth + 1], end)))
    return found


def _definition(stack: tuple[_Level, ...], label: Label) -> tuple[float, tuple[_Level, ...]]:
    """Return cost and stack for a defined term: beside the last one, or below what announces the definitions."""
    for depth, level in enumerate(stack):
        if level.kind == ">":
            return 0.0, (*stack[:depth], _Level(">", level.count + 1, label))
    kept = tuple(level for level in stack[:1] if level.kind == "a")
    return 0.0, (*kept, _Level(">", 1, label))


def _opening_cost(stack: tuple[_Level, ...], label: Label, kind: str, count: int) -> float:
    """Return the cost of opening a new level with this kind of label."""
    above = _LABEL_DEPTHS[stack[-1].kind] if stack else -1.0
    rank = _LABEL_DEPTHS[kind]
    cost = 0.0 if count == 1 else _NOT_FIRST
    if stack and rank <= above:
        cost += 0.6 if kind == "1." and stack and stack[-1].kind == "a" else _AGAINST_ORDER
    elif rank >= 0:
        cost += _SKIPPED_KIND * max(0.0, rank - max(above, -1.0) - 1)
    if any(level.kind == kind for level in stack):
        cost += _SAME_KIND_ABOVE
    return cost + (0.0 if label.opens else _UNANNOUNCED)


def _kinds(label: Label, italics_known: bool) -> list[tuple[str, int, float]]:
    """Return every way of counting that a label may belong to: kind, its number there, doubt."""
    name = label.name
    if label.form == ".":
        return _dotted_kinds(name)
    plain, italic = (0.0, _UNMARKED_ITALIC) if not label.italic else (1.0, 0.0)
    if not italics_known:
        plain, italic = 0.0, 0.05
    if name.isdigit():
        return [("1", int(name), plain), ("1*", int(name), italic)]
    if name.isupper():
        return [("A", alphabetic(name), 0.0)] if alphabetic(name) else [("I.", roman(name.lower()), 0.5)]
    found = [("a", alphabetic(name), plain)] if alphabetic(name) else []
    if roman(name):
        found += [("i", roman(name), plain), ("i*", roman(name), italic)]
    return found


def _dotted_kinds(name: str) -> list[tuple[str, int, float]]:
    if "." in name:
        return [("1.1", int(name.rsplit(".", 1)[1]), 0.0)]
    if name.isdigit():
        return [("1.", int(name), 0.0)]
    if name.islower():
        return [("a.", alphabetic(name), 0.0)]
    found = [("A.", alphabetic(name), 0.0)] if alphabetic(name) else []
    if roman(name.lower()):
        found.append(("I.", roman(name.lower()), 0.0))
    return found


def _last_count(label: Label, kind: str) -> int:
    if not label.until:
        return 0
    if kind in ("1", "1*"):
        return int(label.until) if label.until.isdigit() else 0
    return roman(label.until) if kind in ("i", "i*") else alphabetic(label.until)


def _prefix(name: str) -> str:
    return name.rsplit(".", 1)[0]


def spelled(base: str, path: Sequence[Label]) -> str:
    """Return the address of a path below `base`.

    Examples: `15 CFR 744.21(f)`, `10 CFR 810.3 > Person(1)`, `Appendix B to Part 110, 1.1(a)`.
    """
    text = base
    before: Label | None = None
    for position, label in enumerate(path):
        name = f"({label.name})-({label.until})" if label.until else f"({label.name})"
        if label.form == ">":
            text += f" > {label.name}"
        elif label.form == "(":
            text += name
        elif before is not None and before.form == "." and label.name.startswith(before.name + "."):
            text = text[: -len(before.name)] + label.name
        else:
            text += (", " if position == 0 else ".") + label.name
        before = label
    return text

"""Inputs on which a pattern is slow, made of the pattern itself: repeats of its signs, its parts and its beginnings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_USUAL = "aAiIkX17 -(),.:;'’“\"\n第一のア法§/&_é<["  # tried for every class of signs
_BRANCHES = 12  # alternatives that are followed
_NAMES = 3  # alternatives that are followed of a table of names
_MANY = 16  # turns from which a repeat can cost much
_MEMBERS = 6  # signs of a class that are repeated
_LONGEST = 120  # letters of a unit
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_CATEGORY = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}
Unit = tuple[str, str]  # what stands once before, and what is repeated


def units(pattern: str, flags: int) -> list[Unit]:
    """Return what to repeat, and behind what, to make a pattern slow."""
    tree = _parser.parse(pattern, flags)
    writer = _Writer(tree, flags)
    out: dict[Unit, None] = {}
    for before, unit in writer.units(tree, ""):
        for each in ((before, unit), ("", unit), ("", before + unit), ("", before)):
            if each[1] and len(each[0]) + len(each[1]) <= _LONGEST:
                out[each] = None
    return list(out)


class _Writer:
    """Writes texts that parts of one pattern match. Signs that many of its classes share are preferred."""

    def __init__(self, tree: Any, flags: int) -> None:
        self._fold = bool(flags & re.IGNORECASE)
        self._single = list(_singles(tree))
        literals = {chr(value) for op, value in self._single if op is codes.LITERAL}
        ranges = {
            chr(at) for op, value in self._single if op is codes.IN for o, v in value if o is codes.RANGE for at in v
        }
        shared: Counter[str] = Counter()
        for sign in dict.fromkeys(_USUAL + "".join(sorted(literals | ranges))):
            shared[sign] = sum(_accepts(op, value, sign, self._fold) for op, value in self._single)
        self._pool = [sign for sign, _ in shared.most_common()]

    def texts(self, tree: Any) -> list[str]:
        """Return several texts that a sequence matches, as a rule, each alternative in one of them."""
        choices = [c for op, value in tree if (c := self._choices(op, value))]
        width = max(map(len, choices), default=0)
        joined = ("".join(c[min(i, len(c) - 1)] for c in choices) for i in range(min(width, _BRANCHES)))
        return list(dict.fromkeys(joined))

    def _choices(self, op: Any, value: Any) -> list[str]:
        if op is codes.BRANCH:
            return [text for branch in _spread(value[1]) for text in self.texts(branch)[:2]] or [""]
        if op is codes.SUBPATTERN:
            return self.texts(value[3])
        if op is codes.ATOMIC_GROUP:
            return self.texts(value)
        if op in _REPEATS:
            least, most, body = value
            once = self.texts(body)
            return [text * least for text in once] if least else ["", *once] if most else [""]
        return self._signs(op, value)

    def _signs(self, op: Any, value: Any) -> list[str]:
        """Return the sign that a class shares with most others, and the one it shares with fewest."""
        if op is codes.LITERAL:
            return [chr(value)]
        if op in (codes.IN, codes.NOT_LITERAL, codes.ANY):
            accepted = [sign for sign in self._pool if _accepts(op, value, sign, self._fold)]
            return [accepted[0], accepted[-1]] if accepted else []
        return []

    def units(self, tree: Any, before: str) -> Iterator[Unit]:
        """Yield what to repeat for each repeat in a sequence that begins behind `before`."""
        for op, value in tree:
            if op is codes.BRANCH:
                for branch in _spread(value[1]):
                    yield from self.units(branch, before)
            elif op in (codes.SUBPATTERN, codes.ATOMIC_GROUP):
                yield from self.units(value[3] if op is codes.SUBPATTERN else value, before)
            elif op in (codes.ASSERT, codes.ASSERT_NOT):
                yield from self.units(value[1], before)
            elif op in _REPEATS:
                yield from self._of_repeat(value, before)
            before += (self._choices(op, value) or [""])[0]

    def _of_repeat(self, value: Any, before: str) -> Iterator[Unit]:
        least, most, body = value
        if most >= _MANY:
            for turn in self.texts(body):
                yield before, turn
                yield before + turn * least, turn
        if most >= _MANY and len(body) == 1 and body[0][0] in (codes.IN, codes.ANY, codes.NOT_LITERAL):
            op, members = body[0]
            accepted = [sign for sign in self._pool if _accepts(op, members, sign, self._fold)]
            for sign in accepted[:_MEMBERS]:
                yield before, sign
        yield from self.units(body, before)


def _spread(branches: list[Any]) -> list[Any]:
    names = all(op is codes.LITERAL for branch in branches for op, _ in branch)
    most = _NAMES if names else _BRANCHES
    step = max(1.0, len(branches) / most)
    return [branches[int(i * step)] for i in range(min(len(branches), most))]


def _singles(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the parts of a pattern that match one sign."""
    for op, value in tree:
        if op in (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY):
            yield op, value
        elif op is codes.BRANCH:
            for branch in _spread(value[1]):
                yield from _singles(branch)
        elif op in _REPEATS:
            yield from _singles(value[2])
        elif op is codes.SUBPATTERN:
            yield from _singles(value[3])
        elif op is codes.ATOMIC_GROUP:
            yield from _singles(value)
        elif op in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _singles(value[1])


def _accepts(op: Any, value: Any, sign: str, fold: bool) -> bool:
    if fold and sign.swapcase() != sign and len(sign.swapcase()) == 1:
        return _takes(op, value, sign) or _takes(op, value, sign.swapcase())
    return _takes(op, value, sign)


def _takes(op: Any, value: Any, sign: str) -> bool:
    if op is codes.LITERAL:
        return bool(ord(sign) == value)
    if op is codes.NOT_LITERAL:
        return bool(ord(sign) != value)
    if op is codes.RANGE:
        return bool(value[0] <= ord(sign) <= value[1])
    if op is codes.CATEGORY:
        return _in_category(value, sign)
    if op is codes.ANY:
        return sign != "\n"
    negated = value[0][0] is codes.NEGATE
    return negated != any(_takes(o, v, sign) for o, v in value if o is not codes.NEGATE)


@cache
def _in_category(category: Any, sign: str) -> bool:
    return re.match(_CATEGORY[category], sign) is not None

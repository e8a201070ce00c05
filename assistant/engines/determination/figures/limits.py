"""Limits that a paragraph of a control list states, figures that a question gives, and what comes of comparing them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from assistant.engines.determination.facts.written_numbers import is_part_of_another, power_written
from assistant.engines.determination.figures.units import NamedQuantity, control_quantities
from corpus.language.lazy_regex import lazy_regex
from corpus.language.number_words import scales
from corpus.lexicon.measures import MeasureUnit
from index.text.tokens import STOP, terms

_MANY = scales("thousand", "billion")
_NUMBER = (
    r"(?P<number>[−–-]?(?:\d{1,3}(?:[, '’\u00a0\u202f]\d{3}){1,4}(?![\d.,]\d)|\d{1,9}(?:[.,]\d{1,6})?))"
    # A list prints 10 6 for a power, behind its own sign for times only; what stands behind "* 10" may be a factor.
    r"(?:\s?(?:[×x·*]\s?10(?=\s?[\^*⁰¹²³⁴⁵⁶⁷⁸⁹⁻])(?:\s?(?:\^|\*\*)\s?)?|[×x·]\s?10\s?(?=[−–-]?[1-9])|(?<=\d)E)"
    r"(?P<power>[+−–-]?\d{1,2}|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})(?=\s|[).,;:?!](?!\d)|$))?"
    rf"(?:\s(?P<many>{'|'.join(_MANY)})(?!\s(?:words|samples)))?"
)
_NOT_WITHIN = r"(?<![\w.,^])(?<!\^[−–-])"  # no figure begins within another, nor with the power of one
_SIGN_BEFORE = (
    r"(?P<sign>not exceeding|no greater than|not greater than|not more than|no more than|up to(?: and including)?|"
    r"at or above|equal to or (?:greater|more|higher|better|exceeding) ?(?:than)?|equal to or exceeding|"
    r"(?:greater|more|higher) than or equal to|(?:less|lower|smaller) than or equal to|"
    r"equal to or (?:less|lower|smaller)(?: \(better\))? than|at least|"
    r"better \((?:less|lower)\) than|(?:less|lower) \((?:better|finer)\) than|better \((?:higher|greater)\) than|"
    r"(?:in excess of|exceeding|exceeds|exceed|greater than|more than|higher than|above|over)|"
    r"(?:less than|lower than|smaller than|below|under)|>=|≥|<=|≤|>|<)"
)
_SIGN_BEHIND = (
    r"(?:\s\([^()]{1,30}\))?"
    r"(?P<behind>,?\s?or (?:more|greater|higher|above|less|lower|below|smaller|better)\b(?! than))"
)
_UP_TO = frozenset(
    ["not exceeding", "no greater than", "not greater than", "not more than", "no more than", "<=", "≤"]
)  # and "up to"
_BEFORE_FIGURE = 90  # characters before a figure in which its quantity is named
_PIECE_ENDS = lazy_regex(r"[,;:()]|\b(?:and|with|having|but|or|at|has|plus)\b|\.\s")
_OF_SIGN = lazy_regex(r"\b(?:of|a|an|the|any|maximum|minimum|rated|each|by|is|are)\b", re.I)
_IN_PARENTHESES = lazy_regex(r"\([^()]{0,80}\)")
_SPARSE = lazy_regex(r"\bspars\w+", re.I)
_COUNT_OF = "number of"
_GOES_ON = lazy_regex(r"[,;]?\s?(?:\([^()]{1,40}\),?\s?)?(?:but|and)?,?\s?")
_OR_MORE = lazy_regex(r"\bor (?:more|less|greater|higher|lower|above|below|better|smaller|equal to)\b", re.I)
_THOUSANDS_SPACED = lazy_regex(r"(?<=\d)[ '’\u00a0\u202f](?=\d{3}(?!\d))")
_DECIMALS_OF_NONE = lazy_regex(r"-?[1-9]\d{0,8},\d{4,6}")  # "10,0000": grouped as no number is
_MORE_OF_IT = lazy_regex(r"[.,'’\u00a0\u202f]?\d|e[+−–-]?\d|\s?(?:[*^]|[x×·]\s?\d)", re.I)


class Sense(StrEnum):
    """Side of a limit on which a figure must be."""

    OVER = "over"
    FROM = "from"
    UNDER = "under"
    UP_TO = "up to"
    IS = "is"


class LimitVerdict(StrEnum):
    """What comes of comparing: of one limit, or of all of a paragraph."""

    MET = "met"
    NOT_MET = "not met"
    NOT_TOLD = "not told"


@dataclass(frozen=True, slots=True)
class Figure:
    """Figure that a question gives, in the first unit of its dimension. `named` is its quantity where it is called."""

    size: float
    of: str
    written: str
    words: frozenset[str]
    named: str = ""
    telling: bool = False
    says: str = ""  # how it follows from others


@dataclass(frozen=True, slots=True)
class Limit:
    """Limit that a paragraph states: the quantity in its words, the side, the size in the first unit."""

    size: float
    of: str
    sense: Sense
    written: str
    words: frozenset[str]
    named: str = ""
    telling: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class ComparedLimit:
    """One limit with the figure that is compared with it."""

    limit: Limit
    figure: Figure | None
    verdict: LimitVerdict


@cache
def _measured() -> re.Pattern[str]:
    unit = rf"[\s-]?(?P<unit>{control_quantities().pattern})(?![\w/])"
    return re.compile(
        rf"{_NOT_WITHIN}(?:{_SIGN_BEFORE}(?:\s(?:of|about))?\s?)?{_NUMBER}{unit}(?:{_SIGN_BEHIND})?", re.I
    )


@cache
def _counted() -> re.Pattern[str]:
    """Return the pattern of a figure without a unit, which is of a quantity only where its name stands before it."""
    return re.compile(
        rf"{_NOT_WITHIN}(?:{_SIGN_BEFORE}(?:\s(?:of|about))?\s?)?{_NUMBER}(?![\w%])(?:{_SIGN_BEHIND})?", re.I
    )


@cache
def _things() -> re.Pattern[str]:
    """Return the pattern of a number of things that are counted: "32 channels or more"."""
    return re.compile(
        rf"{_NOT_WITHIN}(?:{_SIGN_BEFORE}(?:\s(?:of|about))?\s)?{_NUMBER}[\s-](?P<thing>(?!or\b|and\b"
        rf"|to\b)[a-z]{{3,20}})\b"
        rf"(?:{_SIGN_BEHIND})?",
        re.I,
    )


def figures_given(text: str) -> tuple[Figure, ...]:
    """Return the figures that a question gives, with those that follow from them."""
    found = [
        _figure(text, m, size, unit, named)
        for m, size, unit, named in _read(text, comma_is_point=False)
        if _is_whole(text, m)
    ]
    of = {f.of for f in found}
    told = [(w, m) for w in control_quantities().words if w.of not in of and (m := w.words.search(text))]
    found += [Figure(w.size, w.of, m[0], frozenset()) for w, m in told]
    taken = [m.span() for m, *_ in _read(text, comma_is_point=False)]
    found += [
        Figure(size, of, m[0].strip(), frozenset(), telling=True)
        for m, size, of in _counts(text, taken, comma_is_point=False)
        if _is_whole(text, m)
    ]
    found += _products(text, found)
    return (*found, *_derived(found))


def _is_whole(text: str, m: re.Match[str]) -> bool:
    """Return whether a figure of a question is no part of one that is not read: of "10 ^ 6", "10 * 100" or "1e+9"."""
    if is_part_of_another(text, m.start("number")):
        return False
    if "unit" in m.re.groupindex or "thing" in m.re.groupindex:
        return True
    return _MORE_OF_IT.match(text, max(m.end("number"), m.end("power"), m.end("many"))) is None


def _products(text: str, found: Sequence[Figure]) -> Iterator[Figure]:
    """Yield the quantities that are a figure times a number of bits, where one figure and one number of bits count."""
    for each in control_quantities().products:
        bits = {m["bits"] for m in each.bits.finditer(text)}
        chosen = re.findall(
            rf"(?<![\w.,])(\d{{1,6}}(?:\.\d{{1,3}})?)(?:\s?TOPS)?[\s(,]{{1,2}}{each.choose.pattern}", text, re.I
        )
        told = [f.size for f in found if f.of == each.times]
        sizes = [float(x) for x in chosen] or ([] if _SPARSE.search(text) else told)
        if told and len(sizes) == len(bits) == 1 and not any(f.named == each.name for f in found):
            size = sizes[0] * int(next(iter(bits)))
            yield Figure(
                size, each.of, f"{each.name} {_shown(size)}", frozenset(), each.name, telling=True, says=each.says
            )


def _counts(
    text: str, taken: Sequence[tuple[int, int]], *, comma_is_point: bool
) -> Iterator[tuple[re.Match[str], float, str]]:
    """Yield each number of things, with the dimension that they make."""
    for m in _things().finditer(text):
        size = _size(m, comma_is_point=comma_is_point)
        stem = next(iter(terms(m["thing"])), "")
        if size is not None and stem and not any(s < m.end() and m.start() < e for s, e in taken):
            yield m, size, f"{_COUNT_OF} {stem}"


def limits(text: str, *, comma_is_point: bool) -> tuple[Limit, ...]:
    """Return the limits that a paragraph states; a figure without a side is none, except a number of bits."""
    out: list[Limit] = []
    for m, size, unit, named in _read(text, comma_is_point=comma_is_point):
        sense = _sense((m["sign"] or "").casefold(), (m["behind"] or "").casefold())
        of = named.of if named is not None else unit.of if unit is not None else ""
        telling = named is not None or (unit is not None and unit.telling)
        if sense is None and of != "resolution":
            continue
        words, called = _words(text, m.start()), _named(text, m.start(), of)
        before = out[-1] if out else None
        if not words and before is not None and before.of == of and _GOES_ON.fullmatch(text, before.end, m.start()):
            words, called = before.words, before.named  # "150 nm or more but not exceeding 510 nm"
        out.append(Limit(size, of, sense or Sense.IS, m[0].strip(), words, called, telling, m.start(), m.end()))
    taken = [(x.start, x.end) for x in out]
    for m, size, of in _counts(text, taken, comma_is_point=comma_is_point):
        sense = _sense((m["sign"] or "").casefold(), (m["behind"] or "").casefold())
        if sense is not None:
            out.append(Limit(size, of, sense, m[0].strip(), frozenset(), "", True, m.start(), m.end()))
    return tuple(sorted(out, key=lambda x: x.start))


def _read(
    text: str, *, comma_is_point: bool
) -> Iterator[tuple[re.Match[str], float, MeasureUnit | None, NamedQuantity | None]]:
    """Yield each figure with its size, its unit or the quantity without a unit that it is of."""
    taken: list[tuple[int, int]] = []
    for m in _measured().finditer(text):
        unit = control_quantities().unit(m["unit"])
        size = _size(m, comma_is_point=comma_is_point)
        if unit is not None and size is not None:
            taken.append((m.start(), m.end()))
            yield m, size * unit.factor + unit.plus, unit, None
    bare = [q for q in control_quantities().quantities if q.bare]
    if not any(q.words.search(text) for q in bare):
        return
    last: NamedQuantity | None = None
    for m in _counted().finditer(text):
        if any(s < m.end() and m.start() < e for s, e in taken):
            continue
        size = _size(m, comma_is_point=comma_is_point)
        before = text[max(0, m.start() - _BEFORE_FIGURE) : m.start()]
        near = [(found.end(), q) for q in bare for found in q.words.finditer(before)]
        if near:
            end, last = max(near, key=lambda n: n[0])
            between = before[end:]
            if any(c.isdigit() for c in between) and not re.search(r"\b(?:and|but)\s*$", between):
                continue
        if last is not None and near and size is not None:
            yield m, size, None, last


def _size(m: re.Match[str], *, comma_is_point: bool) -> float | None:
    written = m["number"].replace("−", "-").replace("–", "-")
    written = _THOUSANDS_SPACED.sub("", written)
    if comma_is_point:
        written = written.replace(",", ".")
    elif _DECIMALS_OF_NONE.fullmatch(written):
        return None
    elif re.fullmatch(r"-?\d{1,3}(?:,\d{3})+", written):
        written = written.replace(",", "")
    else:
        written = written.replace(",", ".")
    try:
        size = float(written)
    except ValueError:
        return None
    return size * power_written(m["power"] or "0") * _MANY.get((m["many"] or "").casefold(), 1)


def _sense(sign: str, behind: str) -> Sense | None:
    if behind:
        return Sense.UP_TO if re.search(r"less|lower|below|smaller", behind) else Sense.FROM
    if not sign:
        return None
    if sign in _UP_TO or sign.startswith("up to"):
        return Sense.UP_TO
    if "equal" in sign or sign in ("at least", "at or above", ">=", "≥"):
        return Sense.UP_TO if re.search(r"less|lower|smaller", sign) else Sense.FROM
    return Sense.UNDER if re.search(r"less|lower|smaller|below|under|<", sign) else Sense.OVER


def _words(text: str, start: int) -> frozenset[str]:
    """Return the terms of the words before a figure that say of which quantity it is."""
    piece = _PIECE_ENDS.split(text[max(0, start - _BEFORE_FIGURE) : start])[-1]
    return frozenset(t for t in terms(_OF_SIGN.sub(" ", piece)) if t not in STOP and t.isalpha() and len(t) > 2)


def _named(text: str, start: int, of: str) -> str:
    """Return the name of the quantity of a dimension that stands nearest before a figure."""
    before = text[max(0, start - _BEFORE_FIGURE) : start]
    found = [
        (m.end(), len(m[0]), q.name)
        for q in control_quantities().quantities
        if q.of == of
        for m in q.words.finditer(before)
    ]
    end, _, name = max(found, default=(0, 0, ""))
    between = _IN_PARENTHESES.sub("", before[end:])  # "die (7 nm logic) 700 mm2"
    return name if name and not any(c.isdigit() for c in between) else ""


def _figure(text: str, m: re.Match[str], size: float, unit: MeasureUnit | None, named: NamedQuantity | None) -> Figure:
    of = named.of if named is not None else unit.of if unit is not None else ""
    written = f"{named.name} {m['number']}" if named is not None else m[0].strip()
    called = named.name if named is not None else _named(text, m.start(), of)
    if called and named is None:
        written = f"{called} {written}"
    telling = named is not None or (unit is not None and unit.telling)
    return Figure(size, of, written, _words(text, m.start()), called, telling)


def _derived(found: Sequence[Figure]) -> Iterator[Figure]:
    """Yield the quantities that follow from two others that are told."""
    for each in control_quantities().quotients:
        over = [f for f in found if f.named == each.over]
        under = [f for f in found if f.named == each.under]
        if len(over) == len(under) == 1 and under[0].size:
            size = over[0].size / (under[0].size * each.constant)
            written = f"{each.name} {_shown(size)}{' m' if each.of == 'length' else ''}"
            yield Figure(size, each.of, written, frozenset(terms(each.name)), each.name, telling=True, says=each.says)


def _shown(size: float) -> str:
    """Return a size with four figures: "16.43 × 10⁶" of a large one."""
    if size < 10_000:
        return f"{size:.4g}"
    exponent = 6 if size >= 1e6 else 4
    return f"{size / 10**exponent:.4g} × 10{'⁶' if exponent == 6 else '⁴'}"


def compared(limit: Limit, given: Sequence[Figure], *, alone: bool) -> ComparedLimit:
    """Return a limit with the figure of the same quantity, where it is told which that is.

    `alone`: no other limit of the paragraph is in that dimension.
    """
    mine = [f for f in given if f.of == limit.of]
    if limit.named:
        mine = (
            [f for f in mine if f.named in (limit.named, "")]
            if limit.telling
            else [f for f in mine if f.named == limit.named]
        )
    else:
        mine = [f for f in mine if not f.says]
        shared = [f for f in mine if f.words & limit.words]
        if shared:
            mine = shared
        elif not limit.telling:
            mine = [f for f in mine if alone and not f.words and not f.named]
    if len(mine) != 1:
        return ComparedLimit(limit, None, LimitVerdict.NOT_TOLD)
    return ComparedLimit(limit, mine[0], LimitVerdict.MET if _holds(mine[0].size, limit) else LimitVerdict.NOT_MET)


_EVEN = 1e-9  # relative: sizes that are equal but for the computer's rounding


def _holds(size: float, limit: Limit) -> bool:
    equal = abs(size - limit.size) <= _EVEN * max(abs(size), abs(limit.size))
    if limit.sense is Sense.IS:
        return equal
    if equal:
        return limit.sense in (Sense.FROM, Sense.UP_TO)
    return (size > limit.size) == (limit.sense in (Sense.OVER, Sense.FROM))


def joined_by_or(text: str, stated: Sequence[Limit]) -> bool:
    """Return whether the limits of a paragraph are alternatives: "exceeding 50 W or 10 J"."""
    between = [_OR_MORE.sub("", text[a.end : b.start]) for a, b in zip(stated, stated[1:], strict=False)]
    return bool(between) and any(re.search(r"\bor\b", b) and not re.search(r"\band\b|\bbut\b", b) for b in between)

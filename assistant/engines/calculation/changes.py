"""What a follow-up changes of a calculation: its figure, day or country stands in the place of the one before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engines.calculation.figures import law_country
from assistant.engines.calculation.reading import Amount, Asked, Moment, Quantity, Share
from assistant.facts.asker_figures import WEIGHT_UNITS
from assistant.query.model import Query
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries
from corpus.lexicon.towns import folded_town, towns
from corpus.locators import mentions

_BEGINS_NEXT = lazy_regex(r"(?<=\?) ")
_TELLING_WORD = lazy_regex(r"[^\W\d_]{5,}")
_LETTERS_OF_STEM = 5  # letters by which two words are the same: "issued", "issue"
# Words of follow-ups that say nothing of what a figure is.
_SAYS_NOTHING = frozenset(
    ("about", "after", "again", "before", "change", "costs", "could", "differ", "enough", "going", "instead", "maybe",
     "might", "okay", "rather", "right", "still", "suppose", "thanks", "their", "there", "these", "those", "today",
     "would")
)  # fmt: skip
# What is added to what was told takes the place of nothing.
_COMES_BESIDE = lazy_regex(
    r"\b(?:also|another|additional|additionally|more|extra|plus|both|too|as well|besides|on top|each|second|third|"
    r"less|sells?|sold|buys?|bought|adds?|added)\b",
    re.I,
)
_OF_ORIGIN = lazy_regex(r"[- ](?:obligated|made|origin|built|owned)\b", re.I)  # no place where something goes
_FIGURE_WRITTEN = lazy_regex(r"\d[\d.,]{0,20}")
_ROLE_WITHIN = 40  # characters before a figure in which it is said what it is
_NEXT_WORD = lazy_regex(r"\s?([^\W\d_]{1,20})")
_NO_MEASURE = lazy_regex(r"a|an|and|at|by|each|for|from|if?|in|instead|now|of|on|then|to|under|with")
_TOWN_LED_TO = lazy_regex(r"\b(?:to|in|into|at|near|for) (?:the )?((?:[A-Z][\w'’-]{1,20} ){0,2}[A-Z][\w'’-]{2,20})")


_Figure = Amount | Share | Quantity | Moment


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ChangedQuestion:
    """Earlier question with what a follow-up changes; `changes` say what stands in the place of what."""

    text: str
    changes: tuple[str, ...]


def changed_question(question: Query) -> ChangedQuestion | None:
    """Return the question that a follow-up changes, as it stands now; None where it is not clear what is changed."""
    if not question.leans or not question.before:
        return None
    told, *later = [p.strip() for p in _BEGINS_NEXT.split(question.before) if p.strip()]
    for words in later:
        before = _instead(told, words)
        told = before.text if before else f"{told} {words}"
    return _instead(told, question.core)


def _instead(told: str, words: str) -> ChangedQuestion | None:
    if _COMES_BESIDE.search(words) or mentions(words):
        return None
    old, new = Asked.of(told), Asked.of(words)
    figures, there = _figures(old, new), _place(old.text, new.text)
    if len(figures) + bool(there) != _facts_of(new):
        return None
    pairs = [*figures, *there]
    text, changes = old.text, []
    for stretch, put in sorted(pairs, key=lambda p: -p[0].start):
        was = old.text[stretch.start : stretch.end]
        if was.casefold() != put.casefold():
            changes.append(f"{put} in place of {was}")
        text = f"{text[: stretch.start]}{put}{text[stretch.end :]}"
    if not changes:
        return None
    if besides := _said_besides(new.text, old.text):
        text = f"{text} {besides}"
    return ChangedQuestion(text, tuple(dict.fromkeys(reversed(changes))))


def _facts_of(new: Asked) -> int:
    """Return how many figures, days and countries a follow-up tells."""
    numbers = {(q.start, q.end) for q in _written(new)}
    spots = numbers | {(f.start, f.end) for kind in (new.amounts, new.shares, new.moments) for f in kind}
    return len(spots) + len(_places(new.text))


def _figures(old: Asked, new: Asked) -> list[tuple[_Stretch, str]]:
    """Return where each figure of a follow-up belongs in what was told, and what stands there now."""
    out: list[tuple[_Stretch, str]] = []
    kinds: tuple[tuple[Sequence[_Figure], Sequence[_Figure]], ...] = (
        (old.amounts, new.amounts),
        (old.shares, new.shares),
        (old.moments, new.moments),
    )
    for before, after in kinds:
        if after is new.moments and len(after) == 1 and (denied := [m for m in old.moments if new.denies(m)]):
            out += [(_Stretch(m.start, m.end), new.text[after[0].start : after[0].end]) for m in denied[:1]]
        elif len(after) == 1 and (last := _of_same_kind(old, before, new, after[0], strict=before is old.moments)):
            out.append((last, new.text[after[0].start : after[0].end]))
    taken: list[_Figure] = [*new.amounts, *new.shares, *new.moments]
    numbers = [q for q in _written(new) if not any(t.start <= q.start < t.end for t in taken)]
    if len(numbers) == 1:
        (one,) = numbers
        of_what = _measure(new, one)
        written = new.text[one.start : one.end]
        told: list[_Figure] = [*old.amounts, *old.moments]
        known = [q for q in _written(old) if not any(t.start <= q.start < t.end for t in told)]
        alike = [q for q in known if _measure(old, q) == of_what or not (of_what or one.unit or q.unit)]
        if (spot := _of_same_kind(old, alike, new, one)) is not None and (of_what or len(alike) == 1):
            out.append((spot, written))
        elif not (of_what or new.amounts or known) and (spot := _of_same_kind(old, old.amounts, new, one)) is not None:
            out.append((spot, _FIGURE_WRITTEN.sub(written, old.text[spot.start : spot.end], count=1)))
    return out


def _written(asked: Asked) -> list[Quantity]:
    """Return the numbers that are written in figures, and name no heading, no part and no entry of a list."""
    text = asked.text
    found = [q for q in asked.quantities if text[q.start : q.start + 1].isdigit() and not asked.is_code(q.start)]
    return [q for q in found if not (q.start and (text[q.start - 1].isalnum() or text[q.start - 1] in "-."))]


def _measure(asked: Asked, one: Quantity) -> str:
    """Return what a number is of: its unit, weights being of one kind, or the word behind it."""
    if one.unit:
        return "weight" if one.unit in WEIGHT_UNITS else one.unit
    behind = _NEXT_WORD.match(asked.text, one.end)
    word = behind[1].casefold().removesuffix("s") if behind else ""
    return "" if _NO_MEASURE.fullmatch(word) else word


def _of_same_kind(
    old: Asked, before: Sequence[_Figure], new: Asked, one: _Figure, *, strict: bool = False
) -> _Stretch | None:
    """Return the figure of the same kind that is meant: the one that is called so, or else the last one.

    Where `strict`, one that is called otherwise is another one: a day of a reexport is none of the export.
    """
    spots = [_Stretch(b.start, b.end) for b in before]
    if not spots:
        return None
    called = _roles(f"{new.text[: one.start]} {new.text[one.end :]}")
    ends = [0, *(s.end for s in spots)]
    told = [_roles(old.text[max(end, s.start - _ROLE_WITHIN) : s.start]) for s, end in zip(spots, ends, strict=False)]
    fits = [s for s, roles in zip(spots, told, strict=True) if called & roles]
    if len(fits) == 1:
        return fits[0]
    return None if strict and (called or len(spots) > 1) else spots[-1]


def _roles(text: str) -> frozenset[str]:
    return frozenset(
        w.casefold()[:_LETTERS_OF_STEM] for w in _TELLING_WORD.findall(text) if w.casefold() not in _SAYS_NOTHING
    )


def _place(old: str, new: str) -> list[tuple[_Stretch, str]]:
    """Return the mentions of the last country that was told, and the one country that stands in its place."""
    now, before = _places(new), _places(old)
    if len(now) != 1 or not before:
        return []
    name = countries.table().by_code[now[0][2]].name
    last = before[-1][2]
    return [(_Stretch(start, end), name) for start, end, was in before if was == last]


def _places(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, code) of the countries that a text names, by themselves or by a town that only one has."""
    found = [
        (s, e, c)
        for s, e, c in countries.countries_in_any_case(text)
        if c != law_country() and not _OF_ORIGIN.match(text, e)
    ]
    if found:
        return found
    known = towns()
    named = [(m.start(1), m.end(1), known.get(folded_town(m[1]), ())) for m in _TOWN_LED_TO.finditer(text)]
    return [(s, e, codes[0]) for s, e, codes in named if len(codes) == 1 and codes[0] != law_country()]


def _said_besides(new: str, old: str) -> str:
    """Return a follow-up without its figures and places where it says more than which ones change."""
    words = _roles(new) - _roles(old) - {w for *_, c in _places(new) for w in _roles(countries.table().by_code[c].name)}
    spots = [(s, e) for s, e, _ in _places(new)]
    asked = Asked.of(new)
    spots += [(f.start, f.end) for kind in (asked.amounts, asked.shares, asked.moments, asked.quantities) for f in kind]
    rest = new
    for start, end in sorted(set(spots), reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    return " ".join(rest.split()) if words & _roles(rest) else ""

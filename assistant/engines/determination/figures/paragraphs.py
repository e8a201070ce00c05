"""Paragraphs of a control list as alternatives: each with the words above it, and the limits that all must be met."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.engines.determination.figures.limits import Limit, joined_by_or, limits
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.model import Span
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Role
from index.text.tokens import terms

_ALL_OF = lazy_regex(
    r"\b(?:all|both) (?:of )?(?:the )?(?:following|characteristics|these)\b|\ball of the characteristics\b", re.I
)
_AND_NEXT = lazy_regex(r"(?:;|,) and\W*$", re.I)
_LABEL = lazy_regex(r"^(?:[0-9A-Z]{5} |(?:[a-z0-9]{1,3}\.){1,8} |[a-z0-9]{1,3}\.? )")
_AGAIN = lazy_regex(r" \[\d{1,2}\]$")
_RESERVED = lazy_regex(r"^\W*(?:to [a-z]\. ?)?(?:\[reserved\]|not used|reserved)\W*$", re.I)
_NOT_CONTROLLED_BY = lazy_regex(
    r"\b(?:not (?:controlled|specified) (?:by|in|under)|other than those (?:controlled|specified) (?:by|in)|except)\b"
    r"(?P<named>[^;()]{3,160})",
    re.I,
)
_TELL_A_LIST = ("3A001", "0A501", "1A004", "9A515")  # entries one of which every control list of this kind has
_ENTRY_NUMBER = lazy_regex(r"\b\d[A-E]\d{3}\b")
_ADDRESS = lazy_regex(r"\b\d[A-E]\d{3}(?:\.[a-z0-9]{1,3})*+\b")
_END_OF_LEAD = 160  # characters at a paragraph's end that say whether all of what follows must be met


@dataclass(frozen=True, slots=True)
class Condition:
    """A provision of an alternative with the limits that it states; `any_of` where one of them is enough."""

    held: HeldProvision
    limits: tuple[Limit, ...]
    any_of: bool = False


@dataclass(frozen=True, eq=False)
class Alternative:
    """What an entry controls by one of its paragraphs: all that it says from the entry down to it, together.

    `of_twin` says that another list has the paragraph, under the same number, and the one held lacks it.
    """

    number: str
    label: str
    heading: str
    path: tuple[HeldProvision, ...]  # what stands above it below the entry
    parts: tuple[HeldProvision, ...]  # its own words, with what is below it where all of that must be met
    terms: frozenset[str]
    yields_to: frozenset[str]  # entries that go before its own: "not controlled by 3A001"
    lost: tuple[str, ...] = ()  # paragraphs beside it that the list held lacks
    borrowed: tuple[HeldProvision, ...] = ()  # those that it must meet too, as the other list has them
    of_twin: bool = False
    comma_is_point: bool = False

    @property
    def address(self) -> str:
        """Return the number with the paragraph."""
        return f"{self.number}.{self.label}" if self.label else self.number

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Return the provisions that state limits, those above it first."""
        found = [self._condition(held, comma_is_point=self.comma_is_point) for held in (*self.path, *self.parts)]
        found += [self._condition(held, comma_is_point=not self.comma_is_point) for held in self.borrowed]
        return tuple(c for c in found if c.limits)

    def _condition(self, held: HeldProvision, *, comma_is_point: bool) -> Condition:
        text = self.heading if held.provision.role is Role.ENTRY else held.text
        stated = limits(text, comma_is_point=comma_is_point)
        return Condition(held, stated, joined_by_or(text, stated))

    @property
    def named(self) -> frozenset[str]:
        """Return the other entries and paragraphs that its own words speak of."""
        spoken = " ".join(p.text for p in self.parts if p.provision.role is not Role.ENTRY)
        return frozenset(a for a in _ADDRESS.findall(spoken) if not self.address.startswith(a))

    @property
    def cites(self) -> tuple[Span, ...]:
        """Return the provisions that it is made of."""
        above = [c.held for c in self.conditions if c.held not in self.parts]
        return tuple(Span.of(p) for p in dict.fromkeys((*above, *self.parts, *self.borrowed)))

    @property
    def shown(self) -> str:
        """Return its own words, behind those above it that state limits."""
        above = [c.held for c in self.conditions if c.held in self.path]
        texts = [self.heading if p.provision.role is Role.ENTRY else p.text for p in (*above, *self.parts)]
        return " ".join(" ".join(t.split()) for t in texts)


@dataclass(frozen=True)
class ControlParagraphs:
    """Alternatives of all entries of a list as held on a day, and how rare each term is among them."""

    alternatives: tuple[Alternative, ...]
    rarity: Mapping[str, float]

    @classmethod
    def of(cls, texts: Texts, twin: Texts | None = None) -> ControlParagraphs:
        """Return the paragraphs of the entries of a law; those that it lacks are taken from `twin`, and marked."""
        own = _alternatives(texts)
        if twin is not None:
            own = [_with_borrowed(a, twin) for a in own]
            own = [*own, *_missing(own, _alternatives(twin))]
        counts = Counter(t for a in own for t in a.terms)
        return cls(tuple(own), {t: math.log(1 + len(own) / n) for t, n in counts.items()})


def _with_borrowed(each: Alternative, twin: Texts) -> Alternative:
    """Return an entry of which all must be met with the paragraphs that its text lacks, as the other list has them."""
    if each.label or not each.lost:
        return each
    found = [p for x in each.lost if (p := twin.at(f"{each.number}.{x}")) is not None]
    return replace(each, borrowed=tuple(found))


def _missing(own: Sequence[Alternative], others: Sequence[Alternative]) -> list[Alternative]:
    """Return the alternatives of another list that the own one has lost: of an entry that it has, without them."""
    numbers = {a.number for a in own}
    lost = {f"{a.number}.{p}" for a in own for p in a.lost}
    bare = {a.number for a in own if not a.label} - {a.number for a in own if a.label}
    out = []
    for other in others:
        top = f"{other.number}.{other.label.split('.')[0]}"
        if other.number in numbers and other.label and (other.number in bare or top in lost):
            out.append(replace(other, of_twin=True))
    return out


def _alternatives(texts: Texts) -> list[Alternative]:
    out: list[Alternative] = []
    lists = {h.version.number: h.source for at in _TELL_A_LIST for h in texts.all(at)}
    for number, source in lists.items():
        entries = texts.catalogue.with_role(number, Role.ENTRY)
        children: dict[int, list[HeldProvision]] = defaultdict(list)
        for item in texts.catalogue.with_role(number, Role.ITEM):
            children[item.provision.parent or 0].append(item)
        point = source.language != "en" or source.jurisdiction != "us"
        for entry in entries:
            if _ENTRY_NUMBER.fullmatch(entry.locator):
                out.extend(_of_entry(entry, children, comma_is_point=point))
    return out


def _of_entry(
    entry: HeldProvision, children: Mapping[int, Sequence[HeldProvision]], *, comma_is_point: bool
) -> list[Alternative]:
    heading = entry.provision.heading or entry.text.removeprefix(entry.locator).strip()
    others = [n for m in _NOT_CONTROLLED_BY.finditer(heading) for n in _ENTRY_NUMBER.findall(m["named"])]
    yields = frozenset(others) - {entry.locator}
    found: list[Alternative] = []
    read: dict[int, frozenset[str]] = {entry.position: frozenset(terms(heading))}

    def words(held: HeldProvision) -> frozenset[str]:
        if held.position not in read:
            read[held.position] = frozenset(terms(held.text))
        return read[held.position]

    def kids(held: HeldProvision) -> list[HeldProvision]:
        # A note's points bear the letters of paragraphs too, and stand before those.
        last = {_AGAIN.sub("", k.locator): k for k in children.get(held.position, ())}
        return [k for k in last.values() if not _RESERVED.match(_LABEL.sub("", k.text))]

    def together(held: HeldProvision, below: Sequence[HeldProvision]) -> bool:
        text = heading if held is entry else held.text
        return bool(_ALL_OF.search(text[-_END_OF_LEAD:])) or (len(below) > 1 and bool(_AND_NEXT.search(below[-2].text)))

    def whole(held: HeldProvision) -> list[HeldProvision]:
        below = kids(held)
        return [held, *(p for k in below for p in whole(k))] if not below or together(held, below) else [held]

    def walk(held: HeldProvision, path: tuple[HeldProvision, ...], lost: tuple[str, ...]) -> None:
        below = kids(held)
        lost = _gaps(held, children.get(held.position, ())) or lost
        if below and not together(held, below):
            for kid in below:
                walk(kid, (*path, held), lost)
            return
        # Below a paragraph of which all must be met, one of which any point is enough is left to the reader.
        parts = [held, *(p for k in below for p in whole(k))]
        label = _AGAIN.sub("", held.locator).removeprefix(entry.locator).lstrip(".")
        every = words(entry).union(*(words(p) for p in (*path, *parts)))
        above = tuple(p for p in path if p is not entry)
        found.append(
            Alternative(entry.locator, label, heading, above, tuple(parts), every, yields, lost,
                        comma_is_point=comma_is_point)
        )  # fmt: skip

    walk(entry, (), ())
    return found


def _gaps(held: HeldProvision, below: Sequence[HeldProvision]) -> tuple[str, ...]:
    """Return the first letters of an entry's paragraphs that the text held lacks: "a" where it begins with "b"."""
    if held.provision.role is not Role.ENTRY:
        return ()
    labels = {_AGAIN.sub("", k.locator).removeprefix(f"{held.locator}.").split(".")[0] for k in below}
    letters = sorted(x for x in labels if len(x) == 1 and x.isalpha() and x < "w")
    if not letters:
        return ()
    all_of = [chr(c) for c in range(ord("a"), ord(letters[-1]) + 1)]
    return tuple(x for x in all_of if x not in labels)

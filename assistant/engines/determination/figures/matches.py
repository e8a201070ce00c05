"""Paragraphs that goods told by words and figures may meet, each with its limits compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.engines.determination.figures.limits import ComparedLimit, Figure, Limit, LimitVerdict, compared
from assistant.engines.determination.figures.paragraphs import Alternative, Condition, ControlParagraphs
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Role
from index.text.tokens import terms

_OF_LIKEST = 0.6  # of the best one's likeness in words
_NEARLY_BEST = 0.95  # … of one that is not met
_OF_BEST_BELOW = 0.4  # … of an entry for what another one does not control
_LEAST_ALIKE = 6.0  # likeness below which words share too little to be of the same goods
_LIKELIEST = 200  # alternatives whose limits are read, the likeliest by their words
_RARE = 5  # alternatives that share a term which names goods by itself
_FEW_SHOWN, _NEAR_SHOWN = 5, 2
_GROUPS_OF_IDEAS = {"D": "software", "E": "technology"}  # product groups that are no goods
# The number of a substance stands before its name: "c.10. (C.A.S. #102-71-6) Triethanolamine".
_NUMBER_LEADS = lazy_regex(r"^\W{0,3}(?:\w{1,3}\.){0,5}\s{0,3}\([^()]{1,40}\)\s{0,3}(?=\w)")
_HEAD_ENDS = lazy_regex(r"\b(?:having|with|as follows|that|which|capable|designed|not|other than|except)\b|[;:(]")


# "Chairs with 5 mm screws": what is told behind these words goes with the goods, and does not name them.
_BESIDE_GOODS = lazy_regex(r"\b(?:with|having|containing|including)\b[^,;.:?!]*", re.I)


@dataclass(frozen=True)
class Match:
    """Alternative with what comes of its limits. `yields` is the entry that goes before its own, where that is met."""

    of: Alternative
    comparisons: tuple[ComparedLimit, ...]
    verdict: LimitVerdict
    likeness: float
    rare: bool
    yields: str = ""

    @property
    def told(self) -> bool:
        """Return whether a figure that was told is compared with one of its limits."""
        return any(c.figure is not None for c in self.comparisons)

    @property
    def sure(self) -> bool:
        """Return whether a figure is compared that is of no other quantity, or a rare word names the goods."""
        return self.rare or any(c.figure is not None and _is_sure(c) for c in self.comparisons)

    @property
    def failed(self) -> int:
        """Return the number of limits that are not met."""
        return sum(c.verdict is LimitVerdict.NOT_MET for c in self.comparisons)


def _is_sure(comparison: ComparedLimit) -> bool:
    figure, limit = comparison.figure, comparison.limit
    return figure is not None and (limit.telling or bool(figure.named) or bool(figure.words & limit.words))


@dataclass(frozen=True)
class DescribedGoods:
    """What a question says the goods are: terms, those of them that are no usual words, and the kinds that it names."""

    wanted: frozenset[str]
    telling: frozenset[str]
    text: str

    def rare_in(self, paragraphs: ControlParagraphs) -> frozenset[str]:
        """Return the telling terms that so few paragraphs have that they name the goods."""
        counts = {t: sum(t in a.terms for a in paragraphs.alternatives) for t in self.telling}
        return frozenset(t for t, n in counts.items() if 0 < n <= _RARE)

    def is_of_kind(self, each: Alternative) -> bool:
        """Return whether an entry is of the kind of the goods: software and technology only where they are named."""
        kind = _GROUPS_OF_IDEAS.get(each.number[1])
        return kind is None or kind in self.text.casefold()


def figure_matches(
    paragraphs: ControlParagraphs, goods: DescribedGoods, given: Sequence[Figure], numbers: Sequence[str] = ()
) -> list[Match]:
    """Return the alternatives that the goods may be: those that the figures meet first, then the nearest ones.

    `numbers` are entries that the question names, all of which are looked at.
    """
    known = {t: paragraphs.rarity[t] for t in goods.wanted if t in paragraphs.rarity}
    of_kind = [a for a in paragraphs.alternatives if goods.is_of_kind(a) or a.number in numbers]
    scored = [(sum(known[t] for t in known.keys() & a.terms), a) for a in of_kind]
    scored = [s for s in scored if s[0] > 0 or s[1].number in numbers]
    scored.sort(key=lambda s: (-s[0], s[1].address))
    looked_at = [s for n, s in enumerate(scored) if n < _LIKELIEST or s[1].number in numbers]
    rare = goods.rare_in(paragraphs)
    told = [m for likeness, a in looked_at if (m := _match(a, likeness, rare, given)).told]
    best = max((m.likeness for m in told), default=0.0)
    kept = [m for m in told if m.likeness >= max(_LEAST_ALIKE, _OF_LIKEST * best) or m.of.number in numbers]
    above = {m.of.number for m in kept}
    kept += [m for m in told if m not in kept and m.of.yields_to & above and m.likeness >= _OF_BEST_BELOW * best]
    if any(m.rare for m in kept):
        kept = [m for m in kept if m.rare or m.of.number in numbers]  # the goods are called by their own name
    kept = [m for m in kept if not _is_other_kind(m, kept, goods)]
    kept += [m for m in _speaking_of(of_kind, kept, rare, given) if not any(k.of is m.of for k in kept)]
    return _ordered(_yielding(kept), numbers)


def matches_by_name(paragraphs: ControlParagraphs, goods: DescribedGoods) -> list[Match]:
    """Return the alternatives that a telling word of the goods names, with those that they set themselves against."""
    beside = {t for words in _BESIDE_GOODS.findall(goods.text) for t in terms(words)}
    rare = goods.rare_in(paragraphs) - (beside - frozenset(terms(_BESIDE_GOODS.sub(" ", goods.text))))
    found = [a for a in paragraphs.alternatives if rare & a.terms and rare & _names(a) and goods.is_of_kind(a)]
    named = {n for a in found for n in a.named}
    found += [a for a in paragraphs.alternatives if a.address in named and a not in found]
    found.sort(key=lambda a: (-len(rare & a.terms), a.address))
    return [Match(a, (), LimitVerdict.NOT_TOLD, float(len(rare & a.terms)), rare=bool(rare & a.terms)) for a in found][
        :_FEW_SHOWN
    ]


def _match(each: Alternative, likeness: float, rare: frozenset[str], given: Sequence[Figure]) -> Match:
    limits = [limit for c in each.conditions for limit in c.limits]
    out: list[ComparedLimit] = []
    results: list[LimitVerdict] = []
    for condition in each.conditions:
        told = [compared(limit, given, alone=_is_alone(limit, limits)) for limit in condition.limits]
        out += told
        results.append(_of_condition(condition, [c.verdict for c in told]))
    return Match(each, tuple(out), _all(results), likeness, bool(rare & each.terms))


def _is_alone(limit: Limit, limits: Sequence[Limit]) -> bool:
    """Return whether all limits of a paragraph in one dimension are of one quantity."""
    return len({(x.words, x.named) for x in limits if x.of == limit.of}) == 1


def _heads(each: Alternative) -> frozenset[str]:
    """Return the terms of what a paragraph and those above it call their goods, without what is said of them."""
    texts = (p.text for p in (*each.path, each.parts[0]) if p.provision.role is not Role.ENTRY)
    return frozenset(t for text in texts for t in terms(_HEAD_ENDS.split(_NUMBER_LEADS.sub("", text))[0]))


def _names(each: Alternative) -> frozenset[str]:
    """Return the terms of what a paragraph, those above it and its entry call their goods.

    A word that only says something of them, "spare wiring" of a hydrophone, names none.
    """
    headings = [p.provision.heading or p.text for p in (*each.path, each.parts[0]) if p.provision.role is Role.ENTRY]
    return _heads(each) | frozenset(t for text in headings for t in terms(text))


def _is_other_kind(one: Match, found: Sequence[Match], goods: DescribedGoods) -> bool:
    """Return whether another paragraph of the same entry is of the goods by name, and this one of others.

    "Carbon fibres" and "organic fibres": of two alike it is the one that has more of the words for the goods.
    """
    mine = _heads(one.of) & goods.wanted
    return any(
        m.of.number == one.of.number and mine < (_heads(m.of) & goods.wanted)
        for m in found
        if m is not one and m.of.label.split(".")[0] != one.of.label.split(".")[0]
    )


def _of_condition(condition: Condition, verdicts: Sequence[LimitVerdict]) -> LimitVerdict:
    if condition.any_of:
        return LimitVerdict.MET if LimitVerdict.MET in verdicts else _all(verdicts)
    return _all(verdicts)


def _all(verdicts: Sequence[LimitVerdict]) -> LimitVerdict:
    if LimitVerdict.NOT_MET in verdicts:
        return LimitVerdict.NOT_MET
    return LimitVerdict.MET if verdicts and LimitVerdict.NOT_TOLD not in verdicts else LimitVerdict.NOT_TOLD


def _speaking_of(
    alternatives: Sequence[Alternative], kept: Sequence[Match], rare: frozenset[str], given: Sequence[Figure]
) -> list[Match]:
    """Return the alternatives that take up what those found control: "mixtures of a chemical controlled by 1C350.c"."""
    at = {m.of.address: m for m in kept if m.rare}
    out = []
    for each in alternatives if at else ():
        source = next((m for a, m in at.items() for n in each.named if "." in n and a.startswith(f"{n}.")), None)
        if source is not None and (made := _match(each, source.likeness, rare, given)).told:
            out.append(replace(made, rare=True))
    return out


def _yielding(found: Sequence[Match]) -> list[Match]:
    """Return the matches, those marked that cover only what an entry that is met does not control."""
    met = {m.of.number for m in found if m.verdict is LimitVerdict.MET}
    out = []
    for m in found:
        before = sorted(m.of.yields_to & met) if m.verdict is not LimitVerdict.NOT_MET else []
        out.append(replace(m, yields=before[0] if before else ""))
    return out


def _ordered(found: Sequence[Match], numbers: Sequence[str]) -> list[Match]:
    met = [m for m in found if m.verdict is LimitVerdict.MET]
    open_ones = [m for m in found if m.verdict is LimitVerdict.NOT_TOLD]
    best = max((m.likeness for m in found), default=0.0)
    near = [m for m in found if m.verdict is LimitVerdict.NOT_MET]
    near = [m for m in near if m.likeness >= _NEARLY_BEST * best or m.of.number in numbers or m.rare]
    near.sort(key=lambda m: (m.of.number not in numbers, m.failed, -m.likeness))
    met.sort(key=lambda m: (bool(m.yields), -m.likeness, m.of.address))
    open_ones.sort(key=lambda m: (bool(m.yields), -m.likeness, m.of.address))
    shown = open_ones[:_NEAR_SHOWN] if met else open_ones[:_FEW_SHOWN]
    return [*met[:_FEW_SHOWN], *shown, *near[:_NEAR_SHOWN]]

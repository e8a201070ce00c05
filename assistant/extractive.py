"""The extractive engine: verbatim units, chosen and ordered by how well each answers. Nothing is paraphrased, so nothing is invented."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evidence import Unit
from assistant.glossary import synonyms, translated
from assistant.question import Understood, Wants, content_words
from corpus.model import Role
from index.tokens import terms

MOST = 5  # statements of an answer
_POOL = 40  # units that are compared by meaning: encoding more would cost more than the answer may take

_FITS = {
    Wants.DURATION: re.compile(r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|thirty|sixty|ninety|twenty)[ -](?:\w+ )?(?:year|month|week|day|hour|working day|business day|calendar day)s?\b|\d+\s*(?:年|个?月|日|天|个工作日)|[一二三四五六七八九十]+(?:年|か月|日)", re.I),
    Wants.AMOUNT: re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred|thousand|million)\b|[一二三四五六七八九十百千万]+(?:元|倍|円|吨)", re.I),
    Wants.DATE: re.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.? \d{1,2}(?:, \d{4})?|\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}|\b\d{1,2}/\d{1,2}/\d{2,4}|\d{4}年", re.I),
    Wants.BODY: re.compile(r"\b(?:Department|Committee|Commission|Ministry|Minister|Secretary|Bureau|Agency|Agencies|Office|Director|Council|authorit(?:y|ies)|BIS|DDTC|OFAC|DOE|NRC|Board)\b|部门|大臣|国务院"),
    Wants.DEFINITION: re.compile(r"\bmeans?\b|\bis defined\b|\brefers? to\b|\bA[n]? .{3,60} is (?:a|an|the)\b|是指|所称|とは"),
    Wants.YES_NO: re.compile(r"\b(?:no|not|may|must|shall|prohibited|required|except|only|unless|available|apply|applies)\b|不得|应当|禁止|してはならない", re.I),
}  # fmt: skip
# Text about the text rather than law: histories, authorities, tables of contents.
_AUXILIARY = {Role.META, Role.TITLE}
_HEADING_LIKE = re.compile(r"^(?:§|PART|Subpart|Article \w+$|Section \w+$|第[一二三四五六七八九十百\d]+[章条節]\s*\S{0,20}$)")


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit with its score (0 to about 1) and what the score is made of."""

    unit: Unit
    score: float
    coverage: float  # idf-weighted share of the question's terms in the unit and its context
    meaning: float  # cosine with the question


Idf = Callable[[Sequence[str]], Mapping[str, float]]
Encode = Callable[[Sequence[str]], np.ndarray]


def score_units(asked: Understood, candidates: Sequence[Unit], idf: Idf, encode: Encode) -> list[Scored]:
    """The candidates, best first.

    `idf` gives the weight of terms in the collection, `encode` unit vectors `[texts, dimension]`. A unit's score adds: how much of the
    question's weight its words cover (its context counts half), its cosine with the question, its passage's score, and whether it
    holds the kind of thing that is asked for.
    """
    if not candidates:
        return []
    weights = _weights(asked, idf)
    pool = sorted(candidates, key=lambda u: (-_coverage(weights, asked, u) - 0.5 * u.score, u.order))[:_POOL]
    english = [u for u in pool if u.passage.language not in ("zh", "ja")]
    cosines: dict[tuple[int, int], float] = {}
    if english:
        vectors = encode([asked.standalone, *(_shown(u) for u in english)])
        cosines = {u.key: float(v @ vectors[0]) for u, v in zip(english, vectors[1:], strict=True)}
    typical = sorted(cosines.values())[len(cosines) // 2] if cosines else 0.3
    scored = []
    for unit in pool:
        coverage = _coverage(weights, asked, unit)
        meaning = cosines.get(unit.key, typical)
        score = 0.42 * coverage + 0.30 * meaning + 0.28 * unit.score + 0.10 * _fit(asked, unit) - _penalty(unit)
        scored.append(Scored(unit, score, coverage, meaning))
    return sorted(scored, key=lambda s: -s.score)


def choose(scored: Sequence[Scored]) -> list[Scored]:
    """The units of the answer: the best first, then what belongs to it, at most `MOST`; others of its own provision before others.

    A unit from elsewhere must be nearly as good as the best: every sentence too many is one that a reader must check.
    """
    if not scored:
        return []
    best = scored[0]
    chosen = [best]
    for other in scored[1:]:
        if len(chosen) == MOST - 1 or other.score < 0.55 * best.score:
            break
        near = other.unit.passage.id == best.unit.passage.id and other.unit.version.number == best.unit.version.number
        if (near and other.score >= 0.72 * best.score) or (not near and other.score >= 0.90 * best.score):
            chosen.append(other)
    rest = sorted(chosen[1:], key=lambda s: (s.unit.order != best.unit.order, s.unit.order, s.unit.start))
    return [best, *rest]


def with_items(chosen: list[Scored], candidates: Sequence[Unit]) -> list[Scored]:
    """The chosen units, a lead-in ("… means any of the following:") followed by the first units below it."""
    out: list[Scored] = []
    taken = {s.unit.key for s in chosen}
    for scored in chosen:
        out.append(scored)
        if re.search(r"[:：—]$|\bas follows[.:]?$|\bthe following[.:]?$", scored.unit.text) and len(chosen) < MOST:
            following = [
                u
                for u in candidates
                if u.passage.id == scored.unit.passage.id and u.start > scored.unit.start and u.key not in taken
            ]
            for unit in following[: MOST - len(chosen)]:
                taken.add(unit.key)
                out.append(Scored(unit, scored.score, 0.0, 0.0))
    return out[: MOST + 1]


def _weights(asked: Understood, idf: Idf) -> dict[str, float]:
    """The question's terms by weight; what was asked now counts double against what went before; synonyms count as their word."""
    words = content_words(asked.standalone)
    weights = dict(idf(words))
    if asked.follows:
        now = set(content_words(asked.own))
        weights = {w: v * (1.0 if w in now else 0.5) for w, v in weights.items()}
    return weights


def _coverage(weights: Mapping[str, float], asked: Understood, unit: Unit) -> float:
    total = sum(weights.values())
    if not total:
        return 0.0
    language = unit.passage.language
    if language in ("zh", "ja"):
        wanted = translated(asked.standalone, language)
        direct = [w for w in weights if re.search(r"[\u3040-\u9fff]", w)]
        hits = sum(w in unit.text for w in wanted) + sum(w in unit.text for w in direct)
        return min(1.0, hits / max(3.0, 0.7 * (len(wanted) + len(direct))))
    own = set(terms(unit.text))
    around = set(terms(f"{unit.passage.context} {unit.passage.heading} {unit.passage.locator}"))
    spoken = set(terms(" ".join(synonyms(asked.standalone))))
    got = 0.0
    for word, weight in weights.items():
        if word in own:
            got += weight
        elif word in around:
            got += 0.5 * weight
    if spoken & own:
        got += 0.15 * total * min(1.0, len(spoken & own) / 2)
    return min(1.0, got / total)


def _fit(asked: Understood, unit: Unit) -> float:
    tests = [_FITS[w] for w in asked.wants if w in _FITS]
    return sum(bool(t.search(unit.text)) for t in tests) / len(tests) if tests else 0.0


def _penalty(unit: Unit) -> float:
    if unit.passage.role in _AUXILIARY:
        return 0.3
    if len(unit.text) < 25 or (_HEADING_LIKE.match(unit.text) and len(unit.text) < 120):
        return 0.25
    if unit.text.endswith("?"):
        return 0.15  # a heading that asks does not answer
    return 0.0


def _shown(unit: Unit) -> str:
    return unit.text if len(unit.text) > 60 else f"{unit.passage.heading} {unit.text}"

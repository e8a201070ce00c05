"""Scoring of the evidence's sentences by how well they answer the question."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from assistant.evidence.evidence_gathering import Evidence
from assistant.lexicon.named_texts import about
from assistant.query.answer_kinds import fit
from assistant.query.model import Query
from assistant.reading_rules.country_lists import is_elsewhere
from assistant.reading_rules.foreign_sentences import Foreign, is_country_list, lead_in
from assistant.reading_rules.nearness import Nearness
from assistant.reading_rules.sentences import Sentence, weights
from assistant.reading_rules.statement_spans import heading_spans, spans
from assistant.reading_rules.term_weights import Weigher, is_wide
from assistant.verification.injection import instructs
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import WIDE
from corpus.locators import mentions
from corpus.model import Kind, Role, Standing
from index.hits import Hit
from index.snapshot import CollectionSnapshot

READ = 18  # passages whose sentences are scored
KEPT = 96  # sentences that are ranked
_LONG_SENTENCE = 500  # characters
_LOW = {Role.META: 1.0, Role.RECITAL: 1.0}  # they tell of the rule and are not it
_SUPPLEMENTARY = lazy_regex("附[则則] ")  # what became of the rule before an amendment
_BY_COUNTRY = lazy_regex(
    r"\b(?:countr(?:y|ies)|destinations?|entit(?:y|ies))"
    r"\b[^.;]{0,60}\b(?:listed|specified|identified|described|set forth) in\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Sentence of a hit before its score."""

    hit: Hit
    start: int
    end: int
    text: str
    features: Mapping[str, float]


def scored(
    question: Query, evidence: Evidence, hits: Sequence[Hit], collection: CollectionSnapshot, weigher: Weigher
) -> list[Sentence]:
    """Return the sentences of `hits`, which are the promising passages of the evidence, best first."""
    reading = _Reading(question, evidence, hits, collection, weigher)
    found = [candidate for hit in hits for candidate in reading.of(hit)]
    answered = _answers_before(question, found, collection)
    usual = {name: _usual(name, found) for name in ("meaning", "token_similarity")}
    by = weights()
    out = []
    for n, c in enumerate(found):
        wide = bool(WIDE.search(c.text))
        lacking = {name: of_wide * weigher.wide_part if wide else least for name, (least, of_wide) in usual.items()}
        features = {**lacking, **c.features, **({"answered": 1.0} if n == answered else {})}
        score = sum(w * features.get(name, 0.0) for name, w in by.items())
        out.append(Sentence(c.hit, c.start, c.end, c.text, score, MappingProxyType(features)))
    return _law_first(sorted(out, key=lambda s: -s.score), evidence)[:KEPT]


_OF_WIDE = {"meaning": 0.4, "token_similarity": 0.5}  # of a Chinese or Japanese sentence that was not read


def _usual(name: str, found: Sequence[_Candidate]) -> tuple[float, float]:
    """Return what sentences without token vectors get: the least that others have, and the usual of other languages."""
    return min((c.features[name] for c in found if name in c.features), default=0.0), _OF_WIDE[name]


def _answers_before(question: Query, found: Sequence[_Candidate], collection: CollectionSnapshot) -> int | None:
    """Return the place of the sentence that best answers the question before; None where nothing was asked before."""
    if not question.before or not found:
        return None
    earlier = replace(question, standalone=question.before, core=question.before)
    before = Weigher(earlier, collection)
    return max(range(len(found)), key=lambda n: before.covers(found[n].text) + fit(earlier.own_wants, found[n].text))


class _Reading:
    """Features of the sentences of some passages, read for one question."""

    def __init__(
        self,
        question: Query,
        evidence: Evidence,
        hits: Sequence[Hit],
        collection: CollectionSnapshot,
        weigher: Weigher,
    ) -> None:
        self.question, self.evidence, self.weigher = question, evidence, weigher
        self.codes = frozenset(code for code, _ in question.countries)
        self.near = Nearness(collection, question.expanded, weigher.weights, [h.passage for h in hits])
        # Spans within the text of each passage.
        self.spans = {
            h.passage.id: [
                (s - h.passage.start, e - h.passage.start) for s, e in spans(h, heading_spans(h, collection.catalogue))
            ]
            for h in hits
        }
        self.foreign = Foreign(collection, weigher, hits, self.spans)

    def of(self, hit: Hit) -> Iterator[_Candidate]:
        """Yield the sentences of a hit with their features; those of comments that give orders are left out."""
        passage, of_passage = hit.passage, self._of_passage(hit)
        places = self.spans[passage.id]
        for (start, end), nearness in zip(places, self.near.of(passage, places), strict=True):
            text = passage.text[start:end]
            if hit.source.kind.standing is Standing.COMMENTARY and instructs(text):
                continue
            features = {**of_passage, **self._of_text(hit, text, lead_in(passage.text, start))}
            if read := nearness or self.foreign.of(passage.id, start):
                features["token_similarity"], features["meaning"] = read
            yield _Candidate(hit, passage.start + start, passage.start + end, text, features)

    def _of_passage(self, hit: Hit) -> dict[str, float]:
        passage, evidence = hit.passage, self.evidence
        return {
            "passage": self.foreign.standing(passage.id) or self.weigher.covers(passage.text),
            "about": about(self.question.standalone, hit.source),
            "rank": 1.0 / math.sqrt(hit.rank),
            "addressed": 1.0 if passage.id in evidence.within else 0.0,
            "by_name": 1.0 if passage.id in evidence.by_name else 0.0,
            "low": 1.0 if _SUPPLEMENTARY.search(passage.locator) else _LOW.get(passage.role, 0.0),
            "authority": 1.0 if hit.source.kind.standing is Standing.BINDING else 0.0,
            "explainer": 1.0 if hit.source.kind is Kind.EXPLAINER else 0.0,
            "ranked": min(1.0, hit.score),
            "passage_token_similarity": hit.nearness,
            "row": 1.0 if passage.role is Role.ROW else 0.0,
        }

    def _of_text(self, hit: Hit, text: str, above: str) -> dict[str, float]:
        """Return the features of a sentence's words; `above` is the line that it completes."""
        question, weigher = self.question, self.weigher
        context, heading = hit.passage.context, hit.passage.heading
        joint = weigher.covers(text, context, heading, *([above] if above else []))
        # A list's line says what its heading says of it.
        by_heading = is_country_list(text) or (is_list(text) and not is_wide(text))
        return {
            "words": joint if by_heading else weigher.covers(text),
            "joint": joint,
            "pairs": weigher.joins(text),
            "together": weigher.together(text, context, heading),
            "fits": fit(question.wants, f"{above}{text}"),
            "length": math.log1p(len(text)) / 7,
            "long": float(len(text) > _LONG_SENTENCE),
            "elsewhere": float(bool(self.codes) and is_elsewhere(text, self.codes)),
            "own": weigher.own(text, context, heading) if question.leans else 0.0,
            "own_fits": fit(question.own_wants, text) if question.leans else 0.0,
            "by_country": float(bool(self.codes) and bool(_BY_COUNTRY.search(text))),
        }


def _law_first(ranked: list[Sentence], evidence: Evidence) -> list[Sentence]:
    """Return the ranking with law before explainers that name it.

    The best sentence of the named provision comes before the explainer's.
    """
    for explainer in [s for s in ranked[:_BEST] if s.hit.passage.id in evidence.named]:
        named = {m.locator.text for m in mentions(explainer.text)}
        places = [
            (p.version.number, p.provision.start, p.provision.end)
            for p in evidence.named[explainer.hit.passage.id]
            if p.locator in named
        ]
        law = next(
            (s for s in ranked if any(s.hit.version.number == v and s.start < e and b < s.end for v, b, e in places)),
            None,
        )
        if law is not None and law.score < explainer.score:
            ranked.remove(law)
            ranked.insert(ranked.index(explainer), replace(law, score=explainer.score))
    return ranked


_BEST = 4  # sentences whose explainers are followed to the law


def is_list(text: str) -> bool:
    """Return whether a statement is a run of short lines, such as a list of countries."""
    lines = text.split("\n")
    return len(lines) >= 3 and max(map(len, lines)) < 80


def promising(evidence: Evidence, weigher: Weigher) -> list[Hit]:
    """Return the passages that are worth reading sentence by sentence, best first.

    Half of them are of the provision whose address was given, whatever other texts have of the question's words.
    """

    def worth(hit: Hit) -> float:
        p = hit.passage
        joint = weigher.covers(p.text, p.context, p.heading)
        near = 0.5 if p.id in evidence.within or p.id in evidence.by_name else 0.4 * about(weigher.question, hit.source)
        return joint + 0.5 * weigher.covers(p.text) + 0.7 / math.sqrt(hit.rank) + near

    order = sorted(evidence.hits, key=worth, reverse=True)
    sure = {h.passage.id for h in [h for h in order if h.passage.id in evidence.within][: READ // 2]}
    others = [h.passage.id for h in order if h.passage.id not in sure][: READ - len(sure)]
    read = sure.union(others)
    return [h for h in order if h.passage.id in read]

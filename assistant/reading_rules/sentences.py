"""Sentences of the evidence, scored by how well they answer the question."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from assistant.evidence.retriever import Evidence
from assistant.lexicon.named_texts import about
from assistant.query.answer_kinds import fit
from assistant.query.model import Query
from assistant.reading_rules.country_lists import is_elsewhere
from assistant.reading_rules.foreign_sentences import Foreign, is_roll, lead_in
from assistant.reading_rules.nearness import Nearness
from assistant.reading_rules.term_weights import Weigher, is_wide
from assistant.verification.injection import instructs
from corpus.catalogue import CatalogueReader
from corpus.errors import BadRequest
from corpus.language.scripts import WIDE
from corpus.language.sentences import sentence_spans
from corpus.locators import mentions
from corpus.model import Kind, Role, Standing
from index.hits import Hit
from index.snapshot import CollectionSnapshot

WEIGHTS = files(__package__) / "sentences.json"  # `make sentences` writes it
READ = 18  # passages whose sentences are scored
KEPT = 96  # sentences that are ranked

# Features of a sentence. `python tests/benchmarks/fit_sentences.py` fits their weights (`sentences.json`), so that
# `exp(score)` is proportional to the probability that the sentence answers.
FEATURES: Mapping[str, str] = {
    "words": "the share of the question's rare words that the sentence has",
    "passage": "the same of its passage",
    "joint": "the same of the sentence with its headings and lead-ins",
    "pairs": "the share of the question's neighbouring words that stand side by side in it",
    "together": "how many of the question's words it has, with its headings",
    "about": "stands in a text that the question names",
    "meaning": "cosine with the question",
    "late": "each of the question's words beside its nearest word",
    "fits": "offers what the question wants: a duration, an amount, a date, a body",
    "rank": "falls with the rank in the search",
    "ranked": "the ranker's score of its passage",
    "passage_late": "each of the question's words beside its nearest word of the passage",
    "addressed": "stands in a provision that the question names",
    "by_name": "stands in a rule that the question calls by a name",
    "by_country": "makes a matter depend on a list of countries, where the question names one",
    "elsewhere": "names countries, and none that the question names",
    "own": "of a follow-up the share of its own words, not of those that it leans on",
    "own_fits": "offers what the follow-up itself wants",
    "answered": "best answers the question before: what was said already is not what a follow-up asks",
    "low": "meta texts: authority notes, amendment histories",
    "row": "a row of a table",
    "length": "its length, logarithmic",
    "long": "is longer than people read at once",
    "authority": "binding text before comment",
    "explainer": "our own words stand in where the law's do not answer",
}


@cache
def weights() -> Mapping[str, float]:
    """Return the weights that ship with Licet, by feature. Raise BadRequest when the file is damaged."""
    try:
        found = json.loads(WEIGHTS.read_text("utf-8"))["weights"]
        return {name: float(found[name]) for name in FEATURES}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRequest(
            f"The weights of sentences cannot be read: {error}.", "Install Licet again, or run `make sentences`."
        ) from error


_LONG = 500  # characters
_LOW = {Role.META: 1.0, Role.RECITAL: 1.0}  # they tell of the rule and are not it
_SUPPLEMENTARY = re.compile("附[则則] ")  # what became of the rule before an amendment
_BY_COUNTRY = re.compile(
    r"\b(?:countr(?:y|ies)|destinations?|entit(?:y|ies))"
    r"\b[^.;]{0,60}\b(?:listed|specified|identified|described|set forth) in\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Sentence of a hit, at `start:end` of its edition's text."""

    hit: Hit
    start: int
    end: int
    text: str
    score: float
    features: Mapping[str, float]

    @property
    def coverage(self) -> float:
        """Return the share of the question's rare words that it has with its headings and lead-ins, 0 to 1."""
        return self.features.get("joint", 0.0)

    @property
    def own_coverage(self) -> float:
        """Return the same without its headings; a list's line with them."""
        return self.features.get("words", 0.0)

    @property
    def passage_coverage(self) -> float:
        """Return the share of the question's rare words that its passage has, 0 to 1."""
        return self.features.get("passage", 0.0)

    @property
    def pair_coverage(self) -> float:
        """Return the share of the question's neighbouring words that stand side by side in it, 0 to 1."""
        return self.features.get("pairs", 0.0)

    @property
    def follow_up_coverage(self) -> float:
        """Return the share of a follow-up's own words that it has with its headings, 0 to 1; 0 for another question."""
        return self.features.get("own", 0.0)

    @property
    def shared_words(self) -> float:
        """Return how many of the question's words it has, with its headings."""
        return self.features.get("together", 0.0)

    @property
    def likeness(self) -> float:
        """Return its cosine with the question."""
        return self.features.get("meaning", 0.0)

    @property
    def nearness(self) -> float:
        """Return how near each of the question's words is to its nearest word (late interaction)."""
        return self.features.get("late", 0.0)

    @property
    def passage_rank_score(self) -> float:
        """Return the ranker's score of its passage, at most 1."""
        return self.features.get("ranked", 0.0)

    @property
    def fit(self) -> float:
        """Return how much of what the question wants (a duration, an amount, a date, a body) it offers, 0 to 1."""
        return self.features.get("fits", 0.0)

    @property
    def offers_what_is_wanted(self) -> bool:
        """Return whether it has any of the figures or bodies that the question wants."""
        return self.fit > 0

    @property
    def is_of_named_text(self) -> bool:
        """Return whether it stands in a text that the question names, by its country or its title."""
        return self.features.get("about", 0.0) > 0

    @property
    def is_at_named_address(self) -> bool:
        """Return whether it stands in a provision that the question names."""
        return self.features.get("addressed", 0.0) > 0

    def beside(self, best: Sentence) -> float:
        """Return how likely it is to answer as a share of how likely `best` is, at most 1."""
        return math.exp(min(self.score - best.score, 0.0))


def scored(
    question: Query, evidence: Evidence, hits: Sequence[Hit], collection: CollectionSnapshot, weigher: Weigher
) -> list[Sentence]:
    """Return the sentences of `hits`, which are the promising passages of the evidence, best first."""
    codes = frozenset(code for code, _ in question.countries)
    near = Nearness(
        collection, " ".join((question.standalone, question.also)).strip(), weigher.weights, [h.passage for h in hits]
    )
    stated = {h.passage.id: spans(h, headings(h, collection.catalogue)) for h in hits}
    foreign = Foreign(
        collection,
        weigher,
        hits,
        {h.passage.id: [(s - h.passage.start, e - h.passage.start) for s, e in stated[h.passage.id]] for h in hits},
    )
    found: list[tuple[Hit, int, int, str, dict[str, float]]] = []
    for hit in hits:
        passage = hit.passage
        shared = {
            "passage": foreign.standing(passage.id) or weigher.covers(passage.text),
            "about": about(question.standalone, hit.source),
            "rank": 1.0 / math.sqrt(hit.rank),
            "addressed": 1.0 if passage.id in evidence.within else 0.0,
            "by_name": 1.0 if passage.id in evidence.by_name else 0.0,
            "low": 1.0 if _SUPPLEMENTARY.search(passage.locator) else _LOW.get(passage.role, 0.0),
            "authority": 1.0 if hit.source.kind.standing is Standing.BINDING else 0.0,
            "explainer": 1.0 if hit.source.kind is Kind.EXPLAINER else 0.0,
            "ranked": min(1.0, hit.score),
            "passage_late": hit.nearness,
            "row": 1.0 if passage.role is Role.ROW else 0.0,
        }
        places = stated[passage.id]
        for (start, end), nearness in zip(
            places, near.of(passage, [(s - passage.start, e - passage.start) for s, e in places]), strict=True
        ):
            text = passage.text[start - passage.start : end - passage.start]
            if hit.source.kind.standing is Standing.COMMENTARY and instructs(text):
                continue
            above = lead_in(passage.text, start - passage.start)
            joint = weigher.covers(text, passage.context, passage.heading, *([above] if above else []))
            features = {
                **shared,
                # A list's line says what its heading says of it.
                "words": joint if is_roll(text) or (is_list(text) and not is_wide(text)) else weigher.covers(text),
                "joint": joint,
                "pairs": weigher.joins(text),
                "together": weigher.together(f"{text} {passage.context} {passage.heading}"),
                "fits": fit(question.wants, f"{above}{text}"),
                "length": math.log1p(len(text)) / 7,
                "long": float(len(text) > _LONG),
                "elsewhere": float(bool(codes) and is_elsewhere(text, codes)),
                "own": weigher.own(f"{text} {passage.context} {passage.heading}") if question.leans else 0.0,
                "own_fits": fit(question.own_wants, text) if question.leans else 0.0,
                "by_country": float(bool(codes) and bool(_BY_COUNTRY.search(text))),
            }
            nearness = nearness or foreign.of(passage.id, start - passage.start)
            if nearness is not None:
                features["late"], features["meaning"] = nearness
            found.append((hit, start, end, text, features))
    if question.before and found:
        earlier = replace(question, standalone=question.before, core=question.before)
        before = Weigher(earlier, collection)
        said = max(found, key=lambda f: before.covers(f[3]) + fit(earlier.own_wants, f[3]))
        said[4]["answered"] = 1.0
    # Sentences without token vectors get the least that others have, which keeps them comparable.
    for name, usual in (("meaning", 0.4), ("late", 0.5)):
        least = min((f[name] for *_, f in found if name in f), default=0.0)
        for *_, text, features in found:
            features.setdefault(name, usual * weigher.wide_part if WIDE.search(text) else least)
    by = weights()
    out = [
        Sentence(
            hit,
            start,
            end,
            text,
            sum(w * features.get(name, 0.0) for name, w in by.items()),
            MappingProxyType(features),
        )
        for hit, start, end, text, features in found
    ]
    return _law_first(sorted(out, key=lambda s: -s.score), evidence)[:KEPT]


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
    """Return the passages that are worth reading sentence by sentence, best first."""

    def worth(hit: Hit) -> float:
        p = hit.passage
        joint = weigher.covers(p.text, p.context, p.heading)
        near = 0.5 if p.id in evidence.within or p.id in evidence.by_name else 0.4 * about(weigher.question, hit.source)
        return joint + 0.5 * weigher.covers(p.text) + 0.7 / math.sqrt(hit.rank) + near

    return sorted(evidence.hits, key=worth, reverse=True)[:READ]


_CAPTIONS = (Role.TITLE, Role.HEADING, Role.PART)
_CAPTION = 250  # characters of a heading at most; what is longer states something, whatever the parser took it for


def headings(hit: Hit, catalogue: CatalogueReader) -> list[tuple[int, int]]:
    """Return the spans, in its edition's text, where a hit has nothing but headings."""
    passage = hit.passage
    if passage.first == passage.last:  # one provision: the passage says itself what it is
        alone = passage.role in _CAPTIONS and len(passage.text) <= _CAPTION
        return [(passage.start, passage.end)] if alone else []
    out = []
    for p in catalogue.provisions_between(hit.version.number, hit.passage.first, hit.passage.last + 1):
        if (p.provision.role in _CAPTIONS and len(p.text) <= _CAPTION) or (
            p.provision.heading and is_heading(p.text, p.provision.heading)
        ):
            out.append((p.provision.start, p.provision.end))
    return out


def spans(hit: Hit, captions: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Return the spans, in its edition's text, of a hit's statements: its sentences, or a table row as one.

    Headings (at `captions`, or read as such) and questions name a matter and say nothing of it. They are left out, and
    are never a part of what follows them.
    """
    passage = hit.passage
    if passage.role is Role.ROW:
        return [(passage.start, passage.end)]
    runs: list[list[tuple[int, int]]] = [[]]
    for s, e in sentence_spans(passage.text):
        start, end, text = passage.start + s, passage.start + e, passage.text[s:e]
        captioned = any(a <= start and end <= b for a, b in captions)
        if captioned or is_heading(text, passage.heading) or text.endswith(("?", "？")):
            runs.append([])
        else:
            runs[-1].append((start, end))
    return [
        _without_label(passage.text, passage.start, span)
        for run in runs
        for span in joined(passage.text, passage.start, run)
    ]


def _without_label(text: str, offset: int, span: tuple[int, int]) -> tuple[int, int]:
    r"""Return a span without the label of the next item at its end: "…; and\n3."."""
    piece = text[span[0] - offset : span[1] - offset]
    hanging = _HANGS_ON.search(piece)
    return (span[0], span[0] + hanging.start()) if hanging and hanging.start() > _LABEL else span


_HANGS_ON, _LABEL = re.compile(r"\s*\n\(?\w{1,4}[.)]\s*$"), 8


_HEADING = re.compile(
    r"^(?:§+\s*[\d.]+|PART \d+|Part \d+|Subpart [A-Z]|Supplement No\. \d+|Appendix [A-Z]|Article \d+\w*)"
    r"\b[^.;:]{0,160}\.?$"
)


def is_heading(text: str, heading: str) -> bool:
    """Return whether a sentence is a heading or the caption of a paragraph, and nothing more."""
    line = " ".join(text.split())
    return bool(_HEADING.match(line)) or (
        bool(heading) and line.rstrip(".").endswith(heading.rstrip(".")) and len(line) < len(heading) + 30
    )


_LABEL_ONLY = re.compile(r"^\(?[\w.]{1,8}\)?[.)]?$")


def joined(text: str, offset: int, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans with a lone label, or a run of short lines (a list of countries), joined into one."""
    out: list[tuple[int, int]] = []
    for start, end in found:
        piece = text[start - offset : end - offset]
        if out:
            before = text[out[-1][0] - offset : out[-1][1] - offset]
            # A Chinese or Japanese sentence runs on over its semicolons: a penalty's steps are one statement.
            if before.endswith("；") and "\n" not in text[out[-1][1] - offset : start - offset]:
                out[-1] = (out[-1][0], end)
                continue
            short = (
                len(piece) < 40 and len(before.rsplit("\n", 1)[-1]) < 60 and not before.endswith((".", ":", ";", "。"))
            )
            if _LABEL_ONLY.match(before.strip()) or (short and not re.match(r"^\(\w+\)", piece)):
                out[-1] = (out[-1][0], end)
                continue
        out.append((start, end))
    return out

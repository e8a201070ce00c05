"""Features of the support scorer: how far the words of a claim stand in its references.

All but one, a logarithm, lie about in 0..1. None tells how long a claim or its references are: such features learn the
habits of a data set, and cost as much on a data set left out of the fit as they gain on those within. There are few for
the same reason: with fifteen more that count words in other ways, macro-F1 on claims held out fell from .756 to .747.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import LCSseq
from rapidfuzz.fuzz import token_set_ratio

from assistant.facts.comparison import missing_facts
from assistant.facts.extraction import FactKind, facts
from assistant.verification.best_stretch_features import stretch_features
from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from index.encoders.minilm import token_spans
from index.text.analyzer import Analyzer
from index.text.tokens import STOP, pairs

TokenVectors = Callable[[Sequence[str]], Sequence[tuple[np.ndarray, np.ndarray]]]

_FIRST_WORD = 1996  # of BERT's vocabulary; before it are single characters and unused entries
_RAW = lazy_regex(r"[^\W_]+")
_CITATION_MARKS = lazy_regex(r"(?:(?<!\s)\s*+\[\d{1,3}\])+")  # citation marks
_WORDS_OF_WINDOW = 60  # words, about two sentences of law
MOST_WINDOWS = 4
_SPAN = 12  # tokens, about a clause
MOST_SENTENCES = 80  # that are read of the references


@dataclass(frozen=True, slots=True)
class ReferenceText:
    """References as one text: `whole`, its `sentences`, and the stems of each sentence."""

    whole: str
    sentences: tuple[str, ...]
    stems: tuple[tuple[str, ...], ...]


def read_references(references: Sequence[str], claim: str, analyzer: Analyzer) -> ReferenceText:
    """Return the references cut into sentences, whose stems `analyzer` gives.

    Of a very long text those sentences are kept that share most words with the claim.
    """
    whole = "\n".join(references)
    spoken = [whole[s:e] for s, e in sentence_spans(whole)] or [""]
    stems = [analyzer.terms(s) for s in spoken]
    if len(spoken) > MOST_SENTENCES:
        shared = [len(analyzer.term_set(claim) & analyzer.term_set(s)) for s in spoken]
        best = sorted(range(len(spoken)), key=lambda i: (-shared[i], i))[:MOST_SENTENCES]
        spoken, stems = [spoken[i] for i in sorted(best)], [stems[i] for i in sorted(best)]
    return ReferenceText(whole, tuple(spoken), tuple(stems))


def without_marks(text: str) -> str:
    """Return a text without citation marks and Markdown's stars."""
    return " ".join(_CITATION_MARKS.sub("", text).replace("**", "").split())


def alignment_features(
    claim: str,
    references: Sequence[str],
    question: str = "",
    *,
    tokens: TokenVectors | None = None,
    analyzer: Analyzer | None = None,
) -> dict[str, float]:
    """Return every feature by name; those of token vectors only where `tokens` gives the vectors.

    `analyzer` remembers the texts that it has taken apart, for the next claim over the same references.
    """
    claim, analyzer = without_marks(claim), analyzer or Analyzer()
    reading = read_references([without_marks(r) for r in references], claim, analyzer)
    out = {**_lexical(claim, reading, question, analyzer), **_facts(claim, reading), **_order(claim, reading)}
    if tokens is not None:
        out |= _tokens(claim, reading, question, tokens, analyzer)
    return out


def texts_to_encode(claim: str, references: Sequence[str], question: str = "") -> list[str]:
    """Return the texts whose token vectors `features` asks for, in its order.

    They are the claim, the question, and the windows of the references that share most words with the claim.
    """
    claim, analyzer = without_marks(claim), Analyzer()
    reading = read_references([without_marks(r) for r in references], claim, analyzer)
    return _encoded(claim, reading, question, analyzer)


def _encoded(claim: str, reading: ReferenceText, question: str, analyzer: Analyzer) -> list[str]:
    return [claim, question or claim, *_windows(claim, reading, analyzer)]


def _weight(term: str) -> float:
    if any(c.isdigit() for c in term):
        return 2.0
    return 0.6 + 0.15 * min(len(term), 9)  # rare words tend to be long


def _lexical(claim: str, reading: ReferenceText, question: str, analyzer: Analyzer) -> dict[str, float]:
    words = list(dict.fromkeys(analyzer.terms(claim)))
    asked = analyzer.term_set(question)
    new = [w for w in words if w not in asked]  # words of the question need no support

    def cover(held: set[str], among: Sequence[str] = words) -> float:
        if not among:
            return 1.0 if words else 0.0
        return sum(_weight(w) for w in among if w in held) / sum(_weight(w) for w in among)

    sentences = [set(s) for s in reading.stems]
    doubles = [a | b for a, b in itertools.pairwise(sentences)] or sentences
    flat = [t for s in reading.stems for t in s]
    windows = [
        set(flat[i : i + _WORDS_OF_WINDOW])
        for i in range(0, max(1, len(flat) - _WORDS_OF_WINDOW // 2), _WORDS_OF_WINDOW // 4)
    ]
    twos = analyzer.pair_set(claim)
    held_twos = {p for s in reading.stems for p in pairs(list(s))}
    return {
        "cover_pair": max(cover(d) for d in doubles),
        "cover_window": max(cover(w) for w in windows),
        "cover_new_window": max(cover(w, new) for w in windows),
        "pairs": len(twos & held_twos) / max(1, len(twos)),
        "question_cover": len(asked & set(flat)) / max(1, len(asked)),
    }


def _order(claim: str, reading: ReferenceText) -> dict[str, float]:
    words = _RAW.findall(claim.casefold())
    whole = _RAW.findall(reading.whole.casefold())
    spoken = [_RAW.findall(s.casefold()) for s in reading.sentences]
    doubles = [a + b for a, b in itertools.pairwise(spoken)] or spoken
    held = set(zip(whole, whole[1:], whole[2:], strict=False))
    threes = set(zip(words, words[1:], words[2:], strict=False))
    low = claim.casefold()
    return {
        "triples": len(threes & held) / max(1, len(threes)),
        "common_pair": max(LCSseq.similarity(words, d) for d in doubles) / max(1, len(words)),
        "fuzzy_set": max(token_set_ratio(low, s.casefold()) for s in reading.sentences) / 100,
    }


def _facts(claim: str, reading: ReferenceText) -> dict[str, float]:
    claimed = facts(claim)
    lost = missing_facts(claimed, reading.whole)
    figures = [f for f in claimed if f.kind in (FactKind.NUMBER, FactKind.DATE, FactKind.AMOUNT, FactKind.ADDRESS)]
    names = [f for f in claimed if f.kind in (FactKind.NAME, FactKind.COUNTRY)]
    return {
        "lost_figures": sum(f in lost for f in figures) / max(1, len(figures)),
        "lost_any_figure": float(any(f in lost for f in figures)),
        "lost_any_name": float(any(f in lost for f in names)),
        "has_names": float(bool(names)),
    }


def _windows(claim: str, reading: ReferenceText, analyzer: Analyzer) -> list[str]:
    """Return runs of sentences of about a hundred words, those few that have most of the claim's words."""
    runs: list[list[str]] = [[]]
    for sentence in reading.sentences:
        if runs[-1] and sum(s.count(" ") + 1 for s in runs[-1]) + sentence.count(" ") > 100:
            runs.append([])
        runs[-1].append(sentence)
    joined = [" ".join(r) for r in runs]
    return sorted(joined, key=lambda r: -len(analyzer.term_set(claim) & analyzer.term_set(r)))[:MOST_WINDOWS]


def _tokens(
    claim: str, reading: ReferenceText, question: str, tokens: TokenVectors, analyzer: Analyzer
) -> dict[str, float]:
    """Return the features of token vectors.

    Each token of the claim is compared with its nearest token of the references (BERTScore's recall, Zhang et al.
    2020), and the claim and the question as wholes with the nearest clause. A token's weight is the logarithm of its
    rank in the vocabulary, which is ordered by frequency.
    """
    found = tokens(_encoded(claim, reading, question, analyzer))
    claimed, asked = (_unit(states.mean(axis=0, keepdims=True))[0] for _, states in found[:2])
    spans = np.concatenate([_spans(states) for _, states in found[2:]])
    whole = {
        "near_span": float((spans @ claimed).max()),
        "asked_span": float((spans @ asked).max()),
        "near_question": float(claimed @ asked) if question else 0.0,
    }
    ids, states = found[0][0][1:-1], _unit(found[0][1][1:-1])
    weights = np.log(np.maximum(ids, _FIRST_WORD) - _FIRST_WORD + 6.0)
    near = [states @ _unit(s[1:-1]).T for _, s in found[2:]]
    new = ~np.isin(ids, found[1][0]) if question else np.ones(len(ids), bool)
    whole |= stretch_features(near, weights, new, _capitals(claim)[: len(ids)])
    if not len(ids):
        names = ("match", "match_least", "match_low", "match_new", "match_window", "match_window_least")
        return whole | dict.fromkeys(names, 0.0)
    nearest = np.stack([n.max(axis=1, initial=0.0) for n in near])
    best = nearest.max(axis=0)
    window = nearest[int(np.argmax(nearest @ weights))]
    heavy = weights >= np.median(weights)
    if not new.any():
        new[:] = True
    few = max(1, heavy.sum() // 5)
    return whole | {
        "match": float(best @ weights / weights.sum()),
        "match_least": float(np.sort(best[heavy])[:few].mean()),
        "match_low": float((best[heavy] < 0.6).mean()),
        "match_new": float(best[new] @ weights[new] / weights[new].sum()),
        "match_window": float(window @ weights / weights.sum()),
        "match_window_least": float(np.sort(window[heavy])[:few].mean()),
    }


def _capitals(claim: str) -> np.ndarray:
    """Return for each token of the claim whether it begins with a capital, as a name does.

    The first word of the claim is left out, and so are stop words. The encoder's own tokens have no case.
    """
    return np.array(
        [s > 0 and claim[s].isupper() and claim[s:e].lower() not in STOP for s, e in token_spans(claim)], bool
    )


def _spans(states: np.ndarray) -> np.ndarray:
    """Return the mean of each run of `_SPAN` tokens, scaled to length 1."""
    size = min(_SPAN, len(states))
    sums = np.cumsum(np.vstack([np.zeros_like(states[:1]), states]), axis=0)
    return _unit(sums[size:] - sums[:-size])


def _unit(states: np.ndarray) -> np.ndarray:
    return states / np.maximum(np.linalg.norm(states, axis=1, keepdims=True), 1e-9)

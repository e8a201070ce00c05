"""How far a claim's words stand in its references: the features of the support scorer.

All lie about in 0..1. None tells how long a claim or its references are: such features learn the habits of a data set, and cost as
much on a data set that was left out of the fit as they bring on those within.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import LCSseq
from rapidfuzz.fuzz import partial_ratio, token_set_ratio

from assistant.facts import FactKind, facts, missing
from assistant.polarity import flip, polarity
from corpus.sentences import sentence_spans
from index.tokens import pairs, terms

Encode = Callable[[list[str]], np.ndarray]
TokenVectors = Callable[[Sequence[str]], Sequence[tuple[np.ndarray, np.ndarray]]]

_FIRST_WORD = 1996  # of BERT's vocabulary; before it stand single characters and what is not used
_RAW = re.compile(r"[^\W_]+")
_MARK = re.compile(r"(?:\s*\[\d{1,3}\])+")  # a claim's own citation marks say nothing
_WINDOW = 60  # words, about two sentences of law
MOST_ENCODED = 16
MOST_WINDOWS = 4
MOST_SENTENCES = 80  # of the references: a longer text is read where the claim's words are


@dataclass(frozen=True, slots=True)
class Reading:
    """References, cut and counted once."""

    whole: str
    sentences: tuple[str, ...]
    stems: tuple[tuple[str, ...], ...]


def read(references: Sequence[str], claim: str) -> Reading:
    """The sentences of the references; of a very long text those with most of the claim's words, in their order."""
    whole = "\n".join(references)
    spoken = [whole[s:e] for s, e in sentence_spans(whole)] or [""]
    stems = [tuple(terms(s)) for s in spoken]
    if len(spoken) > MOST_SENTENCES:
        wanted = set(terms(claim))
        best = sorted(range(len(spoken)), key=lambda i: (-len(wanted & set(stems[i])), i))[:MOST_SENTENCES]
        spoken, stems = [spoken[i] for i in sorted(best)], [stems[i] for i in sorted(best)]
    return Reading(whole, tuple(spoken), tuple(stems))


def clean(claim: str) -> str:
    """The claim without citation marks and Markdown's stars."""
    return " ".join(_MARK.sub("", claim).replace("**", "").split())


def features(
    claim: str,
    references: Sequence[str],
    question: str = "",
    *,
    encode: Encode | None = None,
    tokens: TokenVectors | None = None,
    background: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Every feature by name. `background` gives the idf of stems; without it a word's weight is guessed from its form.

    The features of an encoder that is not given are absent.
    """
    claim = clean(claim)
    read_ = read([clean(r) for r in references], claim)
    out = {**_lexical(claim, read_, question, background or {}), **_facts(claim, read_), **_order(claim, read_)}
    if encode is not None:
        out |= _sentences(claim, read_, question, encode)
    if tokens is not None:
        out |= _tokens(claim, read_, question, tokens)
    return out


def _weight(term: str, background: Mapping[str, float]) -> float:
    if term in background:
        return background[term]
    if any(c.isdigit() for c in term):
        return 2.0
    return 0.6 + 0.15 * min(len(term), 9)  # rare words are longer than common ones


def _lexical(claim: str, reading: Reading, question: str, background: Mapping[str, float]) -> dict[str, float]:
    words = list(dict.fromkeys(terms(claim)))
    weights = np.array([_weight(w, background) for w in words]) if words else np.ones(1)
    everything = set().union(*reading.stems)
    asked = set(terms(question))

    def cover(held: set[str], among: Sequence[str] = words) -> float:
        if not among:
            return 1.0 if words else 0.0
        found = sum(weights[words.index(w)] for w in among if w in held)
        return float(found / sum(weights[words.index(w)] for w in among))

    singles = sorted((cover(set(s)) for s in reading.stems), reverse=True)
    doubles = [cover(set(a) | set(b)) for a, b in zip(reading.stems, reading.stems[1:], strict=False)] or singles
    flat = [t for s in reading.stems for t in s]
    windows = [cover(set(flat[i : i + _WINDOW])) for i in range(0, max(1, len(flat) - _WINDOW // 2), _WINDOW // 4)]
    new = [w for w in words if w not in asked]
    lost = sorted((float(weights[i]) for i, w in enumerate(words) if w not in everything), reverse=True)
    twos = set(pairs(terms(claim)))
    held_twos = {p for s in reading.stems for p in pairs(list(s))}
    return {
        "cover": cover(everything),
        "cover_plain": sum(w in everything for w in words) / max(1, len(words)),
        "cover_sentence": singles[0],
        "cover_pair": max(doubles),
        "cover_window": max(windows),
        "cover_new": cover(everything, new),
        "cover_new_sentence": max(cover(set(s), new) for s in reading.stems),
        "cover_new_window": max(
            cover(set(flat[i : i + _WINDOW]), new) for i in range(0, max(1, len(flat) - _WINDOW // 2), _WINDOW // 4)
        ),
        "new_share": len(new) / max(1, len(words)),
        "lost_first": lost[0] / 2 if lost else 0.0,
        "lost_sum": min(1.0, sum(lost) / 12),
        "pairs": len(twos & held_twos) / max(1, len(twos)),
        "question_cover": len(asked & everything) / max(1, len(asked)),
    }


def _order(claim: str, reading: Reading) -> dict[str, float]:
    words = _RAW.findall(claim.casefold())
    whole = _RAW.findall(reading.whole.casefold())
    size = max(1, len(words))
    spoken = [_RAW.findall(s.casefold()) for s in reading.sentences]
    held3 = set(zip(whole, whole[1:], whole[2:], strict=False))
    threes = set(zip(words, words[1:], words[2:], strict=False))
    common = max(LCSseq.similarity(words, s) for s in spoken)
    two = max((LCSseq.similarity(words, a + b) for a, b in itertools.pairwise(spoken)), default=common)
    low = claim.casefold()
    text = reading.whole.casefold()[:20_000]
    return {
        "triples": len(threes & held3) / max(1, len(threes)),
        "common": common / size,
        "common_pair": two / size,
        "run": min(1.0, _longest_run(words, whole) / size),
        "fuzzy": partial_ratio(low, text) / 100 if text else 0.0,
        "fuzzy_set": max(token_set_ratio(low, s.casefold()) for s in reading.sentences) / 100,
    }


def _longest_run(words: list[str], whole: list[str]) -> int:
    """Length of the longest run of words that both share."""
    places: dict[str, list[int]] = {}
    for i, w in enumerate(whole):
        places.setdefault(w, []).append(i)
    best = 0
    ends: dict[int, int] = {}
    for w in words:
        ends = {j: ends.get(j - 1, 0) + 1 for j in places.get(w, ())}
        best = max(best, max(ends.values(), default=0))
    return best


def _facts(claim: str, reading: Reading) -> dict[str, float]:
    claimed = facts(claim)
    lost = missing(claimed, reading.whole)

    def share(*kinds: FactKind) -> float:
        wanted = [f for f in claimed if f.kind in kinds]
        return sum(f in lost for f in wanted) / len(wanted) if wanted else 0.0

    hard = (FactKind.NUMBER, FactKind.DATE, FactKind.AMOUNT, FactKind.ADDRESS)
    nearest = part_about(claim, reading)
    return {
        "lost_figures": share(*hard),
        "lost_any_figure": float(any(f.kind in hard for f in lost)),
        "has_figures": float(any(f.kind in hard for f in claimed)),
        "lost_names": share(FactKind.NAME, FactKind.COUNTRY),
        "lost_any_name": float(any(f.kind in (FactKind.NAME, FactKind.COUNTRY) for f in lost)),
        "has_names": float(any(f.kind in (FactKind.NAME, FactKind.COUNTRY) for f in claimed)),
        "lost_quotes": share(FactKind.QUOTE),
        "flipped": float(bool(flip(polarity(claim), polarity(nearest)))) if nearest else 0.0,
    }


def part_about(claim: str, reading: Reading, share: float = 0.75) -> str:
    """The sentences of the references that speak of the claim's subject: each with nearly as many of its words as the best.

    Empty where the best has less than half of them: such a text neither says the claim nor its opposite.
    """
    wanted = set(terms(claim))
    counts = [len(wanted & set(s)) for s in reading.stems]
    if max(counts) * 2 < len(wanted):
        return ""
    return "\n".join(s for s, n in zip(reading.sentences, counts, strict=True) if n and n >= max(counts) * share)


def _sentences(claim: str, reading: Reading, question: str, encode: Encode) -> dict[str, float]:
    """Cosines of the claim's vector, and the question's, with those of the sentences that share most of its words."""
    wanted = set(terms(claim))
    order = sorted(range(len(reading.sentences)), key=lambda i: (-len(wanted & set(reading.stems[i])), i))[:MOST_ENCODED]
    vectors = encode([claim, question or claim, *(reading.sentences[i] for i in sorted(order))])
    near, asked = vectors[2:] @ vectors[0], vectors[2:] @ vectors[1]
    return {
        "near_sentence": float(near.max()),
        "near_two": float(np.sort(near)[-2:].mean()),
        "near_asked": float(asked.max()),
        "near_question": float(vectors[1] @ vectors[0]) if question else 0.0,
        "near_gain": float(near.max() - asked.max()) if question else 0.0,
    }


def _windows(reading: Reading, wanted: set[str]) -> list[str]:
    """The sentences in runs of about a hundred words, of which the few with most of the wanted words are kept."""
    runs: list[list[str]] = [[]]
    for sentence in reading.sentences:
        if runs[-1] and sum(s.count(" ") + 1 for s in runs[-1]) + sentence.count(" ") > 100:
            runs.append([])
        runs[-1].append(sentence)
    joined = [" ".join(r) for r in runs]
    return sorted(joined, key=lambda r: -len(wanted & set(terms(r))))[:MOST_WINDOWS]


def _tokens(claim: str, reading: Reading, question: str, tokens: TokenVectors) -> dict[str, float]:
    """Each token of the claim against its nearest token of the references (as BERTScore's recall, Zhang et al. 2020).

    A token's weight is the logarithm of its rank in the vocabulary, which is ordered by frequency.
    """
    found = tokens([claim, question or claim, *_windows(reading, set(terms(claim)))])
    ids, states = found[0][0][1:-1], _unit(found[0][1][1:-1])
    if not len(ids):
        return dict.fromkeys(("match", "match_least", "match_low", "match_new", "match_window", "match_window_least"), 0.0)
    weights = np.log(np.maximum(ids, _FIRST_WORD) - _FIRST_WORD + 6.0)
    near = np.stack([(states @ _unit(s[1:-1]).T).max(axis=1) if len(s) > 2 else np.zeros(len(ids)) for _, s in found[2:]])
    best = near.max(axis=0)
    window = near[int(np.argmax(near @ weights))]
    heavy = weights >= np.median(weights)
    new = ~np.isin(ids, found[1][0]) if question else np.ones(len(ids), bool)
    if not new.any():
        new[:] = True
    few = max(1, heavy.sum() // 5)
    return {
        "match": float(best @ weights / weights.sum()),
        "match_least": float(np.sort(best[heavy])[:few].mean()),
        "match_low": float((best[heavy] < 0.6).mean()),
        "match_new": float(best[new] @ weights[new] / weights[new].sum()),
        "match_window": float(window @ weights / weights.sum()),
        "match_window_least": float(np.sort(window[heavy])[:few].mean()),
    }


def _unit(states: np.ndarray) -> np.ndarray:
    return states / np.maximum(np.linalg.norm(states, axis=1, keepdims=True), 1e-9)

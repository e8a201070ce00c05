"""Match of a question with passages in another language, as features independent of the size of the collection.

Cosines between languages lie close together, and short passages have the highest: they choose candidates and weigh
little in the ranking. Which ideas of the question a passage contains (`index.crosslingual.bilingual_lexicon`), each
weighted by its rarity in that language, weighs more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from corpus.catalogue_results import HeldPassage
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import CJK, KANA_TO_HAN, chinese_or_japanese
from corpus.model import Passage, Role
from index.crosslingual.bilingual_lexicon import READ_LANGUAGES, TEXT_LANGUAGES, ideas, is_term_of_place
from index.stores.terms import TermIndex
from index.text.analyzer import Analyzer
from index.text.tokens import pairs

# what a lone character weighs at most: the index counts it only where it stands alone, and 年 stands everywhere
_COMMON_WEIGHT = 1.0
_SENTENCE = lazy_regex(r"[^。；\n]+[。；\n]?")
_ENGLISH_WORD = lazy_regex(r"[A-Za-z][A-Za-z-]+")
_SUPPLEMENTARY = lazy_regex("附[则則]")
CROSSLINGUAL_FEATURES = (
    "cosine",
    "meaning_rank",
    "words_rank",
    "coverage",
    "own",
    "sentence",
    "title",
    "supplementary",
    "length",
)


class CrosslingualQuery:
    """A question in the words of the other languages, with their weights.

    `words` is the lexical index, from which rarity is taken; `held` gives the number of passages per language.
    """

    def __init__(self, question: str, words: TermIndex, held: Mapping[str, int], analyzer: Analyzer) -> None:
        """Weight the ideas of a question by their rarity; `held` gives the number of passages per language."""
        self.question, self.analyzer = question, analyzer
        self.ideas = {
            language: _weighed(question, language, words, held.get(language, 0), analyzer)
            for language in TEXT_LANGUAGES
        }
        self.total = {language: sum(w for _, w in found) or 1.0 for language, found in self.ideas.items()}

    def query(self, language: str) -> dict[str, float]:
        """Return weighted terms with which the lexical index is searched for passages in `language`."""
        out: dict[str, float] = {}
        for words, weight in self.ideas[language]:
            for word in words:
                found = self.analyzer.terms(word)
                for term in found:
                    out[term] = max(out.get(term, 0.0), 0.1 * weight / len(found))
        return out

    def weigh_among(self, language: str, texts: Sequence[str]) -> None:
        """Weight the ideas of the question in a language whose words the index does not have, by these texts alone."""
        self.ideas[language] = [
            (idea.words, idea.share * _rarity(sum(any(w in t for w in idea.words) for t in texts), len(texts)))
            for idea in ideas(self.question, language)
            if not is_term_of_place(idea.words, language)  # every law speaks of its own country
        ]
        self.total[language] = sum(w for _, w in self.ideas[language]) or 1.0

    def coverage(self, *texts: str, language: str = "") -> float:
        """Return the share, 0 to 1, of the question's weight whose ideas one of `texts` contains."""
        language = language or chinese_or_japanese(texts[0])
        if language not in self.ideas:
            return 0.0
        found = sum(weight for words, weight in self.ideas[language] if any(w in t for w in words for t in texts))
        return found / self.total[language]

    def said(self, text: str, language: str) -> list[str]:
        """Return the words of a text that match ideas of the question, the weightiest first."""
        found = sorted(self.ideas.get(language, ()), key=lambda idea: -idea[1])
        return list(dict.fromkeys(w for words, _ in found for w in words if w in text))


def _weighed(
    question: str, language: str, words: TermIndex, total: int, analyzer: Analyzer
) -> list[tuple[tuple[str, ...], float]]:
    """Return the ideas of a question with their weights: the rarity of any of an idea's words in the language."""
    found = ideas(question, language) if total else ()
    pieces = {w: analyzer.terms(w) for idea in found for w in idea.words}
    # Three characters in a row are a pair of terms in the index: a word is as rare as its rarest three characters.
    threes = {w: pairs(parts) for w, parts in pieces.items() if len(parts) > 1}
    counts, _ = words.frequencies([t for w, parts in pieces.items() if w not in threes for t in parts])
    in_threes, _ = words.frequencies([t for parts in threes.values() for t in parts], "pairs")

    def held_in(word: str) -> int:
        if word in threes:
            return min(in_threes[t] for t in threes[word])
        return min((counts[t] for t in pieces[word]), default=0)

    out = []
    for idea in found:
        in_passages = min(total, sum(held_in(w) for w in idea.words))
        weight = _rarity(in_passages, total)
        if all(len(w) == 1 for w in idea.words) and in_passages > 3:
            weight = min(weight, _COMMON_WEIGHT)
        out.append((idea.words, idea.share * weight))
    return out


def _rarity(held_in: int, total: int) -> float:
    return math.log(1 + (total - held_in + 0.5) / (held_in + 0.5)) if held_in else 0.0


def crosslingual_features(
    asked: CrosslingualQuery, held: Sequence[HeldPassage], cosine: Mapping[str, float], lexical: Iterable[str]
) -> np.ndarray:
    """Return the features `[passages, len(NAMES)]` of passages in other languages, float32.

    `cosine` maps the passages that the encoder found to their cosines; `lexical` holds the ids of those that the
    lexical index found, best first.
    """
    best = max(cosine.values(), default=0.0)
    by_meaning = {i: n for n, i in enumerate(sorted(cosine, key=lambda i: -cosine[i]))}
    by_words = {i: n for n, i in enumerate(lexical)}
    least = min(cosine.values(), default=0.0)
    for language in READ_LANGUAGES & {h.passage.language for h in held}:
        asked.weigh_among(language, [h.passage.text for h in held if h.passage.language == language])
    rows = []
    for h in held:
        p = h.passage
        around = f"{p.context}\n{p.heading}"
        sentences = _SENTENCE.findall(p.text) or [p.text]
        rows.append(
            (
                10 * (cosine.get(p.id, least) - best),
                1 / (1 + by_meaning[p.id]) if p.id in by_meaning else 0.0,
                1 / (1 + by_words[p.id]) if p.id in by_words else 0.0,
                asked.coverage(p.text, around, language=p.language),
                asked.coverage(p.text, language=p.language),
                max(asked.coverage(s, language=p.language) for s in sentences),
                _titled(asked.question, h.source.title, asked.analyzer),
                1.0 if _SUPPLEMENTARY.search(p.locator) else 0.0,
                math.log(max(len(p.text), 10) / 100),
            )
        )
    return np.array(rows, np.float32).reshape(-1, len(CROSSLINGUAL_FEATURES))


def _titled(question: str, title: str, analyzer: Analyzer) -> float:
    """Return the share of a title that occurs in a question: of its English words, or of its name in its own script."""
    if CJK.search(question):
        return 1.0 if any(len(r) > 3 and r in question for r in re.findall(f"[{KANA_TO_HAN}]+", title)) else 0.0
    said = analyzer.term_set(question)
    words = {t for w in _ENGLISH_WORD.findall(title) for t in analyzer.terms(w)}
    return len(words & said) / len(words) if words else 0.0


def says_nothing(passage: Passage) -> bool:
    """Return whether a passage in another language is a heading without a sentence.

    Such a passage is near to every question on its topic and answers none.
    """
    return passage.role in (Role.TITLE, Role.HEADING, Role.PART) and not _STATES.search(passage.text)


_STATES = lazy_regex("[。；：]")

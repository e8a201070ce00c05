"""Nearness of Chinese and Japanese sentences to a question in another language.

They have no token vectors of the English encoder. The multilingual one reads the few that are worth it, each after its
lead-in, without which an item is half a sentence. Its cosines all lie close together (.75 to .9). So a sentence counts
by how far it stands out among those read for the question, on the scale of English sentences.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.reading_rules.term_weights import Weigher, is_wide
from corpus.language.lazy_regex import lazy_regex
from index.hits import Hit
from index.snapshot import CollectionSnapshot

_PASSAGES, _SENTENCES = 6, 18  # that are read: 2 to 9 ms each, by processor
_HEAD_OF_SENTENCE = (
    140  # characters of a sentence that are read: they tell what it is about, and twice as many take twice as long
)
# The mean and the spread that these features have of good English sentences.
_SIMILARITY, _MEANING = (0.5, 0.08), (0.4, 0.1)
_MOST_SPREADS = 2.0  # spreads that a sentence stands out at most
_WORTH = 0.5  # of `Weigher.wide_part`
_FOREIGN_ITEM = lazy_regex(
    r"^(?:[（(][一二三四五六七八九十\d]+[）)]|"
    r"[一二三四五六七八九十]{1,3}(?:の[一二三四五六七八九十]+)?[\s　]|[イロハニホヘトチリヌ][\s　])"
)
_LEADS_IN = lazy_regex(r"[：:]$|次の(?:各号|表|いずれか)|次に掲げる|下列|之一的")

WordSpan = tuple[int, int]


def lead_in(text: str, start: int) -> str:
    """Return the line above an item at `start` of a passage's text that the item completes; empty if it is no item."""
    if not _FOREIGN_ITEM.match(text[start : start + 12]) or not is_wide(text[start : start + 200]):
        return ""
    for line in reversed(text[:start].split("\n")):
        if line.strip() and _LEADS_IN.search(line.strip()) and not _FOREIGN_ITEM.match(line):
            return line.strip()
    return ""


def is_country_list(text: str) -> bool:
    """Return whether a text is a list of names without a verb ("アルゼンチン、オーストラリア、…").

    What its heading says is said of each name.
    """
    return text.count("、") >= 3 and not re.search("[。；]", text)


class Foreign:
    """Nearness of the Chinese and Japanese sentences of the evidence to one question."""

    def __init__(
        self,
        collection: CollectionSnapshot,
        weigher: Weigher,
        hits: Sequence[Hit],
        places: Mapping[str, Sequence[WordSpan]],
    ) -> None:
        """Read the sentences. `places` are their spans in the text of each hit's passage, by the passage's id."""
        self._near: dict[tuple[str, int], float] = {}
        wide = [h for h in hits if h.passage.language != "en" and is_wide(h.passage.text[:400])]
        wide.sort(key=lambda h: h.rank)
        self._standing = {h.passage.id: weigher.wide_part / math.sqrt(n) for n, h in enumerate(wide, 1)}
        found = [
            (h.passage.id, s, f"{lead_in(h.passage.text, s)}{h.passage.text[s:e]}")
            for h in wide[:_PASSAGES]
            for s, e in places[h.passage.id]
        ]
        if weigher.wide_part < _WORTH:
            return  # named in passing: not worth an encoder's time
        found = sorted(found, key=lambda f: -weigher.covers(f[2]))[:_SENTENCES]
        cosines = collection.crosslingual_similarity(weigher.question, [text[:_HEAD_OF_SENTENCE] for *_, text in found])
        if len(cosines) > 2:
            apart = np.clip((cosines - cosines.mean()) / max(float(cosines.std()), 1e-3), -_MOST_SPREADS, _MOST_SPREADS)
            self._near = {(i, s): float(z) for (i, s, _), z in zip(found, apart, strict=True)}

    def standing(self, passage_id: str) -> float:
        """Return the place of a Chinese or Japanese passage among others of its kind, at most 1; 0 for another passage.

        A statute's long sentences say a little of everything, so the order of the search is the better sign.
        """
        return self._standing.get(passage_id, 0.0)

    def of(self, passage_id: str, start: int) -> tuple[float, float] | None:
        """Return (late interaction, cosine) on the scale of `Nearness`; None for a sentence that was not read."""
        apart = self._near.get((passage_id, start))
        if apart is None:
            return None
        return _SIMILARITY[0] + _SIMILARITY[1] * apart, _MEANING[0] + _MEANING[1] * apart

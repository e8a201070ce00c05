"""Order of the passages behind an answer."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.inquiry import Inquiry
from assistant.model import Citation
from corpus.catalogue import CatalogueReader
from index.hits import Hit

_SMOOTHING = 3.0  # of the reciprocal ranks; between 3 and 10 the order hardly changes


def passages_read(
    inquiries: Sequence[Inquiry], citations: Sequence[Citation], catalogue: CatalogueReader
) -> tuple[Hit, ...]:
    """Return the passages that were read for an answer, each once and ranked from 1.

    Cited passages come first, in the order of citation. The rest are ordered by their rank in the search and the rank
    of their best sentence, since one sentence of a passage may answer. A cited passage that no search found (the
    opening of a list that lacks a name) is among them. Scores are those of the search.
    """
    found: dict[str, Hit] = {}
    worth: dict[str, float] = {}
    for inquiry in inquiries:
        own: dict[str, float] = {}
        for n, hit in enumerate(inquiry.evidence.hits):
            found.setdefault(hit.passage.id, hit)
            own[hit.passage.id] = 1 / (_SMOOTHING + n)
        for n, passage_id in enumerate(dict.fromkeys(s.hit.passage.id for s in inquiry.ranked)):
            own[passage_id] = own.get(passage_id, 0.0) + 1 / (_SMOOTHING + n)
        worth = {i: max(worth.get(i, 0.0), own.get(i, 0.0)) for i in {**worth, **own}}
    cited = {c.passage_id: c.version.number for c in citations if c.passage_id}
    for passage_id, held in catalogue.held({i: v for i, v in cited.items() if i not in found}).items():
        found[passage_id] = Hit(0, held.passage, held.source, held.version, 0.0, ("cited by the answer",))
    order = dict.fromkeys([*(i for i in cited if i in found), *sorted(worth, key=lambda i: -worth[i])])
    return tuple(found[i].at(n) for n, i in enumerate(order, 1))

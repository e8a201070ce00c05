"""Choice of the sentences that an answer quotes, and how much of the text around each."""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.term_weights import Weigher, is_wide
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.normal_form import one_line
from corpus.language.sentences import sentence_spans
from corpus.model import Kind, Role, Standing

_MOST_STATEMENTS = 3  # sentences of an answer; a fourth made hardly any answer right and cost precision
_CONSIDERED = 30  # sentences that are considered beside the best
_MORE = 2.0  # log-odds that a sentence gains if it says all that is asked for and not said yet
_NEAR_IN_PASSAGE = 0.35  # likelihood beside the best sentence that another one needs in the same passage
_NEAR_ELSEWHERE = 0.5  # … in another passage
_PARAGRAPH = 700  # characters of a provision that is quoted as a whole
_CLIMBED = (Role.PARAGRAPH, Role.ITEM, Role.ENTRY)  # units that are quoted with what is below them


def select_sentences(ranked: Sequence[Sentence], weigher: Weigher) -> list[Sentence]:
    """Return the best sentence, and others that are nearly as likely or say more of what was asked."""
    best = ranked[0]
    chosen = [best]
    while len(chosen) < _MOST_STATEMENTS:
        said = [_whole(s) for s in chosen]
        rest = [s for s in ranked[1:_CONSIDERED] if _adds(s, best) and not any(_overlap(s, c) for c in chosen)]
        worth = [s.beside(best) * math.exp(_MORE * weigher.gain(said, _whole(s))) for s in rest]
        likely = [
            (w, -n)
            for n, (w, s) in enumerate(zip(worth, rest, strict=True))
            if w >= (_NEAR_IN_PASSAGE if s.hit.passage.id == best.hit.passage.id else _NEAR_ELSEWHERE)
        ]
        if not likely:
            break
        chosen.append(rest[-max(likely)[1]])
    return chosen


def headings_around(s: Sentence) -> tuple[str, str]:
    """Return the headings and lead-ins above a sentence's passage, and its own heading."""
    return s.hit.passage.context, s.hit.passage.heading


def _whole(s: Sentence) -> str:
    return " ".join((s.text, *headings_around(s)))


def _adds(s: Sentence, best: Sentence) -> bool:
    """Return whether a sentence adds to the best one. An explainer adds nothing to the law's own words."""
    return s.hit.source.kind is not Kind.EXPLAINER or best.hit.source.kind is Kind.EXPLAINER


def _overlap(a: Sentence, b: Sentence) -> bool:
    """Return whether two sentences are in one place or have the same words."""
    if a.hit.version.number == b.hit.version.number and a.start < b.end and b.start < a.end:
        return True
    return one_line(a.text).casefold() == one_line(b.text).casefold()


def section(s: Sentence, catalogue: CatalogueReader) -> tuple[int, int]:
    """Return the edition of a sentence and the position of its section or article.

    For a sentence in none it is the sentence's own offset.
    """
    held = catalogue.at(s.hit.version.number, s.start)
    units = (p for p in (held, *catalogue.ancestors(held)) if p.provision.role is Role.SECTION)
    return s.hit.version.number, next((p.position for p in units), s.start)


def paragraph(s: Sentence, catalogue: CatalogueReader) -> tuple[int, int]:
    """Return the span that is quoted for a sentence: the largest short provision around it, or the sentence alone.

    What a sentence means often depends on those beside it, and an item on its lead-in and the other items: a threshold
    of two parts is one threshold. Of a long paragraph those that follow are quoted as far as a short one reaches: "per
    violation" is half of an answer where the next sentence counts each day as one. A row stands alone. So does a
    sentence of a comment: anyone can have written one, and beside a sentence that answers may stand one that gives
    orders.
    """
    held = catalogue.at(s.hit.version.number, s.start)
    best = s.start, s.end
    if held.source.kind.standing is not Standing.BINDING or held.provision.role is Role.ROW:
        return best
    for p in (held, *reversed(catalogue.ancestors(held))):
        # A section is more than a pinpoint; a Chinese or Japanese article is what is cited.
        article = p.provision.role is Role.SECTION and is_wide(p.text or held.text)
        if p is not held and not article and p.provision.role not in _CLIMBED:
            break
        start = p.provision.start
        end = start + len(catalogue.full_text(p))
        if end - start > _PARAGRAPH:
            return _with_what_follows(s, held) if p is held else best
        if start <= s.start < s.end <= end:
            best = start, end
    return best


def _with_what_follows(s: Sentence, held: HeldProvision) -> tuple[int, int]:
    """Return the span of a sentence and of the whole sentences behind it in its paragraph, `_PARAGRAPH` at most."""
    start, end = s.start, s.end
    begin = held.provision.start
    for n, m in sentence_spans(held.text):
        if begin + n < end:
            continue
        if begin + m - start > _PARAGRAPH:
            break
        end = begin + m
    return start, end

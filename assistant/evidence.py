"""The evidence for an answer: quotable units of the passages found, each with its exact place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.catalogue import Catalogue
from corpus.held import HeldProvision
from corpus.model import Passage, Role, Source, Version
from corpus.sentences import sentence_spans
from index.hits import Hit


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, a row or a short provision that can be quoted by itself: `text == version text[start:end]`."""

    source: Source
    version: Version
    passage: Passage
    text: str
    start: int
    end: int
    order: int  # rank of its passage, from 0
    score: float  # of its passage, relative to the best one's

    @property
    def key(self) -> tuple[int, int]:
        """Its place: the same in two passages is the same unit."""
        return (self.version.number, self.start)


_SHORT_LINE = 60
_LIST_LIMIT = 1500
_WIDE_LIMIT = 400  # characters of a Chinese or Japanese provision that is quoted whole
_LABEL_ONLY = re.compile(r"^(?:\*\s*)?(?:\([\w]{1,6}\)|[\w.]{1,6}[.)]|[•–—-]|第[\d一二三四五六七八九十百]+[条項号])\s*$")


def units(hits: Iterable[Hit]) -> list[Unit]:
    """The quotable units of the passages found, by rank and then in the order of the text."""
    out: list[Unit] = []
    seen: set[tuple[int, int]] = set()
    top = None
    for order, hit in enumerate(hits):
        top = top or max(hit.score, 1e-9)
        for start, end in _spans(hit.passage):
            unit = Unit(
                hit.source,
                hit.version,
                hit.passage,
                hit.passage.text[start:end],
                hit.passage.start + start,
                hit.passage.start + end,
                order,
                hit.score / top,
            )
            if unit.key not in seen:
                seen.add(unit.key)
                out.append(unit)
    return out


def _spans(passage: Passage) -> list[tuple[int, int]]:
    text = passage.text
    if passage.role is Role.ROW:
        return [(0, len(text))]
    lines = text.split("\n")
    if passage.language in ("zh", "ja"):
        spans, at = [], 0
        for line in lines:
            spans.extend(
                [(at, at + len(line))] if len(line) <= _WIDE_LIMIT else [(at + s, at + e) for s, e in sentence_spans(line)]
            )
            at += len(line) + 1
        return [s for s in spans if s[1] > s[0]]
    if (
        len(lines) > 4
        and sum(len(line) for line in lines) / len(lines) < _SHORT_LINE
        and len(text) <= _LIST_LIMIT
        and not re.search(r"[.;:]\s*$", text, re.M)
    ):
        return [(0, len(text))]  # a bare list: a line alone would not say what it is a list of
    spans = []
    for start, end in sentence_spans(text):
        if spans and _LABEL_ONLY.match(text[spans[-1][0] : spans[-1][1]]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def provision_units(catalogue: Catalogue, held: HeldProvision, limit: int = 14) -> list[Unit]:
    """The units of a provision with what is below it, in order: its lead-in, then its items; at most `limit`."""
    passages = catalogue.passage_at(held)
    out: list[Unit] = []
    for inside in catalogue.subtree(held):
        p = inside.provision
        if p.end <= p.start:
            continue
        passage = next((h.passage for h in passages if h.passage.start <= p.start < h.passage.end), None)
        if passage is None:
            continue
        for start, end in sentence_spans(inside.text):
            if len(out) == limit:
                return out
            out.append(Unit(held.source, held.version, passage, inside.text[start:end], p.start + start, p.start + end, 0, 1.0))
    return out

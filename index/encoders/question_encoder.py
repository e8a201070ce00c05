"""The question encoder: MiniLM tuned on the wordings of the annotations, run by OpenVINO.

It brings wordings of one question together, and a question to the passages that answer it. Passages keep the vectors of
`EnglishEncoder`: nothing is indexed again for it.

The tuned layers ship as `question_encoder.bin`: one line of JSON, the head, then for every tensor of `TENSORS` what
tuning added to the published weights. Of a matrix that is one float32 factor a row, then its int8 numbers; a vector is
float32. Embeddings are not tuned and not stored. `make question-encoder` writes the file.

On first use the network is built from the two files, without torch, and kept as OpenVINO IR under the home. Where
OpenVINO cannot run, torch takes over; `QuestionNetwork.engine` says which one runs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelFailed
from corpus.progress import Progress
from index.encoders.bert import BertSizes, Weights, write_network
from index.encoders.embedding_cache import QuestionCache
from index.encoders.embeddings import Encoder
from index.encoders.minilm import (
    DIMENSION,
    HEADS,
    LAYERS,
    MINILM_SHA256,
    published_weights,
    tokenizer,
    torch_states,
)
from index.encoders.openvino_ir import Network
from index.encoders.runner import Runner

MAX_QUESTION_TOKENS = 48
INNER = 1536
_FORMAT = 1  # raise when the network is built otherwise, so that older IR is made again
_REINSTALL = "Install Licet again: pip install --force-reinstall licet; in a checkout: git checkout index/encoders"

# Tensors of one layer, under their names in transformers.
_OF_LAYER: tuple[tuple[str, tuple[int, ...]], ...] = (
    *((f"attention.self.{part}.weight", (DIMENSION, DIMENSION)) for part in ("query", "key", "value")),
    ("attention.output.dense.weight", (DIMENSION, DIMENSION)),
    ("intermediate.dense.weight", (INNER, DIMENSION)),
    ("output.dense.weight", (DIMENSION, INNER)),
    *((f"attention.self.{part}.bias", (DIMENSION,)) for part in ("query", "key", "value")),
    ("attention.output.dense.bias", (DIMENSION,)),
    ("intermediate.dense.bias", (INNER,)),
    ("output.dense.bias", (DIMENSION,)),
    *(
        (f"{norm}.LayerNorm.{part}", (DIMENSION,))
        for norm in ("attention.output", "output")
        for part in ("weight", "bias")
    ),
)
TENSORS = tuple((f"encoder.layer.{layer}.{name}", shape) for layer in range(LAYERS) for name, shape in _OF_LAYER)


def weights_file() -> Path:
    """Return the path of the tuned layers that ship with Licet."""
    return Path(str(files(__package__).joinpath("question_encoder.bin")))


def read_head(file: Path) -> dict[str, Any]:
    """Return the head of a file of tuned layers. Raises ModelFailed."""
    return _read(file)[0]


def tuned_weights(file: Path, published: Weights) -> dict[str, np.ndarray]:
    """Return the tuned tensors as float32, by name, from a file and the published weights. Raises ModelFailed."""
    _, body = _read(file)
    out, at = {}, 0
    for name, shape in TENSORS:
        rows, numbers = shape[0], int(np.prod(shape))
        added = np.frombuffer(body, "<f4", rows, at)
        at += added.nbytes
        if len(shape) == 2:
            added = np.frombuffer(body, np.int8, numbers, at).reshape(shape) * added[:, None]
            at += numbers
        out[name] = published[name] + added
    return out


def _read(file: Path) -> tuple[dict[str, Any], bytes]:
    """Return the head and the body of a file whose digest is right. Raises ModelFailed."""
    try:
        line, _, body = file.read_bytes().partition(b"\n")
    except OSError as error:
        raise ModelFailed(f"The question encoder's weights cannot be read: {error}.", _REINSTALL) from error
    try:
        head = json.loads(line)
        right = head["sha256"] == hashlib.sha256(body).hexdigest() and head["base"] == MINILM_SHA256
    except (ValueError, KeyError, TypeError):
        right = False
    if not right:
        raise ModelFailed("The question encoder's weights are damaged: their digest differs.", _REINSTALL)
    return head, body


def question_ids(texts: Sequence[str]) -> list[list[int]]:
    """Return the token ids of texts, cut to the question encoder's window as the tokenizer would cut them."""
    found = [encoding.ids for encoding in tokenizer().encode_batch(list(texts))]
    return [ids if len(ids) <= MAX_QUESTION_TOKENS else [*ids[: MAX_QUESTION_TOKENS - 1], ids[-1]] for ids in found]


class QuestionNetwork(Runner):
    """The network: texts of at most 48 tokens to vectors of length 1."""

    dimension = DIMENSION

    def __init__(self, home: Path, threads: int = 0, file: Path | None = None) -> None:
        super().__init__(home / "encoder" / f"question-{_FORMAT}", threads)
        self.file = file or weights_file()

    def vectors(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Return the vectors `[texts, 384]` of texts, float32 rows of length 1. Raises ModelFailed."""
        found = np.empty((len(texts), DIMENSION), np.float32)
        for i, out in self.outputs(question_ids(texts), progress):
            found[i] = out / max(float(np.linalg.norm(out)), 1e-12)
        return found

    def weights_digest(self) -> str:
        """Return the digest of the weights."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        """Return the digest of the tuned layers; the file is read whole for it, so once."""
        return str(read_head(self.file)["sha256"])

    def export(self, folder: Path) -> None:
        """Build the network from the published and the tuned weights, without torch."""
        sizes = BertSizes(DIMENSION, LAYERS, HEADS, MAX_QUESTION_TOKENS)
        write_network(folder, self._weights(), sizes, pooled=True)

    def fall_back(self) -> str:
        """Return the name of what runs instead of the fast runtime, and make it ready."""
        weights = self._weights()
        states = torch_states(self.threads, "the question encoder", {name: weights[name] for name, _ in TENSORS})

        def forward(ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
            counted = mask[..., None].astype(np.float32)
            return (states(ids, mask) * counted).sum(axis=1) / counted.sum(axis=1)

        self._forward = Network(forward)
        return "torch"

    def _weights(self) -> dict[str, np.ndarray]:
        """Return all weights by name, the tuned in place of the published ones. Raises ModelFailed."""
        published = published_weights()
        return published | tuned_weights(self.file, published)


class QuestionEncoder(Encoder):
    """Encoder of questions for the annotations and, against the vectors of `EnglishEncoder`, for passages in English.

    384 dimensions, a window of 48 tokens.
    """

    name = "all-MiniLM-L6-v2, tuned on annotations"

    def __init__(self, home: Path, threads: int = 0, file: Path | None = None) -> None:
        self.network = QuestionNetwork(home, threads, file)
        self.query: QuestionCache[np.ndarray] = QuestionCache(self._query)  # type: ignore[method-assign,assignment]

    @property
    def digest(self) -> str:  # type: ignore[override]
        """Return the digest of the tuned layers. Raises ModelFailed."""
        return self.network.weights_digest()

    @property
    def ready(self) -> bool:
        """Return whether the network is loaded."""
        return self.network.ready

    def warm_up(self) -> None:
        """Load the network and run it once. Raises ModelFailed."""
        self.network.warm_up()

    def vectors(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Return the vectors `[texts, dimension]` of texts, float32 rows of length 1. Raises ModelFailed."""
        return self.network.vectors(texts, progress)

    def ahead(self, text: str) -> None:
        """Begin to encode a question on another thread."""
        self.query.ahead(text)

    def _query(self, text: str) -> np.ndarray:
        vector = self.network.vectors([text])[0]
        vector.flags.writeable = False
        return vector

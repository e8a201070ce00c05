"""A BERT network as OpenVINO IR, built from its weights: torch is not imported, and nothing is traced.

With the ranges of what its dense layers read, they multiply int8 numbers: weights have a scale for each output, what is
read has one for all channels. A few channels are far wider than the rest, so part of their width goes into the weights
first (SmoothQuant, Xiao et al. 2023), and the widest of the second feed-forward layer are multiplied apart, as they
are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders.activation_ranges import ActivationRange
from index.encoders.openvino_ir import openvino

Weights = Mapping[str, np.ndarray]  # tensors under their names in transformers
Ranges = Mapping[str, ActivationRange]  # of what dense layers read, under the name of the first that reads it

_MIGRATED = 0.8  # share of a channel's width, as an exponent, that goes into the weights
_CHANNELS_APART = 64  # channels: of 1,536; 32 leave as little error, and processors multiply 64 at a time
_NEVER_ZERO = 1e-5  # taken for the width of a channel that is always 0
_BELOW_GELU = 0.17  # a little more than by how much the lowest value of GELU is below 0


@dataclass(frozen=True, slots=True)
class BertSizes:
    """Sizes of a network; `longest` is the most tokens of a text, `epsilon` that of the layer norms."""

    width: int
    layers: int
    heads: int
    longest: int
    epsilon: float = 1e-12


def write_network(
    folder: Path,
    weights: Weights,
    sizes: BertSizes,
    *,
    embedded: bool = False,
    pooled: bool = False,
    ranges: Ranges | None = None,
) -> None:
    """Write a network into a folder: (token ids `[texts, length]`, mask) to token vectors `[texts, length, width]`.

    With `embedded` it takes word embeddings `[texts, length, width]` in place of ids; with `pooled` its output is the
    mean of the token vectors that the mask counts, `[texts, width]`. With `ranges` its dense layers run in int8.
    """
    graph, op = _Graph(weights, sizes, ranges), _operations()
    constant = graph.constant
    mask = op.parameter([-1, -1], np.int64, "mask")
    if embedded:
        given = words = op.parameter([-1, -1, sizes.width], np.float32, "embedded")
    else:
        given = op.parameter([-1, -1], np.int64, "ids")
        words = op.gather(constant(weights["embeddings.word_embeddings.weight"]), given, constant(0, np.int64))
    counted = op.convert(mask, "f32")
    hidden = op.multiply(op.subtract(constant(1), counted), constant(-1e4))
    hidden = op.unsqueeze(hidden, constant([1, 2], np.int64))
    length = op.gather(op.shape_of(mask), constant([1], np.int64), constant(0, np.int64))
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    begin, step = constant([0], np.int64), constant([1], np.int64)
    placed = op.slice(constant(places[: sizes.longest]), begin, length, step, constant([0], np.int64))
    x = graph.normed(op.add(words, placed), "embeddings.LayerNorm")
    for layer in range(sizes.layers):
        at = f"encoder.layer.{layer}"
        x = graph.normed(op.add(x, graph.attention(x, hidden, at)), f"{at}.attention.output.LayerNorm")
        x = graph.normed(op.add(x, graph.feed_forward(x, at)), f"{at}.output.LayerNorm")
    if pooled:
        along, each = constant([1], np.int64), op.unsqueeze(counted, constant(2, np.int64))
        x = op.divide(op.reduce_sum(op.multiply(x, each), along), op.reduce_sum(each, along))
    ov = openvino()
    ov.save_model(ov.Model([x], [given, mask], "bert"), str(folder / "model.xml"), compress_to_fp16=True)


def _operations() -> Any:
    """Return the operations of OpenVINO, which is imported with care."""
    openvino()
    from openvino import opset13

    return opset13


class _Graph:
    """The parts of a network, which add their operations to its graph."""

    def __init__(self, weights: Weights, sizes: BertSizes, ranges: Ranges | None) -> None:
        self.weights, self.sizes, self.ranges = weights, sizes, ranges
        self.op = _operations()

    def constant(self, value: Any, kind: type = np.float32) -> Any:
        """Return a constant."""
        return self.op.constant(np.asarray(value, kind))

    def normed(self, x: Any, name: str) -> Any:
        """Return what a layer norm makes of its input."""
        plain = self.op.mvn(x, self.constant([-1], np.int64), True, self.sizes.epsilon, "inside_sqrt")
        scaled = self.op.multiply(plain, self.constant(self.weights[f"{name}.weight"]))
        return self.op.add(scaled, self.constant(self.weights[f"{name}.bias"]))

    def attention(self, x: Any, hidden: Any, at: str) -> Any:
        """Return what the attention of a layer adds to its input; `hidden` is added to scores of what is padding."""
        op, width, heads = self.op, self.sizes.width, self.sizes.heads
        read_by = [f"{at}.attention.self.{part}" for part in ("query", "key", "value")]
        q, k, v = (self._split(part) for part in self._dense(x, read_by))
        scores = op.multiply(op.matmul(q, k, False, True), self.constant((width / heads) ** -0.5))
        read = op.matmul(op.softmax(op.add(scores, hidden), 3), v, False, False)
        together = op.transpose(read, self.constant([0, 2, 1, 3], np.int64))
        joined = op.reshape(together, self.constant([0, 0, -1], np.int64), True)
        return self._dense(joined, [f"{at}.attention.output.dense"])[0]

    def feed_forward(self, x: Any, at: str) -> Any:
        """Return what the feed-forward layers add to their input."""
        first, second = f"{at}.intermediate.dense", f"{at}.output.dense"
        if self.ranges is None:
            return self._dense(self.op.gelu(self._dense(x, [first])[0], "erf"), [second])[0]
        widening, bias = self.weights[f"{first}.weight"], self.weights[f"{first}.bias"]
        narrowing, read = self.weights[f"{second}.weight"], self.ranges[second]
        # The layer norm takes most of some outputs away again: an error there is none.
        felt = np.linalg.norm(narrowing * self.weights[f"{at}.output.LayerNorm.weight"][:, None], axis=0)
        order = np.argsort(-read.largest * felt, kind="stable")
        apart, rest = np.sort(order[:_CHANNELS_APART]), np.sort(order[_CHANNELS_APART:])
        products = self._int8_products(x, self.ranges[first], [widening[rest], widening[apart]])
        many, few = (
            self.op.gelu(self.op.add(product, self.constant(bias[channels])), "erf")
            for product, channels in zip(products, (rest, apart), strict=True)
        )
        # Lifted above 0, what GELU gives has all 256 steps, of which 0 is the first; the bias takes the lift away.
        lifted = ActivationRange(np.zeros(len(rest), np.float32), read.high[rest] + _BELOW_GELU)
        many = self.op.add(many, self.constant(_BELOW_GELU))
        (added,) = self._int8_products(many, lifted, [narrowing[:, rest]])
        lift = _BELOW_GELU * narrowing[:, rest].sum(axis=1)
        added = self.op.add(added, self.constant(self.weights[f"{second}.bias"] - lift))
        return self.op.add(added, self.op.matmul(few, self.constant(narrowing[:, apart]), False, True))

    def _split(self, x: Any) -> Any:
        """Return an input cut into heads."""
        each = self.sizes.width // self.sizes.heads
        apart = self.op.reshape(x, self.constant([0, 0, self.sizes.heads, each], np.int64), True)
        return self.op.transpose(apart, self.constant([0, 2, 1, 3], np.int64))

    def _dense(self, x: Any, names: Sequence[str]) -> list[Any]:
        """Return the outputs of dense layers that read the same input."""
        matrices = [self.weights[f"{name}.weight"] for name in names]
        if self.ranges is None:
            products = [self.op.matmul(x, self.constant(matrix), False, True) for matrix in matrices]
        else:
            products = self._int8_products(x, self.ranges[names[0]], matrices)
        biases = [self.constant(self.weights[f"{name}.bias"]) for name in names]
        return [self.op.add(product, bias) for product, bias in zip(products, biases, strict=True)]

    def _int8_products(self, x: Any, read: ActivationRange, matrices: Sequence[np.ndarray]) -> list[Any]:
        """Return the products of an input with matrices `[outputs, channels]`, of int8 numbers."""
        scales = _channel_scales(read, np.concatenate(matrices))
        low, high = (self.constant(bound) for bound in _whole_range(read, scales))
        scaled = self.op.multiply(x, self.constant(1 / scales))
        rounded = self.op.fake_quantize(scaled, low, high, low, high, 256)
        return [self.op.matmul(rounded, self._int8_matrix(matrix * scales), False, True) for matrix in matrices]

    def _int8_matrix(self, matrix: np.ndarray) -> Any:
        """Return a matrix `[outputs, channels]` as int8 numbers with a scale for each output."""
        steps = np.maximum(np.abs(matrix).max(axis=1, keepdims=True), _NEVER_ZERO) / 127
        numbers = self.constant(np.round(matrix / steps), np.int8)
        return self.op.multiply(self.op.convert(numbers, "f32"), self.constant(steps))


def _channel_scales(read: ActivationRange, matrix: np.ndarray) -> np.ndarray:
    """Return what each channel is divided by, and its weights in a matrix `[outputs, channels]` multiplied with."""
    weights = np.maximum(np.abs(matrix).max(axis=0), _NEVER_ZERO)
    scales = np.maximum(read.largest, _NEVER_ZERO) ** _MIGRATED / weights ** (1 - _MIGRATED)
    return scales / np.exp(np.log(scales).mean())


def _whole_range(read: ActivationRange, scales: np.ndarray) -> tuple[float, float]:
    """Return the lowest and highest value of all channels so divided, of which 0 is the first or the middle step.

    With 0 at another step OpenVINO keeps sums of the weights for every size of a batch: 4 GB in a large index.
    """
    highest = max(float((read.largest / scales).max()), _NEVER_ZERO)
    return (0.0, highest) if read.low.min() >= 0 else (-highest * 128 / 127, highest)

"""A BERT network as OpenVINO IR, built from its weights: torch is not imported, and nothing is traced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders.openvino_ir import openvino

Weights = Mapping[str, np.ndarray]  # tensors under their names in transformers


@dataclass(frozen=True, slots=True)
class BertSizes:
    """Sizes of a network; `longest` is the most tokens of a text, `epsilon` that of the layer norms."""

    width: int
    layers: int
    heads: int
    longest: int
    epsilon: float = 1e-12


def write_network(
    folder: Path, weights: Weights, sizes: BertSizes, *, embedded: bool = False, pooled: bool = False
) -> None:
    """Write a network into a folder: (token ids `[texts, length]`, mask) to token vectors `[texts, length, width]`.

    With `embedded` it takes word embeddings `[texts, length, width]` in place of ids; with `pooled` its output is the
    mean of the token vectors that the mask counts, `[texts, width]`.
    """
    ov = openvino()
    from openvino import opset13 as op

    width, heads = sizes.width, sizes.heads

    def constant(value: Any, kind: type = np.float32) -> Any:
        return op.constant(np.asarray(value, kind))

    def dense(x: Any, name: str) -> Any:
        product = op.matmul(x, constant(weights[f"{name}.weight"]), False, True)
        return op.add(product, constant(weights[f"{name}.bias"]))

    def normed(x: Any, name: str) -> Any:
        plain = op.mvn(x, constant([-1], np.int64), True, sizes.epsilon, "inside_sqrt")
        scaled = op.multiply(plain, constant(weights[f"{name}.weight"]))
        return op.add(scaled, constant(weights[f"{name}.bias"]))

    def split(x: Any) -> Any:
        apart = op.reshape(x, constant([0, 0, heads, width // heads], np.int64), True)
        return op.transpose(apart, constant([0, 2, 1, 3], np.int64))

    mask = op.parameter([-1, -1], np.int64, "mask")
    if embedded:
        given = words = op.parameter([-1, -1, width], np.float32, "embedded")
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
    x = normed(op.add(words, placed), "embeddings.LayerNorm")
    for layer in range(sizes.layers):
        at = f"encoder.layer.{layer}"
        q, k, v = (split(dense(x, f"{at}.attention.self.{part}")) for part in ("query", "key", "value"))
        scores = op.multiply(op.matmul(q, k, False, True), constant((width / heads) ** -0.5))
        read = op.matmul(op.softmax(op.add(scores, hidden), 3), v, False, False)
        joined = op.reshape(op.transpose(read, constant([0, 2, 1, 3], np.int64)), constant([0, 0, -1], np.int64), True)
        x = normed(op.add(x, dense(joined, f"{at}.attention.output.dense")), f"{at}.attention.output.LayerNorm")
        grown = op.gelu(dense(x, f"{at}.intermediate.dense"), "erf")
        x = normed(op.add(x, dense(grown, f"{at}.output.dense")), f"{at}.output.LayerNorm")
    if pooled:
        along, each = constant([1], np.int64), op.unsqueeze(counted, constant(2, np.int64))
        x = op.divide(op.reduce_sum(op.multiply(x, each), along), op.reduce_sum(each, along))
    ov.save_model(ov.Model([x], [given, mask], "bert"), str(folder / "model.xml"), compress_to_fp16=True)

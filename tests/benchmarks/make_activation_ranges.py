"""Reads off the project's own texts between which values each channel of MiniLM's dense layers lies.

    python tests/benchmarks/make_activation_ranges.py [--check]

The texts are the explainers and the annotations: each wording first in its annotation, each answer, and both kinds of
text joined until they fill the encoder's window. `index/encoders/activation_ranges.bin` is written; the networks of all
homes are built anew with it. `--check` writes nothing, and says whether the file is what would be written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from corpus.annotations import load_annotations
from corpus.library import explainers
from index.encoders.activation_ranges import INPUTS, ActivationRange, packed_ranges, ranges_file
from index.encoders.minilm import MAX_TOKENS, MINILM_SHA256, check_weights, count_tokens, model_folder, tokenizer

_BATCH = 64


def own_texts() -> list[str]:
    """Return the texts that the ranges are read off."""
    notes = load_annotations().all
    answers = [note.answer for note in notes]
    pages = [part for page in explainers() for part in page.read_text("utf-8").split("\n\n") if part.strip()]
    return [*(note.questions[0] for note in notes), *answers, *joined(answers), *pages, *joined(pages)]


def joined(texts: Sequence[str]) -> Iterator[str]:
    """Yield texts joined with those that follow, until they fill the encoder's window."""
    run: list[str] = []
    size = 0
    for text in texts:
        run.append(text)
        size += count_tokens(text)
        if size >= MAX_TOKENS:
            yield " ".join(run)
            run, size = [], 0


def ranges_of(texts: Sequence[str]) -> dict[str, ActivationRange]:
    """Return the ranges of what the dense layers read of these texts, by the published network in float32."""
    check_weights()
    bert: Any = SentenceTransformer(str(model_folder()), device="cpu")[0].auto_model.eval()  # type: ignore[union-attr]
    found: dict[str, ActivationRange] = {}

    def read(name: str, given: torch.Tensor) -> None:
        values = given.reshape(-1, given.shape[-1]).numpy()
        low, high = values.min(axis=0), values.max(axis=0)
        if name in found:
            low, high = np.minimum(low, found[name].low), np.maximum(high, found[name].high)
        found[name] = ActivationRange(low, high)

    layers = dict(bert.named_modules())
    for name, _ in INPUTS:
        layers[name].register_forward_pre_hook(lambda _, given, name=name: read(name, given[0]))
    of_length: dict[int, list[list[int]]] = defaultdict(list)  # without padding, which is no text
    for encoding in tokenizer().encode_batch(list(texts)):
        of_length[len(encoding.ids)].append(encoding.ids)
    with torch.inference_mode():
        for _, alike in sorted(of_length.items()):
            for begin in range(0, len(alike), _BATCH):
                ids = torch.tensor(alike[begin : begin + _BATCH])
                bert(input_ids=ids, attention_mask=torch.ones_like(ids))
    return found


def main() -> None:
    """See the top of this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)  # figures repeat
    texts = own_texts()
    read = hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()
    made = packed_ranges(ranges_of(texts), {"base": MINILM_SHA256, "texts": len(texts), "read": read})
    if options.check:
        print("the same" if ranges_file().read_bytes() == made else "another")
        return
    ranges_file().write_bytes(made)
    print(f"written: {ranges_file()}, {len(made):,} bytes, from {len(texts):,} texts")


if __name__ == "__main__":
    main()

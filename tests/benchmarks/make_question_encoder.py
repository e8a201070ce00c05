"""Trains the question encoder on the wordings of the annotations, and says how well it finds what it has not seen.

    LICET_HOME=HOME python tests/benchmarks/make_question_encoder.py [FOLDER] [--steps N] [--all] [--check]

FOLDER holds annotation files, as `corpus/annotations` does (the default). HOME holds the sources that they explain,
with their passages. The layers of MiniLM are tuned, its embeddings are frozen. Two things are learnt at once:

* a wording of an annotation is nearer to another wording of it, or to its answer, than to those of the other
  annotations in the batch, of which three stand beside it in its file;
* a wording is nearer to the passage at its pin than to every other passage of the annotated sources. Passages keep the
  vectors that the published encoder gave them, so that nothing has to be indexed again.

A fifth of the annotations, by document section, is held back. Nothing is learnt from them: the figures are theirs, and
they say after how many steps to stop. `--all` then learns all annotations anew for as many steps: it finds a little
more, and the figures are no longer of the file that is written. `--check` writes nothing. After a change of
`index/encoders/question_encoder.bin` the gate of annotations must be fitted again (`fit_annotation_gate.py`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file
from sentence_transformers import SentenceTransformer
from torch.nn.functional import cross_entropy, normalize

from corpus import annotations
from corpus.annotations.pins import source_ids
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from index.encoders.embeddings import EnglishEncoder
from index.encoders.minilm import MINILM_SHA256, check_weights, model_folder
from index.encoders.question_encoder import TENSORS, QuestionEncoder, question_ids, weights_file
from index.stores.builds import ENTRY, Builds, folder_of
from index.stores.token_vectors import TokenVectorCache

_SEED = 7
_STEPS = 400
_MEASURED = 50  # steps from one measurement to the next
_GAIN = 0.01  # less than this between two measurements, both shares together, is not worth their time
_WARM_UP = 30  # steps in which the learning rate rises; it falls to a tenth by the last
_RATE = 5e-5  # at its highest
_TEMPERATURE = 0.05
_BESIDE = 4  # annotations that stand beside each other in a file and share a batch
_BATCH = 48
_ANSWERS = 0.3  # share of pairs of a wording and the answer
_PASSAGES = 0.5  # weight of the second aim
_SAME = 0.95  # cosine from which on two passages say the same, so that neither is wrong
_FIFTHS = 5

Encode = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True, slots=True)
class Example:
    """An annotation with the passages at its pins, by their row in `Passages`: the one nearest to its answer first."""

    id: str
    questions: tuple[str, ...]
    answer: str
    section: str
    passages: tuple[int, ...]

    @property
    def held_back(self) -> bool:
        """Whether it is kept for measuring."""
        return zlib.crc32(self.section.encode()) % _FIFTHS == 0


@dataclass(frozen=True, slots=True)
class Passages:
    """All passages in English of the annotated sources, with the vectors of the published encoder."""

    ids: tuple[str, ...]
    vectors: np.ndarray

    @classmethod
    def read(cls, home: Path, catalogue: Catalogue, sources: Sequence[str]) -> Passages:
        """Return the passages of the editions in force of these sources."""
        held = catalogue.in_force(Filters(sources=tuple(sources)))
        wanted = [p.id for number in sorted(held) for p in catalogue.passages(number) if p.language == "en"]
        named = Builds.read(catalogue.meta(ENTRY))
        assert named is not None, "this home has no index"
        cache, found = TokenVectorCache(folder_of(home, named.tokens)), {}
        for begin in range(0, len(wanted), 500):
            found |= cache.vectors(wanted[begin : begin + 500])
        ids = tuple(i for i in dict.fromkeys(wanted) if i in found)
        rows = np.stack([found[i] for i in ids])
        return cls(ids, rows / np.linalg.norm(rows, axis=1, keepdims=True))


def read_examples(folder: Path | None, home: Path, encode: Encode) -> tuple[list[Example], Passages]:
    """Return the annotations with the passages at their pins; `encode` is that of the published encoder."""
    catalogue = Catalogue(home / "catalogue.sqlite")
    loaded = annotations.load_annotations(folder)
    for fault in loaded.refused:
        print(f"left out: {fault}")
    sources = {a.source.id: a.source for a in loaded.all}.values()
    held = {i for source in sources for i in source_ids(source, catalogue)}
    passages = Passages.read(home, catalogue, sorted(held))
    row = {passage: n for n, passage in enumerate(passages.ids)}
    answers = encode([a.answer for a in loaded.all])
    out = []
    for annotation, answer in zip(loaded.all, answers, strict=True):
        at = {
            row[p.passage.id]
            for text in annotations.pinned_texts(annotation, catalogue)
            for provision in text.provisions
            for p in catalogue.passage_at(provision)
            if p.passage.id in row
        }
        nearest = sorted(at, key=lambda n: (-float(passages.vectors[n] @ answer), n))
        section = f"{annotation.source.id} {_section(annotation.pins[0].locator)}"
        out.append(Example(annotation.id, annotation.questions, annotation.answer, section, tuple(nearest)))
    return out, passages


def _section(locator: str) -> str:
    """Return the section, article or list entry of an address: what stands before its paragraphs."""
    return re.split(r"\(| > |(?<=\d[A-E]\d{3})\.|第.{1,4}項", locator)[0].strip()


def training_digest(examples: Sequence[Example], passages: Passages) -> str:
    """Return the digest of all that is learnt from and measured on."""
    rows = [[e.id, e.questions, e.answer, [passages.ids[n] for n in e.passages]] for e in examples]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def batches(examples: Sequence[Example], steps: int, seed: int) -> Iterator[list[tuple[Example, str, str]]]:
    """Yield for every step pairs of texts that belong together: a wording with another one or with the answer."""
    chance = random.Random(seed)
    waiting: list[list[Example]] = []
    for _ in range(steps):
        if len(waiting) < _BATCH // _BESIDE:
            begin = chance.randrange(_BESIDE)
            runs = [list(examples[i : i + _BESIDE]) for i in range(begin, len(examples) - _BESIDE + 1, _BESIDE)]
            chance.shuffle(runs)
            waiting += runs
        batch = []
        for example in (e for run in waiting[: _BATCH // _BESIDE] for e in run):
            first, second = chance.sample(example.questions, 2)
            batch.append((example, first, example.answer if chance.random() < _ANSWERS else second))
        del waiting[: _BATCH // _BESIDE]
        yield batch


class Tuning:
    """The network on torch while it is tuned. Dropout is off: wordings differ more than what it would change."""

    def __init__(self) -> None:
        check_weights()
        self.bert: Any = SentenceTransformer(str(model_folder()), device="cpu")[0].auto_model.eval()  # type: ignore[union-attr]
        self.bert.requires_grad_(False)
        self.tensors = {name: value for name, value in self.bert.named_parameters() if name in dict(TENSORS)}
        for value in self.tensors.values():
            value.requires_grad_(True)

    def encode(self, texts: Sequence[str]) -> torch.Tensor:
        """Return the vectors of texts, those of like length run together."""
        tokens = question_ids(texts)
        order = sorted(range(len(texts)), key=lambda i: len(tokens[i]))
        parts, size = [], _BATCH
        for begin in range(0, len(order), size):
            rows = [torch.tensor(tokens[i]) for i in order[begin : begin + size]]
            ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
            mask = torch.nn.utils.rnn.pad_sequence([torch.ones_like(r) for r in rows], batch_first=True)
            with torch.autocast("cpu", torch.bfloat16):
                states = self.bert(input_ids=ids, attention_mask=mask, return_dict=True).last_hidden_state.float()
            parts.append((states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True))
        return normalize(torch.cat(parts)[torch.tensor(np.argsort(order))])

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors of texts as they are now."""
        with torch.inference_mode():
            return self.encode(texts).numpy()

    def state(self) -> dict[str, np.ndarray]:
        """Return a copy of the tuned tensors."""
        return {name: value.detach().numpy().copy() for name, value in self.tensors.items()}


def tuned(examples: Sequence[Example], passages: Passages, steps: int) -> Iterator[tuple[int, Tuning]]:
    """Yield (step, network) after every step of tuning on these annotations."""
    tuning, pool = Tuning(), torch.from_numpy(passages.vectors)
    optimizer = torch.optim.AdamW(tuning.tensors.values(), lr=_RATE, weight_decay=0.01)
    begun = time.monotonic()
    for step, batch in enumerate(batches(examples, steps, _SEED), 1):
        left = 1 - max(0, step - _WARM_UP) / (steps - _WARM_UP)
        optimizer.param_groups[0]["lr"] = _RATE * min(step / _WARM_UP, 0.1 + 0.9 * left)
        vectors = tuning.encode([first for _, first, _ in batch] + [second for _, _, second in batch])
        first, second = vectors[: len(batch)], vectors[len(batch) :]
        alike, same = first @ second.T / _TEMPERATURE, torch.arange(len(batch))
        wordings = (cross_entropy(alike, same) + cross_entropy(alike.T, same)) / 2
        asked = [n for n, (example, _, _) in enumerate(batch) if example.passages]
        found = _passages_loss([batch[n][0] for n in asked], first[asked], pool)
        optimizer.zero_grad()
        (wordings + _PASSAGES * found).backward()
        torch.nn.utils.clip_grad_norm_(tuning.tensors.values(), 1.0)
        optimizer.step()
        if step % 10 == 0:
            seconds = time.monotonic() - begun
            print(
                f"step {step}: wordings {wordings.item():.3f}, passages {found.item():.3f}, {seconds:.0f} s", flush=True
            )
        yield step, tuning


def stopped_in_time(
    learnt: Sequence[Example], held_back: Sequence[Example], passages: Passages, steps: int
) -> tuple[int, dict[str, np.ndarray]]:
    """Return the step after which the annotations held back gain no more, and the tensors of that step."""
    kept: tuple[int, dict[str, np.ndarray]] = (0, {})
    before = 0.0
    for step, tuning in tuned(learnt, passages, steps):
        if step % _MEASURED == 0 or step == steps:
            figures = measured(tuning.vectors, held_back, held_back, passages)
            print(f"step {step}: held back {_told(figures)}", flush=True)
            score = figures["wordings first"] + figures["passage in 10"]
            if score < before + _GAIN:
                break
            kept, before = (step, tuning.state()), score
    return kept


def _passages_loss(examples: Sequence[Example], vectors: torch.Tensor, pool: torch.Tensor) -> torch.Tensor:
    """Return how far questions are from the passage at their pin, against all other passages."""
    right = torch.tensor([e.passages[0] for e in examples])
    alike = vectors @ pool.T / _TEMPERATURE
    left_out = pool[right] @ pool.T > _SAME
    for n, example in enumerate(examples):
        left_out[n, list(example.passages)] = True
    left_out[torch.arange(len(examples)), right] = False
    return cross_entropy(alike.masked_fill(left_out, -1e4), right)


def measured(
    encode: Encode, asked: Sequence[Example], among: Sequence[Example], passages: Passages
) -> dict[str, float]:
    """Return how often the wordings of `asked` find what is theirs.

    Each wording is asked of all other wordings of `among`: its annotation comes first, or in the first three. It is
    asked of all passages: one at its pins is in the first ten.
    """
    texts = [q for e in among for q in e.questions]
    owner = np.array([n for n, e in enumerate(among) for _ in e.questions])
    vectors = encode(texts)
    wanted = {e.id for e in asked}
    begins = np.flatnonzero(np.diff(owner, prepend=-1))
    ranks, found = [], []
    for i in np.flatnonzero(np.array([among[n].id in wanted for n in owner])):
        cosines = vectors @ vectors[i]
        cosines[i] = -1
        best = np.maximum.reduceat(cosines, begins)
        ranks.append(int((best > best[owner[i]]).sum()))
        if own := among[owner[i]].passages:
            near = passages.vectors @ vectors[i]
            found.append(int((near > near[list(own)].max()).sum()) < 10)
    return {
        "wordings first": float(np.mean([r == 0 for r in ranks])),
        "in three": float(np.mean([r < 3 for r in ranks])),
        "passage in 10": float(np.mean(found)),
    }


def _told(figures: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in figures.items())


def packed(tensors: Mapping[str, np.ndarray], head: Mapping[str, Any]) -> bytes:
    """Return the file of tuned layers, as `index.encoders.question_encoder` reads it."""
    published, body = load_file(model_folder() / "model.safetensors"), b""
    for name, shape in TENSORS:
        added = tensors[name] - published[name]
        if len(shape) == 2:
            scale = np.maximum(np.abs(added).max(axis=1) / 127, 1e-12).astype("<f4")
            body += scale.tobytes() + np.round(added / scale[:, None]).astype(np.int8).tobytes()
        else:
            body += added.astype("<f4").tobytes()
    full = {"base": MINILM_SHA256, **head, "sha256": hashlib.sha256(body).hexdigest()}
    return json.dumps(full).encode() + b"\n" + body


def main() -> None:
    """See the top of this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--steps", type=int, default=_STEPS)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    home = Path(os.environ["LICET_HOME"])
    torch.set_num_threads(1)  # figures repeat; and of two threads each waits for the other where the machine is busy
    plain = EnglishEncoder(home, 1)
    examples, passages = read_examples(options.folder, home, plain.vectors)
    held_back = [e for e in examples if e.held_back]
    pinned = sum(bool(e.passages) for e in examples)
    print(
        f"{len(examples)} annotations, {len(held_back)} held back, {pinned} with passages, {len(passages.ids)} passages"
    )
    before = measured(plain.vectors, held_back, examples, passages)
    print(f"before: {_told(before)}", flush=True)
    step, tensors = stopped_in_time([e for e in examples if not e.held_back], held_back, passages, options.steps)
    head = {
        "seed": _SEED,
        "steps": step,
        "annotations": len(examples),
        "held_back": len(held_back),
        "training": training_digest(examples, passages),
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "question_encoder.bin")
        file.write_bytes(packed(tensors, head))
        after = measured(QuestionEncoder(Path(folder), 1, file).vectors, held_back, examples, passages)
    print(f"after {step} steps: {_told(after)}", flush=True)
    if options.all:
        tensors = next(tuning.state() for n, tuning in tuned(examples, passages, options.steps) if n == step)
    if not options.check:
        learnt = len(examples) if options.all else len(examples) - len(held_back)
        full = {**head, "learnt": learnt, "figures": {"before": before, "after": after}}
        weights_file().write_bytes(packed(tensors, full))
        print(f"written: {weights_file()}, {weights_file().stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

"""Fits the map by which notes are met by questions in other languages, and says how well it finds them.

    LICET_HOME=HOME python tests/benchmarks/make_question_map.py [--check]

HOME keeps the encoders. Three wordings of each annotation are read by both encoders, and a ridge regression takes the
vectors of one to those of the other. What a language adds to every question alike is the mean difference between the
wordings of `parallel_questions.tsv` and their translations. The figures are of two folds: each half of the translations
is measured with what the other half added, the translated wording itself taken out of the notes. `--check` writes
nothing. After `make question-encoder` the map must be fitted again; a test says so.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus import annotations
from corpus.language.scripts import EAST_ASIAN
from index.encoders.any_language import QUESTION_MAP, QuestionMap, packed
from index.encoders.embeddings import MultilingualEncoder
from index.encoders.question_encoder import QuestionEncoder

PARALLEL = Path(__file__).with_name("parallel_questions.tsv")
LANGUAGES = ("de", "zh", "ja", "ko")  # in the order of its columns
_EACH = 3  # wordings of an annotation
_RIDGE = 0.3
_ANSWER_WEIGHT = 0.3  # as `assistant/evidence/annotation_index.py` has it
_SEED = 3


@dataclass(frozen=True, slots=True)
class Parallel:
    """A wording of an annotation, and its translations in the order of LANGUAGES."""

    source: str
    annotation: str
    wording: str
    translated: tuple[str, ...]


def parallel(file: Path = PARALLEL) -> list[Parallel]:
    """Return the translated wordings."""
    lines = [line.split("\t") for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [Parallel(source, name, wording, tuple(others)) for source, name, wording, *others in lines]


def fitted(theirs: np.ndarray, ours: np.ndarray, offsets: Mapping[str, np.ndarray]) -> QuestionMap:
    """Return the map from `theirs`, the multilingual vectors of wordings, to `ours`."""
    mean, added = theirs.mean(axis=0), ours.mean(axis=0)
    x = (theirs - mean).astype(np.float64)
    weights = np.linalg.solve(x.T @ x + _RIDGE * np.eye(x.shape[1]), x.T @ (ours - added))
    return QuestionMap(mean, weights, added, offsets)


def offsets_of(read: Mapping[str, np.ndarray], rows: Sequence[int]) -> dict[str, np.ndarray]:
    """Return what each language adds to every question, measured on some `rows` of the translations."""
    return {language: (read[language][rows] - read["en"][rows]).mean(axis=0) for language in LANGUAGES}


def measured(
    vector_of: Callable[[int, str], np.ndarray], found: Sequence[Parallel], notes: Sequence[annotations.Annotation],
    wordings: np.ndarray, answers: np.ndarray, owner: np.ndarray, texts: Sequence[str],
) -> dict[str, str]:  # fmt: skip
    """Return for each language how often the right note of its jurisdiction is first, and among the first three."""
    begins = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    of = np.array([n.jurisdiction for n in notes])
    names = {(n.source.id, n.id.rpartition("/")[2]): i for i, n in enumerate(notes)}
    out = {}
    for language in ("en", *LANGUAGES):
        ranks = []
        for row, one in enumerate(found):
            right = names[one.source, one.annotation]
            vector = vector_of(row, language)
            near = wordings @ vector
            near[[i for i in np.flatnonzero(owner == right) if texts[i] == one.wording]] = -9
            score = np.maximum.reduceat(near, begins) + _ANSWER_WEIGHT * (answers @ vector)
            score[of != of[right]] = -99
            ranks.append(int((score > score[right]).sum()))
        out[language] = f"first {sum(r == 0 for r in ranks)}, first three {sum(r < 3 for r in ranks)} of {len(ranks)}"
    return out


def main() -> None:
    """Fit, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args()
    home = Path(os.environ["LICET_HOME"])
    question, multilingual = QuestionEncoder(home), MultilingualEncoder(home)
    notes = [n for n in annotations.load_kept(home).all if any(not EAST_ASIAN.search(q) for q in n.questions)]
    pairs = [(i, q) for i, n in enumerate(notes) for q in n.questions if not EAST_ASIAN.search(q)]
    owner, texts = np.array([i for i, _ in pairs]), [q for _, q in pairs]
    wordings, answers = question.vectors(texts), question.vectors([n.answer for n in notes])
    found = parallel()
    read = _read(multilingual, found)
    chosen = _chosen(owner, {texts.index(one.wording) for one in found})
    theirs = multilingual.network.vectors([texts[i] for i in chosen], is_query=True)
    halves = [[r for r in range(len(found)) if r % 2 != fold] for fold in (0, 1)]
    maps = [fitted(theirs, wordings[chosen], offsets_of(read, rows)) for rows in halves]
    print(measured(lambda r, lang: maps[r % 2](read[lang][r], lang), found, notes, wordings, answers, owner, texts))
    if not options.check:
        whole = fitted(theirs, wordings[chosen], offsets_of(read, range(len(found))))
        head = {"question encoder": question.digest, "multilingual encoder": multilingual.digest}
        Path(str(QUESTION_MAP)).write_bytes(packed(head, whole))


def _read(multilingual: MultilingualEncoder, found: Sequence[Parallel]) -> dict[str, np.ndarray]:
    """Return the multilingual vectors of the translated wordings, by language."""
    columns = {"en": [one.wording for one in found]}
    columns |= {language: [one.translated[n] for one in found] for n, language in enumerate(LANGUAGES)}
    return {language: multilingual.network.vectors(texts, is_query=True) for language, texts in columns.items()}


def _chosen(owner: np.ndarray, without: set[int]) -> list[int]:
    """Return the places of some wordings of every annotation, `without` those that are measured."""
    rng = random.Random(_SEED)
    out: list[int] = []
    for one in np.unique(owner):
        mine = [int(i) for i in np.flatnonzero(owner == one) if int(i) not in without]
        out += rng.sample(mine, min(len(mine), _EACH))
    return out


if __name__ == "__main__":
    main()

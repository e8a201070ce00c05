"""Questions in any language in the space of the question encoder, so that notes in English are met by them.

The multilingual encoder puts a question and its translation near each other. A linear map takes its vectors to those of
the question encoder: it was fitted on English wordings, of which both encoders have a vector, and what a language adds
to every question alike was measured on wordings translated by hand. Beside that a question is compared in the space of
the multilingual encoder itself (`other_languages`) with wordings of the notes in other scripts.

`question_map.bin` is one line of JSON, the head, then float16: the mean of the multilingual vectors, the map, what is
added behind it, and for each language of the head what is taken off. `tests/benchmarks/make_question_map.py` writes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from corpus.errors import ModelFailed
from corpus.progress import Progress
from index.encoders.embeddings import Encoder
from index.encoders.minilm import DIMENSION

QUESTION_MAP = files(__package__) / "question_map.bin"
_GLOSS = 0.7  # weight of the gloss beside the question itself, tried from .5 to 2 on 125 questions in five languages
_DAMAGED = "Install Licet again: pip install --force-reinstall licet; in a checkout: git checkout index/encoders"


@dataclass(frozen=True, slots=True)
class QuestionMap:
    """Map from the vectors of the multilingual encoder to those of the question encoder."""

    mean: np.ndarray
    weights: np.ndarray
    added: np.ndarray
    offsets: Mapping[str, np.ndarray]

    def __call__(self, vector: np.ndarray, language: str) -> np.ndarray:
        """Return the vector of length 1 of a question, from that of the multilingual encoder and its language."""
        mapped = (vector - self.mean - self.offsets.get(language, 0.0)) @ self.weights + self.added
        out: np.ndarray = (mapped / max(float(np.linalg.norm(mapped)), 1e-12)).astype(np.float32)
        return out


def packed(head: Mapping[str, Any], found: QuestionMap) -> bytes:
    """Return a map as the bytes of its file."""
    parts = (found.mean, found.weights, found.added, *found.offsets.values())
    body = b"".join(np.ascontiguousarray(part, "<f2").tobytes() for part in parts)
    line = {**head, "languages": list(found.offsets), "sha256": hashlib.sha256(body).hexdigest()}
    return json.dumps(line).encode() + b"\n" + body


@cache
def question_map() -> QuestionMap:
    """Return the map that ships with Licet. Raises ModelFailed."""
    return unpacked(QUESTION_MAP.read_bytes())[1]


def unpacked(content: bytes) -> tuple[dict[str, Any], QuestionMap]:
    """Return the head and the map of a file. Raises ModelFailed where it is damaged."""
    line, _, body = content.partition(b"\n")
    try:
        head = json.loads(line)
        whole = hashlib.sha256(body).hexdigest() == head["sha256"]
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise ModelFailed("The map of questions in other languages is damaged: its digest differs.", _DAMAGED)
    numbers = np.frombuffer(body, "<f2").astype(np.float32)
    mean, weights, added, offsets = np.split(numbers, np.cumsum([DIMENSION, DIMENSION * DIMENSION, DIMENSION]))
    rows = offsets.reshape(-1, DIMENSION)
    shifts = dict(zip(head["languages"], rows, strict=True))
    return head, QuestionMap(mean, weights.reshape(DIMENSION, DIMENSION), added, shifts)


class AnyLanguageEncoder(Encoder):
    """The question encoder, which reads questions in other languages through the multilingual encoder.

    `language_of` tells in which language a question is, `gloss_of` its words in English: a question is where it and its
    gloss are, together. Texts are those of notes, in English.
    """

    def __init__(
        self,
        english: Encoder,
        multilingual: Encoder,
        language_of: Callable[[str], str],
        gloss_of: Callable[[str], str],
    ) -> None:
        self.english, self.multilingual, self.language_of, self.gloss_of = english, multilingual, language_of, gloss_of
        self.name = english.name

    @property
    def digest(self) -> str:  # type: ignore[override]
        """Return the digest of the encoder of the notes. Raises ModelFailed."""
        return self.english.digest

    @property
    def ready(self) -> bool:
        """Return whether the network is loaded."""
        return self.english.ready

    @property
    def reads_any_language(self) -> bool:
        """Return True: other languages are read through the multilingual encoder."""
        return True

    @property
    def other_languages(self) -> Encoder:
        """Return the multilingual encoder."""
        return self.multilingual

    def warm_up(self) -> None:
        """Load the network and run it once. Raises ModelFailed."""
        self.english.warm_up()

    def vectors(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Return the vectors `[texts, dimension]` of texts, float32 rows of length 1. Raises ModelFailed."""
        return self.english.vectors(texts, progress)

    def query(self, text: str) -> np.ndarray:
        """Return the vector `[dimension]` of a question, float32 of length 1. Raises ModelFailed."""
        language = self.language_of(text)
        if language == "en":
            return self.english.query(text)
        mapped = question_map()(self.multilingual.query(text), language)
        told = self.gloss_of(text)
        if not told:
            return mapped
        both = mapped + _GLOSS * self.english.query(told)
        out: np.ndarray = (both / max(float(np.linalg.norm(both)), 1e-12)).astype(np.float32)
        return out

    def ahead(self, text: str) -> None:
        """Begin to encode a question on another thread."""
        (self.english if self.language_of(text) == "en" else self.multilingual).ahead(text)

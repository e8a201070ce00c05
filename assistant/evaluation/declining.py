"""Evaluation of declining: how well answerable questions are told from unanswerable ones.

Files are conversations in MTRAG's format. Their contexts are pooled by domain.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answer.inquiry import Inquiry, inquire
from assistant.evidence.evidence_gathering import Gatherer
from assistant.evidence.name_table import NameTables
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.model import Kind, Reading, Role, Source
from corpus.progress import Progress
from corpus.structure import TreeBuilder
from index.collection import Collection

_ANSWERABLE = {"ANSWERABLE": True, "UNANSWERABLE": False}  # partial and underspecified questions are neither


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """Question with the questions before it and its label, `answerable`."""

    question: str
    history: tuple[str, ...]
    domain: str
    answerable: bool


def load(file: Path) -> tuple[list[LabelledQuestion], list[Reading]]:
    """Return the labelled questions of a file, and a source for each domain with the contexts of all its questions.

    Raise BadRequest.
    """
    asked: list[LabelledQuestion] = []
    pools: dict[str, dict[str, str]] = {}
    try:
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            pool = pools.setdefault(str(row["domain"]), {})
            for context in row["contexts"]:
                pool[str(context["id"])] = str(context["text"])
            label = _ANSWERABLE.get(row["answerability"][0])
            if label is not None:
                before = tuple(
                    str(h["text"]) for h in row["history"] if h["speaker"] == "user" and str(h["text"]).strip()
                )
                asked.append(LabelledQuestion(str(row["question"]), before, str(row["domain"]), label))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise BadRequest(
            f"{file.name} is not a file of conversations: {error}.", "Name one in MTRAG's format."
        ) from error
    return asked, list(_readings(pools))


def _readings(pools: dict[str, dict[str, str]]) -> Iterator[Reading]:
    for domain, contexts in pools.items():
        tree = TreeBuilder()
        for key, text in contexts.items():
            if text.strip():
                tree.add(text.strip(), locator=key, role=Role.NOTE)
        yield tree.reading(Source(id=f"pool-{domain}", title=domain, kind=Kind.USER))


def index_readings(readings: Sequence[Reading], home: Path, progress: Progress | None = None) -> Collection:
    """Return a collection at `home` that holds the readings, indexed as in production. What it holds already stays."""
    collection = Collection(home, Catalogue(home / "catalogue.sqlite"))
    for reading in readings:
        collection.add(reading, progress=progress)
    return collection


def inquiries(asked: Sequence[LabelledQuestion], collection: Collection) -> Iterator[Inquiry]:
    """Yield the inquiry into each question, in the pool of its own domain."""
    tables = NameTables(collection.catalogue)
    for a in asked:
        filters = Filters(sources=(f"pool-{a.domain}",))
        snapshot = collection.snapshot()
        gatherer = Gatherer(snapshot, tables, snapshot.search)
        yield inquire(replace(understand(a.question, a.history, filters, gatherer.catalogue), small_talk=""), gatherer)


def auroc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Return the probability that an answerable question scores higher than an unanswerable one; ties count half.

    It is 0.5 when there is no question of one of the two.
    """
    good = np.array([s for s, label in zip(scores, labels, strict=True) if label])
    bad = np.array([s for s, label in zip(scores, labels, strict=True) if not label])
    if not len(good) or not len(bad):
        return 0.5
    return float((good[:, None] > bad).mean() + 0.5 * (good[:, None] == bad).mean())


def evaluate_declining(file: Path, home: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Return the measures of declining on one file.

    `auroc` is of the probability that the evidence answers, `auroc_of_search_score` of the best score of the search.
    """
    asked, readings = load(file)
    found = list(inquiries(asked, index_readings(readings, home, progress)))
    labels = [a.answerable for a in asked]
    return {
        "questions": len(asked),
        "unanswerable": labels.count(False),
        "auroc": round(auroc([i.decision.probability for i in found], labels), 4),
        "auroc_of_search_score": round(
            auroc([i.evidence.hits[0].score if i.evidence.hits else 0.0 for i in found], labels), 4
        ),
        "declined": sum(i.decision.outcome.value != "answered" for i in found),
    }

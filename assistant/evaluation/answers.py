"""Evaluation of answers to labelled questions: what is found, cited, stated and declined."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.evaluation.matching import holds_quote, meets, shows_all
from assistant.model import Answer, Outcome, StatementRole
from corpus.errors import BadRequest
from corpus.progress import NamedProgress

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

_WORST = 15
_SETTLED = {
    "not_listed": StatementRole.NOT_LISTED,
    "no_such_paragraph": StatementRole.NO_SUCH_PROVISION,
    "reserved": StatementRole.RESERVED,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """Labelled question with its answer, and what can be said of it."""

    item: Mapping[str, Any]
    answer: Answer

    @property
    def answerable(self) -> bool:
        """Return whether the texts settle the question."""
        return bool(self.item["answerable"])

    @property
    def declined(self) -> bool:
        """Return whether the outcome is another than `answered`."""
        return self.answer.outcome is not Outcome.ANSWERED

    def found(self, k: int) -> float:
        """Return the share of gold places that stand in the first `k` passages; 1 or 0 where one place is enough.

        A gold place is looked for by its quote, or by its address where it has no quote.
        """
        shares = [
            any(holds_quote(h.passage.text, h.passage.locators, g) for h in self.answer.hits[:k])
            for g in self.item["gold"]
        ]
        return _share(shares, self.item["gold_mode"])

    @property
    def right_citations(self) -> list[bool]:
        """Return for each citation whether it is of a gold place, or of another place that states the same."""
        places = [*self.item["gold"], *self.item.get("also_ok", [])]
        return [any(meets(c.quote, c.locator, g) for g in places) for c in self.answer.citations]

    @property
    def cited(self) -> float:
        """Return the share of gold places that are cited; 1 or 0 where one place is enough."""
        shares = [any(meets(c.quote, c.locator, g) for c in self.answer.citations) for g in self.item["gold"]]
        return _share(shares, self.item["gold_mode"])

    @property
    def shown(self) -> bool:
        """Return whether the answer shows what it must, or settles the question in the way that the label asks for."""
        kind = self.item.get("answer_type", "text")
        if kind in _SETTLED:
            return not self.declined and any(s.note == _SETTLED[kind] for s in self.answer.statements)
        return not self.declined and shows_all(self.answer.text, self.item["must_contain"])

    @property
    def word(self) -> str:
        """Return the direct answer that was given: "yes", "no", or nothing."""
        return word_given(self.answer)

    @property
    def right(self) -> bool:
        """Return whether the answer shows what it must and gives the labelled yes or no, if there is one.

        For a name that is not listed no "no" is needed.
        """
        verdict = self.item.get("verdict")
        return self.shown and (not verdict or self.word == verdict or self.item.get("answer_type") == "not_listed")

    @property
    def not_wrong(self) -> bool:
        """Return whether the answer shows what it must, and no direct answer contradicts the label.

        A reader of the quote can then decide.
        """
        return self.shown and self.word in ("", self.item.get("verdict", self.word))


def word_given(answer: Answer) -> str:
    """Return the direct answer of an answer: "yes", "no", or nothing."""
    says_yes = next(
        (s.says_yes for s in answer.statements if s.note in (StatementRole.DIRECT, StatementRole.ANNOTATION)), None
    )
    return "" if says_yes is None else "yes" if says_yes else "no"


def evaluate_answers(file: Path, assistant: Assistant, *, progress: NamedProgress | None = None) -> dict[str, Any]:
    """Return measures of the answers to every question of a file in the format of `export-controls/dev.jsonl`.

    `recall@k` is the share of gold places in the first k passages. `right` is the share of answerable questions whose
    answer shows what it must (`must_contain`) and gives the labelled yes or no; `right_or_undecided` also counts
    answers without a yes or no. `citation_precision` and `citation_recall` compare the citations of answerable
    questions with gold places and, for precision, with `also_ok`. `decline_…` measure declining as a class.
    `worst_cases` is a table to read.

    Raise BadRequest for a file in another format.
    """
    items = read_items(file)
    assistant.collection.warm()
    assistant.warm()  # so that times do not include a start
    judged = []
    for n, item in enumerate(items):
        if progress:
            progress(str(item.get("id", n)), n, len(items))
        judged.append(Judged(item, assistant.ask(item["question"], tuple(item.get("history") or ()))))
    return {**figures(judged), **by_kind(judged), "worst_cases": worst(judged)}


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the measures over all questions."""
    answerable = [j for j in judged if j.answerable]
    with_gold = [j for j in answerable if j.item["gold"]]
    stated = [j for j in answerable if j.item["must_contain"]]
    citations = [right for j in with_gold for right in j.right_citations]
    declined = [j for j in judged if j.declined]
    rightly = sum(not j.answerable for j in declined)
    precision = rightly / len(declined) if declined else 0.0
    recall = rightly / max(1, sum(not j.answerable for j in judged))
    times = [j.answer.timings_ms.get("total", 0.0) for j in judged]
    return {
        "questions": len(judged),
        "recall@5": _mean(j.found(5) for j in with_gold),
        "recall@10": _mean(j.found(10) for j in with_gold),
        "must_contain": _mean(float(j.shown) for j in stated),
        "right": _mean(float(j.right) for j in answerable),
        "right_or_undecided": _mean(float(j.not_wrong) for j in answerable),
        "citation_precision": _mean(float(c) for c in citations),
        "citation_recall": _mean(j.cited for j in with_gold),
        "decline_precision": precision,
        "decline_recall": recall,
        "decline_f1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        "p50_ms": statistics.median(times) if times else 0.0,
        "p95_ms": sorted(times)[max(0, round(0.95 * len(times)) - 1)] if times else 0.0,
    }


def by_kind(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the main measures for each kind of question."""
    kinds: dict[str, list[Judged]] = {}
    for j in judged:
        kinds.setdefault(str(j.item.get("kind", "")), []).append(j)
    table = [
        {
            "kind": kind,
            "questions": len(js),
            "recall@10": round(_mean(j.found(10) for j in js if j.item["gold"]), 2),
            "right": round(_mean(float(j.right if j.answerable else j.declined) for j in js), 2),
            "undecided": round(_mean(float(j.not_wrong if j.answerable else j.declined) for j in js), 2),
            "cited": round(_mean(j.cited for j in js if j.item["gold"]), 2),
        }
        for kind, js in kinds.items()
    ]
    return {"by_kind": table}


def worst(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """Return the questions with the worst answers, worst first, for a person to read."""

    def badness(j: Judged) -> float:
        if not j.answerable:
            return 0.0 if j.declined else 3.0
        return 2.0 * (not j.shown) + 1.0 * (not j.right) + 1.5 * (1 - j.cited) + j.declined

    return [
        {
            "id": j.item.get("id", ""),
            "question": j.answer.standalone_question[:160],
            "outcome": j.answer.outcome.value,
            "shown": j.shown,
            "verdict": f"{j.word or '-'}/{j.item.get('verdict', '-')}",
            "cited": "; ".join(c.locator[:60] for c in j.answer.citations)[:200],
            "gold": "; ".join(g["locator"][:60] for g in j.item["gold"])[:200],
            "gold_rank": next(
                (
                    h.rank
                    for h in j.answer.hits
                    if any(holds_quote(h.passage.text, h.passage.locators, g) for g in j.item["gold"])
                ),
                0,
            ),
        }
        for j in sorted(judged, key=badness, reverse=True)[:_WORST]
        if badness(j) > 0
    ]


def with_history(asking: str | Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return a labelled asking of a note, and the earlier questions of one that goes on with a conversation."""
    return (asking, ()) if isinstance(asking, str) else (str(asking["question"]), tuple(asking["history"]))


def read_items(file: Path) -> list[dict[str, Any]]:
    """Return the labelled questions of a file. Raise BadRequest for a file in another format."""
    try:
        items = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        for item in items:
            _ = item["question"], item["gold"], item["answerable"], item["must_contain"]
            item.setdefault("gold_mode", "all")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRequest(
            f"{file.name} is not a file of labelled questions: {error}.",
            "One JSON object a line with question, gold, must_contain and answerable.",
        ) from error
    return items


def _share(found: Sequence[bool], mode: str) -> float:
    if not found:
        return 0.0
    return float(any(found)) if mode == "any" else sum(found) / len(found)


def _mean(values: Any) -> float:
    values = list(values)
    return sum(values) / len(values) if values else 0.0

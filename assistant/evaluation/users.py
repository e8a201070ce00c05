"""Evaluation on questions in users' own words: what is right, what misleads, what is declined, how long answers are."""

from __future__ import annotations

import json
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.evaluation.answers import word_given
from assistant.evaluation.matching import holds_quote, shows
from assistant.model import Answer, Outcome
from corpus.errors import BadRequest
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import HAN, KANA
from corpus.progress import NamedProgress

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

_COUNTED_WORD = lazy_regex(rf"[{KANA}{HAN}]|[^\W{KANA}{HAN}]+")
_SHOWS_NOTHING = (Outcome.SILENT, Outcome.NOT_IN_CORPUS)
_ASKED_SHOWN = 110  # characters of a question in the table of failures


@dataclass(frozen=True)
class JudgedQuestion:
    """Labelled question of a user with its answer."""

    item: Mapping[str, Any]
    answer: Answer

    @cached_property
    def outcome_fits(self) -> bool:
        """Return whether the outcome is one that the label accepts, or an answer contradicts the false premise."""
        if self.answer.outcome.value in self.item.get("accepted", ["answered"]):
            return True
        denied = str(self.item.get("denied") or "")
        return bool(denied and self.is_answered and re.search(denied, self.answer.text, re.I | re.S))

    @property
    def is_answered(self) -> bool:
        """Return whether an answer is given."""
        return self.answer.outcome is Outcome.ANSWERED

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Return what the answer must show and does not; nothing is asked of one that says it has no answer."""
        if self.answer.outcome in _SHOWS_NOTHING:
            return ()
        shown = " ".join((self.answer.text, *(c.quote for c in self.answer.citations), *self.answer.asks_for, " "))
        return tuple(m for m in self.item["must_contain"] if not any(shows(shown, a) for a in m.split("|")))

    @cached_property
    def misleads(self) -> bool:
        """Return whether the yes or no is against the label, or an answer says what the label calls harmful."""
        word, verdict = word_given(self.answer), self.item.get("verdict")
        harmful = self.is_answered and any(
            re.search(pattern, self.answer.text, re.I | re.S) for pattern in self.item.get("harmful", ())
        )
        return harmful or bool(verdict and word and word != verdict)

    @property
    def right(self) -> bool:
        """Return whether the outcome fits, all that is asked for is shown, and nothing misleads."""
        return self.outcome_fits and not self.missing and not self.misleads

    def found(self, k: int) -> list[bool]:
        """Return for each gold place whether it stands in the first `k` passages."""
        return [
            any(holds_quote(h.passage.text, h.passage.locators, gold) for h in self.answer.hits[:k])
            for gold in self.item["gold"]
        ]

    @property
    def words(self) -> int:
        """Return the number of words of the answer; a Han or kana character is one."""
        return len(_COUNTED_WORD.findall(self.answer.text))


def evaluate_users(file: Path, assistant: Assistant, *, progress: NamedProgress | None = None) -> dict[str, Any]:
    """Return measures of the answers to every question of a file in the format of `benchmarks/users`.

    `right` and `misleading` are shares of all questions, by script: read the answers before a rise is believed.
    `declined_rightly` is the share of those that want no answer, `declined_wrongly` of those that want one. Golds are
    looked for among the first ten passages. `failures` is a table to read.

    Raise BadRequest for a file in another format.
    """
    items = _items(file)
    assistant.collection.warm()
    assistant.warm()
    judged = []
    for n, item in enumerate(items):
        if progress:
            progress(str(item["id"]), n, len(items))
        judged.append(JudgedQuestion(item, assistant.ask(item["question"], tuple(item.get("history") or ()))))
    kinds = dict.fromkeys(str(j.item.get("kind", "")) for j in judged)
    return {
        **_figures(judged),
        "outcomes": dict(Counter(j.answer.outcome.value for j in judged)),
        "by_kind": [{"kind": kind, **_shares([j for j in judged if j.item.get("kind", "") == kind])} for kind in kinds],
        "failures": [
            {
                "id": j.item["id"],
                "question": j.item["question"][:_ASKED_SHOWN],
                "outcome": j.answer.outcome.value,
                "misleads": j.misleads,
                "missing": " & ".join(j.missing),
            }
            for j in sorted(judged, key=lambda j: (not j.misleads, j.outcome_fits))
            if not j.right
        ],
    }


def _figures(judged: Sequence[JudgedQuestion]) -> dict[str, Any]:
    wanted = [j for j in judged if j.item["expected"] == Outcome.ANSWERED.value]
    unwanted = [j for j in judged if j.item["expected"] != Outcome.ANSWERED.value]
    found = [j.found(10) for j in judged if j.item["gold"]]
    times = sorted(j.answer.timings_ms.get("total", 0.0) for j in judged)
    return {
        **_shares(judged),
        "declined_rightly": _mean(j.outcome_fits and not j.is_answered for j in unwanted),
        "declined_wrongly": _mean(not j.outcome_fits for j in wanted),
        "any_gold@10": _mean(map(any, found)),
        "all_gold@10": _mean(map(all, found)),
        "all_of_several@10": _mean(all(f) for f in found if len(f) > 1),
        "words": statistics.median(j.words for j in judged),
        "p50_ms": statistics.median(times),
        "p95_ms": times[max(0, round(0.95 * len(times)) - 1)],
    }


def _shares(judged: Sequence[JudgedQuestion]) -> dict[str, Any]:
    return {
        "questions": len(judged),
        "right": _mean(j.right for j in judged),
        "misleading": _mean(j.misleads for j in judged),
    }


def _items(file: Path) -> list[Mapping[str, Any]]:
    try:
        items = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        for item in items:
            _ = item["id"], item["question"], item["expected"], item["must_contain"], item["gold"]
            for pattern in (*item.get("harmful", ()), item.get("denied") or ""):
                re.compile(pattern)
        if not items:
            raise ValueError("it has no question")
    except (OSError, ValueError, KeyError, TypeError, re.error) as error:
        raise BadRequest(
            f"{file.name} is not a file of users' questions: {error}.",
            "One JSON object a line with id, question, expected, must_contain and gold.",
        ) from error
    return items


def _mean(values: Iterable[bool]) -> float:
    values = list(values)
    return round(sum(values) / len(values), 3) if values else 0.0

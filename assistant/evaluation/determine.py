"""Evaluation of the engines on labelled questions: licences, list queries, calculations, asked as a person asks."""

from __future__ import annotations

import json
import math
import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.model import Answer
from corpus.errors import BadRequest
from corpus.language.lazy_regex import lazy_regex
from corpus.progress import NamedProgress

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

_NEGATED = lazy_regex(r"\b(?:not|never|cannot|can't|no conclusion|nor|without concluding)\b")
_VALUE_SHOWN = 60  # characters of a value in a message
_NEGATED_IN = 60  # characters in front of a phrase in which a negation takes it back
_PERMISSION = "no_chart_requirement"


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """Labelled case with its answer. `why` says what is wrong with it, empty where it passes."""

    item: Mapping[str, Any]
    answer: Answer
    why: str

    @property
    def is_false_permission(self) -> bool:
        """Return whether no requirement was found where one stands, or where a fact or a text decides."""
        item = self.item
        allowed = {item.get("expected_status"), *item.get("also_ok_status", ())}
        return _status(self.answer) == _PERMISSION and item["part"] == "licence" and _PERMISSION not in allowed


def evaluate_determine(file: Path, assistant: Assistant, *, progress: NamedProgress | None = None) -> dict[str, Any]:
    """Return for each part how many cases pass, the false permissions, the times, and the failures by their ids.

    The file has the format of `benchmarks/determine`. A licence case passes with the expected status, every mention
    and no forbidden phrase; a list or a calculation with the expected value. Raise BadRequest for another format.
    """
    items = _items(file)
    assistant.collection.warm()
    assistant.warm()
    judged = []
    for n, item in enumerate(items):
        if progress:
            progress(str(item["id"]), n, len(items))
        answer = assistant.ask(item["question"], tuple(item.get("history") or ()))
        judged.append(JudgedCase(item, answer, _faults(item, answer)))
    parts = dict.fromkeys(str(j.item["part"]) for j in judged)
    return {
        **{part: _figures([j for j in judged if j.item["part"] == part]) for part in parts},
        "false_permissions": [str(j.item["id"]) for j in judged if j.is_false_permission],
        "failures": [
            {"id": j.item["id"], "kind": j.item.get("kind", ""), "question": j.item["question"][:110], "why": j.why}
            for j in judged
            if j.why
        ],
    }


def _items(file: Path) -> list[Mapping[str, Any]]:
    try:
        items = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        if not items or not all(item["id"] and item["part"] and item["question"] for item in items):
            raise KeyError("part")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRequest(
            f"{file.name} is not in the format of labelled determinations.",
            "Write a JSON object a line: id, part (licence, list or calculator), question and what is expected.",
        ) from error
    return items


def _figures(judged: Sequence[JudgedCase]) -> dict[str, Any]:
    times = sorted(j.answer.timings_ms.get("total", 0.0) for j in judged)
    return {
        "cases": len(judged),
        "passed": sum(not j.why for j in judged),
        "p50_ms": statistics.median(times),
        "p95_ms": times[max(0, round(0.95 * len(times)) - 1)],
    }


def _status(answer: Answer) -> str:
    return str(answer.computed.get("determination", {}).get("status", ""))


def _faults(item: Mapping[str, Any], answer: Answer) -> str:
    """Return what is wrong with an answer, an empty string where nothing is."""
    if item["part"] == "licence":
        return _licence_faults(item, answer)
    if item["part"] == "list":
        told = answer.computed.get("list")
        given, wanted = (told or {}).get("value"), next(iter(item["expected"].values()))
        return "" if told is not None and same(given, wanted) else f"value {_short(given)}"
    told = answer.computed.get("calculation")
    wrong = [k for k, v in item["expected"].items() if told is None or not same(told.get(k), v)]
    return (
        "" if not wrong else f"no calculation of {', '.join(wrong)}" if told is None else f"wrong: {', '.join(wrong)}"
    )


def _licence_faults(item: Mapping[str, Any], answer: Answer) -> str:
    faults = []
    if _status(answer) not in (item["expected_status"], *item.get("also_ok_status", ())):
        faults.append(f"status {_status(answer) or 'none'}, not {item['expected_status']}")
    faults += [f"without {m}" for m in item["must_mention"] if not any(mentions(answer.text, x) for x in m.split("|"))]
    faults += [f"says {m}" for m in item["must_not"] if asserts(answer.text, m)]
    return "; ".join(faults)


def mentions(text: str, words: str) -> bool:
    """Return whether a text shows words: short capitals as a word of their own, figures not as a part of others."""
    words = words.strip()
    if re.fullmatch(r"[A-Z][A-Z0-9.]{1,5}", words):
        return re.search(rf"(?<![A-Za-z0-9]){re.escape(words)}(?![A-Za-z0-9])", text) is not None
    wanted = _plain(words)
    before = r"(?<![0-9a-z])(?<![0-9][.,])" if re.match(r"[0-9a-z]", wanted) else ""
    behind = r"(?![0-9])(?![.,][0-9])" if re.search(r"[0-9]$", wanted) else ""
    return re.search(f"{before}{re.escape(wanted)}{behind}", _plain(text)) is not None


def asserts(text: str, phrase: str) -> bool:
    """Return whether a text says a phrase without a negation in front of it."""
    plain, wanted = _plain(text), re.compile(rf"(?<![a-z0-9]){re.escape(_plain(phrase))}")
    return any(not _NEGATED.search(plain[max(0, m.start() - _NEGATED_IN) : m.start()]) for m in wanted.finditer(plain))


def same(given: Any, wanted: Any) -> bool:
    """Return whether two values are the same: lists as sets of names by their first words, numbers as numbers."""
    if isinstance(wanted, Mapping):
        return isinstance(given, Mapping) and all(same(given.get(k), v) for k, v in wanted.items())
    if isinstance(wanted, list):
        if not isinstance(given, list) or len(given) != len(wanted):
            return False
        mine, theirs = (sorted(_plain(str(v)) for v in values) for values in (given, wanted))
        return all(a.startswith(b) or b.startswith(a) for a, b in zip(mine, theirs, strict=True))
    if isinstance(wanted, bool) or wanted is None or isinstance(given, bool):
        return given is wanted
    if isinstance(wanted, int | float) and isinstance(given, int | float):
        return math.isclose(given, wanted, rel_tol=1e-6)
    return given is not None and _plain(str(given)) == _plain(str(wanted))


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) < _VALUE_SHOWN else f"{text[:_VALUE_SHOWN]}…"

"""Fit what the answer to one question says of the notes on another: the model `beside` of the gate's `gate.json`.

    python tests/benchmarks/fit_asked_together.py ROWS

`asked_together.jsonl` has double questions, and follow-ups with the question before them, written from the provisions
of laws before anybody looked at what notes there are: of about half the second question is answered by the section of
the first, of the others elsewhere or nowhere. `gold` names for each question the places that answer it, `notes` the
notes of which a reader said, question and note side by side, that they answer it.

Each question is judged by itself, over what `LICET_HOME` holds, then its nearest notes are weighed again beside the
answer to the other one. What is found is kept in the file ROWS, so that a run that was cut short goes on (delete it
after a change of features). Printed is for how many questions a note is told rightly and wrongly at the gate's own
threshold, before and after; "after" is cross-validated by question.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answer.inquiry import Inquiry, inquire
from assistant.engines.dispatch import computed
from assistant.evaluation.declining import auroc
from assistant.evaluation.regression import fit, out_of_fold, standardise
from assistant.pipeline.asked_together import answered_place, is_open
from assistant.pipeline.several_questions import part_understood
from assistant.query.parser import understand
from assistant.reading_rules.gate.asked_together import of_note_beside
from assistant.reading_rules.gate.probability import GATE_FILE, thresholds
from assistant.wiring import Application, open_application
from corpus.filters import Filters

QUESTIONS = Path(__file__).with_name("asked_together.jsonl")
_PENALTY = 3.0
_FOLDINGS = 5  # over which cross-validated probabilities are averaged: the rows are few


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One of the nearest notes to a question beside the answer to another, how likely by itself, and whether right.

    `question` has the id of both questions, which must not stand on both sides of a fold, `asked` which one it is.
    """

    question: str
    asked: int
    note: str
    alone: float
    right: bool
    features: Mapping[str, float]


def rows_of(item: Mapping[str, Any], application: Application) -> Iterator[NoteRow]:
    """Yield the rows of both of a double question, or of a follow-up; none where an engine answers."""
    gatherer = application.assistant.gatherer()
    catalogue, history = gatherer.catalogue, tuple(item["history"])
    asked = understand(item["question"], history, Filters(), catalogue)
    if history:
        queries = [understand(history[-1], history[:-1], Filters(), catalogue), asked]
    else:
        queries = [
            part_understood(part, asked.parts[0], asked.parts[:n], Filters(), (), catalogue)
            for n, part in enumerate(asked.parts)
        ]
    if len(queries) != len(item["parts"]) or any(computed(q, catalogue) for q in (asked, *queries)):
        return
    found = [inquire(query, gatherer) for query in queries]
    places = [answered_place(inquiry) for inquiry in found]
    for number, inquiry in enumerate(found):
        others = [place for n, place in enumerate(places) if place and n != number]
        if others and is_open(inquiry) and not (history and number == 0):
            yield from _weighed(item, number, inquiry, others)


def _weighed(item: Mapping[str, Any], number: int, inquiry: Inquiry, others: Sequence[Any]) -> Iterator[NoteRow]:
    answering = item["parts"][number].get("notes")
    if answering is None:
        return  # nobody has read its notes
    for match in inquiry.weighed:
        name = match.annotation.id
        features = of_note_beside(match, inquiry.weigher, others)
        yield NoteRow(str(item["id"]), number, name, match.probability, name in answering, features)


def gathered(kept: Path, questions: Path) -> list[NoteRow]:
    """Return the rows of all questions, those that the file `kept` lacks added to it."""
    items = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    done: dict[str, list[NoteRow]] = {}
    if kept.exists():
        for line in kept.read_text("utf-8").splitlines():
            told = json.loads(line)
            done[told["of"]] = [NoteRow(**row) for row in told["rows"]]
    application = open_application()
    with kept.open("a", encoding="utf-8") as stream:
        for item in items:
            if item["id"] not in done:
                done[item["id"]] = list(rows_of(item, application))
                rows = [asdict(row) for row in done[item["id"]]]
                stream.write(json.dumps({"of": item["id"], "rows": rows}) + "\n")
                stream.flush()
    return [row for item in items for row in done[item["id"]]]


def told(rows: Sequence[NoteRow], beside: np.ndarray | None = None) -> dict[str, int]:
    """Return of how many questions a note is told, and is right or wrong: by itself, or beside the other answer.

    A note that is told by itself gives way only to another one that is told.
    """
    least, best = thresholds()[1], {}
    for n, row in enumerate(rows):
        best.setdefault((row.question, row.asked), []).append(n)
    shown: list[bool] = []
    for mine in best.values():
        first = max(mine, key=lambda n: rows[n].alone)
        if beside is not None:
            likeliest = max(mine, key=lambda n, p=beside: p[n])  # type: ignore[misc]
            if beside[likeliest] >= least:
                shown.append(rows[likeliest].right)
                continue
        if rows[first].alone >= least:
            shown.append(rows[first].right)
    return {"questions": len(best), "right": sum(shown), "wrong": len(shown) - sum(shown)}


def main(kept: Path, target: Path) -> None:
    """Fit on all rows, print the measures and write the model `beside` into `target`."""
    rows = gathered(kept, QUESTIONS)
    names = list(rows[0].features)
    matrix = np.array([[row.features[name] for name in names] for row in rows])
    right = np.array([row.right for row in rows], float)
    groups = [row.question for row in rows]
    crossed = np.mean([out_of_fold(matrix, right, groups, _PENALTY, turn) for turn in range(_FOLDINGS)], axis=0)
    alone = np.array([row.alone for row in rows])
    sure = alone >= thresholds()[2]
    crossed[sure] = alone[sure]  # which nothing beside it changes
    mean, scale = standardise(matrix)
    weights, intercept = fit((matrix - mean) / scale, right, _PENALTY)
    columns = {
        name: {"mean": round(float(m), 5), "scale": round(float(s), 5), "weight": round(float(w), 5)}
        for name, m, s, w in zip(names, mean, scale, weights, strict=True)
    }
    truth = [row.right for row in rows]
    measured = {
        "notes": len(rows),
        "before": {**told(rows), "auroc": round(auroc(list(alone), truth), 3)},
        "after": {**told(rows, crossed), "auroc": round(auroc(list(crossed), truth), 3)},
    }
    for when in ("before", "after"):
        print(when, json.dumps(measured[when]))
    document = json.loads(target.read_text("utf-8"))
    document["fitted_on"][f"benchmarks/{QUESTIONS.name}"] = hashlib.sha256(QUESTIONS.read_bytes()).hexdigest()
    document["measured"]["beside"] = measured
    model = {"threshold": thresholds()[1], "intercept": round(intercept, 5), "features": columns}
    document["models"]["beside"] = model
    target.write_text(json.dumps(document, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    main(parser.parse_args().rows, Path(str(GATE_FILE)))

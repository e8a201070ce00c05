"""Fit the gate, which tells what addresses a question: writes `assistant/reading_rules/gate/gate.json`.

    python tests/benchmarks/fit_outcomes.py [--notes] ROWS CONVERSATIONS QUESTIONS…
    python tests/benchmarks/fit_outcomes.py --crosslingual ROWS
    python tests/benchmarks/fit_outcomes.py --judged ROWS

QUESTIONS are in the format of `licet eval answers`, asked of what `LICET_HOME` holds. Each that has an answer is asked
again of the texts without the sections, or without the sources, in which its gold places stand: nothing that is found
then answers it. CONVERSATIONS is in MTRAG's format, its contexts pooled by domain. What is found is kept in the file
ROWS, so that a run that was cut short goes on (delete it after a change of features). Only coefficients are written,
nothing of the texts of the files. With `--notes` the model of sentences stays as it is, and CONVERSATIONS are not read.

Notes are also fitted on `askings.jsonl`: messy questions that a note answers, and near misses that it is taken for.
`askings_crosslingual.jsonl` has such askings in other languages than English, for which
`--crosslingual` fits a model of its own.

What is shown for a question is right where it is cited from a gold place, or shows all that it must. A regression over
features of the best sentence, and one over those of the best annotation, are fitted on all rows, then calibrated on
the questions as they were asked. What answers has the highest probability that loses a given share of the right
answers; what gives a yes or no the lowest above which enough are right; both cross-validated by question, of askings by
the document of their notes.

`--judged` corrects both models of notes afterwards, on questions of strangers whose notes a reader judged: ROWS, one
object a line with the fields of `Row`, is kept outside the project. A question has a row for each of its nearest notes,
in English of four, in another language of three, since the likeliest of them is told. Askings that were written to
mislead are not what people ask; what is fitted here is how much a model's own logit says of such questions, and what
all features say beside it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from outcome_rows import Row, gathered

from assistant.evaluation.declining import auroc
from assistant.evaluation.regression import fit, out_of_fold, standardise
from assistant.reading_rules.gate.features import NOT_ANNOTATED, OWN_LANGUAGE, TRANSLATED
from assistant.reading_rules.gate.probability import GATE_FILE

ASKINGS = Path(__file__).with_name("askings.jsonl")
CROSSLINGUAL = Path(__file__).with_name("askings_crosslingual.jsonl")  # the same in other languages than English
_PENALTY = 10.0
_LOST = 0.05  # of all answerable questions may lose their right answer: it is then among the closest passages
# Of the sentences above the threshold. In words that neither texts nor notes were written with, far fewer are right
# than here: of 32 answers from sentences to fresh questions one was, so they have to be surer than a note.
_SENTENCES_RIGHT = 0.82
# Of the notes above their thresholds, on questions that nobody wrote to mislead the gate, as the near misses were.
_NOTES_RIGHT = 0.86
# Of the notes told to questions in other languages, which all were written to be answered or to mislead.
_NOTES_RIGHT_CROSSLINGUAL = 0.78
# Features that compare a question's own words with English ones, and two that such askings say nothing of.
_OF_ENGLISH = frozenset(
    ("words", "own_lack", "pinned_lack", "heavy", "lack_max", "names_missing", "names_share", "country_missing",
     "alike", "follows")
)  # fmt: skip
_VERDICTS_RIGHT = 0.95  # for a yes or no; labels are strict, a neighbour's note counts as wrong
# Of the notes told to strangers' questions, by readers' strict labels: two of three that are not right are on the very
# matter and lack the point.
# In other languages one in five of those told is on the very matter and lacks the point, and one in thirty misleads.
_JUDGED_RIGHT, _JUDGED_VERDICTS_RIGHT, _JUDGED_RIGHT_CROSSLINGUAL = 0.828, 0.905, 0.82
_JUDGED_PENALTY = {"note": 3.0, "note_crosslingual": 100.0}
# What each model weighs too low or too high of strangers' questions.
_CROSSLINGUAL_CORRECTED_BY = (
    "wording", "answer", "score", "margin", "fits", "agrees", "agrees_section", "own_language", "asked_kind", "own",
    "pinned", "said", "figures", "margin_article", "crowd", "plain_wording", "kinds_alike",
)  # fmt: skip
_CORRECTED_BY = {
    "note": (
        *(name for name in _CROSSLINGUAL_CORRECTED_BY if name != "own_language"), "alike", "country_missing", "follows",
        "heavy", "lack_max", "names_missing", "names_share", "own_lack", "pinned_lack", "words",
    ),
    "note_crosslingual": _CROSSLINGUAL_CORRECTED_BY,
}  # fmt: skip
_FOLDINGS = 5  # over which cross-validated logits are averaged: the rows are few
_FEWEST = 15  # labelled questions that a threshold must stand on


@dataclass(frozen=True, slots=True)
class Fitted:
    """Regression over rows: its coefficients by feature, and the probabilities of the rows, cross-validated."""

    rows: Sequence[Row]
    columns: Mapping[str, Mapping[str, float]]
    intercept: float
    probabilities: np.ndarray

    @property
    def as_asked(self) -> np.ndarray:
        """Return which rows are of questions as they were asked."""
        return np.array([r.asked == "as it is" for r in self.rows])

    @property
    def right(self) -> np.ndarray:
        """Return which rows are right."""
        return np.array([r.right for r in self.rows])


def fitted(rows: Sequence[Row]) -> Fitted:
    """Return a regression on all rows, calibrated on those of questions as they were asked.

    Each row of a sentence is seen a second time as it would be where nothing is annotated.
    """
    rows = [*rows, *(_unannotated(r) for r in rows if r.features.get("noted"))]
    alike = frozenset((TRANSLATED, *([] if any(r.features.get(OWN_LANGUAGE) for r in rows) else [OWN_LANGUAGE])))
    names = [n for n in rows[0].features if n not in alike]
    matrix = np.array([[r.features[n] for n in names] for r in rows])
    right = np.array([r.right for r in rows], float)
    crossed = out_of_fold(matrix, right, [_group(r) for r in rows], _PENALTY)
    mean, scale = standardise(matrix)
    weights, intercept = fit((matrix - mean) / scale, right, _PENALTY)
    as_asked = np.array([r.asked == "as it is" for r in rows])
    logit = np.log(crossed / (1 - crossed)).clip(-30, 30)[:, None]
    (slope,), shift = fit(logit[as_asked], right[as_asked], 1e-6)
    columns = {
        n: {"mean": round(float(m), 5), "scale": round(float(s), 5), "weight": round(float(slope * w), 5)}
        for n, m, s, w in zip(names, mean, scale, weights, strict=True)
    }
    probabilities = 1 / (1 + np.exp(-(slope * logit[:, 0] + shift)))
    return Fitted(rows, columns, round(float(slope * intercept + shift), 5), probabilities)


def _group(row: Row) -> str:
    """Return what must not stand on both sides of a fold: a question, and of askings all of a document."""
    if row.set.startswith("askings"):
        return row.question.partition("/")[0]
    return f"{row.set.partition(',')[0]} {row.question}"


def _unannotated(row: Row) -> Row:
    return replace(row, set=f"{row.set}, nothing annotated", features={**row.features, **NOT_ANNOTATED})


def losing(provision: Fitted, note: Fitted, share: float) -> float:
    """Return the highest probability that, asked of both, loses at most a share of the right answers.

    A question gets its annotation, else its sentence, else nothing; without a threshold the annotation always.
    """
    asked: dict[str, list[tuple[float, bool]]] = {}
    for found in (note, provision):
        for row, p in zip(found.rows, found.probabilities, strict=True):
            if row.asked == "as it is" and row.answerable and row.set.endswith(".jsonl"):
                asked.setdefault(f"{row.set} {row.question}", []).append((float(p), row.right))

    def right(least: float) -> float:
        shown = (next((is_right for p, is_right in found if p >= least), False) for found in asked.values())
        return sum(shown) / len(asked)

    return round(float(max(t for t in np.arange(0.0, 1.0, 0.01) if right(t) >= right(0.0) - share)), 3)


def right_from(found: Fitted, share: float, *, of_askings: bool = False) -> float:
    """Return the lowest probability above which at least `share` are right; 1 where there is none.

    Questions that were written to mislead count only where there are no others (`of_askings`).
    """
    counted = found.as_asked & np.array([of_askings or r.set != "askings" for r in found.rows])
    p, right = found.probabilities[counted], found.right[counted]
    order = np.argsort(-p)
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = [n for n in range(len(order)) if shares[n] >= share and n + 1 >= _FEWEST]
    return round(float(p[order[good[-1]]]), 3) if good else 1.0


def measured(found: Fitted, threshold: float) -> dict[str, Any]:
    """Return how well right ones are told from others, and what a threshold does, by set of questions."""
    out: dict[str, Any] = {}
    sets = np.array([r.set for r in found.rows])
    answerable = np.array([r.answerable for r in found.rows])
    for name in ("all", *dict.fromkeys(sets)):
        mine = (sets == name) | (name == "all")
        here = mine & found.as_asked
        p, right = found.probabilities, found.right

        def below(which: np.ndarray, p: np.ndarray = p) -> float | None:
            return round(float((p[which] < threshold).mean()), 3) if which.any() else None

        out[name] = {
            "questions": int(here.sum()),
            "right": int(right[here].sum()),
            "auroc": round(auroc(list(p[here]), list(right[here])), 3),
            "auroc_with_texts_left_out": round(auroc(list(p[mine]), list(right[mine])), 3),
            "right_declined": below(here & right),
            "wrong_declined": below(here & ~right & answerable),
            "unanswerable_declined": below(here & ~answerable),
            "left_out_declined": below(mine & ~found.as_asked),
        }
        print(name, json.dumps(out[name]))
    return out


def main(kept: Path, conversations: Path | None, questions: Sequence[Path], target: Path) -> None:
    """Fit on all files, print the measures and write `target`. Without conversations only the models of notes."""
    rows = gathered(kept, conversations, questions, ASKINGS)
    note = fitted([r for r in rows if r.of == "note" and not r.features[TRANSLATED]])
    answers, verdicts = right_from(note, _NOTES_RIGHT), right_from(note, _VERDICTS_RIGHT)
    models = [("note", note, answers), ("verdict", note, verdicts)]
    if conversations:
        provision = fitted([r for r in rows if r.of == "provision"])
        least = losing(provision, note, _LOST)
        models.insert(0, ("provision", provision, max(least, right_from(provision, _SENTENCES_RIGHT))))
    _write(target, models, (*([conversations] if conversations else []), *questions, ASKINGS))


def main_crosslingual(kept: Path, target: Path) -> None:
    """Fit the model of notes for questions in other languages, print its measures and write it into `target`."""
    rows = [
        replace(row, features={name: value for name, value in row.features.items() if name not in _OF_ENGLISH})
        for row in gathered(kept, None, (), CROSSLINGUAL)
    ]
    note = fitted(rows)
    _write(
        target,
        [("note_crosslingual", note, right_from(note, _NOTES_RIGHT_CROSSLINGUAL, of_askings=True))],
        (CROSSLINGUAL,),
    )


def corrected(of: str, model: Mapping[str, Any], rows: Sequence[Row]) -> Fitted:
    """Return a model with its logit scaled and some features weighed anew, by what a reader said of its notes."""
    names = _CORRECTED_BY[of]
    features, intercept = model["features"], model["intercept"]

    def logit(row: Row) -> float:
        weighed = ((row.features[n] - c["mean"]) / c["scale"] * c["weight"] for n, c in features.items())
        return intercept + sum(weighed)

    matrix = np.array([[logit(r), *(r.features[n] for n in names)] for r in rows])
    right = np.array([r.right for r in rows], float)
    groups = [_group(r) for r in rows]
    crossed = [out_of_fold(matrix, right, groups, _JUDGED_PENALTY[of], turn) for turn in range(_FOLDINGS)]
    logits = [np.log(p / (1 - p)) for p in crossed]
    mean, scale = standardise(matrix)
    (own, *others), shift = fit((matrix - mean) / scale, right, _JUDGED_PENALTY[of])
    slope = own / scale[0]
    columns = {n: {**c, "weight": slope * c["weight"]} for n, c in features.items()}
    shift += slope * (intercept - mean[0])
    for name, weight, m, s in zip(names, others, mean[1:], scale[1:], strict=True):
        column = columns.setdefault(name, {"mean": round(float(m), 5), "scale": round(float(s), 5), "weight": 0.0})
        column["weight"] += weight * column["scale"] / s
        shift += weight * (column["mean"] - m) / s
    columns = {n: {**c, "weight": round(float(c["weight"]), 5)} for n, c in columns.items()}
    return Fitted(rows, columns, round(float(shift), 5), 1 / (1 + np.exp(-np.mean(logits, axis=0))))


def likeliest(found: Fitted) -> Fitted:
    """Return of each question the note that is told: the likeliest of its rows."""
    best: dict[str, int] = {}
    for n, row in enumerate(found.rows):
        if row.question not in best or found.probabilities[n] > found.probabilities[best[row.question]]:
            best[row.question] = n
    kept = list(best.values())
    return replace(found, rows=[found.rows[n] for n in kept], probabilities=found.probabilities[kept])


def main_judged(kept: Path, target: Path) -> None:
    """Correct the models of notes that have judged rows, print the measures and write them into `target`."""
    rows = [Row(**json.loads(line)) for line in kept.read_text("utf-8").splitlines()]
    models = json.loads(target.read_text("utf-8"))["models"]
    answers, fitted_now = models["note"]["threshold"], []
    if english := [r for r in rows if not r.features[TRANSLATED]]:
        note = likeliest(corrected("note", models["note"], english))
        answers = right_from(note, _JUDGED_RIGHT)
        fitted_now += [("note", note, answers), ("verdict", note, right_from(note, _JUDGED_VERDICTS_RIGHT))]
    if others := [r for r in rows if r.features[TRANSLATED]]:
        crosslingual = likeliest(corrected("note_crosslingual", models["note_crosslingual"], others))
        # Nothing is told below the threshold of all.
        fitted_now.append(
            ("note_crosslingual", crosslingual, max(answers, right_from(crosslingual, _JUDGED_RIGHT_CROSSLINGUAL)))
        )
    _write(target, fitted_now, ())


def _write(target: Path, models: Sequence[tuple[str, Fitted, float]], read: Sequence[Path]) -> None:
    document = json.loads(target.read_text("utf-8"))
    document["fitted_on"] |= {f"{f.parent.name}/{f.name}": hashlib.sha256(f.read_bytes()).hexdigest() for f in read}
    document["penalty"] = _PENALTY
    for name, of, threshold in models:
        document["measured"][name] = measured(of, threshold)
        document["models"][name] = {"threshold": threshold, "intercept": of.intercept, "features": of.columns}
    target.write_text(json.dumps(document, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", action="store_true", help="fit the models of notes only")
    parser.add_argument("--crosslingual", action="store_true", help="fit the model of notes in other languages only")
    parser.add_argument(
        "--judged", action="store_true", help="correct both models of notes by rows that a reader judged"
    )
    parser.add_argument("rows", type=Path)
    parser.add_argument("conversations", type=Path, nargs="?")
    parser.add_argument("questions", type=Path, nargs="*")
    given = parser.parse_args()
    if given.judged:
        main_judged(given.rows, Path(str(GATE_FILE)))
    elif given.crosslingual:
        main_crosslingual(given.rows, Path(str(GATE_FILE)))
    elif given.questions:
        main(given.rows, None if given.notes else given.conversations, given.questions, Path(str(GATE_FILE)))
    else:
        parser.error("without --crosslingual or --judged the files of conversations and questions are needed")

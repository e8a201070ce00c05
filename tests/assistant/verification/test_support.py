"""The support scorer, its regression and its evaluation."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.evaluation.regression import fit, folds, macro_f1, out_of_fold
from assistant.evaluation.support import evaluate_support, features_of, load, scorer
from assistant.settings import Settings
from assistant.verification.alignment import alignment_features, texts_to_encode
from assistant.verification.best_stretch_features import stretch_features
from assistant.verification.support import SupportScorer, packaged_coefficients
from corpus.errors import BadRequest, ModelFailed

TEXT = [
    "The Entity List identifies foreign parties to which a license is required. A license is required for the export "
    "of any item subject to the EAR "
    "to a listed party. Applications are reviewed under the policy stated in the entry. The End-User Review "
    "Committee decides within 30 days."
]
# (better supported, worse supported, why)
ORDER = [
    ("The Entity List identifies foreign parties to which a license is required.", "The Entity List was first "
    "published by a newspaper.", "own words"),
    ("The committee decides within 30 days.", "The committee decides within 60 days.", "a figure that is not there"),
    ("A license is required to export items subject to the EAR to a listed party.", "Airlines must refund the price "
    "of a cancelled ticket.", "another topic"),
    ("Applications are reviewed under the policy stated in the entry.", "Applications are reviewed by the Ministry "
    "of Finance of Peru.", "names that are not there"),
]  # fmt: skip


@pytest.mark.parametrize(("better", "worse", "comment"), ORDER, ids=[c for *_, c in ORDER])
def test_what_the_text_says_scores_higher(better: str, worse: str, comment: str) -> None:
    judge = SupportScorer()
    assert judge.score(better, TEXT) > judge.score(worse, TEXT), comment


@given(st.text(max_size=200), st.lists(st.text(max_size=300), max_size=3), st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_a_probability(claim: str, references: list[str], question: str) -> None:
    assert 0.0 <= SupportScorer().score(claim, references, question) <= 1.0


def test_nothing_supports_nothing() -> None:
    assert SupportScorer().score("A license is required.", []) == 0.0
    assert SupportScorer().score("", TEXT) == 0.0


def test_features_without_an_encoder_are_those_of_the_packaged_regression() -> None:
    found = alignment_features("A license is required.", TEXT)
    assert set(packaged_coefficients()["words"].names) == set(found)
    assert all(np.isfinite(v) for v in found.values())


def test_the_regressions_nest() -> None:
    models = packaged_coefficients()
    assert set(models["words"].names) < set(models["tokens"].names)


def test_an_encoder_adds_its_features(new_home: Callable[[], Path]) -> None:
    judge = scorer(Settings(home=new_home(), threads=1))
    found = judge.features(ORDER[0][0], TEXT, "What is the Entity List?")
    assert set(found) == set(packaged_coefficients()["tokens"].names)
    assert found["match"] > 0.8 > judge.features(ORDER[2][1], TEXT)["match"]
    assert judge.score(ORDER[0][0], TEXT) > judge.threshold > judge.score(ORDER[2][1], TEXT)


NEW = np.array([False] * 4 + [True] * 4)  # of eight tokens the claim adds four to its question
NAMED = np.array([False] * 6 + [True] * 2)


def _stretch(near: list[np.ndarray], new: np.ndarray = NEW) -> dict[str, float]:
    return stretch_features(near, np.ones(8), new, NAMED)


def _said_at(*places: int) -> np.ndarray:
    """Return the similarities of eight tokens to a text of 60 in which each is said once, at its place."""
    near = np.full((8, 60), 0.1)
    near[range(8), places] = 1.0
    return near


def test_words_in_one_stretch_count_more_than_the_same_words_apart() -> None:
    together, apart = _stretch([_said_at(*range(30, 38))]), _stretch([_said_at(*range(0, 56, 7))])
    assert together["stretch_match"] == together["stretch_new"] == 1.0
    assert apart["stretch_match"] < 0.5
    assert apart["stretch_new_log"] < together["stretch_new_log"] == 0.0


def test_the_best_stretch_may_stand_in_any_run() -> None:
    assert _stretch([np.full((8, 3), 0.2), np.zeros((8, 0)), _said_at(*range(20, 28))])["stretch_match"] == 1.0


def test_a_new_name_that_is_not_there_counts_and_one_of_the_question_does_not() -> None:
    near = _said_at(*range(30, 38))
    near[6:, 36:38] = 0.1
    assert _stretch([near])["stretch_new_names"] == pytest.approx(2 * 0.9 / 8)
    assert _stretch([near], np.zeros(8, bool))["stretch_new_names"] == 0.0


def test_no_tokens_are_no_match() -> None:
    none = np.zeros(0, bool)
    assert set(stretch_features([np.zeros((0, 5))], np.zeros(0), none, none).values()) == {0.0}
    assert set(_stretch([np.zeros((8, 0))]).values()) == {0.0}


def test_a_name_that_the_text_lacks_lowers_the_score(new_home: Callable[[], Path]) -> None:
    judge = scorer(Settings(home=new_home(), threads=1))
    right, wrong = (
        "Applications are decided by the " + who
        for who in ("End-User Review Committee.", "Ministry of Finance of Peru.")
    )
    asked = "Who decides applications?"
    assert (
        judge.features(right, TEXT, asked)["stretch_new_names"]
        < judge.features(wrong, TEXT, asked)["stretch_new_names"]
    )
    assert judge.score(right, TEXT, asked) > judge.score(wrong, TEXT, asked)


@given(st.text(max_size=200), st.lists(st.text(max_size=300), max_size=3), st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_the_texts_to_encode_are_those_that_the_features_ask_for(
    claim: str, references: list[str], question: str
) -> None:
    asked: list[str] = []

    def tokens(texts: Sequence[str]) -> list[tuple[np.ndarray, np.ndarray]]:
        asked.extend(texts)
        return [(np.zeros(2, np.int64), np.ones((2, 1), np.float32))] * len(texts)

    assert all(np.isfinite(v) for v in alignment_features(claim, references, question, tokens=tokens).values())
    assert asked == texts_to_encode(claim, references, question)


def test_an_entailment_model_takes_the_place_of_the_regression() -> None:
    asked: list[tuple[str, str]] = []

    def entails(pairs: list[tuple[str, str]]) -> list[float]:
        asked.extend(pairs)
        return [0.9 if "Entity List" in premise else 0.1 for premise, _ in pairs]

    judge = SupportScorer(entails=entails)
    assert judge.score("A license is required [1].", TEXT) == 0.9
    assert asked == [(" ".join(TEXT), "A license is required .".replace(" .", "."))]


def test_an_entailment_model_that_is_not_there_is_a_problem_with_a_remedy(tmp_path: Path) -> None:
    from index.encoders.entailment import entailment

    judge = entailment(str(tmp_path / "no model"))
    with pytest.raises(ModelFailed, match="LICET_ENTAILMENT"):
        judge([("a", "b")])


def test_a_regression_finds_what_it_was_made_of() -> None:
    random = np.random.default_rng(0)
    rows = random.normal(size=(2000, 3))
    labels = (random.random(2000) < 1 / (1 + np.exp(-(2 * rows[:, 0] - rows[:, 1] + 0.5)))).astype(float)
    weights, intercept = fit(rows, labels, penalty=0.01)
    assert np.allclose([*weights, intercept], [2, -1, 0, 0.5], atol=0.25)


def test_no_group_is_on_both_sides_of_a_fold() -> None:
    groups = [str(i % 23) for i in range(400)]
    seen = np.zeros(400, int)
    for training, held_out in folds(groups):
        assert not {g for g, t in zip(groups, training, strict=True) if t} & {
            g for g, h in zip(groups, held_out, strict=True) if h
        }
        seen += held_out
    assert (seen == 1).all()


def test_noise_is_not_learned_across_folds() -> None:
    random = np.random.default_rng(1)
    rows, labels = random.normal(size=(400, 20)), random.integers(0, 2, 400).astype(float)
    found = out_of_fold(rows, labels, [str(i) for i in range(400)])
    assert 0.4 < macro_f1(labels > 0, found > 0.5) < 0.6


def test_macro_f1_is_that_of_the_definition() -> None:
    truth, said = np.array([1, 1, 1, 0, 0], bool), np.array([1, 1, 0, 1, 0], bool)
    assert macro_f1(truth, said) == pytest.approx((2 * 2 / (2 * 2 + 1 + 1) + 2 * 1 / (2 * 1 + 1 + 1)) / 2)


def _line(**changes: object) -> str:
    row = {
        "question": "What is the list?",
        "claim": ORDER[0][0],
        "references": TEXT,
        "attribution_label": "attributable",
        "src_dataset": "A",
    }
    return json.dumps({**row, **changes})


def test_evaluation_of_a_small_file(tmp_path: Path, new_home: Callable[[], Path]) -> None:
    file = tmp_path / "claims.jsonl"
    file.write_text(
        "\n".join([_line(), _line(claim=ORDER[2][1], attribution_label="not attributable", src_dataset="B"), ""]),
        "utf-8",
    )
    found = evaluate_support(file, Settings(home=new_home(), threads=1))
    assert found["claims"] == 2
    assert found["macro_f1"] == 1.0
    assert set(found["subsets"]) == {"A", "B"}
    assert found["in_sample"] is False
    assert len(found["worst"]) == 2


def test_features_of_many_rows_are_those_of_each(tmp_path: Path, new_home: Callable[[], Path]) -> None:
    file = tmp_path / "claims.jsonl"
    file.write_text("\n".join(_line(claim=c) for pair in ORDER for c in pair[:2]), "utf-8")
    judge = scorer(Settings(home=new_home(), threads=1))
    rows = load(file)
    for together, r in zip(features_of(rows, judge), rows, strict=True):
        alone = judge.features(r.claim, r.references, r.question)
        assert alone == pytest.approx(together, abs=1e-3)


BROKEN = [
    ("{", "not JSON"),
    (_line(attribution_label="maybe"), "an unknown label"),
    ('{"claim": "x"}', "no references"),
    ("", "empty"),
]


@pytest.mark.parametrize(("line", "comment"), BROKEN, ids=[c for _, c in BROKEN])
def test_a_file_in_another_format_is_refused_by_line(tmp_path: Path, line: str, comment: str) -> None:
    file = tmp_path / "claims.jsonl"
    file.write_text(line, "utf-8")
    with pytest.raises(BadRequest):
        load(file)


@pytest.mark.slow
def test_figures_on_the_benchmark(shared: Path, new_home: Callable[[], Path]) -> None:
    """Check that the scorer is clearly above plain word overlap (.66 to .68 on this file), cross-validated."""
    file = shared / "benchmarks" / "attributionbench" / "dev.jsonl"
    found = evaluate_support(file, Settings(home=new_home()))
    assert found["in_sample"]
    assert found["cross_validated"]["mean_over_subsets"] > 0.76

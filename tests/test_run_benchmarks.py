"""`make bench`: each benchmark has its time, one that fails or lacks something stops no other, and rows are written."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from tests.benchmarks.bench_retrieval import sampled
from tests.benchmarks.run_benchmarks import BEGIN, END, RUNS, figures_of, main, planned, written

_PAGE = f"# Benchmarks\n\nBefore.\n\n{BEGIN}\n\nold figures\n\n{END}\n\n## Speed\n"
_SCRIPTS = {
    "bench_table": "print('| | licet | langchain |\\n|---|---|---|\\n| recall@10 | .83 | .71 |\\nfirst: 2 s')",
    "bench_broken": "print('begun: 1 s')\nraise SystemExit('No documents | there.')",
    "bench_gap": "print('Left out: no folder is here.')",
    "bench_endless": "import os, subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(120)'], "
    "start_new_session=True)\n"
    "print(f'child: {child.pid}', flush=True)\ntime.sleep(120)",
    "bench_last": "import sys\nprint('{\"auroc\": 0.7}')\nprint('arguments:', *sys.argv[1:])",
}


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text("utf-8")


def test_each_benchmark_ends_by_itself_or_in_its_time_and_the_others_go_on(tmp_path: Path) -> None:
    for name, code in _SCRIPTS.items():
        (tmp_path / f"{name}.py").write_text(code, "utf-8")
    runs = tmp_path / "runs.toml"
    entries = [
        f'[[run]]\nscript = "{name}.py"\nabout = "what {name} measures"\narguments = ["--rounds", "2"]\n'
        f"budget = {3 if name == 'bench_endless' else 60}\n"
        for name in _SCRIPTS
    ]
    runs.write_text("\n".join([*entries, '[[run]]\nscript = "bench_hand.py"\napart = "takes hours"\n']), "utf-8")
    page, rows = tmp_path / "benchmarks.md", tmp_path / "rows.jsonl"
    page.write_text(_PAGE, "utf-8")

    assert main(["--page", str(page), "--runs", str(runs), "--rows", str(rows)]) == 1  # since one failed

    found = {row["script"]: row for row in map(json.loads, rows.read_text("utf-8").splitlines())}
    assert {name: row["ending"] for name, row in found.items()} == {
        "bench_table.py": "measured",
        "bench_broken.py": "failed",
        "bench_gap.py": "left out",
        "bench_endless.py": "out of time",
        "bench_last.py": "measured",
    }
    assert found["bench_table.py"]["figures"] == [["recall@10", "licet .83; langchain .71"], ["first", "2 s"]]
    assert found["bench_broken.py"]["figures"] == [["begun", "1 s"]]
    assert found["bench_last.py"]["figures"] == [["auroc", "0.7"], ["arguments", "--rounds 2"]]
    ((what, child),) = found["bench_endless.py"]["figures"]
    assert what == "child"
    until = time.monotonic() + 20
    while _alive(int(child)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _alive(int(child))

    told = page.read_text("utf-8")
    assert told.startswith("# Benchmarks\n\nBefore.\n\n")
    assert told.endswith(f"{END}\n\n## Speed\n")
    assert "old figures" not in told
    for line in (
        "| recall@10 | licet .83; langchain .71 |",
        "| `bench_broken.py` | what bench_broken measures | failed: No documents / there. |",
        "| `bench_gap.py` | what bench_gap measures | left out: Left out: no folder is here. |",
        "| `bench_endless.py` | what bench_endless measures | out of time: stopped after 3 s |",
        "| `bench_hand.py` |  | by hand: takes hours | |",
    ):
        assert line in told, line


def test_what_was_not_chosen_is_told_as_not_run(tmp_path: Path) -> None:
    (tmp_path / "bench_last.py").write_text(_SCRIPTS["bench_last"], "utf-8")
    runs, page = tmp_path / "runs.toml", tmp_path / "benchmarks.md"
    entry = '[[run]]\nscript = "{}.py"\nabout = "a figure"\nbudget = 60\n'
    runs.write_text(entry.format("bench_last") + entry.format("bench_first"), "utf-8")
    page.write_text(_PAGE, "utf-8")
    assert main(["--page", str(page), "--runs", str(runs), "--only", "bench_last.py"]) == 0
    told = page.read_text("utf-8")
    assert "| auroc | 0.7 |" in told
    assert "| `bench_first.py` | a figure | not in this run | |" in told


def test_a_page_without_its_marks_is_told_before_anything_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("# Benchmarks\n", "utf-8")
    with pytest.raises(SystemExit):
        main(["--page", str(page)])
    told = capsys.readouterr()
    assert "The page has not both lines" in told.err
    assert told.out == ""


def test_lines_are_rows() -> None:
    printed = "\n| | cpu p50 |\n|---|---|\n| ask | 12.0 |\n\nLeft out: a file.\n{not JSON}\nno colon here\n"
    assert list(figures_of(printed)) == [("ask", "cpu p50 12.0"), ("", "{not JSON}"), ("", "no colon here")]


def test_every_benchmark_is_run_in_half_an_hour_or_says_why_by_hand() -> None:
    runs = planned()
    assert sorted(run.script for run in runs) == sorted(file.name for file in RUNS.parent.glob("bench_*.py"))
    assert sum(run.budget for run in runs) <= 30 * 60
    for run in runs:
        assert bool(run.apart) != bool(run.about and run.budget), run.script


def test_the_page_of_benchmarks_has_the_marks() -> None:
    page = (RUNS.parents[2] / "docs" / "benchmarks.md").read_text("utf-8")
    assert f"{BEGIN}\n\nfigures\n\n{END}" in written(page, "figures")


def test_a_sample_has_the_golds_of_its_questions(tmp_path: Path) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    whole.mkdir()
    part.mkdir()
    passages = [{"id": str(n), "text": "" if n == 5 else f"Passage {n}."} for n in range(40)]
    questions = [{"id": "a", "question": "Which?", "gold": ["39"]}, {"id": "b", "question": "What?", "gold": ["7"]}]
    for name, rows in (("passages", passages), ("questions", questions)):
        (whole / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    sampled(whole, 10, 1, part)
    kept = [json.loads(line)["id"] for line in (part / "passages.jsonl").read_text("utf-8").splitlines()]
    assert len(kept) == 10
    assert kept == sorted(kept, key=int)
    assert "39" in kept
    assert "5" not in kept
    assert [json.loads(line)["id"] for line in (part / "questions.jsonl").read_text("utf-8").splitlines()] == ["a"]

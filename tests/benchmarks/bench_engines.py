"""CPU time of warm answers of the engines, over labelled cases.

    python tests/benchmarks/bench_engines.py CASES.jsonl [--home HOME] [--slowest 10] [--answers FILE] [--profile ID]

CASES has a `question` in each line, with its `id` and its `part`. Each question is asked twice and the second is
counted: what is read once for each edition has been read by then. CPU time counts all threads; on a busy machine it
says more than the wall clock. `--answers` writes what was answered, statements and citations, one line a case, so that
two states of the code can be compared; `--profile` shows where the time of one case goes.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import licet
from assistant.model import Answer


def told(answer: Answer) -> dict[str, object]:
    """Return what an answer says and stands on, in an order of its own."""
    return {
        "outcome": answer.outcome.value,
        "text": answer.text,
        "statements": [repr(statement) for statement in answer.statements],
        "citations": [[each.locator, each.source.id, each.start, each.end, each.quote] for each in answer.citations],
    }


def main() -> None:
    """Run the benchmark that the module describes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--slowest", type=int, default=10)
    parser.add_argument("--answers", type=Path)
    parser.add_argument("--profile")
    options = parser.parse_args()
    held = licet.open(home=options.home)
    cases = [json.loads(line) for line in options.cases.read_text("utf-8").splitlines() if line.strip()]
    if options.profile:
        case = next(each for each in cases if each["id"] == options.profile)
        held.ask(case["question"])
        profile = cProfile.Profile()
        profile.runcall(held.ask, case["question"])
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)
        return
    spent: dict[str, list[tuple[float, str]]] = defaultdict(list)
    lines = []
    for case in cases:
        held.ask(case["question"])
        busy = time.process_time()
        answer = held.ask(case["question"])
        spent[case.get("part", "all")].append((1000 * (time.process_time() - busy), case["id"]))
        lines.append(json.dumps({"id": case["id"], **told(answer)}, ensure_ascii=False))
    if options.answers:
        options.answers.write_text("\n".join(lines) + "\n", "utf-8")
    print("| part | questions | cpu p50 | cpu p95 |\n|---|---|---|---|")
    whole = [row for rows in spent.values() for row in rows]
    for name, rows in [*spent.items(), ("all", whole)]:
        row = sorted(milliseconds for milliseconds, _ in rows)
        p50, p95 = (row[min(len(row) - 1, int(len(row) * part))] for part in (0.5, 0.95))
        print(f"| {name} | {len(row)} | {p50:.1f} | {p95:.1f} |")
    for milliseconds, case_id in sorted(whole, reverse=True)[: options.slowest]:
        print(f"{milliseconds:8.1f}  {case_id}")


if __name__ == "__main__":
    main()

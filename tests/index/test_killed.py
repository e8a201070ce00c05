"""A writer killed at any moment leaves every source whole: in its old edition or in its new one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.model import Reading
from index.collection import Collection

ROUNDS = 50
SOURCES = [f"us-part-{n}" for n in range(700, 704)]
_WRITER = """
import pickle, sys
from pathlib import Path
from corpus.catalogue import Catalogue
from index.collection import Collection
home = Path(sys.argv[1])
collection = Collection(home, Catalogue(home / "catalogue.sqlite"))
collection.recover()
collection.warm()
print("ready", flush=True)
for step in pickle.loads(Path(sys.argv[2]).read_bytes()):
    if isinstance(step, str):
        try:
            collection.remove(step)
        except Exception as error:
            assert type(error).__name__ == "NotHeld", error
    else:
        collection.add(step)
"""


def edition(law: Callable[..., Reading], source: str, number: int) -> Reading:
    fixed = [f"Rule {n} of {source} stands in every edition." for n in range(6)]
    return law(source, [*fixed, *(f"Rule {n} of {source} in edition {number}." for n in range(6))])


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 11])
def test_killed_at_any_moment_every_source_is_whole(
    home: Path, law: Callable[..., Reading], tmp_path: Path, seed: int
) -> None:
    import pickle

    chance = random.Random(seed)
    steps = tmp_path / "steps.pickle"
    number, killed = 0, 0
    for _ in range(ROUNDS):
        plan: list[object] = []
        for _ in range(40):
            number += 1
            source = chance.choice(SOURCES)
            plan.append(source if chance.random() < 0.25 else edition(law, source, number))
        steps.write_bytes(pickle.dumps(plan))
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(home), str(steps)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        assert writer.stderr is not None
        assert writer.stdout.readline() == "ready\n", writer.stderr.read()
        time.sleep(chance.uniform(0.0, 1.2))
        killed += writer.poll() is None
        os.kill(writer.pid, signal.SIGKILL)
        writer.communicate()
        catalogue = Catalogue(home / "catalogue.sqlite")
        collection = Collection(home, catalogue)
        try:
            for hit in collection.search("Which rule stands in every edition?", 50):  # before recovering: nothing half
                assert hit.passage.text in catalogue.text(hit.version.number)
            collection.recover()
            assert [c for c in collection.check() if not c[1]] == []
            for held in catalogue.holdings():
                text = catalogue.text(held.latest.number)
                editions = {line.rsplit(" ", 1)[-1] for line in text.splitlines() if "in edition" in line}
                assert (len(editions), len(text.splitlines())) == (1, 13), held.source.id
        finally:
            collection.close()
            catalogue.close()
    assert killed >= ROUNDS * 0.9

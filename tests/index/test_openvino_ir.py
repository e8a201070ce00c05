"""Networks opened side by side leave the process as it was."""

from __future__ import annotations

import locale
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.encoders.e5 import E5
from index.encoders.minilm import MiniLM

ROOT = Path(__file__).resolve().parents[2]


def test_networks_opened_at_once_leave_the_locale_of_the_process(home: Path) -> None:
    before = locale.setlocale(locale.LC_CTYPE)
    with ThreadPoolExecutor(6) as pool:
        english = [pool.submit(MiniLM(home).load) for _ in range(3)]
        others = [pool.submit(E5(home).vectors, ["licence"], is_query=True) for _ in range(3)]
        for opening in (*english, *others):
            opening.result()
    assert locale.setlocale(locale.LC_CTYPE) == before


_FIRST_TEXTS = """
import sys, threading
from pathlib import Path
from index.encoders.minilm import MiniLM

sys.setswitchinterval(1e-6)
model = MiniLM(Path(sys.argv[1]))
model.load()
together = threading.Barrier(8)

def first():
    together.wait()
    list(model.states(["licence"]))

threads = [threading.Thread(target=first) for _ in range(8)]
[t.start() for t in threads]
[t.join() for t in threads]
"""


@pytest.mark.slow
def test_the_first_texts_of_many_threads_do_not_wait_for_each_other(home: Path) -> None:
    """Start processes whose first texts are all read at once: before one array was made ahead, one in three hung."""
    for _ in range(6):
        done = subprocess.run([sys.executable, "-c", _FIRST_TEXTS, str(home)], timeout=120, check=False, cwd=ROOT)
        assert done.returncode == 0

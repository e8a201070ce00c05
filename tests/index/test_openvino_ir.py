"""Networks opened side by side leave the process as it was."""

from __future__ import annotations

import locale
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index.encoders.e5 import E5
from index.encoders.minilm import MiniLM


def test_networks_opened_at_once_leave_the_locale_of_the_process(home: Path) -> None:
    before = locale.setlocale(locale.LC_CTYPE)
    with ThreadPoolExecutor(6) as pool:
        english = [pool.submit(MiniLM(home).load) for _ in range(3)]
        others = [pool.submit(E5(home).vectors, ["licence"], is_query=True) for _ in range(3)]
        for opening in (*english, *others):
            opening.result()
    assert locale.setlocale(locale.LC_CTYPE) == before

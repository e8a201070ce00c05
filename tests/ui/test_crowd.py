"""Many readers at once: each gets the answer to its own question, none sees another's, and the server stays small."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import websockets

from tests.ui.crowd import Reader, crowd, memory, rules, things

_GROWTH = 300  # MB that the server may take beside what it holds once it is warm


@pytest.mark.slow
def test_no_answer_reaches_another_reader(
    home: Path,
    line: Callable[[Path, Any], Any],
    serve: Any,
    tmp_path: Path,
    run_async: Any,
) -> None:
    readers, lasting = 40, 120.0
    names = things(3 * readers)
    (tmp_path / "widgets.md").write_text(rules(names), "utf-8")
    copy = Path(shutil.copytree(home, tmp_path / "home", symlinks=True))
    official = type("NoPublisher", (), {"url": "http://127.0.0.1:9"})
    line(copy, official).run("add", "--kind", "law", "--jurisdiction", "us", str(tmp_path / "widgets.md"))
    app = serve(copy, LICET_QUESTIONS_PER_MINUTE="100000")
    app.wait()
    own = [names[n::readers] for n in range(readers)]
    first = run_async(crowd(app.base, own, 1.0))  # a question each: every thread has its networks
    assert first.faults == []
    before = memory(app.process.pid)
    told = run_async(crowd(app.base, own, lasting))
    assert told.faults == []
    assert len(told.seconds) >= 2 * readers
    assert memory(app.process.pid) - before < _GROWTH, (before, memory(app.process.pid))
    assert "Traceback" not in app.output()
    print(f"{len(told.seconds)} answers, {before:.0f} MB before, {memory(app.process.pid):.0f} MB after")


def test_a_session_that_talks_nonsense_disturbs_nobody(served: Any, run_async: Any) -> None:
    async def told() -> str:
        for nonsense in (b"", b"\xff" * 1_000, os.urandom(5_000), b"\x0a" + b"\xff" * 100_000, bytes(20_000_000)):
            async with Reader(served.base) as reader:
                with suppress(websockets.ConnectionClosed, TimeoutError):
                    await reader.send(nonsense)
                    await asyncio.wait_for(reader.receive(), 1.0)
        async with Reader(served.base) as reader:
            answer, _ = await reader.ask("What is a quantum lantern?")
            return answer

    assert "colder than the room" in run_async(told())

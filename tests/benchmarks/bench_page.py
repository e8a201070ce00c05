"""Time to a page, to a first statement, and of twenty readers at once, in a browser and as sessions.

    python tests/benchmarks/bench_page.py [--home HOME] [--sessions 20] [--no-browser]

Without HOME a small collection is made for the run. A page is timed from requesting its address to its heading on
screen, for a server's first page (its second start) and warm; a statement from Enter to the first words of the answer
on screen, each question asked once. `--no-browser` leaves both out. The sessions speak Streamlit's protocol; each
question is asked alone first, then all at once, and each must get the answer that it got alone; processor time an
asking is told for both, which other work on the machine moves less than seconds. With HOME they ask once
more over it, real questions of people. What is asked is kept there as the conversations of those readers, so give a
copy.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

_THINGS = (
    "amber",
    "brass",
    "copper",
    "ebony",
    "flint",
    "glass",
    "horn",
    "ivory",
    "jade",
    "kelp",
    "larch",
    "maple",
    "nickel",
    "opal",
    "pearl",
    "quartz",
    "reed",
    "slate",
    "topaz",
    "umber",
)
_REAL = (  # questions over a home of real texts
    "What is an ECCN?",
    "What is a deemed export?",
    "Do I need a licence to export night vision goggles to Turkey?",
    "Is Huawei on the Entity List?",
    "How long must records of exports be kept?",
    "What does 744.21 say?",
    "What is catch-all control under Article 4 of Regulation 2021/821?",
    "Which countries are in Country Group E:1?",
    "What is the penalty for exporting without a licence from the United States?",
    "What is a military end user?",
    "What does Licence Exception TMP allow?",
    "Does China control the export of gallium?",
    "Who decides on an export licence in Japan?",
    "What is the definition of technology in the EAR?",
    "How many entities of Russia are on the Entity List?",
    "What is EU general export authorisation EU001?",
    "What is the de minimis rule?",
    "Are drones controlled for export from China?",
    "What is the Unverified List?",
    "When did the last changes of the Entity List begin?",
)
_WATCH = """() => { const seen = () => { \
const e = document.querySelector(".lc-caret") || document.querySelector(".lc-group");
  if (e && e.innerText.trim().length > 10 && !window.first) window.first = performance.now(); };
  window.first = 0; window.begun = performance.now();
  new MutationObserver(seen).observe(document.body, {childList: true, subtree: true, characterData: true}); }"""


def conftest() -> Any:
    """Return the browser's and the server's handles of the tests."""
    spec = importlib.util.spec_from_file_location("ui_conftest", ROOT / "tests" / "ui" / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def make_home(home: Path) -> None:
    """Make a home with a text that has one paragraph per thing, none of which answers for another."""
    from assistant.settings import Settings
    from assistant.wiring import open_application
    from corpus.model import Kind
    from index.ingest.intake import Labels, take_in

    text = "\n\n".join(
        f"# The {t} rule\n\nA {t} widget is a widget of {t} with mark M-{n + 100}." for n, t in enumerate(_THINGS)
    )
    (home / "widgets.md").write_text(f"---\ntitle: Widget Rules\n---\n{text}\n", "utf-8")
    licet = open_application(Settings(home=home / "licet"))
    for done in take_in(licet.collection, home / "widgets.md", Labels(jurisdiction="us", kind=Kind.LAW)):
        assert done.problem is None, done.problem
    licet.ensure_library()
    licet.catalogue.close()


def listening(port: int) -> None:
    """Wait until the server accepts connections.

    A browser that connected again and again meanwhile would take time from the server.
    """
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)


def pages(served: Any, home: Path, chromium: str, arguments: list[str]) -> None:
    """Print the times of pages and first statements in a real browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        firsts = []
        for _ in range(3):
            page = browser.new_context().new_page()
            begun = time.perf_counter()
            app = served(home)
            listening(app.port)
            page.goto(app.base)
            page.locator(".lc-welcome").wait_for()
            firsts.append(time.perf_counter() - begun)
            app.wait()
            if len(firsts) < 3:
                app.stop()
        print(
            "page visible, from the command of a second start: "
            f"median {statistics.median(firsts):.2f} s of {len(firsts)}"
        )
        time.sleep(4)
        for who, kept in (("a browser that comes again", browser.new_context()), ("a browser without cache", None)):
            warm = []
            for _ in range(6):
                page = (kept or browser.new_context()).new_page()
                begun = time.perf_counter()
                page.goto(app.base)
                page.locator(".lc-welcome").wait_for()
                warm.append(time.perf_counter() - begun)
                page.close()
            warm = warm[1:] if kept else warm  # its first visit fills the cache
            print(f"page visible, warm, {who}: median {statistics.median(warm):.2f} s of {len(warm)}")
        page = browser.new_context().new_page()
        firsts = []
        for thing in (
            "What are export controls?",
            "What is an ECCN?",
            "What is a deemed export?",
            "What is the Entity List?",
            "What is a licence exception?",
            "Which agency controls nuclear exports?",
        ):
            page.goto(app.base)
            page.locator(".lc-welcome").wait_for()
            page.wait_for_timeout(600)
            box = page.get_by_test_id("stChatInputTextArea")
            box.fill(thing)
            page.evaluate(_WATCH)
            box.press("Enter")
            page.wait_for_function("() => window.first > 0")
            firsts.append(page.evaluate("window.first - window.begun"))
        print(
            f"first statement on screen, warm: median {statistics.median(firsts):.0f} ms, longest {max(firsts):.0f} "
            f"ms of {len(firsts)}"
        )
        browser.close()
        app.stop()


async def session(base: str, question: str) -> tuple[str, float]:
    """Ask through Streamlit's websocket; return the answer and the seconds from the question to its finished page."""
    from tests.ui.crowd import Reader

    async with Reader(base) as reader:
        begun = time.perf_counter()
        body, _ = await reader.ask(question)
        return body, time.perf_counter() - begun


async def crowd(base: str, questions: Sequence[str]) -> list[tuple[str, float]]:
    """Run a session for each question at once."""
    return await asyncio.gather(*(session(base, question) for question in questions))


def processor_seconds(process: int) -> float:
    """Return the processor time that a process has taken, whatever else the machine does."""
    spent = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


def together(app: Any, count: int, asked: Sequence[str], where: str) -> None:
    """Print the seconds of single sessions and of so many at once, then end the server.

    Raise AssertionError where one of many gets another answer than a session that asks alone.
    """
    app.wait()
    time.sleep(4)
    asyncio.run(crowd(app.base, asked[:1]))  # the first waits for the models
    alone = {question: asyncio.run(crowd(app.base, [question]))[0] for question in asked}
    begun = processor_seconds(app.process.pid)
    for question in asked:  # once more: the first time the home is read from disk, and questions to offer are tried
        asyncio.run(crowd(app.base, [question]))
    cost = (processor_seconds(app.process.pid) - begun) / len(asked)
    print(f"over {where}, a session alone: {1000 * cost:.0f} ms of processor time an asking")
    single = sorted(seconds for _, seconds in alone.values())
    median = statistics.median(single)
    print(f"over {where}, a session alone: median {median:.2f} s of {len(single)}, longest {single[-1]:.2f} s")
    for round_ in ("first", "second"):
        questions = [asked[n % len(asked)] for n in range(count)]
        begun = processor_seconds(app.process.pid)
        given = asyncio.run(crowd(app.base, questions))
        each = (processor_seconds(app.process.pid) - begun) / count
        for question, (body, _) in zip(questions, given, strict=True):
            assert body == alone[question][0], (question, body, alone[question][0])
        times = sorted(seconds for _, seconds in given)
        p95 = times[max(0, round(0.95 * len(times)) - 1)]
        print(
            f"over {where}, {count} sessions at once, {round_} time: median {statistics.median(times):.2f} s, 95th "
            f"percentile {p95:.2f} s, {p95 / median:.1f} times a session alone, none mixed; {1000 * each:.0f} ms of "
            f"processor time an asking, {each / cost:.2f} times one alone"
        )
    app.stop()


def main() -> None:
    """Print the figures, with how busy the machine is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--no-browser", action="store_true")
    chosen = parser.parse_args()
    kit, before = conftest(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        make_home(Path(folder))
        own = Path(folder) / "licet"
        if not chosen.no_browser:
            pages(kit.Served, chosen.home or own, kit.CHROMIUM, kit.ARGUMENTS)
        asked = [f"What is a {thing} widget?" for thing in _THINGS]
        together(kit.Served(own, LICET_QUESTIONS_PER_MINUTE="1000"), chosen.sessions, asked, "a small home")
    if chosen.home:
        served = kit.Served(chosen.home, LICET_QUESTIONS_PER_MINUTE="1000")
        together(served, chosen.sessions, _REAL, str(chosen.home))
    print(f"load before and after: {before:.1f}, {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()

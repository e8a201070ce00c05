"""Time to a page, to a first statement, and of twenty readers at once, in a browser and as sessions.

    python tests/benchmarks/bench_page.py [--home HOME] [--sessions 20] [--no-browser]

Without HOME a small collection is made for the run. A page is timed from requesting its address to its heading on
screen, for a server's first page (its second start) and warm; a statement from Enter to the first words of the answer
on screen, each question asked once. `--no-browser` leaves both out. The sessions speak Streamlit's protocol, all ask
at once, and each checks that it got the answer to its own question and to no other; before them single sessions ask,
one after another.
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
_SINGLE = 7  # sessions that ask one after another
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
            page.wait_for_function("window.first > 0")
            firsts.append(page.evaluate("window.first - window.begun"))
        print(
            f"first statement on screen, warm: median {statistics.median(firsts):.0f} ms, longest {max(firsts):.0f} "
            f"ms of {len(firsts)}"
        )
        browser.close()
        app.stop()


async def session(base: str, question: str, own: str, others: tuple[str, ...]) -> float:
    """Ask through Streamlit's websocket; return the seconds from the question to its finished page.

    Raises AssertionError on the answer to another question.
    """
    from tests.ui.crowd import Reader

    async with Reader(base) as reader:
        begun = time.perf_counter()
        body, _ = await reader.ask(question)
        assert own in body, (question, body)
        assert not any(other in body for other in others), (question, body)
        return time.perf_counter() - begun


async def crowd(base: str, count: int) -> list[float]:
    """Run so many sessions at once, each about a thing of its own."""
    marks = [f"M-{n + 100}" for n in range(len(_THINGS))]
    asked = [
        session(
            base,
            f"What is a {_THINGS[n % len(_THINGS)]} widget?",
            marks[n % len(_THINGS)],
            tuple(m for m in marks if m != marks[n % len(_THINGS)]),
        )
        for n in range(count)
    ]
    return await asyncio.gather(*asked)


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
        app = kit.Served(own, LICET_QUESTIONS_PER_MINUTE="1000")
        app.wait()
        time.sleep(4)
        alone = statistics.median([asyncio.run(crowd(app.base, 1))[0] for _ in range(_SINGLE)])
        print(f"a session alone: median {alone:.2f} s of {_SINGLE}")
        for round_ in ("first", "second"):
            times = sorted(asyncio.run(crowd(app.base, chosen.sessions)))
            p95 = times[max(0, round(0.95 * len(times)) - 1)]
            print(
                f"{chosen.sessions} sessions at once, {round_} time: median {statistics.median(times):.2f} s, 95th "
                f"percentile {p95:.2f} s, {p95 / alone:.1f} times a session alone, none mixed"
            )
        app.stop()
    print(f"load before and after: {before:.1f}, {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()

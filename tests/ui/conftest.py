"""A home with small documents, and the app served over it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest

from assistant.wiring import LIBRARY_META
from corpus.catalogue import Catalogue
from ui.cli import main

ROOT = Path(__file__).resolve().parent.parent.parent

LANTERNS = """---
title: Guidance on lantern exports
jurisdiction: us
kind: guidance
---
# Lantern licences

A quantum lantern is a lamp whose light is colder than the room in which it burns. Exporters of quantum lanterns must keep
their records for five years after the shipment. A licence is not needed for a quantum lantern that is returned for repair.

# Wick notices

Wicks longer than one metre need a notice to the agency thirty days before export.
"""
HOSTILE = """---
title: <b>Bold</b> <img src=x onerror="window.pwned=1"> notice
jurisdiction: us
kind: guidance
---
# Widget exports <script>window.pwned=2</script>

The widget licence needs a form <img src=x onerror="window.pwned=3"> and [a link](javascript:window.pwned=4) to **nowhere**.

A widget is any item of <iframe src="http://evil.invalid"></iframe> category 9X with ![p](http://evil.invalid/x.png) inside.
"""


ABROAD = """---
title: Lantern Export Act
jurisdiction: jp
kind: law
---
# Article 1

A quantum lantern may be exported only with a licence of the minister.

# Article 2

The minister decides on an application within ninety days.
"""
BELL_RULES = """---
title: Brass Bell Regulations
jurisdiction: us
kind: law
---
# Rule 1

Exporters of brass bells must keep their records for five years after the shipment.
"""
BELLS = """---
title: Questions about brass bells
jurisdiction: us
kind: guidance
---
# What a brass bell is

A brass bell is a bell of brass that rings below one kilohertz.

# How long records of brass bells are kept

Exporters of brass bells must keep their records for seven years after the shipment.

# Who decides on brass bells

The bell officer decides on brass bells within ten days.
"""
PARTIES = "Country,Entity,Licence requirement\n" + "".join(
    f"{country},{name} Works {n},{need}\n"
    for n in range(12)
    for country, name, need in (("FREEDONIA", "Firefly", "All items"), ("SYLVANIA", "Glowworm", "Lanterns only"))
)
# A question for each way in which one can end, over the documents of `home`.
QUESTIONS = {
    "answered": "What is a quantum lantern?",
    "not_in_corpus": "What is the capital of France?",
    "silent": "How much is the fee under Article 2?",
    "needs_fact": "Do I need a licence to export my product?",
}
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
PICTURES = os.environ.get("PICTURES_OF_PAGES", "")  # a folder for the screenshots, when someone wants to look


def small_pdf() -> bytes:
    """One page with a sentence of its own."""
    from fpdf import FPDF

    sheet = FPDF()
    sheet.add_page()
    sheet.set_font("Helvetica", size=12)
    sheet.multi_cell(
        0, 8, "A cryogenic gizmo is a device that cools a sample below one kelvin. Its shipping records show the end user."
    )
    return bytes(sheet.output())


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LICET_HOME with a few documents, read and indexed by the real parts; the starter library is left out to save time."""
    from assistant.settings import Settings
    from assistant.wiring import open_licet
    from corpus.library import explainers
    from index.intake import take_in

    folder, documents = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("documents")
    (documents / "lanterns.md").write_text(LANTERNS, "utf-8")
    (documents / "hostile.md").write_text(HOSTILE, "utf-8")
    (documents / "act.md").write_text(ABROAD, "utf-8")
    (documents / "bell-rules.md").write_text(BELL_RULES, "utf-8")
    (documents / "bells.md").write_text(BELLS, "utf-8")
    (documents / "parties.csv").write_text(PARTIES, "utf-8")
    (documents / "gizmo.pdf").write_bytes(small_pdf())
    licet = open_licet(Settings(home=folder))
    for path in sorted(documents.iterdir()):
        for done in take_in(licet.collection, path):
            assert done.problem is None, done.problem
    digest = hashlib.sha256(b"".join(p.read_bytes() for p in explainers())).hexdigest()
    licet.catalogue.set_meta(LIBRARY_META, digest)
    licet.catalogue.close()
    return folder


def open_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """The app in a process of its own."""

    def __init__(self, home: Path, folder: Path = ROOT, port: int = 0, **variables: str) -> None:
        self.home, self.port = home, port or open_port()
        self.base = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LICET_")}
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the process)
        command = [sys.executable, "-m", "ui.cli", "ui", "--port", str(self.port)]
        environment = {**kept, "LICET_HOME": str(home), **variables}
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=self.log, stderr=self.log)

    def wait(self, path: str = "/healthz", seconds: float = 120, want: str = '"ready":true') -> str:
        """Waits until the health check says so; its answer."""
        begun, said = time.monotonic(), ""
        while time.monotonic() - begun < seconds:
            assert self.process.poll() is None, self.output()
            try:
                with urllib.request.urlopen(self.base + path, timeout=5) as response:
                    said = response.read().decode()
                if want in said:
                    return said
            except urllib.error.HTTPError as error:
                raise AssertionError(error.read().decode()) from error
            except OSError:
                pass  # not listening yet
            time.sleep(0.2)
        raise AssertionError(f"not ready after {seconds} s: {said} {self.output()}")

    def output(self) -> str:
        """What the server has printed."""
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def stop(self) -> None:
        """Ends it as a killed server ends."""
        self.process.kill()
        self.process.wait(20)
        self.log.close()


@pytest.fixture(scope="session")
def served(home: Path) -> Iterator[Served]:
    """The app over a copy of the home, warm."""
    copy = home.parent / "home-served"
    shutil.copytree(home, copy, dirs_exist_ok=True)
    app = Served(copy)
    app.wait()
    yield app
    app.stop()


def _serving() -> Iterator[Any]:
    started: list[Served] = []

    def serve(home: Path, **how: Any) -> Served:
        started.append(Served(home, **how))
        return started[-1]

    yield serve
    for app in started:
        if app.process.poll() is None:
            app.stop()


@dataclass
class Line:
    """The command line over a home and the publishers on loopback."""

    home: Path
    official: Any
    environment: dict[str, str]

    def run(self, *arguments: str, ok: int | None = 0, **variables: str) -> SimpleNamespace:
        """`licet …` in this process: what it printed and its exit code."""
        out, err, code = io.StringIO(), io.StringIO(), 0
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LICET_")}
        environment = {**kept, **self.environment, **variables}
        with patch.dict(os.environ, environment, clear=True), redirect_stdout(out), redirect_stderr(err):
            try:
                main(list(arguments))
            except SystemExit as end:
                code = int(end.code or 0)
        return self._checked(SimpleNamespace(out=out.getvalue(), err=err.getvalue(), code=code), ok)

    def outside(self, *arguments: str, ok: int | None = 0, **variables: str) -> SimpleNamespace:
        """`licet …` in a process of its own, as a person runs it."""
        return self.ended(self.start(*arguments, **variables), ok)

    def start(self, *arguments: str, limit: int = 0, **variables: str) -> subprocess.Popen[str]:
        """`licet …` in a process of its own, that may write no file over `limit` bytes."""

        def prepared() -> None:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # tests that run in the background inherit it ignored
            if limit:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        return subprocess.Popen(
            [sys.executable, "-m", "ui.cli", *arguments], cwd=ROOT, text=True, env={**os.environ, **self.environment, **variables},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=prepared,
        )  # fmt: skip

    def ended(self, process: subprocess.Popen[str], ok: int | None = None) -> SimpleNamespace:
        """What a process of its own printed, and its exit code."""
        out, err = process.communicate(timeout=120)
        return self._checked(SimpleNamespace(out=out, err=err, code=process.returncode), ok)

    def _checked(self, done: SimpleNamespace, ok: int | None) -> SimpleNamespace:
        assert "Traceback" not in done.err, done.err
        assert ok is None or done.code == ok, done.err + done.out
        return done

    def sync(self, *what: str, ok: int | None = 0, **variables: str) -> dict[str, dict[str, Any]]:
        """The outcomes of a sync by source id. Standard output holds one JSON document and nothing else."""
        done = self.run("sync", *what, "--json", ok=ok, **variables)
        return {row["source_id"]: row for row in json.loads(done.out)}


@pytest.fixture(scope="session")
def line() -> Callable[[Path, Any], Line]:
    """`line(home, official)`: the command line over them."""
    return lambda home, official: Line(home, official, {"LICET_HOME": str(home), "LICET_SOURCES_BASE_URL": official.url})


@pytest.fixture(scope="session")
def empty_home(library_home: Path) -> Callable[[Path], Path]:
    """Makes a home with the encoder, converted already, and without the starter library, to save time."""

    def make(home: Path) -> Path:
        home.mkdir()
        (home / "encoder").symlink_to(library_home / "encoder")
        with_library, without = Catalogue(library_home / "catalogue.sqlite"), Catalogue(home / "catalogue.sqlite")
        without.set_meta(LIBRARY_META, with_library.meta(LIBRARY_META))
        for catalogue in (with_library, without):
            catalogue.close()
        return home

    return make


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Finds a port that nobody listens on."""
    return open_port


@pytest.fixture
def serve() -> Iterator[Any]:
    """Starts apps that end with the test."""
    yield from _serving()


@pytest.fixture(scope="module")
def module_serve() -> Iterator[Any]:
    """Starts apps that end with the module."""
    yield from _serving()


@pytest.fixture
def slow_model() -> Iterator[str]:
    """The address of a chat model's server that takes a question and then says nothing."""
    quiet = threading.Event()

    class Silent(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            quiet.wait(60)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    quiet.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def careless_model() -> Iterator[str]:
    """The address of a chat model's server that writes one sentence from the evidence and one out of the blue, whatever it is asked."""
    told = "A quantum lantern is a lamp whose light is colder than the room in which it burns [1]. Its records are kept for 77 years [1]."

    class Careless(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            whole = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": told}}
            piece = {"index": 0, "finish_reason": None, "delta": {"role": "assistant", "content": told}}
            answer = {"id": "1", "created": 0, "model": "careless", "choices": [piece if asked.get("stream") else whole]}
            body = json.dumps(answer)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream" if asked.get("stream") else "application/json")
            self.end_headers()
            self.wfile.write((f"data: {body}\n\ndata: [DONE]\n\n" if asked.get("stream") else body).encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Careless)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


class Tab:
    """A tab of a browser at the app, and what a reader does in it."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base = page, base

    def open(self, path: str = "") -> Tab:
        """Goes to an address of the app and waits until the page stands."""
        self.page.goto(self.base + path)
        self.page.locator("[data-testid$=Logo]").first.wait_for(state="attached")
        return self.settled()

    def settled(self) -> Tab:
        """Waits until the page's program is done and its elements are drawn."""
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        self.page.wait_for_timeout(150)
        return self

    def ask(self, question: str) -> Any:
        """Asks and waits for the finished answer; its outcome line."""
        before = self.page.locator(".lc-outcome").count()
        box = self.page.get_by_test_id("stChatInputTextArea")
        box.fill(question)
        box.press("Enter")
        self.page.locator(".lc-outcome").nth(before).wait_for(timeout=90_000)
        self.settled()
        return self.page.locator(".lc-outcome").nth(before)

    @property
    def text(self) -> str:
        """What the middle of the page says."""
        return str(self.page.locator("[data-testid=stMain]").inner_text())

    def button(self, name: str, **how: Any) -> Any:
        """The last button of that name that is on the page."""
        return self.page.get_by_role("button", name=name, **how).last

    def picture(self, name: str) -> None:
        """Keeps a screenshot, when someone wants to look."""
        if PICTURES:
            self.page.wait_for_timeout(500)
            self.page.screenshot(path=f"{PICTURES}/{name}.png")

    def barriers(self) -> list[str]:
        """What axe-core finds that keeps someone from using the page: its serious and critical violations."""
        from axe_playwright_python.sync_playwright import Axe

        return [
            f"{found['impact']} {found['id']}: {found['nodes'][0]['html'][:200]}"
            for found in Axe().run(self.page).response["violations"]
            if found["impact"] in ("serious", "critical")
        ]

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests; every tab has a profile of its own."""
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium here")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Any) -> Iterator[Any]:
    """Opens tabs at an app, each of a reader of its own; errors of the page and requests to other hosts fail the test."""
    opened: list[Any] = []
    faults: list[str] = []

    def browse(app: Served, width: int = 1440, scheme: str = "light", **how: Any) -> Tab:
        context = chromium.new_context(
            color_scheme=scheme, viewport={"width": width, "height": 1000 if width > 600 else 844},
            permissions=["clipboard-read", "clipboard-write"], **how,
        )  # fmt: skip
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda r: faults.append(r.url) if r.url.startswith("http") and "//127.0.0.1" not in r.url else None)
        opened.append(context)
        return Tab(page, app.base)

    yield browse
    for context in opened:
        context.close()
    assert faults == []

"""Fixtures: a home with small documents, the app served over it, the command line, chat models, a browser."""

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
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest

from assistant.wiring import LIBRARY_META
from corpus.catalogue import Catalogue
from corpus.library import explainers
from tests.chat_server import chatting
from tests.ui.documents import ABROAD, BELL_RULES, BELLS, DECLARED, HOSTILE, LANTERNS, PARTIES, small_pdf
from tests.ui.tab import Tab
from ui.cli import main

ROOT = Path(__file__).resolve().parent.parent.parent

CHROMIUM = "/usr/bin/chromium"
_PATIENCE_MS = 60_000  # for what a page shall show, on a machine where four browsers share two cores
_SERVER_SHOWN = 3_000  # characters of what a server printed last
OPENED: pytest.StashKey[list[Any]] = pytest.StashKey()
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let a test in a browser run once more where it failed, and be listed as rerun.

    On a busy machine a page may take longer than the browser waits; a real fault fails twice.
    """
    if not config.pluginmanager.hasplugin("rerunfailures"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Add to the report of a test that fails what the pages that it opened show, and what their servers printed last.

    That is a failure in the test itself: after it the pages are closed.
    """
    report = yield
    if report.when == "call" and report.failed:
        for tab, app in item.stash.get(OPENED, []):
            with suppress(Exception):  # a page that is closed or gone tells nothing
                report.sections.append((f"page {tab.page.url}", tab.page.locator("body").inner_text(timeout=2_000)))
            with suppress(Exception):
                report.sections.append((f"server {app.base}", app.output()[-_SERVER_SHOWN:]))
    return report


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, new_home: Callable[[], Path]) -> Path:
    """Make a home with a few documents, read and indexed by the real parts.

    The starter library is left out to save time.
    """
    from assistant.settings import Settings
    from assistant.wiring import open_application
    from corpus.model import Kind
    from index.ingest.intake import Labels, take_in

    folder, documents = new_home(), tmp_path_factory.mktemp("documents")
    (documents / "lanterns.md").write_text(LANTERNS, "utf-8")
    (documents / "hostile.md").write_text(HOSTILE, "utf-8")
    (documents / "act.md").write_text(ABROAD, "utf-8")
    (documents / "bell-rules.md").write_text(BELL_RULES, "utf-8")
    (documents / "bells.md").write_text(BELLS, "utf-8")
    (documents / "parties.csv").write_text(PARTIES, "utf-8")
    (documents / "gizmo.pdf").write_bytes(small_pdf())
    licet = open_application(Settings(home=folder))
    for path in sorted(documents.iterdir()):
        jurisdiction, kind = DECLARED.get(path.name, (None, None))
        labels = Labels(jurisdiction=jurisdiction, kind=Kind(kind) if kind else None)
        for done in take_in(licet.collection, path, labels):
            assert done.problem is None, done.problem
    without_library(licet.catalogue)
    return folder


@pytest.fixture(scope="session")
def home_with(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that copies the home, takes files into the copy and returns its folder."""
    from assistant.settings import Settings
    from assistant.wiring import open_application
    from index.ingest.intake import take_in

    def make(*files: Path) -> Path:
        copy = Path(shutil.copytree(home, tmp_path_factory.mktemp("with") / "home", symlinks=True))
        licet = open_application(Settings(home=copy))
        assert [done.problem for file in files for done in take_in(licet.collection, file)] == [None] * len(files)
        licet.catalogue.close()
        return copy

    return make


def without_library(catalogue: Catalogue) -> None:
    """Let a catalogue say that it holds the starter library, which is then not added, and close it."""
    digest = hashlib.sha256(b"".join(p.read_bytes() for p in explainers())).hexdigest()
    catalogue.set_meta(LIBRARY_META, digest)
    catalogue.close()


def open_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """The app, or the API, in a process of its own."""

    def __init__(
        self,
        home: Path,
        folder: Path = ROOT,
        port: int = 0,
        before: Sequence[str] = (),
        command: str = "ui",
        run: Sequence[str] = (),
        start_new_session: bool = False,
        **variables: str,
    ) -> None:
        self.home, self.port = home, port or open_port()
        self.base = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LICET_")}
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the process)
        run = run or [*before, sys.executable, "-m", "ui.cli", *command.split(), "--port", str(self.port)]
        environment = {**kept, "LICET_HOME": str(home), **variables}
        self.process = subprocess.Popen(
            run, cwd=folder, env=environment, stdout=self.log, stderr=self.log, start_new_session=start_new_session
        )

    def wait(self, path: str = "/healthz", seconds: float = 120, want: str = '"ready":true') -> str:
        """Wait until the health check reports `want`; return its answer."""
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

    def handshake(self, origin: str = "", host: str = "", path: str = "") -> str:
        """Ask for a WebSocket as a browser does for a page of `origin`; return the first line of the answer."""
        lines = [
            f"GET {path}/_stcore/stream HTTP/1.1",
            f"Host: {host or f'127.0.0.1:{self.port}'}",
            *([f"Origin: {origin}"] if origin else []),
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: streamlit",
        ]
        with socket.create_connection(("127.0.0.1", self.port), 30) as connection:
            connection.sendall("".join(line + "\r\n" for line in (*lines, "")).encode())
            return connection.makefile("rb").readline().decode().strip()

    def output(self) -> str:
        """Return what the server has printed."""
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def stop(self) -> None:
        """Kill the server."""
        self.process.kill()
        self.process.wait(20)
        self.log.close()


@pytest.fixture(scope="session")
def served(home: Path) -> Iterator[Served]:
    """Serve the app over a copy of the home, warm."""
    copy = home.parent / "home-served"
    shutil.copytree(home, copy, dirs_exist_ok=True, symlinks=True)
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
        """Run `licet …` in this process; return what it printed and its exit code."""
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
        """Run `licet …` in a process of its own, as a person does."""
        return self.ended(self.start(*arguments, **variables), ok)

    def start(self, *arguments: str, limit: int = 0, **variables: str) -> subprocess.Popen[str]:
        """Start `licet …` in a process of its own, which may write no file over `limit` bytes."""

        def prepared() -> None:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # tests that run in the background inherit it ignored
            if limit:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        return subprocess.Popen(
            [sys.executable, "-m", "ui.cli", *arguments],
            cwd=ROOT,
            text=True,
            env={**os.environ, **self.environment, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=prepared,
        )

    def ended(self, process: subprocess.Popen[str], ok: int | None = None) -> SimpleNamespace:
        """Return what a process printed, and its exit code."""
        out, err = process.communicate(timeout=120)
        return self._checked(SimpleNamespace(out=out, err=err, code=process.returncode), ok)

    def _checked(self, done: SimpleNamespace, ok: int | None) -> SimpleNamespace:
        assert "Traceback" not in done.err, done.err
        assert ok is None or done.code == ok, done.err + done.out
        return done

    def sync(self, *what: str, ok: int | None = 0, **variables: str) -> dict[str, dict[str, Any]]:
        """Run `licet sync` and return its outcomes by source id.

        Asserts that standard output holds one JSON document and nothing else.
        """
        done = self.run("sync", *what, "--json", ok=ok, **variables)
        return {row["source_id"]: row for row in json.loads(done.out)}


@pytest.fixture(scope="session")
def line() -> Callable[[Path, Any], Line]:
    """Return a function `line(home, official)` that makes the command line over them."""
    return lambda home, official: Line(
        home, official, {"LICET_HOME": str(home), "LICET_SOURCES_BASE_URL": official.url}
    )


@pytest.fixture(scope="session")
def empty_home(furnish: Callable[[Path], Path]) -> Callable[[Path], Path]:
    """Return a function that makes a home with converted encoders and without the starter library, to save time."""

    def make(home: Path) -> Path:
        furnish(home)
        without_library(Catalogue(home / "catalogue.sqlite"))
        return home

    return make


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Return a function that finds a port that nobody listens on."""
    return open_port


@pytest.fixture
def serve() -> Iterator[Any]:
    """Return a function that starts apps, which end with the test."""
    yield from _serving()


@pytest.fixture(scope="module")
def module_serve() -> Iterator[Any]:
    """Return a function that starts apps, which end with the module."""
    yield from _serving()


@pytest.fixture
def slow_model() -> Iterator[str]:
    """Return the address of a chat model's server that accepts a question and never answers."""
    with chatting(lambda _: None) as chat:
        yield chat.url


@pytest.fixture
def careless_model() -> Iterator[str]:
    """Return the address of a chat model's server whose answer has one sentence from the evidence and one invented."""
    told = (
        "A quantum lantern is a lamp whose light is colder than the room in which it burns [1]. "
        "Its records are kept for 77 years [1]."
    )
    with chatting(lambda _: told) as chat:
        yield chat.url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start one browser for all tests; every tab has a profile of its own."""
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium here")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    api.expect.set_options(timeout=_PATIENCE_MS)
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Return a function that opens tabs at an app, each of a reader of its own.

    Errors of the page, breaches of its content security policy and requests to other hosts fail the test.
    """
    opened: list[Any] = []
    faults: list[str] = []
    request.node.stash[OPENED] = tabs = []  # without those of a run before that failed

    def browse(app: Served, width: int = 1440, scheme: str = "light", **how: Any) -> Tab:
        context = chromium.new_context(
            color_scheme=scheme, viewport={"width": width, "height": 1000 if width > 600 else 844},
            permissions=["clipboard-read", "clipboard-write"], **how,
        )  # fmt: skip
        context.set_default_timeout(_PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        page.on(
            "request",
            lambda r: faults.append(r.url) if r.url.startswith("http") and "//127.0.0.1" not in r.url else None,
        )
        opened.append(context)
        tab = Tab(page, app.base)
        tabs.append((tab, app))
        return tab

    yield browse
    for context in opened:
        context.close()
    assert faults == []

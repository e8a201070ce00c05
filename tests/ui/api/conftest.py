"""Fixtures: the API served in a process of its own over a home with documents, lists and two editions of a part."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from corpus.catalogue import Catalogue
from tests.assistant.engines.lists.conftest import ENTITIES, add_compilation, add_part
from tests.ui.conftest import Served
from ui.cli import app

FIRST, SECOND = date(2026, 3, 25), date(2026, 7, 23)
MANY = {"LICET_REQUESTS_PER_MINUTE": "100000", "LICET_QUESTIONS_PER_MINUTE": "1000"}


class Api(Served):
    """The API in a process of its own, and a client of it."""

    def __init__(self, home: Path, **variables: str) -> None:
        super().__init__(home, command="serve", **variables)
        self.client = httpx.Client(base_url=f"{self.base}/v1", timeout=120)

    def ready(self) -> Api:
        """Wait until its models are loaded."""
        self.wait("/v1/health", want='"ready": true')
        return self

    def listening(self) -> Api:
        """Wait until it answers."""
        self.wait("/v1/health", want='"status": "ok"')
        return self

    def wait_for_failure(self) -> None:
        """Wait until its start has failed."""
        eventually(lambda: _health(self.client).get("status") == "failed", 60)

    def events(self, **asked: Any) -> list[tuple[str, Any]]:
        """Ask for the answer in the making; return the events by name, in order."""
        accept = {"Accept": "text/event-stream"}
        response = self.client.post("/ask", json=asked, headers=accept)
        assert response.headers["content-type"].startswith("text/event-stream"), response.text
        blocks = [b for b in response.text.split("\n\n") if b and not b.startswith(":")]
        return [(b.split("\n")[0].removeprefix("event: "), json.loads(b.split("\n")[1][6:])) for b in blocks]

    def end(self) -> int:
        """Stop it as a person or a supervisor does; return its exit code."""
        self.client.close()
        self.process.terminate()
        return self.process.wait(40)


@pytest.fixture(scope="session")
def api_home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with documents, a compilation of lists, and a part in two editions."""
    copy = Path(shutil.copytree(home, tmp_path_factory.mktemp("api") / "home", symlinks=True))
    catalogue = Catalogue(copy / "catalogue.sqlite")
    add_compilation(catalogue)
    add_part(catalogue, FIRST, ENTITIES[:-1])
    add_part(catalogue, SECOND)
    catalogue.close()
    return copy


@pytest.fixture(scope="session")
def api(api_home: Path) -> Iterator[Api]:
    """Serve the API, warm, to callers without keys."""
    served = Api(api_home, **MANY).ready()
    yield served
    served.stop()


@pytest.fixture
def own_api(api_home: Path, tmp_path: Path) -> Iterator[Callable[..., Api]]:
    """Return a function that serves the API over a copy of the home, for this test alone."""
    started: list[Api] = []

    def serve(**variables: str) -> Api:
        copy = tmp_path / "own-home"
        if not copy.exists():
            shutil.copytree(api_home, copy, symlinks=True)
        started.append(Api(copy, **{**MANY, **variables}))
        return started[-1].listening()

    yield serve
    for one in started:
        if one.process.poll() is None:
            one.stop()


@pytest.fixture
def licet(api_home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return a function that runs `licet … --json` over the home and returns its document."""
    monkeypatch.setenv("LICET_HOME", str(api_home))

    def run(*arguments: str) -> Any:
        done = CliRunner().invoke(app, [*arguments, "--json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    return run


def _health(client: httpx.Client) -> dict[str, Any]:
    try:
        found: dict[str, Any] = client.get("/health").json()
    except httpx.TransportError:
        return {}
    return found


def eventually(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something is true; fail where it is not in time."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds
        time.sleep(0.1)

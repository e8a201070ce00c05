"""deploy/compose.yaml at work, as processes: readers are answered through the proxy while a worker writes and dies."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue import Catalogue
from tests.ui.composed import HAPROXY, PORTS, Composed

OLD, NEW = "2026-03-25", "2026-07-30"
SOURCES = ("us-15-cfr-740", "us-15-cfr-758")
QUESTION = "How long is the record of shipment 3 kept under part 740?"
_PARAGRAPHS = 500  # of the edition whose writing is broken off
_EVERY = 2.5  # seconds between two questions of one reader, who may ask thirty in a minute
_BOUND = 1200  # seconds that the whole of it may take on a busy machine


def _part(server: Any, number: str, day: str, paragraphs: int) -> bytes:
    years = "five" if day == OLD else "seven"
    told = (f"The exporter keeps the record of shipment {n} for {years} years." for n in range(paragraphs))
    return bytes(server.part(number, *told))


class Reader(threading.Thread):
    """A program that asks through the proxy again and again; what is not a good answer is kept as a fault."""

    def __init__(self, base: str, key: str) -> None:
        super().__init__(daemon=True)
        self._base, self._key, self._ended = base, key, threading.Event()
        self.answers: list[str] = []
        self.faults: list[str] = []

    def run(self) -> None:
        while not self._ended.wait(_EVERY):
            try:
                answer = asked(self._base, self._key)
                self.answers.append(json.dumps(answer))
            except urllib.error.HTTPError as error:
                self.faults.append(f"{error.code} {error.read().decode()}")
            except (OSError, ValueError, KeyError) as error:
                self.faults.append(repr(error))

    def wait(self, said: str, more: int = 1, seconds: float = _BOUND / 2) -> None:
        """Wait until so many more answers have these words."""
        begun, until = len(self.answers), time.monotonic() + seconds
        while sum(said in answer for answer in self.answers[begun:]) < more:
            assert self.faults == []
            assert time.monotonic() < until, f"no answer has {said!r}: {self.answers[-1:]}"
            time.sleep(0.2)

    def end(self) -> None:
        self._ended.set()
        self.join(60)


def asked(base: str, key: str, question: str = QUESTION) -> Any:
    """Return the API's answer to a question, asked through the proxy."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    request = urllib.request.Request(f"{base}/v1/ask", json.dumps({"question": question}).encode(), headers)
    with urllib.request.urlopen(request, timeout=120) as response:
        return json.load(response)


class Browsing:
    """What a browser's requests carry: the cookies that it was given."""

    def __init__(self, base: str) -> None:
        self._base, self.cookies = base, CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str = "/") -> int:
        request = urllib.request.Request(self._base + path, headers={"Accept": "text/html"})
        with self._opener.open(request, timeout=60) as response:
            return int(response.status)

    @property
    def desk(self) -> str | None:
        return next((cookie.value for cookie in self.cookies if cookie.name == "licet_desk"), None)


@pytest.fixture
def official(server: Any) -> Iterator[Any]:
    state = server.Official(titles={15: "2026-07-23"})
    for source in SOURCES:
        number = source.rpartition("-")[2]
        state.parts[15, number] = {OLD: _part(server, number, OLD, 6)}
    with server.serving(state):
        yield state


@pytest.fixture
def composed(
    tmp_path: Path,
    official: Any,
    postgres: str,
    postgres_server: Any,
    furnish: Callable[[Path], Path],
    free_port: Callable[[], int],
) -> Iterator[Composed]:
    """Start nothing yet but the database's server, with the database that the file's service makes."""
    if HAPROXY is None:
        pytest.skip("haproxy is not installed: apt-get install haproxy")
    import psycopg

    user, _, server = postgres.removeprefix("postgresql://").partition("@")
    name, _, password = user.partition(":")
    ports = {service: free_port() for service in PORTS} | {"db": int(server.partition(":")[2].partition("/")[0])}
    more = {"LICET_SOURCES_BASE_URL": official.url, "LICET_ALLOW_PRIVATE_ADDRESSES": "true"}
    made = Composed(
        tmp_path, ports, postgres_server.binaries(), more,
        DATABASE_PASSWORD=password, SYNC_SETS=" ".join(SOURCES), SYNC_HOURS="0.001",
    )  # fmt: skip
    told = made.environment("db")
    assert told["POSTGRES_USER"] == name
    assert told["POSTGRES_PASSWORD"] == password
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {told['POSTGRES_DB']}".encode())
        for service in ("app-1", "app-2", "api", "worker"):
            furnish(made.volume(service))
        yield made
        made.stop()
        connection.execute(f"DROP DATABASE {told['POSTGRES_DB']} WITH (FORCE)".encode())


@pytest.fixture
def readers() -> Iterator[list[Reader]]:
    started: list[Reader] = []
    yield started
    for reader in started:
        reader.end()


@pytest.mark.slow
def test_readers_are_answered_while_a_worker_writes_and_is_killed(
    composed: Composed,
    official: Any,
    server: Any,
    readers: list[Reader],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGPASSWORD", composed.environment("api")["PGPASSWORD"])  # as the services are given it
    begun = time.monotonic()
    base = f"http://127.0.0.1:{composed.ports['proxy']}"
    for service in ("proxy", "chroma"):
        composed.start(service)
    composed.wait_healthy("proxy", "db", "chroma")
    with pytest.raises(urllib.error.HTTPError) as early:
        urllib.request.urlopen(f"{base}/v1/health", timeout=30)
    assert json.load(early.value)["remedy"].startswith("It starts once a key was made")

    # The API that others reach wants a key first, and says so.
    assert composed.start("api").wait(120) == 1
    assert "licet keys add" in composed.log("api")
    keys = [composed.run("api", "licet", "keys", "add", name).stdout.strip() for name in ("newsroom", "desk")]
    assert all(key.startswith("licet_") for key in keys)

    for service in ("app-1", "app-2", "api", "worker"):
        composed.start(service)
    composed.wait_healthy("app-1", "app-2", "api", "worker", seconds=_BOUND / 2)
    with closing(
        Catalogue(tmp_path / "catalogue.sqlite", url=composed.environment("api")["LICET_DATABASE_URL"])
    ) as held:
        _wait(lambda: {h.source.id for h in held.holdings()} >= {*SOURCES}, composed, "worker")
        _wait(lambda: _is_ready(base), composed, "api")
        for key in keys:
            reader = Reader(base, key)
            reader.start()
            readers.append(reader)
            reader.wait("five years")
        _stay_with_their_desks(base)

        # A new edition, long enough to be caught while it is written.
        official.titles[15] = "2026-08-01"
        for source in SOURCES:
            number = source.rpartition("-")[2]
            official.parts[15, number][NEW] = _part(server, number, NEW, _PARAGRAPHS)
        _wait(lambda: bool(held.unfinished()), composed, "worker", pause=0.02)
        composed.kill("worker")
        editions = {h.source.id: [str(v.valid_from) for v in h.versions] for h in held.holdings()}
        assert {source: editions[source] for source in SOURCES} == {source: [OLD] for source in SOURCES}
        assert held.audited() == {}
        for reader in readers:
            reader.wait("five years", more=2)  # the answer of the edition that is whole

        # `restart: unless-stopped` starts another one, which goes on where it can.
        composed.start("worker")
        for reader in readers:
            reader.wait("seven years")
        _wait(lambda: all(len(h.versions) == 2 for h in held.holdings() if h.source.id in SOURCES), composed, "worker")
        assert held.audited() == {}
        assert composed.is_healthy("worker")

    # A desk that dies loses its pages; its readers go on at the other one.
    browsing = Browsing(base)
    assert browsing.get() == 200
    composed.kill(browsing.desk or "")
    _wait(lambda: _answers(browsing), composed, "proxy")
    for reader in readers:
        reader.wait("seven years")
        reader.end()
        assert reader.faults == []
    examined = composed.run("worker", "licet", "doctor", "--json")
    assert [check for check in json.loads(examined.stdout) if not check["ok"]] == [], examined.stderr
    assert time.monotonic() - begun < _BOUND


def _wait(is_so: Callable[[], bool], composed: Composed, service: str, pause: float = 0.5) -> None:
    until = time.monotonic() + _BOUND / 2
    while not is_so():
        assert composed.started[service].poll() is None, composed.log(service)
        assert time.monotonic() < until, composed.log(service)
        time.sleep(pause)


def _is_ready(base: str) -> bool:
    with urllib.request.urlopen(f"{base}/v1/health", timeout=60) as response:
        return bool(json.load(response)["ready"])


def _stay_with_their_desks(base: str) -> None:
    """Check that each of several browsers stays with the desk that it met first, and that both desks have readers."""
    browsers = [Browsing(base) for _ in range(8)]
    for browsing in browsers:
        assert browsing.get() == 200
        first = browsing.desk
        for path in ("/", "/read", "/healthz", "/_stcore/health"):
            assert browsing.get(path) == 200
            assert browsing.desk == first
    assert {browsing.desk for browsing in browsers} == {"app-1", "app-2"}


def _answers(browsing: Browsing) -> bool:
    try:
        return browsing.get() == 200
    except OSError:
        return False

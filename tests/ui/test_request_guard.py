"""The doors: who may connect, what may be uploaded, what the server tells, and how much one person may ask."""

from __future__ import annotations

import http.client
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ui.serving.headers import READER_COOKIE
from ui.serving.rate_limit import RateLimit
from ui.serving.request_guard import Doors, Rules, is_local


def request(
    app: Any, path: str, method: str = "GET", body: bytes = b"", headers: Mapping[str, str] | None = None
) -> tuple[int, str, Mapping[str, str]]:
    """Return status, text and headers of the answer to a plain HTTP request."""
    connection = http.client.HTTPConnection("127.0.0.1", app.port, timeout=30)
    try:
        connection.request(method, path, body=body or None, headers=dict(headers or {}))
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8", "replace"), dict(response.getheaders())
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("origin", "host", "passes"),
    [
        ("http://127.0.0.1:{port}", "127.0.0.1:{port}", True),
        ("http://localhost:{port}", "localhost:{port}", True),
        ("HTTP://LocalHost:{port}", "localhost:{port}", True),
        ("http://localhost", "localhost:80", True),  # browsers leave the scheme's own port out, proxies may not
        ("https://elsewhere.example", "127.0.0.1:{port}", False),
        ("http://127.0.0.1:{other}", "127.0.0.1:{port}", False),  # another program's page on this machine
        ("http://localhost:{port}", "127.0.0.1:{port}", False),
        ("http://127.0.0.1:{port}.elsewhere.example", "127.0.0.1:{port}", False),
        ("null", "127.0.0.1:{port}", False),  # a sandboxed page, or one from a file
        ("", "127.0.0.1:{port}", False),  # no browser
        ("http://[", "127.0.0.1:{port}", False),
    ],
)
def test_only_the_desks_own_page_may_connect(served: Any, origin: str, host: str, passes: bool) -> None:
    ports = {"port": served.port, "other": served.port + 1}
    answer = served.handshake(origin.format(**ports), host.format(**ports))
    assert answer.startswith("HTTP/1.1 101" if passes else "HTTP/1.1 403"), answer


def test_a_name_that_is_pointed_at_this_machine_reaches_nothing(served: Any) -> None:
    stranger = f"rebound.example:{served.port}"
    assert served.handshake(f"http://{stranger}", stranger).startswith("HTTP/1.1 403")
    for path in ("/", "/healthz", "/_stcore/health", "/static/js/index.js"):
        status, text, _ = request(served, path, headers={"Host": stranger})
        assert (status, "LICET_PUBLIC" in text) == (403, True), path


@pytest.mark.parametrize(
    ("name", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("desk.localhost", True),
        ("0.0.0.0", False),
        ("localhost.example", False),
        ("host.example", False),
        ("", False),
    ],
)
def test_names_of_this_machine(name: str, local: bool) -> None:
    assert is_local(name) is local


def test_nothing_is_told_about_the_server(served: Any) -> None:
    for path in ("metrics", "metrics?families=session_events_total", "script-health-check", "agent/openapi.json"):
        assert request(served, f"/_stcore/{path}")[:2] == (404, "There is nothing here.\n"), path
    for path in ("agent/interact", "agent/mcp"):
        assert request(served, f"/_stcore/{path}", "POST", b"{}")[0] == 404, path
    assert request(served, "/healthz")[1] == '{"status":"ok","ready":true}'


@pytest.mark.parametrize("path", ["/", "/read", "/healthz", "/_stcore/health", "/media/none", "/_stcore/metrics"])
def test_every_answer_carries_the_policy(served: Any, path: str) -> None:
    _, _, headers = request(served, path)
    rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert rules["default-src"] == "'none'"
    allowed = [source for source in rules["script-src"].split() if not source.startswith("'sha256-")]
    assert allowed == ["'self'", "blob:"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.browser
def test_a_script_in_the_page_does_not_run(served: Any, chromium: Any) -> None:
    page = chromium.new_page()
    stopped: list[str] = []
    page.on("console", lambda said: stopped.append(said.text) if "Content Security Policy" in said.text else None)
    try:
        page.goto(served.base)
        page.get_by_test_id("stChatInputTextArea").wait_for()
        assert stopped == []
        page.evaluate(
            """document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="window.ran = 1">')"""
        )
        page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 2'}))")
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {src: 'http://127.0.0.1:9'}))"
        )
        for _ in range(100):
            if len(stopped) < 3:
                page.wait_for_timeout(50)
        assert len(stopped) == 3
        assert page.evaluate("window.ran") is None
    finally:
        page.close()


def test_a_read_only_desk_takes_no_upload(home: Path, tmp_path: Path, serve: Any) -> None:
    app = serve(
        Path(shutil.copytree(home, tmp_path / "home", symlinks=True)), LICET_READ_ONLY="true", LICET_BASE_PATH="/desk"
    )
    app.wait("/desk/healthz", want="status")
    for method in ("PUT", "POST", "DELETE", "GET"):
        status, text, _ = request(app, "/desk/_stcore/upload_file/some-session/some-file", method, b"x" * 2**20)
        assert (status, "read-only" in text) == (403, True), method
    for path in (
        "/desk//_stcore/upload_file/s/f",
        "/desk/_stcore/%75pload_file/s/f",
        "/desk/read/_stcore/upload_file/s/f",
        "/desk/_STCORE/upload_file/s/f",
        "/_stcore/upload_file/s/f",
        "//desk/_stcore/upload_file/s/f",
    ):
        for method in ("PUT", "POST"):
            assert request(app, path, method, b"x" * 2**10)[0] >= 400, path


@pytest.mark.parametrize(
    "path",
    [
        "//_stcore/upload_file/session/file",
        "/_stcore//upload_file/session/file",
        "/_stcore/./upload_file/session/file",
        "/x/../_stcore/upload_file/session/file",
        "/_stcore/upload_file",
        "/_stcore/metrics/",
        "//_stcore/metrics",
        "/_stcore/x/../metrics",
    ],
)
def test_another_spelling_of_a_path_is_the_same_door(path: str, run_async: Any) -> None:
    reached: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])

    async def send(message: Any) -> None:
        told.append(message)

    told: list[Any] = []
    doors = Doors(app, Rules(path="/desk", may_upload=lambda session: False, no_upload="no"))
    scope = {"type": "http", "method": "PUT", "path": f"/desk{path}", "headers": [(b"host", b"localhost")]}
    run_async(doors(scope, None, send))
    assert (reached, told[0]["status"]) == ([], 404 if "metrics" in path else 403)


def test_questions_are_counted_by_who_asks() -> None:
    limit = RateLimit(2)
    assert [limit.wait("ada", now=t) for t in (0.0, 10.0)] == [0, 0]
    assert limit.wait("ada", now=20.0) == 40
    assert limit.wait("grace", now=20.0) == 0
    assert limit.wait("ada", now=60.0) == 0
    assert limit.wait("ada", 2, now=65.0) == 55  # both places are free when the question of 60 is a minute old
    assert limit.wait("edith", 3, now=0.0) == 0  # a comparison of three, though the limit is two
    assert limit.wait("edith", now=1.0) == 59


@pytest.mark.slow
@pytest.mark.browser
def test_those_without_a_cookie_share_nothing(served: Any, browse: Any) -> None:
    def opened() -> Any:
        tab = browse(served)
        # With a cookie that is none of the server's, it gives none and takes none.
        tab.page.context.add_cookies([{"name": READER_COOKIE, "value": "none", "url": served.base}])
        tab.open()
        tab.page.get_by_text("conversations end with this tab").wait_for()
        return tab

    before = set((served.home / "conversations").glob("*"))
    one = opened()
    one.ask("What is a quantum lantern?")
    one.button("New conversation").click()
    one.page.locator("[class*=st-key-open-]").wait_for()  # the list has it, for this reader
    one.page.locator("[class*=st-key-open-] button").click()
    one.page.locator(".lc-outcome").wait_for()
    other = opened()
    assert other.page.locator("[class*=st-key-open-]").count() == 0
    other.page.goto(one.page.url)
    other.page.locator(".lc-welcome").wait_for()
    assert "colder than the room" not in other.settled().text
    assert set((served.home / "conversations").glob("*")) == before  # nothing stays

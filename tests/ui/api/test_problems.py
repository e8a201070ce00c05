"""Every fault is told as a problem with its remedy; hostile requests cost nothing and learn nothing of the server."""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from corpus.errors import AlteredText, BadRequest, ModelFailed, NotHeld, StoreUnavailable
from tests.ui.api.conftest import Api
from tests.ui.conftest import ROOT, open_port
from ui.api import problems

JSON = {"Content-Type": "application/json"}


def told(response: httpx.Response, status: int) -> dict[str, Any]:
    """Return the problem of a response, and check that it is one."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert found["type"].startswith("urn:licet:problem:")
    assert found["detail"]
    assert found["remedy"]
    assert "Traceback" not in response.text
    assert str(ROOT) not in response.text
    return found


@pytest.mark.parametrize(
    ("path", "given", "status", "says"),
    [
        ("/ask", {"question": ""}, 400, "empty"),
        ("/search", {"query": "\u200b\x00"}, 400, "empty"),
        ("/ask", {"question": "x" * 4001}, 400, "limit is 4,000"),
        ("/ask", {"question": "x", "history": ["y" * 5000]}, 400, "history"),
        ("/ask", {"question": "x", "jurisdiction": ["atlantis"]}, 400, "atlantis"),
        ("/ask", {"question": "x", "as_of": "tomorrow"}, 400, "not a day"),
        ("/ask", {"question": "x", "history": ["y"] * 1001}, 422, "history"),
        ("/ask", {"question": "x", "histories": []}, 422, "histories"),
        ("/screen", {"names": ["x"], "country": "a" * 501}, 422, "country"),
        ("/determine", {"item": "3A001", "to": "China", "jurisdiction": "a" * 501}, 422, "jurisdiction"),
        ("/ask", {"question": 7}, 422, "question"),
        ("/ask", {}, 422, "question"),
        ("/ask", [], 422, "body"),
        ("/search", {"query": "x", "k": 0}, 422, "k"),
        ("/search", {"query": "x", "k": 1001}, 422, "k"),
        ("/search", {"query": "x", "kind": ["a"] * 51}, 422, "kind"),
        ("/search", {"query": "x", "source": ["a" * 501]}, 422, "source.0"),
        ("/determine", {"item": "", "to": "Germany"}, 400, "item is empty"),
        ("/determine", {"item": "EAR99", "to": "Nowhereland"}, 400, "no country"),
        ("/determine", {"item": "x" * 501, "to": "Germany"}, 400, "limit is 500"),
        ("/check", {"draft": "(" * 1_000_000}, 413, "at most 200 pages"),
        ("/check", {"draft": "|a|\n" * 75_000}, 413, "75,000 sentences"),
        ("/check", {"draft": ""}, 422, "draft"),
        ("/screen", {"names": []}, 422, "names"),
        ("/screen", {"names": ["x"] * 1001}, 422, "names"),
        ("/screen", {"names": ["x"], "country": "Nowhereland"}, 400, "no country"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_wrong_with_a_request_is_told(api: Api, path: str, given: Any, status: int, says: str) -> None:
    assert says in told(api.client.post(path, json=given), status)["detail"]


@pytest.mark.parametrize(
    ("path", "given", "status", "says"),
    [
        ("/show", {"locator": "Article 999"}, 404, "Article 999"),
        ("/show", {}, 422, "locator"),
        ("/show", {"locator": ""}, 404, "address"),
        ("/show", {"locator": "x" * 501}, 422, "locator"),
        ("/show", {"locator": "Article 2", "source": "nothing"}, 400, "nothing"),
        ("/show", {"locator": "Article 2", "asof": "2020-01-01"}, 400, "no parameter 'asof'"),
        ("/lists/entity", {"countries": "cn"}, 400, "no parameter 'countries'"),
        ("/status", {"as_of": ["2020-01-01", "2026-01-01"]}, 400, "as_of stands 2 times"),
        ("/sources", {"as_of": "2020-01-01"}, 400, "no parameter 'as_of'"),
        ("/lists/unheard-of", {}, 400, "unheard-of"),
        ("/lists/entity", {"between": ["2026-04-01", "2026-08-01"], "country": "Turkey"}, 400, "compared whole"),
        ("/lists/entity", {"between": ["2026-04-01", "2026-08-01"], "as_of": "2026-08-01"}, 400, "compared whole"),
        ("/lists/entity", {"added_on": "2026-02-30"}, 400, "not a day"),
        ("/lists/entity", {"added_on": "2026-02-01", "added_since": "2026-01-01"}, 400, "stands alone"),
        ("/lists/entity", {"citation": "somewhere"}, 400, "no Federal Register citation"),
        ("/diff", {"locator": "Article 2", "first": "x", "second": "2026-01-01"}, 400, "not a day"),
        ("/status", {"what": "unheard of"}, 404, "unheard of"),
        ("/nothing", {}, 404, "nothing at this path"),
        ("/", {}, 404, "nothing at this path"),
        ("/lists/", {}, 404, "nothing at this path"),
        ("/ask", {}, 405, "method"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_not_there_is_told(api: Api, path: str, given: Any, status: int, says: str) -> None:
    assert says in told(api.client.get(path, params=given), status)["detail"]


def test_every_path_outside_is_unknown(api: Api) -> None:
    for path in ("/", "/v2/ask", "/docs", "/redoc", "/openapi.json", "/v1/../v1/nothing", "/_stcore/health", "/%00"):
        told(httpx.get(api.base + path), 404)
    assert told(api.client.delete("/ask"), 405)
    assert api.client.delete("/ask").headers["allow"] == "POST"
    assert api.client.delete("/health").headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b'{"question": "\xe9"}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"question": NaN}',
        b'{"question": ' + b"9" * 5000 + b"}",
        b'{"history": ' + b"[" * 900 + b"]" * 900 + b"}",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_body_that_is_no_question_is_refused(api: Api, body: bytes) -> None:
    response = api.client.post("/ask", content=body, headers=JSON)
    told(response, response.status_code)
    assert response.status_code in (400, 422)
    assert api.client.get("/health").json()["ready"]


def test_a_question_of_odd_characters_is_answered(api: Api) -> None:
    odd = ["\x00", "\u202e\u200b lantern", "\U0010ffff\ufffe", "e" + "\u0301" * 2000, "' OR 1=1 --", "{{7*7}}", "%s%n"]
    for question in odd:
        response = api.client.post("/ask", json={"question": question})
        assert response.status_code in (200, 400), response.text
        response.json()
    other = api.client.post("/ask", content='{"question": "lantern"}'.encode("utf-16"), headers=JSON)
    assert other.json()["question"] == "lantern"


def test_a_body_that_is_too_large_is_refused_before_it_is_read(api: Api) -> None:
    large = b'{"question": "' + b"x" * 2**21 + b'"}'
    told(api.client.post("/ask", content=large, headers=JSON), 413)

    def pieces() -> Any:
        yield b'{"question": "'
        for _ in range(64):
            yield b"x" * 2**16
        yield b'"}'

    response = api.client.post("/ask", content=pieces(), headers=JSON)  # its length is not told beforehand
    told(response, 413)
    with socket.create_connection(("127.0.0.1", api.port), 20) as connection:
        head = f"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1:{api.port}\r\nContent-Type: application/json\r\n"
        connection.sendall((head + "Content-Length: 999999999999\r\n\r\n").encode())
        assert b"413" in connection.makefile("rb").readline()


def test_what_is_no_http_is_refused(api: Api) -> None:
    long = b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\n\r\n"
    for sent in (b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/9\r\n\r\n", long):
        with socket.create_connection(("127.0.0.1", api.port), 20) as connection:
            connection.sendall(sent)
            assert connection.makefile("rb").readline().startswith(b"HTTP/1.1 4")
    assert "Traceback" not in api.output()


def test_a_form_or_a_file_is_no_json(api: Api) -> None:
    body = b'{"question": "x"}'
    for sent, is_named in (
        ({"data": {"question": "x"}}, "application/x-www-form-urlencoded"),
        ({"files": {"question": b"x"}}, "multipart/form-data"),
        ({"content": body, "headers": {"Content-Type": "text/plain"}}, "text/plain"),
        ({"content": body}, "no type"),
        ({}, "no type"),
        ({"content": gzip.compress(body), "headers": {**JSON, "Content-Encoding": "gzip"}}, "compressed (gzip)"),
    ):
        response = api.client.post("/ask", **sent)
        assert is_named in told(response, 415)["detail"]
        assert response.headers["accept"] == "application/json"


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("/search", '{"query": "\\ud800 lantern"}', 200),
        ("/ask", '{"question": "\\ud800", "history": ["\\udc00", {"question": "\\ud800", "answer": "\\ud800"}]}', 200),
        ("/ask", '{"question": "x", "\\ud800": 1}', 422),
        ("/screen", '{"names": ["\\ud800 Horn", "\\ud800"]}', 200),
        ("/determine", '{"item": "\\ud800", "to": "\\ud800"}', 400),
        ("/check", '{"draft": "\\ud800 Records are kept for five years."}', 200),
        ("/search", '{"query": "x", "source": ["\\ud800"], "as_of": "\\ud800"}', 400),
    ],
)
def test_half_a_character_is_a_sign_of_replacement(api: Api, path: str, given: str, status: int) -> None:
    response = api.client.post(path, content=given.encode(), headers=JSON)
    assert response.status_code == status, response.text
    response.json()


def test_what_is_wrong_with_the_server_is_for_its_log() -> None:
    for error, status in (
        (StoreUnavailable("/srv/home/catalogue.sqlite is locked.", "Look at /srv/home."), 503),
        (ModelFailed("/srv/home/encoder is not there.", "Run `licet doctor`."), 503),
        (AlteredText("The lamp rules were altered: they are not quoted.", "Bring /srv/rules.md again."), 500),
    ):
        found = problems.of_problem(error)
        assert found["status"] == status
        assert "/srv" not in json.dumps(found)
    assert problems.response(problems.of_problem(ModelFailed("", ""))).headers["retry-after"]
    unforeseen = problems.of_unforeseen(KeyError("/srv/home"))
    assert unforeseen["status"] == 500
    assert "/srv" not in json.dumps(unforeseen)
    assert problems.of_problem(NotHeld("No lamp.", "Add one."))["type"] == "urn:licet:problem:not-held"


def test_what_was_given_is_not_told_back_at_length() -> None:
    told = str(BadRequest(f"{'9' * 2**20!r} is not a day.", "Write it as YYYY-MM-DD."))
    assert told.startswith("'999")
    assert told.endswith("999' is not a day. Write it as YYYY-MM-DD.")
    assert len(told) < 3_000


def test_a_model_that_is_not_there_is_503(api_home: Path, tmp_path: Path) -> None:
    """Serve a home whose encoder folder cannot be used: questions are refused, what needs no model is answered."""
    home = tmp_path / "broken"
    home.mkdir()
    (home / "catalogue.sqlite").write_bytes((api_home / "catalogue.sqlite").read_bytes())
    (home / "encoder").write_text("no folder", "utf-8")
    (home / "index").write_text("no folder", "utf-8")
    api = Api(home)
    try:
        api.wait_for_failure()
        found = told(api.client.post("/ask", json={"question": "What is a quantum lantern?"}), 503)
        assert str(home) not in json.dumps(found)
        assert api.client.get("/lists").status_code == 200
        assert api.client.get("/health").json() == {"status": "failed", "ready": False}
    finally:
        api.stop()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--address", "0.0.0.0"), "licet keys add"),
        (("--port", "{taken}"), "Choose another with --port"),
    ],
)
def test_what_keeps_it_from_starting_is_one_line(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = str(holder.getsockname()[1])
        command = [sys.executable, "-m", "ui.cli", "serve", *(a.format(taken=taken) for a in arguments)]
        if "--port" not in arguments:
            command += ["--port", str(open_port())]
        env = {**os.environ, "LICET_HOME": str(tmp_path)}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stdout == ""
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1

"""Keys of callers: made once and kept as digests, needed from then on, limited, refused when revoked."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from corpus.errors import BadRequest, NotHeld, StoreUnavailable
from corpus.records.home import HomeRecords
from corpus.records.names import KEYS
from tests.ui.api.conftest import Api, eventually
from ui.api.admission import OPEN, right_of
from ui.api.keys import RIGHTS, KeyRing, whose
from ui.api.server import no_key_lets_in, refuse_without_keys
from ui.cli import app
from ui.mcp_server.tools import TOOLS


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_key_is_kept_as_its_digest_alone(tmp_path: Path) -> None:
    ring = KeyRing(HomeRecords(tmp_path))
    made, secret = ring.add(" news  room ")
    assert re.fullmatch(r"licet_[\w-]{43}", secret)
    assert made.name == "news room"
    assert whose(ring.all(), secret) == made
    assert [f.name for f in tmp_path.iterdir() if secret in f.read_text("utf-8")] == []
    assert stat.S_IMODE((tmp_path / KEYS).stat().st_mode) == 0o600
    for wrong in ("", secret[:-1], secret.upper(), made.sha256, "licet_" + "\ud800"):
        assert whose(ring.all(), wrong) is None


def test_a_revoked_key_lets_nobody_in_and_its_name_can_be_used_again(tmp_path: Path) -> None:
    ring = KeyRing(HomeRecords(tmp_path))
    _, secret = ring.add("bot")
    with pytest.raises(BadRequest, match="already"):
        ring.add("bot")
    assert KeyRing(HomeRecords(tmp_path)).revoke("bot").revoked_at
    assert whose(ring.all(), secret) is None
    _, other = ring.add("bot")
    assert whose(ring.all(), other)
    assert len(ring.all()) == 2
    ring.revoke("bot")
    with pytest.raises(NotHeld, match="no key named bot"):
        ring.revoke("bot")


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 61])
def test_a_key_has_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadRequest, match="named with"):
        KeyRing(HomeRecords(tmp_path)).add(name)


def test_keys_made_at_once_are_all_kept(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: KeyRing(HomeRecords(tmp_path)).add(f"caller {n}")[1], range(16)))
    assert all(whose(KeyRing(HomeRecords(tmp_path)).all(), secret) for secret in made)


@pytest.mark.parametrize("held", ["{", "[1]", '[{"name": "x"}]', '{"a": 1}', "\x00"])
def test_damaged_keys_let_nobody_in(tmp_path: Path, held: str) -> None:
    ring = KeyRing(HomeRecords(tmp_path))
    _, secret = ring.add("bot")
    (tmp_path / KEYS).write_text(held, "utf-8")
    with pytest.raises(StoreUnavailable, match="cannot be read"):
        whose(ring.all(), secret)


def test_an_address_that_others_reach_needs_a_key(tmp_path: Path) -> None:
    ring = KeyRing(HomeRecords(tmp_path))
    refuse_without_keys(ring, "127.0.0.1")
    with pytest.raises(BadRequest, match="licet keys add"):
        refuse_without_keys(ring, "0.0.0.0")
    ring.add("bot")
    refuse_without_keys(ring, "0.0.0.0")


def test_the_commands_make_list_and_revoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LICET_HOME", str(tmp_path))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["keys", *arguments])

    made = json.loads(run("add", "bot", "--json").stdout)
    assert whose(KeyRing(HomeRecords(tmp_path)).all(), made["key"])
    plain = run("add", "other")
    assert whose(KeyRing(HomeRecords(tmp_path)).all(), plain.stdout.strip())
    assert "cannot be shown again" in plain.stderr
    run("revoke", "other")
    listed = json.loads(run("list", "--json").stdout)
    assert [(k["name"], bool(k["revoked_at"])) for k in listed] == [("bot", False), ("other", True)]
    assert made["key"] not in run("list").output
    assert "bot" in run("list").stdout


def test_a_key_has_limits_rights_and_a_last_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LICET_HOME", str(tmp_path))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["keys", *arguments])

    today = datetime.now(UTC).date()
    made = run("add", "bot", "--per-minute", "9", "--questions-per-minute", "2", "--only", "search, ask", "--only",
               "show", "--until", today.isoformat(), "--json")  # fmt: skip
    told = json.loads(made.stdout)
    assert told["only"] == ["ask", "search", "show"]
    assert (told["per_minute"], told["questions_per_minute"], told["until"]) == (9, 2, today.isoformat())
    [key] = KeyRing(HomeRecords(tmp_path)).all()
    assert key.lets_in
    assert [right for right in RIGHTS if key.may(right)] == ["ask", "search", "show"]
    assert not replace(key, until=(today - timedelta(days=1)).isoformat()).lets_in
    listed = run("list").stdout
    for shown in ("until", "only", "per minute", "ask, search, show", today.isoformat(), "9"):
        assert shown in listed


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--only", "ask,serach"), "Known: ask, search"),
        (("--only", ","), "names no call"),
        (("--until", "2020-01-01"), "is past"),
        (("--until", "soon"), "YYYY-MM-DD"),
    ],
)
def test_a_key_that_would_not_do_what_was_meant_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...], said: str
) -> None:
    monkeypatch.setenv("LICET_HOME", str(tmp_path))
    done = CliRunner().invoke(app, ["keys", "add", "bot", *given])
    assert isinstance(done.exception, BadRequest)
    assert said in str(done.exception)
    assert KeyRing(HomeRecords(tmp_path)).all() == ()


def test_a_key_of_an_earlier_release_may_what_it_could(tmp_path: Path) -> None:
    old = {"name": "bot", "sha256": "0" * 64, "made_at": "2026-11-01T00:00:00+00:00", "revoked_at": ""}
    (tmp_path / KEYS).write_text(json.dumps([old]), "utf-8")
    [key] = KeyRing(HomeRecords(tmp_path)).all()
    assert key.lets_in
    assert all(map(key.may, RIGHTS))


@pytest.mark.parametrize(
    "wrong",
    [{"only": ["all"]}, {"only": 3}, {"only": ""}, {"until": "soon"}, {"until": "20260102"}, {"per_minute": "9"}],
)
def test_terms_of_a_key_that_cannot_be_read_let_nobody_in(tmp_path: Path, wrong: dict[str, object]) -> None:
    ring = KeyRing(HomeRecords(tmp_path))
    _, secret = ring.add("bot")
    [row] = json.loads((tmp_path / KEYS).read_text("utf-8"))
    (tmp_path / KEYS).write_text(json.dumps([row | wrong]), "utf-8")
    with pytest.raises(StoreUnavailable, match="cannot be read"):
        whose(ring.all(), secret)


def test_a_call_is_told_what_its_key_lacks(own_api: Callable[..., Api]) -> None:
    api = own_api(LICET_REQUESTS_PER_MINUTE="100").ready()
    ring = KeyRing(HomeRecords(api.home))
    kept = bearer(ring.add("kept", only=["lists", "ask"], questions_per_minute=1)[1])
    assert api.client.get("/lists", headers=kept).status_code == 200
    assert api.client.get("/nothing", headers=kept).status_code == 404
    refused = api.client.get("/coverage", headers=kept)
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    told = refused.json()
    assert told["type"] == "urn:licet:problem:missing-right"
    assert told["detail"] == "This key has no right to `sources`: it is kept to `ask`, `lists`."
    assert "--only ask,lists,sources" in told["remedy"]
    for path in ("/news.atom", "/show?locator=744.90", "/status"):
        assert api.client.get(path, headers=kept).status_code == 403, path
    asked = {"json": {"question": "What is a quantum lantern?"}, "headers": kept}
    assert [api.client.post("/ask", **asked).status_code for _ in range(2)] == [200, 429]  # type: ignore[arg-type]
    slow = bearer(ring.add("slow", per_minute=2)[1])
    said = [api.client.get("/lists", headers=slow) for _ in range(3)]
    assert [s.status_code for s in said] == [200, 200, 429]
    assert said[-1].json()["detail"] == "There were more than 2 requests within a minute."
    _, secret = ring.add("guest", until=datetime.now(UTC).date())
    assert api.client.get("/lists", headers=bearer(secret)).status_code == 200
    rows = json.loads((api.home / KEYS).read_text("utf-8"))
    (api.home / KEYS).write_text(json.dumps([row | {"until": "2026-01-02"} for row in rows]), "utf-8")
    ended = api.client.get("/lists", headers=bearer(secret))
    assert (ended.status_code, ended.json()["detail"]) == (401, "This key let in until 2026-01-02.")


def test_a_server_says_that_no_key_lets_in(tmp_path: Path) -> None:
    ring = KeyRing(HomeRecords(tmp_path))
    assert no_key_lets_in(ring) == ""  # none was made: programs on this machine are let in
    ring.add("bot")
    assert no_key_lets_in(ring) == ""
    ring.revoke("bot")
    assert no_key_lets_in(ring).startswith("All keys are revoked or ended")
    assert "licet keys add NAME" in no_key_lets_in(ring)


def test_calls_need_the_key_from_then_on_and_are_refused_when_it_is_revoked(own_api: Callable[..., Api]) -> None:
    api = own_api()
    assert api.client.get("/lists").status_code == 200  # no key was made, and the call comes from here
    ring = KeyRing(HomeRecords(api.home))
    _, secret = ring.add("bot")
    refused = api.client.get("/lists")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert refused.headers["content-type"] == "application/problem+json"
    assert "licet keys add" in refused.json()["remedy"]
    assert api.client.get("/lists", headers=bearer(secret)).status_code == 200
    assert api.client.get("/lists", headers={"Authorization": f"bearer   {secret}"}).status_code == 200
    for wrong in ("nonsense", secret + "x", "é"):
        headers = [(b"Authorization", b"Bearer " + wrong.encode("latin-1"))]
        assert api.client.get("/lists", headers=headers).status_code == 401  # type: ignore[arg-type]
    for scheme in ({"Authorization": secret}, {"Authorization": f"Basic {secret}"}, {"X-Api-Key": secret}):
        assert api.client.get("/lists", headers=scheme).status_code == 401
    assert api.client.get("/nothing").status_code == 401  # nor is it told which paths there are
    assert api.client.get("/nothing", headers=bearer(secret)).status_code == 404
    assert api.client.get("/health").status_code == 200
    assert api.client.get("/openapi.json").status_code == 200
    ring.revoke("bot")
    assert api.client.get("/lists", headers=bearer(secret)).status_code == 401
    assert api.client.get("/lists").status_code == 401  # the last key is revoked, and the door stays shut
    (api.home / KEYS).write_text("{", "utf-8")
    response = api.client.get("/lists", headers=bearer(secret))
    assert response.status_code == 503
    assert str(api.home) not in response.text
    assert str(api.home / KEYS) in api.output()  # who runs the server reads it


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"X-Forwarded-For": "203.0.113.9"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=203.0.113.9"},
    ],
    ids=str,
)
def test_without_keys_only_programs_on_this_machine_are_answered(api: Api, headers: dict[str, str]) -> None:
    refused = api.client.get("/lists", headers=headers)
    assert refused.status_code == 403
    assert "licet keys add" in refused.json()["remedy"]


def test_a_page_of_another_site_is_given_no_leave_to_read(api: Api) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for response in (api.client.options("/ask", headers=asked), api.client.get("/health", headers=asked)):
        assert not [name for name in response.headers if name.startswith("access-control")]


def test_each_key_has_its_own_limit(own_api: Callable[..., Api]) -> None:
    api = own_api(LICET_REQUESTS_PER_MINUTE="3")
    ring = KeyRing(HomeRecords(api.home))
    one, other = ring.add("one")[1], ring.add("other")[1]
    said = [api.client.get("/lists", headers=bearer(one)) for _ in range(4)]
    assert [s.status_code for s in said] == [200, 200, 200, 429]
    assert 1 <= int(said[-1].headers["retry-after"]) <= 60
    assert said[-1].json()["detail"] == "There were more than 3 requests within a minute."
    assert api.client.get("/lists", headers=bearer(other)).status_code == 200
    assert api.client.get("/health").status_code == 200


def test_questions_have_a_limit_of_their_own(own_api: Callable[..., Api]) -> None:
    api = own_api(LICET_QUESTIONS_PER_MINUTE="2").ready()
    with ThreadPoolExecutor(3) as pool:
        asked = {"question": "What is a quantum lantern?"}
        said = list(pool.map(lambda _: api.client.post("/ask", json=asked), range(3)))
    assert sorted(s.status_code for s in said) == [200, 200, 429]
    assert "questions" in next(s for s in said if s.status_code == 429).json()["detail"]
    assert api.client.get("/lists").status_code == 200


def test_a_caller_has_one_draft_at_a_time(own_api: Callable[..., Api]) -> None:
    api = own_api().ready()
    ring = KeyRing(HomeRecords(api.home))
    one, other = bearer(ring.add("one")[1]), bearer(ring.add("other")[1])
    long = {"draft": "\n\n".join(f"An exporter of lantern {n} keeps its records for {n} years." for n in range(4000))}
    short = {"draft": "An exporter keeps its records for five years."}
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(api.client.post, "/check", json=long, headers=one) for _ in range(2)]
        assert api.client.post("/check", json=short, headers=other).status_code == 200
        checked, refused = sorted((b.result() for b in both), key=lambda response: response.status_code)
    assert (checked.status_code, refused.status_code) == (200, 429)
    assert "Another draft of yours" in refused.json()["detail"]
    assert int(refused.headers["retry-after"]) > 0
    assert api.client.post("/check", json=short, headers=one).status_code == 200


def test_a_stop_is_graceful(own_api: Callable[..., Api]) -> None:
    api = own_api().ready()
    assert api.end() == 0
    assert "Traceback" not in api.output()
    eventually(lambda: api.process.poll() == 0)


def test_every_call_has_a_right(own_api: Callable[..., Api]) -> None:
    """A path or tool without one would be open to every key that is kept to some."""
    api = own_api().ready()
    paths = {*api.client.get("/openapi.json").json()["paths"], "/v1/news.atom", "/v1/news.ics"} - OPEN
    assert {right_of(path) for path in paths} | set(TOOLS) == set(RIGHTS)

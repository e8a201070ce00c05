"""Every endpoint returns what its command prints with `--json`, and the OpenAPI document says so with real examples."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ui.api.conftest import Api
from ui.api.description import examples

Run = Callable[..., Any]
QUESTION = "What is a quantum lantern?"
DRAFT = "# Lanterns\n\nHorn Trading is on the Entity List. Nobody knows why.\n"
# Operation: method, path, query or body, and the command that prints the same.
SAME: dict[str, tuple[str, str, dict[str, Any], list[str]]] = {
    "search": (
        "POST", "/search", {"query": "quantum lantern", "k": 3, "jurisdiction": ["US"]},
        ["search", "quantum lantern", "-k", "3", "--jurisdiction", "us"],
    ),
    "ask": ("POST", "/ask", {"question": QUESTION}, ["ask", QUESTION]),
    "determine": (
        "POST", "/determine", {"item": "3A001.a.7", "to": "Germany", "end_use": "radar"},
        ["determine", "--item", "3A001.a.7", "--to", "Germany", "--end-use", "radar"],
    ),
    "compare": (
        "GET", "/compare", {"topic": "records", "jurisdiction": ["us", "cn"]}, ["compare", "records", "us", "cn"]
    ),
    "screen": (
        "POST", "/screen", {"names": ["Horn Trading"], "country": "Germany"},
        ["screen", "Horn Trading", "--country", "Germany"],
    ),
    "check": ("POST", "/check", {"draft": DRAFT}, ["check", "DRAFT"]),
    "lists": ("GET", "/lists", {}, ["lists"]),
    "list_rows": ("GET", "/lists/entity", {"country": ["Turkey"]}, ["lists", "entity", "--country", "Turkey"]),
    "show": ("GET", "/show", {"locator": "Article 2"}, ["show", "Article 2"]),
    "status": ("GET", "/status", {"what": "Article 2"}, ["status", "Article 2"]),
    "diff": (
        "GET", "/diff", {"locator": "15 CFR Part 744", "first": "2026-04-01", "second": "2026-08-01"},
        ["diff", "15 CFR Part 744", "2026-04-01", "2026-08-01"],
    ),
    "changes": ("GET", "/changes", {"since": "2026-01-01"}, ["changes", "--since", "2026-01-01"]),
    "sources": ("GET", "/sources", {}, ["sources"]),
    "coverage": ("GET", "/coverage", {}, ["sources", "--coverage"]),
}  # fmt: skip
# Those that are no JSON: path and type.
OTHERS = {
    "status_calendar": ("/status.ics", "text/calendar"),
    "news": ("/news.atom", "application/atom+xml"),
    "news_calendar": ("/news.ics", "text/calendar"),
}


def called(api: Api, operation: str) -> Any:
    method, path, given, _ = SAME[operation]
    how = {"json": given} if method == "POST" else {"params": given}
    response = api.client.request(method, path, **how)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


@pytest.mark.parametrize("operation", [name for name in SAME if name not in ("sources", "check")])
def test_an_endpoint_returns_what_its_command_prints(api: Api, licet: Run, operation: str) -> None:
    found, printed = called(api, operation), licet(*SAME[operation][3])
    assert found
    for told in (found, printed):
        if operation in ("ask", "compare"):
            assert told.pop("timings_ms")["total"] > 0
    assert found == printed


def test_a_draft_is_judged_as_the_command_does(api: Api, licet: Run, api_home: Any) -> None:
    file = api_home.parent / "draft.md"
    file.write_text(DRAFT, "utf-8")
    found, printed = api.client.post("/check", json={"draft": DRAFT}).json(), licet("check", str(file))
    assert [s["verdict"] for s in found["sentences"]] == [s["verdict"] for s in printed["sentences"]]
    assert found == printed
    assert all(DRAFT[s["start"] : s["end"]] == s["text"] for s in found["sentences"])
    assert api.client.post("/check", json={"draft": ""}).status_code == 422


def test_sources_are_those_of_the_command_without_where_files_lay(api: Api, licet: Run, api_home: Any) -> None:
    found, printed = called(api, "sources"), licet("sources")
    assert any("/" in row["origin"] for row in printed)
    assert [{**row, "origin": ""} for row in printed] == [{**row, "origin": ""} for row in found]
    assert not any(row["origin"] for row in found)
    assert str(api_home.parent) not in json.dumps(found)


def test_what_begins_and_ends_is_a_calendar_too(api: Api, licet: Run, tmp_path: Path) -> None:
    file = tmp_path / "ends.ics"
    licet("status", "--ics", str(file))
    found = api.client.get("/status.ics")
    assert found.status_code == 200
    assert found.headers["content-type"].startswith("text/calendar")
    lines = found.text.splitlines()
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    stamped = [line for line in lines if not line.startswith("DTSTAMP")]
    assert stamped == [line for line in file.read_text("utf-8").splitlines() if not line.startswith("DTSTAMP")]
    assert api.client.get("/status.ics", params={"what": "999.99(z)"}).status_code == 404


def test_rows_are_counted_and_editions_compared(api: Api) -> None:
    counted = api.client.get("/lists/entity", params={"count": True}).json()
    assert counted["value"] > 3
    assert counted["rows"] == []
    days = ["2026-04-01", "2026-08-01"]
    compared = api.client.get("/lists/entity", params={"between": days}).json()
    assert compared["editions"] == ["2026-03-25", "2026-07-23"]
    assert api.client.get("/lists/entity", params={"between": days[:1]}).status_code == 400


def test_a_conversation_goes_on(api: Api) -> None:
    history = [{"question": QUESTION, "answer": "A lamp."}]
    told = api.client.post("/ask", json={"question": "How long are its records kept?", "history": history}).json()
    assert told["standalone_question"] != "How long are its records kept?"
    assert "five years" in told["answer"]


def test_screening_reads_no_file_of_the_server(api: Api, api_home: Any) -> None:
    (api_home / "names.csv").write_text("name\nHorn Trading\n", "utf-8")
    names = [str(api_home / "names.csv"), "", "Horn Trading"]
    results = api.client.post("/screen", json={"names": names}).json()["results"]
    assert [r["line"] for r in results] == [1, 2, 3]
    assert [r["status"] for r in results] == ["not_found", "not_screened", "listed"]


def test_health_tells_that_it_is_ready(api: Api) -> None:
    response = api.client.get("/health")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "ready": True})


@pytest.mark.parametrize("path", ["/health", "/lists", "/openapi.json", "/news.atom", "/show?locator=nowhere"])
def test_the_head_of_an_answer_can_be_asked_for(api: Api, path: str) -> None:
    got, head = api.client.get(path), api.client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers["content-length"] == got.headers["content-length"] == str(len(got.content))


def test_a_path_without_get_has_no_head(api: Api) -> None:
    refused = api.client.head("/ask")
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_the_description_has_every_endpoint_with_an_example_like_what_is_served(api: Api) -> None:
    described = api.client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.")
    operations = {o["operationId"]: o for path in described["paths"].values() for o in path.values()}
    assert set(operations) == {*SAME, *OTHERS, "health"} == set(examples())
    assert {f"/v1{path}" for path, _ in OTHERS.values()} <= described["paths"].keys()
    for name, (_, media) in OTHERS.items():
        assert operations[name]["responses"]["200"]["content"].keys() == {media}
    for name in SAME:
        shown = operations[name]["responses"]["200"]["content"]["application/json"]["example"]
        found = called(api, name)
        if isinstance(found, list):
            assert shown
            shown, found = shown[0], found[0]
        assert set(shown) - _SOMETIMES == set(found) - _SOMETIMES, name
        assert operations[name]["security"] == [{"key": []}, {}]
        assert {"400", "401", "403", "404", "413", "415", "422", "429", "503"} <= set(operations[name]["responses"])
    assert operations["ask"]["responses"]["200"]["content"]["text/event-stream"]["example"].startswith("event: step")
    json.dumps(described)
    for reference in _references(described):
        place: Any = described
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


# Fields that a document has only where there is something to say.
_SOMETIMES = {"in_force_text", "difference", "also"}


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [r for value in part.values() for r in _references(value)]
    return [r for value in part for r in _references(value)] if isinstance(part, list) else []


def test_requests_of_the_examples_are_taken(api: Api) -> None:
    """Check the request of each example against the endpoint: what it names need not be held here."""
    for name, example in examples().items():
        given = example.get("request", {})
        method, path, _, _ = SAME.get(name, ("GET", OTHERS.get(name, ("/health",))[0], {}, []))
        how = {"json": given} if method == "POST" else {"params": given}
        response = api.client.request(method, path, **how)
        assert response.status_code in (200, 400, 404), response.text

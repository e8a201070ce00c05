"""One answer through every door: command, API, events and tool say the same of each kind of question."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.ui.api.conftest import MANY, Api
from tests.ui.mcp_server.conftest import whole

# Kind of question: how it is asked, and the outcome and form that all doors must tell.
KINDS: dict[str, tuple[dict[str, Any], str, str]] = {
    "an explanation": ({"question": "What is a quantum lantern?"}, "answered", "provision"),
    "rows of a list": ({"question": "Which companies from Turkey are on the Entity List?"}, "answered", "list"),
    "a party": ({"question": "Is Horn Trading on the Entity List?"}, "answered", "list"),
    "an address": ({"question": "What does Article 2 say?"}, "answered", "provision"),
    "a law that is not held": (
        {"question": "What does Regulation (EU) 2021/821 say on brokering?"}, "not_in_corpus", "closest",
    ),
    "a licence": (
        {"question": "Do I need a licence to export 3A001.a.7 to Germany?"}, "not_in_corpus", "determination",
    ),
    "a fact is missing": ({"question": "Do I need a licence for my lanterns?"}, "needs_fact", "determination"),
    "nothing held says it": (
        {"question": "What colour must the lantern inspector's hat have?"}, "silent", "closest",
    ),
    "a comparison": (
        {"question": "How do the penalties of the US and China compare?"}, "not_in_corpus", "comparison",
    ),
    "small talk": ({"question": "Hello!"}, "not_in_corpus", "closest"),
    "another language": ({"question": "Was ist eine Quantenlaterne?"}, "silent", "closest"),
    "a day": ({"question": "Is Horn Trading on the Entity List?", "as_of": "2026-04-01"}, "answered", "list"),
    "a filter": (
        {"question": "How long are records kept?", "jurisdiction": ["us"], "kind": ["law"]}, "not_in_corpus", "closest",
    ),
    "a turn before": (
        {"question": "How long are its records kept?", "history": [{"question": "What is a quantum lantern?"}]},
        "answered", "provision",
    ),
}  # fmt: skip
_FILTERS = ("jurisdiction", "kind")


@pytest.fixture(scope="module")
def api(api_home: Any) -> Iterator[Api]:
    """Serve the API over the same home."""
    served = Api(api_home, **MANY).ready()
    yield served
    served.stop()


def command(asked: dict[str, Any]) -> list[str]:
    options = [word for name in _FILTERS for value in asked.get(name, ()) for word in (f"--{name}", value)]
    options += [word for turn in asked.get("history", ()) for word in ("--history", json.dumps(turn))]
    options += ["--as-of", asked["as_of"]] if "as_of" in asked else []
    return ["ask", asked["question"], *options]


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_is_the_same_through_every_door(
    api: Api, connected: Callable[..., Any], licet: Callable[..., Any], kind: str
) -> None:
    asked, outcome, form = KINDS[kind]
    events = api.events(**asked)
    told = {
        "command": licet(*command(asked)),
        "api": api.client.post("/ask", json=asked).json(),
        "events": events[-1][1],
        "tool": connected(lambda client: whole(client, "ask", **asked)),
    }
    for answer in told.values():
        assert answer.pop("timings_ms")["total"] > 0
    first = told["command"]
    for door, answer in told.items():
        assert answer == first, door
    claims = [claim for name, claim in events if name == "claim"]
    assert claims == [{"number": n, **s} for n, s in enumerate(first["statements"], 1)]
    assert events[-1][0] == "answer"
    numbers = {c["number"] for c in first["citations"]}
    assert {n for s in first["statements"] for n in s["citations"]} <= numbers
    assert (first["outcome"], first["form"]) == (outcome, form)

"""An answer in the making comes as server-sent events, in order; a caller who goes away stops nothing else."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from assistant.events import Event, Step, Stopped
from tests.ui.api.conftest import Api
from ui.api.events import stream

QUESTION = "What is a quantum lantern?"


def test_steps_come_first_then_text_claims_and_last_the_answer(api: Api) -> None:
    events = api.events(question=QUESTION)
    names = [name for name, _ in events]
    order = ["step", "text", "claim", "answer"]
    assert sorted(names, key=order.index) == names
    assert set(names) == set(order)
    told = dict(events)["answer"]
    claims = [claim for name, claim in events if name == "claim"]
    assert [{k: v for k, v in c.items() if k != "number"} for c in claims] == told["statements"]
    assert all(claim["verdict"] for claim in claims)
    whole = api.client.post("/ask", json={"question": QUESTION}).json()
    for document in (told, whole):
        document.pop("timings_ms")
    assert told == whole
    assert "".join(piece["text"] for name, piece in events if name == "text").strip() == told["answer"]


def test_a_question_that_makes_no_sense_is_refused_before_the_first_event(api: Api) -> None:
    for asked in ({"question": " "}, {"question": "x", "jurisdiction": ["atlantis"]}):
        response = api.client.post("/ask", json=asked, headers={"Accept": "text/event-stream"})
        assert response.status_code == 400
        assert response.headers["content-type"] == "application/problem+json"


def test_a_chat_models_text_is_provisional_and_its_claims_have_verdicts(
    own_api: Callable[..., Api], careless_model: str
) -> None:
    api = own_api(LICET_MODEL="openai:told", LICET_MODEL_URL=careless_model, LICET_MODEL_KEY="k").ready()
    events = api.events(question=QUESTION)
    assert any(piece["provisional"] for name, piece in events if name == "text")
    written = {told["number"]: told["text"] for name, told in events if name == "sentence"}
    judged = {told["number"]: told["text"] for name, told in events if name == "verdict"}
    assert written == judged
    names = [name for name, _ in events]
    assert names.index("sentence") < names.index("verdict") < names.index("claim")
    verdicts = {claim["text"]: claim["verdict"] for name, claim in events if name == "claim"}
    assert verdicts
    assert not any("77" in text and verdict == "supported" for text, verdict in verdicts.items())
    assert events[-1][0] == "answer"


def test_a_caller_who_goes_away_leaves_the_server_well(own_api: Callable[..., Api], slow_model: str) -> None:
    variables = {"LICET_MODEL": "openai:told", "LICET_MODEL_URL": slow_model, "LICET_MODEL_KEY": "k"}
    api = own_api(**variables, LICET_MODEL_TIMEOUT="15").ready()
    accept = {"Accept": "text/event-stream"}
    for _ in range(3):
        with api.client.stream("POST", "/ask", json={"question": QUESTION}, headers=accept) as response:
            assert next(response.iter_lines()) == "event: step"
    assert api.client.get("/health", timeout=5).json()["ready"]
    assert api.client.post("/search", json={"query": "lantern"}, timeout=30).status_code == 200
    assert "Traceback" not in api.output()


def test_a_caller_who_goes_away_ends_what_the_model_is_asked() -> None:
    unwanted, ended = threading.Event(), threading.Event()

    def silent() -> Iterator[Event]:
        if unwanted.wait(20):
            ended.set()
            raise Stopped
        yield Step("late", "")

    async def left() -> None:
        told = stream(Step("understood", QUESTION), silent(), unwanted)
        assert "understood" in await anext(told)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(told), 0.3)

    with ThreadPoolExecutor(1) as pool:  # a browser of another test may have a loop on this thread
        pool.submit(asyncio.run, left()).result()
    assert ended.wait(5)


def test_twenty_ask_at_once(api: Api) -> None:
    questions = [QUESTION, "How long are records of brass bells kept?", "Who decides on brass bells?", "量子ランタン"]

    def ask(number: int) -> dict[str, Any]:
        question = questions[number % len(questions)]
        if number % 2:
            return dict(api.events(question=question))["answer"]  # type: ignore[no-any-return]
        found: dict[str, Any] = httpx.post(f"{api.base}/v1/ask", json={"question": question}, timeout=240).json()
        return found

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(20)))
    for number, answer in enumerate(answers):
        assert answer["question"] == questions[number % len(questions)]
        answer.pop("timings_ms")
        same = next(a for a in answers if a["question"] == answer["question"])
        assert json.dumps(answer, sort_keys=True) == json.dumps(same, sort_keys=True)

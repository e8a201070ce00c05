"""The newcomer's and the journalist's hundred questions over the real documents: outcome, source and a needed phrase.

`newcomers.jsonl` was written from the texts, before any answer was seen. A question is right where its outcome is the
one named ("any" where several are defensible), where an answered one cites one of the places named, and where the
needed phrase stands in the answer. `wrong` tells what is wrong with the answer today; such a question stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.model import Answer, Outcome
from assistant.settings import Settings
from assistant.wiring import Application, open_application
from tests.real_home import named_home

QUESTIONS = Path(__file__).with_name("newcomers.jsonl")
LEAST_RIGHT = 65  # of the hundred
OUTCOMES = {"any", *(outcome.value for outcome in Outcome)}


def questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]


def faults(asked: dict[str, Any], answer: Answer) -> list[str]:
    """Return what is wrong with an answer, in a few words each."""
    found = []
    if asked["outcome"] not in ("any", answer.outcome.value):
        found.append(f"{answer.outcome.value} instead of {asked['outcome']}")
    if not re.search(asked["needs"], answer.text + " ".join(answer.brings), re.IGNORECASE):
        found.append(f"without “{asked['needs']}”")
    cited = [*(c.locator for c in answer.citations), *(c.source.id for c in answer.citations), *answer.brings]
    cited += [ground.locator for c in answer.citations for ground in c.grounds]  # the law that an explainer names
    if asked["cites"] and answer.outcome is Outcome.ANSWERED and not _is_at(asked["cites"], cited):
        found.append("stands on other places")
    return found


def _is_at(places: list[str], cited: list[str]) -> bool:
    return any(place in at for place in places for at in cited)


def test_the_questions_are_a_hundred_and_say_what_is_right() -> None:
    asked = questions()
    assert len(asked) == 100
    assert len({a["question"] for a in asked}) == len({a["id"] for a in asked}) == 100
    for a in asked:
        assert a["outcome"] in OUTCOMES
        assert re.compile(a["needs"])
        assert a["cites"] or a["outcome"] != "answered", a["id"]


@pytest.fixture(scope="module")
def real(request: pytest.FixtureRequest) -> Iterator[Application]:
    """Return Licet over the real documents: in the home that LICET_REAL_HOME names, else in one made of them."""
    home = named_home() or request.getfixturevalue("real_home")
    licet = open_application(Settings(home=home))
    yield licet
    licet.close()


@pytest.mark.slow
def test_newcomers_are_answered_rightly(real: Application) -> None:
    found = {a["id"]: faults(a, real.assistant.ask(a["question"])) for a in questions()}
    known = {a["id"] for a in questions() if a.get("wrong")}
    assert {id: said for id, said in found.items() if said and id not in known} == {}, "these were right before"
    assert sum(not said for said in found.values()) >= LEAST_RIGHT

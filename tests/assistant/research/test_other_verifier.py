"""A second look by a model of another provider than the writer's: what it is given, and what becomes of its failure."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.doctor import _model
from assistant.model import Outcome, Verdict
from assistant.pipeline import Assistant
from assistant.research.chat_models import abilities, chat_model, verifying_model
from assistant.settings import Settings
from corpus.errors import BadRequest
from index.collection import Collection
from tests.assistant.research.test_servers import SHAPES, error, serving

QUESTION = "How long must an exporter keep widget sales records?"
WORDS = "seven years from the date of the export"
OWN = "key-of-the-verifier"
pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("langchain_anthropic") is None,
    reason="langchain-anthropic is not installed: `make test` installs it",
)


def settings(home: Path, writer: str, **more: Any) -> Settings:
    return Settings(
        home=home, model="openai:m", model_url=f"{writer}/v1", model_key="sk-of-the-writer", model_timeout=20,
        verifier="anthropic:v", **more,
    )  # fmt: skip


@pytest.fixture
def verifier_at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what sets the verifier's own variables."""

    def set_(url: str) -> None:
        monkeypatch.setattr("assistant.research.model_calls._WAITS", ())
        monkeypatch.setenv("ANTHROPIC_API_KEY", OWN)
        monkeypatch.setenv("ANTHROPIC_API_URL", url)

    return set_


def number_of(asked: list[dict[str, Any]]) -> str:
    """Return the number of the piece that has the words, from what the writer was sent."""
    lines = str(asked[0]["messages"][1]["content"]).split("\n")
    at = next(n for n, line in enumerate(lines) if WORDS in line)
    return next(line for line in reversed(lines[:at]) if line.startswith("[")).split("]")[0][1:]


def answered(
    collection: Collection, verifier_at: Any, *looks: Any, said: str = "", again: str = ""
) -> tuple[Any, list[Any], list[Any]]:
    """Return the answer whose second looks are `looks`, and what the writer and the verifier were sent.

    The writer writes it `again` in the end, where that is given.
    """
    with serving(SHAPES["openai"]("NO ANSWER")) as (writer, asked):
        Assistant(collection, collection.catalogue, settings(collection.home, writer)).ask(QUESTION)
        number = number_of(asked)
    said = said or f'Records of sales are kept for seven years from the export [{{n}} "{WORDS}"].'
    replies = [SHAPES["openai"](t.format(n=number)) for t in (f"OUTCOME: answered\n{said}", again) if t]
    with serving(*replies) as (writer, asked), serving(*looks) as (url, looked):
        verifier_at(url)
        answer = Assistant(collection, collection.catalogue, settings(collection.home, writer)).ask(QUESTION)
    return answer, asked, looked


def test_another_providers_model_looks_with_its_own_key(collection: Collection, verifier_at: Any) -> None:
    look = json.dumps({"sentence": 1, "verdict": "supported", "span": WORDS, "why": "so"})
    answer, asked, looked = answered(collection, verifier_at, SHAPES["anthropic"](look))
    assert [s.verdict for s in answer.statements] == [Verdict.SUPPORTED]
    assert (len(asked), len(looked)) == (1, 1)
    assert not [n for n in answer.notices if "LICET_VERIFIER" in n]


@pytest.mark.parametrize(
    ("look", "why", "remedy"),
    [
        (error(401, "invalid x-api-key"), "refuses the key", "Check the key of LICET_VERIFIER"),
        (error(400, "prompt is too long: 9 tokens > 8 maximum"), "too long", "Lower LICET_EVIDENCE_TOKENS"),
        (error(404, "model: v", "not_found_error"), "does not know", "Check LICET_VERIFIER"),
        (error(500, "boom"), "status 500", "Check LICET_VERIFIER"),
    ],
    ids=["key", "context", "unknown", "broken"],
)
def test_of_one_that_fails_the_answer_stands_as_far_as_the_program_sees(
    collection: Collection, verifier_at: Any, look: Any, why: str, remedy: str
) -> None:
    answer, asked, looked = answered(collection, verifier_at, look)
    assert (answer.outcome, answer.engine) == (Outcome.ANSWERED, "generative")
    assert [s.verdict for s in answer.statements] == [Verdict.BY_PROGRAM]
    [line] = [n for n in answer.notices if "LICET_VERIFIER" in n]
    assert why in line
    assert remedy in line
    assert "\n" not in line
    assert (len(asked), len(looked)) == (1, 1)  # nothing is written again for a look that nobody takes


def test_what_it_has_judged_before_it_fails_keeps_its_judgement(collection: Collection, verifier_at: Any) -> None:
    look = SHAPES["anthropic"](json.dumps({"sentence": 1, "verdict": "not_stated", "span": "", "why": "no"}))
    again = f'1. Records of sales are kept for seven years [{{n}} "{WORDS}"].'
    answer, asked, looked = answered(collection, verifier_at, look, error(401, "invalid x-api-key"), again=again)
    assert (len(asked), len(looked)) == (2, 2)
    assert answer.engine != "generative"
    [removed] = [s for s in answer.removed if s.text.startswith("Records of sales")]
    assert "from the export" in removed.text  # what was written again has no judgement, and does not stand for it
    [line] = [n for n in answer.notices if "LICET_VERIFIER" in n]
    assert "what was written again" in line


def test_what_it_judged_without_words_of_the_text_before_it_fails_is_not_excused(
    collection: Collection, verifier_at: Any
) -> None:
    verdicts = ({"sentence": n, "verdict": "supported", "span": "words of no text", "why": ""} for n in range(1, 13))
    look = SHAPES["anthropic"]("\n".join(map(json.dumps, verdicts)))
    twelve = [f'Records of sales by Zorblax {name} are kept [{{n}} "{WORDS}"].' for name in "ABCDEFGHIJKL"]
    said = "\n".join((*twelve, f'Records of sales are kept for 91 years [{{n}} "{WORDS}"].'))
    answer, asked, looked = answered(collection, verifier_at, look, error(401, "invalid x-api-key"), said=said)
    assert (len(asked), len(looked)) == (1, 2)
    assert answer.engine != "generative"


def test_nothing_of_the_writers_server_reaches_another_provider(tmp_path: Path, verifier_at: Any) -> None:
    verifier_at("http://127.0.0.1:9")
    chosen = settings(tmp_path, "http://127.0.0.1:8", model_window=200_000)
    writer = chat_model(chosen)
    assert writer is not None
    verifier: Any = verifying_model(chosen, writer)
    assert verifier.anthropic_api_key.get_secret_value() == OWN
    assert verifier.anthropic_api_url == "http://127.0.0.1:9"
    local: Any = verifying_model(chosen.model_copy(update={"verifier": "ollama:v"}), writer)
    assert (local.base_url, local.num_ctx) == (None, 16_384)
    same: Any = verifying_model(chosen.model_copy(update={"verifier": "openai:v"}), writer)
    assert (same.openai_api_base, same.openai_api_key.get_secret_value()) == (
        "http://127.0.0.1:8/v1", "sk-of-the-writer"
    )  # fmt: skip


def test_the_evidence_fits_the_smaller_window_of_both(tmp_path: Path) -> None:
    chosen = settings(tmp_path, "http://127.0.0.1:8", model_window=200_000, evidence_tokens=50_000)
    chosen = chosen.model_copy(update={"verifier": "ollama:v"})
    writer = chat_model(chosen)
    assert writer is not None
    assert abilities(writer, chosen).evidence_tokens == 50_000
    able = abilities(writer, chosen, verifying_model(chosen, writer))
    assert (able.window, able.evidence_tokens) == (16_384, 8_192)
    assert abilities(writer, chosen, writer).window == 200_000


@pytest.mark.parametrize("verifier", ["nobody:v", "openai:v"])
def test_one_that_cannot_be_used_is_told_in_one_line_before_a_question(
    tmp_path: Path, verifier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    chosen = Settings(home=tmp_path, model="ollama:m", verifier=verifier)
    writer = chat_model(chosen)
    assert writer is not None
    with pytest.raises(BadRequest, match="LICET_VERIFIER") as failed:
        verifying_model(chosen, writer)
    assert "\n" not in str(failed.value)

    told = _model(SimpleNamespace(settings=chosen))  # type: ignore[arg-type]  # no other part is looked at
    assert not told.ok
    assert "LICET_VERIFIER" in told.message

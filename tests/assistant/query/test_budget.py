"""No question, and no conversation before it, costs a reader more than a few seconds or more than a line."""

from __future__ import annotations

import json
import random
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from assistant.pipeline import Assistant
from assistant.query.budget import LAST_TURNS, MOST_ADDRESSES, MOST_PARTS, MOST_TURNS
from assistant.settings import Settings
from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.lookup import locate

MOST_SECONDS = 10.0  # of computing; beside other work the same takes up to twice as long
FULL = Settings.model_fields["max_question_chars"].default
CHANCE = random.Random(4)
WORDS = [" ".join("".join(CHANCE.choices("abcdefghijklmnop", k=6)) for _ in range(900)) for _ in range(2)]
REPEATED = (
    "第", "第一条", "出口管制法", "十", "リスト", "輸出", "한국 ", "א", "ب ", "🙂", "é",
    "a ", "is ", "it ", "what is ", "the ", "X", "X ", "Ab ", "A and B ", "Huawei ", "Acme Rocket Works and ",
    "744.90(b)(1) ", "15 CFR 744.90 ", "3A001.b.2 ", "Article 1(1) ", "Part 744 ", "Supplement No. 4 to Part 744 ",
    "China ", "to China and Russia ", "2024-01-01 ", "3 March 2024 ", "as of ", "$300,000 ", "5 years ", "1,000",
    "(a)", "(", "[", '"', "“a” ", "'a b' ", "https://a.b/c ", "a@b.c ", "a-", "a,", "?", "! ", "\n",
    "explain simply ", "compare US and EU ", "vs ", "the Entity List ", "METI’s list ", "widget records ",
)  # fmt: skip
LONGEST = (
    *((unit * FULL)[:FULL] for unit in REPEATED),
    *(text[:FULL] for text in WORDS),
    f"Is {WORDS[0].title()[: FULL - 30]} on the Entity List?",
    f"Is {' and '.join(WORDS[1].title().split())[: FULL - 30]} listed?",
    "".join(chr(CHANCE.randint(0x4E00, 0x9FA5)) for _ in range(FULL)),
)


@pytest.mark.parametrize(
    ("earlier", "step"),
    [
        (0, 10), (LAST_TURNS + 5, 10),
        *(pytest.param(*each, marks=pytest.mark.slow) for each in ((0, 1), (1, 1), (LAST_TURNS + 5, 5))),
    ],
)  # fmt: skip
def test_a_question_of_full_length_takes_seconds(assistant: Assistant, earlier: int, step: int) -> None:
    for asked in LONGEST[::step]:
        begun = time.thread_time()
        with suppress(BadRequest):  # too many questions or addresses at once
            assistant.ask(asked, [asked] * earlier)
        spent = time.thread_time() - begun
        assert spent < MOST_SECONDS, f"{asked[:40]!r}: {spent:.1f} s"


@pytest.mark.parametrize(
    ("asked", "history", "told"),
    [
        ("What? " * FULL, [], f"limit is {FULL:,}"),
        ("And the fee?", ["What is a widget?"] * (MOST_TURNS + 1), f"limit is {MOST_TURNS:,}"),
        ("And the fee?", ["x" * (FULL + 1)], f"limit is {FULL:,}"),
        ("And the fee?", [{"question": "x" * (FULL + 1), "answer": ""}], f"limit is {FULL:,}"),
        (" ".join(f"What is the {n} rule of widgets?" for n in range(MOST_PARTS + 1)), [], f"limit is {MOST_PARTS}"),
        (" ".join(f"744.{n}" for n in range(1, MOST_ADDRESSES + 2)), [], f"limit is {MOST_ADDRESSES}"),
    ],
)
def test_what_is_too_much_is_said_in_a_line(assistant: Assistant, asked: str, history: list[Any], told: str) -> None:
    with pytest.raises(BadRequest, match=told) as raised:
        assistant.ask(asked, history)
    assert len(str(raised.value)) < 300


def test_a_long_conversation_is_read_from_its_end(assistant: Assistant) -> None:
    """Check that a chain of follow-ups, each of which leans on the one before, ends."""
    chain = ["How long are widget sales records kept?", *["and for China?", "and for Italy?"] * (MOST_TURNS // 3)]
    assert assistant.ask("and for Belgium?", chain).standalone_question


def test_an_answer_of_any_length_in_the_history_costs_nothing(assistant: Assistant) -> None:
    history = [{"question": "How long are widget records kept?", "answer": "第" * 2_000_000}]
    begun = time.thread_time()
    assistant.ask("and under EU law?", history)
    assert time.thread_time() - begun < MOST_SECONDS


def test_an_address_is_no_book(assistant: Assistant) -> None:
    with pytest.raises(BadRequest, match="at most"):
        locate(assistant.catalogue, "(a)" * 50_000, Filters())


def test_a_line_of_a_batch_says_what_is_wrong_with_it(assistant: Assistant, tmp_path: Path) -> None:
    from types import SimpleNamespace

    from ui.commands.questions.ask import _batch

    file = tmp_path / "batch.jsonl"
    file.write_text(json.dumps({"question": "Why?", "history": ["x"] * (MOST_TURNS + 1)}), "utf-8")
    with pytest.raises(BadRequest, match=f"Line 1 of batch.jsonl: .*limit is {MOST_TURNS:,}"):
        list(_batch(SimpleNamespace(settings=assistant.settings), file))  # type: ignore[arg-type]
    file.write_text("[" * 100_000, "utf-8")
    with pytest.raises(BadRequest, match="Line 1"):
        list(_batch(SimpleNamespace(settings=assistant.settings), file))  # type: ignore[arg-type]

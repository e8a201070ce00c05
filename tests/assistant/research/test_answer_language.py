"""Replies in another language than the question's: asked again once, and then the default answer stands."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.events import Step
from assistant.model import Verdict
from assistant.pipeline import Assistant
from assistant.prompts.loader import prompt
from assistant.research.answer_language import other_language, sure_language
from ui import serializers

QUESTION = "How long must an exporter keep widget sales records?"
WORDS = "seven years from the date of the export"
GERMAN = f'Die Aufzeichnungen über den Verkauf sind sieben Jahre lang ab der Ausfuhr aufzubewahren [2 "{WORDS}"].'
CHINESE = f'销售记录自出口之日起必须保存七年，出口经营者不得提前销毁 [2 "{WORDS}"]。'
ENGLISH = f'The exporter must keep the sales records of widgets for seven years from the export [2 "{WORDS}"].'


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (QUESTION, "en"),
        ("Is a coast guard a user?", "en"),
        ("Wie lange sind die Aufzeichnungen aufzubewahren?", "de"),
        ("Brauche ich eine Genehmigung?", "de"),
        ("记录要保存多久？", "zh"),
        ("記録はいつまで保存しなければなりませんか", "ja"),
        ("Сколько лет экспортёр обязан хранить документы о продажах?", "ru"),
        ("Huawei Technologies Co., Ltd. Shenzhen?", ""),
        ("And SAF?", ""),
        ("Penalties?", ""),
    ],
)
def test_only_a_sure_language_is_told(text: str, language: str) -> None:
    assert sure_language(text) == language


@pytest.mark.parametrize(
    ("draft", "languages", "other"),
    [
        (GERMAN, ("en",), "de"),
        (CHINESE, ("en",), "zh"),
        (ENGLISH, ("de",), "en"),
        (ENGLISH, ("en",), ""),
        (GERMAN, (), ""),
        (GERMAN, ("en", "de"), ""),
        (CHINESE, ("ja",), ""),  # a line without kana may be either
        ('Seven years [2 "x"].', ("de",), ""),  # too short to tell
        (f'The text says “{GERMAN[:60]}”, and the exporter must keep to that for as long as it is in force [2].',
         ("en",), ""),
        ("OUTCOME: silent\nDie Texte sagen nichts dazu.", ("de",), ""),
    ],
)  # fmt: skip
def test_a_reply_in_another_language_is_told(draft: str, languages: tuple[str, ...], other: str) -> None:
    assert other_language(draft, languages) == other


@pytest.mark.parametrize("said", [GERMAN, CHINESE], ids=["German", "Chinese"])
def test_a_reply_in_another_language_is_asked_for_again(with_model: Any, said: str) -> None:
    assistant, model = with_model(said, ENGLISH)
    events = list(assistant.events(QUESTION))
    assert events[-1].engine == "generative"
    assert "seven years" in events[-1].text
    assert "again in English" in str(model.asked[1][-1].content)
    assert any(isinstance(e, Step) and e.detail == "asked again in English" for e in events)


def test_of_a_model_that_knows_only_its_own_language_the_default_stands(with_model: Any) -> None:
    assistant, model = with_model(GERMAN, GERMAN)
    answer = assistant.ask(QUESTION)
    assert answer.engine == "extractive"
    assert "seven years" in answer.text
    assert all(s.verdict is not Verdict.REMOVED for s in answer.statements)
    assert "answers in German, not in the language of the question" in answer.notices[0]
    assert [str(m[0].content) for m in model.asked] == [prompt("answer").template] * 2


def turn(assistant: Assistant) -> dict[str, Any]:
    told = serializers.answer(assistant.ask(QUESTION))
    return {"question": QUESTION, "answer": told["answer"], "citations": told["citations"]}


@pytest.mark.parametrize(("asked", "calls"), [("in German", 1), ("as a table", 2), ("are you sure?", 2)])
def test_only_a_request_that_names_a_language_changes_it(
    assistant: Assistant, with_model: Any, asked: str, calls: int
) -> None:
    with_one, model = with_model(GERMAN.replace("[2", "[1"), ENGLISH.replace("[2", "[1"))
    answer = with_one.ask(asked, [turn(assistant)])
    assert len(model.asked) == calls
    assert ("sieben" in answer.text) is (calls == 1)

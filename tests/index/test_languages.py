"""Which questions are asked of texts in other languages."""

from __future__ import annotations

import pytest

from index.crosslingual.languages import asks_other_languages


@pytest.mark.parametrize(
    "question",
    [
        "What is the highest fine for exporting without a licence?",
        "両用品目の輸出許可",
        "两用物项出口管制条例第五十五条说了什么？",
        "What did China announce about exports to Japan?",
        "How do the US and China treat reexports?",
        "What does METI's list hold?",
        "Do I need a licence to ship drones to China?",
        "How do EU and Chinese rules on exports to Japan differ?",
        "Tell us about end users",
    ],
)
def test_a_question_that_may_be_about_them_is(question: str) -> None:
    assert asks_other_languages(question)


@pytest.mark.parametrize(
    "question",
    [
        "What does 15 CFR 744.21(f) say?",
        "What is 3A001.b.2?",
        "Can I ship a gram of plutonium to China under an NRC general license?",
        "How long is a BIS export license usually valid?",
        "Who decides what goes on the Entity List?",
        "What does Article 3(2) of Regulation (EU) No 833/2014 forbid?",
    ],
)
def test_a_question_that_names_english_texts_alone_is_not(question: str) -> None:
    assert not asks_other_languages(question)

from __future__ import annotations

import pytest

from assistant.evidence.served_languages import is_in_other_script, unserved


@pytest.mark.parametrize(
    "question, language",
    [
        ("Serve una licenza per esportare una termocamera verso la Turchia?", "Italian"),
        ("Hoe lang moet ik de documenten volgens de EAR bewaren?", "Dutch"),
    ],
)
def test_a_question_that_nothing_serves_is_told_so(question: str, language: str) -> None:
    assert unserved(question).startswith(f"The question seems to be in {language}.")


@pytest.mark.parametrize(
    "question",
    ["Что такое лампа?", "ما هو الفانوس؟", "ランプ ความหมายของโคมไฟคืออะไร", "מהו פנס?", "τι είναι το φανάρι;"],
)
def test_a_short_question_in_another_script_is_told_so(question: str) -> None:
    assert is_in_other_script(question)
    assert unserved(question).startswith("The question seems to be in another language.")


@pytest.mark.parametrize(
    "question",
    [
        "how long must i keep records",
        "輸出許可の有効期間は何か月ですか",
        "Wie lange muss ich Unterlagen nach EAR aufbewahren?",
        "Faut-il une licence pour exporter une caméra thermique vers la Turquie ?",
        "¿Necesito una licencia para exportar drones a Colombia?",
        "수출통제법 벌금은 얼마입니까?",
        "出口管制法规定的临时管制最长可以实施多久？",
        "Huawei Technologies Entity List date",
        "BIS 90 FR 44518 entities China added September",
        "3A001 Deutschland?",  # too short to tell
        "?",
    ],
)
def test_other_questions_are_told_nothing(question: str) -> None:
    assert unserved(question) == ""

from __future__ import annotations

import pytest

from assistant.evidence.served_languages import unserved


@pytest.mark.parametrize(
    "question, language",
    [
        ("Wie lange muss ich Unterlagen nach EAR aufbewahren?", "German"),
        ("Faut-il une licence pour exporter une caméra thermique vers la Turquie ?", "French"),
        ("¿Necesito una licencia para exportar drones a Colombia?", "Spanish"),
        ("출구관리법 벌금은 얼마입니까?", "Korean"),
    ],
)
def test_a_question_that_nothing_serves_is_told_so(question: str, language: str) -> None:
    assert unserved(question).startswith(f"The question seems to be in {language}.")


@pytest.mark.parametrize(
    "question",
    [
        "how long must i keep records",
        "輸出許可の有効期間は何か月ですか",
        "出口管制法规定的临时管制最长可以实施多久？",
        "Huawei Technologies Entity List date",
        "BIS 90 FR 44518 entities China added September",
        "3A001 Deutschland?",  # too short to tell
        "?",
    ],
)
def test_other_questions_are_told_nothing(question: str) -> None:
    assert unserved(question) == ""

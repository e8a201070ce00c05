"""What a note says without the yes or no that it begins with."""

from __future__ import annotations

import pytest

from corpus.annotations.model import AnnotatedSource, Annotation

_KEPT = "Yes, if the goods are at most 25 years old."


@pytest.mark.parametrize(
    ("answer", "plain", "leaning"),
    [
        ("Yes. The office may ask.", "The office may ask.", "The office may ask."),
        ("No, in general. The office may ask.", "The office may ask.", "The office may ask."),
        ("Yes: lanterns of brass are.", "Lanterns of brass are.", "Lanterns of brass are."),
        ("No, applications are refused.", "Applications are refused.", "Applications are refused."),
        (_KEPT, _KEPT, "If the goods are at most 25 years old."),
        ("Nothing is asked.", "Nothing is asked.", "Nothing is asked."),
    ],
)
def test_a_note_is_told_without_its_word(answer: str, plain: str, leaning: str) -> None:
    note = Annotation(AnnotatedSource("us-x", "Part 799", "us"), "x", ("Is it so?",), answer, ())
    assert note.without_word() == plain
    assert note.without_word(leaning=True) == leaning

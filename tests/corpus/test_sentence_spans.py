"""Sentences are found where blingfire finds them, faster than by its own function."""

from __future__ import annotations

import pytest
from blingfire import text_to_sentences_and_offsets

from corpus.language.sentences import _sentences


@pytest.mark.parametrize(
    "line",
    [
        "No licence is needed. See § 740.2(a)(4). It lapses.",
        "Café “Zoë” ships 3 µm films. Their naïve broker – of Łódź – agrees! 輸出 is an export. Is it?",
        "🙂 one. Two 🙂. 𐍈 three.",
        "no end",
        ".",
        "a\u00a0b. \u200bC d.",
    ],
)
def test_sentences_stand_where_the_package_finds_them(line: str) -> None:
    assert _sentences(line) == text_to_sentences_and_offsets(line)[1]

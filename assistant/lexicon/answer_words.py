"""Words around a note in an answer that is told in the language of its question (`answer_words.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.lexicon.tables import as_tuple, content, entry

TABLE = Path(__file__).with_name("answer_words.toml")


@dataclass(frozen=True, eq=False)
class AnswerWords:
    """Words of one language; the head of `answer_words.toml` says what each field does."""

    silent: str
    of_law: str
    in_brackets: str
    passed: str
    by_text: str
    labels: Mapping[str, str]


@cache
def _all() -> Mapping[str, AnswerWords]:
    rows = content(TABLE).items()
    return {code: entry(AnswerWords, row, f"{TABLE.name}, {code}", convert=as_tuple) for code, row in rows}


def answer_words(language: str) -> AnswerWords | None:
    """Return the words of a language by its code; None where there are none: an answer is in English then."""
    return None if language == "en" else _all().get(language)

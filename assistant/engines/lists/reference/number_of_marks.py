"""How many marks a row of the country chart is to have: "only one X", "at least ten ticks"."""

from __future__ import annotations

import re

from assistant.engines.lists.question_form import QuestionForm
from corpus.language.lazy_regex import lazy_regex

_NUMBER_WORDS = {
    "a single": 1, "single": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_HOW = {
    "at least": "at least", "no fewer than": "at least", "at most": "at most", "no more than": "at most",
    "up to": "at most", "more than": "more than", "over": "more than", "fewer than": "fewer than",
    "less than": "fewer than",
}  # fmt: skip
_A_NUMBER = rf"\d{{1,2}}|{'|'.join(w for w in _NUMBER_WORDS if ' ' not in w)}"
_OF_MARKS = (
    r"(?:(?:single|lone|sole) )?(?:(?-i:X)(?:'?[sS]|es)?|marks?|ticks?|crosses|boxes|cells)(?: marks?)?(?![\w:])"
)
# "only one X", "exactly three marks", "at least ten X's": how many marks a row has.
_NUMBER_OF_MARKS = lazy_regex(
    rf"\b(?P<how>only|just|exactly|at least|at most|no more than|no fewer than|up to|more than|over|fewer than|"
    rf"less than|precisely) (?:an? )?(?P<number>{_A_NUMBER}) {_OF_MARKS}|"
    rf"\b(?:only |just )?(?:a |one )?(?P<alone>single) (?:(?-i:X)|mark|tick|cross)(?![\w:])",
    re.I,
)


def number_of_marks(form: QuestionForm) -> tuple[str, int] | None:
    """Take out how many marks a row of the chart is to have, and return it: ("exactly", 1), ("at least", 12)."""
    match = form.take(_NUMBER_OF_MARKS)
    if match is None:
        return None
    word = (match["number"] or match["alone"]).casefold()
    how = (match["how"] or "").casefold()
    return _HOW.get(how, "exactly"), int(word) if word.isdigit() else _NUMBER_WORDS[word]

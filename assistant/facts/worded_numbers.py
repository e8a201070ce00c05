"""Numbers in words of German, French and Spanish texts, with their places: "quatre-vingt-trois", "veinticinco"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from text_to_num import find_numbers

from corpus.language.lazy_regex import lazy_regex
from corpus.language.number_words import SCALES

_WORDS_AND_SIGNS = lazy_regex(r"[^\W\d_]+|\S")
_READ = lazy_regex(r"\d{1,15}(?:,\d{1,2})?")  # "2,5000000" is a decimal with a scale, misread
_FORMS = {"veintiún": "veintiuno"}  # of a number before a noun
_ONES_BEHIND_TENS = lazy_regex(r"\s(?:y|et|und)\s")


@dataclass(frozen=True, slots=True)
class WordedNumber:
    """Number in words at `start:end` of a text; `digits` has a point before its decimals."""

    start: int
    end: int
    digits: str


@dataclass(frozen=True, slots=True)
class _Token:
    """Word or sign of a text, as the library asks for it."""

    word: str
    start: int
    end: int
    begins_line: bool

    def text(self) -> str:
        """Return the word, in the form that the library knows."""
        return _FORMS.get(self.word.lower(), self.word)

    def nt_separated(self, _before: _Token) -> bool:
        """Return whether it belongs to no number that begins before it: lines are read by themselves."""
        return self.begins_line

    def not_a_number_part(self) -> bool:
        """Return False: every word may be a part of a number."""
        return False


def worded_numbers(text: str, language: str) -> Iterator[WordedNumber]:
    """Yield the numbers in words of a text in a language ("de", "fr", "es"), in their order.

    Passed over is what would be read in a part: a scale by itself ("mehrere tausend"), ordinals, decimals of a scale,
    tens and ones that are written apart against the rules ("veinte y cinco").
    """
    tokens = list(_tokens(text))
    last: Any = None
    for found in find_numbers(tokens, language, 0.0):
        start, end = tokens[found.start].start, tokens[found.end - 1].end
        is_scale = found.end - found.start == 1 and found.value in SCALES.values()
        is_rest = last is not None and _is_rest(text, last, (start, found.value))
        last = (end, found.value)
        if not found.is_ordinal and not is_scale and not is_rest and _READ.fullmatch(found.text):
            yield WordedNumber(start, end, found.text.replace(",", "."))


def _is_rest(text: str, before: tuple[int, float], number: tuple[int, float]) -> bool:
    """Return whether a number is the ones of the tens in front of it, which were read apart."""
    (end, tens), (start, ones) = before, number
    return tens >= 20 and tens % 10 == 0 and 0 < ones < 10 and _ONES_BEHIND_TENS.fullmatch(text, end, start) is not None


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    for m in _WORDS_AND_SIGNS.finditer(text):
        yield _Token(m[0], m.start(), m.end(), "\n" in text[at : m.start()])
        at = m.end()

"""The countries that a question in another language names, each with a mark in its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries
from corpus.lexicon.countries import codes_by_word, words_of_a_country
from corpus.lexicon.list_words import MARKS

_RUN_OF_LETTERS = lazy_regex(r"[^\W_]+")
_INSIDE_A_NAME = lazy_regex(r"[ .'-]{1,2}")  # between the words of one name: "EE. UU.", "Royaume-Uni"
_WITHOUT_SPACES = ("zh", "ja", "ko")  # languages in which a name stands beside other words without a space
_LETTERS_OF_A_COUNTRY = 12  # letters of a country's name where no space parts words
_WORDS_OF_A_COUNTRY = 7  # words of the longest name elsewhere


def marked(text: str, language: str) -> tuple[str, list[str]]:
    """Return a text with the mark of a country in place of each that it names, and their codes in its order."""
    found = sorted((_in_runs if language in _WITHOUT_SPACES else _in_words)(text, language))
    for start, end, _ in reversed(found):
        text = f"{text[:start]}{MARKS['country']}{text[end:]}"
    return text, [code for *_, code in found]


def with_english_names(text: str, language: str, exporters: Collection[str] = ()) -> str:
    """Return a text with the English name of each country in place of the one that it has in its own language.

    As it is where one is an adjective, in small letters: "eine deutsche Firma" is from there, and nothing goes there.
    One of a country of `exporters` is passed over: it says who sends, and the others where something goes.
    """
    found = sorted(_in_words(text.lower(), language), reverse=True)
    if any(text[start].islower() and code not in exporters for start, _, code in found):
        return text
    found = [f for f in found if not text[f[0]].islower()]
    for start, end, code in found:
        name, before = countries.table().by_code[code].name, text[:start]
        # "aus Deutschland nach Frankreich": where it comes from is no place that it goes to.
        before = _COMES_FROM.sub(" from ", before) if len({c for *_, c in found}) > 1 else before
        text = f"{before}{name}{text[end:]}"
    return text


_COMES_FROM = lazy_regex(
    r"(?:^|\s)(?:(?:aus|von)(?: de[rnm])?|vom|(?:depuis|desde|de)(?: las?| les?| los| el)?|du|des|del)\s$|"
    r"(?:^|\s)(?:(?:de|depuis) l|d)['’]$",
    re.I,
)


def in_runs(text: str, language: str) -> list[tuple[int, int, str]]:
    """Return (start, end, code) of the countries that a text without spaces between words names, in its order."""
    return sorted(_in_runs(text, language))


def _in_words(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, code) of names between other words, the longest first where one begins like another."""
    runs, codes, at = list(_RUN_OF_LETTERS.finditer(text)), codes_by_word(language), 0
    while at < len(runs):
        for last in range(min(at + _WORDS_OF_A_COUNTRY, len(runs)) - 1, at - 1, -1):
            start, end = runs[at].start(), runs[last].end()
            if _of_one_name(text, runs[at : last + 1]) and (
                code := codes.get(words_of_a_country(text[start:end], language))
            ):
                yield start, end, code
                at = last
                break
        at += 1


def _of_one_name(text: str, runs: list[re.Match[str]]) -> bool:
    return all(_INSIDE_A_NAME.fullmatch(text, a.end(), b.start()) for a, b in zip(runs, runs[1:], strict=False))


def _in_runs(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, code) of names in runs without spaces, the longest of each run first."""
    codes, taken = codes_by_word(language), list[tuple[int, int]]()
    for run in _RUN_OF_LETTERS.finditer(text):
        for start, end in _stretches(run.start(), run.end()):
            free = not any(s < end and start < e for s, e in taken)
            if free and (code := codes.get(words_of_a_country(text[start:end], language))):
                taken.append((start, end))
                yield start, end, code


def _stretches(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a run without spaces that may be a country's name, the longest first."""
    for length in range(min(_LETTERS_OF_A_COUNTRY, end - start), 1, -1):
        yield from ((at, at + length) for at in range(start, end - length + 1))

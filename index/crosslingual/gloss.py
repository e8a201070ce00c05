"""Gloss of a question in another language: its words in English, in their order, with its names, codes and numbers.

Words come from the bilingual lexicon of the field and from `everyday_words.txt`, which is of the same form and holds
what people say around the terms: only questions are read with it, the words of laws are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache

from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import EAST_ASIAN
from corpus.lexicon.countries import codes_by_word, country_names, names_in_wide_scripts
from corpus.lexicon.towns import folded_town
from index.crosslingual.bilingual_lexicon import (
    ALPHABETIC_LANGUAGES,
    EAST_ASIAN_COLUMNS,
    EVERYDAY,
    asked_language,
    beginning_written,
    english_names,
    entries_of,
    lexicon,
    stem_written,
)
from index.text.tokens import STOP, terms

_SHORTEST = 2  # signs of an East Asian word
# Codes, numbers and names in Latin letters: they stand in a gloss as they are written.
_KEPT_ABROAD = lazy_regex(r"[A-Za-z0-9][A-Za-z0-9.,/&-]*[A-Za-z0-9]|[A-Za-z0-9]")
_CODES = lazy_regex(
    r"\b(?:\d[A-E]\d{3}(?:\.[a-z0-9]+)*|[A-Z0-9][A-Z0-9&./-]*[A-Z0-9]|[A-Z]?\d[\w.,/-]*\w|\d|"
    r"(?:[A-Za-z]+ )?[Ll]ist|[Ee]ntity|[Ee]nd[- ][Uu]ser)\b"
)
# In French and Spanish names alone have a capital within a sentence.
_WRITTEN_AS_NAMES = lazy_regex(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Ý][\w-]{2,30}\b")
_WORD_OF_QUESTION = lazy_regex(r"[\w-]+")
_Span = tuple[int, int, str]  # begin and end in the text, and what stands for it in English


@lru_cache(maxsize=256)
def gloss(question: str) -> str:
    """Return the words of a question in another language in English, in their order; "" of one in English.

    Words that no entry knows are left out, unless they are names or codes.
    """
    names: list[_Span] = []
    if EAST_ASIAN.search(question):
        spans, kept = list(_east_asian(question)), _as_written(_KEPT_ABROAD, question)
    else:
        language = asked_language(question)
        if language not in ALPHABETIC_LANGUAGES:
            return ""
        spans, kept = list(_alphabetic(question, language)), _as_written(_CODES, question)
        if language != "de":
            names = _as_written(_WRITTEN_AS_NAMES, question)
    if not spans:
        return ""
    taken = bytearray(len(question))
    chosen: list[_Span] = []
    # A longer word goes before a shorter one within it; a name is left to the words that know it.
    for begin, end, word in [*kept, *sorted(spans, key=lambda s: (s[0] - s[1], s[0])), *names]:
        if not any(taken[begin:end]):
            taken[begin:end] = b"\1" * (end - begin)
            chosen.append((begin, end, word))
    return " ".join(dict.fromkeys(word for _, _, word in sorted(chosen)))


@lru_cache(maxsize=256)
def in_english(question: str) -> str:
    """Return the terms of a question in another language in English, with which English texts are searched.

    They are those of its gloss, and of the field's names for what it says: "fine" beside "penalty". Of its numbers
    those of laws and of control list entries alone: "parte 810", and not 500 euros.
    """
    numbers = {number.casefold() for number in _NUMBERS_OF_LAW.findall(question)}
    words = dict.fromkeys((*terms(gloss(question)), *(w for name in english_names(question) for w in terms(name))))
    said = [w for w in words if w not in STOP and not w[0].isdigit()]
    return " ".join([*said, *(sorted(numbers) if said else ())])


_NUMBERS_OF_LAW = lazy_regex(r"(?<![A-Za-z0-9.,/])(?:\d[A-E]\d{3}(?![A-Za-z0-9])|\d{3}(?!\w|[.,/]\d|\s?[%€$]))")


def _as_written(pattern: re.Pattern[str], question: str) -> list[_Span]:
    return [(m.start(), m.end(), m[0]) for m in pattern.finditer(question)]


def _east_asian(question: str) -> Iterator[_Span]:
    for word, english in _equivalents("east asian").items():
        at = question.find(word)
        while at >= 0:
            yield at, at + len(word), english
            at = question.find(word, at + len(word))


def _alphabetic(question: str, language: str) -> Iterator[_Span]:
    """Yield the words of a question that an entry knows, and the countries that it names.

    In German several stems may stand in one word: "Ausfuhrgenehmigung".
    """
    yield from _written(question, folded_town, _countries(language))
    yield from _written(question, str.casefold if language == "de" else folded_town, _equivalents(language))


def _written(question: str, fold: Callable[[str], str], known: Mapping[str, str]) -> Iterator[_Span]:
    """Yield the words of a question that stand in a table, by their place in the question as it is folded."""
    folded, places = " ", [0]
    for word in _WORD_OF_QUESTION.finditer(question):
        plain = fold(word[0])
        length = len(word[0])
        places += [word.start() + min(n * length // len(plain), length - 1) for n in range(len(plain))]
        places.append(word.end())
        folded += plain + " "
    for written, english in known.items():
        at = folded.find(written)
        while at >= 0:
            begin, end = at + written.startswith(" "), at + len(written.rstrip(" "))
            yield places[begin], places[end - 1] + 1, english
            at = folded.find(written, at + len(written))


@cache
def _equivalents(language: str) -> Mapping[str, str]:
    """Return the English name of every word of a language, or of Chinese, Japanese and Korean ("east asian").

    Words stand as questions are searched for them.
    """
    found: dict[str, str] = {}
    for entry in (*entries_of(EVERYDAY.read_text("utf-8")), *lexicon()):  # what people say goes before what laws do
        if language == "east asian":
            written = [w for column in EAST_ASIAN_COLUMNS for w in entry.words[column] if len(w) >= _SHORTEST]
        else:
            mark = stem_written if language == "de" else beginning_written
            written = [mark(w.casefold()) for w in entry.words[language]]  # as questions are: ß is ss
        for word in written:
            found.setdefault(word, entry.names[0])
    if language == "east asian":
        for name in country_names().values():
            found |= {word: name for word in names_in_wide_scripts(name) if len(word) >= _SHORTEST}
    return found


@cache
def _countries(language: str) -> Mapping[str, str]:
    names = country_names()
    return {f" {word} ": names[code] for word, code in codes_by_word(language).items() if code in names}

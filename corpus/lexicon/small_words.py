"""Language of a question: by its script, or by the small words that it holds (`small_words.toml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from corpus.language import detection
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import EAST_ASIAN
from corpus.lexicon.tables import content

TABLE = Path(__file__).with_name("small_words.toml")
_WORD_OF_LETTERS = lazy_regex(r"(?<!\w)[^\W\d_]+(?!\w)")  # a code has digits: the A of 3A001 is no word
_SMALL_LATIN = lazy_regex(r"[a-zß-öø-ÿ]")
# What a question quotes may be in another language than its own: a clause of an invoice, a heading of a form.
_QUOTED_WORDS = lazy_regex(
    r"(?<!\w)(?:\"[^\"]{12,300}\"|“[^”]{12,300}”|«[^»]{12,300}»|„[^“”]{12,300}[“”]|'[^']{12,300}')(?!\w)"
)
_SHARE = 0.2  # of the words of a question: names and terms alone show no language
_A_SIGN_COUNTS = 4  # times that a sign counts, so that three of a script are there
_LEAST = 2  # one small word alone may be a name ("die", "des Moines")


@cache
def small_words(path: Path) -> Mapping[str, frozenset[str]]:
    """Read a table of small words, by language."""
    return {language: frozenset(words) for language, words in content(path)["words"].items()}


@cache
def _marks(path: Path) -> Mapping[str, frozenset[str]]:
    return {language: frozenset(marks) for language, marks in content(path)["marks"].items()}


@cache
def _destinations(path: Path) -> Mapping[str, re.Pattern[str]]:
    patterns = content(path)["destination"]
    return {language: re.compile(pattern, re.IGNORECASE) for language, pattern in patterns.items()}


@cache
def places_of_law(language: str) -> str:
    """Return the pattern of a place whose law is asked of in a language; empty where none is known."""
    return str(content(TABLE)["place_of_law"].get(language, ""))


def without_destinations(question: str, language: str) -> str:
    """Return a question without the places where something only goes, as far as its language marks them."""
    pattern = _destinations(TABLE).get(language)
    return pattern.sub(" ", question) if pattern else question


@lru_cache(maxsize=1024)
def language_asked(question: str, english: frozenset[str]) -> str:
    """Return the language that a question is in, "en" where nothing speaks for another one.

    `english` are the small words of English, which weigh against the other languages.
    """
    if EAST_ASIAN.search(question):
        # Beside codes and abbreviations alone one sign is enough.
        plain = question if _SMALL_LATIN.search(question) else "".join(EAST_ASIAN.findall(question)) * _A_SIGN_COUNTS
        return detection.language_of(plain)
    words = words_asked(question)
    marked = next((language for language, marks in _marks(TABLE).items() if not marks.isdisjoint(question)), "")
    if marked:
        return marked
    counts = {language: sum(w in small for w in words) for language, small in small_words(TABLE).items()}
    best = max(counts, key=lambda language: counts[language])
    enough = max(_LEAST, _SHARE * len(words))
    against = sum(w in english - shared_with_english(best) for w in words)
    return best if counts[best] >= enough and counts[best] > against else "en"


def words_asked(question: str) -> list[str]:
    """Return the words of a question in small letters, without codes and without what it quotes."""
    return _WORD_OF_LETTERS.findall(_QUOTED_WORDS.sub(" ", question).casefold())


def shared_with_english(language: str) -> frozenset[str]:
    """Return the small words of English that a language has too: they weigh for neither."""
    return _shared(TABLE).get(language, frozenset())


@cache
def _shared(path: Path) -> Mapping[str, frozenset[str]]:
    return {language: frozenset(words) for language, words in content(path)["shared"].items()}

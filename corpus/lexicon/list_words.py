"""Words of questions about the rows of lists: those that choose nothing, and those of other languages than English."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.lexicon.tables import content, entry

TABLE = Path(__file__).with_name("list_words.toml")


@cache
def load(path: Path) -> frozenset[str]:
    """Read a table of words."""
    return frozenset(_read(path)["fillers"].split())


@cache
def _read(path: Path) -> Mapping[str, str]:
    return tomllib.loads(path.read_text("utf-8"))


def fillers() -> frozenset[str]:
    """Return the words that choose nothing, in small letters."""
    return load(TABLE)


@cache
def words_that_choose_nothing() -> frozenset[str]:
    """Return the words that choose nothing in a clause by itself, those of any question included."""
    return load(TABLE) | frozenset(_read(TABLE)["spoken"].split())


@dataclass(frozen=True, slots=True)
class ForeignWords:
    """Words of a language in which rows are asked for; the head of `foreign_list_words.toml` has the fields."""

    count: re.Pattern[str]
    rows: re.Pattern[str]
    nouns: re.Pattern[str]
    before: bool
    added: re.Pattern[str]
    since: re.Pattern[str]
    year: re.Pattern[str]
    others: re.Pattern[str]
    keeper: re.Pattern[str]
    chooses: re.Pattern[str]
    address: re.Pattern[str]
    has: re.Pattern[str] = re.compile(r"(?!)")


MARKS = {"list": "\x01", "country": "\x02", "noun": "\x03"}  # in place of what was read of a question
FOREIGN = Path(__file__).with_name("foreign_list_words.toml")


@cache
def foreign_words(language: str) -> ForeignWords | None:
    """Return the words of a language; None where it has none in the table. Raises BadRequest for a mistake in it."""
    row = content(FOREIGN)["language"].get(language)
    return entry(ForeignWords, row, f"{FOREIGN.name}, language {language}", convert=_pattern) if row else None


def _pattern(_: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    for what, mark in MARKS.items():
        value = value.replace(f"{{{what}}}", mark)
    return re.compile(value)


def is_foreign_word_of_questions(word: str) -> bool:
    """Return whether a word only asks for rows in another language, or says what stands on a list: "Firmen"."""
    every = filter(None, map(foreign_words, content(FOREIGN)["language"]))
    return any(p.fullmatch(word.casefold()) for of in every for p in (of.nouns, of.count, of.rows))


@cache
def foreign_list_names() -> Mapping[str, tuple[str, ...]]:
    """Return the names of lists in other languages than English, in small letters, by their names here."""
    return {name: tuple(map(str.casefold, forms)) for name, forms in content(FOREIGN)["names"].items()}

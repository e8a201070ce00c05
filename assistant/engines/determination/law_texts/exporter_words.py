"""The table of words by which an exporter says that it sits in a member state of the Union (`exporter_words.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from assistant.engines.named_countries import in_runs
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries
from corpus.lexicon.tables import content

TABLE = Path(__file__).with_name("exporter_words.toml")
_WORDS_BEFORE_PLACE = 100  # characters before a place in which its exporter stands
_WORDS_BEHIND_PLACE = 60
_WORDS_AROUND_RUN = 16  # … and on each side of one in a language without spaces
_TWO_COUNTRIES = 2  # one that sends, and another one


def exporters_by_words(text: str, places: Iterable[tuple[int, int, tuple[str, ...]]], members: set[str]) -> list[str]:
    """Return the codes of the member states whose exporter asks, by its own words in one of their languages.

    `places` are (start, end, codes) of those that the text names. One is an exporter's only where another is named,
    which the goods may be for.
    """
    found = list(places)
    if _of_own_law().search(text):
        return []
    out: list[str] = []
    for start, end, codes in found:
        if members.isdisjoint(codes) or all(set(others) & set(codes) for *_, others in found):
            continue
        around = f"{text[max(0, start - _WORDS_BEFORE_PLACE) : start]}\x00{text[end : end + _WORDS_BEHIND_PLACE]}"
        if any(p.search(around) for p in _by_place()):
            out.extend(c for c in codes if c in members)
    return [*out, *(code for code, patterns in _by_adjective().items() if any(p.search(text) for p in patterns))]


def with_parts_in_english(text: str, language: str) -> str:
    """Return a text of a language without spaces with its countries in English, led by the part that each has.

    As it is where nothing says from where the goods are sent, or no other country is named.
    """
    parts, found = _parts().get(language), sorted([*in_runs(text, language), *_towns_in(text, language)])
    if parts is None or len({code for *_, code in found}) < _TWO_COUNTRIES:
        return text
    told = [(start, end, code, _part_of(text, start, end, parts)) for start, end, code in found]
    senders = [code for *_, code, part in told if part in ("asker", "sender")]
    if len(set(senders)) != 1:
        return text
    for start, end, code, part in reversed(told):
        name = countries.table().by_code[code].name
        led = "" if code in senders and part != "to" else f" to {name} " if part == "to" else f" {name} "
        text = f"{text[:start]}{led}{text[end:]}"
    return f"We are based in {countries.table().by_code[senders[0]].name}. {text}"


def _towns_in(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, code) of the towns of the table that a text names."""
    for code, names in content(TABLE)["towns"].get(language, {}).items():
        for name in names:
            yield from ((m.start(), m.end(), code) for m in re.finditer(re.escape(name), text))


def _part_of(text: str, start: int, end: int, parts: Mapping[str, re.Pattern[str]]) -> str:
    """Return the part that the words around a country say it has in the transaction, "" for none."""
    before = text[max(0, start - _WORDS_AROUND_RUN) : start]
    around = f"{before}\x00{text[end : end + _WORDS_AROUND_RUN]}"
    return next((name for name, words in parts.items() if words.search(around)), "")


@cache
def _parts() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    parts = content(TABLE)["parts"]
    return {language: {name: lazy_regex(p) for name, p in words.items()} for language, words in parts.items()}


@cache
def _of_own_law() -> re.Pattern[str]:
    return lazy_regex(str(content(TABLE)["foreign"]))


@cache
def _by_place() -> tuple[re.Pattern[str], ...]:
    return tuple(_with_words(p) for p in content(TABLE)["patterns"])


@cache
def _by_adjective() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    table = content(TABLE)
    return {
        code: tuple(_with_words(p.replace("{adjective}", words)) for p in table["by_adjective"])
        for code, words in table["adjectives"].items()
    }


def _with_words(pattern: str) -> re.Pattern[str]:
    """Return a pattern of the table with the table's own words in it."""
    table = content(TABLE)
    for name in ("between", "not_behind", "firm", "own", "in", "be"):
        pattern = pattern.replace(f"{{{name}}}", str(table[name]))
    return lazy_regex(pattern, re.I)

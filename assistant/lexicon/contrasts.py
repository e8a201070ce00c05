"""Questions that ask what tells things apart, read by the patterns of `contrasts.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from corpus.lexicon.tables import content, entry

TABLE = Path(__file__).with_name("contrasts.toml")
_INNER_STOP = "\u2024"  # stands for a full stop that ends no sentence while a question is read: "Art. 5", "U.S."
# What several things have in common is said once: "license exceptions TMP and RPL", "TMP and RPL license exceptions",
# "Art. 3 and Art. 5 of the Regulation".
_CODE_NAME = r"[A-Z0-9][A-Z0-9.:()/\u2024-]{0,30}"
_CODE_ALONE = lazy_regex(rf"{_CODE_NAME}$")
_BEHIND_A_KIND = lazy_regex(rf"(?P<kind>(?:[\w\u2024-]+ ){{0,6}}(?!an? )[\w-]*[a-z\u2024]) {_CODE_NAME}$")
_BEFORE_A_KIND = lazy_regex(rf"{_CODE_NAME}(?P<kind>(?: [a-z][\w-]+){{1,4}})$")
_MATCHES_NOTHING = re.compile(r"(?!)")
_ENDS_IN_NUMBER = lazy_regex(r"(?:\S+ ){0,4}[^\s\d]*+\d\S*$")
_NUMBERED_OF_A_TEXT = lazy_regex(r"(?P<own>(?:\S+ ){0,4}?[^\s\d]*+\d\S*+)(?P<text> of .+)$")


@dataclass(frozen=True, slots=True)
class Contrast:
    """Things that a question wants told apart, and for each the question that asks what it is.

    `begins_with_one` says that the question itself asks what the first is ("what is a broker, and how does it differ
    from an agent?"), so that it is one question and not two.
    """

    things: tuple[str, ...]
    questions: tuple[str, ...]
    begins_with_one: bool = False


@dataclass(frozen=True, eq=False)
class _Words:
    """Row of the table, as its head explains."""

    asked: tuple[re.Pattern[str], ...]
    tail: re.Pattern[str]
    side: str
    between: re.Pattern[str]
    goes_on: re.Pattern[str] = _MATCHES_NOTHING
    joined: re.Pattern[str] = _MATCHES_NOTHING
    alike: tuple[re.Pattern[str], ...] = ()
    side_of_many: str = ""
    many: re.Pattern[str] = _MATCHES_NOTHING


def contrast_asked(question: str) -> Contrast | None:
    """Return the things that a question wants told apart; None where it asks no such thing."""
    read = _with_inner_stops(question)
    for words in _table().values():
        for pattern in words.asked:
            if match := pattern.search(read):
                return _contrast(read, match, words)
    return None


def _with_inner_stops(question: str) -> str:
    """Return a question of the same length, in which full stops that end no sentence are another sign."""
    if "." not in question:
        return question
    ends = {end - 1 for _, end in sentence_spans(question)}
    return "".join(_INNER_STOP if c == "." and n not in ends else c for n, c in enumerate(question))


def _contrast(question: str, match: re.Match[str], words: _Words) -> Contrast | None:
    last = match["other"]
    rest = match.groupdict().get("rest") or ""
    tail = words.tail.search(last) or words.tail.search(rest)
    if tail is not None and tail.string == last:
        last = last[: tail.start()]
    said = tail.group().rstrip() if tail else ""
    things = _with_what_is_shared([*_listed(match["one"], words), *_joined(match["one"], last, words)])
    if len(things) < _FEWEST_THINGS:
        return None
    # Sentences before the one that asks tell the case: they go with all.
    ends = [question.rfind(sign, 0, match.start("one")) for sign in (". ", "? ", "! ", "。", "，", ", ")]
    before = question[: max(ends) + 1].strip()
    before = f"{before} " if before and words.side.isascii() else before
    asked = [_form(thing, words).format(thing, before=before, tail=said) for thing in things]
    return Contrast(tuple(map(_plain, things)), tuple(map(_plain, asked)), match.groupdict().get("first") is not None)


def _plain(text: str) -> str:
    return text.replace(_INNER_STOP, ".")


def _form(thing: str, words: _Words) -> str:
    """Return how one thing is asked after, in the plural where it is several: "what are export controls?"."""
    return words.side_of_many if words.many.match(thing) else words.side


def _listed(text: str, words: _Words) -> list[str]:
    """Return the things of a list; a clause that goes on with the one before it stays there."""
    found: list[str] = []
    for piece in words.between.split(text):
        if found and words.goes_on.match(piece.lstrip()):
            found[-1] = f"{found[-1]}, {piece.strip()}"
        elif piece.strip():
            found.append(piece.strip())
    return found


def _joined(one: str, text: str, words: _Words) -> list[str]:
    """Return the last thing, or the last things where those joined by "and" are all called in the same manner."""
    pieces = [piece.strip() for piece in words.joined.split(text)]
    is_list = len(pieces) > 1 and any(all(way.match(p) for p in (one.strip(), *pieces)) for way in words.alike)
    return pieces if is_list else [text.strip()]


def _with_what_is_shared(things: Sequence[str]) -> list[str]:
    """Return things with what is said once for all: the kind of which they are, and the text whose articles."""
    found = list(things)
    if (of_text := _NUMBERED_OF_A_TEXT.match(found[-1])) and all(map(_ENDS_IN_NUMBER.match, found[:-1])):
        found = [*found[:-1], of_text["own"]]
    kind = _BEHIND_A_KIND.match(found[0])
    if kind and all(map(_CODE_ALONE.match, found[1:])):
        one = _one_of(kind["kind"])
        found = [f"{one}{found[0][kind.end('kind') :]}", *(f"{one} {thing}" for thing in found[1:])]
    kind = _BEFORE_A_KIND.match(found[-1])
    if kind and all(map(_CODE_ALONE.match, found[:-1])):
        one = _one_of(kind["kind"])
        found = [*(f"{thing}{one}" for thing in found[:-1]), f"{found[-1][: kind.start('kind')]}{one}"]
    return [f"{thing}{of_text['text']}" for thing in found] if of_text and len(found) == len(things) else found


def _one_of(kind: str) -> str:
    """Return the name of a kind for one of it: "license exceptions" is "license exception"."""
    if kind.endswith("ies"):
        return f"{kind[:-3]}y"
    return kind[:-1] if kind.endswith("s") and not kind.endswith("ss") else kind


_FEWEST_THINGS = 2


@cache
def _table() -> Mapping[str, _Words]:
    return {
        language: entry(_Words, row, f"{TABLE.name}, {language}", convert=_compiled)
        for language, row in content(TABLE).items()
    }


def _compiled(name: str, value: Any) -> Any:
    """Return what the table has for a field: patterns of how something is asked are read in small letters too."""
    if name in ("side", "side_of_many"):
        return value
    flags = re.IGNORECASE if name in ("asked", "goes_on") else re.NOFLAG
    return tuple(re.compile(v, flags) for v in value) if isinstance(value, list) else re.compile(value, flags)

"""Requests about a text as a whole, by the words that they are made of (`text_words.toml`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import WIDE
from corpus.lexicon.tables import content

TABLE = Path(__file__).with_name("text_words.toml")
SUMMARY_PART = "summary"
_LONGEST_READ = 400  # characters of a request
_TOKEN = lazy_regex(rf"{WIDE.pattern}|[^\W_]+")
_RUN_OF_WORDS = lazy_regex(rf"(?:(?!{WIDE.pattern})[^\W_])+|{WIDE.pattern}+")


@dataclass(frozen=True, slots=True)
class TextRequest:
    """Request about a text: for a `part` of it, or for what it says of a `topic`.

    `sort` is the sort of text that is named (law, article, document), "" for "this" alone; `words` are those that name
    it, `points` tells whether they point to one text ("the document") and do not just speak of it ("the law"), and
    `is_this` whether they do so by "this".
    """

    part: str = ""
    topic: str = ""
    sort: str = ""
    words: str = ""
    points: bool = False
    is_this: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of one language: the classes of each phrase, by its tokens, and the tokens of the longest."""

    classes: Mapping[tuple[str, ...], frozenset[str]]
    longest: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """Phrase of the table that stands in a request, or a word that is none, with its place."""

    start: int
    end: int
    classes: frozenset[str]

    def of(self, kind: str) -> str:
        """Return what the phrase is in a class of classes: the sort of a text, a part of it; "" for nothing."""
        return next((c.partition(":")[2] for c in sorted(self.classes) if c.startswith(f"{kind}:")), "")


def table() -> Mapping[str, _Words]:
    """Return the words of requests, by language."""
    return _read_table(TABLE)


@cache
def _read_table(path: Path) -> Mapping[str, _Words]:
    return {language: _words(rows) for language, rows in content(path).items()}


def _words(rows: Mapping[str, Sequence[str] | Mapping[str, Sequence[str]]]) -> _Words:
    found: dict[tuple[str, ...], frozenset[str]] = {}
    for name, words in rows.items():
        inside = words.items() if isinstance(words, Mapping) else (("", words),)
        for value, phrases in inside:
            for phrase in phrases:
                key = tuple(_TOKEN.findall(phrase.casefold()))
                found[key] = found.get(key, frozenset()) | {f"{name}:{value}" if value else name}
    return _Words(found, max(map(len, found)))


@lru_cache(maxsize=1024)
def text_request(asked: str) -> TextRequest | None:
    """Return what a request asks of a text as a whole; None where it asks no such thing."""
    if len(asked) > _LONGEST_READ:
        return None
    read = (_read(asked, list(_pieces(asked, words))) for words in table().values())
    found = [request for request in read if request]
    return min(found, key=lambda request: len(request.topic), default=None)


@lru_cache(maxsize=1024)
def text_pointed_to(asked: str) -> TextRequest | None:
    """Return the sort of text that a question of any kind points to ("is Toyota in this article?"); None for none."""
    if len(asked) > _LONGEST_READ:
        return None
    named = (_named(asked, list(_pieces(asked, words))) for words in table().values())
    return next((found for found in named if found and found.points), None)


def _pieces(asked: str, words: _Words) -> Iterator[_Piece]:
    """Yield the phrases of a request, the longest at each place first, and the words that are none."""
    tokens = list(_TOKEN.finditer(asked.casefold() if len(asked.casefold()) == len(asked) else asked.lower()))
    at = 0
    while at < len(tokens):
        for length in range(min(words.longest, len(tokens) - at), 0, -1):
            classes = words.classes.get(tuple(t.group() for t in tokens[at : at + length]))
            if classes:
                yield _Piece(tokens[at].start(), tokens[at + length - 1].end(), classes)
                at += length
                break
        else:
            yield _Piece(tokens[at].start(), tokens[at].end(), frozenset())
            at += 1


def _named(asked: str, pieces: Sequence[_Piece]) -> TextRequest | None:
    """Return the text that a request names by its sort, behind a word that points to it; None where it names none."""
    for n, piece in enumerate(pieces):
        sort = piece.of("sorts")
        number = pieces[n + 1 : n + 2]
        if not sort or (number and asked[number[0].start : number[0].end].isdigit()):  # "the article 5"
            continue
        before = n
        while before and "added" in pieces[before - 1].classes:
            before -= 1
        pointer = pieces[before - 1].classes if before else frozenset()
        # Of law in general one says "the law", too; and Chinese says "article" alone for the one that is meant.
        points = "this" in pointer or (sort != "law" and ("the" in pointer or WIDE.search(asked) is not None))
        if points or "the" in pointer:
            start = pieces[before - 1].start if {"this", "the"} & pointer else piece.start
            return TextRequest(sort=sort, words=asked[start : piece.end], points=points, is_this="this" in pointer)
    return None


def _read(asked: str, pieces: Sequence[_Piece]) -> TextRequest | None:
    named = _named(asked, pieces)
    sort, words = (named.sort, named.words) if named else ("", "")
    is_pointed = named is not None or any("this" in p.classes and len(p.classes) == 1 for p in pieces)
    parts = list(dict.fromkeys(part for p in pieces if (part := p.of("parts"))))
    points = named is not None and named.points
    if all(p.classes for p in pieces):
        told = [part for part in parts if part != SUMMARY_PART]
        if told and not is_pointed:
            return None
        says = is_pointed and any({"says", "about"} & p.classes and not p.of("parts") for p in pieces)
        part = told[0] if told else SUMMARY_PART if parts or says else ""
        return TextRequest(part, "", sort, words, points) if part else None
    if named is None or not points or not any("says" in p.classes for p in pieces):
        return None
    topic = _topic(asked, pieces)
    return TextRequest("", topic, sort, words, points) if topic else None


def _topic(asked: str, pieces: Sequence[_Piece]) -> str:
    """Return the words of a request that are none of asking, as they stand: what a text may say something of."""
    unknown = [n for n, p in enumerate(pieces) if not p.classes]
    said = asked[pieces[unknown[0]].start : pieces[unknown[-1]].end]
    between = [p for p in pieces[unknown[0] : unknown[-1]] if p.of("sorts")]
    return said if not between and len(_RUN_OF_WORDS.findall(said)) <= _LONGEST_TOPIC else ""


_LONGEST_TOPIC = 8  # words

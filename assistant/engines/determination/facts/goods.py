"""Goods that a question tells in words: food and medicine, which embargoes leave out, and what goes beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.engines.determination.facts.places import places
from assistant.engines.determination.law_texts.rules import pattern, rule_table
from corpus.language.lazy_regex import lazy_regex

_GOODS_WORD = lazy_regex(r"[^\W_][\w'’-]{0,40}")
_BESIDE = lazy_regex(
    r"\s*(?:,|[+&/]|,?\s?\b(?:and|plus|or|as well as|along with|together with|also)\b(?:\s(?:some|also))?)\s*", re.I
)
_PLURAL = lazy_regex(r"[^\W\d_]{3,}(?<!s)s$", re.I)
_LEADING_ARTICLE = lazy_regex(r"^(?:an?|the|some|our|my) ", re.I)


class GoodsKind(StrEnum):
    """What words for goods tell of them."""

    RELIEF = "relief"  # food or medicine
    OTHER = "other"
    UNCLEAR = "unclear"  # "rice cookers": a word for food that says what something else is for, and words alike


@dataclass(frozen=True, slots=True)
class NamedGoods:
    """Goods as a question names them."""

    words: str
    kind: GoodsKind


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words between two that belong to no goods. `joined`: what joins it to the piece before is no more than "and"."""

    words: tuple[str, ...]
    start: int
    end: int
    joined: bool
    sent: bool  # a word for sending stands before it


def named_goods(text: str) -> list[NamedGoods]:
    """Return the goods that a text names, each once; nothing where it names no food and no medicine.

    What stands beside food ("perfume and rice"), behind a verb of sending, behind a number or behind "EAR99" is goods.
    """
    if not pattern(str(rule_table()["words"]["relief"])).search(text):
        return []
    devices = pattern(str(rule_table()["goods"]["devices"]))
    pieces = list(_pieces(text))
    kinds = [_relief(p.words) for p in pieces]
    found: dict[str, GoodsKind] = {}
    for n, piece in enumerate(pieces):
        kind = kinds[n]
        if kind is None and (nouns := _nouns(piece.words)):
            beside = any(kinds[m] is GoodsKind.RELIEF for m in _run(pieces, n))
            plain = piece.sent or _is_counted(piece.words) or any(_is_classified(w) for w in piece.words)
            if plain or (beside and _PLURAL.match(nouns[-1])):
                kind = GoodsKind.OTHER
            elif beside:
                kind = GoodsKind.UNCLEAR
        elif kind is None and (alike := [w for w in piece.words if devices.fullmatch(w)]):
            kind = GoodsKind.UNCLEAR if _PLURAL.match(alike[-1]) else GoodsKind.OTHER  # nobody ships a single pill
        named = _nouns(piece.words)[-1:]
        if kind is not None and not any(w.casefold() in one.casefold().split() for one in found for w in named):
            words = " ".join(w for w in piece.words if not _is_classified(w))
            found[_LEADING_ARTICLE.sub("", words)] = kind
    return [NamedGoods(words, kind) for words, kind in found.items()]


def goods_sent(text: str) -> str:
    """Return the words of a text for what is sent, behind a verb of sending; empty where it has none.

    "To sell a used lathe and spare tools to a dealer": "used lathe and spare tools".
    """
    start = end = 0
    for piece in _pieces(text):
        if end and not piece.joined:
            break
        if end:
            end = piece.end
        elif piece.sent and _nouns(piece.words):
            start, end = piece.start, piece.end
    return _LEADING_ARTICLE.sub("", text[start:end])


def _pieces(text: str) -> Iterator[_Piece]:
    """Yield the pieces of a text that may name goods, cut at words that name none, at places and at punctuation."""
    shapes = rule_table()["goods"]
    ends, sends = pattern(str(shapes["ends"])), pattern(str(shapes["sends"]))
    spans = [(p.start, p.end) for p in places(text)]
    at, end_before, sent = 0, -1, False
    words: list[re.Match[str]] = []

    def made(last: bool) -> Iterator[_Piece]:
        nonlocal end_before, sent
        if words:
            start, end = words[0].start(), words[-1].end()
            joined = end_before >= 0 and _BESIDE.fullmatch(text[end_before:start]) is not None
            yield _Piece(tuple(w[0] for w in words), start, end, joined, sent)
            end_before = end
            words.clear()
        if last:
            sent = False

    for word in _GOODS_WORD.finditer(text):
        between = text[at : word.start()]
        at = word.end()
        in_place = any(s < word.end() and word.start() < e for s, e in spans)
        if re.search(r"[^\s\"“”‘’'*]", between) or _BESIDE.fullmatch(f" {word[0]} "):
            yield from made(last=bool(re.search(r"[.?!;:()—–]", between)))
        if sends.fullmatch(word[0]):
            yield from made(last=True)
            sent, end_before = True, -1
        elif in_place or ends.fullmatch(word[0]):
            yield from made(last=True)
            end_before = -1
        elif not _BESIDE.fullmatch(f" {word[0]} "):
            words.append(word)
    yield from made(last=True)


def _run(pieces: list[_Piece], n: int) -> Iterator[int]:
    """Yield the numbers of the pieces that are joined to one, directly or over others."""
    low = n
    while pieces[low].joined:
        low -= 1
        yield low
    high = n + 1
    while high < len(pieces) and pieces[high].joined:
        yield high
        high += 1


def _relief(words: tuple[str, ...]) -> GoodsKind | None:
    """Return whether words are food or medicine by their last one; None where no word is one for food."""
    relief, holds = pattern(str(rule_table()["words"]["relief"])), pattern(str(rule_table()["goods"]["holds"]))
    last = max((n for n, w in enumerate(words) if relief.fullmatch(w)), default=-1)
    if last < 0:
        return None
    behind = [w for w in words[last + 1 :] if not holds.fullmatch(w) and not _is_classified(w)]
    return GoodsKind.UNCLEAR if behind else GoodsKind.RELIEF


def _nouns(words: tuple[str, ...]) -> list[str]:
    """Return the words that may name goods: no number, no container, no word for goods of any kind."""
    shapes = rule_table()["goods"]
    drop = (pattern(str(shapes["holds"])), pattern(str(shapes["any"])))
    return [w for w in words if not w[0].isdigit() and not _is_classified(w) and not any(p.fullmatch(w) for p in drop)]


def _is_counted(words: tuple[str, ...]) -> bool:
    return words[0].isdigit() or pattern(str(rule_table()["goods"]["counts"])).fullmatch(words[0]) is not None


def _is_classified(word: str) -> bool:
    return pattern(str(rule_table()["no_entry"])).fullmatch(word) is not None

"""Cited text as the checks read it: its words without planted instructions, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.facts.typographic_form import loose
from assistant.model import Citation
from assistant.verification.injection import holds_instructions
from assistant.verification.symbols.symbol_lookup import Piece
from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans


def piece(citation: Citation, around: str = "") -> Piece:
    """Return a citation as `Symbols` reads it; `around` is its lead-in, heading, notes."""
    source, edition = citation.source, citation.version.valid_from
    return Piece(
        without_planted(citation.quote),
        without_planted(f"{source.title}\n{source.issuer}"),
        edition.isoformat() if edition else "",
        without_planted(citation.locator),
        lead_in=without_planted(around),
        jurisdiction=source.jurisdiction,
        language=source.language,
    )


def as_text(citation: Citation, around: str = "") -> str:
    """Return a citation as a second look reads it: standing, address, title, edition, what is around it, words."""
    edition = citation.version.valid_from
    head = [
        citation.standing.value,
        without_planted(citation.locator),
        without_planted(citation.source.title),
    ]  # a name may order, too
    head += [f"edition of {edition.isoformat()}"] if edition else []
    return " · ".join([*head, words_alone(citation, around)])


def words_alone(citation: Citation, around: str = "") -> str:
    """Return what a second look reads of a citation, without its standing, address, title and edition in front."""
    return " · ".join([*([without_planted(around)] if around else []), without_planted(citation.quote)])


def all_words(citation: Citation, around: str = "") -> str:
    """Return all that a text says, planted instructions and names included."""
    return "\n".join(filter(None, (citation.locator, citation.source.title, around, citation.quote)))


def without_planted(quote: str) -> str:
    """Return a quote without instructions planted in it: they support nothing."""
    if not holds_instructions(quote):
        return quote
    pieces = [line[a:b] for line in quote.split("\n") for a, b in sentence_spans(line)]
    return "\n".join(p for p in pieces if not holds_instructions(p))


def is_verbatim(sentence: str, citation: Citation) -> bool:
    """Return whether the sentence is one or more whole sentences of the quote.

    A piece of a sentence is not: it may have lost its "not" or its "unless". A row of a table is where its cells stand
    side by side.
    """
    if sentence.startswith("|"):
        return _is_row(sentence, citation.quote)
    wanted = loose(sentence)
    if len(wanted) < 4 or wanted not in loose(citation.quote):
        return False
    quote = citation.quote
    spans = sentence_spans(quote)
    for first, (start, _) in enumerate(spans):
        for _, end in spans[first : first + 4]:
            whole = loose(quote[start:end])
            if whole == wanted or loose(_LABEL_BEFORE.sub("", quote[start:end])) == wanted:
                return True
            if len(whole) > len(wanted) + 20:
                break
    return False


def _is_row(row: str, quote: str) -> bool:
    cells = [c for c in row.split("|") if c.strip()]
    words = [w for c in cells for w in _RUN_OF_LETTERS.findall(loose(c))]
    return len(cells) > 1 and f" {' '.join(words)} " in f" {' '.join(_RUN_OF_LETTERS.findall(loose(quote)))} "


_RUN_OF_LETTERS = lazy_regex(r"\w+")
# The label of a paragraph is no part of its sentence: "(a)(1) General.".
_LABEL_BEFORE = lazy_regex(r"^\s*(?:\((?:\w{1,5})\)\s*)+|^\s*(?:\d{1,3}|[a-z])[.)]\s+")

_LEAST_SPAN = 8  # characters of the words pointed to
_ELISION = lazy_regex(r"\s{0,20}(?:\[?\.{3}\]?|\[?…\]?)\s{0,20}")


def holds(text: str, span: str) -> bool:
    """Return whether a text has a span word for word; printing aside, and parts left out where the span says so.

    A word or two must be a line or an item of a list.
    """
    held, at = _loose_text(text), 0
    parts = [p for p in map(loose, _ELISION.split(span)) if p]
    if sum(map(len, parts)) < _LEAST_SPAN and not any(len(p) > 3 and not p.isascii() for p in parts):
        return len(parts) == 1 and _is_item(parts[0], text)
    for part in parts:
        at = held.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return bool(parts)


@lru_cache(maxsize=256)  # every span of an answer is looked up in every text of its evidence
def _loose_text(text: str) -> str:
    return loose(text)


def _is_item(words: str, text: str) -> bool:
    """Return whether words are one item between line ends, commas or bars: "India", "CC 1"."""
    return len(words) > 1 and any(loose(item) == words for item in _ENDS_OF_LIST_ITEMS.split(text))


_ENDS_OF_LIST_ITEMS = lazy_regex(r"[\n,;|·]")


def loose_place(text: str, span: str) -> tuple[int, int] | None:
    """Return the start and end of a span's words in a text, whatever is between them; None where they do not stand."""
    words = _RUN_OF_LETTERS.findall(span)[:_LONGEST_PLACE]
    found = re.search(r"\W{1,12}".join(map(re.escape, words)), text, re.IGNORECASE) if words else None
    return found.span() if found else None


_LONGEST_PLACE = 300  # words


def around_words(text: str, sought: Iterable[str], most: int) -> str:
    """Return a text of at most `most` characters: its beginning, and the blocks that share most words with `sought`."""
    if len(text) <= most:
        return text
    wanted = [set(_RUN_OF_LETTERS.findall(words.casefold())) for words in sought]
    blocks = [text[n : n + _BLOCK_CHARACTERS] for n in range(0, len(text), _BLOCK_CHARACTERS)]
    held = [set(_RUN_OF_LETTERS.findall(b.casefold())) for b in blocks]
    worth = {n: max((len(w & words) for w in wanted), default=0) for n, words in enumerate(held)}
    ranked = [0, *sorted(list(worth)[1:], key=lambda n: -worth[n])]
    # A block goes with its neighbours, since a sentence runs over its ends.
    chosen: dict[int, None] = {}
    for n in ranked:
        near = [m for m in (n - 1, n, n + 1) if 0 <= m < len(blocks) and m not in chosen]
        if (len(chosen) + len(near)) * (_BLOCK_CHARACTERS + len(_LEFT_OUT)) > most:
            break
        chosen |= dict.fromkeys(near)
    out = ""
    for place, n in enumerate(sorted(chosen)):
        out += (_LEFT_OUT if place and n - 1 not in chosen else "") + blocks[n]
    return out


_BLOCK_CHARACTERS = 400  # characters
_LEFT_OUT = " […] "


def listed_in_sentence(words: Iterable[str]) -> str:
    """Return words as a list in a sentence: "a, b and c"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last

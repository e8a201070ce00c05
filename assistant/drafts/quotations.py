"""Quotations of a draft, compared word by word with the texts held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.drafts.context import CheckedAgainst
from assistant.drafts.held_words import Word, WordsPlace, sequence_at, tight_end, words_in_place
from assistant.drafts.model import DraftVerdict, SentenceFinding
from assistant.drafts.wording import Difference, SideBySide, differences_told, is_mostly_wide
from assistant.engines.model import Span
from corpus.catalogue_results import HeldProvision
from corpus.errors import FilledLine
from corpus.language.lazy_regex import lazy_regex

_FEWEST_QUOTED_WORDS = 4  # words of a quotation that can be found: fewer are a term or a wink
_FEWEST_WIDE = 8  # characters of one in Chinese or Japanese
_NEAR = 0.6  # share of the words from which on a place is what was to be quoted
_OMITTED = lazy_regex(r"\[[^\[\]\n]{0,60}\]|\(?(?:\.\s?){3,4}\)?|…|……")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quotation at `start:end` of a sentence, in the parts that it gives without a break."""

    start: int
    end: int
    parts: tuple[tuple[str, ...], ...]


def quotations(text: str, quotes: Sequence[tuple[int, int]]) -> list[Quotation]:
    """Return the quotations of a sentence that are long enough to be found."""
    out = []
    for start, end in quotes:
        said = text[start:end]
        fewest = _FEWEST_WIDE if is_mostly_wide(said) else _FEWEST_QUOTED_WORDS
        parts = [tuple(w.text for w in words_in_place(part)) for part in _OMITTED.split(said)]
        kept = tuple(p for p in parts if len(p) >= fewest)
        if kept:
            out.append(Quotation(start, end, kept))
    return out


def quotation_finding(
    quotation: Quotation,
    found: Sequence[Sequence[WordsPlace]],
    named: Sequence[HeldProvision],
    against: CheckedAgainst,
) -> SentenceFinding:
    """Return what the texts say of a quotation. `found` are the places of each of its parts, the best first.

    `named` are the provisions that the sentence names: there the quotation must stand.
    """
    spans: list[Span] = []
    for part, places in zip(quotation.parts, found, strict=True):
        if (span := _within(part, named, against)) is not None:
            spans.append(span)
            continue
        if named and (span := _likest(part, named, against)) is not None:
            return _differs(part, span, against)
        exact = [p for p in places if p.exact]
        if exact and not named:
            spans.append(Span(exact[0].source, exact[0].version, exact[0].start, exact[0].end))
            continue
        if exact:
            at = Span(exact[0].source, exact[0].version, exact[0].start, exact[0].end)
            reason = FilledLine(
                "The quotation stands in {place}, and not in {named}, which is named.",
                {"place": against.locator(at), "named": named[0].locator},
            )
            return SentenceFinding(DraftVerdict.NOT_FOUND, reason, (at,))
        if places and places[0].share >= _NEAR:
            p = places[0]
            return _differs(part, Span(p.source, p.version, p.start, p.end), against)
        return SentenceFinding(DraftVerdict.NOT_FOUND, "The quotation stands in none of the texts held.")
    where = ", ".join(dict.fromkeys(against.locator(s) for s in spans))
    reason = FilledLine("The quotation stands word for word in {place}.", {"place": where})
    return SentenceFinding(DraftVerdict.SUPPORTED, reason, tuple(spans))


def _within(part: Sequence[str], named: Sequence[HeldProvision], against: CheckedAgainst) -> Span | None:
    """Return where a part stands in one of the named provisions."""
    for held in named:
        own = _words_of(held, against)
        at = sequence_at(part, [w.text for w in own])
        if at is not None:
            begin = held.provision.start
            return Span(held.source, held.version, begin + own[at].start, begin + own[at + len(part) - 1].end)
    return None


def _likest(part: Sequence[str], named: Sequence[HeldProvision], against: CheckedAgainst) -> Span | None:
    """Return the stretch of a named provision that is likest to a part; None where none is near it."""
    best: tuple[float, Span] | None = None
    for held in named:
        own = _words_of(held, against)
        text = [w.text for w in own]
        for at in _starts(part, text):
            window = text[at : at + len(part) + len(part) // 3]
            laid = SideBySide.of(part, window)
            first, last = len(laid.left_before), len(window) - len(laid.left_after)
            last = tight_end(part, window, first, last) if last > first else last
            share = 2 * SideBySide.of(part, window[first:last]).shared / (len(part) + last - first)
            if share >= _NEAR and last > first and (best is None or share > best[0]):
                begin = held.provision.start
                span = Span(held.source, held.version, begin + own[at + first].start, begin + own[at + last - 1].end)
                best = share, span
    return best[1] if best else None


def _starts(part: Sequence[str], text: Sequence[str]) -> list[int]:
    """Return the places of a text at which a part may begin: where two of its words stand as they do in it."""
    pairs = {pair: at for at, pair in reversed(list(enumerate(zip(part, part[1:], strict=False))))}
    found: dict[int, int] = {}
    for at, pair in enumerate(zip(text, text[1:], strict=False)):
        if pair in pairs:
            start = max(0, at - pairs[pair])
            found[start] = found.get(start, 0) + 1
    return sorted(found, key=lambda s: -found[s])[:20]


def _words_of(held: HeldProvision, against: CheckedAgainst) -> list[Word]:
    return words_in_place(against.full_text(held))


def _differs(part: Sequence[str], span: Span, against: CheckedAgainst) -> SentenceFinding:
    held = [w.text for w in words_in_place(against.catalogue.slice(span.version.number, span.start, span.end))]
    laid = SideBySide.of(part, held)
    edges = [*_edge(laid.before, laid.left_before), *laid.between, *_edge(laid.after, laid.left_after)]
    reason = FilledLine(
        "The quotation differs from {place}: {differences}.",
        {"place": against.locator(span), "differences": differences_told(edges)},
    )
    return SentenceFinding(DraftVerdict.CONTRADICTED, reason, (span,))


def _edge(said: tuple[str, ...], held: tuple[str, ...]) -> list[Difference]:
    return [Difference(said, held)] if said else []

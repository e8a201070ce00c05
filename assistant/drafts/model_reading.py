"""What a chat model says of the sentences that the program left open, over the passages that come closest to them.

The model's word counts only with words that stand in a passage (`assistant.verification.model_verifier`), and never
against the symbols: a figure, a date or a name that stands in none of the passages is not supported by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from assistant.drafts.held_words import sequence_at, words_in_place
from assistant.drafts.judging import OpenSentence
from assistant.drafts.model import DraftVerdict, SentenceFinding
from assistant.engines.model import Span
from assistant.evidence.citations import Citations
from assistant.model import Citation
from assistant.verification.cited_text import as_text, piece
from assistant.verification.model_verifier import CitedSentence, Judgement, Look, Looks
from assistant.verification.symbols.symbol_lookup import Symbols
from corpus.errors import FilledLine, Problem

PASSAGES = 4  # that are searched for a sentence
_READING_QUESTION = "Is each sentence of this draft borne out by the texts?"


@dataclass(frozen=True, slots=True)
class OpenWithEvidence:
    """Sentence that is still open, with the stretches that a chat model reads for it."""

    text: str
    left: OpenSentence
    spans: tuple[Span, ...]


def looked_at_again(waiting: Sequence[OpenWithEvidence], cites: Citations, look: Looks) -> list[SentenceFinding]:
    """Return the finding on each sentence after a second look. Raises ModelFailed."""
    numbers = [_numbers(w.spans, cites) for w in waiting]
    claims = [CitedSentence(w.text, n) for w, n in zip(waiting, numbers, strict=True) if n]
    texts = {n: as_text(cites.all[n - 1]) for n in {n for c in claims for n in c.cites}}
    said = chain.from_iterable(look(claims, texts, _READING_QUESTION) if claims else ())
    return [
        _finding(w, [cites.all[n - 1] for n in own], next(said), cites) if own else w.left.finding
        for w, own in zip(waiting, numbers, strict=True)
    ]


def _numbers(spans: Sequence[Span], cites: Citations) -> tuple[int, ...]:
    numbers = []
    for span in spans:
        with suppress(Problem):
            numbers.append(cites.cite(span.source, span.version, span.start, span.end))
    return tuple(dict.fromkeys(numbers))


def _narrowed(cited: Citation, said: str) -> Span:
    """Return the stretch of a citation that has the words pointed to; all of it where they stand there in parts."""
    held, wanted = words_in_place(cited.quote), [w.text for w in words_in_place(said)]
    at = sequence_at(wanted, [w.text for w in held]) if wanted else None
    if at is None:
        return Span(cited.source, cited.version, cited.start, cited.end)
    start, end = held[at].start, held[at + len(wanted) - 1].end
    return Span(cited.source, cited.version, cited.start + start, cited.start + end)


def _finding(
    waiting: OpenWithEvidence, cited: Sequence[Citation], look: Look | None, cites: Citations
) -> SentenceFinding:
    before = waiting.left.finding
    if look is None:
        reason = FilledLine("{reason} The chat model gave no judgement that counts.", {"reason": before.reason})
        return SentenceFinding(DraftVerdict.NOT_CHECKABLE, reason, before.spans or waiting.spans[:1])
    if look.judgement is Judgement.NOT_STATED:
        reason = FilledLine(
            "A chat model finds it in none of the {count} passages that come closest.", {"count": len(cited)}
        )
        return SentenceFinding(DraftVerdict.NOT_FOUND, reason, waiting.spans[:1])
    at = next(c for c in cited if c.number == look.number)
    span = _narrowed(at, look.span)
    where = cites.catalogue.at(span.version.number, span.start).locator
    if look.judgement is Judgement.CONTRADICTED:
        reason = FilledLine(
            "A chat model reads against it in {place}: “{words}”.", {"place": where, "words": look.span}
        )
        return SentenceFinding(DraftVerdict.CONTRADICTED, reason, (span,))
    lacking = [k.fact for k in Symbols([piece(c) for c in cited]).lacking(waiting.text) if k.certain]
    if lacking:
        reason = FilledLine(
            "A chat model reads it in {place} (“{words}”), but “{lacking}” stands in no passage.",
            {"place": where, "words": look.span, "lacking": lacking[0].words},
        )
        return SentenceFinding(DraftVerdict.NOT_CHECKABLE, reason, (span,))
    reason = FilledLine("A chat model reads it in {place}: “{words}”.", {"place": where, "words": look.span})
    return SentenceFinding(DraftVerdict.SUPPORTED, reason, (span,))

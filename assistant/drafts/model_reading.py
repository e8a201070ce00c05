"""What a chat model says of the sentences that the program left open, over the passages that come closest to them.

It reads each passage with its stays and what leads it in. Its word counts only with words that stand there
(`assistant.verification.model_verifier`), and never against the symbols: a figure, a date or a name that stands in none
of the passages is not supported by them; nor does a sentence stand on a stayed provision that does not say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from assistant.drafts.held_words import sequence_at, words_in_place
from assistant.drafts.judging import OpenSentence
from assistant.drafts.model import DraftVerdict, SentenceFinding
from assistant.engines.model import Span
from assistant.evidence.citations import Citations
from assistant.model import Citation
from assistant.research.provision_units import ProvisionUnit, stretch_at
from assistant.verification.cited_text import as_text, holds, piece
from assistant.verification.model_verifier import CitedSentence, Judgement, Look, Looks
from assistant.verification.symbols.symbol_lookup import Piece, Symbols
from assistant.verification.untold_evidence import tells_a_stay
from corpus.catalogue import CatalogueReader
from corpus.errors import FilledLine, ModelFailed, Problem
from corpus.model import Role

PASSAGES = 4  # that are searched for a sentence
_READING_QUESTION = "Is each sentence of this draft borne out by the texts?"


@dataclass(frozen=True, slots=True)
class OpenWithEvidence:
    """Sentence that is still open, with the stretches that a chat model reads for it."""

    text: str
    left: OpenSentence
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class LookedAgain:
    """Findings after a second look; None for what it did not read.

    `unread` are the places of those that it was to read when it `failed`.
    """

    findings: tuple[SentenceFinding | None, ...]
    unread: tuple[int, ...] = ()
    failed: ModelFailed | None = None


def looked_at_again(waiting: Sequence[OpenWithEvidence], cites: Citations, look: Looks, day: date) -> LookedAgain:
    """Return the finding on each sentence after a second look, which reads texts as they stand on a day.

    What it had judged when it failed keeps its verdict; the rest has no finding here.
    """
    numbers = [_numbers(w.spans, cites) for w in waiting]
    claims = [CitedSentence(w.text, n) for w, n in zip(waiting, numbers, strict=True) if n]
    read = {n: _read(cites.all[n - 1], cites, day) for n in dict.fromkeys(n for c in claims for n in c.cites)}
    said: list[Look | None] = []
    failed: ModelFailed | None = None
    try:
        for judged in look(claims, {n: r.shown for n, r in read.items()}, _READING_QUESTION) if claims else ():
            said += judged
    except ModelFailed as failure:
        failed = failure
    looks, out, unread = iter(said), list[SentenceFinding | None](), list[int]()
    for place, (one, own) in enumerate(zip(waiting, numbers, strict=True)):
        if not own:
            out.append(None)
            continue
        try:
            judgement = next(looks)
        except StopIteration:
            unread.append(place)
            out.append(None)
        else:
            out.append(_finding(one, [read[n] for n in own], judgement, cites, day))
    return LookedAgain(tuple(out), tuple(unread), failed)


def not_read(finding: SentenceFinding) -> SentenceFinding:
    """Return what is known of a sentence that a chat model was to read when it failed."""
    reason = FilledLine("{reason} The chat model failed before it had read it.", {"reason": finding.reason})
    return replace(finding, reason=reason)


@dataclass(frozen=True, slots=True)
class _ReadPassage:
    """Passage as a second look reads it, with its stays and what stands over it, and as the symbols are read."""

    cited: Citation
    unit: ProvisionUnit
    shown: str
    piece: Piece


def _read(cited: Citation, cites: Citations, day: date) -> _ReadPassage:
    unit = stretch_at(cites.catalogue, cited.version.number, cited.start, cited.end)
    around = unit.around(day)
    return _ReadPassage(cited, unit, as_text(cited, around), piece(cited, around))


def _numbers(spans: Sequence[Span], cites: Citations) -> tuple[int, ...]:
    numbers = []
    for span in spans:
        with suppress(Problem):
            numbers.append(cites.cite(span.source, span.version, span.start, span.end))
    return tuple(dict.fromkeys(numbers))


def _where(read: _ReadPassage, said: str, catalogue: CatalogueReader) -> Span | None:
    """Return where the words pointed to stand: in a passage, or in what leads it in; None where in neither.

    The line on a stay, the address and the title, which are read with it, are no words of it.
    """
    cited = read.cited
    whole = Span(cited.source, cited.version, cited.start, cited.end)
    if holds(cited.quote, said):
        return _narrowed(whole, cited.quote, said)
    if not holds("\n".join((*read.unit.above, cited.quote)), said):
        return None
    over = [a for a in catalogue.ancestors(read.unit.held) if a.provision.role is not Role.TITLE]
    return next((_narrowed(Span.of(a), a.text, said) for a in reversed(over) if holds(a.text, said)), whole)


def _narrowed(whole: Span, text: str, said: str) -> Span:
    """Return the stretch of a text that has the words pointed to; all of it where they stand there in parts."""
    held, wanted = words_in_place(text), [w.text for w in words_in_place(said)]
    at = sequence_at(wanted, [w.text for w in held]) if wanted else None
    if at is None:
        return whole
    start, end = held[at].start, held[at + len(wanted) - 1].end
    return Span(whole.source, whole.version, whole.start + start, whole.start + end)


def _is_stayed(read: _ReadPassage, span: Span, cites: Citations, day: date) -> bool:
    """Return whether a provision that a span runs over, or stands in, is or was stayed; a lead-in has its item's."""
    if stretch_at(cites.catalogue, span.version.number, span.start, span.end).stays_told(day):
        return True
    is_within = read.cited.start <= span.start and span.end <= read.cited.end
    return not is_within and bool(read.unit.stays_told(day))


def _finding(
    waiting: OpenWithEvidence, read: Sequence[_ReadPassage], look: Look | None, cites: Citations, day: date
) -> SentenceFinding:
    before = waiting.left.finding
    uncounted = SentenceFinding(
        DraftVerdict.NOT_CHECKABLE,
        FilledLine("{reason} The chat model gave no judgement that counts.", {"reason": before.reason}),
        before.spans or waiting.spans[:1],
    )
    if look is None:
        return uncounted
    if look.judgement is Judgement.NOT_STATED:
        reason = FilledLine(
            "A chat model finds it in none of the {count} passages that come closest.", {"count": len(read)}
        )
        return SentenceFinding(DraftVerdict.NOT_FOUND, reason, waiting.spans[:1])
    pointed = next(r for r in read if r.cited.number == look.number)
    span = _where(pointed, look.span, cites.catalogue)
    if span is None:
        return uncounted
    where = cites.catalogue.at(span.version.number, span.start).locator
    if look.judgement is Judgement.CONTRADICTED:
        reason = FilledLine(
            "A chat model reads against it in {place}: “{words}”.", {"place": where, "words": look.span}
        )
        return SentenceFinding(DraftVerdict.CONTRADICTED, reason, (span,))
    lacking = [k.fact for k in Symbols([r.piece for r in read]).lacking(waiting.text) if k.certain]
    if lacking:
        reason = FilledLine(
            "A chat model reads it in {place} (“{words}”), but “{lacking}” stands in no passage.",
            {"place": where, "words": look.span, "lacking": lacking[0].words},
        )
        return SentenceFinding(DraftVerdict.NOT_CHECKABLE, reason, (span,))
    if _is_stayed(pointed, span, cites, day) and not tells_a_stay(waiting.text):
        reason = FilledLine(
            "A chat model reads it in {place} (“{words}”), which is or was stayed by the text's own note; "
            "the sentence does not say so.",
            {"place": where, "words": look.span},
        )
        return SentenceFinding(DraftVerdict.NOT_CHECKABLE, reason, (span,))
    reason = FilledLine("A chat model reads it in {place}: “{words}”.", {"place": where, "words": look.span})
    return SentenceFinding(DraftVerdict.SUPPORTED, reason, (span,))

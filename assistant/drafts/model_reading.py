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
from assistant.research.provision_units import stretch_at
from assistant.verification.cited_text import as_text, piece
from assistant.verification.model_verifier import CitedSentence, Judgement, Look, Looks
from assistant.verification.symbols.symbol_lookup import Piece, Symbols
from assistant.verification.untold_evidence import tells_a_stay
from corpus.errors import FilledLine, ModelFailed, Problem

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
    """Findings after a second look. `unread` are the places of those that it was to read when it `failed`."""

    findings: tuple[SentenceFinding, ...]
    unread: tuple[int, ...] = ()
    failed: ModelFailed | None = None


def looked_at_again(waiting: Sequence[OpenWithEvidence], cites: Citations, look: Looks, day: date) -> LookedAgain:
    """Return the finding on each sentence after a second look, which reads texts as they stand on a day.

    What it had judged when it failed keeps its verdict; of the rest it is said that it was not read.
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
    looks, out, unread = iter(said), list[SentenceFinding](), list[int]()
    for place, (one, own) in enumerate(zip(waiting, numbers, strict=True)):
        if not own:
            out.append(one.left.finding)
            continue
        try:
            out.append(_finding(one, [read[n] for n in own], next(looks), cites, day))
        except StopIteration:
            unread.append(place)
            out.append(not_read(one.left.finding))
    return LookedAgain(tuple(out), tuple(unread), failed)


def not_read(finding: SentenceFinding) -> SentenceFinding:
    """Return what is known of a sentence that a chat model was to read when it failed."""
    reason = FilledLine("{reason} The chat model failed before it had read it.", {"reason": finding.reason})
    return replace(finding, reason=reason)


@dataclass(frozen=True, slots=True)
class _ReadPassage:
    """Passage as a second look reads it, with its stays and what stands over it, and as the symbols are read."""

    cited: Citation
    shown: str
    piece: Piece


def _read(cited: Citation, cites: Citations, day: date) -> _ReadPassage:
    around = stretch_at(cites.catalogue, cited.version.number, cited.start, cited.end).around(day)
    return _ReadPassage(cited, as_text(cited, around), piece(cited, around))


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
    waiting: OpenWithEvidence, read: Sequence[_ReadPassage], look: Look | None, cites: Citations, day: date
) -> SentenceFinding:
    before = waiting.left.finding
    if look is None:
        reason = FilledLine("{reason} The chat model gave no judgement that counts.", {"reason": before.reason})
        return SentenceFinding(DraftVerdict.NOT_CHECKABLE, reason, before.spans or waiting.spans[:1])
    if look.judgement is Judgement.NOT_STATED:
        reason = FilledLine(
            "A chat model finds it in none of the {count} passages that come closest.", {"count": len(read)}
        )
        return SentenceFinding(DraftVerdict.NOT_FOUND, reason, waiting.spans[:1])
    at = next(r.cited for r in read if r.cited.number == look.number)
    span = _narrowed(at, look.span)
    held = cites.catalogue.at(span.version.number, span.start)
    where = held.locator
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
    stays = [p.provision.stay for p in (held, *cites.catalogue.ancestors(held)) if p.provision.stay is not None]
    if any(s.since is None or s.since <= day for s in stays) and not tells_a_stay(waiting.text):
        reason = FilledLine(
            "A chat model reads it in {place} (“{words}”), which is or was stayed by the text's own note; "
            "the sentence does not say so.",
            {"place": where, "words": look.span},
        )
        return SentenceFinding(DraftVerdict.NOT_CHECKABLE, reason, (span,))
    reason = FilledLine("A chat model reads it in {place}: “{words}”.", {"place": where, "words": look.span})
    return SentenceFinding(DraftVerdict.SUPPORTED, reason, (span,))

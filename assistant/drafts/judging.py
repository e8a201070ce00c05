"""Verdict on a sentence of a draft, from what the checks of its parts found.

A part that is contradicted, or not found, decides. A sentence is supported only where nothing of it is left that no
check bears on; otherwise it is said what stands, and what was not judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.drafts.addresses import CitedAddress, cited_addresses, without_addresses
from assistant.drafts.context import CheckedAgainst
from assistant.drafts.held_words import WordsPlace, words_in_place
from assistant.drafts.listings import ListingFinding, listing
from assistant.drafts.model import DraftVerdict, SentenceFinding
from assistant.drafts.quotations import Quotation, quotation_finding, quotations
from assistant.drafts.sentences import LONGEST_SENTENCE, DraftStatement
from assistant.drafts.wording import (
    SideBySide,
    contrary,
    differences_told,
    goes_on,
    says_the_same,
    sentence_words,
    wording,
    words_in_reason,
)
from assistant.engines.model import Span
from assistant.facts.comparison import displaced_figure
from assistant.facts.extraction import FactKind, facts
from assistant.verification.symbols.symbol_lookup import Piece, Symbols
from corpus.catalogue_results import HeldProvision
from corpus.errors import FilledLine

_FEWEST = 5  # words of a sentence that is looked for
_NEAR = 0.6  # share of a sentence's words from which on a place is told as the closest passage
_FIGURES = (FactKind.NUMBER, FactKind.AMOUNT, FactKind.DATE)
NEEDS_MODEL = "Not checkable without a chat model: the sentence is in its own words."


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """Sentence of a draft taken apart: its quotations, its addresses, and the words that are left without these."""

    statement: DraftStatement
    quotations: tuple[Quotation, ...]
    addresses: tuple[CitedAddress, ...]
    own: tuple[str, ...]

    @property
    def skipped(self) -> str:
        """Return why no check is made of it; an empty string where one is."""
        if self.statement.heading:
            return "a heading states nothing"
        if len(self.statement.plain) > LONGEST_SENTENCE:
            return FilledLine(
                "The sentence has more than {count} characters; write it as several.",
                {"count": f"{LONGEST_SENTENCE:,}"},
            )
        if self.statement.asks and not self.quotations:
            return "a question states nothing"
        return ""

    @property
    def wanted(self) -> list[tuple[str, ...]]:
        """Return the runs of words that are looked for in all texts: each part of a quotation, then its own words."""
        if self.skipped:
            return []
        parts = [p for q in self.quotations for p in q.parts]
        return [*parts, self.own] if len(self.own) >= _FEWEST and not self.quotations else parts


def read_sentence(statement: DraftStatement, against: CheckedAgainst) -> ReadStatement:
    """Return a sentence taken apart."""
    if statement.heading or len(statement.plain) > LONGEST_SENTENCE:
        return ReadStatement(statement, (), (), ())
    outside = statement.outside
    addresses = tuple(cited_addresses(outside, against))
    own = _without_introduction([w.text for w in sentence_words(without_addresses(outside, addresses))])
    return ReadStatement(statement, tuple(quotations(statement.plain, statement.quotes)), addresses, own)


def _without_introduction(own: list[str]) -> tuple[str, ...]:
    """Return the words of a sentence without those at its ends that say where it stands ("the rule says that …")."""
    w = wording()
    first, last = 0, len(own)
    while first < last and (own[first] in w.attribution or own[first].isdigit()):
        first += 1
    if not any(x in w.saying for x in own[:first]):
        first = 0
    while last > first and (own[last - 1] in w.attribution or own[last - 1].isdigit()):
        last -= 1
    if not any(x in w.saying for x in own[last:]):
        last = len(own)
    return tuple(own[first:last])


@dataclass(frozen=True, slots=True)
class OpenSentence:
    """Sentence that the program could not judge, with the passages that are closest, as far as words tell."""

    finding: SentenceFinding
    looks: bool = True  # whether a chat model may be asked
    named: tuple[HeldProvision, ...] = ()  # provisions that it names


def judged(found: ReadStatement, places: Sequence[Sequence[WordsPlace]], against: CheckedAgainst) -> OpenSentence:
    """Return the verdict on a sentence. `places` are those of what it wants, in that order."""
    if found.skipped:
        return OpenSentence(SentenceFinding(DraftVerdict.NOT_CHECKABLE, found.skipped), looks=False)
    named = tuple(p for a in found.addresses for p in a.provisions)
    wrong = [a.finding for a in found.addresses if a.finding is not None]
    if wrong:
        return OpenSentence(_gravest(wrong), looks=False)
    if found.quotations:
        made = _by_quotations(found, places, named, against)
    elif (rows := listing(found.statement.plain, against)) is not None:
        made = _by_rows(rows)
    else:
        made = _by_wording(found, places[0] if places else (), named, against)
    return replace(made, named=named)


def _gravest(findings: Sequence[SentenceFinding]) -> SentenceFinding:
    order = list(DraftVerdict)
    return min(findings, key=lambda f: order.index(f.verdict))


def _by_rows(rows: ListingFinding) -> OpenSentence:
    finding = rows.finding
    if finding.verdict is DraftVerdict.SUPPORTED and rows.unjudged:
        reason = FilledLine(
            "The list bears out a part. {reason} Not judged: “{words}”.",
            {"reason": finding.reason, "words": rows.unjudged},
        )
        return OpenSentence(SentenceFinding(DraftVerdict.NOT_CHECKABLE, reason, finding.spans))
    return OpenSentence(finding, looks=finding.verdict is DraftVerdict.NOT_CHECKABLE)


def _by_quotations(
    found: ReadStatement,
    places: Sequence[Sequence[WordsPlace]],
    named: tuple[HeldProvision, ...],
    against: CheckedAgainst,
) -> OpenSentence:
    findings, at = [], 0
    for quotation in found.quotations:
        findings.append(quotation_finding(quotation, places[at : at + len(quotation.parts)], named, against))
        at += len(quotation.parts)
    worst = _gravest(findings)
    if worst.verdict is not DraftVerdict.SUPPORTED:
        return OpenSentence(worst, looks=False)
    spans = tuple(s for f in findings for s in f.spans)
    first, *more = dict.fromkeys(f.reason for f in findings)
    reason = " ".join((first, *more)) if more else first
    left = _left_of(found, spans, against)
    if left:
        said = FilledLine(
            "{reason} Not judged: what the sentence says around it (“{words}”).", {"reason": reason, "words": left}
        )
        return OpenSentence(SentenceFinding(DraftVerdict.NOT_CHECKABLE, said, spans))
    return OpenSentence(SentenceFinding(DraftVerdict.SUPPORTED, reason, spans), looks=False)


def _left_of(found: ReadStatement, spans: Sequence[Span], against: CheckedAgainst) -> str:
    """Return the words around quotations that say something of their own; none where they only introduce them."""
    w = wording()
    known = set(w.attribution | w.little)
    for span in spans:
        place = WordsPlace(span.source, span.version, span.start, span.end, 1.0, True)
        known |= against.context_of(place)
        known |= {x.text for x in words_in_place(against.provision_at(place).text)}
    outside = sentence_words(without_addresses(found.statement.outside, found.addresses))
    # Words of the text outside the quotation tell what it is about; where they are many, they say something themselves.
    quoted_words = sum(len(p) for q in found.quotations for p in q.parts)
    own = [x.text for x in outside if x.text not in w.attribution and x.text not in w.little]
    strange = [x for x in own if x in w.turning or x not in known]
    if strange or len(own) > max(6, quoted_words):
        return " ".join(" ".join(found.statement.outside.split()).strip(' ,.:;“”"「」').split()[:20])
    return ""


def _by_wording(
    found: ReadStatement,
    places: Sequence[WordsPlace],
    named: tuple[HeldProvision, ...],
    against: CheckedAgainst,
) -> OpenSentence:
    close: list[Span] = []
    for place in places:
        if named and not any(_lies_in(place, p, against) for p in named):
            continue
        span, text = against.sentence_at(place)
        if place.share >= _NEAR:
            close.append(span)
        laid = SideBySide.of(found.own, [w.text for w in words_in_place(text)])
        context = against.context_of(place)
        if not against.is_whole_statement(place):
            continue
        if says_the_same(laid, context) and not _lacks(found, text, place, against):
            if goes_on(laid):
                more = words_in_reason(laid.left_after)
                reason = FilledLine(
                    "It repeats {place}, which goes on: “{words}”; whether that matters was not judged.",
                    {"place": against.locator(span), "words": more},
                )
                return OpenSentence(SentenceFinding(DraftVerdict.NOT_CHECKABLE, reason, (span,)))
            reason = FilledLine("It says what {place} says, in its words.", {"place": against.locator(span)})
            return OpenSentence(SentenceFinding(DraftVerdict.SUPPORTED, reason, (span,)), looks=False)
        if differences := contrary(laid, context):
            reason = FilledLine(
                "{place}: {differences}.",
                {"place": against.locator(span), "differences": differences_told(differences)},
            )
            return OpenSentence(SentenceFinding(DraftVerdict.CONTRADICTED, reason, (span,)), looks=False)
    if named and (finding := _figures_of(found, named, against)):
        return OpenSentence(finding, looks=False)
    close = close or [Span.of(p) for p in named[:1] if p.provision.end > p.provision.start]
    return OpenSentence(SentenceFinding(DraftVerdict.NOT_CHECKABLE, NEEDS_MODEL, tuple(close[:1])))


def _lies_in(place: WordsPlace, held: HeldProvision, against: CheckedAgainst) -> bool:
    if place.version.number != held.version.number:
        return False
    start = held.provision.start
    return start <= place.start < start + max(1, len(against.full_text(held)))


def _lacks(found: ReadStatement, text: str, place: WordsPlace, against: CheckedAgainst) -> bool:
    held = against.provision_at(place)
    edition = held.version.valid_from.isoformat() if held.version.valid_from else ""
    around = " ".join(f"{p.locator} {p.provision.heading}" for p in [*against.catalogue.ancestors(held), held])
    source = held.source
    title, own = f"{source.title} {around}", {"jurisdiction": source.jurisdiction, "language": source.language}
    piece = Piece(text, title, edition, held.locator, **own)
    return bool(Symbols([piece]).lacking(without_addresses(found.statement.plain, found.addresses)))


def _figures_of(
    found: ReadStatement, named: tuple[HeldProvision, ...], against: CheckedAgainst
) -> SentenceFinding | None:
    """Return what the named provisions say of the figures of a sentence; None where they have them all."""
    said = without_addresses(found.statement.plain, found.addresses)
    claimed = [f for f in facts(said) if f.kind in _FIGURES and (f.kind is not FactKind.NUMBER or f.value[1])]
    texts = [(p, against.full_text(p)) for p in named]
    lacking = {k.fact.words for k in against.symbols(named).lacking(said) if k.certain and k.fact.kind in _FIGURES}
    missing = [f for f in claimed if f.words in lacking]
    if not missing:
        return None
    for held, text in texts:
        rival = displaced_figure(said, missing, text)
        if rival is not None:
            at = text.find(rival[1])
            start = held.provision.start + max(0, at)
            span = against.sentence_at(WordsPlace(held.source, held.version, start, start + len(rival[1]), 1.0, True))[
                0
            ]
            reason = FilledLine(
                "{place} has “{held}” where the draft has “{said}”.",
                {"place": held.locator, "held": rival[1], "said": rival[0]},
            )
            return SentenceFinding(DraftVerdict.CONTRADICTED, reason, (span,))
    first = named[0]
    spans = (Span.of(first),) if first.provision.end > first.provision.start else ()
    reason = FilledLine("“{words}” does not stand in {place}.", {"words": missing[0].words, "place": first.locator})
    return SentenceFinding(DraftVerdict.NOT_FOUND, reason, spans)

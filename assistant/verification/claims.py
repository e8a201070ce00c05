"""Check of a chat model's typed claims, each with the words of the evidence that it points to.

In this order: the form of the claim; its words, which must stand in the text that it names; its symbols, which must
stand in that text and around it, in the question or in a computed result; a second look by a chat model. What each type
must carry:

- states, applies, combines, compares: words that stand in a text. A claim that combines or compares points to two
  places, else it is taken to state.
- gap: nothing; the evidence must not have what it says is missing, as far as words tell.
- advice: nothing; its symbols must stand somewhere in the evidence or the question. It is never law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ParamSpec

from assistant.facts.extraction import FactKind
from assistant.model import Citation, ClaimType, Statement, Verdict
from assistant.prompts.loader import leaks
from assistant.verification.cited_text import all_words, as_text, holds, is_verbatim, piece, without_planted
from assistant.verification.gap_claims import gap_found
from assistant.verification.model_verifier import CitedSentence, Looks
from assistant.verification.symbols.check import SymbolsByText, objection
from assistant.verification.symbols.stems import lower_words
from assistant.verification.verifier import (
    CITES_NOTHING,
    LEAKS,
    NOT_SHOWN,
    PROGRAM_ONLY,
    WORD_ALONE,
    Checked,
    CheckedSoFar,
    checked_again,
    is_a_word_alone,
    no_statement,
)
from corpus.language.detection import language_of
from corpus.language.scripts import EAST_ASIAN

POINTED = "its words and figures stand in the cited text; no second look confirmed what it says"
NOT_LAW = "advice, not law"
PLANTED = "points to words that give orders to a machine, which state nothing"
_Given = ParamSpec("_Given")
_OWN_PLACES = 2  # that a claim points to which combines or compares
_FREE = (ClaimType.GAP, ClaimType.ADVICE)  # types that need no text


@dataclass(frozen=True, slots=True)
class Support:
    """Words that a claim points to: `span`, copied from the evidence with this number. "…" leaves words out."""

    number: int
    span: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence, item or row of an answer, with what it stands on."""

    text: str
    type: ClaimType = ClaimType.STATES
    support: tuple[Support, ...] = ()


def check_by_and_by(
    claims: Sequence[Claim],
    evidence: Sequence[Citation],
    question: str = "",
    look: Looks | None = None,
    today: date | None = None,
    *,
    around: Mapping[int, str] | None = None,
    computed: Sequence[str] = (),
    not_held: Sequence[str] = (),
    language: str = "",
) -> Iterator[CheckedSoFar]:
    """Yield each claim as a verified statement, in order; `Statement.claim` is its type.

    First as far as the program sees, and then after each call of the second look.

    `question` also holds what the asker said before, whose figures a claim may use; `computed` are results of engines;
    `around` gives by number what stands around a text: lead-in, table heading, notes, definitions; `not_held` are names
    of texts that the program finds missing in the collection; `language` is that of the whole answer, "" where only the
    claims tell it.

    - verbatim: whole sentences of a cited text.
    - supported: the second look agrees and points to words that stand there; the symbols stand there too.
    - checked by the program only: its words stand in the text and its symbols too, and nobody has read it: there is no
      second look, or its reply could not be used. Of a gap: a word of it stands nowhere in the evidence. Of advice: no
      symbol of it is made up.
    - not confirmed: nothing stands against it, and nothing confirmed it, or the checks disagree. It stays, marked; its
      citations are the passages to be shown beside it.
    - removed: the second look found words against it (they are in the reason, and their text is cited first), it cites
      what is not there, it points to an order that was planted in a text, or a symbol is made up and no second look
      bears it out. Names, countries, figures that seem exchanged and the like are doubts: they remove nothing, and
      yield to the second look. A word alone that no text has counts as made up.

    A span that stands in another text than the one named moves the citation there. Raise what `look` raises.
    """
    held, beside = {c.number: c for c in evidence}, around or {}
    texts = {n: as_text(c, beside.get(n, "")) for n, c in held.items()}
    pieces = {n: piece(c, beside.get(n, "")) for n, c in held.items()}
    symbols = SymbolsByText(pieces, "\n".join((question, *computed)), today)
    alone = look is None
    language = language or language_of("\n".join(c.text for c in claims), "")
    seen = (held, beside, texts, symbols, today, language)
    first = [_by_program(c, *seen, alone=alone, not_held=not_held) for c in claims]
    sentence = lambda place: _cited(claims[place], first[place], held)  # noqa: E731
    yield from checked_again(first, sentence, texts, question, look)


def _at_last(check: Callable[_Given, Iterator[CheckedSoFar]]) -> Callable[_Given, list[Statement]]:
    def found(*given: _Given.args, **named: _Given.kwargs) -> list[Statement]:
        *_, last = check(*given, **named)
        return last.statements

    return found


check_claims = _at_last(check_by_and_by)  # for who has no use for what comes before the last


def _by_program(
    claim: Claim,
    held: Mapping[int, Citation],
    around: Mapping[int, str],
    texts: Mapping[int, str],
    symbols: SymbolsByText,
    today: date | None,
    language: str,
    *,
    alone: bool,
    not_held: Sequence[str] = (),
) -> Checked:
    if leaks(claim.text):
        return Checked(Statement(NOT_SHOWN, (), Verdict.REMOVED, LEAKS, claim=claim.type))
    if reason := no_statement(claim.text, (all_words(c, around.get(n, "")) for n, c in held.items())):
        return Checked(Statement(claim.text, (), Verdict.REMOVED, reason, claim=claim.type))
    if any(_is_planted(s, held, texts) for s in claim.support):
        return Checked(Statement(claim.text, (), Verdict.REMOVED, PLANTED, claim=claim.type))
    places = [place for s in claim.support if (place := _place(s, texts))]
    numbers = tuple(dict.fromkeys(s.number for s in places))
    kind = claim.type
    if kind in (ClaimType.COMBINES, ClaimType.COMPARES) and len({(p.number, p.span) for p in places}) < _OWN_PLACES:
        kind = ClaimType.STATES

    def checked(
        verdict: Verdict,
        reason: str = "",
        cited: tuple[int, ...] = numbers,
        *,
        lacks: bool = False,
        objected: bool = False,
    ) -> Checked:
        return Checked(Statement(claim.text, cited, verdict, reason, claim=kind, has_objection=objected), lacks)

    if not numbers and kind not in _FREE:
        if claim.support:
            return checked(Verdict.REMOVED, f"cites [{claim.support[0].number}], which is not among the evidence")
        return checked(Verdict.REMOVED if alone else Verdict.UNCONFIRMED, CITES_NOTHING)
    quoted = tuple(n for n in numbers if is_verbatim(claim.text, held[n]))
    if quoted and kind is not ClaimType.ADVICE:
        return checked(Verdict.VERBATIM, cited=quoted)
    read = numbers if numbers and kind not in _FREE else tuple(held)
    if kind is ClaimType.GAP:  # what it names need not stand anywhere: that is what it says
        found = gap_found(claim.text, {n: f"{around.get(n, '')}\n{c.quote}" for n, c in held.items()}, not_held)
        verdict = Verdict.BY_PROGRAM if found.certain else Verdict.UNCONFIRMED
        return checked(verdict, found.reason, found.numbers, objected=found.has_objection)
    spans = "\n".join(p.span for p in places)
    if not spans and kind is not ClaimType.ADVICE and _is_said_of_nothing(claim.text, [held[n] for n in read]):
        return checked(Verdict.REMOVED if alone else Verdict.UNCONFIRMED, WORD_ALONE, lacks=True)
    applies = kind is ClaimType.APPLIES
    against = objection(claim.text, symbols.of(read), today, own_example=applies, pointed=spans, language=language)
    if against and kind is ClaimType.ADVICE and against.kind is FactKind.ADDRESS:  # where to look is no rule
        return checked(Verdict.UNCONFIRMED, against.reason, objected=True)
    if against:
        verdict = Verdict.REMOVED if against.certain and alone else Verdict.UNCONFIRMED
        return checked(verdict, against.reason, lacks=against.certain, objected=True)
    if kind is ClaimType.ADVICE:
        return checked(Verdict.BY_PROGRAM, NOT_LAW)
    lost = next((p for p in places if not p.span), None)
    if lost:
        pointed = any(s.span for s in claim.support)
        reason = f"the words that it points to do not stand in [{lost.number}]" if pointed else PROGRAM_ONLY
        return checked(Verdict.UNCONFIRMED, reason)
    return checked(Verdict.BY_PROGRAM, POINTED)


def _is_planted(support: Support, held: Mapping[int, Citation], texts: Mapping[int, str]) -> bool:
    """Return whether the words that a claim points to stand in its text only as orders to a machine."""
    n = support.number
    return bool(support.span) and n in held and holds(held[n].quote, support.span) and not holds(texts[n], support.span)


def _is_said_of_nothing(text: str, cited: Sequence[Citation]) -> bool:
    """Return whether a claim is a word alone that no cited text has, orders to a machine aside: "BANANA"."""
    if EAST_ASIAN.search(text) or not is_a_word_alone(text):  # sentences of Han characters have no spaces
        return False
    said = set(lower_words(text))
    return not any(said & set(lower_words(without_planted(c.quote))) for c in cited)


def _place(support: Support, texts: Mapping[int, str]) -> Support | None:
    """Return where a span stands: in its text, in another, or nowhere (without its span); None without any text."""
    if support.number in texts and holds(texts[support.number], support.span):
        return support
    other = next((n for n, text in texts.items() if support.span and holds(text, support.span)), None)
    if other is not None:
        return Support(other, support.span)
    return Support(support.number) if support.number in texts else None


def _cited(claim: Claim, first: Checked, held: Mapping[int, Citation]) -> CitedSentence:
    """Return a claim for the second look; what cites nothing is looked at over all the evidence."""
    numbers = () if claim.type is ClaimType.GAP else first.statement.citations
    return CitedSentence(claim.text, numbers or tuple(held), claim.type, tuple(s.span for s in claim.support if s.span))

"""Verification of a draft: every sentence against the texts that it cites, before a reader sees it as an answer.

From the certain to the probable: its citations, its form, its symbols (`symbols.py`), and a second look by a chat model
(`model_verifier.py`). A sentence is verbatim, supported, not confirmed (shown as such), or removed with a reason of one
line. Only what stands against the texts is removed, and what the program itself can see to be made up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from assistant.model import Citation, ClaimType, Statement, Verdict
from assistant.prompts.loader import leaks
from assistant.verification.cited_text import all_words, as_text, is_verbatim, listed_in_sentence, piece
from assistant.verification.draft_sentences import DraftSentence, read_draft
from assistant.verification.injection import obeys
from assistant.verification.model_verifier import CitedSentence, Judgement, Look, Looks
from assistant.verification.symbols.check import AGAINST, SymbolsByText, objection
from corpus.language.detection import language_of
from corpus.language.lazy_regex import lazy_regex

_QUESTION = lazy_regex(r"[?？][\"”’')）]*\s*$")
_WORD_OR_LETTER = lazy_regex(r"[^\W_]{2,}|[^\W\d_]")
_LEAST_WORDS = 2  # that a statement has
NOT_SHOWN = "(not shown)"
LEAKS = "repeats the instructions that the model was given"
NOT_SAID = f"{AGAINST}does not say it"
CITES_NOTHING = "cites nothing"
WORD_ALONE = "is no statement: a word alone says nothing that can be checked"
PROGRAM_ONLY = "checked by the program only: its figures and names stand in the cited text"


def check_draft(
    draft: str,
    evidence: Sequence[Citation],
    question: str = "",
    look: Looks | None = None,
    today: date | None = None,
) -> list[Statement]:
    """Return the sentences of a chat model's draft as verified statements, in order, each with its reason.

    A statement only has numbers of `evidence`. A verbatim one keeps those of the citations that it quotes, and one that
    cites nothing gets the text that a second look finds for it. `look` is the second look; without it no sentence in
    the model's own words is confirmed. Raise what `look` raises.
    """
    return check_sentences(read_draft(draft), evidence, question, look, today)


def check_sentences(
    written: Sequence[DraftSentence],
    evidence: Sequence[Citation],
    question: str = "",
    look: Looks | None = None,
    today: date | None = None,
) -> list[Statement]:
    """Return sentences that cite `evidence` by number as verified statements; `check_draft` says how."""
    held = {c.number: c for c in evidence}
    symbols = SymbolsByText({n: piece(c) for n, c in held.items()}, question, today)
    language = language_of("\n".join(w.text for w in written), "")
    first = [_by_program(w, held, symbols, today, language, alone=look is None) for w in written]
    # A sentence that cites nothing is looked at over all that the draft cites.
    cited = tuple(dict.fromkeys(n for w in written for n in w.citations if n in held)) or tuple(held)
    *_, last = checked_again(
        first,
        lambda place: CitedSentence(written[place].text, first[place].statement.citations or cited),
        {n: as_text(held[n]) for n in held},
        question,
        look,
    )
    return last.statements


@dataclass(frozen=True, slots=True)
class Checked:
    """Statement as far as the program sees; `lacks` says that a symbol of it stands nowhere for certain."""

    statement: Statement
    lacks: bool = False


@dataclass(frozen=True, slots=True)
class CheckedSoFar:
    """Statements as far as they are checked; `judged` are the places of those that just got their verdict.

    `unread` are those of them that a second look was to read and gave no judgement on that counts.
    """

    statements: list[Statement]
    judged: tuple[int, ...]
    unread: tuple[int, ...] = ()


def checked_again(
    first: Sequence[Checked],
    sentence: Callable[[int], CitedSentence],
    texts: Mapping[int, str],
    question: str,
    look: Looks | None,
) -> Iterator[CheckedSoFar]:
    """Yield the statements as far as the program sees, and then after each call of the second look at those left open.

    `sentence` gives one of them by its place.
    """
    out = [f.statement for f in first]
    open_ = [n for n, s in enumerate(out) if look and s.verdict not in (Verdict.REMOVED, Verdict.VERBATIM)]
    yield CheckedSoFar(out, tuple(n for n in range(len(out)) if n not in open_))
    if look is None or not open_:
        return
    left = iter(open_)
    for looks in look([sentence(n) for n in open_], texts, question):
        out, judged = list(out), tuple(islice(left, len(looks)))
        for place, found in zip(judged, looks, strict=True):
            out[place] = _seen(first[place], found)
        yield CheckedSoFar(out, judged, tuple(n for n, look_ in zip(judged, looks, strict=True) if look_ is None))


def no_statement(text: str, evidence: Iterable[str]) -> str:
    """Return why a sentence of a model states nothing, "" where it does; `evidence` are the texts that it was given."""
    if obeys(text, evidence):
        return "reads as an instruction, not as a statement about the texts"
    return "asks instead of stating" if _QUESTION.search(text) else ""


def is_a_word_alone(text: str) -> bool:
    """Return whether a sentence of a model has too few words to say anything."""
    return len(_WORD_OR_LETTER.findall(text)) < _LEAST_WORDS


def _by_program(
    written: DraftSentence,
    held: dict[int, Citation],
    symbols: SymbolsByText,
    today: date | None,
    language: str,
    *,
    alone: bool,
) -> Checked:
    """Return a statement as far as the program sees: verbatim, removed, or not confirmed."""

    def removed(reason: str) -> Checked:
        return Checked(Statement(written.text, numbers, Verdict.REMOVED, reason))

    numbers = tuple(n for n in written.citations if n in held)
    if leaks(written.text):
        return Checked(Statement(NOT_SHOWN, (), Verdict.REMOVED, LEAKS))
    unknown = [n for n in written.citations if n not in held]
    if unknown:
        return removed(f"cites [{unknown[0]}], which is not among the evidence")
    if not numbers and alone:
        return removed(CITES_NOTHING)
    if reason := no_statement(written.text, (all_words(c) for c in held.values())):
        return removed(reason)
    cited = [held[n] for n in numbers]
    standings = list(dict.fromkeys(c.standing.value for c in cited))
    if len(standings) > 1:
        return removed(f"merges {listed_in_sentence(_STANDING[s] for s in standings)} in one sentence")
    quoted = tuple(c.number for c in cited if is_verbatim(written.text, c))
    if quoted:
        return Checked(Statement(written.text, quoted, Verdict.VERBATIM))
    if is_a_word_alone(written.text) and alone:
        return removed(WORD_ALONE)
    against = objection(written.text, symbols.of(numbers), today, language=language) if cited else None
    lacks = against is not None and against.certain
    reason = against.reason if against else PROGRAM_ONLY if cited else CITES_NOTHING
    verdict = Verdict.REMOVED if lacks and alone else Verdict.UNCONFIRMED
    return Checked(Statement(written.text, numbers, verdict, reason, has_objection=against is not None), lacks)


def _seen(first: Checked, look: Look | None) -> Statement:
    """Return a statement after the second look.

    Where the look and a certain symbol disagree, it is not confirmed; a doubt of the program yields to the look.
    """
    statement, free = first.statement, first.statement.claim in (ClaimType.GAP, ClaimType.ADVICE)
    if look is None:
        # The reply could not be used: what the program saw to be made up is not shown.
        made_up = first.lacks or not (statement.citations or free)
        return replace(statement, verdict=Verdict.REMOVED) if made_up else statement
    if look.judgement is Judgement.CONTRADICTED:
        cited = (look.number, *(n for n in statement.citations if n != look.number))
        reason = f"the text says “{look.span}”"
        return replace(
            statement, verdict=Verdict.REMOVED, reason=reason, citations=cited, has_objection=True, against=look.span
        )
    if look.judgement is Judgement.SUPPORTED:
        if first.lacks:
            reason = f"the second look agrees, but {statement.reason}"
            return replace(statement, verdict=Verdict.UNCONFIRMED, reason=reason, has_objection=False)
        found = (look.number,) if look.number else ()
        cited = () if statement.claim is ClaimType.GAP else statement.citations or found
        return replace(statement, verdict=Verdict.SUPPORTED, reason="", citations=cited, has_objection=False)
    if first.lacks:
        return replace(statement, verdict=Verdict.REMOVED)
    if statement.claim is ClaimType.ADVICE:
        return statement
    if statement.citations or free:
        return replace(statement, verdict=Verdict.UNCONFIRMED, reason=NOT_SAID, has_objection=True)
    return replace(statement, verdict=Verdict.UNCONFIRMED, reason=CITES_NOTHING, has_objection=False)


_STANDING = {"binding": "binding text", "agency view": "an agency's view", "commentary": "commentary"}

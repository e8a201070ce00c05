"""Check of an answer as a whole: what stands in its evidence and no claim tells.

By symbols only: a stay of a provision that is cited, an exception that a claim's span stops short of, a later edition
of a text that is cited. What is missing is added as a notice with its citation; nothing is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from assistant.facts.stays import stay_in_words
from assistant.model import Citation, ClaimType, Statement, StatementRole, Verdict
from assistant.verification.cited_text import loose_place
from assistant.verification.claims import Claim
from corpus import lexicon
from corpus.language.sentences import sentence_spans
from corpus.lexicon.tables import content
from corpus.model import Stay

_FIRST_WORD = re.compile(r"[^\W\d_]{1,20}")
_OWN_NOTE = "the text's own note"
_OWN_WORDS = "words of the cited text that no claim tells"
_SPEAKS_OF_STAY = re.compile(
    r"\b(?:stay(?:s|ed)?|suspend(?:s|ed)?|suspension|not (?:now )?in force|no longer in force)\b", re.IGNORECASE
)
_EXCEPTION = re.compile(
    r"\b(?:unless|except(?:ion|ions|ing)?|excluding|other than|shall not apply|does not apply)\b", re.I
)
_EXCEPTION_SHOWN = 400  # characters of it that are shown


def says_yes_or_no(statements: Sequence[Statement]) -> bool:
    """Return whether a statement about the law that is shown begins with a yes or a no."""
    begins, signs = _yes_no_words()
    for s in (s for s in statements if s.verdict is not Verdict.REMOVED and is_of_law(s)):
        words = _FIRST_WORD.search(s.text)
        if words and (words[0].casefold() in begins or s.text[words.start() :].startswith(signs)):
            return True
    return False


def is_of_law(statement: Statement) -> bool:
    """Return whether a claim says what the texts say, or what follows from it: neither a gap nor advice."""
    return statement.claim not in (ClaimType.GAP, ClaimType.ADVICE)


@cache
def _yes_no_words() -> tuple[frozenset[str], tuple[str, ...]]:
    table = content(Path(lexicon.__file__).with_name("yes_no_words.toml"))
    return frozenset(table["begins"]), tuple(table["signs"])


def unsaid(
    claims: Sequence[Claim],
    statements: Sequence[Statement],
    evidence: Sequence[Citation],
    today: date,
    stays: Mapping[int, Sequence[tuple[str, Stay]]] | None = None,
    rows: Collection[int] = (),
) -> list[Statement]:
    """Return notices of what the statements of the claims leave out, each with its citation.

    `claims` and `statements` are those of `check_claims`; what was removed counts as not said. `stays` gives by number
    the stays of a text of the evidence, each with the address that it stays; `rows` are the numbers of rows of tables,
    in which the next cell is no exception to the one before.
    """
    shown = [(c, s) for c, s in zip(claims, statements, strict=True) if s.verdict is not Verdict.REMOVED]
    law = [(c, s) for c, s in shown if is_of_law(s)]
    said = "\n".join(s.text for _, s in shown)
    cited = tuple(dict.fromkeys(n for _, s in law for n in s.citations))
    held = {c.number: c for c in evidence}
    return [
        *_stays(cited, said, stays or {}, today),
        *_exceptions(law, said, {n: c for n, c in held.items() if n not in rows}),
        *_later(cited, held),
    ]


def _stays(
    cited: Sequence[int], said: str, stays: Mapping[int, Sequence[tuple[str, Stay]]], today: date
) -> Iterator[Statement]:
    if _SPEAKS_OF_STAY.search(said):
        return
    told: set[tuple[str, Stay]] = set()
    for number in cited:
        for locator, stay in stays.get(number, ()):
            if (stay.since is None or stay.since <= today) and (locator, stay) not in told:
                told.add((locator, stay))
                yield Statement(
                    stay_in_words(locator, stay, today), (number,), Verdict.SUPPORTED, _OWN_NOTE, StatementRole.STAY
                )


def _exceptions(law: Sequence[tuple[Claim, Statement]], said: str, held: Mapping[int, Citation]) -> Iterator[Statement]:
    """Yield the exceptions in whose sentence a claim's words stop, where no claim speaks of an exception."""
    if _EXCEPTION.search(said):
        return
    told: set[str] = set()
    pointed = [(s.number, s.span) for claim, _ in law for s in claim.support if s.span]
    for claim, statement in law:
        for support in claim.support:
            citation = held.get(support.number)
            if citation is None or support.number not in statement.citations:
                continue
            left = _left_of_sentence(citation.quote, support.span)
            found = _EXCEPTION.search(left)
            if found and any(n == support.number and loose_place(left, span) for n, span in pointed):
                continue  # another claim tells it
            if found and (words := left[found.start() :].strip(" ,;")[:_EXCEPTION_SHOWN]) not in told:
                told.add(words)
                text = f"The text goes on: “{words}”"
                yield Statement(text, (support.number,), Verdict.SUPPORTED, _OWN_WORDS, StatementRole.EXCEPTION)


def _left_of_sentence(quote: str, span: str) -> str:
    """Return what follows a span in the sentence that it ends in; "" where it does not stand there."""
    place = loose_place(quote, span)
    if place is None:
        return ""
    end = next((b for a, b in sentence_spans(quote) if a < place[1] <= b), place[1])
    return quote[place[1] : end]


def _later(cited: Sequence[int], held: Mapping[int, Citation]) -> Iterator[Statement]:
    """Yield the later editions of cited texts that stand in the evidence and are not cited."""
    told: set[int] = set()
    for number in cited:
        if (old := held.get(number)) is None or old.version.valid_from is None:
            continue
        for other in held.values():
            same = (other.source.id, other.locator) == (old.source.id, old.locator) and other.number not in cited
            day = other.version.valid_from
            if same and day is not None and day > old.version.valid_from and other.number not in told:
                told.add(other.number)
                text = f"{other.locator} has a later edition, of {day.isoformat()}, than the one cited."
                yield Statement(text, (other.number,), Verdict.SUPPORTED, _OWN_NOTE, StatementRole.OTHER_EDITION)

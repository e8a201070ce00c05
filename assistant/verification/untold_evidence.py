"""Check of an answer as a whole: what stands in its evidence and no claim tells.

By symbols only: a stay of a provision that is cited, an exception that a claim's span leaves out of its sentence, a
later edition of a text that is cited. What is missing is added as a notice with its citation; nothing is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path

from assistant.facts.stays import stay_in_words
from assistant.model import Citation, ClaimType, Statement, StatementRole, Verdict
from assistant.verification.cited_text import holds, loose_place
from assistant.verification.claims import Claim
from corpus import lexicon
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import EAST_ASIAN
from corpus.language.sentences import sentence_spans
from corpus.lexicon.tables import content
from corpus.model import Stay

_FIRST_WORD = lazy_regex(r"[^\W\d_]{1,20}(?:[-‐‑][^\W_]{1,20})?")  # "Non-US persons" begins with no "non"
_OWN_NOTE = "the text's own note"
_OWN_WORDS = "words of the cited text that no claim tells"
_SECOND_LOOK = "words of the evidence that no claim tells, by a second look"
_EXCEPTION_SHOWN = 400  # characters of it that are shown
_ENDS = " ,;，；"


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
    """Return the words that say it, and the signs that do so whatever stands behind them."""
    table = content(Path(lexicon.__file__).with_name("yes_no_words.toml"))
    return frozenset((*table["begins"], *table["alone"])), tuple(table["signs"])


@dataclass(frozen=True, eq=False)
class _ExceptionWords:
    """Patterns of `exception_words.toml`, of all its languages: a text and an answer may be in any."""

    exceptions: re.Pattern[str]
    in_front: re.Pattern[str]
    goes_on: re.Pattern[str]
    stayed: re.Pattern[str]


@cache
def _exception_words() -> _ExceptionWords:
    table = content(Path(lexicon.__file__).with_name("exception_words.toml"))
    besides = _any_of({w for row in table.values() for w in row.get("no_exceptions", ())})
    of = {
        field.name: _any_of({w for row in table.values() for w in row[field.name]}) for field in fields(_ExceptionWords)
    }
    of["exceptions"] = f"(?!{besides})(?:{of['exceptions']})"
    return _ExceptionWords(**{name: re.compile(pattern, re.I) for name, pattern in of.items()})


def _any_of(words: Collection[str]) -> str:
    return "|".join(map(_word_pattern, sorted(words)))


def _word_pattern(word: str) -> str:
    bare = word.rstrip("*")
    if EAST_ASIAN.search(bare):
        return re.escape(bare)
    return rf"\b{re.escape(bare)}" + ("" if word.endswith("*") else r"\b")


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


def tells_a_stay(text: str) -> bool:
    """Return whether words of an answer or a draft tell that something is stayed, or not in force."""
    return _exception_words().stayed.search(text) is not None


def tells_a_limit(text: str) -> bool:
    """Return whether words of a text tell an exception or a stay, in any language of the texts."""
    words = _exception_words()
    return any(p.search(text) for p in (words.exceptions, words.in_front, words.stayed))


def _stays(
    cited: Sequence[int], said: str, stays: Mapping[int, Sequence[tuple[str, Stay]]], today: date
) -> Iterator[Statement]:
    if tells_a_stay(said):
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
    """Yield the exceptions that a claim's words leave out of their sentence, where no claim speaks of an exception."""
    if _exception_words().exceptions.search(said):
        return
    told: set[str] = set()
    pointed = [(s.number, s.span) for claim, _ in law for s in claim.support if s.span]
    for claim, statement in law:
        for support in claim.support:
            citation = held.get(support.number)
            if citation is None or support.number not in statement.citations:
                continue
            others = [span for n, span in pointed if n == support.number]
            for opening, words in _left_out(citation.quote, support.span, others):
                if words not in told:
                    told.add(words)
                    text = f"{opening} “{words}”"
                    yield Statement(text, (support.number,), Verdict.SUPPORTED, _OWN_WORDS, StatementRole.EXCEPTION)


def _left_out(quote: str, span: str, others: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the exceptions around a span in its sentence, where none of the `others` stands in that part."""
    words, (before, after, proviso) = _exception_words(), _around_in_sentence(quote, span)
    if (found := list(words.in_front.finditer(before))) and not any(loose_place(before, o) for o in others):
        begins = before[: found[-1].end()].strip(_ENDS)
        cut = "…" if len(begins) > _EXCEPTION_SHOWN else ""
        yield "The text begins:", f"{cut}{begins[-_EXCEPTION_SHOWN:]}"
    at = words.exceptions.search(after)
    left = f"{after[at.start() :]}{proviso}" if at else proviso
    if left and not any(loose_place(f"{after}{proviso}", o) for o in others):  # else another claim tells it
        goes_on = left.strip(_ENDS)
        yield "The text goes on:", f"{goes_on[:_EXCEPTION_SHOWN]}{'…' if len(goes_on) > _EXCEPTION_SHOWN else ''}"


def _around_in_sentence(quote: str, span: str) -> tuple[str, str, str]:
    """Return what stands before and behind a span in the sentence that it ends in, and the proviso after that.

    A proviso is a sentence that takes something out of the rule before. All are "" where the span does not stand there.
    """
    place = loose_place(quote, span)
    spans = sentence_spans(quote) if place else []
    at = next((n for n, (a, b) in enumerate(spans) if place and a < place[1] <= b), None)
    if place is None or at is None:
        return "", "", ""
    start, end = spans[at]
    next_start, next_end = spans[at + 1] if at + 1 < len(spans) else (end, end)
    goes_on = "\n" not in quote[end:next_start] and _exception_words().goes_on.match(quote, next_start)
    return quote[start : max(start, place[0])], quote[place[1] : end], quote[end:next_end] if goes_on else ""


def also_said(ignored: Sequence[tuple[int, str]], notices: Sequence[Statement]) -> list[Statement]:
    """Return the notices of words that a second look finds to be ignored, without those that other notices tell."""
    out = []
    for number, said in ignored:
        role = _role_of(said)
        if not any(number in n.citations and _tells_it(n, said, role) for n in notices):
            out.append(Statement(_ALSO.format(words=said), (number,), Verdict.SUPPORTED, _SECOND_LOOK, role))
    return out


_ALSO = "The texts also say: “{words}”"


def _role_of(said: str) -> StatementRole:
    if tells_a_stay(said):  # first: a stay that has exceptions is one
        return StatementRole.STAY
    return StatementRole.EXCEPTION if _tells_an_exception(said) else StatementRole.NOTE


def _tells_an_exception(said: str) -> bool:
    words = _exception_words()
    return words.exceptions.search(said) is not None or words.in_front.search(said) is not None


def _tells_it(notice: Statement, said: str, role: StatementRole) -> bool:
    """Return whether a notice of a text tells words of it: a stay is told in the program's words, all else in its."""
    told = notice.text.partition("“")[2].rstrip("…” ")
    is_stay = role is StatementRole.STAY and notice.note is StatementRole.STAY and not _tells_an_exception(said)
    return is_stay or holds(notice.text, said) or holds(said, told)


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

"""What a text holds, taken from it in its order: headings, defined terms, dates, duties, sums and names, each cited."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.engines.ledger import event_collection
from assistant.engines.ledger.model import Happening, LedgerEvent
from assistant.engines.model import Finding, Span
from assistant.engines.overview.scope import TextScope
from assistant.facts.extraction import FactKind, facts
from assistant.model import StatementRole, Verdict
from assistant.query.candidate_names import candidates
from corpus.annotations.briefs import BriefCheck, kept_brief
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.normal_form import one_line
from corpus.language.scripts import WIDE
from corpus.language.sentences import sentence_spans
from corpus.lexicon import tables
from corpus.locators import parse
from corpus.model import Role
from corpus.passages import clipped

TABLE = Path(__file__).with_name("duty_words.toml")
LONGEST_QUOTED = 420  # characters of a sentence that is quoted
WORDS_OF_A_GIST = 60
_A_HEADING = 3  # words that may be a line of a title page
FACTS_READ = 300_000  # characters of a text in which sums, days and names are looked for
_NO_TEXT = (Role.META, Role.TITLE, Role.ROW)
_HEADED = (Role.PART, Role.SECTION, Role.ANNEX, Role.ENTRY)


@dataclass(frozen=True, slots=True)
class NamedFinding(Finding):
    """Finding with what it is called: the date, the sum or the term that its text begins with."""

    name: str = ""


def headings(scope: TextScope, provisions: Sequence[HeldProvision]) -> list[Finding]:
    """Return the headings of a scope, each with the place that it stands at."""
    root = scope.root.position if scope.root else -1
    return [
        Finding(f"{p.locator}: {one_line(p.provision.heading)}", (Span.of(p, 0, min(len(p.text), LONGEST_QUOTED)),))
        for p in provisions
        if p.provision.role in _HEADED
        and p.provision.heading
        and p.text
        and p.position != root
        and not p.provision.reserved
        and one_line(p.provision.heading).casefold() != p.locator.casefold()
    ]


def definitions(provisions: Sequence[HeldProvision]) -> list[Finding]:
    """Return the terms that provisions define, each with the definition in their words."""
    return [
        NamedFinding(f"{terms}: {clipped(p.text, LONGEST_QUOTED)}", (Span.of(p),), name=terms)
        for p in provisions
        if p.provision.defines and p.text and (terms := f"“{'”, “'.join(d.term for d in p.provision.defines[:3])}”")
    ]


def days_in_force(scope: TextScope, provisions: Sequence[HeldProvision], catalogue: CatalogueReader) -> list[Finding]:
    """Return what notes and clauses of the scope say of its own force."""
    first, last = provisions[0].position, provisions[-1].position
    within = {p.provision.start for p in provisions}
    number = scope.version.number

    def events() -> tuple[LedgerEvent, ...]:
        notes = event_collection.events_of_notes(catalogue, scope.source, scope.version)
        return (*notes, *event_collection.events_of_clauses(catalogue, scope.source, scope.version))

    out = []
    for e in catalogue.once(f"ledger events of {number}", events):
        held = catalogue.at(number, e.span.start)
        if e.kind is not Happening.EDITION and (first <= held.position <= last or held.provision.start in within):
            out.append(Finding(f"{e.locator}: {clipped(e.says, LONGEST_QUOTED)}", (e.span,)))
    return list({f.text: f for f in out}.values())


def duties(provisions: Sequence[HeldProvision]) -> list[Finding]:
    """Return the sentences with a word of duty, in order, each whole."""
    out = []
    for p in provisions:
        if p.provision.role in (Role.META, Role.NOTE, Role.ROW) or p.provision.reserved or not _words().search(p.text):
            continue
        for start, end in sentence_spans(p.text):
            quoted = one_line(p.text[start:end])
            if _words().search(p.text, start, end) and end - start <= LONGEST_QUOTED and not quoted.endswith(":"):
                out.append(
                    Finding(f"{p.locator}: {quoted}", (Span.of(p, start, end - start),), verdict=Verdict.VERBATIM)
                )
    return out


def gist(provisions: Sequence[HeldProvision]) -> list[Finding]:
    """Return what a text says first: of one without headings the first sentence of each paragraph, in order."""
    written = [p for p in provisions if p.provision.role not in _NO_TEXT and _own_words(p) is not None]
    if any(p.provision.role in _HEADED or p.provision.heading for p in written):
        return opening(provisions)
    out: list[Finding] = []
    left = WORDS_OF_A_GIST
    for p in written:
        begins = _own_words(p) or 0
        start, end = next(iter(sentence_spans(p.text[begins:])), (0, len(p.text) - begins))
        said = one_line(p.text[begins + start : begins + end])
        left -= _words_in(said)
        if out and left < 0:
            break
        span = Span.of(p, begins + start, end - start)
        out.append(Finding(clipped(said, LONGEST_QUOTED), (span,), verdict=Verdict.VERBATIM))
    return out


def sentences_with(held: HeldProvision, has: Callable[[str], bool]) -> list[Finding]:
    """Return the sentences of a provision of which `has` is true, or the provision where only all of it is."""
    spans = [(a, b) for a, b in sentence_spans(held.text) if has(held.text[a:b])] or [(0, len(held.text))]
    at = f"{held.locator}: " if parse(held.locator) else ""  # "block 3" says nothing to a reader
    told = [f"{at}{clipped(one_line(held.text[a:b]), LONGEST_QUOTED)}" for a, b in spans]
    places = [Span.of(held, a, b - a) for a, b in spans]
    return [Finding(t, (place,), verdict=Verdict.VERBATIM) for t, place in zip(told, places, strict=True)]


def opening(provisions: Sequence[HeldProvision]) -> list[Finding]:
    """Return how a text begins: the first words of it that are no title and no heading."""
    written = [p for p in provisions if p.provision.role not in _NO_TEXT and _own_words(p) is not None]
    article = next((p.position for p in provisions if p.provision.role is Role.SECTION), 0)
    if enacted := next((n for n, p in enumerate(written) if article and p.position >= article), 0):
        # Before the first article stand titles, grounds and "having regard to"; where that only leads in, the grounds.
        leads_in = written[enacted].text.rstrip().endswith((":", "："))
        grounds = [p for p in written if p.provision.role is Role.RECITAL and len(p.text) > LONGEST_QUOTED // 2]
        written = grounds or written if leads_in else written[enacted:]
    first = written[0] if written else None
    start = _own_words(first) if first else None
    if first is None or start is None:
        return []
    spans = [(a + start, b + start) for a, b in sentence_spans(first.text[start:])] or [(start, len(first.text))]
    end = next((b for _, b in reversed(spans) if b - start <= LONGEST_QUOTED), min(spans[0][1], start + LONGEST_QUOTED))
    span = Span.of(first, start, end - start)
    return [Finding(f"{first.locator}: {one_line(first.text[start:end])}", (span,), verdict=Verdict.VERBATIM)]


def _own_words(held: HeldProvision) -> int | None:
    """Return where the words of a provision begin behind its heading; None where it has no more than that."""
    heading = held.provision.heading
    at = held.text.find(heading) + len(heading) if heading and heading in held.text else 0
    rest = held.text[at:]
    return at + len(rest) - len(rest.lstrip(" .:\n")) if _words_in(rest) > _A_HEADING and not rest.isupper() else None


def first_words(provisions: Sequence[HeldProvision]) -> Span:
    """Return the stretch with which a text begins."""
    written = next((p for p in provisions if p.text.strip()), provisions[0])
    return Span.of(written, 0, min(len(written.text), LONGEST_QUOTED))


def in_brief(scope: TextScope, catalogue: CatalogueReader) -> list[Finding]:
    """Return the summary of a text that a chat model wrote when it was added, as far as it was read again."""
    brief = kept_brief(catalogue, scope.version.number)
    read_again = [s for s in brief.summary if s.check is not BriefCheck.PROGRAM] if brief else []
    return [
        Finding(
            s.text, tuple(Span(scope.source, scope.version, *at) for at in s.places), StatementRole.FILE_BRIEF,
            verdict=Verdict.SUPPORTED,
        )
        for s in read_again
    ]  # fmt: skip


def _words_in(text: str) -> int:
    """Return how many words a text has, two signs of a script without spaces for one."""
    return len(WIDE.findall(text)) // 2 or len(text.split())


def sums(provisions: Sequence[HeldProvision]) -> list[Finding]:
    """Return the sentences that name an amount of money, in order, a sum once."""
    return _with_facts(provisions, FactKind.AMOUNT)


def days(provisions: Sequence[HeldProvision]) -> list[Finding]:
    """Return the sentences that name a day, in order, a day once."""
    return _with_facts(provisions, FactKind.DATE)


def names(provisions: Sequence[HeldProvision]) -> dict[str, Span]:
    """Return what is written as a name of several words, by its capitals, with the first place of each.

    What is named most often comes first.
    """
    found: dict[str, Span] = {}
    counted: Counter[str] = Counter()
    for held, start, end in _sentences(provisions):
        if held.provision.role is Role.NOTE:
            continue
        for name in candidates(one_line(held.text[start:end])):
            if sum(word.isalpha() for word in name.split()) > 1:
                found.setdefault(name, Span.of(held, start, end - start))
                counted[name] += 1
    return {name: found[name] for name, _ in counted.most_common()}


def read_of(provisions: Sequence[HeldProvision]) -> tuple[int, int]:
    """Return how many characters of a text sums, days and names are looked for in, and how many it has."""
    of = sum(len(p.text) for p in provisions if p.provision.role not in _NO_TEXT)
    return min(of, FACTS_READ), of


def _with_facts(provisions: Sequence[HeldProvision], kind: FactKind) -> list[Finding]:
    found: dict[tuple[str, ...], Finding] = {}
    for held, start, end in _sentences(provisions):
        if held.provision.role is Role.NOTE:  # of other texts, to which it refers
            continue
        for fact in facts(held.text[start:end]):
            whole = fact.kind is kind and (kind is not FactKind.DATE or all(fact.value))
            if whole and fact.value not in found:
                said = f"{fact.words}: {clipped(held.text[start:end], LONGEST_QUOTED)} ({held.locator})"
                found[fact.value] = NamedFinding(said, (Span.of(held, start, end - start),), name=fact.words)
    return list(found.values())


def _sentences(provisions: Sequence[HeldProvision]) -> Iterator[tuple[HeldProvision, int, int]]:
    """Yield sentences with their provisions, as far as a text is read for its facts."""
    left = FACTS_READ
    for held in provisions:
        if held.provision.role in _NO_TEXT or not held.text:
            continue
        if left <= 0:
            return
        spans = sentence_spans(held.text[:left])
        yield from ((held, a, b) for a, b in spans if b - a <= 2 * LONGEST_QUOTED)
        left -= len(held.text)


@cache
def _words() -> re.Pattern[str]:
    """Return the pattern of all words of duty."""
    rows: dict[str, Any] = tables.content(TABLE)
    return re.compile("|".join(rows.values()), re.IGNORECASE)

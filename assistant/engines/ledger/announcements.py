"""What a document of a day, such as the abstract of a notice, says of a change that is asked about by its words.

The rule that a notice changed is often not held in its new text: the notice's own summary is then what is held of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from assistant.engines.ledger import event_collection
from assistant.engines.ledger.model import Happening, LedgerEvent
from assistant.engines.lists import places
from assistant.engines.lists.reference import groups
from assistant.engines.lists.reference.held_tables import groups_held
from assistant.engines.model import Computed, Finding
from assistant.facts.days import day_in_words
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from assistant.reading_rules.law_asked import law_asked
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions, reference_tables
from corpus.model import Standing
from index.text.tokens import STOP, terms

# What is asked is how a rule or a policy stands, or since when it does: no item is put to it.
_ASKS_STATE = lazy_regex(
    r"\bsince when\b|\bcurrent(?:ly)? (?:licen[cs]e |review )?(?:policy|rule|status)\b|\b(?:policy|rule|status) now\b|"
    r"\bgo(?:ne|ing)? through\b|"
    r"\b(?:is|was|has) (?:it|the|that) (?:\w+ ){0,4}(?:approved|final|running|dead|stayed|live)\b|"
    r"\b(?:running|dead|final|live) or (?:running|dead|not|proposed)\b|"
    r"\bdid (?:the|that) (?:[\w-]+ ){0,4}(?:rule|increase|change)\b|"
    r"\bwhat(?:'s| is| are) (?:the )?(?:\w+ )?(?:fee|fees|policy|status)\b|"
    r"\bwhat (?:did|does) (?:the|that) (?:[\w-]+ ){0,4}rule\b|"
    r"\bstrings (?:were )?attached\b|\b(?:19|20)\d\d (?:[\w-]+ ){0,3}rule\b",
    re.I,
)
_IDENTIFIER = lazy_regex(r"^(?=.*\d)(?=.*[a-z])[a-z0-9()./-]{3,24}$")  # "h200", no year
_RARE_IN = 3  # documents that hold a term, at most, for it to tell them from others
_TERMS_TELLING = 2  # rare terms, or one identifier, that a document must share with a question
_OF_THE_SAME = 3  # terms of a question that a later document has, from which it is of the matter of a note
_DOCUMENTS_TOLD = 2  # documents told
_NEAR_THE_BEST = 0.75  # of the best score, from which another document is told besides
_PROPOSED = lazy_regex(r"\bpropos(?:es|ed|ing|al)\b", re.I)


@dataclass(frozen=True, slots=True)
class _Announced:
    """Document of a day with the terms of its title and its summary."""

    event: LedgerEvent
    terms: frozenset[str]


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what the documents say that a question on the state of a rule is about; None where none plainly is."""
    if not _ASKS_STATE.search(question.core) or (question.addresses and _ON_ADDRESS.search(question.core)):
        return None
    if question.lists or _OF_PARTIES.search(question.core):
        return None  # since when somebody is listed, the rows tell
    law = law_asked(question)
    documents = [d for d in _documents(catalogue) if not law or _may_be_of(law, d.event)]
    held = Counter(term for d in documents for term in d.terms)
    asked = set(terms(f"{question.core} {question.also}")) - STOP - _places(question)
    years = {m[1] for m in _YEAR_OF_RULE.finditer(question.core)}
    scored: list[tuple[float, _Announced]] = []
    for document in documents:
        if years and document.event.since and str(document.event.since.year) not in years:
            continue
        shared = asked & document.terms
        rare = [t for t in shared if held[t] <= _RARE_IN]
        strong = [t for t in rare if _IDENTIFIER.match(t)]
        telling = len(rare) >= _TERMS_TELLING and len(shared) > _TERMS_TELLING
        if telling or (strong and len(shared) >= _TERMS_TELLING):
            scored.append((sum(1 / held[t] for t in shared) + len(strong), document))
    if not scored:
        return None
    best = max(score for score, _ in scored)
    near = [d for score, d in scored if score >= best * _NEAR_THE_BEST]
    near += [later for d in near if (later := _after(d, documents, asked)) is not None]
    events = {(d.event.title, d.event.says): d.event for d in near}
    chosen = sorted(events.values(), key=lambda e: e.since or date.min)[-_DOCUMENTS_TOLD:]
    return _told(chosen, _of_groups(chosen, question, catalogue))


def _may_be_of(law: Set[str], event: LedgerEvent) -> bool:
    """Return whether a document may be of the law that a question means.

    Of a document of which nobody said whose law it is, the laws and offices that it names itself tell that.
    """
    own = event.span.source.jurisdiction
    of = {own} if own else jurisdictions.table().named_in(f"{event.title} {event.says}")
    return not of or not law.isdisjoint(of)


def _after(note: _Announced, documents: Sequence[_Announced], asked: Set[str]) -> _Announced | None:
    """Return the newest document after a note on an effective date that tells of the same matter; None for others."""
    if note.event.kind is not Happening.AMENDED:
        return None
    found = [
        (len(asked & d.terms), d.event.since, d)
        for d in documents
        if d.event.kind is not Happening.AMENDED
        and d.event.since
        and d.event.since > (note.event.since or date.min)
        and asked & d.terms & note.terms
    ]
    found = [f for f in found if f[0] >= _OF_THE_SAME]
    return max(found, key=lambda f: (f[0], f[1]))[2] if found else None


def _of_groups(events: Sequence[LedgerEvent], question: Query, catalogue: CatalogueReader) -> Finding | None:
    """Return in which of the country groups that a document names the countries of a question are; None without any."""
    named = list(dict.fromkeys(g for e in events for g in groups.named_in(e.says)))
    codes = [code for code, _ in question.own_countries if code not in reference_tables.reference_tables().countries]
    held = groups_held(catalogue, question.filters) if named and codes else None
    if held is None:
        return None
    told = []
    for code in codes:
        mine = [g for g in groups.groups_of(held, places.governing(code)) if g in named]
        where = " and ".join(mine) if mine else f"none of {', '.join(named)}"
        told.append(f"{places.name_in_answer(code)} is in {where}")
    spans = tuple(held.span(held.content.lines[g]) for g in named if g in held.content.lines)
    return Finding(f"Of the Country Groups that it names: {'; '.join(told)}.", spans)


def _places(question: Query) -> set[str]:
    """Return the words of the countries that a question names: many notices name them, and none is told by them."""
    return {term for _, name in question.own_countries for term in terms(name)}


_OF_PARTIES = lazy_regex(
    r"(?<!not a )(?<!not )\b(?:listed|listing|on (?:a|the|which) lists?|sanctioned|blacklist\w*|entries)\b", re.I
)
_YEAR_OF_RULE = lazy_regex(r"\b((?:19|20)\d\d) (?:[\w-]+ ){0,3}(?:rule|notice|change|amendment)\b", re.I)
_ON_ADDRESS = lazy_regex(r"\b(?:stayed|stay)\b", re.I)  # of a provision: its own note tells


def _documents(catalogue: CatalogueReader) -> Sequence[_Announced]:
    def made() -> tuple[_Announced, ...]:
        out = []
        for source, version in catalogue.in_force(Filters()).values():
            if source.kind.standing is Standing.BINDING:
                notes = (
                    e
                    for e in event_collection.events_of_notes(catalogue, source, version)
                    if e.kind is Happening.AMENDED
                )
                out += [_Announced(e, frozenset(terms(f"{e.locator} {e.says}"))) for e in notes]
                continue
            event = event_collection.announced(catalogue, source, version)
            if event is not None and event.locator.startswith("Summary"):
                out.append(_Announced(event, frozenset(terms(f"{event.title} {event.says}"))))
        return tuple(out)

    return catalogue.once("documents of days by their terms", made)


def _told(events: Sequence[LedgerEvent], of_groups: Finding | None) -> Computed:
    events = sorted(events, key=lambda e: e.kind is not Happening.AMENDED)  # what a document says of a note goes first
    newest = events[-1]
    findings = []
    for event in reversed(events):
        day = day_in_words(event.since) if event.since else "an unknown day"
        if event.kind is Happening.AMENDED:
            findings.append(Finding(f"A note on {event.locator}: {event.says}", (event.span,)))
            continue
        what = "A proposal" if _PROPOSED.search(event.says[:300]) else "A document"
        findings.append(Finding(f"{what} of {day}, “{event.title}”: {event.says}", (event.span,)))
    findings += [of_groups] if of_groups else []
    if _PROPOSED.search(newest.says[:300]):
        line = "That is a proposal: whether it became a rule, and with which words, is not in the documents held."
        findings.append(Finding(line, (), StatementRole.STATUS))
    findings.append(
        Finding(
            "This is the summary of a notice, not the rule: its new words are those of the section it amends, which "
            "may be held in an older text or not at all.",
            (),
            StatementRole.CHECK_NEXT,
        )
    )
    payload = {"subject": newest.title, "documents": [e.title for e in events]}
    return Computed(Form.STATUS, tuple(findings), payload)

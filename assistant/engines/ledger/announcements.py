"""What a document of a day, such as the abstract of a notice, says of a change that is asked about by its words.

The rule that a notice changed is often not held in its new text: the notice's own summary is then what is held of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.engines.ledger import gather
from assistant.engines.ledger.model import LedgerEvent
from assistant.engines.model import Computed, Finding
from assistant.facts.days import day_in_words
from assistant.model import Form, Note
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.model import Standing
from index.text.tokens import STOP, terms

# What is asked is how a rule or a policy stands, or since when it does: no item is put to it.
_ASKS = re.compile(
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
_IDENTIFIER = re.compile(r"^(?=.*\d)(?=.*[a-z])[a-z0-9()./-]{3,24}$")  # "h200", no year
_RARE = 3  # documents that hold a term, at most, for it to tell them from others
_SHARED = 2  # rare terms, or one identifier, that a document must share with a question
_SHOWN = 2  # documents told
_NEAR = 0.75  # of the best score, from which another document is told besides
_PROPOSED = re.compile(r"\bpropos(?:es|ed|ing|al)\b", re.I)


@dataclass(frozen=True, slots=True)
class _Announced:
    """Document of a day with the terms of its title and its summary."""

    event: LedgerEvent
    terms: frozenset[str]


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what the documents say that a question on the state of a rule is about; None where none plainly is."""
    if not _ASKS.search(question.core) or (question.addresses and _ON_ADDRESS.search(question.core)):
        return None
    documents = _documents(catalogue)
    held = Counter(term for d in documents for term in d.terms)
    asked = set(terms(question.core)) - STOP
    scored: list[tuple[float, _Announced]] = []
    for document in documents:
        shared = asked & document.terms
        rare = [t for t in shared if held[t] <= _RARE]
        strong = [t for t in rare if _IDENTIFIER.match(t)]
        if len(rare) >= _SHARED or (strong and len(shared) >= _SHARED):
            scored.append((sum(1 / held[t] for t in shared) + len(strong), document))
    if not scored:
        return None
    best = max(score for score, _ in scored)
    near = (d.event for score, d in scored if score >= best * _NEAR)
    chosen = sorted(near, key=lambda e: e.since or date.min)
    return _told(chosen[-_SHOWN:])


_ON_ADDRESS = re.compile(r"\b(?:stayed|stay)\b", re.I)  # of a provision: its own note tells


def _documents(catalogue: CatalogueReader) -> Sequence[_Announced]:
    def made() -> tuple[_Announced, ...]:
        out = []
        for source, version in catalogue.in_force(Filters()).values():
            if source.kind.standing is Standing.BINDING:
                continue
            event = gather.announced(catalogue, source, version)
            if event is not None and event.locator.startswith("Summary"):
                out.append(_Announced(event, frozenset(terms(f"{event.title} {event.says}"))))
        return tuple(out)

    return catalogue.once("documents of days by their terms", made)


def _told(events: Sequence[LedgerEvent]) -> Computed:
    newest = events[-1]
    findings = []
    for event in reversed(events):
        day = day_in_words(event.since) if event.since else "an unknown day"
        what = "A proposal" if _PROPOSED.search(event.says[:300]) else "A document"
        findings.append(Finding(f"{what} of {day}, “{event.title}”: {event.says}", (event.span,)))
    if _PROPOSED.search(newest.says[:300]):
        line = "That is a proposal: whether it became a rule, and with which words, is not in the documents held."
        findings.append(Finding(line, (), Note.STATUS))
    findings.append(
        Finding(
            "This is the summary of a notice, not the rule: its new words are those of the section it amends, which "
            "may be held in an older text or not at all.",
            (),
            Note.CHECK_NEXT,
        )
    )
    payload = {"subject": newest.title, "documents": [e.title for e in events]}
    return Computed(Form.STATUS, tuple(findings), payload)

"""Whether the text that is held of a provision is the current one: its edition's day, and what would bring a newer."""

from __future__ import annotations

import re

from assistant.engines.model import Computed, Finding, Span
from assistant.evidence.later_documents import later_documents
from assistant.facts.days import day_in_words, days_written
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.locators import mentions
from corpus.lookup import resolve
from corpus.sources.entries import official_entries

_ASKS_CURRENT = lazy_regex(
    r"\b(?:current|up[- ]to[- ]date|newest|latest|outdated|out[- ]of[- ]date|superseded|stale)\b", re.I
)
_OF_WHAT_IS_HELD = lazy_regex(
    r"\bin (?:your|the) (?:data|collection|library|database)\b|\byou (?:have|hold|show|quote|use)\b|"
    r"\byour (?:text|copy|edition|version|data)\b|\b(?:held|text|edition|version|copy) here\b",
    re.I,
)

# "Is 15 CFR 799.1 still valid?", "has § 799.1 changed since May?": what asks whether a text is as it was, and no more.
_ASKS_IF_SO = lazy_regex(
    r"\bstill (?:valid|in (?:force|effect)|the (?:law|rule|case)|current|so|good|true|appl(?:y|ies)|right)\b|"
    r"\b(?:change[ds]?|amended|updated|modified|revised)\b|\bup[- ]to[- ]date\b|\bcurrent\b",
    re.I,
)
_BESIDE_IT = lazy_regex(
    r"\b(?:is|are|was|were|has|have|had|did|does|do|been|anything|the|that|this|it|for|text|wording|rule|section|article|"
    r"paragraph|provision|regulation|of|in|on|by|at|as|since|after|before|until|today|now|currently|nowadays|still|"
    r"really|ever|any|then|and|or|not|yet|here|CFR|EAR|EU|No)\b",
    re.I,
)
_WORD_LEFT = lazy_regex(r"[^\W_]+(?:['’-][^\W_]+){0,3}")
_OF_TITLE = lazy_regex(r"(?P<title>\d{1,2}) CFR (?P<part>\d{1,4})")


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the edition of the one provision that a question asks about, and that a newer one may be in force.

    A later document held that tells of a change is told first. None where it does not ask whether a text is current.
    """
    text = question.core
    if not (_ASKS_CURRENT.search(text) and _OF_WHAT_IS_HELD.search(text)) or len(question.addresses) != 1:
        return None
    return _edition(question, catalogue)


def still_so(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the same of a question that only asks whether a provision is still as it was, or has changed.

    The old text alone would be told as today's. None where the question asks anything besides.
    """
    if len(question.addresses) != 1 or not _ASKS_IF_SO.search(question.core):
        return None
    rest = question.core
    for m in sorted(mentions(rest), key=lambda m: m.start, reverse=True):
        rest = f"{rest[: m.start]} {rest[m.end :]}"
    for start, end, *_ in sorted(days_written(rest), reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    if _WORD_LEFT.search(_BESIDE_IT.sub(" ", _ASKS_IF_SO.sub(" ", rest))):
        return None
    held = resolve(catalogue, question.addresses[0], question.filters)
    if not held or held[0].provision.reserved:
        return None
    return _edition(question, catalogue)


def _edition(question: Query, catalogue: CatalogueReader) -> Computed | None:
    held = resolve(catalogue, question.addresses[0], question.filters)
    day = held[0].version.valid_from if held else None
    if not held or day is None:
        return None
    with_words = next((h for h in (held[0], *catalogue.subtree(held[0])) if h.text), None)
    if with_words is None:
        return None
    span = Span.of(with_words)  # an article whose paragraphs have all of its words has none to be quoted
    locator = held[0].locator
    lead = f"That is not known: the text of {locator} held here is the edition of {day_in_words(day)}."
    if later := (question.filters.day - day).days:
        lead += f" What was changed in the {later:,} days up to {day_in_words(question.filters.day)} is not in it."
    asked = {code for code, _ in question.countries}
    told = (
        d
        for d in reversed(later_documents(catalogue))
        if day < d.day <= question.filters.day and d.is_about(locator, held[0].source.title, asked)
    )
    cites = [span]
    if document := next(told, None):
        lead = lead.removeprefix("That is not known: t")
        tells = f"“{document.source.title}” of {day_in_words(document.day)} tells of a change"
        lead = f"Not by what is held: {tells}, and t{lead}"
        cites.append(Span(document.source, document.version, document.start, document.end))
    newer = [
        Finding(f"`licet sync {source}` brings the text in force.", (), StatementRole.CHECK_NEXT, brings=(source,))
        for source in _official(locator)
    ]
    payload = {"subject": locator, "edition": day.isoformat(), "as_of": question.filters.day.isoformat()}
    return Computed(Form.STATUS, (Finding(lead, tuple(cites)), *newer), payload)


def _official(locator: str) -> tuple[str, ...]:
    """Return the official source that brings the part of a title in which a provision stands; none for other texts."""
    part = _OF_TITLE.match(locator)
    source = f"us-{part['title']}-cfr-{part['part']}" if part else ""
    return (source,) if any(e.id == source for e in official_entries()) else ()

"""Whether the text that is held of a provision is the current one: its edition's day, and what would bring a newer."""

from __future__ import annotations

import re

from assistant.engines.ledger import ledger_engine
from assistant.engines.model import Computed, Finding, Span
from assistant.evidence.later_documents import later_documents
from assistant.facts.days import day_in_words, days_written
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from assistant.query.parser import understand
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.locators import mentions
from corpus.lookup import resolve
from corpus.model import Role
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
# "Is § 799.1 in force?": of today, where it names no day.
_ASKS_IF_IN_FORCE = lazy_regex(r"\b(?:in (?:force|effect)|valid|applicable)\b", re.I)
_BESIDE_IT = lazy_regex(
    r"\b(?:which|parts?|rules|paragraphs|provisions|sections|all|is|are|was|were|has|have|had|did|does|do|been|anything|the|that|this|it|for|text|wording|rule|section|article|"
    r"paragraph|provision|regulation|of|in|on|by|at|as|since|after|before|until|today|now|currently|nowadays|still|"
    r"really|ever|any|then|and|or|not|yet|here|CFR|No)\b",
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
    if len(question.addresses) != 1 or not _only_asks_if_so(question.core):
        return None
    held = resolve(catalogue, question.addresses[0], question.filters)
    if not held or held[0].provision.reserved or _has_stay(held[0], catalogue):
        return None
    return _edition(question, catalogue)


def _has_stay(held: HeldProvision, catalogue: CatalogueReader) -> bool:
    """Return whether the edition itself prints a stay of the provision or of its section: then its words are told."""
    section = next((p for p in reversed(catalogue.ancestors(held)) if p.provision.role is Role.SECTION), held)
    return any(p.provision.stay for p in (section, *catalogue.subtree(section)))


def asks_of_answer_before(question: Query) -> bool:
    """Return whether a follow-up only asks if what was answered is still so, whatever that was."""
    return question.leans and bool(question.before) and not question.addresses and _only_asks_if_so(question.core)


def names_a_day(question: Query) -> bool:
    """Return whether a question says since when, or on which day: what a list has had changed since is counted."""
    return bool(list(days_written(question.core)))


def of_answer_before(
    question: Query, last: Query, found: Computed | None, catalogue: CatalogueReader
) -> Computed | None:
    """Return the days of the editions that the answer before stands on, with that answer behind them.

    `last` is the question before and `found` what an engine answers to it, None where no engine does: then the editions
    of the provisions that it names are told. None where it names none.
    """
    if found is not None and found.form is Form.STATUS:
        return found
    if found is None and (status := _status_of_named(last, catalogue)) is not None:
        return status
    spans = dict.fromkeys(s for f in found.findings for s in f.cites) if found is not None else {}
    for address in last.addresses if not spans else ():
        spans |= dict.fromkeys(Span.of(h) for h in resolve(catalogue, address, question.filters)[:1] if h.text)
    days = {(s.source.title, s.version.valid_from): s for s in spans if s.version.valid_from is not None}
    if not days:
        return None
    told = "; ".join(f"{title}: {day_in_words(day)}" for (title, day) in sorted(days, key=str) if day is not None)
    today = day_in_words(question.filters.day)
    lead = f"That is known only as of the editions held ({told}); what was changed up to {today} is not in them."
    again = f" By them: {found.findings[0].text}" if found is not None else ""
    first = Finding(f"{lead}{again}", tuple(days.values()))
    locators = (catalogue.at(s.version.number, s.start).locator for s in days.values())
    brings = dict.fromkeys(source for locator in locators for source in _official(locator))
    stays = [f for f in found.findings[1:] if f.note is StatementRole.STAY] if found is not None else []
    newer = [
        Finding(f"`licet sync {source}` brings the text in force.", (), StatementRole.CHECK_NEXT, brings=(source,))
        for source in brings
    ]
    payload = {"subject": last.core, "as_of": question.filters.day.isoformat()}
    return Computed(Form.STATUS, (first, *stays, *newer), payload)


def _status_of_named(last: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what the ledger has on the force of the one provision that a question names; None for others."""
    named = [last.core[m.start : m.end] for m in mentions(last.core)]
    if len(named) != 1:
        return None
    asked = understand(f"Is {named[0]} still in force?", (), last.filters, catalogue)
    return ledger_engine.status_asked(asked, catalogue)


def _only_asks_if_so(text: str) -> bool:
    """Return whether a text asks if something is as it was, and has no other words than an address and days."""
    of_force = not days_written(text) and _ASKS_IF_IN_FORCE.search(text)
    if not (_ASKS_IF_SO.search(text) or of_force):
        return False
    rest = _ASKS_IF_IN_FORCE.sub(" ", text) if of_force else text
    for m in sorted(mentions(rest), key=lambda m: m.start, reverse=True):
        rest = f"{rest[: m.start]} {rest[m.end :]}"
    for start, end, *_ in sorted(days_written(rest), reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    return _WORD_LEFT.search(_BESIDE_IT.sub(" ", _ASKS_IF_SO.sub(" ", rest))) is None


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

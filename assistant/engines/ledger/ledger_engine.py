"""Status of a rule, a provision or a text, asked in plain words: in force, stayed, since when, until when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assistant.engines.clauses import clauses
from assistant.engines.ledger import event_collection, topics
from assistant.engines.ledger.model import Happening, LedgerEvent, Matter
from assistant.engines.ledger.status_findings import status_computed
from assistant.engines.model import Computed, Finding, Span
from assistant.facts.days import day_in_words, is_denied, single_days
from assistant.model import Form, StatementRole
from assistant.query.as_of_dates import asks_of_the_present
from assistant.query.model import Query
from assistant.query.parser import understand
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lookup import resolve
from index.text.tokens import terms

_ASKS_STATUS = lazy_regex(
    r"\b(?:in(?:to)? force|t(?:ake|akes|aken|ook) effect|in effect|stayed|(?:the|a) stay|stay of|"
    r"suspended|(?:the|temporary) suspension|on hold|"
    r"paused?|postponed|still (?:apply|applies|valid|binding)|came in|effective (?:date|since|from)|"
    r"(?:is|are|was|were|been|got|still) (?:frozen|shelved|put off|delayed|reinstated|revived)|kick(?:s|ed)? in|"
    r"(?:back|switched|turned) on|live (?:yet|now|again))\b|"
    r"\b(?:until|till|since|from) when\b|\bwhen did\b.{0,80}\b(?:start|begin|come|take|enter|apply)|\bexpire[sd]?\b|"
    r"^\W{0,3}(?:licet |what is the |what's the )?status(?: of)? (?=\S)|生效|施行|いつから|いつまで",
    re.I,
)
_STANDS = lazy_regex(
    r"\bstill (?:there|alive|around|exists?|standing|suspended|stayed|on hold|in the (?:rules|regs|regulations|CFR))\b|"
    r"\b(?:alive|lapsed?|repealed|deleted|rescinded|reserved|been removed)\b",
    re.I,
)
# Of a matter that notes stay: "has the 50 percent rule changed since October?", "is it back?", "was it withdrawn?"
_CHANGED_OR_ENDED = lazy_regex(
    r"\b(?:changed?|changes|amended|withdrawn|revoked|repealed|lifted|dropped|ended|over|back|returned|updated?|"
    r"abolished|cancell?ed|scrapped|resumed?|restored)\b",
    re.I,
)
_FOR = lazy_regex(r"\b(?:to|for) (?:an?|the|our) \w+", re.I)  # goods for somebody: of them a licence is asked
_SUSPENDED = lazy_regex(r"\b(?:suspended|(?:the|temporary) suspension|stayed|(?:the|a) stay|on hold|paused?)\b", re.I)
_SUSPENSION = lazy_regex(r"\b(?:suspen(?:d|ded|sion)|stay(?:ed)?|postpone(?:d|ment)|delay(?:ed)?)\b", re.I)
_ELSE = lazy_regex(
    r"\b(?:licen[cs]e|permit|authori[sz]ation|application|certificate) (?:is |be |stay |remain )?(?:valid|expire)", re.I
)
_OF_FINES = lazy_regex(r"\b(?:fine[ds]?|penalt(?:y|ies)|punish\w*|prison|jail)\b|罚|벌금|罰金", re.I)
_BETWEEN_SUBJECTS = lazy_regex(r",? \b(?:and|or)\b (?:of |also )?|[;?] |, ", re.I)
_NAMES_LAW = lazy_regex(
    r"\b(?:rules?|law|act|regulations?|announcements?|orders?|bans?|controls?|directive|annex|part|article|section|"
    r"measures?|notice|provisions?|decree)\b",
    re.I,
)
_NAME_OF_LAW = lazy_regex(r"\d|(?<=\s)[A-Z]")  # something that tells it from others
_ASKING_HEAD = lazy_regex(
    r"^(?:what(?:'s| is| are)? (?:the )?(?:status|state) of |since when (?:is|are) |"
    r"(?:is|are|was|were|does|do|has|have) )"
    r"(?:the (?=the ))?",
    re.I,
)
_ON = lazy_regex(r"\b(?:on|by|at|as of|until|before|after|for|and(?: one)?(?: on)?)\s(?:the )?$", re.I)  # before a day
_BEFORE_A_DAY = 24  # characters before a day in which the word that leads to it stands
# What a follow-up asks of, besides another day of the same matter.
_OTHER_SUBJECT = lazy_regex(
    r"\b(?:list|listed|licen[cs]e|permit|fine|penalty|countr(?:y|ies)|who|whom|how (?:much|many)|why|owned?|"
    r"percent)\b|[%§]",
    re.I,
)
_SUBJECTS_FROM = 2
_WORDS_SHARED = 2  # terms of a question and of a title, one of them rare, from which the document is what is asked of
_TITLES_WITH_RARE_TERM = 3  # titles that hold a rare term, at most


def status_asked(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the status that a question asks for; None where the ledger does not plainly have it.

    It is that of one day: a later clause that asks of another one is said to be left open.
    """
    question = _with_its_subject(question)
    several = _of_several(question, catalogue)
    if several is not None and several.not_answered and question.parts:
        return None  # each of the questions is answered by itself, the one that the ledger leaves by reading
    found = several or _status(question, catalogue)
    if found is None:
        return None
    if several is None and (days := _on_days(question, catalogue)) is not None:
        return days
    return replace(found, not_answered=(*found.not_answered, *_of_other_days(question)))


def _with_its_subject(question: Query) -> Query:
    """Return a follow-up that names another day alone with the earlier question whose status it asks of that day."""
    if not question.leans or not question.before or _ASKS_STATUS.search(question.core):
        return question
    names_day = _days(question) or asks_of_the_present(question.core)
    if not (_ASKS_STATUS.search(question.before) and names_day) or _OTHER_SUBJECT.search(question.core):
        return question
    before = question.before
    for start, end, _ in reversed(_days_told(before, question.filters.day)):  # the day before is asked of no more
        lead = _ON.search(before, max(0, start - _BEFORE_A_DAY), start)
        before = f"{before[: lead.start() if lead else start].rstrip()}{before[end:]}"
    return replace(question, core=f"{before} {question.core}")


def _days_told(text: str, today: date) -> list[tuple[int, int, date]]:
    """Return (start, end, day) of the single days that a text names, without those that it denies."""
    return [told for told in single_days(text, today) if not is_denied(text, *told[:2])]


def _days(question: Query) -> list[tuple[int, date]]:
    """Return (position, day) of the single days that a question names."""
    return [(start, day) for start, _, day in _days_told(question.core, question.filters.day)]


def _on_days(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the status on each of the days that a question asks of, today's behind them; None for fewer than two."""
    days = [day for start, day in _days(question) if _ON.search(question.core[:start][-_BEFORE_A_DAY:])]
    days = [d for d in dict.fromkeys(days) if d != question.filters.day]
    if not days:
        return None
    leads: list[Finding] = []
    rest: list[Finding] = []
    values = []
    for day in (*days, question.filters.day):
        on = replace(question, filters=replace(question.filters, as_of=day))
        made = _status(on, catalogue)
        if made is None and question.addresses:  # no edition of that day is held: a note of a later one can tell of it
            later = replace(question, filters=replace(question.filters, as_of=None))
            made = _of_address(later, catalogue, day)
        if made is None:
            return None
        leads.append(replace(made.findings[0], text=f"On {day_in_words(day)}: {made.findings[0].text}"))
        rest += [f for f in made.findings[1:] if f not in rest]
        values.append(dict(made.payload))
    cites = tuple(dict.fromkeys(s for f in leads for s in f.cites))
    lead = Finding(" ".join(f.text for f in leads), cites)
    return Computed(Form.STATUS, (lead, *rest), {**values[0], "days": values})


def _of_several(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the status of each of the rules and texts that a question names one after the other; None for one alone.

    What is named and has no status here is left open.
    """
    if question.leans or not (_ASKS_STATUS.search(question.core) or _STANDS.search(question.core)):
        return None
    pieces = [p.strip(" ?.,;") for p in _BETWEEN_SUBJECTS.split(question.core)]
    named = [p for p in pieces if _NAMES_LAW.search(p) and _NAME_OF_LAW.search(p)]
    if len(named) < _SUBJECTS_FROM:
        return None
    statuses: dict[str, Computed] = {}
    left: list[str] = []
    for piece in named:
        alone = understand(f"Is {_ASKING_HEAD.sub('', piece)} in force?", (), question.filters, catalogue)
        found = _status(alone, catalogue)
        subject = str(found.payload.get("subject", "")) if found else ""
        if found is None or not subject:
            left.append(piece)
        else:
            statuses.setdefault(subject, found)
    if not statuses or len(statuses) + len(left) < _SUBJECTS_FROM:
        return None
    first = next(iter(statuses.values()))
    cites = tuple(dict.fromkeys(s for f in statuses.values() for s in f.findings[0].cites))
    lead = Finding(" ".join(f.findings[0].text for f in statuses.values()), cites)
    rest = tuple(dict.fromkeys(f for made in statuses.values() for f in made.findings[1:]))
    payload = {**first.payload, "subjects": [dict(f.payload) for f in statuses.values()]}
    return Computed(Form.STATUS, (lead, *rest), payload, not_answered=tuple(left))


def _asks_of_fines(question: Query) -> bool:
    """Return whether what is asked is a fine, and the words of a status stand in what is told alone.

    "It went on for a week before it was suspended. What is the fine?" asks of no stay.
    """
    asking = " ".join(c.text for c in clauses(question.core) if c.asks)
    of_status = _ASKS_STATUS.search(asking) or _STANDS.search(asking)
    return _OF_FINES.search(asking) is not None and not of_status


def _of_other_days(question: Query) -> list[str]:
    """Return the later clauses of a question that ask of a day that is not the one whose law is told."""
    left = []
    for clause in clauses(question.core)[1:]:
        days = {day for _, day in _days(replace(question, core=clause.text))}
        if clause.asks and days and question.filters.day not in days:
            left.append(clause.text)
    return left


def _status(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the status on the day whose law is asked for."""
    if _asks_of_fines(question):
        return None
    stands = _STANDS.search(question.core) is not None and not _FOR.search(question.core)
    changed = not question.addresses and _asks_if_changed(question)
    if not (_ASKS_STATUS.search(question.core) or stands or changed) or _ELSE.search(question.core):
        return None
    day = question.filters.day
    if stands and question.addresses and (gone := _reserved(question, catalogue)):
        return gone
    if question.addresses:
        return _of_address(question, catalogue, day)
    topic = topics.topic_named(question.core) or topics.topic_named(question.standalone)
    if topic and topic.text:
        source = next((s for s, _ in catalogue.in_force(question.filters).values() if s.id == topic.text), None)
        found = topics.of_text(source, catalogue, name=topic.name) if source else None
        return status_computed(found, day, catalogue) if found and found.events else None
    if topic and topic.notes:
        matter = topics.matter(topic, catalogue, question.filters)
        if not matter.of(Happening.STAYED):  # a note of a later text can tell of the day
            matter = topics.matter(topic, catalogue, replace(question.filters, as_of=None))
        return (
            status_computed(matter, day, catalogue, only=_of_lists(question, matter, catalogue))
            if matter.of(Happening.STAYED)
            else None
        )
    if source := topics.text_numbered(question.core, catalogue, question.filters):
        found = topics.of_text(source, catalogue)
        return status_computed(found, day, catalogue) if found.events else None
    return _announcement(question, catalogue, day)


def _asks_if_changed(question: Query) -> bool:
    """Return whether a question asks if a matter that notes stay has changed since, or is at an end."""
    topic = topics.topic_named(question.core)
    asks_so = topic is not None and bool(topic.notes) and _CHANGED_OR_ENDED.search(question.core) is not None
    return asks_so and not _asks_of_fines(question) and not _FOR.search(question.core)


def _of_address(question: Query, catalogue: CatalogueReader, day: date) -> Computed | None:
    """Return the status of the provision at an address: its stays, or that no note stays it where that is asked."""
    held = resolve(catalogue, question.addresses[0], question.filters)
    if not held or len(question.addresses) > 1:
        return None
    matter = topics.of_provision(held[0], catalogue)
    if matter.of(Happening.STAYED):
        return status_computed(matter, day, catalogue)
    by_notes = held[0].locator[:1].isdigit() or held[0].locator.startswith("Supplement")
    if _STANDS.search(question.core):
        named = tuple(_naming(held[0].locator, question, catalogue))
        matter = replace(matter, events=(*matter.events, *named))
        return status_computed(matter, day, catalogue) if by_notes else None
    return status_computed(matter, day, catalogue) if by_notes and _SUSPENDED.search(question.core) else None


def _naming(locator: str, question: Query, catalogue: CatalogueReader) -> Iterator[LedgerEvent]:
    """Yield the documents of days, such as abstracts of notices, that name an address."""
    whole = re.compile(rf"(?<![\w.]){re.escape(locator.removeprefix('15 CFR '))}(?![\w.])")
    for source, version in catalogue.in_force(replace(question.filters, as_of=None)).values():
        event = event_collection.announced(catalogue, source, version)
        if event is not None and whole.search(f"{event.title} {event.says}"):
            yield event


def _reserved(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return that nothing stands at an address any more: the text held has it as reserved."""
    findings = []
    for address in question.addresses:
        held = next((h for h in resolve(catalogue, address, question.filters) if h.provision.reserved), None)
        if held is not None:
            since = held.version.valid_from
            edition = f" of {day_in_words(since)}" if since else ""
            text = f"{held.locator} is reserved in the edition held{edition}: the address stands there without a rule."
            findings.append(Finding(text, (Span.of(held),)))
    if not findings:
        return None
    more = "To check: whether an edition after the one held has a rule at that address."
    return Computed(Form.STATUS, (*findings, Finding(more, (), StatementRole.CHECK_NEXT)), {"state": "reserved"})


def _of_lists(question: Query, matter: Matter, catalogue: CatalogueReader) -> tuple[LedgerEvent, ...]:
    """Return the stays on the lists that the question names beside the topic; none where it names no other."""
    if not question.leans:
        return ()
    out = []
    for named in question.own_lists:
        for e in matter.of(Happening.STAYED):
            held = catalogue.find(e.locator, question.filters)
            title = f"{held[0].provision.heading} {held[0].text[:200]}".casefold() if held else ""
            if e.locator == named.table or any(hint.casefold() in title for hint in named.hints):
                out.append(e)
    return tuple(dict.fromkeys(out))


def _announcement(question: Query, catalogue: CatalogueReader, day: date) -> Computed | None:
    """Return the one document of a stream whose title is what the question asks of."""
    if not _SUSPENDED.search(question.core):
        return None
    asked = frozenset(terms(question.core))
    years = set(re.findall(r"\b(?:19|20)\d\d\b", question.core))
    titles = {n: frozenset(terms(source.title)) for n, (source, _) in catalogue.in_force(question.filters).items()}
    held = Counter(term for title in titles.values() for term in title)
    best: list[tuple[int, LedgerEvent]] = []
    for number, (source, version) in catalogue.in_force(question.filters).items():
        shared = asked & titles[number]
        if (
            len(shared) < _WORDS_SHARED
            or not _SUSPENSION.search(source.title)
            or min(held[t] for t in shared) > _TITLES_WITH_RARE_TERM
        ):
            continue
        found = event_collection.announced(catalogue, source, version)
        if found and found.since and (not years or str(found.since.year) in years):
            best.append((len(shared), found))
    most = max((n for n, _ in best), default=0)
    chosen = [e for n, e in best if n == most]
    if len(chosen) != 1:
        return None
    return status_computed(Matter(chosen[0].title, (chosen[0],)), day, catalogue)

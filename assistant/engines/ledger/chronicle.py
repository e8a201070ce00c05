"""Questions about what happens when: what ends or begins next, the timeline of a matter, the documents of a month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from assistant.engines.ledger import event_collection, topics, whole_ledger
from assistant.engines.ledger.calendar import coming
from assistant.engines.ledger.model import Happening, LedgerEvent, Matter, in_order
from assistant.engines.ledger.status_findings import lacking, payload
from assistant.engines.lists import day_ranges
from assistant.engines.model import Computed, Finding
from assistant.facts.days import day_in_words, days_written
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from corpus.lexicon import jurisdictions
from corpus.model import Kind, Standing
from index.text.tokens import STOP, terms

_COMES = (
    r"runs? out|expires?|expiring|ends?(?! up\b)|ending(?! up\b)|lapses?|sunsets?|falls? away|"
    r"(?:comes?|coming|enters?) into force|takes? effect"
)
# "which one", "which of the two": what is asked of was told, and is no day of a calendar.
_OF_THOSE_TOLD = lazy_regex(
    r"\bwhich (?:ones?|of (?:them|these|those|the (?:two|three|dates?|days?)))\b|\bwhich (?:date|day)\b", re.I
)
_DAYS_TOLD = 2  # from which a question may ask which of them it is
_NEXT = r"next|soon|upcoming|coming|after|before|by|from|until|this year|in (?:19|20)\d\d|dates?"
_CALENDAR = lazy_regex(
    rf"\b(?:what|which|anything|everything)\b[^?.]{{0,60}}\b(?:{_COMES})\b[^?]{{0,80}}\b(?:{_NEXT})\b|"
    rf"\b(?:upcoming|coming|next) (?:dates?|deadlines?|expir\w+|sunsets?|changes?)\b|"
    r"\bdates?\b[^?.]{0,30}\bcalendar\b",
    re.I,
)
_PAST = lazy_regex(
    r"\b(?:what|which|anything|everything|something)\b[^?.]{0,60}\b(?:ended(?! up\b)|expired|lapsed|ran out|fell away|"
    r"began|started(?! out\b)|took effect|came into force|entered into force|went into force|"
    r"stopped (?:applying|being in force))\b",
    re.I,
)
_OF_ONE_OWN = lazy_regex(r"\b(?:my|our|the|an?) (?:\w+ )?(?:licen[cs]es?|permits?|application|order|contract)\b", re.I)
_NOW_IS = lazy_regex(r"\b(?:today|now|it)(?: is|'s|’s)? (?:the )?\W?\w?$|\bas of (?:the )?\W?\w?$", re.I)
_WITHIN = lazy_regex(r"\b(?:in|within|over|for) the (?:next|coming) (?P<n>\d{1,3}|a|one|two|three|six|twelve) "
                     r"(?P<unit>day|week|month|year)s?\b", re.I)  # fmt: skip
_TO_NOW = lazy_regex(r"\b(?:to|till|until) (?:now|today|date|the present)\b|\bonwards?\b", re.I)
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "six": 6, "twelve": 12}
_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}
_TIMELINE = lazy_regex(
    r"\btime ?-?lines?\b|\bchronolog\w+\b|\bhistory of\b[^?.]{0,80}\b(?:rules?|controls?|lists?|measures?)\b", re.I
)
_ASKS_WHAT_IS_NEW = lazy_regex(
    r"\bwhat (?:has |was )?(?:changed|happened|new)\b|\bwhat(?:'s|’s| is| was) new\b|"
    r"\b(?:what|which (?:rules?|notices?|documents?))\b[^?.]{0,40}\b(?:publish(?:ed)?|issued?|announced?|came out)\b",
    re.I,
)
_ABOUT_NOTHING = frozenset(
    terms("what changed happened new published issued announced did rule rules notice document short brief month year "
          "federal register briefly please tell came out regulation update export control")
)  # fmt: skip
_TITLES_OF_MATTER = 25  # titles with a term, up to which it tells a matter
_EVENTS = 24  # lines of an answer
_ABSTRACT = 1500  # characters of an abstract that a line gives, in whole sentences
_SAYS = {
    Happening.STAYED: "a stay ends",
    Happening.ENDS: "ends by its own words",
    Happening.AMENDED: "the day of an amendment",
    Happening.BEGINS: "begins",
    "amendment_ends": "an amendment for a time ends",
}


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what ends or begins, what happened, or what was published; None for any other question."""
    if question.addresses or question.leans:
        return None
    text = question.core
    if _TIMELINE.search(text):
        return _timeline(question, catalogue)
    if (_CALENDAR.search(text) or _PAST.search(text)) and not (_OF_ONE_OWN.search(text) or _of_days_told(text)):
        return _calendar(question, catalogue)
    return _published(question, catalogue) if _ASKS_WHAT_IS_NEW.search(text) else None


def _of_days_told(text: str) -> bool:
    """Return whether a question tells several days and asks which of them is right: "1 May or 3 June, which one?"."""
    days = {first for _, _, first, last in days_written(text) if first == last}
    return len(days) >= _DAYS_TOLD and _OF_THOSE_TOLD.search(text) is not None


def _calendar(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the days on which something begins or ends by the texts held, from the day that is named or today on."""
    past = _PAST.search(question.core) is not None
    since, until = _span(question, forward=not past)
    if past:
        until = min(until or question.filters.day, question.filters.day)
    elif until and since < question.filters.day <= until:
        since = question.filters.day  # "what ends this year?"
    editions = sorted(catalogue.in_force(question.filters))
    found = catalogue.once(f"ledger of {editions}", lambda: whole_ledger.everything(catalogue, question.filters))
    laws = {code for code, _ in question.own_laws}
    kept = [e for e in found if not laws or e.span.source.jurisdiction in laws]
    dated = [(day, e) for day, e in coming(kept, since) if until is None or day <= until]
    if not dated and past:
        text = f"The texts held name no day from {day_in_words(since)} to {day_in_words(until or since)} on which"
        return Computed(
            Form.STATUS, (Finding(f"{text} something began or ended; what no text held tells is not here."),)
        )
    if not dated:
        return None
    matter = Matter("what begins or ends", in_order([e for _, e in dated]))
    to = f" to {day_in_words(until)}" if until else " on"
    lead = (
        f"From {day_in_words(since)}{to}, the texts held name {len({d for d, _ in dated})} days on which something "
        f"begins or ends; the first is {day_in_words(dated[0][0])}."
    )
    findings = [Finding(lead, (dated[0][1].span,)), *_by_day(dated)]
    findings.append(Finding("Only what a text held says with a date is here.", (), StatementRole.NOTE))
    return _told(matter, findings, question, catalogue)


def _by_day(dated: Sequence[tuple[date, LedgerEvent]]) -> Iterator[Finding]:
    """Yield a line for each day, text and kind of event: where, and in which words."""
    ordered = sorted(dated, key=lambda d: (d[0], not _is_law(d[1]), d[1].kind.value, d[1].title))
    for (day, kind, title), group in groupby(ordered, key=lambda d: (d[0], d[1].kind_on(d[0]), d[1].title)):
        events = [e for _, e in group]
        where = "; ".join(dict.fromkeys(e.locator for e in events[:6]))
        law = "" if _is_law(events[0]) else " (not a text of law)"
        line = f"{day_in_words(day)}: {_SAYS[kind]}, {title}{law}: {where}. “{_whole(events[0].said_of(day), 300)}”"
        yield Finding(line, tuple(e.span for e in events[:6]), StatementRole.STATUS)


def _timeline(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the dated events of the topic that a question names, in their order."""
    topic = topics.topic_named(question.core)
    if topic is None:
        return None
    since, until = _span(question, forward=False)
    whole = topics.matter(topic, catalogue, question.filters)
    events = [
        e
        for e in whole.events
        if e.day and e.kind is not Happening.EDITION and since <= e.day <= (until or date.max) and _is_source(e)
    ]
    if not events:
        return None
    events = list({(e.day, e.title, e.kind, e.locator if _is_law(e) else ""): e for e in events}.values())
    matter = Matter(topic.name, in_order(events), whole.lacks)
    many = f"{len(events)} dated events" if len(events) > 1 else "one dated event"
    lead = (
        f"The texts held tell of {many} on {topic.name}, from {day_in_words(matter.events[0].day or since)} to "
        f"{day_in_words(matter.events[-1].day or since)}; what no text held tells is not here."
    )
    findings = [Finding(lead), *map(_line, matter.events[:_EVENTS]), *lacking(matter)]
    return _told(matter, findings, question, catalogue)


def _published(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the documents of the days that a question names which share its telling words, or all of them."""
    spans = [
        s for s in day_ranges.ranges(question.core, question.filters.day) if s.since and s.until and not s.of_the_state
    ]
    if len(spans) != 1 or spans[0].since is None or spans[0].until is None:
        return None
    text = question.core[: spans[0].start] + question.core[spans[0].end :]
    wanted = {t for t in terms(text) if t not in STOP and t not in _ABOUT_NOTHING and t.isalpha()}
    every = [
        e
        for s, v in catalogue.in_force(question.filters).values()
        if (e := event_collection.announced(catalogue, s, v))
    ]
    here = [e for e in every if e.since and spans[0].since <= e.since <= spans[0].until and _is_source(e)]
    here = list({(e.since, e.title): e for e in here}.values())  # one document held in several copies
    wanted -= set(
        terms(" ".join(a for j in jurisdictions.table().entries for a in (*j.agencies, *j.offices.split("|"))))
    )
    if wanted:
        titles = [set(terms(e.title)) for e in every]
        telling = {t for t in wanted if sum(t in title for title in titles) <= _TITLES_OF_MATTER}
        here = [e for e in here if telling & set(terms(e.title))]
    if not here:
        return None
    matter = Matter("documents of those days", in_order(here))
    first, last = day_in_words(spans[0].since), day_in_words(spans[0].until)
    when = f"of {first}" if first == last else f"from {first} to {last}"
    many = f"{len(here)} documents {when} are held" if len(here) > 1 else f"One document {when} is held"
    lead = f"{many} that {'speak' if len(here) > 1 else 'speaks'} of this." if wanted else f"{many}."
    findings = [Finding(lead), *(_line(e, abstract=len(here) <= _WITH_ABSTRACT) for e in matter.events[:_EVENTS])]
    findings.append(Finding("These are abstracts or articles, not the rules themselves.", (), StatementRole.CHECK_NEXT))
    return _told(matter, findings, question, catalogue)


_WITH_ABSTRACT = 6  # documents of which the abstract is given too


def _line(e: LedgerEvent, *, abstract: bool = False) -> Finding:
    day = day_in_words(e.day or date.min)
    if e.kind is Happening.ANNOUNCED:
        said = f" {_whole(e.says, _ABSTRACT)}" if abstract else ""
        return Finding(f"{day}: {e.title}.{said}", (e.span,), StatementRole.STATUS)
    what = {Happening.STAYED: "stayed from that day"}.get(e.kind, _SAYS.get(e.kind, "dated"))
    return Finding(f"{day}: {e.locator}, {what}: “{_whole(e.says, 300)}”", (e.span,), StatementRole.STATUS)


def _told(matter: Matter, findings: Sequence[Finding], question: Query, catalogue: CatalogueReader) -> Computed:
    spans = tuple(dict.fromkeys(s for f in findings for s in f.cites))
    return Computed(Form.STATUS, tuple(findings), payload(matter, question.filters.day, spans, catalogue))


def _span(question: Query, *, forward: bool = True) -> tuple[date, date | None]:
    """Return the first and the last day that a question names: "after July 2026", "in the next six months"."""
    today = question.filters.day
    if within := _WITHIN.search(question.core):
        number = _NUMBERS.get(within["n"].lower()) or int(within["n"])
        return today, today + timedelta(days=number * _DAYS[within["unit"].lower()])
    spans = list(day_ranges.ranges(question.core, question.filters.day))
    if len(spans) == 1 and forward and spans[0].since and _NOW_IS.search(question.core[: spans[0].start + 1]):
        return spans[0].since, None  # "today is 23 July 2026, what runs out next?"
    if len(spans) == 1:
        open_end = _TO_NOW.search(question.core) is not None
        return spans[0].since or (today if forward else date.min), None if open_end else spans[0].until
    if len(spans) > 1:
        return spans[0].since or date.min, max((s.until for s in spans if s.until), default=None)
    return (today if forward else date.min), None


def _is_source(e: LedgerEvent) -> bool:
    """Return whether an event is told by a text of the time, and not by an explainer of today."""
    return e.span.source.kind is not Kind.EXPLAINER


def _is_law(e: LedgerEvent) -> bool:
    return e.span.source.kind.standing is Standing.BINDING


def _whole(text: str, most: int) -> str:
    """Return the first whole sentences of a text that fit; the beginning of the first where it does not."""
    kept = 0
    for _, end in sentence_spans(text):
        if end > most:
            break
        kept = end
    return text[:kept].strip() if kept else f"{text[:most].rsplit(' ', 1)[0]} …" if len(text) > most else text

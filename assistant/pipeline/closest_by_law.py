"""Passages of each law that a question names: for a chat model, and where no table of fixed points compares them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answer.annotated_answer import beside_the_answer
from assistant.answer.inquiry import inquire
from assistant.engines.comparison.cells import core_sources
from assistant.engines.comparison.fixed_points import topics
from assistant.engines.model import Computed, Finding, Span
from assistant.evidence.annotation_scope import laws_spoken_of
from assistant.evidence.evidence_gathering import Gatherer
from assistant.model import Answer, Form, Outcome, StatementRole, Verdict
from assistant.query.model import Query
from assistant.query.places import places_compared
from assistant.reading_rules.law_asked import law_asked
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.jurisdictions import country_name
from corpus.model import Standing
from index.hits import Hit
from index.text.tokens import STOP

_READ, _SHOWN = 12, 2  # passages that are searched for a jurisdiction, and shown of it
_MOST_JURISDICTIONS = 6  # jurisdictions
_SIDE_BY_SIDE = 2  # laws that a question names before each is searched by itself
_OF_EACH_LAW = 6  # passages


def tells_of_one_law(answer: Answer, codes: Sequence[str]) -> bool:
    """Return whether an answer is no answer to a comparison: it declines, or stands on fewer than two of its laws."""
    cited = {c.source.jurisdiction for c in answer.citations}
    return answer.outcome is not Outcome.ANSWERED or len(cited & set(codes)) < 2


def best_of_each_law(question: Query, gatherer: Gatherer, filters: Filters) -> list[Hit]:
    """Return the best passages of each law that a question names, where it names several: one search ranks one."""
    sources = [source for source, _ in gatherer.catalogue.editions().values()]
    held = {source.jurisdiction for source in sources}
    named = dict.fromkeys(place.code for place in places_compared(question.standalone))
    codes = [code for code in named if code in held]
    if len(codes) < _SIDE_BY_SIDE or filters.jurisdictions:
        return []
    search = gatherer.search
    law = dict.fromkeys(s.kind.value for s in sources if s.kind.standing is Standing.BINDING)
    binding = filters.kinds or tuple(law)
    of_one = (replace(filters, jurisdictions=(code,), kinds=binding) for code in codes[:_MOST_JURISDICTIONS])
    found = (search(question.standalone, _OF_EACH_LAW, f, also=question.also) for f in of_one)
    return list(itertools.chain.from_iterable(found))


def closest_by_law(question: Query, gatherer: Gatherer) -> Computed:
    """Return that nothing compares it, with the closest passages of each jurisdiction, or what brings its texts."""
    known = ", ".join(t.name.lower() for t in topics())
    lead = Finding(
        f"No table of fixed points compares this, and nothing is concluded here; there are tables of {known}. "
        "These are the closest passages of each law."
    )
    return _closest(lead, question.compares, question, gatherer)


def closest_of_law_asked(question: Query, gatherer: Gatherer) -> Computed:
    """Return that nothing found is of the law that a question plainly means, with the closest passages of that law."""
    lead = Finding("What comes near to this is another law, and does not answer it. Of the law that is asked about:")
    return _closest(lead, sorted(law_asked(question)), question, gatherer)


def with_notes_of_laws(found: Computed, question: Query, gatherer: Gatherer) -> Computed:
    """Return a comparison whose texts are not held with what a note answers of each law, where one does."""
    if found.form is not Form.COMPARISON or found.outcome is not Outcome.NOT_IN_CORPUS:
        return found
    names = {country_name(code) or code: code for code in (j["code"] for j in found.payload["jurisdictions"])}
    told: list[Finding] = []
    for finding in found.findings:
        told += _noted(names[finding.part], question, gatherer) if finding.part in names else ()
        told.append(finding)
    return replace(found, findings=tuple(told))


# What asks for a comparison, and the words between the laws, of which a note says nothing.
_COMPARES = lazy_regex(
    r"\b(?:compar\w*|contrast\w*|differ\w*|versus|vs|side by side|table|both|each|alike|treat\w*|handle\w*|please|show|"
    r"me|tell|give|make|between|same)\b",
    re.I,
)


def _noted(code: str, question: Query, gatherer: Gatherer) -> Iterator[Finding]:
    """Yield what a note answers of one law on what is compared, where the gate is as sure of it as of any question."""
    text = question.standalone
    if question.language != "en":
        return
    for place in reversed(places_compared(text)):
        text = f"{text[: place.start]} {text[place.end :]}"
    words = [w for w in re.findall(r"[\w-]+", _COMPARES.sub(" ", text)) if w.casefold() not in STOP and len(w) > 1]
    name = country_name(code) or code
    asked = f"{' '.join(words)} in {name}"
    alone = replace(question, asked=asked, standalone=asked, core=asked, before="", compares=(), parts=())
    found = inquire(alone, gatherer)
    match = found.evidence.annotation
    if not words or match is None or not found.decision.annotated or found.decision.outcome is not Outcome.ANSWERED:
        return
    note = match.annotation
    if match.changed or code not in laws_spoken_of(note) | {note.jurisdiction}:
        return
    spans = tuple(Span.pinned(pin) for pin in match.pins if pin.provisions)
    said = ((StatementRole.ANNOTATION, note.without_word(leaning=True)), *beside_the_answer(note))
    for role, words_of_note in said:
        yield Finding(words_of_note, spans, role, verdict=Verdict.ANNOTATED, part=name)


def _closest(lead: Finding, codes: Sequence[str], question: Query, gatherer: Gatherer) -> Computed:
    found = tuple(f for code in codes[:_MOST_JURISDICTIONS] for f in _of_law(code, question, gatherer))
    return Computed(Form.CLOSEST, (lead, *found), outcome=Outcome.SILENT)


def _of_law(code: str, question: Query, gatherer: Gatherer) -> Iterator[Finding]:
    name = country_name(code) or code
    editions = gatherer.catalogue.editions().values()
    held = {source.jurisdiction for source, _ in editions if source.kind.standing is Standing.BINDING}
    filters = replace(question.filters, jurisdictions=(code,))
    found = gatherer.search(question.sought, _READ, filters, also=question.also) if code in held else []
    hits = [h for h in found if h.source.kind.standing is Standing.BINDING]
    shown = list({h.passage.locator: h for h in reversed(hits)}.values())[::-1][:_SHOWN]
    if not shown and code in held:
        yield Finding("None of its texts that are held comes near to this question.", part=name)
        return
    if not shown:
        yield from _noted(code, question, gatherer) if question.compares else ()
        sources = core_sources(code)
        bring = f"`licet sync {' '.join(sources)}` brings some." if sources else "`licet add` takes what you have."
        yield Finding(f"No binding text of it is held here. {bring}", part=name, brings=sources)
        return
    places = "; ".join(f"{h.passage.locator} ({h.source.title})" for h in shown)
    spans = tuple(Span(h.source, h.version, h.passage.start, h.passage.end) for h in shown)
    yield Finding(places, spans, StatementRole.CLOSEST, verdict=Verdict.SUPPORTED, part=name)

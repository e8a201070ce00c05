"""Passages of each law that a question names: for a chat model, and where no table of fixed points compares them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.engines.comparison.cells import core_sources
from assistant.engines.comparison.fixed_points import topics
from assistant.engines.model import Computed, Finding, Span
from assistant.evidence.evidence_gathering import Gatherer
from assistant.model import Answer, Form, Outcome, StatementRole, Verdict
from assistant.query.model import Query
from assistant.query.places import places_compared
from assistant.reading_rules.law_asked import law_asked
from corpus.filters import Filters
from corpus.lexicon.jurisdictions import country_name
from corpus.model import Standing
from index.hits import Hit

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


def _closest(lead: Finding, codes: Sequence[str], question: Query, gatherer: Gatherer) -> Computed:
    found = tuple(f for code in codes[:_MOST_JURISDICTIONS] for f in _of_law(code, question, gatherer))
    return Computed(Form.CLOSEST, (lead, *found), outcome=Outcome.SILENT)


def _of_law(code: str, question: Query, gatherer: Gatherer) -> Iterator[Finding]:
    name = country_name(code) or code
    held = {source.jurisdiction for source, _ in gatherer.catalogue.editions().values()}
    filters = replace(question.filters, jurisdictions=(code,))
    found = gatherer.search(question.standalone, _READ, filters, also=question.also) if code in held else []
    hits = [h for h in found if h.source.kind.standing is Standing.BINDING]
    shown = list({h.passage.locator: h for h in reversed(hits)}.values())[::-1][:_SHOWN]
    if not shown and code in held:
        yield Finding("None of its texts that are held comes near to this question.", part=name)
        return
    if not shown:
        sources = core_sources(code)
        commands = " and ".join(f"`licet sync {source}`" for source in sources)
        brings = f" {commands} brings some." if commands else " `licet add` takes what you have."
        yield Finding(f"No binding text of it is held here.{brings}", part=name, brings=sources)
        return
    places = "; ".join(f"{h.passage.locator} ({h.source.title})" for h in shown)
    spans = tuple(Span(h.source, h.version, h.passage.start, h.passage.end) for h in shown)
    yield Finding(places, spans, StatementRole.CLOSEST, verdict=Verdict.SUPPORTED, part=name)

"""Questions that are asked at once: each is understood with those before it, and computed where an engine can."""

from __future__ import annotations

import re
from collections.abc import Collection as Names
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from assistant.answer.inquiry import Inquiry, inquire
from assistant.engines.dispatch import computed
from assistant.engines.model import Computed
from assistant.evidence.evidence_gathering import Gatherer
from assistant.model import Outcome
from assistant.pipeline.asked_together import told_together
from assistant.pipeline.noted_walks import is_undecided
from assistant.query.candidate_names import naming_words
from assistant.query.follow_ups import is_follow_up
from assistant.query.model import Query
from assistant.query.parser import asked_beside, understand
from assistant.query.yes_no_frames import Frame, frame
from corpus.annotations import Annotation
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions
from index.text.tokens import STOP

_WORDS_OF_ITS_OWN = 4  # words of a question that may be asked of a law by itself
_THIN = 4  # words besides those of asking
_COMPARED = lazy_regex(r"\b(?:different(?:ly)?|otherwise|the same|as well|too|instead)\W*$", re.I)


def computed_parts(
    question: Query, history: Sequence[str], filters: Filters, without: Names[str], catalogue: CatalogueReader
) -> dict[str, Computed]:
    """Return what engines compute of the questions that are asked at once, each a follow-up of those before it.

    What was told of one of them already answers no other: "is a licence needed, and what else must I file?".
    """
    found: dict[str, Computed] = {}
    before = list(history)
    for part in question.parts:
        asked = understand(part, before, filters, catalogue, without)
        made = computed(asked, catalogue)
        if made is not None and not found and not history and part != question.parts[0] and is_undecided(made):
            alone = understand(part, (), filters, catalogue, without)
            if frame(part) not in (Frame.NEED, Frame.MAY) and computed(alone, catalogue) is None:
                made = None  # a walk by the words before alone, which are read: "is it any different in Lemuria?"
        if made is not None and made.lead not in {earlier.lead for earlier in found.values()}:
            found[part] = made
        before.append(part)
    return found


def asked_apart(
    question: Query,
    history: Sequence[str],
    filters: Filters,
    without: Names[str],
    gatherer: Gatherer,
    told: Names[str] | None = None,
) -> tuple[Inquiry, ...]:
    """Return the inquiry into each question of one that asks several, each a follow-up of those before it.

    Parts that are `told` by an engine are left out; None where no engine read any, so that they are also read as one.
    """
    before = list(history)
    out: list[Inquiry] = []
    for part in question.parts:
        if told and part in told:
            before.append(part)
            continue
        asked = part_understood(part, question.parts[0], before, filters, without, gatherer.catalogue)
        out.append(inquire(asked, gatherer))
        # "From which day?" says of nothing by itself: what is asked next leans on what it was asked of too.
        before.append(asked.standalone if asked.leans and not is_follow_up(part) else part)
    whole = partial(inquire, replace(question, parts=()), gatherer) if told is None else None
    return tuple(told_together(out, gatherer.catalogue, told or (), whole)) if out else ()


def part_understood(
    part: str, first: str, before: Sequence[str], filters: Filters, without: Names[str], catalogue: CatalogueReader
) -> Query:
    """Return a part of a question as understood: one of few words, which names nothing, leans on the first part."""
    understood = understand(part, before, filters, catalogue, without)
    if part == first or understood.leans:
        return understood
    begun = understand(first, before[: before.index(first)], filters, catalogue, without)
    if begun.language != "en":
        return asked_beside(understood, begun)
    # "Article 5" alone names no law: it is of the one that was asked about just before.
    of_no_law = any(not a.instrument and a.system != "eccn" for a in understood.addresses)
    names = understood.addresses or understood.countries or understood.lists or _named_anew(part, first)
    names = [] if _COMPARED.search(part) and not understood.addresses else names  # "is Atlantis treated differently?"
    laws = understood.jurisdictions - begun.jurisdictions  # the agency of the first part is that one's too
    alone = names or laws or "definition" in understood.wants
    if not of_no_law and (alone or len(understood.own_terms - STOP) > _THIN):
        return understood
    return understand(part, before, filters, catalogue, without, f"{first} {part}")


def _named_anew(part: str, first: str) -> list[str]:
    """Return the words that name something in a part of a question and do not stand in the first one."""
    return [word for word in naming_words(part) if word not in first]


def of_law_found(
    inquiries: Sequence[Inquiry], parts: Mapping[str, Computed], gatherer: Gatherer
) -> tuple[Inquiry, ...]:
    """Return inquiries into questions beside computed ones, those that nothing answers asked of the law of these.

    "Is 5A002 controlled to France, and what's the maximum fine?": the fine is that of the law which the entry is of.
    """
    cited = {span.source for made in parts.values() for finding in made.findings for span in finding.cites}
    laws = {source.jurisdiction for source in cited}
    if len(laws) != 1:
        return tuple(inquiries)
    (law,) = laws
    return tuple(asked_of_law(i, law, gatherer) or i for i in inquiries)


def asked_of_law(inquiry: Inquiry, law: str, gatherer: Gatherer) -> Inquiry | None:
    """Return the inquiry asked again of a law by its name; None where it names something, or no note of it answers."""
    question, known = inquiry.question, jurisdictions.table().by_code
    if inquiry.decision.outcome is not Outcome.SILENT or law not in known or question.language != "en":
        return None
    alone = understand(question.core, (), question.filters, gatherer.catalogue, ("jurisdiction",))
    if alone.countries or alone.lists or alone.addresses or len(question.core.split()) < _WORDS_OF_ITS_OWN:
        return None
    words = known[law].own_law or f"under {known[law].name} export control law"
    filters = question.filters
    again = understand(f"{question.core.rstrip('?!. ')} {words}?", (), filters, gatherer.catalogue, ("jurisdiction",))
    found = inquire(again, gatherer)
    match = found.evidence.annotation
    if not found.decision.annotated or match is None or match.annotation.jurisdiction != law:
        return None
    return replace(found, question=replace(again, asked=question.asked))


def notes_of_others(inquiry: Inquiry, inquiries: Sequence[Inquiry]) -> frozenset[Annotation]:
    """Return the notes that come nearest to the questions asked beside one: each is told under its own."""
    others = (i.evidence.annotation for i in inquiries if i is not inquiry)
    return frozenset(match.annotation for match in others if match)

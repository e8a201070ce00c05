"""Dispatch of a question to the engine that computes its answer."""

from __future__ import annotations

from collections.abc import Callable

from assistant.engines.calculation import calculation_engine
from assistant.engines.calculation.fines.fines_beside import with_fine
from assistant.engines.comparison import comparison_engine
from assistant.engines.determination import determination_engine, general_authorisations, own_case_facts
from assistant.engines.determination.by_section import (
    assistance,
    carrier_stores,
    exceptions,
    foreign_vessels,
    licence_of_list,
    listed_buyers,
    military_buyers,
    named_bodies_of_section,
    reactor_components,
    resident_recipients,
    section_reach,
    us_persons,
)
from assistant.engines.determination.checks.reasons_for_control.exceptions import STEP_OF_ASKED
from assistant.engines.grounds import grounds_of
from assistant.engines.ledger import (
    announcements,
    chronicle,
    ended_clauses,
    held_edition,
    ledger_engine,
    original_text,
    two_editions,
)
from assistant.engines.list_questions import clause_answers, list_question_engine, shared_cells
from assistant.engines.list_questions.other_languages import foreign_question
from assistant.engines.lists import scopes
from assistant.engines.lists.reference import chart, entries, entry_card, groups, stayed_provisions
from assistant.engines.lists.reference.sets_of_countries import country_sets, follow_up_countries, one_list
from assistant.engines.model import Computed
from assistant.engines.overview import listing, quiz, summary, whole_text_requests
from assistant.engines.screening import parties
from assistant.model import Form, Outcome
from assistant.query.model import Query
from assistant.query.parser import understand
from assistant.reading_rules.law_asked import is_alone_of_another_law
from corpus.catalogue import CatalogueReader

Engine = Callable[[Query, CatalogueReader], Computed | None]


def of_item_or_entry(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return a determination; where it would ask for a fact first, what the entry itself tells on what is asked."""
    found = determination_engine.of_item(question, catalogue)
    if found is not None and (
        found.outcome is not Outcome.NEEDS_FACT
        or entry_card.asks_of_a_shipment(question.core)
        or any(step["step"] == STEP_OF_ASKED for step in found.payload.get("steps", ()))
    ):
        return found
    card = entry_card.computed(question, catalogue)
    return listed_buyers.before_exceptions(question, card, catalogue) if card is not None else found


def of_exception(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return which exceptions a section leaves open, behind what the lists say of a party that is named."""
    told = exceptions.of_situation(question, catalogue)
    return told and listed_buyers.before_exceptions(question, told, catalogue)


# Each looks at the question, and returns None where it is not one of its own. The first that answers is taken.
ENGINES: tuple[Engine, ...] = (
    whole_text_requests.of_text,
    original_text.computed,
    foreign_question.computed,
    two_editions.computed,
    comparison_engine.computed,
    calculation_engine.ownership_first,
    follow_up_countries.computed,
    groups.computed,
    chart.computed,
    entries.computed,
    country_sets.computed,
    one_list.computed,
    assistance.of_assistance,
    military_buyers.of_country,
    scopes.computed,
    licence_of_list.computed,
    shared_cells.computed,
    list_question_engine.computed,
    stayed_provisions.computed,
    calculation_engine.calculate,
    general_authorisations.of_authorisation,
    reactor_components.of_components,
    carrier_stores.of_carrier,
    foreign_vessels.of_vessel,
    us_persons.of_us_person,
    resident_recipients.of_resident,
    own_case_facts.of_own_case,
    listed_buyers.of_buyer,
    of_item_or_entry,
    of_exception,
    section_reach.of_section,
    named_bodies_of_section.of_section,
    clause_answers.of_a_day,
    parties.listed_parties,
    held_edition.computed,
    ended_clauses.computed,
    ledger_engine.status_asked,
    chronicle.computed,
    announcements.computed,
    held_edition.still_so,
    determination_engine.computed,
    parties.computed,
    determination_engine.of_unheld_entry,
    quiz.quiz,
    summary.summary,
    listing.listing,
    clause_answers.in_clauses,
    parties.mentioned,
    parties.at_an_address,
)
# Those that read questions asked at once as one: "how many kilograms? does that fit one shipment?", "A listed? and B?",
# "pumps to Havana, a licence? will they say no?"
WHOLE: tuple[Engine, ...] = (
    original_text.computed,
    foreign_question.computed,
    two_editions.computed,
    comparison_engine.computed,
    follow_up_countries.computed,
    groups.computed,
    chart.computed,
    entries.computed,
    country_sets.computed,
    one_list.computed,
    assistance.of_assistance,
    military_buyers.of_country,
    scopes.computed,
    licence_of_list.computed,
    shared_cells.computed,
    list_question_engine.computed,
    calculation_engine.calculate,
    general_authorisations.of_authorisation,
    reactor_components.of_components,
    carrier_stores.of_carrier,
    foreign_vessels.of_vessel,
    us_persons.of_us_person,
    resident_recipients.of_resident,
    own_case_facts.of_own_case,
    held_edition.computed,
    ended_clauses.computed,
    ledger_engine.status_asked,
    chronicle.computed,
    announcements.computed,
    held_edition.still_so,
    listed_buyers.of_buyer,
    of_item_or_entry,
    of_exception,
    section_reach.of_section,
    named_bodies_of_section.of_section,
    clause_answers.of_a_day,
    parties.listed_parties,
    determination_engine.computed,
    parties.computed,
    determination_engine.of_unheld_entry,
    clause_answers.in_clauses,
    parties.mentioned,
    parties.at_an_address,
)

# Those that tell of a rule, behind "is that still so?", what its own texts have on it.
_STATUS: tuple[Engine, ...] = (
    two_editions.computed,
    ended_clauses.computed,
    ledger_engine.status_asked,
    chronicle.computed,
    announcements.computed,
)


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer of the first engine whose question this is, None where there is no such engine."""
    last = question.grounds_of
    if last is not None and (told := grounds_of(computed(last, catalogue))) is not None:
        return told
    if question.bare_address or question.simply:
        return determination_engine.of_unheld_entry(question, catalogue)
    if held_edition.asks_of_answer_before(question):
        of_day = (list_question_engine.computed,) if held_edition.names_a_day(question) else ()
        of_it = (found for engine in (*of_day, *_STATUS) if (found := engine(question, catalogue)) is not None)
        told = next(of_it, None)
        if told is None:
            last = understand(question.before, (), question.filters, catalogue)
            told = held_edition.of_answer_before(question, last, computed(last, catalogue), catalogue)
        if told is not None:
            return told
    engines = WHOLE if question.parts else ENGINES
    made = (found for engine in engines if (found := engine(question, catalogue)) is not None)
    first = next((found for found in made if not _is_of_another_law(question, found)), None)
    return first and with_fine(first, question, catalogue)


def _is_of_another_law(question: Query, found: Computed) -> bool:
    """Return whether a result stands on another law alone than the one that a question plainly means.

    Rows of a list, and the screening of a name, are of whatever lists are held. Where goods go, and who gets them, is
    told by countries as well: a determination is of another law only where a law is called by its country.
    """
    if found.form not in _OF_ONE_LAW or found.outcome is not Outcome.ANSWERED:
        return False
    if found.form is Form.DETERMINATION and not question.own_laws:
        return False
    cited = {span.source for finding in found.findings for span in finding.cites}
    return is_alone_of_another_law(question, (source.jurisdiction for source in cited))


_OF_ONE_LAW = (Form.CALCULATION, Form.DETERMINATION, Form.STATUS)

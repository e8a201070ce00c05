"""Penalties for what goes to a country, where no law is named: the exporter's law sets them, and it has to be told."""

from __future__ import annotations

import re

from assistant.engines.calculation.result import Calculation
from assistant.query.model import Query
from assistant.query.places import destinations_named, jurisdictions_named, laws_named, laws_of_places
from corpus.catalogue import CatalogueReader
from corpus.lexicon import jurisdictions
from corpus.lexicon.countries import country_names, mentioned_countries

_ASKS_PENALTY = re.compile(r"\b(?:penalt(?:y|ies)|fines?|fined|punish\w*|jail|prison)\b", re.I)
_FOR_PLACE = re.compile(r"\b(?:penalt(?:y|ies)|fines?|punishments?) (?:for|on|with|about) (?:the )?$", re.I)
_BEFORE_COUNTRY = 30  # characters in front of a country in which the word for a penalty is looked for
_FACT = "under whose law: that of the country from which it is exported, or whose company or person acts"


def of_no_law(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return that the law has to be told, where a question asks of penalties and names only where something goes.

    None where it names a law, an agency or a provision, or asks for no penalty.
    """
    text = question.standalone
    if question.jurisdictions or question.addresses or question.leans or not _ASKS_PENALTY.search(text):
        return None
    if laws_named(text) or jurisdictions_named(text):
        return None
    known = jurisdictions.table()
    places = {code: start for start, _, code in mentioned_countries(text)}
    goes = destinations_named(text) | {
        code
        for code, start in places.items()
        if _FOR_PLACE.search(text, max(0, start - _BEFORE_COUNTRY), start)
        and known.of_country(code) not in known.by_code
    }
    if not places or set(places) - goes or laws_of_places(text) - {known.of_country(code) for code in goes}:
        return None
    names = " and ".join(sorted(country_names().get(code, code) for code in places))
    lead = (
        f"Penalties for what goes to {names} are set by the law of the exporter's side, not by that of {names}, and no "
        f"law is named. This can be told once one thing is known: {_FACT}."
    )
    return Calculation(lead, asks_for=(_FACT,))

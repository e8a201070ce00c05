"""Penalties for what goes to a country, where no law is named: the exporter's law sets them, and it has to be told."""

from __future__ import annotations

import re

from assistant.engines.calculation.result import Calculation
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions
from corpus.lexicon.countries import country_names, mentioned_countries

# A fine is one by what leads to it: "is it fine to ship?" asks for none, nor does "was Acme fined?".
_ASKS_PENALTY = lazy_regex(
    r"\bpenalt(?:y|ies)\b|\bfines\b|\bpunish(?:ment|ments|able)\b|"
    r"\b(?:the|an?|any|what|which|max(?:imum)?|minimum|civil|criminal|administrative|possible|heavy|big) fine\b"
    r"(?! (?!for\b|of\b|on\b|if\b|when\b|in\b|is\b|are\b|would\b|will\b|can\b|could\b|we\b|i\b)\w)|"
    r"\bfine (?:amount|level|range)s?\b|"
    r"\b(?:do|does|did|will|would|can|could|may|might) (?:the )?\w{2,20} (?:\w{2,12} )?fine (?:us|you|me|one|people|"
    r"someone|somebody|companies|exporters|firms|an?)\b|"
    r"\b(?:means?|bring|lead to|result in|end in) (?:prison|jail)\b(?![ -](?!for\b|time\b|if\b|when\b|or\b|and\b)\w)|"
    r"^\W{0,3}fine (?:for|on|of)\b|\b(?:be|get|being|getting) (?:fined|punished)\b|"
    r"\b(?:prison|jail) (?:time|terms?|sentences?|for \w{2,20}ing)\b|"
    r"\b(?:go(?:ing)? to|years? in|how long in|end up in|face|risk) (?:prison|jail)\b",
    re.I,
)
_FOR_PLACE = lazy_regex(r"\b(?:penalt(?:y|ies)|fines?|punishments?) (?:for|on|with|about) (?:the )?$", re.I)
_BEFORE_COUNTRY = 30  # characters in front of a country in which the word for a penalty is looked for
_FACT = "under whose law: that of the country from which it is exported, or whose company or person acts"


def of_no_law(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return that the law has to be told, where a question asks of penalties and names only where something goes.

    None where it names a law, an agency or a provision, or asks for no penalty.
    """
    text = question.standalone
    if question.jurisdictions or question.own_laws or question.addresses or question.leans:
        return None
    if not _ASKS_PENALTY.search(text):
        return None
    known = jurisdictions.table()
    places = {code: start for start, _, code in mentioned_countries(text)}
    goes = question.destinations | {
        code
        for code, start in places.items()
        if _FOR_PLACE.search(text, max(0, start - _BEFORE_COUNTRY), start)
        and known.of_country(code) not in known.by_code
    }
    if not places or set(places) - goes or question.laws_of_places - {known.of_country(code) for code in goes}:
        return None
    names = " and ".join(sorted(country_names().get(code, code) for code in places))
    lead = (
        f"Penalties for what goes to {names} are set by the law of the exporter's side, not by that of {names}, and no "
        f"law is named. This can be told once one thing is known: {_FACT}."
    )
    return Calculation(lead, asks_for=(_FACT,))

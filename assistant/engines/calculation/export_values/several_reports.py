"""Reports of several shipments asked about at once: each by its own item, country and value, none by their sum."""

from __future__ import annotations

import re

from assistant.engines.calculation.export_values.export_reports import (
    countries_of,
    is_of_reports,
    report_by_value,
    report_of,
    without_way,
)
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.countries import country_names

# How shipments are told one after the other, the plainest way first.
_SENTENCE_END_HERE = r"(?<=\w)[.?!](?=\s|$)"
_PARTED_BY = (
    lazy_regex(rf"[;\n]|(?<!\w)\(?\d\)\s|{_SENTENCE_END_HERE}"),
    lazy_regex(rf",\s(?:and\s)?(?!\d)|\sand\s|{_SENTENCE_END_HERE}"),
)
_MOST_SHIPMENTS = 6


def reports_by_value(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether electronic export information is to be filed for each shipment that a question tells."""
    told = _shipments(question.core) if is_of_reports(question) else []
    if not told:
        return report_by_value(question, catalogue)
    names = country_names()
    made = [(names[code], report_of(question, catalogue, asked, {code, *way})) for code, way, asked in told]
    found = [(place, one) for place, one in made if one is not None]
    if len(found) < len(made):
        return None
    lead = " ".join(f"{place}: {one.lead}" for place, one in found)
    required = tuple(one.values.get("required") for _, one in found)
    return Calculation(
        f"Each shipment is looked at by itself; their sum decides nothing. {lead}",
        {"places": tuple(place for place, _ in found), "required_for": required},
        tuple(dict.fromkeys(step for _, one in found for step in one.steps)),
        asks_for=tuple(dict.fromkeys(fact for _, one in found for fact in one.asks_for)),
        missing=tuple(dict.fromkeys(text for _, one in found for text in one.missing)),
    )


def _shipments(text: str) -> list[tuple[str, set[str], Asked]]:
    """Return the shipments of a text, each a value that goes to a country of its own; none where it tells one alone.

    Each comes by the country's code, with those of the countries on its way, to which a rule may look too, and with
    what is said of all: "All of it is 3A991. $500 to …", "9A610 parts: $900 to … and $600 to …". What is told of one
    whose goods are named is left with it.
    """
    for parted_by in _PARTED_BY:
        pieces = [Asked.of(piece) for piece in parted_by.split(text) if piece.strip()]
        told = [(to, p) for p in pieces if p.amounts and (to := sorted(countries_of(without_way(p.text))))]
        places = [codes[0] for codes, p in told if len(codes) == 1 and len(p.amounts) == 1]
        if 1 < len(told) == len(set(places)) <= _MOST_SHIPMENTS:
            of_all = ". ".join(p.text.strip() for p in pieces if not p.amounts)
            shipments = [p for _, p in told]
            heads = [_before_value(p) for p in shipments]
            return [
                (
                    code,
                    countries_of(p.text),
                    Asked.of(f"{of_all}. {heads[0] if _NO_GOODS.match(head) else ''} {p.text}"),
                )
                for code, p, head in zip(places, shipments, heads, strict=True)
            ]
    return []


def _before_value(shipment: Asked) -> str:
    return shipment.text[: shipment.amounts[0].start]


# What stands before the value of a shipment whose goods are those of the first: "more of them for $900".
_NO_GOODS = lazy_regex(
    r"\W*(?:(?:and|for|of|a|an|the|same|them|it|these|those|more|further|another|other|others|one|second|third|rest|"
    r"worth|at|then|also|we|i|send|ship|export|us|usd)\W+){0,8}$",
    re.I,
)

"""Determination on facts that are given one by one, as a command or a tool gives them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rapidfuzz import process

from assistant.engines.determination.engine import determined
from assistant.engines.determination.facts.asked import of_text
from assistant.engines.determination.facts.places import places
from assistant.engines.determination.held.rules import table
from assistant.query.candidate_names import candidates
from corpus.catalogue import CatalogueReader
from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.language.normal_form import one_line
from corpus.lexicon import jurisdictions
from corpus.lexicon.countries import country_names

_LONGEST = 500  # characters of a fact


def determination(
    catalogue: CatalogueReader,
    item: str,
    to: str,
    end_user: str = "",
    end_use: str = "",
    filters: Filters = Filters(),
    jurisdiction: str = "",
) -> dict[str, Any]:
    """Return the determination as programs read it, under the law of a jurisdiction (empty: that of the chart).

    Raise BadRequest for a place or a jurisdiction that is none, and for empty facts.
    """
    item, to = _fact("item", item), _fact("destination", to)
    end_user, end_use = _fact("end user", end_user), _fact("end use", end_use)
    if not item:
        raise BadRequest("The item is empty.", "Give its ECCN with the paragraph, EAR99, or words that describe it.")
    where = places(f"to {to}") or places(f"to {to.title()}")
    if not where:
        near = ", ".join(n for n, *_ in process.extract(to, sorted(set(country_names().values())), limit=3))
        raise BadRequest(f"{to!r} is no country or town that is known.", f"Names like it: {near}.")
    if len({p.codes for p in where}) > 1 and not any(p.town for p in where):
        raise BadRequest(f"{to!r} names several countries.", "Ask about one destination at a time.")
    facts = of_text(item)
    said = (item, f"to {to}", f"for {end_user}" if end_user else "", f"for {end_use}" if end_use else "")
    text = " ; ".join(filter(None, said))
    asked = replace(
        facts, text=text, to=tuple(where[:1]), end_user=end_user, end_use=end_use,
        names=(end_user, *candidates(end_user)) if end_user else (), exporters=_exporters(jurisdiction),
    )  # fmt: skip
    return dict(determined(asked, catalogue, filters).payload)


def _exporters(jurisdiction: str) -> tuple[str, ...]:
    """Return the country whose law is asked of, as an exporter's; none for the law of the chart."""
    code = jurisdiction.strip().lower()
    if code in ("", str(table()["jurisdiction"])):
        return ()
    known = jurisdictions.table().by_code
    if code not in known:
        raise BadRequest(f"{jurisdiction[:40]!r} is no jurisdiction.", f"The codes are {', '.join(known)}.")
    return (known[code].country or code.upper(),)


def _fact(name: str, value: str) -> str:
    if len(value) > _LONGEST:
        raise BadRequest(f"The {name} has {len(value):,} characters; the limit is {_LONGEST}.", "Shorten it.")
    return one_line(value)

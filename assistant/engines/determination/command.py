"""Determination on facts that are given one by one, as a command or a tool gives them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz import process

from assistant.engines.determination.determination_engine import determined
from assistant.engines.determination.facts.asked import Transaction, of_text
from assistant.engines.determination.facts.places import places
from assistant.engines.determination.law_texts.own_laws import own_laws
from assistant.engines.determination.law_texts.rules import own_law, union_law
from assistant.query.candidate_names import candidates
from corpus.catalogue import CatalogueReader
from corpus.errors import BadRequest, FilledLine
from corpus.filters import Filters
from corpus.language.normal_form import one_line
from corpus.lexicon import jurisdictions
from corpus.lexicon.countries import country_names

_LONGEST_FACT_GIVEN = 500  # characters of a fact


@dataclass(frozen=True, slots=True)
class GivenFacts:
    """Facts of a transaction as a person gives them one by one; empty where a fact is not known."""

    item: str = ""
    to: str = ""
    end_user: str = ""
    end_use: str = ""
    jurisdiction: str = ""

    @property
    def question(self) -> str:
        """Return the question that the facts put, as a sentence."""
        said = f"Do I need a licence to export {one_line(self.item) or 'this item'}"
        said += f" to {one_line(self.to)}" if self.to.strip() else ""
        said += f", end user {one_line(self.end_user)}" if self.end_user.strip() else ""
        return said + (f", for {one_line(self.end_use)}" if self.end_use.strip() else "") + "?"


def determined_laws() -> tuple[str, ...]:
    """Return the codes of the jurisdictions whose law a transaction is determined under, that of the chart first."""
    return (own_law(), union_law(), *own_laws())


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
    if not one_line(item):
        raise BadRequest("The item is empty.", "Give its ECCN with the paragraph, EAR99, or words that describe it.")
    asked = transaction(GivenFacts(item, to or " ", end_user, end_use, jurisdiction))
    return dict(determined(asked, catalogue, filters).payload)


def transaction(given: GivenFacts) -> Transaction:
    """Return facts as the walk reads them. Raise BadRequest for a place or a jurisdiction that is none.

    What is not given is left open, and the walk asks for it.
    """
    item, to = _fact("item", given.item), _fact("destination", given.to)
    end_user, end_use = _fact("end user", given.end_user), _fact("end use", given.end_use)
    where = (places(f"to {to}") or places(f"to {to.title()}")) if given.to else []
    if not where and given.to:
        near = ", ".join(n for n, *_ in process.extract(to, sorted(set(country_names().values())), limit=3))
        raise BadRequest(
            FilledLine("{name} is no country or town that is known.", {"name": repr(to)}),
            FilledLine("Names like it: {names}.", {"names": near}),
        )
    if len({p.codes for p in where}) > 1 and not any(p.town for p in where):
        raise BadRequest(
            FilledLine("{name} names several countries.", {"name": repr(to)}), "Ask about one destination at a time."
        )
    facts = of_text(item)
    said = (item, f"to {to}" if to else "", f"for {end_user}" if end_user else "", f"for {end_use}" if end_use else "")
    text = " ; ".join(filter(None, said))
    return replace(
        facts, text=text, to=tuple(where[:1]), end_user=end_user, end_use=end_use,
        names=(end_user, *candidates(end_user)) if end_user else (), exporters=_exporters(given.jurisdiction),
    )  # fmt: skip


def _exporters(jurisdiction: str) -> tuple[str, ...]:
    """Return the country whose law is asked of, as an exporter's; none for the law of the chart."""
    code = jurisdiction.strip().lower()
    if code in ("", own_law()):
        return ()
    known = jurisdictions.table().by_code
    if code not in known:
        raise BadRequest(
            FilledLine("{name} is no jurisdiction.", {"name": repr(jurisdiction[:40])}),
            FilledLine("The codes are {names}.", {"names": ", ".join(known)}),
        )
    return (known[code].country or code.upper(),)


def _fact(name: str, value: str) -> str:
    if len(value) > _LONGEST_FACT_GIVEN:
        raise BadRequest(
            FilledLine(
                "The {name} has {count} characters; the limit is {limit}.",
                {"count": f"{len(value):,}", "name": name, "limit": _LONGEST_FACT_GIVEN},
            ),
            "Shorten it.",
        )
    return one_line(value)

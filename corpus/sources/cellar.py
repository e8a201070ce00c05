"""Cellar, the repository of the Publications Office of the European Union: texts by CELEX number with content negotiation.

A consolidated text has a CELEX number of its own, the act's with a 0 in front and the day of the consolidation behind
(02021R0821-20241108). Which ones there are is asked of the SPARQL endpoint; an act that was never amended has none.
Source: https://op.europa.eu/en/web/cellar
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode

from corpus.errors import FetchFailed
from corpus.sources.client import Client
from corpus.sources.entries import Entry
from corpus.sources.shapes import asked
from corpus.sources.wanted import Wanted

ROOT = "https://publications.europa.eu"
# The relation alone also finds texts of acts that this one amends, so the number is compared as well.
_QUERY = """PREFIX cdm: <http://publications.europa.eu/ontology/cdm#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT DISTINCT ?celex WHERE {{
  ?act owl:sameAs <http://publications.europa.eu/resource/celex/{celex}> .
  ?text cdm:act_consolidated_consolidates_resource_legal ?act ; cdm:resource_legal_id_celex ?celex .
  FILTER(STRSTARTS(STR(?celex), "0{stem}-"))
}} ORDER BY DESC(?celex) LIMIT 500"""


def wanted(entry: Entry, client: Client, as_of: date | None) -> list[Wanted]:
    """The text of an act, in its consolidation of a day (None: the newest). Raises FetchFailed."""
    celex = entry.where["celex"]
    consolidated = [] if entry.where.get("original") else _consolidations(client, celex)
    day = as_of or date.today()
    past = [c for c in consolidated if _day(c) <= day]
    chosen = past[-1] if past else celex
    later = [_day(c) for c in consolidated if _day(c) > day]
    return [
        Wanted(
            entry.id,
            f"{ROOT}/resource/celex/{chosen}",
            f"{chosen}.xhtml",
            "html",
            accept="application/xhtml+xml, text/html;q=0.8",
            language="eng",
            valid_from=_day(chosen) if past else None,
            valid_to=later[0] if later else None,
            fixed=bool(past),
            starts=tuple(_day(c) for c in consolidated),
            expects=_number(celex),
            retold={"url": f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{chosen}"},
        )
    ]


def _consolidations(client: Client, celex: str) -> list[str]:
    """CELEX numbers of the consolidated texts of an act, oldest first."""
    query = urlencode({"query": _QUERY.format(celex=celex, stem=celex[1:]), "format": "application/sparql-results+json"})
    results = asked(client, f"{ROOT}/webapi/rdf/sparql?{query}", "results")
    try:
        found = {row["celex"]["value"] for row in results["bindings"]}
    except (KeyError, TypeError) as error:
        raise FetchFailed(
            "publications.europa.eu answered the question for consolidated texts in another shape.",
            "Its service may have changed: look for a newer Licet.",
        ) from error
    own = re.compile(rf"0{re.escape(celex[1:])}-\d{{8}}")
    return sorted(c for c in found if own.fullmatch(c))


def _number(celex: str) -> str:
    """The number that an act bears in its title: 2021/821 of 32021R0821, and 833/2014 of 32014R0833, as it was until 2015."""
    year, number = celex[1:5], celex[6:].lstrip("0")
    return f"{year}/{number}" if int(year) >= 2015 else f"{number}/{year}"


def _day(celex: str) -> date:
    return date.fromisoformat(celex.rsplit("-", 1)[1])

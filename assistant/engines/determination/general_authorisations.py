"""General authorisations of a law that is not held: which text has their destinations, and nothing guessed of them."""

from __future__ import annotations

from assistant.engines.determination.law_texts.rules import pattern, rule_table, said, union_country
from assistant.engines.determination.law_texts.texts import missing_text
from assistant.engines.lists import places
from assistant.engines.model import Computed, Finding
from assistant.model import Form, Outcome, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader


def of_authorisation(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return which text says what a general authorisation covers, where it is not held; None otherwise.

    A question about what such an authorisation is in general is left to reading.
    """
    text = question.standalone
    held = {source.id for source, _ in catalogue.in_force(question.filters).values()}
    for kind in rule_table()["authorisation"]:
        if not pattern(str(kind["named"])).search(text) or not pattern(str(kind["asks"])).search(text):
            continue
        lacks = [t for t in kind["lacks"] if t["source"] not in held]
        if not lacks:
            return None
        named = (m[0].upper().replace(" ", "") for m in pattern(str(kind["number"])).finditer(text))
        which = ", ".join(dict.fromkeys(named)) or str(kind["name"])
        codes = dict.fromkeys(code for *_, code in places.find(question.core) if code != union_country())
        told = list(dict.fromkeys(map(places.name_in_answer, codes)))
        lead = said("authorisation_not_held", which=which, text=lacks[0]["name"], source=lacks[0]["source"])
        if told:
            lead += f" {said('authorisation_place', places=' and '.join(told), which=which)}"
        findings = (Finding(lead), Finding(said("authorisation_other_lists"), (), StatementRole.NOTE))
        payload = {"authorisation": which, "status": "indeterminate"}
        return Computed(
            Form.DETERMINATION, findings, payload, Outcome.NOT_IN_CORPUS, missing_texts=tuple(map(missing_text, lacks))
        )
    return None

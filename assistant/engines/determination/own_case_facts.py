"""Questions on a case of the asker's own that turn on a fact which is not told: it is asked for."""

from __future__ import annotations

import re

from assistant.engines.determination.facts.places import places
from assistant.engines.determination.law_texts.rules import own_country, own_law, pattern, rule_table, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans
from assistant.engines.model import Computed, Finding
from assistant.model import Form, Outcome, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex

_BORN = lazy_regex(r"\bborn (?:and raised )?in (?:the )?$", re.I)  # where somebody was born is no nationality
_BEFORE_PLACE = 60  # characters before a place


def of_own_case(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the facts that a case of the asker's own turns on and that are not told; None where none is missing.

    What a rule says in general is left to reading.
    """
    text = question.standalone
    if question.addresses or not pattern(str(rule_table()["own_case"]["own"])).search(text):
        return None
    if any(
        not _BORN.search(text, max(0, p.start - _BEFORE_PLACE), p.start)
        for p in places(text)
        if p.code != own_country()
    ):
        return None
    for case in rule_table()["case"]:
        if not all(pattern(shape).search(text) for shape in case["asked"]):
            continue
        if case.get("of_assistance") and pattern(rule_table()["assistance"]["elsewhere"]).search(text):
            continue
        if "unless" in case and pattern(str(case["unless"])).search(text):
            continue
        wanted = tuple(case["facts"])
        texts = Texts.of(catalogue, question.filters, own_law())
        cites = found_spans([texts.span(at) for at in case["at"]])
        if not cites:
            continue
        lead = said("own_case", facts=" and ".join(wanted))
        findings = (Finding(lead, cites, asks=True), Finding(str(case["says"]), cites, StatementRole.NOTE))
        payload = {"status": "indeterminate", "asks_for": list(wanted)}
        return Computed(Form.DETERMINATION, findings, payload, Outcome.NEEDS_FACT, wanted)
    return None

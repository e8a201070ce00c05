"""Technology for somebody who is a permanent resident or protected: no foreign person, whatever the nationality."""

from __future__ import annotations

from assistant.engines.determination.facts.places import places
from assistant.engines.determination.facts.releases import is_national
from assistant.engines.determination.law_texts.countries import answer_name
from assistant.engines.determination.law_texts.rules import own_law, pattern, rule_table, said
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.model import Computed, Finding, Span
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader


def of_resident(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return that a release to a permanent resident or a protected individual is no deemed export.

    None where another person is told of too, whose release is walked, and for other questions.
    """
    words, text = rule_table()["release"], question.core
    told = pattern(words["no_status"]).sub(" ", text)
    if not pattern(words["resident"]).search(told) or pattern(words["other_person"]).search(text):
        return None
    of_technology = pattern(words["released"]).search(text) is not None
    if not of_technology or not pattern(words["asks"]).search(text):
        return None
    nationals = [p for p in places(text) if p.code and is_national(text, p)]
    if len({p.code for p in nationals}) != 1:
        return None
    texts = Texts.of(catalogue, question.filters, own_law())
    section = texts.at(words["defined_at"])
    below = texts.catalogue.subtree(section) if section is not None else ()
    held = next((p for p in below if pattern(words["defined"]).search(p.text)), None)
    if held is None:
        return None
    lead = said("resident", place=answer_name(nationals[0].code))
    findings = (
        Finding(lead, (Span.of(held),)),
        Finding(said("resident_remains"), (), StatementRole.CHECK_NEXT),
    )
    payload = {"status": "no_chart_requirement", "text": "\n\n".join(f.text for f in findings)}
    return Computed(Form.DETERMINATION, findings, payload)

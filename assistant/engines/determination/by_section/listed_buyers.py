"""Whether somebody is listed, and whether an item may go to him: the rule of the list is applied to that item."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from assistant.engines.clauses import clauses
from assistant.engines.determination import determination_engine
from assistant.engines.determination.facts.asked import of_query
from assistant.engines.model import Computed, Finding
from assistant.engines.screening import parties
from assistant.engines.screening.asked import parties_asked
from assistant.model import Outcome
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import party_lists
from corpus.model import Role

_MAY_GO = lazy_regex(
    r"\b(?:can|may|could|should|must|do|does|is|are|would|will|ok|okay|allowed|fine|legal)\b[^?.]{0,60}?"
    r"\b(?:ship|send|sell|supply|deliver|export|reexport|transfer|licen[cs]e|permit)\w{0,3}\b|"
    r"\blicen[cs]e\b[^?.]{0,60}\?",
    re.I,
)
_LIKE_IT = "names like it"


def of_buyer(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the determination for an item and a party whose listing is asked about too; None for other questions.

    Where the party is not found by its name, that is told first, and what the item still turns on behind it: a listing
    that was not found is no answer to whether the item may go.
    """
    asked = of_query(question)
    if not asked.has_item or len(asked.items) > 1 or asked.exporters:
        return None
    of_it = [c.text for c in clauses(question.core) if c.asks and _MAY_GO.search(c.text)]
    named = parties_asked.read(question.core) if of_it else None
    if named is None or not any(p.stands for p in named.parties):
        return None
    listed = parties.listed_parties(question, catalogue) or parties.mentioned(question, catalogue)
    if listed is None or listed.outcome is not Outcome.ANSWERED:
        return None
    walk = determination_engine.determined(asked, catalogue, question.filters)
    if _tells_of_a_list(walk):
        return walk
    rows = listed.payload.get("rows") or ()
    names = {str(row.get("name") or "") for row in rows if isinstance(row, Mapping)}
    if len(names) == 1 and _is_sure(listed):  # found by a part of its name: the rule of its list is that of the item
        of_row = replace(asked, end_user=names.pop())
        walk = determination_engine.determined(of_row, catalogue, question.filters)
        if not _tells_of_a_list(walk):
            return None
    elif (
        (rows or _cites_a_row(listed, catalogue))
        and walk.outcome is Outcome.ANSWERED
        and walk.payload["status"] != "required"
    ):
        return replace(listed, not_answered=tuple(c for c in of_it if c not in listed.not_answered))
    first, *later = walk.findings
    lead = Finding(f"{listed.findings[0].text} {first.text}", (*listed.findings[0].cites, *first.cites))
    return replace(walk, findings=(lead, *later))


def _is_sure(listed: Computed) -> bool:
    """Return whether an answer on a party says that it is listed, and not that one with a like name is."""
    value = listed.payload.get("value")
    return value is True or (isinstance(value, Mapping) and value.get("listed") is True)


def _cites_a_row(listed: Computed, catalogue: CatalogueReader) -> bool:
    """Return whether an answer stands on a row anywhere: somebody was found, here or elsewhere."""
    cites = (s for f in listed.findings for s in f.cites)
    return any(catalogue.at(s.version.number, s.start).provision.role is Role.ROW for s in cites)


def _tells_of_a_list(walk: Computed) -> bool:
    """Return whether a walk has a step on a list of parties, by a row or by names like the one that was given."""
    of_lists = {_LIKE_IT, *(n.name for n in party_lists.table().entries)}
    return any(str(step["step"]) in of_lists for step in walk.payload["steps"])

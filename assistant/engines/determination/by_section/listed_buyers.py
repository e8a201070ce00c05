"""Whether somebody is listed, and whether an item may go to him: the rule of the list is applied to that item."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from assistant.engines.clauses import clauses
from assistant.engines.determination import determination_engine
from assistant.engines.determination.facts.asked import Transaction, of_query
from assistant.engines.determination.facts.told_users import is_party_name
from assistant.engines.list_questions.reading import of_removals
from assistant.engines.model import Computed, Finding
from assistant.engines.screening import parties
from assistant.engines.screening.asked import parties_asked
from assistant.engines.screening.asked.parties_asked import PartiesAsked
from assistant.model import Form, Outcome
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import party_lists
from corpus.locators import mentions
from corpus.model import Role

_MAY_GO = lazy_regex(
    r"\b(?:can|may|could|should|must|do|does|is|are|would|will|ok|okay|allowed|fine|legal)\b[^?.]{0,60}?"
    r"\b(?:ship|send|sell|supply|deliver|export|reexport|transfer|licen[cs]e|permit)\w{0,3}\b|"
    r"\blicen[cs]e\b[^?.]{0,60}\?",
    re.I,
)
_LIKE_IT = "names like it"
_OF_LICENCES = frozenset({"requirement", "ear99"})  # what is asked of a row and of an item alike
# Behind a row without a requirement of its own stands what the rule of its list requires for the item.
_NOTHING_IN_ROW = lazy_regex(r" The row on the [^.]{1,80} gives no licence requirement\.(?= |$)")


def of_buyer(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the determination for an item and a party whose listing is asked about too; None for other questions.

    A walk that a list's row decides leads, and what the lists say stands behind it. Any other walk stands between what
    the lists say and their limits: a listing that was not found is no answer to whether the item may go, nor is what
    the item comes to one to whether somebody is listed. A question on several parties, or on when and why somebody was
    listed, is left to the lists, which answer that.
    """
    asked = of_query(question)
    if not asked.has_item or len(asked.items) > 1 or asked.exporters:
        return None
    if of_removals(question.core):
        return _of_one_said_to_be_off(question, asked, catalogue)
    of_it = [c.text for c in clauses(question.core) if c.asks and _MAY_GO.search(c.text)]
    named = parties_asked.read(question.core) if of_it else None
    if named is None or named.aspects - _OF_LICENCES or named.opens or len(_standing(named)) != 1:
        return None
    listed = parties.listed_parties(question, catalogue) or parties.mentioned(question, catalogue)
    if listed is None or listed.outcome is not Outcome.ANSWERED:
        return None
    walk = determination_engine.determined(asked, catalogue, question.filters)
    if _tells_of_a_list(walk):
        if walk.payload["status"] in ("required", "prohibited"):
            # The walk names the row that binds: a name that many rows share would put others of them first.
            return replace(walk, findings=(*walk.findings, *listed.findings))
        return _both(listed, walk)
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
    return _both(listed, walk)


def before_exceptions(question: Query, told: Computed, catalogue: CatalogueReader) -> Computed:
    """Return what is told of exceptions, behind what the lists say of a party that the question names.

    That an entry or a section names an exception frees nobody: to a listed party none is available unless its row
    names it. With an item it is the walk that tells so.
    """
    asked = of_query(question)
    if asked.has_item and len(asked.items) <= 1 and not asked.exporters:
        walk = determination_engine.determined(asked, catalogue, question.filters)
        if _tells_of_a_list(walk):
            return replace(walk, findings=(*walk.findings, *told.findings))
    if told.form is Form.DETERMINATION and _tells_of_a_list(told):
        return told
    listed = parties.mentioned(question, catalogue)
    return told if listed is None else replace(told, findings=(*listed.findings, *told.findings))


def _of_one_said_to_be_off(question: Query, asked: Transaction, catalogue: CatalogueReader) -> Computed | None:
    """Return whether somebody who is said to have come off a list still stands there, and the walk to him."""
    listed = parties.of_removed(question, catalogue)
    if listed is None or listed.outcome is not Outcome.ANSWERED:
        return None
    read = parties_asked.read(question.core)
    names = [p.name for p in read.parties if is_party_name(p.name) and not mentions(p.name)] if read else []
    if _is_sure(listed):  # a listed name is what the walk looks for: the one asked may be written otherwise
        names = [str(r["name"]) for r in listed.payload.get("rows") or () if isinstance(r, Mapping)][:1]
    of_row = replace(asked, end_user=names[0]) if len(names) == 1 and not asked.end_user else asked
    walk = determination_engine.determined(of_row, catalogue, question.filters)
    if _tells_of_a_list(walk) and walk.payload["status"] in ("required", "prohibited"):
        return replace(walk, findings=(*walk.findings, *listed.findings))
    return _both(listed, walk)


def _standing(named: PartiesAsked) -> list[str]:
    """Return the names of a question that stand for parties, each once: not those that are part of another one."""
    names = dict.fromkeys(p.name.casefold() for p in named.parties if p.stands)
    return [n for n in names if not any(n != other and n in other for other in names)]


def _both(listed: Computed, walk: Computed) -> Computed:
    """Return what the lists say, the walk behind its first sentence, and last what the lists leave open."""
    told, *beyond = listed.findings
    first, *steps = walk.findings
    of_list = _NOTHING_IN_ROW.sub("", told.text) if walk.payload["status"] == "required" else told.text
    lead = Finding(f"{of_list} {first.text}", tuple(dict.fromkeys((*told.cites, *first.cites))))
    return replace(walk, findings=(lead, *steps, *beyond))


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
    return any(str(step["step"]) in of_lists for step in walk.payload.get("steps", ()))

"""Whether being on a list whose section goes by programmes needs a licence: how many of its rows have one of those."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.engines.clauses import clauses
from assistant.engines.determination.checks.end_users import counted_tags
from assistant.engines.determination.facts.asked import of_query
from assistant.engines.determination.law_texts.rules import list_rule, list_rules_by_tags, own_law, rule_table, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans, missing_text
from assistant.engines.list_questions.question_scope import read_by
from assistant.engines.list_questions.row_answers.row_words import narrowed
from assistant.engines.list_questions.row_choice import chooses_by
from assistant.engines.lists.held_lists import held_list
from assistant.engines.lists.party_query import PROGRAM, chosen_rows
from assistant.engines.model import Computed, Finding, MissingText, Span
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.party_lists import PartyList, lists_asked

_ASKS_LICENCE = lazy_regex(
    r"\b(?:mean|trigger|require|imply|implies|need|demand|bring)\w{0,3}\b[^?]{0,40}\b(?:licen[cs]e|permit)|"
    r"\b(?:licen[cs]e|permit)\b[^?]{0,40}\b(?:just|only|merely|simply|alone|by itself)\b",
    re.I,
)
_OF_LIST = lazy_regex(r"\b(?:list(?:ed|ing)?|SDNs?|row|entry)\b", re.I)


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what a listing alone means for a licence, counted over the rows that are asked of; None for others.

    A party or an item of its own is left to the walk.
    """
    asking = [c for c in clauses(question.core) if c.asks]
    of_licence = [c for c in asking if _ASKS_LICENCE.search(c.text) and _OF_LIST.search(c.text)]
    about = {a.name: a for a in lists_asked(question.standalone)}
    # "Denied Persons" is the list's own name
    names = [n for n in question.names_asked if not any(n.casefold() in name.casefold() for name in about)]
    if len(of_licence) != 1 or question.addresses or names or of_query(question).has_item:
        return None
    rule = next((r for r in list_rules_by_tags() if r["name"] in about), None)
    held = held_list(about[rule["name"]], catalogue, question.filters) if rule is not None else None
    texts = Texts.of(catalogue, question.filters, own_law())
    if rule is None or held is None or texts.span(rule["tags_at"]) is None:
        return None
    query = chooses_by(question.core, read_by(question, catalogue))
    rows = chosen_rows(held, replace(query, requirement="")).rows
    named = [row for row in rows if counted_tags(texts, rule, row.other(PROGRAM))]
    words = said(
        "listing_alone",
        title=str(rule["title"]),
        section=str(rule["tags_at"]).removeprefix("15 CFR "),
        named=f"{len(named):,}",
        rows=f"{len(rows):,}",
        of=narrowed(query),
        edition=held.edition,
    )
    cites = found_spans([texts.span(rule["tags_at"]), *(texts.span(at) for at in rule["at"])])
    unless = texts.span(rule["unless_at"], rule["unless_words"])
    exception = (
        [Finding(f"{rule['unless_at']}: “… {rule['unless_words']}”", (unless,), StatementRole.EXCEPTION)]
        if unless
        else []
    )
    others = [_of_other_list(texts, about[name]) for name in about if name != rule["name"]]
    every = (s for spans in (cites, *(other.cites for other in others)) for s in spans)
    lead = Finding(" ".join([words, *(other.text for other in others)]), tuple(dict.fromkeys(every)))
    payload = {
        "list": held.about.slug,
        "edition": held.edition,
        "value": len(rows),
        "with_programme": len(named),
        "rows": [],
    }
    lacks = tuple(dict.fromkeys(text for other in others for text in other.lacks))
    return Computed(Form.LIST, (lead, *exception), payload, missing_texts=lacks)


@dataclass(frozen=True, slots=True)
class _OtherList:
    """What being on another list than the one that goes by programmes means for a licence."""

    text: str
    cites: tuple[Span, ...]
    lacks: tuple[MissingText, ...]


def _of_other_list(texts: Texts, about: PartyList) -> _OtherList:
    """Return what being on another list means for a licence, by its own section as far as that is held."""
    rule = list_rule(about, "")
    rule = {**rule_table()["any_list"], **rule}  # a list whose law is not read here says that of itself
    wanted = [*rule["at"], *rule.get("lacks", ())]
    cites = found_spans([texts.span(at) for at in wanted])
    lacks = tuple(missing_text(at) for at in wanted if texts.span(at) is None)
    if changed := next((at for at in rule["at"] if texts.span(at) is None), ""):
        return _OtherList(said("rule_changed", locator=changed), cites, lacks)
    return _OtherList(str(rule["alone"]).format(title=rule["title"]), cites, lacks)

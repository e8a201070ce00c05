"""Questions that tell of shares: whether a rule on owned companies reaches the one that is asked about."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.engines.calculation.figures import NotStatedError, figure_rules
from assistant.engines.calculation.ownership import follow_ups
from assistant.engines.calculation.ownership.affiliates import AffiliatesRule
from assistant.engines.calculation.ownership.blocked_owners import of_blocked_owners
from assistant.engines.calculation.ownership.both_laws import is_of_commerce, of_both_laws
from assistant.engines.calculation.ownership.model import Ownership, names_a_list
from assistant.engines.calculation.ownership.shares_told import owners
from assistant.engines.calculation.ownership.union_owners import of_union_law, union_bans
from assistant.engines.calculation.ownership.unknown_share import unknown_share
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, needs
from assistant.facts.days import day_in_words
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.countries import mentioned_countries
from corpus.locators import mentions

_OWNS = (
    r"\bown(?:s|ed|ership|ing)?\b|\bhold(?:s|ing)?\b|\bheld\b|\bstakes?\b|\bshare ?holders?\b|"
    r"\b(?:has|have|had)\b(?= (?:an? |about |exactly )?\d)|\bshareholding\b|\bbelongs?\b|\bsubsidiar(?:y|ies)\b|->|→"
)
_RULE = (
    r"\baffiliates?['’]? rule\b|\b(?:50|fifty)[ -]?(?:percent|per cent|%|pct)\s?-?(?:ownership |"
    r"affiliates? )?rule\b|\bsupplement no\. ?8\b|"
    r"\b744\.11\(a\)\(1\)|\b744\.21\(a\)\(3\)|\b744\.8(?!\d)|\[[A-Z][A-Z0-9-]{2,30}\]"
)
_REACHES = (
    r"\b(?:caught|reach(?:es|ed)?|covered|restricted|hit|affected|aggregat\w+|count(?:s|ed)?|"
    r"licen[cs]es?|appl(?:y|ies)|"
    r"treated|subject|captured?|rule|bites?|go ahead|proceed|in scope|problem|allowed|ship(?:s|ping|ment)?|sell|"
    r"deliver\w{0,3}|export\w{0,3})\b"
)
# Companies of a kind, and none in particular: "companies half-owned by SDNs" asks what the rule says.
_OF_ANY = lazy_regex(
    r"(?:(?:and |so |but )?(?:what|how) about )?(?:the )?(?:[a-z]+ ){0,2}"
    r"(?:companies|firms|entities|subsidiaries|affiliates|businesses|banks|customers)",
    re.I,
)
_LONG_WORD = lazy_regex(r"[^\W\d_]{4}")  # more than initials, or the number of an annex
_SENTENCE_BEGINS = lazy_regex(r"(?<=[.?!])\s(?=[A-Z])")
_ASKS_REACH = lazy_regex(rf"{_REACHES}|\?", re.I)
# What a clause asks that these answer.
OWNERSHIP_ASKED = lazy_regex(
    rf"{_REACHES}|\b(?:different|answer|same|listed|list|fine|ok(?:ay)?|now|drag|owns?|owned|share|percent|"
    rf"percentage|sum|"
    r"total|go ahead|proceed|continue|clear(?:ed)?|bites?|safe|sanctioned|blocked|banned|ban|entity|it)\b|%|vis[ée]e|"
    r"erfasst|dit|disent",
    re.I,
)


def calculate(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether the rule reaches a company by who owns it; None where the question does not ask that."""
    if any(i.field == "jurisdiction" for i in question.implied) and is_of_commerce(question.standalone):
        # "under US rules and under the EU's": that one law is named chooses no text of the other away
        question = replace(question, filters=replace(question.filters, jurisdictions=()))
    # "Exactly 50 %" begins with a capital and names nobody, and "Russians" no party.
    told = [
        name
        for name in question.names_asked
        if not re.search(rf"{re.escape(name)}\s?(?:%|per ?cent)", question.core)
        and not _is_of_a_country(name)
        and not any(ban.asked.fullmatch(name) for ban in union_bans())  # "SWIFT": what a rule is called by
    ]
    named = any(_LONG_WORD.search(name) for name in told)
    union = of_union_law(question, catalogue)
    found = _with_other_law(union, question, catalogue) if union is not None else None
    if found is not union:
        return found
    if not named and (found := of_both_laws(question, catalogue)) is not None:
        return found
    if union is not None:
        return union
    if (found := unknown_share(question, catalogue)) is not None:
        return found
    return _of_commerce(question, catalogue)


def _is_of_a_country(name: str) -> bool:
    """Return whether a name is that of a country or of its people, and of no party."""
    forms = (name, name.removesuffix("s"))
    return any((start, end) == (0, len(form)) for form in forms for start, end, _ in mentioned_countries(form))


def _with_other_law(union: Calculation, question: Query, catalogue: CatalogueReader) -> Calculation:
    """Return the result under the Union's law, behind that of the questions beside it which are of the other one."""
    leads, values, steps = [], dict(union.values), list(union.steps)
    sentences = _SENTENCE_BEGINS.split(question.core)
    told = next((s for s in sentences if owners.shares_told(Asked.of(s)) and not s.rstrip().endswith("?")), "")
    for part in question.parts or ((question.core,) if is_of_commerce(question.core) else ()):
        # "… owned 50 % by Acme. Does Article 5aa reach it? And the Entity List's rule?": the shares are told before
        text = part if owners.shares_told(Asked.of(part)) else f"{told} {part}"
        addresses = tuple(m.locator for m in mentions(text))
        alone = replace(question, core=text, standalone=text, parts=(), addresses=addresses)
        if question.parts and of_union_law(alone, catalogue) is not None:
            continue
        other = _of_commerce(alone, catalogue)
        if other is not None and other.steps and not other.missing:
            leads.append(figure_rules()["affiliates-entity-list"].says["beside"].format(finding=other.lead))
            values |= other.values
            steps += [s for s in other.steps if s not in steps]
    return Calculation(" ".join((*leads, union.lead)), values, tuple(steps)) if leads else union


def _of_commerce(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    text = question.standalone
    asked = Asked.of(text)
    if not asked.shares or not (asked.has(_OWNS) or asked.has(_RULE)) or not _ASKS_REACH.search(text):
        return None
    told = follow_ups.read(question)
    of_owners = None if _is_about_lists(asked) else _rule_of_owners(told, question, catalogue)
    if of_owners is None and not _is_about_lists(asked):
        return None
    if told is None:
        return needs("who owns how much now, each owner again (which of the earlier shares changes is not understood)")
    if not told.stakes and not told.unread:
        return None
    of_any = told.stakes and all(_OF_ANY.fullmatch(told.parties[s.owned].name) for s in told.stakes)
    if of_any and not (asked.moments and asked.has(_RULE)):  # whether it was in force on a day is told of any company
        return None
    of_treasury, of_commerce = figure_rules()["blocked-owners"].asked, figure_rules()["affiliates-entity-list"].asked
    if of_treasury and of_treasury.search(text) and not (of_commerce and of_commerce.search(text)):
        return of_blocked_owners(told, asked, question, catalogue)
    try:
        rule = of_owners or AffiliatesRule(question, catalogue)  # one rule looks each owner up once
        return rule.over(told, asked)
    except NotStatedError as absent:
        return _by_a_later_edition(told, asked, question, catalogue) or Calculation(
            str(absent), missing=(absent.missing,)
        )


def _by_a_later_edition(
    told: Ownership, asked: Asked, question: Query, catalogue: CatalogueReader
) -> Calculation | None:
    """Return the result by the edition held of a text whose own of the day asked about is not; None without one.

    Its notes say since when its words stand there.
    """
    day = question.filters.as_of
    if day is None or not any(i.field == "as_of" for i in question.implied):
        return None
    later = replace(question, filters=replace(question.filters, as_of=None))
    try:
        rule = AffiliatesRule(later, catalogue, day)
        edition = rule.text.held.version.valid_from
        if edition is None or edition <= day or not rule.force.notes_tell_of(day):
            return None
        found = rule.over(told, asked)
    except NotStatedError:
        return None
    line = f"Read from the edition of {day_in_words(edition)}: none of {day_in_words(day)} is held."
    return replace(found, steps=(*found.steps, CalculationStep(line))) if found.steps else found


def _is_about_lists(asked: Asked) -> bool:
    return asked.has(_RULE) or names_a_list(asked.text)


def _rule_of_owners(told: Ownership | None, question: Query, catalogue: CatalogueReader) -> AffiliatesRule | None:
    """Return the rule where an owner that a question names is on a list of it, though it speaks of no list; else None.

    Only where every share is read, and no other law is named.
    """
    if told is None or not told.stakes or told.unread or set(question.jurisdictions) - {"us"}:
        return None
    try:
        rule = AffiliatesRule(question, catalogue)
    except NotStatedError:
        return None
    return rule if any(rule.owners.listed_by_the_law(told.parties[s.owner]) for s in told.stakes) else None

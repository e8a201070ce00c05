"""Whether rules and lists of the law name a country (`country_scopes.toml`), beside the country groups it is in.

A country that has left a group stays in the sections that name it, and one that a list has may be in no other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.engines.clauses import clauses
from assistant.engines.lists import places
from assistant.engines.lists.reference import chart, country_lists, groups
from assistant.engines.lists.reference.held_tables import groups_held
from assistant.engines.model import Computed, Finding, Span, span_payload
from assistant.lexicon.contrasts import contrast_asked
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, jurisdictions, tables
from corpus.lexicon.party_lists import lists_asked

TABLE = Path(__file__).with_name("country_scopes.toml")
_ASKS_MEMBER = lazy_regex(
    r"\b(?:still|gone|put|out of|off|drop(?:ped)?|removed|stop|covered|among|one of|also|embargo\w*|on|in|part of|"
    r"listed|apply|applies|count(?:s|ed)?|treated|considered|regarded|deemed)\b",
    re.I,
)
# An item that goes somewhere, or a licence, is for the engine that walks to one.
_OF_ITEM = lazy_regex(
    r"\b(?:ship\w*|send\w*|sell\w*|sold|export(?:ing|ed|s)?|deliver\w*|licen[cs]e\w*|permit|authori[sz]ations?|items?"
    r"|goods|"
    r"EAR ?99|NLR|\d[A-E]\d{3})\b",
    re.I,
)
_OF_BODIES = lazy_regex(
    r"\b(?:agenc(?:y|ies)|bod(?:y|ies)|organi[sz]ations?|units?|bureaus?|ministr(?:y|ies)|compan(?:y|ies))\b", re.I
)
# What a thing counts as, and whom of a country a rule names, is asked of the rule's own words, not of its countries.
_COUNTS_AS = lazy_regex(
    r"\b(?:count(?:s|ed|ing)? as|qualif(?:y|ies|ied) as|amount(?:s|ed)? to|deemed|considered|regarded as|treated as)\b"
    r"(?! (?:(?:an?|the|one|of|to be) ){0,3}(?:[\w.:()'’-]{1,20} ){0,2}countr)",
    re.I,
)
_ASKS_WHO = lazy_regex(r"^\W{0,3}(?:(?:and|so|but|or|of|for|to) ){0,2}(?:who|whom)\b|\bwhose\b", re.I)
# Who said so is no party: the country is asked about all the same, and who it was is left open.
_WHO_SAYS = lazy_regex(
    rf"(?:{_ASKS_WHO.pattern}) (?:decide[sd]?|sa(?:ys|id)|claim(?:s|ed)|thinks?|thought|told \w{{1,12}})\b", re.I
)
_SINCE = lazy_regex(
    r"\b(?:which|what) (?:[A-Z]{2,4} )?(?:rule|notice|amendment|date|year)\b|\bsince when\b|"
    r"\bwhen (?:was|were|did)\b|\bhow long\b|\bfrom when\b|\bsince\b",
    re.I,
)
_A_LIST = lazy_regex(r"\s{0,2}\blists?\b", re.I)
_EMBARGO = lazy_regex(r"\bembargo\w*", re.I)
_ARMS_GROUP, _EMBARGO_GROUPS = "D:5", ("E:1", "E:2", "D:5")
_COUNTRIES_MOST = 4
_LABELLED = 2  # groups that are told with their names
_SIDES = 2  # of a comparison
_BOTH_NAMED = 15  # countries that two sides share up to which they are named
_COMPARES = lazy_regex(
    r"\b(?:same countries|differ\w*|vs\.?|versus|but not|the other way|vice versa|compare[ds]?|identical|match(?:es)?|"
    r"overlap\w*|in both|only in)(?=\W|$)",
    re.I,
)


# What else a rule says, which its countries are no answer to.
_OF_A_CASE = lazy_regex(
    r"\bgrandfather\w*|\bsigned\b|\bcontracts?\b|\bexceptions?\b|\bexempt\w*|\bexclu\w+|\bdeadlines?\b|\bpenalt\w+|"
    r"\bfines?\b|\bhow long\b|\brecords?\b|\breports?\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class CountryScope:
    """Entry of `country_scopes.toml`; its head says what each field does."""

    id: str
    jurisdiction: str
    asked: re.Pattern[str]
    address: str
    name: str
    at: tuple[str, ...] = ()
    says: str = ""


@dataclass(frozen=True, slots=True)
class ScopeCountries:
    """Countries that a section or a list names, by their codes, as printed, with where it names each."""

    scope: CountryScope
    countries: dict[str, str]
    where: dict[str, str]
    spans: tuple[Span, ...]
    edition: str


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a comparison of countries."""

    name: str
    address: str
    countries: dict[str, str]
    spans: tuple[Span, ...]
    edition: str


@cache
def table() -> tuple[CountryScope, ...]:
    """Return the entries of the table. Raises BadRequest for a mistake in it."""

    def convert(name: str, value: Any) -> Any:
        if name == "asked":
            return re.compile(value, re.I)
        return tuple(value) if isinstance(value, list) else value

    rows = tables.content(TABLE)["scope"]
    return tuple(
        tables.entry(CountryScope, row, f"{TABLE.name}, {row.get('id', '?')}", convert=convert) for row in rows
    )


def named_by(scope: CountryScope, catalogue: CatalogueReader, filters: Filters = Filters()) -> ScopeCountries | None:
    """Return the countries that a section names in its paragraphs, or that a list has; None where it is not held.

    A paragraph that names country groups has their members, too.
    """
    if not scope.at:
        found = country_lists.list_at(scope.address, catalogue, filters)
        if found is None:
            return None
        where = dict.fromkeys(found.countries, found.address)
        return ScopeCountries(scope, dict(found.countries), where, found.spans, found.edition)
    out: dict[str, str] = {}
    where = {}
    spans: list[Span] = []
    edition = ""
    held_groups = groups_held(catalogue, filters)
    for address in scope.at:
        held = next(iter(catalogue.find(address, filters)), None)
        if held is None:
            return None
        text = catalogue.full_text(held)
        edition = held.version.valid_from.isoformat() if held.version.valid_from else edition
        spans.append(Span.of(held))
        for _, _, code in countries.mentioned_countries(text):
            out.setdefault(code, places.name_in_answer(code))
            where.setdefault(code, address)
        for group in groups.named_in(groups.spelt_out(text)):
            for name in groups.members(held_groups, group) if held_groups else ():
                code = places.country_of_heading(name) or name
                out.setdefault(code, name)
                where.setdefault(code, f"{address}, by Country Group {group}")
            if held_groups and group in held_groups.content.lines:
                spans.append(held_groups.span(held_groups.content.lines[group]))
    out.pop(jurisdictions.table().country_of(scope.jurisdiction), None)
    return ScopeCountries(scope, out, where, tuple(dict.fromkeys(spans)), edition)


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return whether the rules and lists that a question speaks of name its countries, and which groups they are in.

    None where it speaks of none of them, of an item, or of parties.
    """
    text = question.core.replace("’", "'")
    asked = [s for s in table() if s.asked.search(text)]
    if (sides := _compared(asked, text, catalogue, question.filters)) is not None:
        return sides
    nouns = [code for start, end, code in places.find(text) if not countries.is_adjective(text[start:end])]
    codes = [places.governing(code) for code in nouns]
    own = {jurisdictions.table().country_of(s.jurisdiction) for s in table()}
    codes = list(dict.fromkeys(c for c in (*codes, *_users_of(text, asked)) if c not in own))
    lone = _lone(codes, text)
    asking = [c.text for c in clauses(text) if c.asks]
    of_who = [c for c in asking if _ASKS_WHO.search(c)]
    if _OF_A_CASE.search(text) or _COUNTS_AS.search(text) or any(not _WHO_SAYS.search(c) for c in of_who):
        return None
    if not asked or not lone or _OF_ITEM.search(text) or _OF_BODIES.search(text) or chart.names_a_column(text):
        return None
    bare = text
    for scope in asked:
        bare = scope.asked.sub(" ", bare)
    if lists_asked(bare) or _names_a_list(text):  # "the MEU rule" names no list
        return None
    if not any(_ASKS_MEMBER.search(c) for c in asking):
        return None
    found = [n for s in asked if (n := named_by(s, catalogue, question.filters)) is not None]
    if not found:
        return None
    told: list[str] = []
    spans: list[Span] = []
    value: dict[str, dict[str, bool]] = {}
    for code in lone:
        name = places.name_in_answer(code)
        value[name] = {n.scope.address: code in n.countries for n in found}
        for n in found:
            inside = code in n.countries
            edition = f", text of {n.edition}" if n.edition else ""
            at = n.where.get(code, n.scope.address)
            told.append(f"{name} is {'' if inside else 'not '}named by {n.scope.name} ({at}{edition}).")
            spans += n.spans[:1]
    if any(n.scope.at and code not in n.countries for n in found for code in lone):
        looked_at = " and ".join(dict.fromkeys(n.scope.address for n in found))
        told.append(f"Only {looked_at} was looked at: that a rule does not name a country frees nobody there.")
    findings: list[Finding] = []
    of_groups = _of_groups(lone, text, catalogue, question.filters)
    if of_groups is not None:
        told.append(of_groups.text)
        spans += of_groups.cites
        if any(any(v.values()) for v in value.values()):
            told.append("Leaving or missing a country group takes no country out of a rule or list that names it.")
    if _SINCE.search(text):
        told.append(
            "Since when, the list itself does not say: it has one text for each edition, and the notices of its source "
            "note amended it without saying there which country each of them added."
        )
        findings += _source_notes(found, catalogue, question.filters)
    findings = [Finding(" ".join(told), tuple(dict.fromkeys(spans))), *findings]
    findings += [
        Finding(f"{n.scope.address}: {n.scope.says}.", n.spans, StatementRole.NOTE) for n in found if n.scope.says
    ]
    payload: dict[str, Any] = {"list": "; ".join(n.scope.address for n in found), "value": value}
    payload["rows"] = [{"citation": span_payload(s, catalogue)} for s in dict.fromkeys(spans)]
    return Computed(Form.LIST, tuple(findings), payload, not_answered=tuple(of_who))


def _users_of(text: str, asked: Sequence[CountryScope]) -> list[str]:
    """Return the countries whose users a rule is asked of: "Norwegian military end users", not "the Burmese army"."""
    return [
        code
        for _, end, code in countries.mentioned_countries(text)
        if any(scope.asked.match(text, end + 1) for scope in asked)
    ]


def _names_a_list(text: str) -> bool:
    """Return whether a text calls a list of parties a list: "does the MEU list have anybody in …?"."""
    found = (m for about in lists_asked(text) if about.asked is not None for m in about.asked.finditer(text))
    return any(_A_LIST.search(m[0]) or _A_LIST.match(text, m.end()) for m in found)


def _compared(
    asked: Sequence[CountryScope], text: str, catalogue: CatalogueReader, filters: Filters
) -> Computed | None:
    """Return which countries two rules, lists or groups both name, and which only the one or the other; else None."""
    if not asked or not _COMPARES.search(text) or _OF_ITEM.search(text) or any(places.find(text)):
        return None
    contrast = contrast_asked(text)
    if contrast is not None and (len(contrast.things) != _SIDES or _names_a_list(text)):
        return None  # what tells lists of parties apart is not in which countries a rule holds
    addressed = [s for s in asked if s.address.rpartition(" ")[2] in text] or list(asked)
    sides = [
        _Side(n.scope.name, n.scope.address, n.countries, n.spans, n.edition)
        for s in (addressed if len(addressed) == _SIDES else asked)
        if (n := named_by(s, catalogue, filters)) is not None
    ]
    held = groups_held(catalogue, filters)
    for group in dict.fromkeys(groups.named_in(groups.spelt_out(text))):
        if held is not None and group in held.content.members:
            members = {places.country_of_heading(n) or n: n for n in groups.members(held, group)}
            label = f"Country Group {group}"
            sides.append(_Side(label, label, members, (held.span(held.content.lines[group]),), held.edition))
    if len(sides) != _SIDES:
        return None
    first, second = sides
    both = [n for c, n in first.countries.items() if c in second.countries]
    only = [[n for c, n in a.countries.items() if c not in b.countries] for a, b in ((first, second), (second, first))]
    told = [
        f"Not the same countries: {first.address} has {len(first.countries)}, {second.address} {len(second.countries)}."
        if any(only)
        else f"The same {len(both)} countries."
    ]
    for side, names in zip(sides, only, strict=True):
        what = f" ({side.name})" if side.name != side.address else ""
        told.append(f"Only {side.address}{what}: {_row(names)}.")
    told.append(f"In both are {len(both)}{f': {_row(both)}' if len(both) <= _BOTH_NAMED else ''}.")
    editions = "; ".join(f"{s.address}: text of {s.edition}" for s in sides if s.edition)
    spans = tuple(dict.fromkeys((*first.spans, *second.spans)))
    findings = [Finding(" ".join(told), spans)]
    says = [(s.address, s.says) for s in asked if s.says and s.address in (first.address, second.address)]
    findings += [Finding(f"{address}: {words}.", (), StatementRole.NOTE) for address, words in says]
    findings += [Finding(f"{editions}.", (), StatementRole.NOTE)] if editions else []
    payload = {
        "list": f"{first.address}; {second.address}",
        "value": {"both": both, f"only {first.address}": only[0], f"only {second.address}": only[1]},
        "rows": [{"citation": span_payload(s, catalogue)} for s in spans],
    }
    return Computed(Form.LIST, tuple(findings), payload)


def _row(names: Sequence[str]) -> str:
    return ("; " if any("," in n for n in names) else ", ").join(names) or "none"


def _lone(codes: Sequence[str], text: str) -> list[str]:
    """Return the countries that are asked about: those that a clause does not only recount as a group's members."""
    first = next((places.governing(c) for *_, c in places.find(text)), "")
    if len(codes) <= _COUNTRIES_MOST and not re.search(r"\bis only\b|\bare only\b", text):
        return list(codes)
    return [first] if first else []


def _of_groups(codes: Sequence[str], text: str, catalogue: CatalogueReader, filters: Filters) -> Finding | None:
    """Return in which groups that a question speaks of each country is; None where it speaks of none."""
    named = list(dict.fromkeys(groups.named_in(groups.spelt_out(text))))
    if _EMBARGO.search(text):
        named = list(dict.fromkeys((*named, *_EMBARGO_GROUPS)))
    held = groups_held(catalogue, filters) if named else None
    if held is None:
        return None
    said = []
    for code in codes:
        mine = groups.groups_of(held, code)
        inside = [g for g in mine if g in named or g[:1] in {n[:1] for n in named}]
        outside = [g for g in named if g not in mine]
        labels = held.content.labels
        shown = [f"{g} ({labels[g]})" if len(inside) <= _LABELLED and labels.get(g) else g for g in inside]
        line = f"in Country Group {', '.join(shown)}" if inside else "in none of these Country Groups"
        line += f", not in {', '.join(outside)}" if outside and inside else ""
        line = f"{line} ({', '.join(named)})" if not inside else line
        said.append(f"{places.name_in_answer(code)} is {line}")
    spans = tuple(held.span(held.content.lines[g]) for g in named if g in held.content.lines)
    dated = f" (Country Groups of {held.edition})" if held.edition else ""
    return Finding(f"{'; '.join(said)}{dated}.", spans)


def _source_notes(found: Sequence[ScopeCountries], catalogue: CatalogueReader, filters: Filters) -> list[Finding]:
    """Return the source notes of lists, which name the notices that changed them."""
    notes = [h for n in found for h in catalogue.find(f"{n.scope.address} > citation", filters)]
    return [Finding(f"Source note: {' '.join(h.text.split())}", (Span.of(h),), StatementRole.NOTE) for h in notes]

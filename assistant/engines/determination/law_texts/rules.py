"""The table of rules (`rules.toml`), each checked against the words of the text that is held."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assistant.engines.determination.law_texts.asked_facts import AskedFact, FactField
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.model import Span
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions
from corpus.lexicon.party_lists import PartyList
from corpus.lexicon.tables import content

_RULE_FIELDS = ("locator", "words", "says", "reach", "places", "asks", "lacks")
TABLE = Path(__file__).with_name("rules.toml")
_FILLED = lazy_regex(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class CheckedRule:
    """Entry of the table; its head says what the fields do. `more` holds those that only one kind of rule has."""

    locator: str
    words: str
    says: str
    reach: str = ""
    places: tuple[str, ...] = ()
    asks: tuple[AskedFact, ...] = ()
    lacks: tuple[str | Mapping[str, str], ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def span(self, texts: Texts) -> Span | None:
        """Return the words that the rule relies on in the text that is held; None where they do not stand there."""
        return texts.span(self.locator, self.words)


@cache
def load(path: Path) -> Mapping[str, Any]:
    """Return the table as it is written."""
    return MappingProxyType(content(path))


def rule_table() -> Mapping[str, Any]:
    """Return the table that comes with Licet."""
    return load(TABLE)


def own_law() -> str:
    """Return the code of the jurisdiction whose law the walk reads."""
    return str(rule_table()["jurisdiction"])


def own_country() -> str:
    """Return the country of that jurisdiction."""
    return jurisdictions.table().country_of(own_law())


def union_law() -> str:
    """Return the code of the jurisdiction of the union whose bans have steps of their own."""
    return str(rule_table()["union_law"])


def union_country() -> str:
    """Return the code of that union among the countries."""
    return jurisdictions.table().country_of(union_law())


@cache
def rules_of_kind(kind: str, path: Path = TABLE) -> tuple[CheckedRule, ...]:
    """Return the rules of one kind, in the order of the table."""
    return tuple(_rule(row) for row in load(path).get(kind, ()))


def list_rule(about: PartyList, listing: str) -> Mapping[str, Any]:
    """Return what being on a list means for the walk: its own rule, that of its publisher, or that of any list.

    `listing` is what a compilation says of the list, its publisher included; empty for a row of the list's own table.
    """
    of_publisher = (rule for publisher, rule in rule_table()["publisher"].items() if publisher in listing)
    rule = rule_table()["list"].get(about.name) or next(of_publisher, None) or rule_table()["any_list"]
    return {**rule, "name": about.name, "title": str(rule["title"]).format(list=about.name)}


def list_rules_by_tags() -> list[Mapping[str, Any]]:
    """Return the rules of the lists whose section names programmes."""
    return [{**rule, "name": name} for name, rule in rule_table()["list"].items() if rule["how"] == "tags"]


@cache
def pattern(words: str) -> re.Pattern[str]:
    """Return a pattern of the table, which does not tell capitals from small letters."""
    return re.compile(words, re.I)


def said(key: str, **values: str) -> str:
    """Return a sentence of the table with its places filled."""
    return str(rule_table()["sentences"][key]).format(**values)


def asked_fact(key: str, **values: str) -> AskedFact:
    """Return a fact of the table that is asked for, with its places filled."""
    return AskedFact(said(key, **values), FactField(rule_table()["taken_by"].get(key, FactField.JUDGED)))


def asked_facts(rows: Sequence[str | Mapping[str, str]]) -> tuple[AskedFact, ...]:
    """Return the facts that a rule asks for: words alone a person judges, a table names the field that takes them."""
    return tuple(AskedFact(r) if isinstance(r, str) else AskedFact(r["fact"], FactField(r["field"])) for r in rows)


def named_by(key: str) -> frozenset[str]:
    """Return the places that a sentence of the table has: "place" where it names the destination, "entry" the item."""
    return frozenset(_FILLED.findall(rule_table()["sentences"][key]))


def names_place(key: str) -> bool:
    """Return whether a sentence of the table names the destination."""
    return "place" in named_by(key)


def _rule(row: Mapping[str, Any]) -> CheckedRule:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    own: dict[str, Any] = {k: fields.pop(k) for k in _RULE_FIELDS if k in fields}
    own["asks"] = asked_facts(own.get("asks", ()))
    return CheckedRule(more=MappingProxyType(fields), **own)

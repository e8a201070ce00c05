"""Entries of the list whose words are those by which an item is described: to choose from, never chosen."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.engines.determination.law_texts.rules import pattern, rule_table
from assistant.engines.determination.law_texts.texts import Texts
from corpus.catalogue_results import HeldProvision
from corpus.model import Role
from index.text.tokens import STOP, terms

_ENTRIES_NAMED = 5  # entries that are named
_WORDS_SHARED = 2  # of an item that a paragraph of the munitions list must have
_FEW = 2
_OF_BEST = 0.55  # of the best one's likeness


def goods_terms(text: str) -> set[str]:
    """Return the terms of a text that may name goods, with the lists' words for what it calls by everyday ones."""
    found = [text, *(words for everyday, words in rule_table()["everyday"].items() if pattern(everyday).search(text))]
    generic = set(rule_table()["generic"])
    own = {t for t in terms(" ; ".join(found)) if t not in STOP and t not in generic and len(t) > 2 and t.isalpha()}
    return set() if own <= set(rule_table()["generic_alone"]) else own


@dataclass(frozen=True)
class EntryWords:
    """Terms of every entry of the list: those of its heading, and those of its items."""

    entries: Mapping[str, tuple[str, frozenset[str], frozenset[str]]]  # number: heading, its terms, those of the items
    rarity: Mapping[str, float]
    munitions: Sequence[tuple[HeldProvision, frozenset[str]]] = ()

    @classmethod
    def of(cls, texts: Texts) -> EntryWords:
        """Return the words of the list as held on a day."""
        entries: dict[str, tuple[str, frozenset[str], frozenset[str]]] = {}
        for number, (source, _) in texts.catalogue.in_force(texts.filters).items():
            if "774" not in source.title and "774" not in source.id:
                continue
            items: dict[str, set[str]] = defaultdict(set)
            # Of an entry whose items are not in the list as held, the rows on its reasons for control name some.
            for held in (*texts.catalogue.with_role(number, Role.ITEM), *texts.catalogue.with_role(number, Role.ROW)):
                items[held.locator[:5]].update(terms(held.text))
            for held in texts.catalogue.with_role(number, Role.ENTRY):
                heading = held.provision.heading or held.text.removeprefix(held.locator).strip()
                if held.locator not in entries and len(held.locator) == 5 and heading:
                    entries[held.locator] = heading, frozenset(terms(heading)), frozenset(items[held.locator])
        counts = Counter(t for _, head, below in entries.values() for t in head | below)
        top = texts.at(str(rule_table()["munitions"]))
        below = texts.catalogue.subtree(top)[1:] if top is not None else []
        munitions = [(p, frozenset(terms(p.text))) for p in below if p.provision.role is Role.PARAGRAPH]
        return cls(entries, {t: math.log(1 + len(entries) / n) for t, n in counts.items()}, munitions)

    def like(self, item: str) -> list[tuple[str, str]]:
        """Return (number, heading) of the entries that an item's words may mean, the likeliest first."""
        wanted = {t for t in goods_terms(item) if t in self.rarity}
        scored = []
        for number, (heading, head, below) in self.entries.items():
            score = sum(self.rarity[t] * (1.0 if t in head else 0.4) for t in wanted if t in head or t in below)
            if score > 0:
                scored.append((score, number, heading))
        scored.sort(key=lambda s: (-s[0], s[1]))
        if not scored:
            return []
        return [(n, h) for s, n, h in scored[:_ENTRIES_NAMED] if s >= _OF_BEST * scored[0][0]]

    def like_munitions(self, item: str) -> list[HeldProvision]:
        """Return the paragraphs of the munitions list that have two or more of an item's words, the fullest first."""
        wanted = goods_terms(item)
        scored = [(len(wanted & own), -len(own), p) for p, own in self.munitions if len(wanted & own) >= _WORDS_SHARED]
        best = max((n for n, _, _ in scored), default=0)
        return [p for n, _, p in sorted(scored, key=lambda s: (-s[0], -s[1])) if n == best][:_FEW]

"""Addresses: how a lawyer writes them, how people type them, and one canonical form of each.

`parse` reads one address, `mentions` finds every address in running text, `key` makes any two spellings of one
address equal. The grammars live in one file a family and are tried in the order of `GRAMMARS`.
"""

from __future__ import annotations

from corpus.locators import cfr, east_asia, eccn, eu, uk
from corpus.locators.address import Grammar, Locator, Mention, key

GRAMMARS: tuple[Grammar, ...] = (cfr.GRAMMAR, eccn.GRAMMAR, eu.GRAMMAR, uk.GRAMMAR, east_asia.GRAMMAR)

__all__ = ["GRAMMARS", "Locator", "Mention", "key", "mentions", "parse"]


def parse(text: str) -> Locator | None:
    """The address that `text` is as a whole, in any common spelling; None when it is none."""
    for grammar in GRAMMARS:
        found = grammar.parse(text)
        if found is not None:
            return found
    return None


def mentions(text: str) -> list[Mention]:
    """Every address that stands in `text`, by position; where two grammars claim a place the longer claim wins."""
    claims = sorted(
        (m for grammar in GRAMMARS for m in grammar.mentions(text)), key=lambda m: (m.start, m.start - m.end)
    )
    kept: list[Mention] = []
    for claim in claims:
        if not kept or claim.start >= kept[-1].end:
            kept.append(claim)
    return kept
